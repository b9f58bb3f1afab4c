"""Old areas' values on new boundaries: what can be added is added, the rest is a gap."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parkloop.catalog.indicators import IndicatorBook, IndicatorDefinition, Transfer
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.provenance import Gap
from parkloop.texts import Text


def on_boundaries(
    statistics: Statistics, book: IndicatorBook, area: str
) -> tuple[Statistics, tuple[Gap, ...]]:
    """The values of an area's parts as values of the area, in the units of the indicators.

    Sums are added by share; a ratio (``mean:WEIGHT``) is the mean of the parts weighted by another
    indicator of the same period. A part without a value makes a gap, never a smaller sum (C-01).
    The results are estimates (status E) and name their parts as source.
    """
    parts = book.parts_of(area)
    known = statistics.latest()
    values = {(p.indicator, p.disaggregation, p.period, p.area): p for p in known.points()}
    wanted = sorted({(p.indicator, p.disaggregation, p.period) for p in values.values()})
    made: list[DataPoint] = []
    gaps: list[Gap] = []
    for indicator, disaggregation, period in wanted:
        if indicator not in book.indicators:
            continue
        own = [values.get((indicator, disaggregation, period, line.old)) for line in parts]
        if all(point is None for point in own):
            continue
        definition = book.indicators[indicator]
        weights = _weights(definition, values, parts, disaggregation, period)
        value = _joined(definition, own, weights, parts)
        if value is None:
            gaps.append(_gap(area, indicator, period, parts, own))
            continue
        made.append(_whole(area, [p for p in own if p is not None], value))
    return Statistics.of(made), tuple(gaps)


_Values = dict[tuple[str, str, str, str], DataPoint]


def _weights(
    definition: IndicatorDefinition,
    values: _Values,
    parts: Sequence[Transfer],
    disaggregation: str,
    period: str,
) -> list[float | None]:
    if not definition.additive.startswith("mean:"):
        return [line.share for line in parts]
    name = definition.additive.removeprefix("mean:")
    found = [values.get((name, disaggregation, period, line.old)) for line in parts]
    return [
        None if point is None or point.value is None else point.value * line.share
        for point, line in zip(found, parts, strict=True)
    ]


def _joined(
    definition: IndicatorDefinition,
    own: Sequence[DataPoint | None],
    weights: Sequence[float | None],
    parts: Sequence[Transfer],
) -> float | None:
    """The whole, or None where something that is needed is missing."""
    if len(parts) == 1 and parts[0].share == 1:
        return own[0].value if own[0] is not None else None
    if not definition.additive:
        return None
    terms = list(_terms(own, weights))
    if len(terms) < len(parts):
        return None
    total = math.fsum(value * weight for value, weight in terms)
    if definition.additive == "sum":
        return total
    whole = math.fsum(weight for _, weight in terms)
    return total / whole if whole else None


def _terms(
    own: Sequence[DataPoint | None], weights: Sequence[float | None]
) -> Iterator[tuple[float, float]]:
    for point, weight in zip(own, weights, strict=True):
        if point is not None and point.value is not None and weight is not None:
            yield point.value, weight


def _whole(area: str, own: Sequence[DataPoint], value: float) -> DataPoint:
    last = max(own, key=lambda point: point.vintage)
    names = " + ".join(point.area for point in own)
    single = len(own) == 1
    return replace(
        last,
        area=area,
        value=value,
        status=last.status if single else "E",
        source=f"{names}: {last.source}",
    )


def _gap(
    area: str,
    indicator: str,
    period: str,
    parts: Sequence[Transfer],
    own: Sequence[DataPoint | None],
) -> Gap:
    lacking = [
        line.old
        for line, point in zip(parts, own, strict=True)
        if point is None or point.value is None
    ]
    vi = f"thiếu {', '.join(lacking)}" if lacking else "chỉ tiêu không cộng hay bình quân được"
    en = f"{', '.join(lacking)} missing" if lacking else "it can be neither added nor averaged"
    return Gap(
        id=f"boundaries/{indicator}/{area}/{period}",
        message=Text(
            f"Không tính được {indicator} của {area} kỳ {period} theo địa giới mới: {vi}.",
            f"{indicator} of {area} for {period} cannot be had on the new boundaries: {en}.",
        ),
        remedy=Text(
            "Bổ sung số liệu của từng phần, hoặc của chỉ tiêu làm quyền số.",
            "Add the values of every part, or of the indicator that weighs them.",
        ),
    )
