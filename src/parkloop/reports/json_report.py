"""A study as canonical JSON: the same study gives the same bytes on every machine.

No clock, no path, no rounding: floats are written as the shortest digits that read back to the
same value, keys are sorted, and nothing that is not in the study is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from parkloop.periods import Period
from parkloop.provenance import Plain, Result, canonical_json
from parkloop.studies import Study

FORMAT = "parkloop-study/1"


def render_json(study: Study) -> str:
    """The whole study; ends with a line break."""
    return canonical_json(as_plain_study(study)) + "\n"


def as_plain_study(study: Study) -> Plain:
    park = study.snapshot.park
    return {
        "balances": [as_plain_result(result, park.zone) for result in study.balances],
        "catalog": {"hash": study.catalog.hash, "version": study.catalog.version},
        "checks": [_plain(finding.as_dict(), park.zone) for finding in study.checks],
        "completeness": as_plain_result(study.completeness, park.zone),
        "exceedances": [as_plain_result(result, park.zone) for result in study.exceedances],
        "format": FORMAT,
        "inventories": [as_plain_result(result, park.zone) for result in study.inventories],
        "ledger": {"entries": len(study.snapshot.entries), "hash": study.snapshot.hash},
        "meters": [as_plain_result(result, park.zone) for result in study.meters],
        "park": {
            "fictional": park.fictional,
            "hash": park.hash,
            "name": dict(park.name.as_dict()),
            "nodes": [node.as_dict() for node in sorted(park.nodes, key=lambda node: node.id)],
            "region": park.region,
            "source": None if park.source is None else dict(park.source.as_dict()),
            "zone": park.zone,
        },
        "title_id": study.title_id,
    }


def as_plain_result(result: Result[Any], zone: str) -> Plain:
    """A result with its figures, findings, gaps and provenance."""
    return {
        "figures": {key: _plain(figure, zone) for key, figure in sorted(result.figures.items())},
        "findings": [_plain(finding.as_dict(), zone) for finding in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "provenance": result.provenance.as_dict(),
        "value": _plain(result.value, zone),
    }


def _plain(value: object, zone: str) -> Plain:
    """Records, enums, periods and collections as plain values."""
    if isinstance(value, Enum):
        return _plain(value.value, zone)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Period):
        return {
            "end": value.end.isoformat(),
            "label": value.label(zone),
            "start": value.start.isoformat(),
        }
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _collection(value, zone)


def _collection(value: object, zone: str) -> Plain:
    """Records and collections; operands, a closed union, also tell their kind."""
    if is_dataclass(value) and not isinstance(value, type):
        parts: dict[str, Plain] = {
            each.name: _plain(getattr(value, each.name), zone) for each in fields(value)
        }
        if type(value).__name__.endswith("Operand"):
            parts["kind"] = type(value).__name__
        return parts
    if isinstance(value, Mapping):
        return {str(key): _plain(part, zone) for key, part in value.items()}
    if isinstance(value, Set):
        return sorted((_plain(part, zone) for part in value), key=str)
    if isinstance(value, Sequence):
        return [_plain(part, zone) for part in value]
    raise TypeError(f"a study holds plain values, not {type(value).__name__}")
