"""Footprint pages: what a tenant makes, one product, the carbon of a park, CBAM.

    python benchmarks/footprints.py [--quick]

Asked as a browser asks, without the network between, by one reader at a time: the first ask, which
computes and keeps the trace, and the 95th percentile of twenty more, against what a person waits
for without noticing. On a park of forty tenants that hand goods on in a ring (24 months), and on
the demo zone (not with ``--quick``).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_most, run, told
from parkloop_web.server.installation import Installation

TENANTS, ASKS, GOAL = 40, 20, 0.5

#: Page → who asks and where; of the park of forty, and of the demo zone.
PARK = {
    "products of a tenant": ("tenant", "/p/firm-01/footprints/", {}),
    "one product": (
        "tenant",
        "/p/firm-01/footprints/product/",
        {"product": "firm-01-works/steel-product"},
    ),
    "carbon of the park": ("operator", "/p/park/carbon/", {}),
    "CBAM of a tenant": ("tenant", "/p/firm-01/cbam/", {"cn": "firm-01-works/steel-product=7214"}),
}
DEMO = {
    "products of a tenant": ("tenant", "/p/a-steel-1/footprints/", {}),
    "one product": (
        "tenant",
        "/p/a-steel-1/footprints/product/",
        {"product": "a-steel-1-mill/steel-product"},
    ),
    "carbon of the park": ("operator", "/p/park-a/carbon/", {}),
    "CBAM of a tenant": ("tenant", "/p/a-steel-1/cbam/", {}),
}


def figures(quick: bool) -> Iterator[Measured]:
    """Each site in a process of its own: Django knows one database per process."""
    for which in ("forty",) if quick else ("forty", "demo"):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            yield from process.submit(site, which).result()


def site(which: str) -> list[Measured]:
    """What is measured on one of the two sites."""
    with tempfile.TemporaryDirectory(prefix="plb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        return list(_on_a_site(Path(folder), which))


def _on_a_site(folder: Path, which: str) -> Iterator[Measured]:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    installation = Installation.at(folder / "data")
    installation.start_database()
    try:
        installation.open("parkloop_web.server.acts").make_ready()
        scenes = import_module("benchmarks._web_footprints")
        if which == "demo":
            yield from _asked("demo zone", scenes.demo_zone(folder / "zone"), DEMO)
            return
        clients, entries = scenes.park_of(TENANTS)
        yield told(f"park of {TENANTS} tenants, entries", float(entries), "", ".0f")
        yield from _asked(f"park of {TENANTS} tenants", clients, PARK)
    finally:
        installation.stop_database()


def _asked(
    where: str, clients: dict[str, Any], pages: Mapping[str, tuple[str, str, dict[str, str]]]
) -> Iterator[Measured]:
    for name, (who, path, query) in pages.items():
        address = f"{path}?{urlencode({'year': '2025'} | query)}"
        first, *more = [_seconds(clients[who], address) for _ in range(ASKS + 1)]
        p95 = sorted(more)[int(0.95 * ASKS) - 1]
        yield told(f"{where}, {name}, first (computed)", first, " s")
        yield at_most(f"{where}, {name}, p95", p95, GOAL, " s", ".3f")


def _seconds(client: Any, address: str) -> float:
    begin = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - begin
    assert answer.status_code == 200, (address, answer.status_code)
    assert b"explanations.json" in answer.content, f"{address} shows no trace"
    return taken


if __name__ == "__main__":
    run(figures)
