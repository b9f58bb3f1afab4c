"""What a park's operator reports: networks, heat, solar power, wastewater treatment.

What enters a network is found from what its tenants took, its common areas and its losses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from parkloop.demo.chance import Chance
from parkloop.demo.months import period_of
from parkloop.demo.profiles import Season, seasons
from parkloop.demo.zone import operator_of, park_node
from parkloop.ledger.entries import Balance, Entry, Flow, Measure, Observation, Status
from parkloop.periods import DEFAULT_ZONE, Period, reporting_year

_PROCESS_LOSS = 0.02


@dataclass(frozen=True)
class Operator:
    """One park's operator, what passed its networks, and the chance of its meters."""

    profile: Mapping[str, Any]
    taken: Mapping[tuple[str, str, Period], float]
    seed: int

    @property
    def park(self) -> str:
        return str(self.profile["id"])

    def node(self, part: str) -> str:
        return park_node(self.park, part)

    def chance(self, purpose: str) -> Chance:
        return Chance(self.seed, f"park-{self.park}/{purpose}")

    def total(self, stream: str, node: str, period: Period) -> float:
        """Amount of a stream that tenants took from (or gave to) a node of the park."""
        return self.taken.get((stream, self.node(node), period), 0.0)


def operator_entries(
    profile: Mapping[str, Any], tenants: Iterable[Entry], seed: int
) -> tuple[Entry, ...]:
    """Everything one operator would hand in for the 24 months."""
    operator = Operator(profile, _taken(tenants), seed)
    heat = tuple(_heat_entries(operator)) if profile.get("heat") else ()
    treatment = tuple(_treatment_entries(operator))
    solar = tuple(_solar_flows(operator)) if profile.get("solar_kwp") else ()
    own = [*heat, *solar, *treatment]
    return (
        *_power_flows(operator, own),
        *_water_entries(operator),
        *own,
        *_observations(operator),
    )


def _taken(entries: Iterable[Entry]) -> dict[tuple[str, str, Period], float]:
    """Amounts by stream and node of the park, at either end."""
    found: dict[tuple[str, str, Period], float] = {}
    for entry in entries:
        if isinstance(entry, Flow) and entry.quantity is not None:
            for node in (entry.from_node, entry.to_node):
                key = (entry.stream, node, entry.period)
                found[key] = found.get(key, 0.0) + entry.quantity
    return found


def _heat_entries(operator: Operator) -> Iterator[Entry]:
    """Steam from the boiler house, its fuels, its losses, and power where it makes some."""
    heat = operator.profile["heat"]
    plant, network = operator.node(heat["token"]), operator.node("steam")
    chances = {f["stream"]: operator.chance(f["stream"]) for f in heat["fuels"]}
    loss_chance = operator.chance("steam-loss")
    for season in seasons():
        period = period_of(season.month)
        made = operator.total("steam", "steam", period) / (1 - heat["loss"])
        lost = made * heat["loss"] * loss_chance.around_one(0.03)
        yield _metered("steam", plant, network, period, round(made), "t")
        yield _calculated("steam", network, operator.node("steam-loss"), period, round(lost), "t")
        for fuel in heat["fuels"]:
            burnt = made * fuel["per_steam"] * chances[fuel["stream"]].around_one(0.02)
            quantity = round(burnt, fuel["decimals"])
            yield _billed(fuel["stream"], "fuel-market", plant, period, quantity, fuel["unit"])
        if share := heat.get("power_per_steam"):
            power = round(made * share, 1)
            yield _metered("electricity", plant, operator.node("power"), period, power, "MWh")
        if ash := heat.get("ash"):
            quantity = round(made * ash["per_steam"], 1)
            yield _billed(ash["stream"], plant, ash["to"], period, quantity, "t")


def _solar_flows(operator: Operator) -> Iterator[Flow]:
    chance = operator.chance("solar")
    for season in seasons():
        made = operator.profile["solar_kwp"] * season.sun * chance.around_one(0.04) / 1000
        yield _metered(
            "electricity",
            operator.node("solar"),
            operator.node("power"),
            period_of(season.month),
            round(made, 1),
            "MWh",
        )


