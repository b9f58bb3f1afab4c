"""What an enterprise makes in a year, with the footprint of each unit: rows that lead further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parkloop.analyses.tracing.figures import figure_id
from parkloop.analyses.tracing.model import Footprint
from parkloop.reports import charts
from parkloop.reports.footprint_names import Names, interval_words
from parkloop.reports.numbers import exact, number, percent, unit_words
from parkloop.reports.parts import Chart, Column, Num, Row, Table, bare, num
from parkloop.reports.words import say
from parkloop.texts import Text

_BURDEN = Text("Phát thải của cả năm, t CO₂e", "Emissions of the whole year, t CO₂e")


@dataclass(frozen=True, slots=True)
class Listed:
    """One product of a list: its id, and what stands in its row."""

    product: str
    name: Text
    per_unit: Num
    unit: Text
    interval: Text | None
    primary: Text
    made: Num
    gaps: int


def listed(footprints: Sequence[Footprint], names: Names, label: str) -> tuple[Listed, ...]:
    """Products with the greatest burden first; ``label`` is the year."""
    return tuple(_row(one, names, label) for one in by_burden(footprints))


def by_burden(footprints: Sequence[Footprint]) -> list[Footprint]:
    return sorted(footprints, key=lambda one: (-abs(one.burden), one.product))


def _row(one: Footprint, names: Names, label: str) -> Listed:
    return Listed(
        product=one.product,
        name=names.product(one),
        per_unit=Num(number(one.per_unit, 4), None, one.per_unit, figure_id(one.product, label)),
        unit=unit_words(one.unit),
        interval=interval_words(one),
        primary=percent(one.primary_share),
        made=num(one.made, one.unit),
        gaps=len(one.gaps),
    )


def burdens(footprints: Sequence[Footprint], names: Names, label: str) -> Chart:
    """Which products carry what is emitted: burden of the year by product."""
    rows = [one for one in by_burden(footprints) if one.burden][:15]
    total = sum(abs(one.burden) for one in rows)
    drawn = charts.ranked_bars(
        [
            charts.Ranked(
                label=names.product(one),
                value=one.burden / 1000,
                token="products",
                said=number(one.burden / 1000, 3),
                tip=say(
                    "{p}\n{v} t CO₂e · {s}",
                    "{p}\n{v} t CO₂e · {s}",
                    p=names.product(one),
                    v=exact(one.burden / 1000),
                    s=percent(abs(one.burden) / total, 1),
                ),
            )
            for one in rows
        ],
        label_width=230,
    )
    table = Table(
        (Column(Text("Sản phẩm", "Product")), Column(_BURDEN, right=True)),
        tuple(
            Row((names.product(one), bare(number(one.burden / 1000, 4), one.burden / 1000)))
            for one in rows
        ),
    )
    return Chart(
        id="chart-burdens",
        heading=_BURDEN,
        sentence=Text(
            "Một sản phẩm trung gian cũng nằm trong sản phẩm làm từ nó: các thanh không cộng lại.",
            "What is made of another product carries it too: the bars do not add up.",
        ),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=table,
    )


__all__ = ["Listed", "burdens", "by_burden", "listed"]
