"""How benchmarks measure and what they print.

A benchmark yields figures. Each is printed as ``name: value, goal``; the last line is ``holds``
(exit 0) or ``falls short: …`` with the names of the figures that miss their goal (exit 1).
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One figure; ``holds`` None means that it is told without a goal."""

    name: str
    value: str
    goal: str = "no goal"
    holds: bool | None = None


def at_most(name: str, value: float, limit: float, unit: str = "", shown: str = ".2f") -> Measured:
    return Measured(name, f"{value:{shown}}{unit}", f"goal at most {limit:g}{unit}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str = "", shown: str = ".1f") -> Measured:
    return Measured(
        name, f"{value:{shown}}{unit}", f"goal at least {limit:g}{unit}", value >= limit
    )


def told(name: str, value: float, unit: str, shown: str = ".3f") -> Measured:
    return Measured(name, f"{value:{shown}}{unit}")


def run(figures: Callable[[bool], Iterable[Measured]]) -> None:
    """Print every figure as soon as it is known, then the verdict, and exit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a smaller problem, fewer repeats")
    short = []
    for figure in figures(parser.parse_args().quick):
        print(f"{figure.name}: {figure.value}, {figure.goal}", flush=True)
        if figure.holds is False:
            short.append(figure.name)
    print(f"falls short: {'; '.join(short)}" if short else "holds")
    sys.exit(1 if short else 0)


def best_seconds(tasks: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """Least wall time of each task [s].

    The tasks take turns, so that a busy moment of the machine meets all of them; the least time
    is the one that was disturbed least.
    """
    best = [float("inf")] * len(tasks)
    gc.collect()
    gc.disable()
    try:
        for _ in range(repeats):
            for number, task in enumerate(tasks):
                start = time.perf_counter()
                task()
                best[number] = min(best[number], time.perf_counter() - start)
    finally:
        gc.enable()
    return best


def peak_mb() -> float:
    """Most memory this process has held so far [MB].

    Read from the kernel's own mark of this program's memory: what getrusage tells also counts
    the parent from which the process was forked.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def alone(script: str, *arguments: str) -> dict[str, float]:
    """Run a script in a process of its own; the JSON object on its last line of output.

    Peak memory is only honest where nothing else was computed in the same process.
    """
    done = subprocess.run(
        [sys.executable, script, *arguments], check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
