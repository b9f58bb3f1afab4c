"""Which sources of heat should be piped to whom, in which pipe: a mixed-integer program.

A source at one level feeds a sink directly where it is warm enough, through a heat pump where it
is not, and an absorption chiller where the sink is cold. Pipes come in sizes with a capacity, a
loss per metre and a yearly cost per metre; heat, power and tower water have prices, so that none of
the three is saved at the cost of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from parkloop.analyses.heat_targets.cooling import (
    Chillers,
    CoolingPrices,
    carnot_heat_pump,
    cold_from_heat,
)
from parkloop.errors import RequestError
from parkloop.provenance import Plain, significant
from parkloop.solving import Builder, SolveOptions, solve
from parkloop.solving.model import Floats
from parkloop.texts import Text

DIRECT, PUMPED, CHILLED = "direct", "heat-pump", "absorption"
_DIGITS: Final = 9
_NO_FLOW: Final = 1e-6


@dataclass(frozen=True, slots=True)
class HeatSource:
    """Heat that is there: power [kW] at a temperature [°C]; ``cost`` of using it [per MWh]."""

    id: str
    temperature: float
    power: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class HeatSink:
    """Heat (or cold) that is asked for: power [kW] at a temperature [°C], and what it is worth.

    ``value`` is the price of the heat it displaces [per MWh]; of cold it follows from the power and
    the water of the chillers.
    """

    id: str
    temperature: float
    power: float
    value: float = 0.0
    cold: bool = False


@dataclass(frozen=True, slots=True)
class PipeSize:
    """A size: capacity [kW], loss [kW per m of route], yearly cost [per m]."""

    id: str
    capacity: float
    loss: float
    cost: float


@dataclass(frozen=True, slots=True)
class HeatTerms:
    """What everything is worth and able to: ``approach`` [K] between source and sink, ``hours`` a
    year, share of Carnot's COP that a heat pump reaches, its longest lift [K], temperature that an
    absorption chiller needs [°C], chillers, prices of power and water."""

    hours: float
    approach: float
    carnot_share: float
    longest_lift: float
    drive: float
    chillers: Chillers
    prices: CoolingPrices


@dataclass(frozen=True, slots=True)
class HeatLink:
    """A pipe that is worth building: way of use, heat sent and lost, heat or cold received [kW],
    power bought for a heat pump [kW], net value a year."""

    source: str
    sink: str
    way: str
    pipe: str
    length: float
    sent: float
    lost: float
    received: float
    power: float
    net_value: float


@dataclass(frozen=True)
class HeatNetwork:
    """The best set of links, its net value a year, and the bound that no set can pass.

    ``bound`` is None where the search ended before the solver had one.
    """

    net_value: float
    bound: float | None
    status: str
    links: tuple[HeatLink, ...]
    solver: dict[str, Plain]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a link uses heat: received and power bought per kW that arrives, value per kWh."""

    name: str
    received: float
    power: float
    value: float


def heat_network(
    sources: Sequence[HeatSource],
    sinks: Sequence[HeatSink],
    lengths: Floats,
    pipes: Sequence[PipeSize],
    terms: HeatTerms,
    options: SolveOptions | None = None,
) -> HeatNetwork:
    """The links of greatest net value a year; ``lengths`` [m] by source and sink.

    For link l with sizes s: 0 ≤ f_l − Σ loss_s L_l y_ls, f_l ≤ Σ capacity_s y_ls, Σ y_ls ≤ 1;
    Σ f of a source ≤ its power, Σ received of a sink ≤ its power; maximise hours · (value of what
    arrives − cost of what is sent) − Σ cost_s L_l y_ls. Raises RequestError where lengths do not
    fit the sources and sinks.
    """
    if np.shape(lengths) != (len(sources), len(sinks)):
        raise RequestError(
            Text(
                "Bảng chiều dài phải có một hàng cho mỗi nguồn và một cột cho mỗi nơi nhận.",
                "The table of lengths needs a row per source and a column per sink.",
            )
        )
    ways = [
        (i, j, way)
        for i, source in enumerate(sources)
        for j, sink in enumerate(sinks)
        if (way := _way(source, sink, terms)) is not None
    ]
    if not ways or not pipes:
        return HeatNetwork(0.0, 0.0, "optimal", (), {})
    model = _program(sources, sinks, np.asarray(lengths, float), pipes, terms, ways)
    outcome = solve(model.model(maximise=True, name="net value"), options or SolveOptions(gap=1e-6))
    links = _links(outcome.x, sources, sinks, np.asarray(lengths, float), pipes, terms, ways)
    return HeatNetwork(
        # Without an answer no pipe is laid, and that is worth nothing.
        net_value=significant(outcome.objective or 0.0, _DIGITS),
        bound=None if outcome.bound is None else significant(outcome.bound, _DIGITS),
        status=outcome.status.value,
        links=links,
        solver=outcome.as_dict(),
    )


