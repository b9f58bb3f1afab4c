"""The report in a real browser: languages, explanations, themes, narrow screens, paper."""

from __future__ import annotations

import json
import re

import pytest

from parkloop.reports.tokens import contrast, palette

PARK = "#lang=en&view=park-a.2025"
LINE = (
    "line/electricity:electricity:a-power%3Ea-board-1:meter-a-board-1:energy:CO2"
    ":location:from-grid@2025"
)


def test_it_asks_for_nothing_and_complains_of_nothing(open_page):
    opened = open_page(address=PARK)
    for name in ("zone.2025", "park-b.2024"):
        opened.page.evaluate(f"location.hash = 'view={name}'")
        opened.page.wait_for_selector(f'[data-view="{name}"]:not([hidden])')
    assert opened.problems == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in opened.requests if url.startswith("file:")]) == 1


def test_the_language_changes_in_place_and_is_remembered(open_page):
    page = open_page().page
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.locator("h1:visible").inner_text().startswith("Khu kinh tế Demo phát thải")
    page.click("[data-lang=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1:visible").inner_text().startswith("Demo zone emitted")
    assert page.title().startswith("Demo zone emitted")
    assert "lang=en" in page.url
    page.goto(page.url.split("#")[0])
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_charts_speak_the_language_too(open_page):
    page = open_page(address="#view=park-a.2025").page
    chart = page.locator("[data-chart='scopes-park-a.2025']")
    assert "Điện mua" in chart.inner_text()
    assert chart.get_attribute("aria-label").startswith("Phạm vi 2 chiếm")
    page.click("[data-lang=en]")
    assert "Purchased electricity" in chart.inner_text()
    assert chart.get_attribute("aria-label").startswith("Scope 2 is")


def test_a_number_opens_its_explanation_and_escape_closes_it(open_page):
    page = open_page(address=PARK).page
    first = page.locator(".view:not([hidden]) .card.first .n").first
    first.click()
    panel = page.locator("#panel")
    panel.wait_for()
    assert "explain=inventory%2Fpark-a%2F2025%2Ftotal" in page.url
    assert panel.locator(".formula").inner_text() == "sum of the parts"
    assert page.evaluate("document.activeElement.id") == "panel-close"
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert "explain" not in page.url
    assert page.evaluate("document.activeElement.classList.contains('n')")


def test_an_explanation_leads_down_to_the_row_of_a_file(open_page):
    page = open_page(address=f"{PARK}&explain={LINE}").page
    text = page.locator("#panel").inner_text()
    assert "AD × EF" in text
    assert "0.6592" in text
    assert "1726/BĐKH-PTCBT" in text
    assert "confidence A" in text
    assert "2025-a-board-1.xlsx, sheet Flows, rows" in text
    page.click("#panel summary")
    assert page.locator("#panel tbody tr").count() == 12
    assert "2025-a-board-1.xlsx, row" in page.locator("#panel tbody tr").first.inner_text()


def test_facts_that_are_not_verified_are_marked(open_page):
    page = open_page(
        address=f"{PARK}&explain=inventory/a-board-1/2025/scope-1/stationary/CO2/mass"
    ).page
    page.click("#panel .op")
    assert "Not yet checked against the original" in page.locator("#panel").inner_text()


def test_the_panel_leads_deeper_and_back(open_page):
    page = open_page(address=PARK).page
    page.locator(".view:not([hidden]) .card.first .n").first.click()
    title = page.locator("#panel-title")
    title.wait_for()
    before = title.inner_text()
    page.locator("#panel button.op").first.click()
    page.wait_for_selector("#panel.deep")
    assert title.inner_text() != before
    page.click("#panel-back")
    page.wait_for_selector("#panel:not(.deep)")
    assert title.inner_text() == before


def test_tab_stays_inside_the_panel(open_page):
    page = open_page(address=f"{PARK}&explain=inventory/park-a/2025/total").page
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")


def test_an_unknown_figure_says_so(open_page):
    page = open_page(address=f"{PARK}&explain=inventory/nowhere").page
    assert "no figure with that id" in page.locator("#panel").inner_text()


def test_a_mark_of_a_chart_opens_its_explanation(open_page):
    page = open_page(address=PARK).page
    chart = page.locator("[data-chart='scopes-park-a.2025']")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 26)
    page.wait_for_selector("#panel:not([hidden])")
    assert "Purchased electricity" in page.locator("#panel-title").inner_text()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_runs_out_of_a_narrow_screen(open_page, lang):
    page = open_page(address=f"#lang={lang}", width=390).page
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for view in ("zone.2025", "park-a.2025"):
            page.evaluate(f"location.hash = 'lang={lang}&view={view}'")
            page.wait_for_selector(f'[data-view="{view}"]:not([hidden])')
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_narrow_screen_chooses_the_view_from_a_list(open_page):
    page = open_page(address="#lang=en", width=390).page
    page.select_option("select[data-act=view]", "park-b.2024")
    page.wait_for_selector('[data-view="park-b.2024"]:not([hidden])')
    assert page.locator("h1:visible").inner_text().startswith("Demo park B emitted")


