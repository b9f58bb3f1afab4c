"""Tables of the carbon border adjustment mechanism: goods, default values, schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Good:
    """A good by its CN code (a prefix), the streams that it is, and its precursors (goods)
    and the gases that count.

    ``indirect``: emissions of the electricity used count as well.
    """

    id: str
    cn: str
    sector: str
    indirect: bool
    streams: tuple[str, ...]
    precursors: tuple[str, ...]
    gases: tuple[str, ...]
    name: Text
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Default:
    """Embedded emissions of a good before the mark-up [t CO2e per t]; country or 'world'."""

    id: str
    cn: str
    country: str
    direct: float
    indirect: float | None
    source: str
    confidence: str
    verified: bool
    valid_from: date | None
    valid_to: date | None
    note: str

    def applies(self, year: int) -> bool:
        begun = self.valid_from is None or self.valid_from <= date(year, 1, 1)
        return begun and (self.valid_to is None or date(year, 12, 31) < self.valid_to)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A number of one year, and of later ones until another row of its kind and sector."""

    id: str
    kind: str
    sector: str
    year: int
    value: float
    unit: str
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True)
class CbamTables:
    """All rows; lookups by CN code take the longest code that fits, then the country."""

    goods: tuple[Good, ...] = ()
    defaults: tuple[Default, ...] = ()
    schedule: tuple[Scheduled, ...] = ()

    def good(self, good_id: str) -> Good | None:
        return next((good for good in self.goods if good.id == good_id), None)

    def by_code(self, cn: str) -> Good | None:
        """The good of a CN code, written with or without spaces."""
        fitting = [good for good in self.goods if _digits(cn).startswith(_digits(good.cn))]
        return max(fitting, key=lambda good: len(_digits(good.cn)), default=None)

    def by_stream(self, stream: str) -> Good | None:
        return next((good for good in self.goods if stream in good.streams), None)

    def default(self, cn: str, country: str, year: int) -> Default | None:
        """The value of the country, else that of other countries; the longest code first."""
        for place in (country, "world"):
            fitting = [
                row
                for row in self.defaults
                if row.country == place
                and row.applies(year)
                and _digits(cn).startswith(_digits(row.cn))
            ]
            if fitting:
                return max(fitting, key=lambda row: len(_digits(row.cn)))
        return None

    def scheduled(self, kind: str, sector: str, year: int) -> Scheduled | None:
        """The row in force in a year; None before the first."""
        fitting = [
            row
            for row in self.schedule
            if row.kind == kind and row.sector in ("", sector) and row.year <= year
        ]
        return max(fitting, key=lambda row: row.year, default=None)


def _digits(cn: str) -> str:
    return cn.replace(" ", "")
