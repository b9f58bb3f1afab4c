"""A filled form as a paper (DOCX, PDF) and as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from math import ceil
from typing import Final

import xlsxwriter

from parkloop.analyses.forms.model import Box, FilledForm
from parkloop.provenance import Result, content_hash
from parkloop.reports.document import (
    Block,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Rows,
    Signatures,
)
from parkloop.reports.numbers import exact, number, unit_words
from parkloop.texts import Language, Text, same_in_both

_NO_MOMENT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
#: Columns of the workbook [characters] and the height of a line [points].
_WIDTHS: Final = (9, 48, 48, 22, 16, 40)
_LINE: Final = 15
_NO_CAPTION: Final = same_in_both("–")
_MISSING: Final = Text("chưa có số liệu", "not stated")
_YES, _NO = Text("Có", "Yes"), Text("Không", "No")
_HEADER: Final = (
    Text("Ô", "Box"),
    Text("Nội dung", "What"),
    Text("Giá trị", "Value"),
    Text("Đơn vị", "Unit"),
    Text("Ghi chú", "Note"),
)
_UNIT_WORDS: Final = {
    "enterprises": Text("doanh nghiệp", "enterprises"),
    "solutions": Text("giải pháp", "solutions"),
    "links": Text("liên kết", "links"),
    "triệu đồng": Text("triệu đồng", "million VND"),
}


def form_document(found: Result[FilledForm], day: date) -> Document:
    """The whole form: every box with its value, its unit and what is to be known of it."""
    value = found.value
    form = value.form
    blocks: list[Block] = [
        Paragraph(
            Text(
                f"{value.subject_name.vi}. Kỳ báo cáo: năm {value.year - 1}; nộp năm {value.year}.",
                f"{value.subject_name.en}. Year reported: {value.year - 1}; filed in {value.year}.",
            )
        ),
        Paragraph(form.rule, quiet=True),
    ]
    for name, boxes in groupby(value.boxes.values(), key=lambda box: box.field.block):
        blocks.append(Heading(form.blocks[name], 2))
        blocks.append(_table(tuple(boxes)))
    blocks += _lists(value)
    blocks.append(
        Signatures((Text("Người lập", "Prepared by"), Text("Người đại diện", "For the filer")))
    )
    title = Text(f"Mẫu {form.id}: {form.title.vi}", f"Form {form.id}: {form.title.en}")
    fingerprint = content_hash(found.provenance.as_dict())
    return Document(
        title, value.subject_name, day, tuple(blocks), fingerprint,
        head=Letterhead(value.subject_name),
    )  # fmt: skip


def _table(boxes: tuple[Box, ...]) -> Rows:
    rows = tuple(
        (
            box.field.id,
            box.field.name,
            box_value(box),
            unit_of_box(box),
            _note(box),
        )
        for box in boxes
    )
    marks = tuple("missing" if box.missing and box.field.required else "" for box in boxes)
    return Rows(_NO_CAPTION, _HEADER, rows, right=(2,), widths=(12, 36, 25, 13, 18), marks=marks)


def box_value(box: Box) -> Text:
    """What stands in a box: a number, words, yes or no, or that nothing is stated."""
    if box.missing:
        return _MISSING
    if isinstance(box.value, bool):
        return _YES if box.value else _NO
    if isinstance(box.value, float):
        return number(box.value) if box.field.kind == "share" else exact(box.value)
    return same_in_both(str(box.value))


def unit_of_box(box: Box) -> Text:
    """The unit of a box in words; a dash where it has none."""
    if box.unit in _UNIT_WORDS:
        return _UNIT_WORDS[box.unit]
    if not box.unit or box.unit == "1" or box.field.kind in ("state", "text"):
        return same_in_both("–")
    return unit_words(box.unit)


def _note(box: Box) -> Text:
    parts = []
    if box.partial:
        parts.append(
            Text(f"chưa đầy đủ, thiếu {len(box.partial)}", f"partial, {len(box.partial)} missing")
        )
    if box.refused_by_portal:
        parts.append(Text("cổng quốc gia sẽ từ chối", "the national portal will refuse it"))
    if box.field.adds and box.field.kind == "total":
        sum_ = " + ".join(box.field.adds)
        parts.append(Text(f"= {sum_}", f"= {sum_}"))
    if box.field.note:
        parts.append(box.field.note)
    if not parts:
        return same_in_both("–")
    return Text("; ".join(p.vi for p in parts), "; ".join(p.en for p in parts))


def _lists(value: FilledForm) -> list[Block]:
    """What is missing, those that must be filled first."""
    missing = [box for box in value.missing if box.field.required]
    if not missing:
        return []
    rows = tuple((box.field.id, box.field.name) for box in missing)
    return [
        Heading(Text("Ô bắt buộc còn thiếu", "Boxes that must be filled and are not"), 2),
        Rows(_NO_CAPTION, _HEADER[:2], rows, widths=(12, 88)),
    ]


def _lines(box: Box, note: str) -> int:
    """How many lines the words of a row take: not every reader makes room for them itself."""
    words = ((box.field.name.vi, 1), (box.field.name.en, 2), (note, 5))
    lines = [ceil(len(text) / (_WIDTHS[column] - 2)) for text, column in words]
    if isinstance(box.value, str):
        lines.append(ceil(len(box.value) / (_WIDTHS[3] - 2)))
    return max(1, *lines)


def form_workbook(found: Result[FilledForm], language: Language) -> bytes:
    """The form as one sheet, with names in both languages; the same form gives the same bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    value = found.value
    book.set_properties({"title": value.form.title.vi, "author": "Parkloop", "created": _NO_MOMENT})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F4F2EC", "bottom": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    unit = book.add_format({"text_wrap": True, "valign": "top", "indent": 1})
    number = book.add_format({"num_format": "#,##0.#####", "valign": "top"})
    lacking = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#F6E7DC"})
    sheet = book.add_worksheet(value.form.id)
    sheet.write_string(0, 0, f"{value.form.id} {value.form.title.in_language(language)}", title)
    sheet.write_string(1, 0, f"{value.subject_name.in_language(language)}, {value.year - 1}")
    columns = (*_HEADER[:2], same_in_both("English"), *_HEADER[2:])
    for column, (text, width) in enumerate(zip(columns, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, text.in_language(language), head)
    for row, box in enumerate(value.boxes.values(), start=4):
        sheet.write_string(row, 0, box.field.id, wrapped)
        sheet.write_string(row, 1, box.field.name.vi, wrapped)
        sheet.write_string(row, 2, box.field.name.en, wrapped)
        if isinstance(box.value, float):
            sheet.write_number(row, 3, box.value, number)
        else:
            style = lacking if box.missing and box.field.required else wrapped
            sheet.write_string(row, 3, box_value(box).in_language(language), style)
        sheet.write_string(row, 4, unit_of_box(box).in_language(language), unit)
        note = _note(box).in_language(language)
        sheet.write_string(row, 5, note, wrapped)
        sheet.set_row(row, _LINE * _lines(box, note))
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
