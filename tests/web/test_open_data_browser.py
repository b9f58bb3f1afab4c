"""Open pages in a real browser: nothing is asked of another host, nothing breaks, all can read."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import sync_playwright

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PAGES = (
    "/indicators/",
    "/indicators/pgi.total/?area=vn63-hai-duong",
    "/indexes/pgi/",
    "/plans/hai-phong-green-growth/",
)


@pytest.fixture
def opened(live_server):
    """Opens an address of the site; the page and what went wrong on it."""
    # The browser's own loop runs in this thread; the database is used in the server's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])

        def open_(address, width=1280, scheme="light"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            problems, hosts = [], set()
            page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: problems.append(str(e)))
            page.on("request", lambda r: hosts.add(r.url.split("/")[2]))
            page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")
            return page, problems, hosts

        yield open_
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_open_pages_work_in_all_widths_and_break_no_rule(opened, live_server):
    for address in PAGES:
        for width, scheme in ((1280, "light"), (390, "dark")):
            page, problems, hosts = opened(address, width, scheme)
            if folder := os.environ.get("PARKLOOP_SHOTS"):
                name = address.strip("/").split("?")[0].replace("/", "-")
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            assert problems == [], address
            assert hosts == {live_server.url.split("/")[2]}
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{address} at {width}"
            found = Axe().run(page)
            serious = [
                (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
                for each in found.response["violations"]
                if each["impact"] in ("serious", "critical")
            ]
            assert serious == [], address
