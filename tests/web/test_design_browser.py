"""The frame and the parts of pages in a real browser: reading by machines, keys, paste, the map."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.web.browsing import FLAGS, Serving, open_context, program

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
#: Rules that count; what axe calls moderate or minor is told but lets pass.
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_site(people, chromium):
    """Opens the site as somebody: open_site("operator", "/queue/", width=390, scheme="dark")."""
    serving = Serving()
    contexts = []

    def opened(who, path="/", *, language="vi", width=1440, scheme="light", contrast=False):
        context, made = open_context(
            chromium, serving, people.client(who),
            language=language, width=width, scheme=scheme, contrast=contrast,
        )  # fmt: skip
        contexts.append(context)
        made.goto(path)
        return made

    yield opened
    for context in contexts:
        context.close()
    serving.end()


def complaints(page):
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], node["html"][:160])
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("operator", "/look/"),
        ("public", "/"),
        ("operator", "/queue/"),
        ("tenant", "/p/alpha/months/"),
        ("tenant", "/"),
    ],
)
def test_machines_can_read_the_page(open_site, who, address, language, scheme, width):
    opened = open_site(who, address, language=language, scheme=scheme, width=width)
    assert complaints(opened.page) == []
    assert opened.problems == []
    assert opened.elsewhere == []
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_high_contrast_is_readable_too(open_site):
    opened = open_site("operator", "/look/", contrast=True)
    assert opened.page.evaluate("document.documentElement.dataset.theme") == "contrast"
    assert complaints(opened.page) == []


def test_ctrl_k_finds_and_opens(open_site):
    page = open_site("operator").page
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("cac thang")
    page.locator("#palette [aria-selected=true]", has_text="Các tháng").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/north/months/")


def test_escape_closes_the_palette_and_gives_the_focus_back(open_site):
    page = open_site("operator").page
    page.locator(".rail .find").click()
    assert page.locator("#palette").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    assert page.evaluate("document.activeElement.className") == "find"


def test_keys_are_listed_and_lead_to_pages(open_site):
    page = open_site("operator").page
    page.keyboard.press("?")
    assert "Phím tắt" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/queue/")


def test_the_language_changes_at_the_same_address_and_scroll(open_site):
    opened = open_site("operator", "/p/north/facts/?scheme=VN-35")
    page = opened.page
    page.evaluate("window.scrollTo({top: 700, behavior: 'instant'})")
    page.locator("[data-keep-scroll] [value=en]").click()
    page.wait_for_selector("html[lang=en][data-ready]")
    assert page.url.endswith("/p/north/facts/?scheme=VN-35")
    assert abs(page.evaluate("window.scrollY") - 700) < 20


def test_the_theme_is_remembered_and_set_before_the_first_paint(open_site):
    opened = open_site("operator")
    opened.page.locator("[data-act=theme]").click()
    opened.page.goto(opened.address + "/queue/", wait_until="domcontentloaded")
    assert opened.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_chosen_rows_are_counted_and_open_the_acts(open_site):
    page = open_site("operator", "/look/").page
    remind = page.locator("[data-needs=firm]")
    assert remind.is_disabled()
    page.locator("[name=firm]").nth(1).check()
    assert page.locator("[data-count-of=firm]").inner_text() == "1"
    assert remind.is_enabled()
    page.locator("[data-act=all][data-name=firm]").check()
    assert page.locator("[data-count-of=firm]").inner_text() == "5"


def test_the_map_comes_alive_and_names_are_links(open_site):
    opened = open_site("operator", "/look/")
    opened.page.wait_for_selector("#map[data-ready]", timeout=20_000)
    names = opened.page.locator("#map a.place-label")
    assert names.count() == 5
    assert names.first.inner_text() == "Thép Demo 1"
    assert opened.page.locator("#map canvas").get_attribute("aria-label") == "Bản đồ các lô đất mẫu"
    assert opened.problems == []


def test_without_webgl_the_drawing_stays(open_site):
    opened = open_site("operator")
    opened.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    opened.goto("/look/")
    assert opened.page.locator("#map svg a").count() == 5
    assert opened.page.locator("#map canvas").count() == 0
