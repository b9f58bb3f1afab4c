"""Units as people write them, mapped onto the closed list; look-alikes stay apart (C-03).

'KWH', 'số điện' and 'kW.h' are kWh; 'tấn' is t; '1000 m3' is m3 with a thousand before it.
What could be two units is not mapped: 'MJ' of a fuel stays MJ and the check of the stream asks
for the heating-value basis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from parkloop.catalog.facts import Stream
from parkloop.io.intake.words import plain, tidy
from parkloop.quantities import atoms, is_unit


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """The unit of the closed list, and what a quantity so written is multiplied by."""

    unit: str
    factor: float = 1.0


_SPELLINGS: Final[dict[str, str]] = {
    "kilowatt gio": "kWh",
    "kw gio": "kWh",
    "kw.h": "kWh",
    "kw h": "kWh",
    "so dien": "kWh",
    "chu dien": "kWh",
    "ky dien": "kWh",
    "megawatt gio": "MWh",
    "mw.h": "MWh",
    "mw h": "MWh",
    "kva.h": "kVAh",
    "kvar.h": "kvarh",
    "khoi": "m3",
    "khoi nuoc": "m3",
    "met khoi": "m3",
    "m khoi": "m3",
    "m^3": "m3",
    "m 3": "m3",
    "cbm": "m3",
    "cubic metre": "m3",
    "cubic meter": "m3",
    "lit": "l",
    "litre": "l",
    "liter": "l",
    "litres": "l",
    "liters": "l",
    "lit dau": "l",
    "tan": "t",
    "ton": "t",
    "tons": "t",
    "tonne": "t",
    "tonnes": "t",
    "metric ton": "t",
    "kilogram": "kg",
    "kilogam": "kg",
    "kgs": "kg",
    "kg.": "kg",
    "ky": "kg",
    "ki": "kg",
    "can": "kg",
    "gam": "g",
    "gram": "g",
    "gio": "h",
    "hour": "h",
    "hours": "h",
    "cai": "piece",
    "chiec": "piece",
    "san pham": "piece",
    "pcs": "piece",
    "pieces": "piece",
    "unit": "piece",
    "nguoi": "person",
    "lao dong": "person",
    "persons": "person",
    "people": "person",
    "hecta": "ha",
    "hectare": "ha",
    "met vuong": "m2",
    "m vuong": "m2",
    "phan tram": "%",
    "percent": "%",
    "nm3": "Nm3",
    "toe": "toe",
    "mj ncv": "MJ_ncv",
    "gj ncv": "GJ_ncv",
    "tj ncv": "TJ_ncv",
    "mj gcv": "MJ_gcv",
    "gj gcv": "GJ_gcv",
    "tj gcv": "TJ_gcv",
}
#: Spellings taken before any other reading: MT is a metric ton (Mt a million of them), and
#: kW.h is written for energy, not for a power times a duration.
_EXACT: Final = {"MT": "t", "kW.h": "kWh", "MW.h": "MWh"}
#: A capital decides between a thousandth and a million (mg, Mg): these are never guessed.
_CASE_MATTERS: Final = frozenset({"mg", "gg"})
#: Words for a unit that has no place in the closed list but is so many of one that has.
_MULTIPLES: Final[dict[str, tuple[str, float]]] = {
    "ta": ("kg", 100.0),
    "yen": ("kg", 10.0),
    "nghin tan": ("kt", 1.0),
    "trieu kwh": ("GWh", 1.0),
    "kilolit": ("m3", 1.0),
    "kl": ("m3", 1.0),
}
_THOUSAND = r"1[ .,]?000|nghin|ngan|1e3|x ?1000"
_MILLION = r"1[ .,]?000[ .,]?000|trieu|1e6"
_PREFIX = re.compile(rf"^(?:(?P<million>{_MILLION})|(?P<thousand>{_THOUSAND}))\s*(?P<unit>.*)$")
_WRITTEN_POWERS: Final = {"10³": "1000 ", "10^3": "1000 ", "10⁶": "1000000 ", "10^6": "1000000 "}
_POWERS = str.maketrans("²³⁶", "236")
#: On a meter one says 'số': what it counts follows from what flows through it.
_COUNTS: Final[dict[str, str]] = {"electricity": "kWh", "water": "m3", "wastewater": "m3"}
_COUNT_WORDS: Final = ("so", "chu")


def read_unit(written: object, stream: Stream | None = None) -> WrittenUnit | None:
    """The unit of the closed list that a spelling stands for, or None."""
    text = tidy(written)
    if text in _EXACT or is_unit(text):
        return WrittenUnit(_EXACT.get(text, text))
    for power, digits in _WRITTEN_POWERS.items():
        text = text.replace(power, digits)
    before, _, last = text.rpartition(" ")
    size = _PREFIX.match(plain(before)) if is_unit(last) else None
    if size and not size["unit"]:
        return WrittenUnit(last, 1e6 if size["million"] else 1e3)
    words = plain(text.translate(_POWERS).replace("×", "x"))
    if words in _COUNT_WORDS and stream is not None and stream.kind in _COUNTS:
        return WrittenUnit(_COUNTS[stream.kind])
    return _plainly_read(words)


@lru_cache(maxsize=4096)
def _plainly_read(words: str) -> WrittenUnit | None:
    if words in _MULTIPLES:
        return WrittenUnit(*_MULTIPLES[words])
    known = _SPELLINGS.get(words) or _by_letters(words)
    if known:
        return WrittenUnit(known)
    prefix = _PREFIX.match(words)
    rest = _plainly_read(prefix["unit"].strip()) if prefix and prefix["unit"] else None
    if prefix and rest:
        return WrittenUnit(rest.unit, rest.factor * (1e6 if prefix["million"] else 1e3))
    return _quotient(words)


def _by_letters(words: str) -> str:
    """The one unit of the closed list with these letters, whatever their case; '' if several."""
    return _LETTERS.get(words.replace(" ", ""), "")


def _quotient(words: str) -> WrittenUnit | None:
    above, slash, below = words.partition("/")
    if not slash:
        return None
    top, bottom = _plainly_read(above.strip()), _plainly_read(below.strip())
    if top is None or bottom is None or not is_unit(f"{top.unit}/{bottom.unit}"):
        return None
    return WrittenUnit(f"{top.unit}/{bottom.unit}", top.factor / bottom.factor)


def _letters() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for atom in atoms():
        found.setdefault(plain(atom).replace(" ", ""), []).append(atom)
    return {
        letters: names[0]
        for letters, names in found.items()
        if len(names) == 1 and letters and letters not in _CASE_MATTERS
    }


_LETTERS: Final = _letters()


def nearest_unit(written: object) -> str:
    """The unit that looks most like what was written; '' when none does."""
    words = plain(tidy(written))
    if words in _CASE_MATTERS:
        return ""
    spellings = {**{plain(atom): atom for atom in atoms()}, **_SPELLINGS}
    near = get_close_matches(words, sorted(spellings), n=1, cutoff=0.6)
    return spellings[near[0]] if near else ""


def unit_in(header: str) -> tuple[str, str]:
    """A header without the unit in its brackets, and that unit as written ('' if none)."""
    match = re.match(r"^(?P<name>.*?)[\s,]*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*$", header, re.DOTALL)
    if match and (read_unit(match["unit"]) or plain(match["unit"]) in _COUNT_WORDS):
        return match["name"].strip(), match["unit"].strip()
    return header, ""


def units_for(stream: Stream) -> tuple[str, ...]:
    """A few usual units of a stream, its own first; for messages."""
    usual = {
        "mass": ("kg", "t"),
        "volume": ("m3", "l"),
        "normal_volume": ("Nm3",),
        "energy": ("kWh", "MWh", "GJ"),
        "energy_ncv": ("GJ_ncv",),
        "energy_gcv": ("GJ_gcv",),
        "count": ("piece",),
    }
    others = [unit for name in stream.dimensions for unit in usual.get(name, ())]
    return tuple(dict.fromkeys([stream.default_unit, *others]))
