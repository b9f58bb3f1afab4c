"""What a tenant reports, month by month, before anything goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from parkloop.demo.chance import Chance
from parkloop.demo.profiles import Line, Season, Tenant, industries, lines_of, seasons
from parkloop.demo.zone import node_of
from parkloop.ledger.entries import Balance, Entry, Flow, Measure, Observation, Status
from parkloop.periods import DEFAULT_ZONE, Period, days, local, month, reporting_year

_FIRST_YEAR = 2024
#: Shares of a sub-metered main meter, by node; the rest goes to the site.
_SUB_METERS = {"eaf-steel": {"furnace": 0.80, "mill": 0.15, "site": 0.05}}
#: What the tank of a haulier holds before the first month [l].
_TANK_START = 24_000.0


@dataclass(frozen=True, slots=True)
class Production:
    """Monthly output [unit of the industry], unrounded."""

    by_month: dict[str, float]


def period_of(month_name: str) -> Period:
    """The calendar month written '2025-03'."""
    return month(int(month_name[:4]), int(month_name[5:]), DEFAULT_ZONE)


def production(tenant: Tenant, seed: int) -> Production:
    """Output of each month: size, season (Tết), growth between the years, and chance."""
    industry = industries()[tenant.industry]
    chance = Chance(seed, f"{tenant.id}/output")
    return Production(
        {
            season.month: tenant.size
            * season.work
            * _growth(tenant, season)
            * chance.around_one(industry.spread)
            for season in seasons()
        }
    )


def tenant_entries(tenant: Tenant, seed: int) -> tuple[Entry, ...]:
    """Everything one tenant would hand in for the 24 months, without mistakes."""
    output = production(tenant, seed)
    flows = _line_flows(tenant, output, seed)
    return (
        *flows,
        *_sub_meter_flows(tenant, flows, seed),
        *_tank_entries(tenant, flows, seed),
        *_solar_flows(tenant, seed),
        *_product_flows(tenant, output),
        *_observations(tenant),
    )


def _growth(tenant: Tenant, season: Season) -> float:
    return 1.0 if season.year == _FIRST_YEAR else tenant.growth


def _line_flows(tenant: Tenant, output: Production, seed: int) -> tuple[Flow, ...]:
    """The lines of the industry; lines that speak of the same flow are added up."""
    joined: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in lines_of(tenant.industry):
        key = (line.stream, line.source, line.target, line.activity)
        joined.setdefault(key, []).append(line)
    return tuple(
        flow for lines in joined.values() for flow in _flows_of(tenant, lines, output, seed)
    )


def _flows_of(tenant: Tenant, lines: list[Line], output: Production, seed: int) -> Iterator[Flow]:
    shape = lines[-1]
    chances = [Chance(seed, f"{tenant.id}/{_name(line)}/{line.industry}") for line in lines]
    for season in seasons():
        if shape.months and season.month[5:] not in shape.months:
            continue
        amount = sum(
            _expected(line, tenant, season, output) * chance.around_one(line.spread)
            for line, chance in zip(lines, chances, strict=True)
        )
        yield Flow(
            stream=shape.stream,
            from_node=node_of(shape.source, tenant),
            to_node=node_of(shape.target, tenant),
            period=period_of(season.month),
            quantity=round(amount, shape.decimals),
            unit=shape.unit,
            status=Status(shape.status),
            activity=shape.activity,
            series=_series(tenant, shape),
            uncertainty=0.3 if shape.status == "estimated" else None,
        )


def _expected(line: Line, tenant: Tenant, season: Season, output: Production) -> float:
    standing = (line.fixed + line.per_worker * tenant.workers) * season.factor(line.season)
    return standing + line.per_product * output.by_month[season.month]


def _name(line: Line) -> str:
    return f"{line.stream}/{line.source}/{line.target}/{line.activity}"


def _series(tenant: Tenant, line: Line) -> str:
    """Meters have names; invoices of purchases are told apart by what they are for."""
    if line.status != "measured":
        return ""
    end = line.target if line.target.startswith(".") else line.source
    return f"{tenant.id}/{line.stream}/{end.partition('.')[2]}"


def _sub_meter_flows(tenant: Tenant, flows: tuple[Flow, ...], seed: int) -> Iterator[Flow]:
    shares = _SUB_METERS.get(tenant.industry, {})
    main = [flow for flow in flows if flow.to_node == f"{tenant.id}-power"]
    for token, share in shares.items():
        chance = Chance(seed, f"{tenant.id}/sub-meter/{token}")
        for flow in main:
            yield Flow(
                stream=flow.stream,
                from_node=flow.to_node,
                to_node=f"{tenant.id}-{token}",
                period=flow.period,
                quantity=round((flow.quantity or 0.0) * share * chance.around_one(0.004), 1),
                unit=flow.unit,
                series=f"{tenant.id}/electricity/sub-{token}",
            )


def _tank_entries(tenant: Tenant, flows: tuple[Flow, ...], seed: int) -> Iterator[Entry]:
    """What left a fuel tank for the trucks, and what its dip-stick showed at each month's end."""
    tank, level = f"{tenant.id}-tank", _TANK_START
    chance = Chance(seed, f"{tenant.id}/tank")
    deliveries = [flow for flow in flows if flow.to_node == tank]
    for first in deliveries[:1]:
        eve = (local(first.period.start, DEFAULT_ZONE) - timedelta(days=1)).date()
        opening = days(eve, eve, DEFAULT_ZONE)
        yield Balance(Measure.LEVEL, first.stream, tank, opening, level, first.unit)
    for bought in deliveries:
        drawn = round((bought.quantity or 0.0) * chance.around_one(0.02))
        level += (bought.quantity or 0.0) - drawn
        yield Flow(
            stream=bought.stream,
            from_node=tank,
            to_node=f"{tenant.id}-trucks",
            period=bought.period,
            quantity=drawn,
            unit=bought.unit,
            series=f"{tenant.id}/{bought.stream}/pump",
        )
        yield Balance(Measure.LEVEL, bought.stream, tank, bought.period, round(level), bought.unit)


def _solar_flows(tenant: Tenant, seed: int) -> Iterator[Flow]:
    chance = Chance(seed, f"{tenant.id}/solar")
    for season in seasons() if tenant.pv_kwp else ():
        yield Flow(
            stream="electricity",
            from_node=f"{tenant.id}-pv",
            to_node=f"{tenant.id}-site",
            period=period_of(season.month),
            quantity=round(tenant.pv_kwp * season.sun * chance.around_one(0.04) / 1000, 1),
            unit="MWh",
            series=f"{tenant.id}/electricity/pv",
        )


def _product_flows(tenant: Tenant, output: Production) -> Iterator[Flow]:
    industry = industries()[tenant.industry]
    for name, amount in output.by_month.items() if industry.product else ():
        yield Flow(
            stream=industry.product,
            from_node=f"{tenant.id}-{industry.made_at}",
            to_node="market",
            period=period_of(name),
            quantity=round(amount, industry.decimals),
            unit=industry.unit,
            activity=industry.activity,
            series=f"{tenant.id}/{industry.product}/output",
        )


def _observations(tenant: Tenant) -> Iterator[Observation]:
    for year in sorted({season.year for season in seasons()}):
        growth = 1.0 if year == _FIRST_YEAR else tenant.growth
        yield Observation(
            property="employees",
            node=tenant.id,
            period=reporting_year(year, DEFAULT_ZONE),
            quantity=round(tenant.workers * (1 + (growth - 1) / 2)),
            unit="person",
        )
