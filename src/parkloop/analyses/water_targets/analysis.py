"""Water targets of every group of plants, and networks of the whole park."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from parkloop.analyses.water_targets.figures import figures_of
from parkloop.analyses.water_targets.fixed_flow import as_flows, fewest_pipes, least_fresh_between
from parkloop.analyses.water_targets.fixed_load import least_fresh
from parkloop.analyses.water_targets.model import WaterNetwork, WaterTargets
from parkloop.analyses.water_targets.parameters import VERSION, WaterData, WaterParameters
from parkloop.analyses.water_targets.several import Refinement, least_fresh_several
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import Provenance, Result


def water_targets(
    data: WaterData, catalog: Catalog, parameters: WaterParameters
) -> Result[WaterTargets]:
    """Least fresh water [t/h] with its network, groups of plants, second objectives.

    Uses with one contaminant and sources with sinks are solved exactly; with several contaminants
    the answer stands beside a bound (docs/methods/water-targets.md). Raises RequestError where no
    network meets the limits.
    """
    ordered = _ordered(data)
    value = _of_uses(ordered, parameters) if ordered.uses else _of_flows(ordered, parameters)
    return Result(
        value=value,
        provenance=Provenance(
            analysis="water_targets",
            version=VERSION,
            ledger_hash=data.hash,
            catalog_version=catalog.version,
            catalog_hash=catalog.hash,
            parameters=parameters.as_dict(),
        ),
        figures=figures_of(value, ordered, parameters),
    )


def _ordered(data: WaterData) -> WaterData:
    """Rows by id, so that their order in a file does not matter."""
    return WaterData(
        tuple(sorted(data.uses, key=lambda u: u.id)),
        tuple(sorted(data.sources, key=lambda s: s.id)),
        tuple(sorted(data.sinks, key=lambda s: s.id)),
    )


def _of_uses(data: WaterData, parameters: WaterParameters) -> WaterTargets:
    kinds = data.contaminants
    if len(kinds) > 1:
        refinement = Refinement(gap=parameters.gap)

        def solved(plants: frozenset[str]) -> WaterNetwork:
            chosen = [use for use in data.uses if use.plant in plants]
            return least_fresh_several(chosen, dict(parameters.fresh_quality), refinement)

        park = solved(frozenset(data.plants))
        return WaterTargets(_alone(data, parameters), park, _coalitions(data, parameters, solved))
    (kind,) = kinds
    fresh = parameters.fresh_quality.get(kind, 0.0)

    def exact(plants: frozenset[str]) -> WaterNetwork:
        return least_fresh([use for use in data.uses if use.plant in plants], kind, fresh)

    treated = None
    if parameters.regenerator:
        treated = least_fresh(data.uses, kind, fresh, parameters.regenerator)
    sources, sinks = as_flows(data.uses, kind)
    several = parameters.networks and len(data.plants) > 1
    return WaterTargets(
        alone=_alone(data, parameters),
        park=exact(frozenset(data.plants)),
        coalitions=_coalitions(data, parameters, exact),
        regenerated=treated,
        least_crossing=least_fresh_between(sources, sinks, fresh) if several else None,
        fewest_pipes=fewest_pipes(sources, sinks, fresh) if several else None,
    )


def _of_flows(data: WaterData, parameters: WaterParameters) -> WaterTargets:
    fresh = next(iter(parameters.fresh_quality.values()), 0.0)

    def solved(plants: frozenset[str]) -> WaterNetwork:
        sources = [source for source in data.sources if source.plant in plants]
        sinks = [sink for sink in data.sinks if sink.plant in plants]
        return least_fresh_between(sources, sinks, fresh)

    park = solved(frozenset(data.plants))
    several = parameters.networks and len(data.plants) > 1
    return WaterTargets(
        alone=sum(sink.flow for sink in data.sinks),
        park=park,
        coalitions=_coalitions(data, parameters, solved),
        least_crossing=park if several else None,
        fewest_pipes=fewest_pipes(data.sources, data.sinks, fresh) if several else None,
    )


def _alone(data: WaterData, parameters: WaterParameters) -> float:
    """Fresh water without any reuse [t/h]."""
    return sum(use.fresh_alone(parameters.fresh_quality) for use in data.uses)


def _coalitions(
    data: WaterData,
    parameters: WaterParameters,
    solved: Callable[[frozenset[str]], WaterNetwork],
) -> dict[str, float]:
    """Least fresh water of every group of plants; of too many plants, of each and of all."""
    plants = data.plants
    if len(plants) < 2:
        return {}
    sizes = range(1, len(plants) + 1)
    if len(plants) > parameters.most_plants:
        sizes = range(1, 2)
    groups = [group for size in sizes for group in combinations(plants, size)]
    if groups[-1] != plants:
        groups.append(plants)
    return {"+".join(group): solved(frozenset(group)).fresh for group in groups}
