"""The first sheet of the workbook: how to fill it in, in both languages, with examples."""

from __future__ import annotations

from typing import Any, Final

from parkloop.io.form_style import Styles
from parkloop.io.intake.fields import FIELDS
from parkloop.io.intake.names import label
from parkloop.io.intake.vocabulary import MEASURES, NOTATIONS, STATUSES
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Text

_STEPS: Final = (
    Text(
        "Trang Dòng: mỗi dòng là một lượng đi từ một nút tới một nút trong một kỳ, ví dụ điện "
        "tháng 3 từ lưới tới nhà máy.",
        "Sheet Flows: each row is a quantity that moved from one node to another in a period, "
        "such as the electricity of March from the grid to the factory.",
    ),
    Text(
        "Trang Quan sát: điều đã thấy mà không phải là dòng (COD của nước thải, số lao động). "
        "Trang Cân đối: số công tơ tổng, tồn kho cuối kỳ.",
        "Sheet Observations: what was seen and is no flow (the COD of a wastewater, jobs). "
        "Sheet Balances: what a main meter counted, what a stock held at the end.",
    ),
    Text(
        "Cột nền xanh đậm có dấu * là bắt buộc. Chọn trong danh sách, hoặc ghi mã hay tên "
        "tiếng Việt, tiếng Anh (có dấu hay không dấu đều được).",
        "Columns in deep green with * are required. Choose from the list, or write the id or "
        "the Vietnamese or English name, accents or not.",
    ),
    Text(
        "Ngày ghi trước, tháng ghi sau: 15/03/2025. Cả tháng ghi 3/2025, cả quý ghi Quý I/2025, "
        "cả năm ghi 2025; khi đó để trống cột “Đến hết ngày”.",
        "The day goes first: 15/03/2025. A whole month is 3/2025, a quarter Q1/2025, a year "
        "2025; then “To day” stays empty.",
    ),
    Text(
        "Không có số thì không ghi 0: hãy chọn ký hiệu NO, NE, IE hoặc C. Số 0 nghĩa là đã đo "
        "và bằng không.",
        "Where there is no figure, do not write 0: choose NO, NE, IE or C. Zero means measured "
        "and found to be nothing.",
    ),
    Text(
        "Chỉ ghi giá trị, không dùng công thức, không thêm dòng tổng.",
        "Write values only: no formulas, no rows of totals.",
    ),
    Text(
        "Hai lần giao giống hệt nhau trong một kỳ cần số chứng từ khác nhau.",
        "Two equal deliveries in one period need different references.",
    ),
    Text(
        "Gửi lại tệp nhiều lần không sao: điều đã có trong sổ cái không được ghi lần nữa.",
        "Sending the file again does no harm: what the ledger holds is not written twice.",
    ),
)
_EXAMPLE_FIELDS: Final = (
    "stream",
    "from_node",
    "to_node",
    "start",
    "end",
    "quantity",
    "unit",
    "notation",
    "status",
)


def write_guide(sheet: Any, style: Styles, park: Park, enterprise: str) -> None:
    """Title, steps, meaning of the words, examples; nothing on it is read back."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 8, 20)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{park.name.vi} · {park.name.en}", style.title)
    whose = park.node(enterprise).name if enterprise else None
    kind = Text("Mẫu nhập số liệu", "Data template")
    line = f"{kind.vi} · {kind.en}"
    if whose:
        line += f" — {whose.vi} · {whose.en} ({enterprise})"
    sheet.write_string(1, 0, line, style.subtitle)
    row = _write_steps(sheet, style, 3)
    row = _write_words(sheet, style, row + 1)
    _write_examples(sheet, style, park, enterprise, row + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _heading(sheet: Any, style: Styles, row: int, text: Text) -> int:
    for column in range(9):
        sheet.write_blank(row, column, None, style.heading)
    sheet.write_string(row, 0, f"{text.vi} · {text.en}", style.heading)
    return row + 1


def _write_steps(sheet: Any, style: Styles, row: int) -> int:
    row = _heading(sheet, style, row, Text("Cách điền", "How to fill it in"))
    for number, step in enumerate(_STEPS, start=1):
        sheet.merge_range(row, 0, row, 3, f"{number}. {step.vi}", style.text)
        sheet.merge_range(row, 4, row, 8, f"{number}. {step.en}", style.text)
        sheet.set_row(row, 30)
        row += 1
    return row


def _write_words(sheet: Any, style: Styles, row: int) -> int:
    row = _heading(sheet, style, row, Text("Ý nghĩa các từ", "What the words mean"))
    lists = (
        (FIELDS["status"].name, STATUSES),
        (FIELDS["notation"].name, NOTATIONS),
        (Text("Đại lượng cân đối", "Measure of a balance"), MEASURES),
    )
    for name, words in lists:
        sheet.write_string(row, 0, f"{name.vi}\n{name.en}", style.word)
        meaning = " · ".join(f"{key} = {text.vi} / {text.en}" for key, text in words.items())
        sheet.merge_range(row, 1, row, 8, meaning, style.text)
        sheet.set_row(row, 30)
        row += 1
    return row


def _write_examples(sheet: Any, style: Styles, park: Park, enterprise: str, row: int) -> None:
    title = Text("Ví dụ (số liệu giả định)", "Examples (fictional figures)")
    row = _heading(sheet, style, row, title)
    for column, name in enumerate(_EXAMPLE_FIELDS):
        words = FIELDS[name].name
        sheet.write_string(row, column, f"{words.vi}\n{words.en}", style.sample_head)
    sheet.set_row(row, 28)
    for example in _examples(park, enterprise):
        row += 1
        for column, name in enumerate(_EXAMPLE_FIELDS):
            sheet.write_string(row, column, example.get(name, ""), style.sample)
        sheet.set_row(row, 28)


def _examples(park: Park, enterprise: str) -> list[dict[str, str]]:
    """Rows with nodes of this park; an example whose nodes are not there is left out."""
    tenant = enterprise or _first(park, NodeKind.ENTERPRISE)
    power = _first(park, NodeKind.NETWORK) or _first(park, NodeKind.GRID)
    market, plant = _first(park, NodeKind.MARKET), _first(park, NodeKind.TREATMENT)
    billed, measured = (label(STATUSES[s], s, "vi") for s in ("billed", "measured"))
    rows = (
        ("Điện — electricity", power, tenant, "3/2025", "", "1.250,5", "MWh", "", billed),
        (
            "Dầu diesel (DO) — diesel",
            market,
            tenant,
            "15/03/2025",
            "14/04/2025",
            "800",
            "l",
            "",
            billed,
        ),
        (
            "Nước thải công nghiệp — wastewater-industrial",
            tenant,
            plant,
            "Quý I/2025",
            "",
            "4200",
            "m3",
            "",
            measured,
        ),
        ("Tro bay — fly-ash", tenant, market, "2025", "", "", "", "NO", measured),
    )
    named = [dict(zip(_EXAMPLE_FIELDS, row, strict=True)) for row in rows if row[1] and row[2]]
    for row in named:
        for end in ("from_node", "to_node"):
            row[end] = label(park.node(row[end]).name, row[end], "vi")
    return named


def _first(park: Park, kind: NodeKind) -> str:
    return next((node.id for node in park.of_kind(kind)), "")