def _way(source: HeatSource, sink: HeatSink, terms: HeatTerms) -> _Way | None:
    """How the source can serve the sink; None where it cannot."""
    if sink.cold:
        if source.temperature < terms.drive:
            return None
        worth = cold_from_heat(terms.chillers, terms.prices)
        return _Way(CHILLED, worth.cold, 0.0, worth.net_value)
    lift = sink.temperature + terms.approach - source.temperature
    if lift <= 0:
        return _Way(DIRECT, 1.0, 0.0, sink.value / 1000)
    if lift > terms.longest_lift:
        return None
    cop = carnot_heat_pump(
        source.temperature, sink.temperature + terms.approach, terms.carnot_share
    )
    if cop <= 1:
        return None
    # One kW that arrives is raised by 1/(COP − 1) kW of power to COP/(COP − 1) kW.
    received, power = cop / (cop - 1), 1 / (cop - 1)
    return _Way(PUMPED, received, power, received * sink.value / 1000 - power * terms.prices.power)


def _program(
    sources: Sequence[HeatSource],
    sinks: Sequence[HeatSink],
    lengths: Floats,
    pipes: Sequence[PipeSize],
    terms: HeatTerms,
    ways: Sequence[tuple[int, int, _Way]],
) -> Builder:
    builder, count, sizes = Builder(), len(ways), len(pipes)
    i = np.array([way[0] for way in ways])
    j = np.array([way[1] for way in ways])
    worth = np.array([way.value for _, _, way in ways])
    received = np.array([way.received for _, _, way in ways])
    cost = np.array([sources[place].cost / 1000 for place in i])
    length = lengths[i, j]
    capacity, loss, price = (
        np.array([getattr(pipe, name) for pipe in pipes]) for name in ("capacity", "loss", "cost")
    )
    room = np.minimum(np.array([sources[place].power for place in i])[:, None], capacity[None, :])
    sent = builder.columns("sent", count, cost=terms.hours * (worth - cost))
    # Heat that is lost is paid for and worth nothing.
    built = builder.columns(
        "built",
        count * sizes,
        cost=(-length[:, None] * (price[None, :] + terms.hours * worth[:, None] * loss)).ravel(),
        upper=1.0,
        integer=True,
    ).reshape(count, sizes)
    one = builder.rows("one size", count, upper=1.0)
    builder.entries(one[:, None], built, 1.0)
    most = builder.rows("capacity", count, upper=0.0)
    builder.entries(most, sent, 1.0)
    builder.entries(most[:, None], built, -room)
    least = builder.rows("loss", count, lower=0.0)
    builder.entries(least, sent, 1.0)
    builder.entries(least[:, None], built, -length[:, None] * loss)
    there = builder.rows("source", len(sources), upper=[source.power for source in sources])
    builder.entries(there[i], sent, 1.0)
    asked = builder.rows("sink", len(sinks), upper=[sink.power for sink in sinks])
    builder.entries(asked[j], sent, received)
    builder.entries(asked[j][:, None], built, -(received * length)[:, None] * loss)
    return builder


def _links(
    x: Floats,
    sources: Sequence[HeatSource],
    sinks: Sequence[HeatSink],
    lengths: Floats,
    pipes: Sequence[PipeSize],
    terms: HeatTerms,
    ways: Sequence[tuple[int, int, _Way]],
) -> tuple[HeatLink, ...]:
    """Links in use, each counted anew from its flow and its pipe."""
    count, found = len(ways), []
    chosen = x[count:].reshape(count, len(pipes)) if len(x) else np.zeros((0, 0))
    for place, (i, j, way) in enumerate(ways[: len(chosen)]):
        sent = float(x[place])
        if sent <= _NO_FLOW or not chosen[place].any():
            continue
        pipe = pipes[int(np.argmax(chosen[place]))]
        length = float(lengths[i, j])
        lost = pipe.loss * length
        arrives = sent - lost
        value = terms.hours * (way.value * arrives - sources[i].cost / 1000 * sent)
        found.append(
            HeatLink(
                source=sources[i].id,
                sink=sinks[j].id,
                way=way.name,
                pipe=pipe.id,
                length=length,
                sent=significant(sent, _DIGITS),
                lost=significant(lost, _DIGITS),
                received=significant(arrives * way.received, _DIGITS),
                power=significant(arrives * way.power, _DIGITS),
                net_value=significant(value - pipe.cost * length, _DIGITS),
            )
        )
    return tuple(found)
