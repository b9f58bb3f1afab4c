"""Numbers as people read them: vi 1.234.567,8 and en 1,234,567.8 (convention C-16).

What is shown is rounded; the exact value stays behind the number, in its explanation.
A missing number is a dash with a word, never a zero (convention C-01).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel.numbers import format_decimal

from parkloop.provenance import significant
from parkloop.texts import LANGUAGES, Language, Text

NOT_KNOWN: Final = Text("chưa biết", "not known")
MINUS: Final = "\u2212"

#: Larger units in which amounts are shown: from which size on, shown unit, ledger units in it.
_SCALES: Final[dict[str, tuple[tuple[float, str, float], ...]]] = {
    "MJ": ((1e6, "TJ", 1e6), (1e3, "GJ", 1e3)),
    "MJ_ncv": ((1e6, "TJ_ncv", 1e6), (1e3, "GJ_ncv", 1e3)),
    "MJ_gcv": ((1e6, "TJ_gcv", 1e6), (1e3, "GJ_gcv", 1e3)),
    "kg": ((1e3, "t", 1e3),),
    "kWh": ((1e3, "MWh", 1e3),),
}

_UNIT_WORDS: Final[dict[str, Text]] = {
    "toe": Text("TOE", "toe"),
    "MJ_ncv": Text("MJ (nhiệt trị thấp)", "MJ (net)"),
    "GJ_ncv": Text("GJ (nhiệt trị thấp)", "GJ (net)"),
    "TJ_ncv": Text("TJ (nhiệt trị thấp)", "TJ (net)"),
    "MJ_gcv": Text("MJ (nhiệt trị cao)", "MJ (gross)"),
    "GJ_gcv": Text("GJ (nhiệt trị cao)", "GJ (gross)"),
    "TJ_gcv": Text("TJ (nhiệt trị cao)", "TJ (gross)"),
    "piece": Text("cái", "pieces"),
    "person": Text("người", "persons"),
    "yr": Text("năm", "yr"),
    "d": Text("ngày", "d"),
    "1": Text("—", "—"),
}
_SUBSCRIPTS: Final = (("CO2e", "CO₂e"), ("CO2", "CO₂"), ("CH4", "CH₄"), ("N2O", "N₂O"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is shown: digits and unit in both languages; ``value`` in ``unit``."""

    digits: Text
    unit: Text
    value: float | None

    @property
    def together(self) -> Text:
        """Digits and unit with a narrow no-break space between."""
        if self.value is None or not self.unit.en.strip("— "):
            return self.digits
        return Text(
            f"{self.digits.vi}\u202f{self.unit.vi}", f"{self.digits.en}\u202f{self.unit.en}"
        )


def decimals_for(value: float, digits: int) -> int:
    """How many decimals show so many significant digits of a value."""
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(value))))


def number(value: float | None, digits: int = 4) -> Text:
    """A number with so many significant digits."""
    if value is None:
        return NOT_KNOWN
    rounded = significant(value, digits)
    return Text(*(_spelled(rounded, decimals_for(rounded, digits), lang) for lang in LANGUAGES))


def fixed(value: float | None, decimals: int) -> Text:
    """A number with so many decimals; what would vanish in rounding is shown as '< 0.1'."""
    if value is None:
        return NOT_KNOWN
    smallest = 10.0**-decimals
    if value != 0 and abs(value) < smallest / 2:
        sign = "<\u202f" if value > 0 else f">\u202f{MINUS}"
        return Text(*(sign + _spelled(smallest, decimals, lang, pad=True) for lang in LANGUAGES))
    return Text(*(_spelled(value, decimals, lang, pad=True) for lang in LANGUAGES))


def column_decimals(values: Sequence[float | None], digits: int = 4, most: int = 3) -> int:
    """Decimals for a column, so that its largest number shows so many significant digits."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    return min(most, decimals_for(largest, digits))


def percent(share: float | None, decimals: int = 0) -> Text:
    """A share (0–1) as per cent; what is not all is never rounded to all."""
    if share is None:
        return NOT_KNOWN
    shown = fixed(share * 100, decimals)
    if share < 1 and round(share * 100, decimals) >= 100:
        almost = fixed(100 - 10.0**-decimals, decimals)
        shown = Text(f">\u202f{almost.vi}", f">\u202f{almost.en}")
    return Text(f"{shown.vi}\u202f%", f"{shown.en}\u202f%")


def unit_words(unit: str) -> Text:
    """A unit as people write it: m³, t CO₂e, TOE."""
    if unit in _UNIT_WORDS:
        return _UNIT_WORDS[unit]
    parts = [_UNIT_WORDS.get(part, Text(part, part)) for part in unit.split("/")]
    return Text("/".join(_pretty(p.vi) for p in parts), "/".join(_pretty(p.en) for p in parts))


def _pretty(unit: str) -> str:
    for plain, shown in _SUBSCRIPTS:
        if plain in unit and shown not in unit:
            unit = unit.replace(plain, shown)
    signs = (("m3", "m³"), ("m2", "m²"), (".", "·"), ("_", " "), (" ", "\u00a0"))
    for plain, shown in signs:
        unit = unit.replace(plain, shown)
    return unit


def scale(unit: str, largest: float) -> tuple[str, float]:
    """The unit in which amounts up to ``largest`` [unit] read well, and how many units it holds."""
    for start, shown, factor in _SCALES.get(unit, ()):
        if abs(largest) >= start:
            return shown, factor
    return unit, 1.0


def shown(value: float | None, unit: str, digits: int = 4) -> Shown:
    """A number in the unit that reads best, with so many significant digits."""
    if value is None:
        return Shown(NOT_KNOWN, unit_words(unit), None)
    better, factor = scale(unit, value)
    return Shown(number(value / factor, digits), unit_words(better), value / factor)


def exact(value: float | None) -> Text:
    """All digits that a number carries (up to twelve), for explanations and tooltips."""
    if value is None:
        return NOT_KNOWN
    decimals = min(12, decimals_for(value, 12))
    return Text(*(_spelled(value, decimals, lang) for lang in LANGUAGES))


@lru_cache(maxsize=65536)
def _spelled(value: float, decimals: int, language: Language, *, pad: bool = False) -> str:
    pattern = "#,##0"
    if decimals:
        pattern += "." + ("0" if pad else "#") * decimals
    rounded = round(value, decimals) + 0.0
    return format_decimal(rounded, format=pattern, locale=language).replace("-", MINUS)
