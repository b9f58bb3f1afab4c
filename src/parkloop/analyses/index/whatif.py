"""What if an indicator had another value: a function from data to data, never an edited copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from parkloop.analyses.index.data import IndexData
from parkloop.errors import RequestError
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Supposed:
    """A value [unit of the column] supposed for a row (UNIT, or UNIT@PERIOD) and a column.

    With ``relative`` the value is a change as a share: −0.1 is 10 % less than observed.
    """

    row: str
    column: str
    value: float
    relative: bool = False


def suppose(data: IndexData, changes: Iterable[Supposed]) -> IndexData:
    """The data with other values; the source of each says that it was supposed.

    Raises RequestError for a row or column that is not there, and for a relative change of a
    missing value.
    """
    values = data.values.copy()
    sources, reasons = dict(data.sources), dict(data.reasons)
    for change in changes:
        row = _place(change.row, data.rows)
        column = _place(change.column, data.columns)
        before = float(values[row, column])
        if change.relative and before != before:
            raise RequestError(
                Text(
                    f"{change.row} không có giá trị {change.column} để thay đổi theo tỷ lệ.",
                    f"{change.row} has no value of {change.column} that could change by a share.",
                )
            )
        values[row, column] = before * (1 + change.value) if change.relative else change.value
        key = data.key(row, change.column)
        reasons.pop(key, None)
        sources[key] = "what-if"
    return replace(data, values=values, sources=sources, reasons=reasons)


def at_period(data: IndexData, period: str) -> IndexData:
    """One period of a panel as a table of units; raises RequestError where it has none."""
    if period not in data.periods:
        known = ", ".join(dict.fromkeys(data.periods)) or "—"
        raise RequestError(
            Text(
                f"Không có kỳ “{period}”; có: {known}.",
                f"No period “{period}”; there are: {known}.",
            )
        )
    rows = [number for number, name in enumerate(data.periods) if name == period]
    return data.take(rows)


def _place(name: str, known: tuple[str, ...]) -> int:
    if name not in known:
        shown = ", ".join(known[:10])
        raise RequestError(
            Text(f"Không có “{name}”; có: {shown} …", f"There is no “{name}”; there are: {shown} …")
        )
    return known.index(name)
