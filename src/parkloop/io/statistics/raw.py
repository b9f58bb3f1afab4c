"""A row of statistics as a file states it, before anything is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from parkloop.io.intake.words import plain

#: Words that stand for a column, in their plain form (lower case, no accents).
ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "indicator": ("indicator", "chi tieu", "ma chi tieu", "series", "ten chi tieu"),
    "area": (
        "area", "ref area", "dia ban", "dia phuong", "tinh", "tinh thanh pho", "tinh thanh",
        "province", "cities provinces", "province city", "don vi hanh chinh", "khu cong nghiep",
        "park",
    ),
    "period": ("period", "time period", "nam", "ky", "year", "time", "thoi gian"),
    "value": ("value", "obs value", "gia tri", "so lieu", "obsvalue"),
    "unit": ("unit", "unit measure", "don vi", "don vi tinh", "dvt"),
    "status": ("status", "obs status", "tinh trang", "ma tinh trang"),
    "confidentiality": ("confidentiality", "conf status", "bao mat"),
    "disaggregation": ("disaggregation", "disagg", "phan to"),
    "source": ("source", "nguon", "nguon so lieu"),
    "vintage": ("vintage", "phien ban", "ngay cong bo"),
    "author": ("author", "nguoi nhap"),
    "note": ("note", "comment", "ghi chu", "obs comment", "comment obs"),
    "multiplier": ("unit mult", "unit multiplier"),
}  # fmt: skip
#: Columns that SDMX messages carry about themselves.
IGNORED: Final = (
    "dataflow", "structure", "structure id", "action", "freq", "unit type", "structure name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """Cells by column name as in ``ALIASES``; ``extra`` are further dimensions."""

    cells: Mapping[str, object]
    row: int = 0
    sheet: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def column_of(header: str) -> str | None:
    """The column a header names; '' for one that is left out, None for a further dimension."""
    words = plain(header.replace("_", " ").split(":")[0])
    if words in IGNORED:
        return ""
    return next((name for name, known in ALIASES.items() if words in known), None)


def split_extra(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Further dimensions, without those that say 'total'."""
    totals = {"", "_t", "_z", "total", "tong so", "ca nuoc", "chung"}
    return {name: value for name, value in named if plain(value) not in totals and value != "_T"}
