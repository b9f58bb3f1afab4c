"""Writes the reports of a study into a folder: a page, a workbook, data."""

from __future__ import annotations

from pathlib import Path

from parkloop.io.output import write_whole
from parkloop.reports.html import render_html
from parkloop.reports.json_report import render_json
from parkloop.reports.xlsx import render_xlsx
from parkloop.studies import Study


def write_reports(study: Study, folder: Path) -> tuple[Path, ...]:
    """``report.html``, ``report.xlsx`` and ``result.json``; returns their paths."""
    return (
        write_whole(folder / "report.html", render_html([study])),
        write_whole(folder / "report.xlsx", render_xlsx(study)),
        write_whole(folder / "result.json", render_json(study)),
    )
