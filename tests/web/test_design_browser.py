"""The frame and the parts of pages in a real browser: reading by machines, keys, paste, the map."""

from __future__ import annotations

import json

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
    opened = open_site("operator", "/look/?sort=name")
    page = opened.page
    page.evaluate("window.scrollTo({top: 700, behavior: 'instant'})")
    page.locator("[data-keep-scroll] [value=en]").click()
    page.wait_for_selector("html[lang=en][data-ready]")
    assert page.url.endswith("/look/?sort=name")
    assert abs(page.evaluate("window.scrollY") - 700) < 2


def test_the_theme_is_remembered_and_set_before_the_first_paint(open_site):
    opened = open_site("operator")
    opened.page.locator("[data-act=theme]").click()
    opened.page.goto(opened.address + "/queue/", wait_until="commit")
    opened.page.wait_for_function("document.body !== null")
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


# The sheet --------------------------------------------------------------------------------------


def cell(page, row, column):
    place = page.locator("[data-sheet] thead [data-column]").evaluate_all(
        "(heads, wanted) => heads.findIndex((head) => head.dataset.column === wanted)", column
    )
    return page.locator(f"[data-sheet] tr[data-row={row}] td").nth(place + 1)


def sent(opened):
    return json.loads(opened.posted[-1])


def will_answer(opened, *outcomes):
    opened.will_answer("/look/", {"cells": outcomes})


def test_typing_saves_and_the_cell_says_so(open_site):
    opened = open_site("operator", "/look/")
    page = opened.page
    outcome = {
        "row": "power",
        "column": "2026-03",
        "became": "saved",
        "base": "v9",
        "shown": "1.250,5",
    }
    will_answer(opened, outcome)
    cell(page, "power", "2026-03").click()
    page.keyboard.type("1250,5")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-sheet] td[data-state=saved]")
    assert sent(opened)["cells"] == [
        {"row": "power", "column": "2026-03", "figure": "1250,5", "base": ""}
    ]
    assert cell(page, "power", "2026-03").inner_text() == "1.250,5"
    assert cell(page, "power", "2026-03").get_attribute("data-base") == "v9"
    # Enter went down.
    assert page.evaluate("document.activeElement.parentElement.dataset.row") == "water"


def test_a_block_from_a_spreadsheet_is_pasted_but_not_over_locked_months(open_site):
    opened = open_site("operator", "/look/")
    page = opened.page
    will_answer(opened)
    cell(page, "power", "2026-02").click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "9\\t10\\t11,5\\r\\n8\\t20\\t21\\r\\n");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_function(
        "document.querySelectorAll('[data-sheet] td[data-state=waiting]').length"
    )
    assert cell(page, "power", "2026-02").inner_text() == "1.198"
    assert cell(page, "power", "2026-04").inner_text() == "11,5"
    assert cell(page, "water", "2026-03").inner_text() == "20"
    line = page.locator(".sheet-line").inner_text()
    assert "Đã dán 4 ô." in line
    assert "2 ô nằm ngoài bảng hoặc bị khóa" in line
    cell(page, "power", "2026-04").click()
    page.keyboard.press("Control+z")
    assert cell(page, "power", "2026-04").inner_text() == ""


def test_the_second_of_two_editors_sees_both_values(open_site):
    opened = open_site("operator", "/look/", language="en")
    page = opened.page
    will_answer(opened, {
        "row": "water", "column": "2026-03", "became": "conflict", "base": "v7", "shown": "405",
        "why": "Somebody else has just saved this cell.",
    })  # fmt: skip
    cell(page, "water", "2026-03").click()
    page.keyboard.type("400")
    page.keyboard.press("Tab")
    asked = page.locator("dialog.asking")
    asked.wait_for()
    assert "405" in asked.inner_text()
    assert "400" in asked.inner_text()
    saved = {"row": "water", "column": "2026-03", "became": "saved", "base": "v8", "shown": "400"}
    will_answer(opened, saved)
    asked.get_by_role("button", name="Write yours").click()
    page.wait_for_selector("[data-sheet] td[data-state=saved]")
    assert sent(opened)["cells"][0] == {
        "row": "water", "column": "2026-03", "figure": "400", "base": "v7",
    }  # fmt: skip


def test_a_change_that_needs_a_reason_asks_for_it(open_site):
    opened = open_site("operator", "/look/", language="en")
    page = opened.page
    outcome = {
        "row": "water",
        "column": "2026-03",
        "became": "needs-reason",
        "base": "",
        "shown": "",
    }
    will_answer(opened, outcome | {"why": "It was submitted before."})
    cell(page, "water", "2026-03").click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.locator("dialog.asking textarea").fill("as on the bill")
    will_answer(opened, outcome | {"became": "saved", "base": "v8", "shown": "7"})
    page.locator("dialog.asking button[value=save]").click()
    page.wait_for_selector("[data-sheet] td[data-state=saved]")
    assert sent(opened)["reason"] == "as on the bill"


def test_what_could_not_be_sent_stays_and_is_sent_again(open_site):
    opened = open_site("operator", "/look/", language="en")
    page = opened.page
    opened.will_answer("/look/", {}, 503)
    cell(page, "water", "2026-03").click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    toast = page.locator(".toast")
    toast.wait_for()
    assert "They stay here" in toast.inner_text()
    assert cell(page, "water", "2026-03").get_attribute("data-state") == "waiting"
    saved = {"row": "water", "column": "2026-03", "became": "saved", "base": "v8", "shown": "7"}
    will_answer(opened, saved)
    toast.get_by_role("button").click()
    page.wait_for_selector("[data-sheet] td[data-state=saved]")
