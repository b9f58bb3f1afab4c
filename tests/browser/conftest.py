"""A real browser and the pages it opens; nothing is served, everything is a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from parkloop.reports.html import render_html, render_index
from tests.core.reports.sample_study import exchange_study, sample_study

NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


# Of a module: Playwright runs once in a process, and other modules start it too.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The sample study, a study without an inventory, and the page that leads to both."""
    where = tmp_path_factory.mktemp("reports")
    (where / "report.html").write_text(render_html([sample_study()]), "utf-8")
    (where / "exchanges.html").write_text(render_html([exchange_study()]), "utf-8")
    linked = [("report.html", sample_study()), ("exchanges.html", exchange_study())]
    (where / "index.html").write_text(render_index(linked), "utf-8")
    return where


class Opened:
    """A page with what went wrong on it and what it asked for."""

    def __init__(self, page, problems, requests):
        self.page, self.problems, self.requests = page, problems, requests


@pytest.fixture
def open_page(browser, folder):
    """Opens a file: open_page('report.html', '#lang=en', width=390, scheme='dark')."""
    contexts = []

    def opened(name="report.html", address="", *, width=1280, scheme="light", **more):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, **more
        )
        contexts.append(context)
        page = context.new_page()
        problems, requests = [], []
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: problems.append(str(e)))
        page.on("request", lambda r: requests.append(r.url))
        page.goto((folder / name).as_uri() + address)
        if name != "index.html":
            page.wait_for_selector("html[data-ready]")
        return Opened(page, problems, requests)

    yield opened
    for context in contexts:
        context.close()
