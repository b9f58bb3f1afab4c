"""The parks of a zone side by side, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.ledger.park import NodeKind
from parkloop.reports import charts
from parkloop.reports.emissions import legend_of, stack_of
from parkloop.reports.numbers import column_decimals, fixed, number, percent
from parkloop.reports.parts import Chart, Column, Multiple, Multiples, Row, Table, bare, num
from parkloop.reports.reading import Place
from parkloop.reports.words import say
from parkloop.texts import Text, same_in_both


def park_multiples(place: Place) -> Multiples:
    """The parks of a zone on one scale, each with its years."""
    parks = [Place(place.reading, node, place.year) for node in place.members(NodeKind.PARK)]
    parks = sorted(parks, key=lambda p: -(p.value("total") or 0.0))
    histories = [[y for y in p.all_years if y.year.label <= place.year.label] for p in parks]
    highest = max((y.value("total") or 0.0 for history in histories for y in history), default=1.0)
    members, every = [], []
    for park, history in zip(parks, histories, strict=True):
        stacks = [
            stack_of(y, same_in_both(y.year.label), strong=y.year.label == place.year.label)
            for y in history
        ]
        every += stacks
        members.append(_multiple(place, park, stacks, highest))
    return Multiples(
        id=f"parks-{place.id}",
        heading=Text("Các khu công nghiệp cạnh nhau", "The parks side by side"),
        sentence=_parks_sentence(parks, place.value("total")),
        members=tuple(members),
        table=_parks_table(parks),
        legend=legend_of(every),
    )


def _multiple(
    place: Place, park: Place, stacks: Sequence[charts.Stack], highest: float
) -> Multiple:
    drawn = charts.stacked_bars(stacks, highest=highest, label_width=50, small=True)
    gaps = len(park.gap_ids)
    chart = Chart(
        id=f"multiple-{park.id}-{place.node.id}",
        heading=park.node.name,
        sentence=park.node.name,
        option=drawn.option,
        narrow=drawn.narrow,
        height=max(drawn.height, 40),
        table=Table((), ()),
    )
    small = (
        say("Khoảng trống ngoài số này: {n}", "Gaps not in this number: {n}", n=str(gaps))
        if gaps
        else Text("Không có khoảng trống nào được biết", "No gap is known")
    )
    key = park.key("total")
    return Multiple(park.id, park.node.name, num(park.value("total"), "t CO2e", key), chart, small)


def _parks_sentence(parks: Sequence[Place], total: float | None) -> Text:
    known = [p for p in parks if p.value("total")]
    if not known or not total:
        return Text("Chưa khu nào tính được.", "No park could be computed.")
    return say(
        "{name} phát thải nhiều nhất: {value} t CO₂e, {share} cả khu. Cùng một thang đo.",
        "{name} emits most: {value} t CO₂e, {share} of the zone. All are drawn to one scale.",
        name=known[0].node.name,
        value=number(known[0].value("total"), 3),
        share=percent((known[0].value("total") or 0.0) / total),
    )


def _parks_table(parks: Sequence[Place]) -> Table:
    decimals = column_decimals([p.value("total") for p in parks])
    names = ("total", "scope-1", "scope-2", "toe")
    body = [
        Row(
            (
                p.node.name,
                *(bare(fixed(p.value(n), decimals), p.value(n), p.key(n)) for n in names),
                same_in_both(str(len(p.gap_ids))),
            )
        )
        for p in parks
    ]
    columns = (
        Column(Text("Khu công nghiệp", "Park")),
        Column(Text("Tổng, t CO₂e", "Total, t CO₂e"), right=True),
        Column(Text("Phạm vi 1", "Scope 1"), right=True),
        Column(Text("Phạm vi 2", "Scope 2"), right=True),
        Column(Text("Năng lượng, TOE", "Energy, toe"), right=True),
        Column(Text("Khoảng trống", "Gaps"), right=True),
    )
    return Table(columns, tuple(body))
