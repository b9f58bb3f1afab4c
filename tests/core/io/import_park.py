"""A small fictional park with Vietnamese names, for tests of imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.texts import Text

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def _node(node: str, kind: str, vi: str, en: str, parent: str = "") -> Node:
    return Node(node, NodeKind(kind), Text(vi, en), parent, operator=node == "op")


PARK = Park(
    Text("Khu công nghiệp Thử", "Trial park"),
    (
        _node("kcn", "park", "Khu công nghiệp Thử", "Trial park"),
        _node("t01", "enterprise", "Thép Thử 1", "Trial Steel 1", "kcn"),
        _node("t01-boiler", "process", "Nồi hơi Thép Thử 1", "Trial Steel 1 boiler", "t01"),
        _node("t02", "enterprise", "Dệt Thử 2", "Trial Textile 2", "kcn"),
        _node("t03", "enterprise", "Nhựa Thử 3", "Trial Plastics 3", "kcn"),
        _node("op", "enterprise", "Hạ tầng Thử", "Trial Operator", "kcn"),
        _node("net", "network", "Mạng điện nội khu", "Park power network", "op"),
        _node("cetp", "treatment", "Trạm xử lý nước thải tập trung", "Central treatment", "op"),
        _node("grid", "grid", "Lưới điện quốc gia", "National grid"),
        _node("market", "market", "Thị trường", "Market"),
        _node("landfill", "landfill", "Bãi chôn lấp", "Landfill"),
        _node("river", "water-body", "Sông", "River"),
    ),
)


def flow_row(**changes: Any) -> dict[str, Any]:
    """One good row of the sheet of flows, by field."""
    row = {
        "stream": "Điện",
        "from_node": "Lưới điện quốc gia",
        "to_node": "Thép Thử 1",
        "start": "01/2025",
        "quantity": 1250.5,
        "unit": "kWh",
        "status": "Theo hóa đơn",
    }
    return {**row, **changes}


def sheet_rows(kind: str, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Header and rows of a sheet as in the template."""
    fields = FORMS[kind].fields
    head = [f"{FIELDS[name].name.vi}\n{FIELDS[name].name.en}" for name in fields]
    return [head, *([row.get(name) for name in fields] for row in rows)]


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with typed cells; texts stay texts, whatever they begin with."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return path


def flow_book(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    return write_book(path, {FORMS["flow"].title: sheet_rows("flow", rows)})