def rgb(text):
    return "#" + "".join(f"{int(part):02X}" for part in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize(
    ("scheme", "press", "theme"),
    [
        ("light", None, "light"),
        ("dark", None, "dark"),
        ("light", "theme", "dark"),
        ("light", "contrast", "contrast"),
        ("dark", "contrast", "contrast-dark"),
    ],
)
def test_themes_are_the_tokens_and_can_be_read(open_page, scheme, press, theme):
    page = open_page(address=PARK, scheme=scheme).page
    if press:
        page.click(f"[data-act={press}]")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    ground = rgb(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert ground == palette(theme)["paper"]
    for part in ("h1", ".kicker", ".card .small", ".mark.partial", "summary", "td", "th"):
        locator = page.locator(f".view:not([hidden]) {part}").first
        colour = rgb(locator.evaluate("one => getComputedStyle(one).color"))
        assert contrast(colour, ground) >= 4.5, part


def test_charts_take_the_colours_of_the_theme(open_page):
    page = open_page(address=PARK, scheme="dark").page
    fills = page.locator("[data-chart='scopes-park-a.2025'] path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    wanted = palette("dark")["electricity"].lower()
    assert wanted in {str(fill).lower() for fill in fills}


def cells(page, figure):
    rows = page.locator(f"[id='{figure}'] details.twin tbody tr")
    return rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")


def test_the_table_twin_holds_the_numbers_of_the_chart(open_page):
    page = open_page(address=PARK).page
    page.click("[id='enterprises-park-a.2025'] summary")
    shown = cells(page, "enterprises-park-a.2025")
    spec = json.loads(page.locator("#charts").inner_text())["enterprises-park-a.2025"]
    drawn = {
        item["tip"]["$t"][1].split("\n")[0]: item["value"]
        for item in spec["option"]["series"][0]["data"]
    }
    assert len(shown) == len(drawn) == 7
    for name, total, *_ in shown:
        assert float(total.replace(",", "")) == pytest.approx(drawn[name], abs=0.51)


def test_the_sankey_says_how_well_it_balances_and_what_it_leaves_out(open_page):
    page = open_page(address=PARK).page
    text = page.locator("[id='flows-park-a.2025']").inner_text()
    assert "Balance error" in text
    assert "Quantity not known" in text
    assert "Neighbouring steam plant → Demo Food 1" in text
    page.click("[id='tab-flow-water-park-a.2025']")
    page.wait_for_selector("[id='flow-water-park-a.2025']:not([hidden])")
    chart = page.locator("[data-chart='chart-flow-water-park-a.2025']")
    assert chart.locator("path").count() > 10
    assert "↩" in chart.inner_text()


def test_tabs_move_with_the_arrow_keys(open_page):
    page = open_page(address=PARK).page
    page.focus("[id='tab-flow-energy-park-a.2025']")
    page.keyboard.press("ArrowRight")
    selected = page.locator("[id='flows-park-a.2025'] .tab[aria-selected=true]")
    assert selected.inner_text() == "Water"


def test_paper_holds_charts_and_tables_and_no_panel(open_page, tmp_path):
    page = open_page(address=f"{PARK}&explain=inventory/park-a/2025/total", scheme="dark").page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert not page.locator("#panel").is_visible()
    assert not page.locator(".rail").is_visible()
    assert page.locator("[id='enterprises-park-a.2025'] details.twin table").is_visible()
    assert page.locator("[data-chart='chart-flow-water-park-a.2025'] path").count() > 10
    fills = page.locator("[data-chart='scopes-park-a.2025'] path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    assert palette("light")["electricity"].lower() in {str(fill).lower() for fill in fills}
    printed = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert 5 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 25


def test_still_screens_stay_still(open_page):
    page = open_page(
        address=f"{PARK}&explain=inventory/park-a/2025/total", reduced_motion="reduce"
    ).page
    assert page.locator("#panel").evaluate("one => getComputedStyle(one).animationName") == "none"


def test_without_scripts_the_tables_are_there(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "report.html").as_uri())
    assert page.locator("h1:visible").count() >= 1
    assert "JavaScript" in page.locator("main").inner_text()
    context.close()


def test_a_study_without_an_inventory_shows_its_exchanges(open_page):
    opened = open_page("exchanges.html", "#lang=en")
    text = opened.page.locator("main").inner_text()
    assert "4 exchanges are known, 1 of them without a quantity" in text
    assert "not computed" in text
    assert "0 t CO₂e" not in text
    assert opened.problems == []


def test_the_index_leads_to_the_reports_in_the_language_chosen(open_page):
    opened = open_page("index.html")
    opened.page.click("[data-lang=en]")
    opened.page.click("text=Demo zone emitted")
    opened.page.wait_for_selector("html[data-ready]")
    assert opened.page.evaluate("document.documentElement.lang") == "en"
    assert opened.problems == []
