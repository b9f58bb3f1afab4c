"""Writes the workbook that tenants fill in: template and export are one form, empty or full."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from parkloop.catalog.catalog import Catalog
from parkloop.io.form_guide import write_guide
from parkloop.io.form_style import Styles
from parkloop.io.intake.fields import (
    FIELDS,
    GUIDE_TITLE,
    LISTS_TITLE,
    NOTE_MARK,
    SheetForm,
)
from parkloop.io.intake.names import label
from parkloop.io.intake.vocabulary import MEASURES, NOTATIONS, STATUSES
from parkloop.io.intake.words import escaped
from parkloop.ledger.park import OUTSIDE, NodeKind, Park
from parkloop.quantities import atoms
from parkloop.texts import Language, Text

Value = str | float | date | None
_LAST_ROW: Final = 1_048_575
_HEADER_ROW, _HINT_ROW, _FIRST_ROW = 0, 1, 2
#: Excel allows people to widen, sort and fill; only what is locked stays as it is.
_PROTECTION: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}
#: Columns that stay text, so that no spreadsheet turns 3/4/2025 into the fourth of March.
_TEXT_COLUMNS: Final = frozenset({"start", "end", "series", "reference", "page"})
_LISTED: Final = {
    "stream": "streams",
    "from_node": "nodes",
    "to_node": "nodes",
    "node": "nodes",
    "activity": "activities",
    "unit": "units",
    "status": "statuses",
    "notation": "notations",
}


class FormBook:
    """One workbook in the making; ``finished`` gives its bytes, the same for the same input."""

    def __init__(
        self, park: Park, catalog: Catalog, language: Language, enterprise: str = ""
    ) -> None:
        self.park, self.catalog = park, catalog
        self.language, self.enterprise = language, enterprise
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._bytes, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        # A date of making would make every copy a different file.
        self._book.set_properties(
            {"title": park.name.vi, "author": "Parkloop", "created": datetime(2025, 1, 1)}  # noqa: DTZ001
        )
        self._styles = Styles(self._book)
        self._lists = self._written_lists()

    def add_guide(self) -> None:
        sheet = self._book.add_worksheet(GUIDE_TITLE)
        write_guide(sheet, self._styles, self.park, self.enterprise)

    def add_sheet(self, form: SheetForm, rows: Iterable[Mapping[str, Value]] = ()) -> None:
        """A sheet of the form with its rows; columns, notes and lists are ready to be filled."""
        sheet = self._book.add_worksheet(form.title)
        for column, name in enumerate(form.fields):
            self._add_column(sheet, form, column, name)
        for number, row in enumerate(rows, start=_FIRST_ROW):
            for column, name in enumerate(form.fields):
                self._write(sheet, number, column, name, row.get(name))
        sheet.set_row(_HEADER_ROW, 36)
        sheet.set_row(_HINT_ROW, 66)
        sheet.freeze_panes(_FIRST_ROW, 2)
        sheet.protect("", _PROTECTION)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.set_footer("&L&F&C&A&R&P / &N")

    def finished(self) -> bytes:
        self._add_lists_sheet()
        self._book.close()
        return self._bytes.getvalue()

    def _add_column(self, sheet: Any, form: SheetForm, column: int, name: str) -> None:
        field, style = FIELDS[name], self._styles
        required = name in form.required or (name == "start" and "period" in form.required)
        required = required or (name == "quantity" and form.kind != "observation")
        mark = " *" if required else ""
        head = style.required if required else style.optional
        sheet.write_string(_HEADER_ROW, column, f"{field.name.vi}{mark}\n{field.name.en}", head)
        hint = NOTE_MARK if name == "id" else field.hint.in_language(self.language)
        sheet.write_string(_HINT_ROW, column, hint, style.hint)
        cells = style.locked if name == "id" else style.open_text
        if name not in _TEXT_COLUMNS | {"id"}:
            cells = style.open_share if name == "uncertainty" else style.open_general
        sheet.set_column(column, column, field.width, cells)
        note = f"{field.hint.vi}\n\n{field.hint.en}"
        sheet.write_comment(_HEADER_ROW, column, note, {"x_scale": 2.2, "y_scale": 1.4})
        self._add_choice(sheet, form, column, name)

    def _add_choice(self, sheet: Any, form: SheetForm, column: int, name: str) -> None:
        listed = _LISTED.get(name, "")
        if name == "property" and form.kind == "balance":
            listed = "measures"
        if listed:
            sheet.data_validation(
                _FIRST_ROW, column, _LAST_ROW, column, _choice(listed, FIELDS[name].name)
            )

    def _write(self, sheet: Any, row: int, column: int, name: str, value: Value) -> None:
        style = self._styles
        if value is None or value == "":
            return
        if isinstance(value, str):
            cells = {"id": style.locked}.get(name, style.open_text)
            sheet.write_string(row, column, escaped(value), cells)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style.open_date)
        else:
            cells = style.open_share if name == "uncertainty" else style.open_general
            sheet.write_number(row, column, value, cells)

    def _written_lists(self) -> dict[str, list[str]]:
        """What each drop-down offers, and a name for each list in the workbook."""
        language = self.language
        lists = {
            "streams": _labels({k: s.name for k, s in self.catalog.streams.items()}, language),
            "nodes": _labels(nodes_for(self.park, self.enterprise), language),
            "activities": _labels(
                {k: a.name for k, a in self.catalog.activities.items()}, language
            ),
            "units": [unit for unit in atoms() if unit != "1"],
            "statuses": _labels(STATUSES, language),
            "notations": _labels(NOTATIONS, language),
            "measures": _labels(MEASURES, language),
        }
        for column, (name, values) in enumerate(lists.items()):
            letter = chr(ord("A") + column)
            last = max(2, len(values) + 1)
            self._book.define_name(name, f"={LISTS_TITLE}!${letter}$2:${letter}${last}")
        return lists

    def _add_lists_sheet(self) -> None:
        sheet = self._book.add_worksheet(LISTS_TITLE)
        for column, (name, values) in enumerate(self._lists.items()):
            sheet.write_string(0, column, name)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, column, escaped(value))
        sheet.hide()


def _choice(listed: str, name: Text) -> dict[str, Any]:
    """A drop-down that warns but lets pass: ids and other known names may be typed as well."""
    return {
        "validate": "list",
        "source": f"={listed}",
        "error_type": "warning",
        "error_title": f"{name.vi}"[:32],
        "error_message": (
            "Giá trị này không có trong danh sách. Vẫn dùng?\n"
            "This value is not in the list. Use it all the same?"
        ),
    }


def _labels(names: Mapping[str, Text], language: Language) -> list[str]:
    return [label(name, key, language) for key, name in names.items()]


def nodes_for(park: Park, enterprise: str = "") -> dict[str, Text]:
    """The nodes of a template, the tenant's own first, then shared ones, then outside, then
    the other enterprises (without what lies inside them).
    """
    own = park.below(enterprise) if enterprise else frozenset[str]()
    groups: Sequence[list[tuple[str, Text]]] = ([], [], [], [])
    for node in park.nodes:
        if node.kind in (NodeKind.PARK, NodeKind.ZONE):
            continue
        of_other = _is_of_other_tenant(park, node.id, enterprise)
        if enterprise and of_other and node.kind is not NodeKind.ENTERPRISE:
            continue
        place = 0 if node.id in own else 3 if of_other else 2 if node.kind in OUTSIDE else 1
        groups[place].append((node.id, node.name))
    return dict(pair for group in groups for pair in group)


def _is_of_other_tenant(park: Park, node: str, enterprise: str) -> bool:
    owner = park.owner(node, NodeKind.ENTERPRISE)
    return owner not in ("", enterprise) and not park.node(owner).operator
