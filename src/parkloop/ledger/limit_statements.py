"""Limits as people write them: words in cells, read and refused all at once."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from parkloop.errors import UnitError
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.ledger.limits import Basis, Bound, Limit, Span, Way
from parkloop.quantities import LEDGER_UNITS, dimension
from parkloop.texts import Text

FIELDS = (
    *("id", "node", "stream", "property", "way", "bound", "value", "unit", "span", "basis"),
    *("source", "evidence", "first_day", "last_day", "note"),
)
#: What every limit must say.
NEEDED = ("id", "node", "bound", "value", "unit", "span", "source", "first_day")

EMPTY = Rule(
    "LIM-01",
    Severity.ERROR,
    Text("Giới hạn “{limit}” thiếu “{field}”.", "The limit “{limit}” lacks “{field}”."),
    Text(
        "Điền ô này theo giấy phép hoặc hợp đồng; không có căn cứ thì không nhập giới hạn.",
        "Fill the cell from the permit or contract; without a document there is no limit.",
    ),
)
NOT_A_WORD = Rule(
    "LIM-02",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: “{given}” không dùng được trong “{field}”.",
        "The limit “{limit}”: “{given}” cannot stand in “{field}”.",
    ),
    Text("Dùng một trong: {allowed}.", "Use one of: {allowed}."),
)
NOT_A_NUMBER = Rule(
    "LIM-03",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: giá trị “{given}” không phải là số dương.",
        "The limit “{limit}”: the value “{given}” is no positive number.",
    ),
    Text("Viết một số dương, ví dụ 150.", "Write a positive number, such as 150."),
)
NOT_A_UNIT = Rule(
    "LIM-04",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: đơn vị “{given}” không dùng được ở đây.",
        "The limit “{limit}”: the unit “{given}” cannot be used here.",
    ),
    Text(
        "Dùng đơn vị trong danh sách: mg/l cho nồng độ, m3 hoặc t cho lượng.",
        "Use a unit of the list: mg/l for a concentration, m3 or t for an amount.",
    ),
)
NOT_A_DAY = Rule(
    "LIM-05",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: “{given}” không phải là ngày, hoặc hết hiệu lực trước khi bắt đầu.",
        "The limit “{limit}”: “{given}” is no day, or the limit ends before it begins.",
    ),
    Text("Viết ngày như 2025-01-31.", "Write days as 2025-01-31."),
)
NOT_BOTH = Rule(
    "LIM-06",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: “{span}” không hợp với những gì được giới hạn.",
        "The limit “{limit}”: “{span}” does not fit what is limited.",
    ),
    Text(
        "Có tính chất (COD…): từng giá trị đo (each). Không có: một dòng, theo tháng hoặc năm "
        "(month, year).",
        "With a property (COD …): each measured value (each). Without one: a stream, by month or "
        "year.",
    ),
)
TWICE = Rule(
    "LIM-07",
    Severity.ERROR,
    Text("Có hai giới hạn cùng mã “{limit}”.", "Two limits have the id “{limit}”."),
    Text("Đặt mã khác cho một trong hai.", "Give one of them another id."),
)
NOT_KNOWN = Rule(
    "LIM-08",
    Severity.ERROR,
    Text(
        "Giới hạn “{limit}”: không có “{given}” ({field}).",
        "The limit “{limit}”: there is no “{given}” ({field}).",
    ),
    Text(
        "Dùng mã của định nghĩa khu (nơi) hoặc của danh mục (dòng).",
        "Use a code of the park's definition (place) or of the catalog (stream).",
    ),
)

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Known:
    """Codes that a limit may name."""

    nodes: Collection[str]
    streams: Collection[str]


class Reading:
    """One statement of a limit with everything that is wrong with it."""

    def __init__(self, cells: Mapping[str, str], where: Where) -> None:
        self.cells = {name: cells.get(name, "").strip() for name in FIELDS}
        self.where = where
        self.findings: list[Finding] = []

    @property
    def name(self) -> str:
        return self.cells["id"] or "?"

    def refuse(self, rule: Rule, field: str, **values: object) -> None:
        where = Where(self.where.file, self.where.sheet, self.where.row, field)
        self.findings.append(rule.finding(where, "", limit=self.name, field=field, **values))

    def word(self, field: str, kind: type[E], default: E) -> E:
        given = self.cells[field]
        if not given:
            return default
        try:
            return kind(given)
        except ValueError:
            self.refuse(NOT_A_WORD, field, given=given, allowed=", ".join(kind))
            return default

    def number(self, field: str) -> float:
        given = self.cells[field]
        try:
            value = float(given.replace(" ", ""))
        except ValueError:
            value = math.nan
        if given and not (math.isfinite(value) and value > 0):
            self.refuse(NOT_A_NUMBER, field, given=given)
        return value

    def day(self, field: str) -> date | None:
        given = self.cells[field]
        try:
            return date.fromisoformat(given) if given else None
        except ValueError:
            self.refuse(NOT_A_DAY, field, given=given)
            return None


def limit_from(
    cells: Mapping[str, str], where: Where, known: Known
) -> tuple[Limit | None, tuple[Finding, ...]]:
    """A limit from its cells, or everything that is wrong with it."""
    seen = Reading(cells, where)
    for field in NEEDED:
        if not seen.cells[field]:
            seen.refuse(EMPTY, field)
    bound = seen.word("bound", Bound, Bound.AT_MOST)
    span = seen.word("span", Span, Span.EACH)
    way = seen.word("way", Way, Way.OUT)
    basis = seen.word("basis", Basis, Basis.PERMIT)
    value, first, last = seen.number("value"), seen.day("first_day"), seen.day("last_day")
    if first and last and last < first:
        seen.refuse(NOT_A_DAY, "last_day", given=seen.cells["last_day"])
    _check_subject(seen, span, known)
    if seen.findings or first is None:
        return None, tuple(seen.findings)
    own = seen.cells
    limit = Limit(
        id=own["id"],
        node=own["node"],
        stream=own["stream"],
        property=own["property"],
        bound=bound,
        value=value,
        unit=own["unit"],
        span=span,
        source=own["source"],
        first_day=first,
        last_day=last,
        way=way,
        basis=basis,
        evidence=own["evidence"],
        note=own["note"],
    )
    return limit, ()


def _check_subject(seen: Reading, span: Span, known: Known) -> None:
    own = seen.cells
    if own["span"] and bool(own["property"]) is not (span is Span.EACH):
        seen.refuse(NOT_BOTH, "span", span=span.value)
    if not own["property"] and not own["stream"]:
        seen.refuse(EMPTY, "stream")
    for field, codes in (("node", known.nodes), ("stream", known.streams)):
        if own[field] and own[field] not in codes:
            seen.refuse(NOT_KNOWN, field, given=own[field])
    if own["unit"] and not _usable(own["unit"], amount=not own["property"]):
        seen.refuse(NOT_A_UNIT, "unit", given=own["unit"])


def _usable(unit: str, *, amount: bool) -> bool:
    try:
        measured = dimension(unit)
    except UnitError:
        return False
    return not amount or measured in LEDGER_UNITS
