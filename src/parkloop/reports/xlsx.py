"""The report as a workbook: every line with its operands, so that a reader can recompute it.

Text is always written as text: a name that begins with '=' never becomes a formula. The only
formulas are the ones written here. The same study gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from parkloop.reports.xlsx_figures import figures, lines, summary
from parkloop.reports.xlsx_meters import limits, meters
from parkloop.reports.xlsx_records import (
    balances,
    entries,
    facts_used,
    findings,
    gaps,
    provenance,
    uncertainty,
)
from parkloop.reports.xlsx_tables import Formula, Sheet
from parkloop.studies import Study
from parkloop.texts import Text

#: Rows that a sheet of the format can hold, with room for the header and the note.
MOST_ROWS: Final = 1_048_000
#: Written into the file in place of the hour at which it is made, so that bytes repeat.
NO_MOMENT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones

_FORMATS: Final[dict[str, dict[str, object]]] = {
    "text": {"valign": "top"},
    "wrapped": {"valign": "top", "text_wrap": True},
    "number": {"num_format": "#,##0.00", "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "exact": {"num_format": "General", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
}
_HEADER: Final[dict[str, object]] = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "bottom": 1,
    "bg_color": "#F4F2EC",
    "font_color": "#1C2430",
}


@dataclass
class _Writer:
    """Puts prepared sheets into a workbook."""

    book: Any
    formats: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.formats = {name: self.book.add_format(how) for name, how in _FORMATS.items()}
        self.formats["header"] = self.book.add_format(_HEADER)

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        self._set_up(page, sheet)
        for column, head in enumerate(sheet.columns):
            page.write_string(0, column, _both(head.label), self.formats["header"])
            page.set_column(column, column, head.width)
        for row, values in enumerate(sheet.rows[:MOST_ROWS], 1):
            self._write_row(page, row, values, sheet)
        if len(sheet.rows) > MOST_ROWS:
            left = f"+ {len(sheet.rows) - MOST_ROWS} dòng / rows"
            page.write_string(MOST_ROWS + 1, 0, left, self.formats["text"])

    def _set_up(self, page: Any, sheet: Sheet) -> None:
        page.freeze_panes(1, sheet.frozen)
        page.set_row(0, 45)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L&A&R&P / &N")
        if sheet.rows:
            last = min(len(sheet.rows), MOST_ROWS)
            page.autofilter(0, 0, last, len(sheet.columns) - 1)

    def _write_row(self, page: Any, row: int, values: Sequence[object], sheet: Sheet) -> None:
        for column, (value, head) in enumerate(zip(values, sheet.columns, strict=True)):
            look = self.formats[head.look]
            if isinstance(value, Formula):
                page.write_formula(row, column, value.at(row + 1), look, value.result)
            elif isinstance(value, bool):
                page.write_boolean(row, column, value, look)
            elif isinstance(value, int | float):
                page.write_number(row, column, value, look)
            elif value is not None and value != "":
                page.write_string(row, column, str(value), self.formats[head.text_look])


def _both(label: Text) -> str:
    return label.vi if label.vi == label.en else f"{label.vi}\n{label.en}"


def render_xlsx(study: Study) -> bytes:
    """A workbook with the study: summary, lines, figures, facts, entries, gaps and the rest."""
    return workbook(sheets_of(study), study.snapshot.park.name)


def sheets_of(study: Study) -> tuple[Sheet, ...]:
    """All sheets in the order of the workbook."""
    zone = study.snapshot.park.zone
    years = {result.value.period.label(zone): result for result in study.inventories}
    return (
        summary(study, years),
        lines(study, years),
        figures(study),
        facts_used(study),
        entries(study),
        gaps(study),
        findings(study),
        balances(study),
        meters(study),
        limits(study),
        uncertainty(years),
        provenance(study),
    )


def workbook(sheets: Iterable[Sheet], title: Text) -> bytes:
    """Sheets as the bytes of a workbook."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(
        memory,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {"title": f"{title.vi} / {title.en}", "created": NO_MOMENT, "comments": "Parkloop"}
    )
    writer = _Writer(book)
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return memory.getvalue()
