"""Pages at the reference size: 25 parks, 1,000 tenants, 24 months.

    python benchmarks/web.py [--quick]

A database of its own with the whole zone in it; pages are asked for as a browser asks, without the
network between and by one reader at a time; the 95th percentile of twenty asks, against what a
person does not wait for. Beside each stands the limit of any tuning of the site's own code: what
the database alone takes for the queries of the page. The change of language is the form in the rail
and the page it leads back to. ``--quick``: 5 parks, 50 tenants.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_most, run, told
from parkloop_web.server.installation import Installation

SIZE, QUICK = (25, 1_000), (5, 50)
ASKS = 20
#: What a person does not wait for [s]; the map of months may take a little longer.
GOAL, GOAL_OF_MAP = 0.3, 1.0
MOST_QUERIES = 30
PAGES = {
    "home of the board": ("board", "/"),
    "queue": ("board", "/queue/"),
    "register": ("board", "/register/"),
    "register, searched": ("board", "/register/?q=firm+3"),
    "map of months, the zone": ("board", "/p/zone/months/?to=2025-12"),
    "map of months, a park": ("operator", "/p/park-00/months/?to=2025-12"),
    "home of a tenant": ("tenant", "/"),
    "figures of a tenant": ("tenant", "/p/park-00-firm-00/"),
    "a month": ("tenant", "/p/park-00-firm-00/months/2025-06/"),
    "palette": ("board", "/palette/?q=firm+12"),
}


def figures(quick: bool) -> Iterator[Measured]:
    parks, tenants = QUICK if quick else SIZE
    with tempfile.TemporaryDirectory(prefix="plb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            os.environ.pop(name, None)
        installation = Installation.at(Path(folder))
        installation.start_database()
        try:
            installation.open("parkloop_web.server.acts").make_ready()
            zone = import_module("benchmarks._web_zone")
            yield from _asked(zone, zone.make_zone(parks, tenants))
        finally:
            installation.stop_database()


def _asked(zone: Any, clients: dict[str, Any]) -> Iterator[Measured]:
    for name, (who, address) in PAGES.items():
        client = clients[who]
        queries, database = zone.queries_of(client, address)
        goal = GOAL_OF_MAP if name == "map of months, the zone" else GOAL
        yield at_most(f"{name}, p95", _p95(partial(client.get, address)), goal, " s", ".3f")
        yield told(f"{name}, limit (its queries alone)", database, " s")
        yield at_most(f"{name}, queries", float(queries), MOST_QUERIES, "", ".0f")
    yield from _changed_language(clients["board"])
    yield told("pages asked for", float(len(PAGES)), "", ".0f")


def _changed_language(client: Any) -> Iterator[Measured]:
    """From the press of the button to the same page in the other language."""
    languages = cycle(("en", "vi"))

    def change() -> object:
        asked = {"language": next(languages), "next": "/queue/"}
        return client.post("/language/", asked, follow=True)

    yield at_most("another language, the queue, p95", _p95(change), GOAL, " s", ".3f")


def _p95(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(ASKS):
        begin = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begin)
    return sorted(taken)[int(0.95 * ASKS) - 1]


if __name__ == "__main__":
    run(figures)
