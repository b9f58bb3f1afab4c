"""From the ledger to a proposed network with shares, in a browser, on the demo site.

    python benchmarks/networks.py [--quick]

The demo as `parkloop demo` makes it, served as `parkloop demo-site` serves it, opened in Chromium
with its operator's link. A time runs from the click on *Propose a network* until the table of
shares stands on the page: the job waits, reads the ledger, searches, shares by four rules, draws
its page, and the browser has shown it. The studies that the demo begins with are awaited first.
Asked beside that goal: every enterprise's exit tried, and a front against CO2. ``--quick``: the
network alone, once.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._measure import Measured, at_least, at_most, run, told
from parkloop.demo.run import run_demo
from tests.web.browsing import FLAGS, program
from tests.web.site import ROOT, Site, data_folder, served

PARK = "park-a"
#: What a person in front of the page waits for [s].
GOAL = 20.0
REPEATS = 3
_PATIENCE_MS = 300_000


def figures(quick: bool) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="plb-") as made, data_folder() as folder:
        demo = run_demo(
            Path(made), ROOT / "examples", now=datetime.now(UTC), progress=lambda what, done: None
        )
        folder.mkdir()
        with served(folder, str(demo.zone), serve="demo_site") as site:
            _wait_for_jobs(site)
            yield from _in_browser(site, quick)


def _wait_for_jobs(site: Site) -> None:
    """Until the worker has nothing to do; raises TimeoutError."""
    end = time.monotonic() + _PATIENCE_MS / 1000
    with psycopg.connect(site.cluster.url("postgres", "parkloop"), autocommit=True) as connection:
        while time.monotonic() < end:
            waiting = connection.execute(
                "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')"
            ).fetchone()
            if waiting == (0,):
                return
            time.sleep(0.5)
    raise TimeoutError(f"jobs do not end: {site.said}")


def _in_browser(site: Site, quick: bool) -> Iterator[Measured]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        page = browser.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        _enter(page, site)
        seconds = [_proposed(page, site) for _ in range(1 if quick else REPEATS)]
        name = "from the click to the shares"
        yield at_most(f"{name}, slowest of {len(seconds)}", max(seconds), GOAL, " s")
        yield at_least("exchanges proposed", _rows(page, "#list-0"), 1, "", ".0f")
        yield at_least("enterprises with a share", _rows(page, "#share-table"), 2, "", ".0f")
        if not quick:
            yield told(
                f"{name}, with every exit tried", _proposed(page, site, "exits"), " s", ".1f"
            )
            yield told(
                f"{name}, with a front against CO2", _proposed(page, site, "co2"), " s", ".1f"
            )
        browser.close()


def _enter(page: Page, site: Site) -> None:
    """With the operator's link, as the log of the site prints it."""
    (link,) = [line for line in site.said.splitlines() if " operator: " in line]
    page.goto(site.address + link[link.index("/enter/") :])
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def _proposed(page: Page, site: Site, *boxes: str) -> float:
    """Seconds from the click until the shares are shown."""
    page.goto(f"{site.address}/p/{PARK}/networks/")
    if boxes:
        page.click("details summary")
    for box in boxes:
        page.check(f"[name={box}], [name=aims][value={box}]")
    button = page.locator(f"form[action='/p/{PARK}/networks/propose/'] .actions button")
    began = time.perf_counter()
    button.click()
    page.wait_for_selector("#share-table")
    return time.perf_counter() - began


def _rows(page: Page, table: str) -> int:
    return page.locator(f"{table} tbody tr").count()


if __name__ == "__main__":
    run(figures)
