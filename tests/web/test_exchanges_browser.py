"""Exchanges in a real browser: agreement of two tenants, a case, curves.

The pages are answered by this thread, inside the test's own transaction; the browser is driven by
another.
"""

from __future__ import annotations

import os
import shutil
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.web.exchanging import searched

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
NAMES = ("chromium", "chromium-browser", "google-chrome")


class Quiet(WSGIRequestHandler):
    #: A connection that a browser opens in advance must not hold up the others [s].
    timeout = 0.5

    def log_message(self, *_):
        pass


class Opened:
    """A page of one person, with what went wrong on it."""

    def __init__(self, browser, address, cookie, width):
        self.address, self.problems = address, []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
        if cookie:
            self.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda m: self._note(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda problem: self._note(str(problem)))
        self.page.on("request", self._asked)

    def _note(self, problem):
        if "422" not in problem:
            self.problems.append(problem)

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"asked another host: {request.url}")

    def at(self, path):
        self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def accessible(self):
        """What is serious by axe's rules."""
        found = Axe().run(self.page).response["violations"]
        return [v["id"] for v in found if v["impact"] in ("serious", "critical")]


@pytest.fixture
def drive(people):
    """Runs a function of opened pages, one per name, and gives back what it returned."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Quiet)
    server.timeout = 0.1
    address = f"http://127.0.0.1:{server.server_port}"
    cookies = {
        who: people.client(who).cookies["sessionid"].value
        for who in ("tenant", "neighbour", "operator")
    }

    def run(work, *names, width=1280):
        outcome = {}

        def drive_it():
            try:
                program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(
                        executable_path=program, args=["--no-sandbox"]
                    )
                    pages = [Opened(browser, address, cookies[name], width) for name in names]
                    outcome["value"] = work(*pages)
                    browser.close()
            except Exception as problem:  # noqa: BLE001 - raised again in the test's own thread
                outcome["problem"] = problem

        driver = threading.Thread(target=drive_it)
        driver.start()
        while driver.is_alive():
            server.handle_request()
        if "problem" in outcome:
            raise outcome["problem"]
        return outcome["value"]

    # As the test client does: the connection holds the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield run
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    server.server_close()


def path_of(name, **arguments):
    return reverse(name, kwargs=arguments or None)


def test_two_tenants_agree_and_the_operator_opens_a_case(people, drive):
    searched(people)
    own, other = path_of("exchanges", code="alpha"), path_of("exchanges", code="beta")
    place = path_of("exchanges", code="north")

    def work(giver, taker, operator):
        page = giver.at(own)
        before = [page.inner_text("#candidates")]
        page.click("button:has-text('Đồng ý trao đổi')")
        page.wait_for_selector("text=Bạn đã đồng ý, chờ bên kia")
        page = taker.at(other)
        before.append(page.inner_text("#candidates"))
        page.click("button:has-text('Đồng ý trao đổi')")
        page.wait_for_selector("text=Hai bên đã đồng ý trao đổi")
        after = page.inner_text("#candidates")
        page = operator.at(place)
        page.click("button:has-text('Mở hồ sơ') >> nth=0")
        page.wait_for_selector("text=Mức sẵn sàng")
        stage = page.inner_text("[aria-current=step]")
        everyone = (giver, taker, operator)
        return (
            before,
            after,
            stage,
            [p.problems for p in everyone],
            [p.accessible() for p in everyone],
        )

    before, after, stage, problems, faults = drive(work, "tenant", "neighbour", "operator")
    assert "Beta (thử)" not in before[0]
    assert "Alpha (thử)" not in before[1]
    assert "Alpha (thử)" in after
    assert stage == "Trao đổi"
    assert problems == [[], [], []]
    assert faults == [[], [], []]


def test_the_curves_are_drawn_and_a_wrong_table_is_told(drive):
    address = path_of("heat-targets")

    def work(seen):
        page = seen.at(address)
        boxes = [line.bounding_box() for line in page.query_selector_all("polyline.curve")]
        faults = seen.accessible()
        page.fill("#table", "id,supply_c,target_c\nA,warm,80\n")
        page.click("form.wide button")
        page.wait_for_selector("[role=alert] >> text=cần một số")
        return boxes, faults, seen.problems

    boxes, faults, problems = drive(work, "tenant")
    assert len(boxes) == 3
    assert all(box and box["width"] > 50 and box["height"] > 50 for box in boxes)
    assert faults == []
    assert problems == []


def test_nothing_is_wider_than_a_telephone(people, drive):
    searched(people)
    address = path_of("exchanges", code="north")

    def work(seen):
        page = seen.at(address)
        return page.evaluate("document.documentElement.scrollWidth"), seen.problems

    assert drive(work, "operator", width=360) == (360, [])
