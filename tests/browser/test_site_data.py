"""Journeys through the pages of data, in a real browser, in both languages."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.trial import running, site  # noqa: F401 - fixtures
from tests.core.io.import_park import flow_book, flow_row
from tests.golden.test_import_5000_rows import PLANTED, _clean

STREAM, UNIT = 1, 7
WORDS = {
    "vi": {
        "read": "Đọc tệp", "check": "Kiểm tra", "again": "Kiểm tra lại",
        "compare": "So sánh với sổ cái",
        "errors": "3 lỗi cần sửa trước khi nhận", "none": "Tệp không có lỗi",
        "accept": "Nhận 4 thay đổi", "in": "4 thay đổi đã vào sổ cái",
        "undo": "Hoàn tác lần nhập này", "undone": "Lần nhập này đã được hoàn tác",
        "saved": "Mọi thay đổi đã lưu", "mine": "Lưu giá trị của tôi",
    },
    "en": {
        "read": "Read the file", "check": "Check", "again": "Check again",
        "compare": "Compare with the ledger",
        "errors": "3 errors to mend before it can be accepted", "none": "The file has no errors",
        "accept": "Accept 4 changes", "in": "4 changes are in the ledger",
        "undo": "Undo this import", "undone": "This import was undone",
        "saved": "All changes are saved", "mine": "Save mine",
    },
}  # fmt: skip


def file_with_errors(folder: Path, year: int) -> Path:
    """Four rows of which three are wrong: a stream, a unit, a node."""
    rows = [
        flow_row(start=f"01/{year}"),
        flow_row(start=f"02/{year}", stream="Điện năn"),
        flow_row(start=f"03/{year}", unit="bao"),
        flow_row(start=f"04/{year}", from_node="Mặt Trăng"),
    ]
    return flow_book(folder / f"so-lieu-{year}.xlsx", rows)


@pytest.mark.parametrize(("language", "year"), [("vi", 2024), ("en", 2023)])
def test_the_wizard_from_file_to_ledger_and_back(site, tmp_path, language, year):  # noqa: F811
    words = WORDS[language]
    page = site.open("/p/t01/imports/", language=language)
    page.set_input_files("#file", file_with_errors(tmp_path, year))
    page.get_by_role("button", name=words["read"]).click()
    expect(page).to_have_url(re.compile("/mapping/$"))
    expect(page.get_by_role("row", name=re.compile("Đơn vị Unit|Đơn vị"))).to_have_count(1)
    page.get_by_role("button", name=words["check"], exact=True).click()

    expect(page.locator("h1")).to_have_text(words["errors"])
    with page.expect_download() as coloured:
        page.get_by_role("link", name=re.compile("tô màu|coloured")).click()
    book = openpyxl.load_workbook(io.BytesIO(Path(coloured.value.path()).read_bytes()))
    assert book.sheetnames[0] == "Tóm tắt · Summary"
    wrong = page.locator(".cells .cell.wrong input")
    expect(wrong).to_have_count(3)
    for number, right in enumerate(("Điện", "kWh", "Lưới điện quốc gia")):
        wrong.nth(number).fill(right)
    page.get_by_role("button", name=words["again"]).click()

    expect(page.locator("h1")).to_have_text(words["none"])
    page.get_by_role("link", name=words["compare"]).click()
    expect(page.locator("[data-count=new]")).to_have_text("4")
    page.get_by_role("button", name=words["accept"]).click()
    expect(page.locator("h1")).to_have_text(words["in"], timeout=30_000)

    page.get_by_role("link", name=re.compile("^(Hoàn tác|Undo) ")).click()
    page.locator("#reason").fill("Nhầm tệp")
    page.get_by_role("button", name=words["undo"]).click()
    expect(page.locator("h1")).to_have_text(words["undone"])


def test_a_large_file_is_waited_for_and_then_shown(site, tmp_path):  # noqa: F811
    """6,000 rows of readings: the page waits for the job and goes on by itself."""
    rows = [
        _own({**_clean(number), "series": f"CT-{number // 12:05d}", "start": _month(number)})
        for number in range(6_000)
    ]
    page = site.open("/p/t01/imports/", language="en")
    page.set_input_files("#file", flow_book(tmp_path / "large.xlsx", rows))
    page.get_by_role("button", name="Read the file").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+/(mapping/)?$"))
    expect(page).to_have_url(re.compile("/mapping/$"), timeout=60_000)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page).to_have_url(re.compile("/check/$"), timeout=60_000)
    expect(page.locator("[data-count=new]")).to_have_text("6,000")


def _month(number):
    return f"{number % 12 + 1:02d}/2022"


def test_37_errors_are_named_repaired_in_the_page_and_accepted(site, tmp_path):  # noqa: F811
    """The 37 of tests/golden/test_import_5000_rows.py, among rows that are right."""
    numbers = [*(n for n in range(200) if n not in PLANTED), 2700, 4100, *sorted(PLANTED)]
    rows = [_own(_planted(number)) for number in numbers]
    page = site.open("/p/t01/imports/", language="en")
    page.set_input_files("#file", flow_book(tmp_path / "t.xlsx", rows))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("37 errors to mend before it can be accepted")
    named = page.locator("#findings .findings li").all_inner_texts()
    for number, (_, rule, _) in PLANTED.items():
        row = numbers.index(number) + 2
        assert any(f"row {row}," in text and rule in text for text in named), (number, rule)

    for bad in page.locator(".bad-row").all():
        row = int(bad.locator("legend").inner_text().split()[-1])
        right = _own(_clean(numbers[row - 2]))
        for rest in bad.locator("details.rest > summary").all():
            rest.click()
        cells = bad.locator(".cells input")
        shown = dict(cells.evaluate_all("cells => cells.map(cell => [cell.name, cell.value])"))
        for column, name in enumerate(_COLUMNS):
            wanted = "" if right.get(name) is None else f"{right[name]}"
            (cell,) = [each for each in shown if each.endswith(f"-{column}")]
            if shown[cell] != wanted:
                bad.locator(f"input[name={cell}]").fill(wanted)
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("h1")).to_have_text("The file has no errors")
    page.get_by_role("link", name="Compare with the ledger").click()
    page.get_by_role("button", name=f"Accept {len(rows)} changes").click()
    expect(page.locator("h1")).to_have_text(
        f"{len(rows)} changes are in the ledger", timeout=30_000
    )


def _planted(number):
    change = dict(PLANTED[number][0]) if number in PLANTED else {}
    return {**_clean(change.pop("copy_of", number)), **change}


_COLUMNS = (
    "id", "stream", "from_node", "to_node", "start", "end", "quantity", "unit", "notation",
    "activity", "status", "series", "reference", "uncertainty", "page", "note",
)  # fmt: skip


def _own(row):
    """The same row with its right end at the tenant."""
    targets = {"Thép Thử 1": "t01", "t02": "t01", "Trial Plastics 3": "t01"}
    return {**row, "to_node": targets.get(row["to_node"], row["to_node"])}


def add_line(page, *, stream, source, target, unit, series):
    page.locator("details.new-line > summary").click()
    page.locator("#n-stream").fill(stream)
    page.locator("#n-from").fill(source)
    page.locator("#n-to").fill(target)
    page.locator("#n-unit").fill(unit)
    page.locator("#n-series").fill(series)
    page.locator("#new-line button").click()


def paste(page, cell, text):
    """As the browser does when Ctrl-V is pressed with cells of Excel on the clipboard."""
    cell.focus()
    cell.evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            const how = {clipboardData: data, bubbles: true, cancelable: true};
            cell.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


@pytest.mark.parametrize(("language", "year"), [("vi", 2021), ("en", 2022)])
def test_a_block_from_excel_is_pasted_saved_and_kept(site, language, year):  # noqa: F811
    page = site.open(f"/p/t01/entry/{year}/", language=language)
    series = f"CT-{language}"
    for number in (1, 2):
        add_line(
            page, stream="electricity", source="grid", target="t01", unit="kWh",
            series=f"{series}-{number}",
        )  # fmt: skip
        page.locator("details.new-line > summary").click()
    decimal = "," if language == "vi" else "."
    block = "\r\n".join(
        "\t".join(f"{100 * row + column}{decimal}5" for column in range(1, 13)) for row in (1, 2)
    )
    first = page.locator("tbody tr").nth(-2).locator(".cell").first
    paste(page, first, block + "\r\n")

    expect(page.locator("#sync")).to_have_text(WORDS[language]["saved"], timeout=20_000)
    assert page.locator(".cell[data-state=saved]").count() == 24
    page.reload()
    row = page.locator("tbody tr").filter(has_text=f"{series}-2")
    expect(row.locator(".cell").nth(11)).to_have_value(f"212{decimal}5")
    # Keys: down and right from the first cell.
    row.locator(".cell").first.focus()
    page.keyboard.press("ArrowRight")
    expect(row.locator(".cell").nth(1)).to_be_focused()
    # A wrong word is told where it stands, and the others are not touched.
    cell = row.locator(".cell").nth(1)
    cell.fill("abc")
    cell.press("Enter")
    expect(row.locator(".cell[data-state=failed]")).to_have_count(1)


def test_a_paste_is_undone_as_one_step_and_a_line_may_be_an_observation(site):  # noqa: F811
    page = site.open("/p/t01/entry/2015/", language="en")
    add_line(page, stream="electricity", source="grid", target="t01", unit="kWh", series="U-1")
    first = page.locator("tbody tr").last.locator(".cell").first
    paste(page, first, "1\t2\t3")
    expect(page.locator(".cell[data-state=saved]")).to_have_count(3)
    first.focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("3 cells are as before")
    expect(first).to_have_value("")
    expect(page.locator("#reason")).to_have_value("Undo of what was pasted")
    expect(page.locator("#sync")).to_have_text("All changes are saved")
    expect(page.locator("#undo")).to_be_hidden()

    if not page.locator("#n-kind").is_visible():
        page.locator("details.new-line > summary").click()
    page.locator("#n-kind").select_option("observation")
    expect(page.locator("#n-from")).to_be_hidden()
    page.locator("#n-property").fill("cod")
    page.locator("#n-stream").fill("wastewater-industrial")
    page.locator("#n-to").fill("t01")
    page.locator("#n-unit").fill("mg/l")
    page.locator("#new-line button").click()
    seen = page.locator("tbody tr").filter(has_text="cod").locator(".cell").nth(1)
    seen.fill("85")
    seen.press("Tab")
    expect(page.locator("#sync")).to_have_text("All changes are saved")
    page.reload()
    again = page.locator("tbody tr").filter(has_text="cod").locator(".cell").nth(1)
    expect(again).to_have_value("85")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_second_of_two_browsers_is_told_and_sees_both(site, language):  # noqa: F811
    year = {"vi": 2019, "en": 2020}[language]
    first = site.open(f"/p/t01/entry/{year}/", language=language)
    add_line(
        first, stream="tap-water", source="market", target="t01", unit="m3", series="N-1"
    )  # fmt: skip
    cell = first.locator("tbody tr").last.locator(".cell").first
    cell.fill("1200")
    cell.press("Tab")
    expect(first.locator(".cell[data-state=saved]")).to_have_count(1)
    second = site.open(f"/p/t01/entry/{year}/", language=language, number=1)
    other = second.locator("tbody tr").filter(has_text="N-1").locator(".cell").first
    expect(other).to_have_value("1.200" if language == "vi" else "1,200")

    cell.fill("1240")
    cell.press("Tab")
    expect(first.locator("#sync")).to_have_text(WORDS[language]["saved"])
    other.fill("1300")
    other.press("Tab")

    told = second.locator(".conflict")
    expect(told).to_contain_text("1.240" if language == "vi" else "1,240")
    expect(told).to_contain_text("1300")
    told.get_by_role("button", name=WORDS[language]["mine"]).click()
    expect(second.locator("#sync")).to_have_text(WORDS[language]["saved"])
    first.reload()
    kept = first.locator("tbody tr").filter(has_text="N-1").locator(".cell").first
    expect(kept).to_have_value("1.300" if language == "vi" else "1,300")


def test_unsent_cells_outlive_the_connection_and_the_page(site):  # noqa: F811
    page = site.open("/p/t01/entry/2018/", language="en")
    add_line(page, stream="diesel", source="market", target="t01-boiler", unit="l", series="D-1")
    cell = page.locator("tbody tr").last.locator(".cell").first
    cell.fill("10")
    cell.press("Tab")
    expect(page.locator(".cell[data-state=saved]")).to_have_count(1)
    page.context.set_offline(True)
    cell = page.locator("tbody tr").filter(has_text="D-1").locator(".cell").first
    cell.fill("77")
    cell.press("Tab")
    expect(page.locator("#sync")).to_have_text("Not saved: 1")
    with page.expect_download() as kept:
        page.locator("#keep-file").click()
    assert '"77"' in Path(kept.value.path()).read_text("utf-8-sig")
    page.context.set_offline(False)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(page.url)
    expect(page.locator("#sync")).to_have_text("All changes are saved")
    page.reload()
    again = page.locator("tbody tr").filter(has_text="D-1").locator(".cell").first
    expect(again).to_have_value("77")
    site.problems[:] = [p for p in site.problems if "ERR_INTERNET_DISCONNECTED" not in p]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_evidence_words_and_history_in_the_drawer(site, tmp_path, language):  # noqa: F811
    year = {"vi": 2016, "en": 2017}[language]
    page = site.open(f"/p/t01/entry/{year}/", language=language)
    add_line(page, stream="diesel", source="market", target="t01", unit="l", series="L-1")
    cell = page.locator("tbody tr").last.locator(".cell").nth(2)
    cell.fill("50")
    cell.press("Tab")
    expect(page.locator(".cell[data-state=saved]")).to_have_count(1)
    cell.focus()
    page.locator("#cell-history").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text(
        f"Trial editor ghi Dầu diesel (DO), 03/{year}: 50"
        if language == "vi"
        else f"Trial editor stated Gas/diesel oil, 03/{year}: 50"
    )
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.locator("#cell-history").click()
    bill = tmp_path / "Hóa đơn.pdf"
    bill.write_bytes(b"%PDF-1.7\n%a bill\n")
    page.locator("#evidence-file").set_input_files(bill)
    page.locator("#evidence form").get_by_role("button").last.click()
    expect(page.locator("#evidence")).to_contain_text("Hóa đơn.pdf")
    with page.expect_download() as served:
        page.get_by_role("link", name="Hóa đơn.pdf").click()
    assert re.fullmatch(r"evidence-\d+-hoa-don\.pdf", served.value.suggested_filename)
    page.locator("#comment-text").fill("Số này theo hóa đơn.")
    page.locator("#thread form.stacked button").click()
    expect(page.locator("#thread")).to_contain_text("Số này theo hóa đơn.")
