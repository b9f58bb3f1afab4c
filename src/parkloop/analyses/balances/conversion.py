"""From what a stream was measured in to what is balanced, through facts of the catalog only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction

from parkloop.catalog.catalog import Catalog, Pick
from parkloop.errors import FactError
from parkloop.ledger.columns import ledger_unit
from parkloop.periods import Period
from parkloop.provenance import FactOperand
from parkloop.quantities import LEDGER_UNITS, conversion, dimension

#: Kinds of facts that join two dimensions of one stream, with the symbol in formulas.
JOINING = {
    "density": "ρ",
    "ncv": "NCV",
    "ncv_per_normal_volume": "NCV",
    "net_to_gross": "NCV/GCV",
    "steam_enthalpy": "h",
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What an amount is multiplied by, exactly; the facts it came from, ``power`` −1 inverted."""

    factor: Fraction
    facts: tuple[tuple[FactOperand, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unconvertible:
    """No facts lead there: the kinds that were looked for in vain, and near candidates."""

    missing: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Join:
    source: str
    target: str
    factor: Fraction
    operand: FactOperand
    power: int


@dataclass
class Converter:
    """Conversions of one period and region; looks each up once.

    A stream has one conversion in the whole balance, whoever supplied it, so that a network that
    passes it on closes. ``facts_used`` are the ids behind every conversion that was given.
    """

    catalog: Catalog
    period: Period
    region: str
    zone: str
    fallbacks: tuple[str, ...] = ()
    _known: dict[tuple[str, str, str], Conversion | Unconvertible] = field(default_factory=dict)

    def convert(self, stream: str, source: str, target: str) -> Conversion | Unconvertible:
        """Factor from the ledger unit of one dimension to that of another."""
        asked = (stream, source, target)
        if asked not in self._known:
            self._known[asked] = self._search(*asked)
        return self._known[asked]

    @property
    def facts_used(self) -> frozenset[str]:
        return frozenset(
            operand.fact
            for found in self._known.values()
            if isinstance(found, Conversion)
            for operand, _ in found.facts
        )

    def _search(self, stream: str, source: str, target: str) -> Conversion | Unconvertible:
        """The shortest way over facts, breadth first."""
        if _same(source, target):
            return Conversion(Fraction(1))
        joins, missing, candidates = self._joins(stream)
        waiting = deque([(source, Conversion(Fraction(1)))])
        seen = {source}
        while waiting:
            here, way = waiting.popleft()
            for join in joins:
                if join.source == here and join.target not in seen:
                    seen.add(join.target)
                    further = Conversion(
                        way.factor * join.factor, (*way.facts, (join.operand, join.power))
                    )
                    if _same(join.target, target):
                        return further
                    waiting.append((join.target, further))
        return Unconvertible(tuple(missing), tuple(candidates))

    def _joins(self, stream: str) -> tuple[list[_Join], list[str], list[str]]:
        joins: list[_Join] = []
        missing: list[str] = []
        candidates: list[str] = []
        for kind, symbol in JOINING.items():
            try:
                pick = self.catalog.find(
                    kind,
                    period=self.period,
                    stream=stream,
                    region=self.region,
                    zone=self.zone,
                    fallbacks=self.fallbacks,
                )
            except FactError as problem:
                missing.append(kind)
                candidates.extend(problem.candidates)
            else:
                joins.extend(_both_ways(symbol, pick))
        return joins, missing, candidates


def _same(source: str, target: str) -> bool:
    """Whether amounts may be added up: heat of fuels counts on net basis (C-03)."""
    return source == target or (source, target) == ("energy_ncv", "energy")


def _both_ways(symbol: str, pick: Pick) -> tuple[_Join, ...]:
    above, _, below = dimension(pick.fact.unit).partition("/")
    if above not in LEDGER_UNITS or below not in LEDGER_UNITS:
        return ()
    operand = FactOperand(symbol, pick.fact.id, pick.fact.value, pick.fact.unit, pick.reason)
    in_ledger_units = f"{ledger_unit(above)}/{ledger_unit(below)}"
    factor = Fraction(pick.fact.value) * Fraction(conversion(pick.fact.unit, in_ledger_units))
    there = _Join(below, above, factor, operand, 1)
    return (there, _Join(above, below, 1 / factor, operand, -1)) if factor else (there,)
