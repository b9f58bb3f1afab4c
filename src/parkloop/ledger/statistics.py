"""Statistics: what was observed of an indicator in an area and period, as it was published.

A value is never overwritten. Each row belongs to a *vintage*, the day on which it was published
or recorded; a correction is a row of a later vintage. Why a value is missing is said by a status
code (SDMX CL_OBS_STATUS); a missing value is null, never zero (convention C-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Final

import polars as pl

from parkloop.errors import RequestError
from parkloop.provenance import content_hash
from parkloop.texts import Text

#: Columns of a table of statistics, in order.
SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "indicator": pl.String(),
    "area": pl.String(),
    "disaggregation": pl.String(),
    "period": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "status": pl.String(),
    "confidentiality": pl.String(),
    "source": pl.String(),
    "vintage": pl.String(),
    "author": pl.String(),
    "note": pl.String(),
}
#: What one value is of: rows with the same key are vintages of one another.
KEY: Final = ("indicator", "area", "disaggregation", "period")
#: Status codes of a value that is there (SDMX CL_OBS_STATUS), with their names.
OBSERVED: Final[Mapping[str, Text]] = {
    "A": Text("bình thường", "normal"),
    "B": Text("đứt đoạn chuỗi số liệu", "break in the series"),
    "D": Text("khác định nghĩa", "definition differs"),
    "E": Text("ước tính", "estimated"),
    "F": Text("dự báo", "forecast"),
    "I": Text("điền khuyết", "imputed"),
    "N": Text("không có ý nghĩa thống kê", "not significant"),
    "P": Text("sơ bộ", "provisional"),
    "U": Text("độ tin cậy thấp", "low reliability"),
}
#: Status codes that say why there is no value.
MISSING: Final[Mapping[str, Text]] = {
    "H": Text("ngày nghỉ", "holiday or weekend"),
    "L": Text("có nhưng chưa thu thập", "exists but was not collected"),
    "M": Text("không thể có (không áp dụng)", "cannot exist (not applicable)"),
    "O": Text("chưa có số liệu", "missing"),
    "Q": Text("không công bố (bảo mật)", "suppressed"),
}
STATUSES: Final[Mapping[str, Text]] = {**OBSERVED, **MISSING}
#: Whether a value may be shown to everyone (SDMX CL_CONF_STATUS).
CONFIDENTIALITY: Final[Mapping[str, Text]] = {
    "F": Text("công bố tự do", "free for publication"),
    "N": Text("không công bố", "not for publication"),
    "C": Text("bảo mật thống kê", "confidential statistical information"),
}


@dataclass(frozen=True, slots=True)
class DataPoint:
    """One value of an indicator [unit], as published on the day ``vintage`` (ISO date)."""

    indicator: str
    area: str
    period: str
    value: float | None
    unit: str = "1"
    status: str = "A"
    confidentiality: str = "F"
    disaggregation: str = ""
    source: str = ""
    vintage: str = ""
    author: str = ""
    note: str = ""

    @property
    def year(self) -> float:
        """Begin of the period as a calendar year: 2024 for 2024, 2024.25 for 2024-Q2."""
        return year_of(self.period)


def year_of(period: str) -> float:
    """Calendar year in which a period begins, with its quarter or month as a part of the year.

    Reads 2024, 2024-Q3, 2024-S2 and 2024-07; raises RequestError for anything else.
    """
    head, _, tail = period.partition("-")
    try:
        year = float(int(head))
        if not tail:
            return year
        if tail[0] in "QS":
            parts = {"Q": 4, "S": 2}[tail[0]]
            return year + (_between(int(tail[1:]), parts) - 1) / parts
        return year + (_between(int(tail), 12) - 1) / 12
    except (ValueError, IndexError) as problem:
        raise RequestError(
            Text(
                f"Không đọc được kỳ “{period}”; hãy viết 2024, 2024-Q3, 2024-S2 hoặc 2024-07.",
                f"Cannot read the period “{period}”; write 2024, 2024-Q3, 2024-S2 or 2024-07.",
            )
        ) from problem


def _between(number: int, most: int) -> int:
    if not 1 <= number <= most:
        raise ValueError(number)
    return number


@dataclass(frozen=True, eq=False)
class Statistics:
    """All values ever recorded; rows are only appended."""

    frame: pl.DataFrame

    @classmethod
    def of(cls, points: Iterable[DataPoint]) -> Statistics:
        return cls(pl.DataFrame([asdict(point) for point in points], schema=dict(SCHEMA)))

    @classmethod
    def empty(cls) -> Statistics:
        return cls(pl.DataFrame(schema=dict(SCHEMA)))

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def hash(self) -> str:
        """Content hash, whatever the order of rows (C-08)."""
        rows = self.frame.sort(*KEY, "vintage", "value", "status", "source", "unit", "note")
        return content_hash({"columns": list(SCHEMA), "rows": [list(row) for row in rows.rows()]})

    def append(self, more: Statistics) -> Statistics:
        """A table with more rows; a row that is there already, word for word, is not added twice.

        Raises RequestError where the same vintage would hold two different values of one key.
        """
        joined = pl.concat([self.frame, more.frame]).unique(maintain_order=True)
        twice = (
            joined.group_by(*KEY, "vintage")
            .agg(pl.col("value").n_unique().alias("values"), pl.col("status").n_unique())
            .filter((pl.col("values") > 1) | (pl.col("status") > 1))
        )
        if len(twice):
            row = twice.sort(*KEY, "vintage").row(0, named=True)
            name = f"{row['indicator']} · {row['area']} · {row['period']} · {row['vintage']}"
            raise RequestError(
                Text(
                    f"{len(twice)} giá trị khác nhau trong cùng một phiên bản, ví dụ {name}. "
                    "Bản sửa cần ngày công bố (vintage) mới.",
                    f"{len(twice)} values differ within one vintage, for example {name}. "
                    "A correction needs a vintage (day of publication) of its own.",
                )
            )
        return Statistics(joined)

    def overlaid(self, more: Statistics) -> Statistics:
        """These rows and more; where both speak of one vintage of a value, the other's holds."""
        joined = pl.concat([self.frame, more.frame])
        return Statistics(joined.unique(subset=[*KEY, "vintage"], keep="last", maintain_order=True))

    def latest(self, vintage: str = "") -> Statistics:
        """The newest value of every key, as known on the day ``vintage`` (empty: today's view)."""
        known = self.frame.filter(pl.col("vintage") <= vintage) if vintage else self.frame
        newest = known.sort("vintage", maintain_order=True).unique(
            subset=list(KEY), keep="last", maintain_order=True
        )
        return Statistics(newest.sort(*KEY))

    def public(self) -> Statistics:
        """Without values that are not free for publication: they become suppressed (Q)."""
        secret = pl.col("confidentiality") != "F"
        return Statistics(
            self.frame.with_columns(
                pl.when(secret).then(None).otherwise(pl.col("value")).alias("value"),
                pl.when(secret).then(pl.lit("Q")).otherwise(pl.col("status")).alias("status"),
            )
        )

    def only(self, indicators: Sequence[str] = (), areas: Sequence[str] = ()) -> Statistics:
        """Rows of some indicators and areas; an empty list leaves all."""
        keep = pl.lit(value=True)
        if indicators:
            keep &= pl.col("indicator").is_in(list(indicators))
        if areas:
            keep &= pl.col("area").is_in(list(areas))
        return Statistics(self.frame.filter(keep))

    def history(self, point: DataPoint) -> Statistics:
        """Every vintage of one value, oldest first."""
        keep = pl.lit(value=True)
        for name in KEY:
            keep &= pl.col(name) == getattr(point, name)
        return Statistics(self.frame.filter(keep).sort("vintage"))

    def points(self) -> tuple[DataPoint, ...]:
        return tuple(DataPoint(**row) for row in self.frame.iter_rows(named=True))

    def series(self, indicator: str, area: str, disaggregation: str = "") -> tuple[DataPoint, ...]:
        """Values that are there, newest vintage of each, oldest period first."""
        own = self.frame.filter(
            (pl.col("indicator") == indicator)
            & (pl.col("area") == area)
            & (pl.col("disaggregation") == disaggregation)
        )
        found = [p for p in Statistics(own).latest().points() if p.value is not None]
        return tuple(sorted(found, key=lambda point: point.year))
