"""The facts that an inventory looks up: each once, each remembered with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from parkloop.analyses.inventory.model import Term
from parkloop.catalog.catalog import Catalog, Pick
from parkloop.catalog.facts import Fact, Potential
from parkloop.errors import FactError
from parkloop.periods import Period
from parkloop.quantities import conversion, dimension
from parkloop.texts import Text

_Asked = tuple[str, str, str, str, str, str]


@dataclass
class FactBook:
    """Lookups for one period and region; remembers what was used and why.

    The memory is only a cache within one run: the same question has the same answer.
    """

    catalog: Catalog
    period: Period
    region: str
    zone: str
    fallbacks: tuple[str, ...] = ()
    gwp_set: str = ""
    picks: dict[_Asked, Pick | FactError] = field(default_factory=dict)
    terms: dict[tuple[str, str, int, _Asked], Term] = field(default_factory=dict)
    stated: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    def pick(
        self,
        kind: str,
        stream: str = "",
        activity: str = "",
        gas: str = "",
        supplier: str = "",
        measures: str = "",
    ) -> Pick:
        """The one fact that applies; raises FactError with the candidates (C-09)."""
        asked = (kind, stream, activity, gas, supplier, measures)
        if asked not in self.picks:
            self.picks[asked] = self._look_up(asked)
        found = self.picks[asked]
        if isinstance(found, FactError):
            raise found
        return found

    def _look_up(self, asked: _Asked) -> Pick | FactError:
        kind, stream, activity, gas, supplier, measures = asked
        try:
            found = self.catalog.find(
                kind,
                period=self.period,
                stream=stream,
                activity=activity,
                gas=gas,
                region=self.region,
                supplier=supplier,
                zone=self.zone,
                measures=measures,
                fallbacks=self.fallbacks,
            )
            if found.fact.gas in self._gases_of_other_sets:
                self.weigh(found.fact.gas)
        except FactError as problem:
            return problem
        if found.fact.gas == "CO2e" and found.fact.gwp_set != self.gwp_set:
            return _other_potentials(found.fact, self.gwp_set)
        return found

    @cached_property
    def _gases_of_other_sets(self) -> frozenset[str]:
        """Gases that have a warming potential, but none in the set of this report."""
        sets: dict[str, set[str]] = {}
        for gas, gwp_set in self.catalog.potentials:
            sets.setdefault(gas, set()).add(gwp_set)
        return frozenset(
            g for g, known in sets.items() if self.gwp_set and self.gwp_set not in known
        )

    def weigh(self, gas: str) -> Potential:
        """The warming potential of a gas in the report's set; raises FactError if it has none."""
        return self.catalog.potential(gas, self.gwp_set)

    def term(
        self,
        symbol: str,
        kind: str,
        unit: str,
        *,
        stream: str = "",
        activity: str = "",
        gas: str = "",
        supplier: str = "",
        power: int = 1,
        per_dimension: bool = False,
    ) -> Term:
        """A factor of a line, scaled so that it works in ``unit`` (a unit of ledger units).

        ``per_dimension``: the kind is printed per mass and per volume; the one in question counts.
        """
        measures = dimension(unit) if per_dimension else ""
        wanted = (symbol, unit, power, (kind, stream, activity, gas, supplier, measures))
        if wanted not in self.terms:
            self.terms[wanted] = self._term(*wanted)
        return self.terms[wanted]

    def is_stated(self, kind: str, unit: str, stream: str) -> bool:
        """Whether a kind of fact is printed for a stream in the dimension of ``unit``."""
        asked = (kind, unit, stream)
        if asked not in self.stated:
            self.stated[asked] = dimension(unit) in {
                dimension(fact.unit)
                for fact in self.catalog.of_kind(kind, stream)
                if fact.region in (self.region, "world")
            }
        return self.stated[asked]

    def _term(self, symbol: str, unit: str, power: int, asked: _Asked) -> Term:
        pick = self.pick(*asked)
        return Term(
            symbol=symbol,
            fact=pick.fact.id,
            parameter=pick.fact.drawn_as,
            power=power,
            value=pick.fact.value,
            unit=pick.fact.unit,
            scale=conversion(pick.fact.unit, unit) ** power,
            reason=pick.reason,
        )

    @property
    def used(self) -> tuple[str, ...]:
        """Ids of all facts that were picked."""
        return tuple(
            sorted({pick.fact.id for pick in self.picks.values() if isinstance(pick, Pick)})
        )

    @property
    def fallbacks_used(self) -> tuple[str, ...]:
        return tuple(
            sorted({p.fallback for p in self.picks.values() if isinstance(p, Pick) and p.fallback})
        )


def _other_potentials(fact: Fact, gwp_set: str) -> FactError:
    """A factor in CO2e of another GWP set is refused: sets are never mixed (C-11)."""
    return FactError(
        Text(
            f"hệ số “{fact.id}” tính theo {fact.gwp_set}, báo cáo theo {gwp_set}: không được trộn.",
            f"the fact “{fact.id}” is in {fact.gwp_set}, the report in {gwp_set}: they are not "
            "mixed.",
        ),
        [fact.id],
    )


def share(symbol: str, value: float, reason: Text) -> Term:
    """A share that follows from entries or an agreement; exact, without a fact."""
    return Term(
        symbol=symbol,
        fact="",
        parameter="",
        power=1,
        value=value,
        unit="1",
        scale=1.0,
        reason=reason,
    )
