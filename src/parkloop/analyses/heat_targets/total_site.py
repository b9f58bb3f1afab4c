"""A site of several plants that exchange heat over mains only.

Each plant's grand composite curve, without its pockets, says how much heat it can give to a main
or take from it; the mains pass heat down, never up. Dhole and Linnhoff (1993),
doi:10.1016/0098-1354(93)85007-2; Klemeš et al. (1997), doi:10.1016/S1359-4311(97)00008-6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from parkloop.analyses.heat_targets.model import Cascade, Main, MainFlow, Targets, TotalSite


def total_site(plants: Mapping[str, Targets], mains: Sequence[Main]) -> TotalSite:
    """Heat over mains [kW] when every plant first recovers its own.

    What a plant raises is used by others at the same main or a colder one; what mains lack comes
    from outside, what is raised and not used is cooled.
    """
    ordered = sorted(mains, key=lambda main: -main.temperature)
    raised = {name: _raised(targets.cascade, ordered) for name, targets in plants.items()}
    used = {name: _used(targets.cascade, ordered) for name, targets in plants.items()}
    carried, lacking, recovered = 0.0, list[tuple[str, float]](), 0.0
    for main in ordered:
        carried += sum(flows[main.id] for flows in raised.values())
        wanted = sum(flows[main.id] for flows in used.values())
        served = min(carried, wanted)
        carried -= served
        recovered += served
        lacking.append((main.id, wanted - served))
    return TotalSite(
        hot_utility=sum(t.hot_utility for t in plants.values()) - recovered,
        cold_utility=sum(t.cold_utility for t in plants.values()) - recovered,
        recovered=recovered,
        flows=tuple(
            MainFlow(name, main.id, raised[name][main.id], used[name][main.id])
            for name in sorted(plants)
            for main in ordered
            if raised[name][main.id] or used[name][main.id]
        ),
        from_above=tuple(lacking),
    )


def _raised(cascade: Cascade, mains: Sequence[Main]) -> dict[str, float]:
    """Heat [kW] that a plant can give to each main, hottest main first."""
    found, given = {}, 0.0
    for main in mains:
        available = rejected_above(cascade, main.temperature + main.contribution)
        found[main.id] = max(0.0, available - given)
        given = max(given, available)
    return found


def _used(cascade: Cascade, mains: Sequence[Main]) -> dict[str, float]:
    """Heat [kW] that a plant takes from each main: as much as possible from the coldest."""
    found, taken = {}, 0.0
    for main in reversed(mains):
        needed = needed_below(cascade, main.temperature - main.contribution)
        found[main.id] = max(0.0, needed - taken)
        taken = max(taken, needed)
    return found


def rejected_above(cascade: Cascade, temperature: float) -> float:
    """Heat [kW] that must leave the plant and can do so at or above a shifted temperature.

    What is taken at one temperature is missing at every lower one, so the least flow below
    decides; that is the grand composite curve without its pockets.
    """
    below = cascade.temperature <= temperature
    if not below.any():
        return cascade.cold_utility
    return float(min(_flow_at(cascade, temperature), cascade.flow[below].min()))


def needed_below(cascade: Cascade, temperature: float) -> float:
    """Heat [kW] that the plant needs from outside and can take at or below a temperature."""
    above = cascade.temperature >= temperature
    if not above.any():
        return cascade.hot_utility
    return float(min(_flow_at(cascade, temperature), cascade.flow[above].min()))


def _flow_at(cascade: Cascade, temperature: float) -> float:
    """Heat flow at a shifted temperature; beyond the ends that of the end."""
    rising = slice(None, None, -1)
    return float(np.interp(temperature, cascade.temperature[rising], cascade.flow[rising]))
