"""Photographs ten main pages of the site with the demo zone, on a desk and on a phone.

    parkloop demo --out build/demo
    python tools/screenshots.py build/demo/demo-zone

On the desk they are in English, on the phone in Vietnamese. The real server is started on a free
port with an installation of its own, in a folder that is thrown away. The names and figures are
the demo's: invented. Chromium is the system's, or CHROMIUM.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

OUT: Final = Path(__file__).parents[1] / "docs" / "images" / "site"
SHAPES: Final = {"desktop": (1440, 900, 1.0, "en"), "phone": (390, 844, 2.0, "vi")}
ROLES: Final = ("board", "operator", "tenant", "expert")
PATIENCE: Final = 240.0
_FLAGS: Final = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]


@dataclass(frozen=True)
class Shot:
    """A page: its name, where it is, who looks ('' for the public)."""

    name: str
    path: str
    who: str = ""


SHOTS: Final = (
    Shot("landing", "/"),
    Shot("home-board", "/", "board"),
    Shot("months", "/p/demo-zone/months/", "board"),
    Shot("queue", "/queue/", "board"),
    Shot("results", "/p/demo-zone/", "board"),
    Shot("month", "/p/a-steel-1/months/2025-10/", "board"),
    Shot("register", "/register/", "board"),
    Shot("home-tenant", "/", "tenant"),
    Shot("sheet", "/p/a-steel-1/entry/2025/", "tenant"),
    Shot("indicators", "/indicators/"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path, help="the demo zone that `parkloop demo` made")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="plshots-") as data,
        serving(given.workspace, Path(data)) as (address, links),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        states = {who: signed_in(browser, links[who]) for who in ("board", "tenant")}
        compute(browser, address, states["board"], "/p/demo-zone/")
        for shot in SHOTS:
            for shape in SHAPES:
                photograph(browser, address, shot, shape, states.get(shot.who), given.out)
        browser.close()


@contextmanager
def serving(workspace: Path, data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The site's address and a one-time link per role; ended with the block."""
    command = [
        str(Path(sys.executable).with_name("parkloop")), "--lang", "en", "demo-site",
        str(workspace), "--data", str(data), "--port", str(free_port()),
    ]  # fmt: skip
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("DATABASE_", "PARKLOOP_"))}
    server = subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, text=True)
    try:
        yield announced(server)
    finally:
        server.terminate()
        server.wait(30)


def announced(server: subprocess.Popen[str]) -> tuple[str, dict[str, str]]:
    """What the server prints when it is ready: its address, then a link for each role."""
    assert server.stdout is not None
    address, links = "", []
    for line in server.stdout:
        for found in re.findall(r"http://\S+", line):
            if "/enter/" in found:
                links.append(found)
            else:
                address = found.rstrip("/")
        if len(links) == len(ROLES):
            return address, dict(zip(ROLES, links, strict=True))
    raise SystemExit("The server ended before it printed its links; see its words above.")


def signed_in(browser: Browser, link: str) -> Path:
    """Enter by a one-time link; returns the file that keeps the session."""
    context = browser.new_context()
    page = context.new_page()
    reach(page, link)
    page.locator("main form button").click()
    page.wait_for_load_state()
    kept = Path(tempfile.mkdtemp(prefix="plshots-")) / "session.json"
    context.storage_state(path=kept)
    context.close()
    return kept


def reach(page: Page, address: str) -> None:
    """Open a page of a server that may still be starting."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            page.goto(address)
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def compute(browser: Browser, address: str, state: Path, path: str) -> None:
    """Ask for the results of a place and wait for them."""
    context = browser.new_context(storage_state=state)
    page = context.new_page()
    page.goto(address + path)
    page.locator("main form.actions button").last.click()
    page.wait_for_selector("article.view", timeout=PATIENCE * 1000)
    context.close()


def photograph(
    browser: Browser, address: str, shot: Shot, shape: str, state: Path | None, out: Path
) -> None:
    width, height, scale, language = SHAPES[shape]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        storage_state=state,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "parkloop_language", "value": language, "url": address}])
    page = context.new_page()
    page.goto(address + shot.path)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(500)
    page.screenshot(path=out / f"{shot.name}-{shape}.png")
    context.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit("No Chromium here: install your system's, or name one in CHROMIUM.")
    return found


if __name__ == "__main__":
    main()