def _treatment_entries(operator: Operator) -> Iterator[Entry]:
    """Treated water, sludge, power and the monthly analyses of what reached the plant."""
    plant, rates = operator.node("treatment"), operator.profile["treatment"]
    chances = {name: operator.chance(f"treatment/{name}") for name in ("cod", "bod", "nitrogen")}
    for season in seasons():
        period = period_of(season.month)
        industrial = operator.total("wastewater-industrial", "treatment", period)
        domestic = operator.total("wastewater-domestic", "treatment", period)
        volume = industrial + domestic
        treated = round(volume * (1 - _PROCESS_LOSS))
        yield _metered("treated-wastewater", plant, "river", period, treated, "m3")
        yield _billed("sludge", plant, "composter", period, round(volume * rates["sludge"], 1), "t")
        power = round(volume * rates["power"], 1)
        yield _metered("electricity", operator.node("power"), plant, period, power, "MWh")
        for name, stream, usual in (
            ("cod", "wastewater-industrial", rates["cod"]),
            ("bod", "wastewater-domestic", 0.22),
            ("nitrogen", "wastewater-industrial", rates["nitrogen"]),
        ):
            yield Observation(
                property=name,
                node=plant,
                period=period,
                quantity=round(usual * 1000 * chances[name].around_one(0.12)),
                unit="mg/l",
                subject=stream,
            )


def _power_flows(operator: Operator, own: Iterable[Entry]) -> Iterator[Flow]:
    """Import from the grid, common areas and losses of the park's power network."""
    network, rates = operator.node("power"), operator.profile["power"]
    made, used = _inflow(own, network), _outflow(own, network)
    chance, common_chance = operator.chance("power"), operator.chance("power-common")
    for season in seasons():
        period = period_of(season.month)
        common = round(rates["common"] * _lamps(season) * common_chance.around_one(0.05), 1)
        delivered = operator.total("electricity", "power", period) + used.get(period, 0.0) + common
        needed = delivered / (1 - rates["loss"])
        bought = needed * chance.around_one(0.002) - made.get(period, 0.0)
        lost = round(needed * rates["loss"], 1)
        yield _metered("electricity", "grid", network, period, round(bought, 1), "MWh")
        yield _metered("electricity", network, operator.node("common"), period, common, "MWh")
        yield _calculated("electricity", network, operator.node("power-loss"), period, lost, "MWh")


def _lamps(season: Season) -> float:
    """Common areas: street lamps all year, pumps and offices with the heat."""
    return 0.6 + 0.4 * season.heat


def _water_entries(operator: Operator) -> Iterator[Entry]:
    """Tap water into the park, its common use and losses, and the park's own main meter."""
    network, rates = operator.node("water"), operator.profile["water"]
    chance, check = operator.chance("water"), operator.chance("water-check")
    for season in seasons():
        period = period_of(season.month)
        common = round(rates["common"] * _lamps(season))
        delivered = operator.total("tap-water", "water", period) + common
        needed = delivered / (1 - rates["loss"])
        bought = round(needed * chance.around_one(0.004))
        yield _billed("tap-water", "water-company", network, period, bought, "m3")
        yield _metered("tap-water", network, operator.node("common"), period, common, "m3")
        yield _calculated(
            "tap-water",
            network,
            operator.node("water-loss"),
            period,
            round(needed * rates["loss"]),
            "m3",
        )
        yield Balance(
            Measure.SUPPLY,
            "tap-water",
            network,
            period,
            round(bought * check.around_one(0.004)),
            "m3",
            series=f"{network}/tap-water/check",
        )


def _observations(operator: Operator) -> Iterator[Observation]:
    for year in sorted({season.year for season in seasons()}):
        period = reporting_year(year, DEFAULT_ZONE)
        yield Observation(
            property="employees",
            node=operator_of(operator.park),
            period=period,
            quantity=operator.profile["operator_workers"],
            unit="person",
        )


def _inflow(entries: Iterable[Entry], node: str) -> dict[Period, float]:
    return _sums((e for e in entries if isinstance(e, Flow) and e.to_node == node), "electricity")


def _outflow(entries: Iterable[Entry], node: str) -> dict[Period, float]:
    flows = (e for e in entries if isinstance(e, Flow) and e.from_node == node)
    return _sums(flows, "electricity")


def _sums(flows: Iterable[Flow], stream: str) -> dict[Period, float]:
    found: dict[Period, float] = {}
    for flow in flows:
        if flow.stream == stream:
            found[flow.period] = found.get(flow.period, 0.0) + (flow.quantity or 0.0)
    return found


def _metered(
    stream: str, source: str, target: str, period: Period, quantity: float, unit: str
) -> Flow:
    name = f"{source}>{target}/{stream}"
    return Flow(stream, source, target, period, quantity, unit, Status.MEASURED, series=name)


def _billed(
    stream: str, source: str, target: str, period: Period, quantity: float, unit: str
) -> Flow:
    return Flow(stream, source, target, period, quantity, unit, Status.BILLED)


def _calculated(
    stream: str, source: str, target: str, period: Period, quantity: float, unit: str
) -> Flow:
    return Flow(stream, source, target, period, quantity, unit, Status.CALCULATED)
