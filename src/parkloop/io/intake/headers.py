"""Which field a header names: Vietnamese or English, with or without accents, with a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from parkloop.io.intake.fields import FIELDS, REASON_EN, REASON_VI
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.units import unit_in
from parkloop.io.intake.words import is_total, plain, tidy

_WHOLE, _LINE, _BEGINS = 3, 2, 1
#: Columns that number the rows, and the side columns of a returned workbook.
_KNOWN_AND_IGNORED = ("stt", "tt", "so tt", "no", "no.", "#", plain(REASON_VI), plain(REASON_EN))


@dataclass(frozen=True, slots=True)
class Header:
    """One header cell: its words, and the unit in its brackets."""

    column: int
    text: str
    name: str
    unit: str

    @classmethod
    def of(cls, column: int, cell: object) -> Header:
        text = tidy(cell)
        name, unit = unit_in(text)
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        return cls(column, " / ".join(lines).removesuffix(" *"), name, unit)

    @property
    def is_total(self) -> bool:
        """A column of sums over the others: checked, never imported."""
        return is_total(self.name)

    @property
    def is_ignored(self) -> bool:
        return plain(self.name) in _KNOWN_AND_IGNORED


@cache
def _synonyms() -> dict[str, str]:
    """Plain header → field. The names of the template go before the synonyms of others."""
    found: dict[str, str] = {}
    for field in FIELDS.values():
        for words in (field.name.vi, field.name.en, f"{field.name.vi} {field.name.en}", field.id):
            found.setdefault(plain(words), field.id)
    for field in FIELDS.values():
        for words in field.synonyms:
            found.setdefault(plain(words), field.id)
    return found


def match_headers(headers: Iterable[Header], mapping: SenderMapping) -> dict[str, Header]:
    """Field → header, each at most once; the surest and longest match goes first.

    'Điện năng tiêu thụ' is not also taken for 'Tiêu thụ', because a column that is given away
    is not looked at again.
    """
    candidates = [
        (strength, length, -header.column, field_id, header)
        for header in headers
        for field_id, strength, length in _fields_of(header, mapping)
    ]
    taken: dict[str, Header] = {}
    columns: set[int] = set()
    for _, _, _, field_id, header in sorted(candidates, key=lambda c: c[:3], reverse=True):
        if field_id not in taken and header.column not in columns:
            taken[field_id] = header
            columns.add(header.column)
    return taken


def _fields_of(header: Header, mapping: SenderMapping) -> list[tuple[str, int, int]]:
    """Every field a header may name, with strength and length of the match."""
    known = mapping.column(header.text)
    if known is not None:
        return [(known, _WHOLE + 1, 0)] if known else []
    if header.is_total or header.is_ignored:
        return []
    synonyms = _synonyms()
    words = plain(header.name)
    if words in synonyms:
        return [(synonyms[words], _WHOLE, len(words))]
    lines = [plain(line) for line in header.name.replace("/", "\n").splitlines()]
    by_line = [(synonyms[line], _LINE, len(line)) for line in lines if line in synonyms]
    if by_line:
        return by_line
    return [
        (field_id, _BEGINS, len(synonym))
        for synonym, field_id in synonyms.items()
        if len(synonym) > 4 and words.startswith(f"{synonym} ")
    ]


def twice(headers: Iterable[Header], matched: Mapping[str, Header]) -> list[tuple[Header, Header]]:
    """Headers left over that name, as surely, a field another column was taken for."""
    left = [header for header in headers if header not in matched.values()]
    synonyms = _synonyms()
    return [
        (matched[synonyms[plain(header.name)]], header)
        for header in left
        if synonyms.get(plain(header.name)) in matched
        and plain(matched[synonyms[plain(header.name)]].name) == plain(header.name)
    ]
