"""What is balanced together: energy, water, mass; or one stream alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from parkloop.catalog.facts import Stream
from parkloop.quantities import LEDGER_UNITS, dimension
from parkloop.texts import Text, same_in_both


@dataclass(frozen=True, slots=True)
class Domain:
    """A sum over streams of some kinds, in one unit.

    ``may_grow``: more may leave a node than is seen to reach it, because something that is not
    in the domain goes in (water and air into products and flue gas).
    """

    id: str
    unit: str
    dimension: str
    kinds: frozenset[str]
    name: Text
    may_grow: bool = False


#: Heat of fuels is on net basis. Cooling runs against its energy and is balanced by itself; gases
#: that leave a chimney hold oxygen of the air and are in no domain (docs/methods/balances.md).
DOMAINS: tuple[Domain, ...] = (
    Domain(
        "energy",
        "MJ",
        "energy",
        frozenset({"electricity", "heat", "fuel"}),
        Text("năng lượng", "energy"),
    ),
    Domain("water", "m3", "volume", frozenset({"water", "wastewater"}), Text("nước", "water")),
    Domain(
        "mass",
        "kg",
        "mass",
        frozenset({"fuel", "material", "product", "waste", "refrigerant"}),
        Text("vật chất", "mass"),
        may_grow=True,
    ),
)


def own_domain(stream: str, seen: Collection[str], streams: Mapping[str, Stream]) -> Domain:
    """A stream by itself, in the dimension that all its entries have, else in its usual one."""
    known = streams.get(stream)
    usual = dimension(known.default_unit) if known else ""
    measured = min(seen) if len(seen) == 1 or (seen and not known) else usual
    return Domain(
        stream,
        LEDGER_UNITS.get(measured, ""),
        measured,
        frozenset(),
        known.name if known else same_in_both(stream),
    )


def in_domain(domain: Domain, stream: str, streams: Mapping[str, Stream]) -> bool:
    """Whether a stream counts in a domain."""
    if not domain.kinds:
        return stream == domain.id
    return stream in streams and streams[stream].kind in domain.kinds
