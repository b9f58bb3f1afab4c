"""Results that can be explained and recomputed: figures, gaps, provenance, hashes.

The same three inputs (ledger, catalog, parameters) give the same bytes. Hashes are taken over
content, never over times or file names (convention C-08).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from parkloop.findings import Finding
from parkloop.texts import Text

T = TypeVar("T")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def canonical_json(value: object) -> str:
    """One spelling for one value: sorted keys, shortest round-trip floats, no NaN."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def content_hash(value: object) -> str:
    """SHA-256 of the canonical JSON, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def significant(value: float, digits: int) -> float:
    """Rounded to significant digits, for figures that carry sampling noise anyway."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval and how it was found ('approach 1', 'approach 2', 'printed bounds')."""

    low: float
    high: float
    method: str

    def as_dict(self) -> dict[str, Plain]:
        return {"high": self.high, "low": self.low, "method": self.method}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be computed, by name. Never counted as zero (convention C-01)."""

    id: str
    message: Text
    remedy: Text
    entries: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        return {
            "candidates": list(self.candidates),
            "entries": list(self.entries),
            "id": self.id,
            "message": dict(self.message.as_dict()),
            "remedy": dict(self.remedy.as_dict()),
        }


@dataclass(frozen=True, slots=True)
class FigureOperand:
    """An operand that is itself a figure of the same result; ``sign`` −1 where it is deducted."""

    figure: str
    sign: int = 1


@dataclass(frozen=True, slots=True)
class FactOperand:
    """An operand that is a fact of the catalog, with the value and unit used."""

    symbol: str
    fact: str
    value: float
    unit: str
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class EntriesOperand:
    """An operand summed from ledger entries, which ``selector`` finds again in the snapshot.

    ``selector`` maps a column of the snapshot to the value it must have (None: it is empty).
    """

    symbol: str
    value: float
    unit: str
    count: int
    selector: Mapping[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class ParameterOperand:
    """An operand that is a parameter of the analysis (a GWP set, an agreed share)."""

    symbol: str
    value: float | str
    unit: str
    note: Text


Operand = FigureOperand | FactOperand | EntriesOperand | ParameterOperand


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that a person may ask about: value, unit, interval, formula, operands, gaps.

    ``value`` is None when nothing could be computed; ``partial`` tells that gaps are missing
    from the value.
    """

    id: str
    label: Text
    value: float | None
    unit: str
    formula: Text
    operands: tuple[Operand, ...] = ()
    interval: Interval | None = None
    gaps: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def partial(self) -> bool:
        return bool(self.gaps)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a result was computed from; enough to compute it again to the same digits."""

    analysis: str
    version: str
    ledger_hash: str
    catalog_version: str
    catalog_hash: str
    parameters: Mapping[str, Plain]
    facts: tuple[str, ...] = ()
    entries_hash: str = ""
    entries_count: int = 0

    def as_dict(self) -> dict[str, Plain]:
        return {
            "analysis": self.analysis,
            "catalog_hash": self.catalog_hash,
            "catalog_version": self.catalog_version,
            "entries_count": self.entries_count,
            "entries_hash": self.entries_hash,
            "facts": list(self.facts),
            "ledger_hash": self.ledger_hash,
            "parameters": dict(self.parameters),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What every analysis returns."""

    value: T
    provenance: Provenance
    figures: Mapping[str, Figure]
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
