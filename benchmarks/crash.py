"""Kills during imports: is anything that was committed lost, is anything there twice?

    python benchmarks/crash.py [--quick]

`parkloop serve` as people run it; two people send file after file through the pages of the wizard
(file, check, comparison, accept). SIGKILL hits a process that answers, the process that holds the
port, the worker or the database, at moments drawn from a fixed seed, while a request or a job is
under way. People whose answer was lost look again and go on. In the end every row of every file
must be in the ledger exactly once, every job finished, the audit's chain whole. The limit is 0
lost and 0 doubled. 200 kills; ``--quick``: 8.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_least, at_most, run, told
from tests.web.crashing import crash

SEED = 20250101
KILLS, QUICK = 200, 8
ROWS = 150


def figures(quick: bool) -> Iterator[Measured]:
    kills, began = QUICK if quick else KILLS, time.perf_counter()
    end = crash(kills, ROWS, SEED)
    for part, count in end.kills.items():
        yield told(f"kills of {part.value}", count, "", ".0f")
    yield at_least("kills", end.kills.total(), kills, "", ".0f")
    yield told("of them while a job was running", end.during_a_job, "", ".0f")
    yield told("of them while a request was under way", end.during_a_request, "", ".0f")
    yield told("answers that were lost", end.answers_lost, "", ".0f")
    yield told("jobs that had to begin anew", end.begun_anew, f" of {end.jobs}", ".0f")
    yield told("files accepted a second time", end.accepted_again, f" of {end.files}", ".0f")
    yield told("rows that people were told are in", end.rows, "", ".0f")
    yield at_most("rows lost", end.lost, 0, "", ".0f")
    yield at_most("rows doubled", end.doubled, 0, "", ".0f")
    yield at_most("rows with another value", end.wrong, 0, "", ".0f")
    yield at_most("jobs not finished", end.unfinished, 0, "", ".0f")
    yield Measured(
        "parkloop doctor", "no error" if end.sound else end.doctor, "goal no error", end.sound
    )
    yield told("back after a kill, at most", end.slowest_return_s, " s", ".1f")
    yield told("altogether", time.perf_counter() - began, " s", ".0f")


if __name__ == "__main__":
    run(figures)
