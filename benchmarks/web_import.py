"""How long 50,000 rows take through the import wizard: upload, check, compare, accept.

    python benchmarks/web_import.py [--quick]

A database of its own, the trial zone of the tests, the pages asked for as a browser does (without
the network between), the job done as the worker does. ``--quick``: 5,000 rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_least, run, told
from parkloop_web.server.installation import Installation
from tests.core.io.import_park import flow_book, flow_row

ROWS, QUICK_ROWS = 50_000, 5_000
#: Rows per second: the largest files of a park are in within a minute.
GOAL = 1_000


def figures(quick: bool) -> Iterator[Measured]:
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="plb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        os.environ.pop("DATABASE_URL", None)
        installation = Installation.at(Path(folder))
        installation.start_database()
        try:
            installation.open("parkloop_web.server.acts").make_ready()
            yield from _through(rows, Path(folder))
        finally:
            installation.stop_database()


def _through(rows: int, folder: Path) -> Iterator[Measured]:
    zone, client = import_module("benchmarks._web_client").operator_client()
    content = flow_book(folder / "rows.xlsx", (_row(n) for n in range(rows))).read_bytes()
    steps = _Steps(client, content)
    taken = steps.walk(zone)
    total = sum(steps.seconds.values())
    yield told("rows in the ledger", float(taken), "", ".0f")
    for name, seconds in steps.seconds.items():
        yield told(name, seconds, " s", ".2f")
    name = "rows per second, from file to ledger"
    if rows < ROWS:  # what is done once (catalog, first pages) weighs too much
        yield told(name, taken / total, "/s", ".0f")
    else:
        yield at_least(name, taken / total, GOAL, "/s", ".0f")


def _row(number: int) -> dict[str, Any]:
    series, month = divmod(number, 24)
    return flow_row(
        to_node="net",
        start=f"{month % 12 + 1:02d}/{2024 + month // 12}",
        quantity=round(100 + (number * 37 % 9973) / 7, 3),
        series=f"CT-{series:05d}",
    )


class _Steps:
    """The wizard walked once, each step timed."""

    def __init__(self, client: Any, content: bytes) -> None:
        self.client, self.content = client, content
        self.seconds: dict[str, float] = {}

    def _timed(self, name: str, act: Any) -> Any:
        begun = time.perf_counter()
        answer = act()
        self.seconds[name] = time.perf_counter() - begun
        return answer

    def walk(self, zone: Any) -> int:
        web = import_module("benchmarks._web_client")
        sent = self._timed("upload", lambda: web.send(self.client, self.content))
        place = sent["Location"].removesuffix("mapping/")
        self._timed("first check (job)", lambda: web.check(zone, place, "import-mapping"))
        said = {"sheet-0": "on"}
        self._timed("columns said", lambda: self.client.post(f"{place}mapping/", said))
        self._timed("check (job)", lambda: web.check(zone, place, "import-check"))
        self._timed("page of findings", lambda: self.client.get(f"{place}check/"))
        self._timed("page of differences", lambda: self.client.get(f"{place}compare/"))
        self._timed("accept", lambda: self.client.post(f"{place}accept/"))
        return int(self._timed("job", lambda: web.work(zone, place)))


if __name__ == "__main__":
    run(figures)
