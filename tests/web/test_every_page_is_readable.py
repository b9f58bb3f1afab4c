"""Every page of the site read by axe, as the person it is for.

Two looks of each page by default: Vietnamese, light, wide; English, dark, narrow. AXE=all reads
both languages in light and dark at both widths.
"""

from __future__ import annotations

import itertools
import os
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.web.browsing import FLAGS, Serving, open_context, program
from tests.web.isolation import ROUTES
from tests.web.test_isolation import address, built  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
ALL = tuple(itertools.product(("vi", "en"), ("light", "dark"), (1440, 390)))
LOOKS = ALL if os.environ.get("AXE") == "all" else (("vi", "light", 1440), ("en", "dark", 390))
GRAVE = ("serious", "critical")
READ = sorted(
    name
    for name, expected in ROUTES.items()
    if expected.method == "get" and expected.inside == 200 and not name.startswith("pact-")
)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def serving(chromium, built):  # noqa: F811
    # The browser comes first: it changes where Django looks for the connection of this thread.
    made = Serving()
    yield made
    made.end()


@pytest.mark.parametrize("name", READ)
def test_machines_can_read_it(db, serving, chromium, built, name):  # noqa: F811
    client, expected = built.client(ROUTES[name].owner), ROUTES[name]
    path = address(name, built) + (f"?{urlencode(expected.data)}" if expected.data else "")
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    page = answer["Content-Type"].startswith("text/html") and b"<html" in answer.content
    if not page or name.endswith("-report"):
        return  # a file or a fragment; reports are read by tests/browser
    wrong = {}
    for language, scheme, width in LOOKS:
        context, opened = open_context(
            chromium, serving, client,
            language=language, width=width, scheme=scheme, contrast=False,
        )  # fmt: skip
        opened.goto(path)
        found = [
            (each["id"], node["html"][:160])
            for each in Axe().run(opened.page).response["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
        fits = opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if found or opened.problems or opened.elsewhere or not fits:
            wrong[language, scheme, width] = (found, opened.problems, opened.elsewhere, fits)
        context.close()
    assert wrong == {}
