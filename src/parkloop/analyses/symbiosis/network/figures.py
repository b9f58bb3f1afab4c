"""Figures of a network that open: the net benefit to links, links to amounts and prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parkloop.analyses.symbiosis.network.asked_figures import asked_figures, point_label
from parkloop.analyses.symbiosis.network.joining import carriage, utilities
from parkloop.analyses.symbiosis.network.possible import Possible
from parkloop.analyses.symbiosis.network.results import ChosenLink, ExchangeNetwork
from parkloop.provenance import (
    FactOperand,
    Figure,
    FigureOperand,
    Operand,
    ParameterOperand,
    significant,
)
from parkloop.texts import Text, same_in_both

_DIGITS = 10
_LABELS = {
    "co2": Text("CO2 tránh được", "CO2 avoided"),
    "water": Text("Nước sạch tiết kiệm", "Fresh water saved"),
    "landfill": Text("Chất thải không phải chôn lấp", "Waste kept out of landfills"),
}
UNITS = {"co2": "t CO2e/year", "water": "m3/year", "landfill": "t/year"}


def figures_of(
    network: ExchangeNetwork, possible: Mapping[str, Possible], label: str
) -> dict[str, Figure]:
    """Every figure of a network by id; the root is ``symbiosis/{label}/net``."""
    whole = _Part(network.links, network.facilities, {"net": network.net, **network.impacts}, label)
    points = [
        _Part(row.links, row.facilities, row.values, point_label(label, number))
        for number, row in enumerate(network.front, start=1)
    ]
    return {
        figure.id: figure
        for figure in (
            *(f for part in (whole, *points) for f in _part(network.money, part, possible)),
            *_players(network, label),
            *asked_figures(network, label),
        )
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """Links that belong together, the network's or a point's of its front, and their totals."""

    links: tuple[ChosenLink, ...]
    facilities: tuple[tuple[str, float, float], ...]
    values: Mapping[str, float]
    label: str


def _part(money: str, part: _Part, possible: Mapping[str, Possible]) -> Iterator[Figure]:
    for link in part.links:
        yield from _link_figures(money, link, possible[link.id])
    yield from _facilities(money, part)
    yield from _totals(money, part, possible)


def _link_figures(money: str, link: ChosenLink, stands_for: Possible) -> Iterator[Figure]:
    yield Figure(
        id=f"{link.figure}/sent",
        label=Text(f"Lượng trao đổi – {link.id}", f"Amount exchanged – {link.id}"),
        value=significant(link.sent, _DIGITS),
        unit=f"{link.unit}/year",
        formula=Text("do phép tối ưu chọn, x ≤ S và r·t·x ≤ D", "chosen, x ≤ S and r·t·x ≤ D"),
        operands=(*stands_for.offer.entries, *stands_for.need.entries),
    )
    yield Figure(
        id=link.figure,
        label=Text(f"Lợi ích ròng – {link.id}", f"Net benefit – {link.id}"),
        value=significant(link.gain_giver + link.gain_taker - link.fixed, _DIGITS),
        unit=f"{money}/year",
        formula=same_in_both("x · (a + r·t·p − h − u − c) − F"),
        operands=tuple(_link_operands(money, link, stands_for)),
    )
    yield from _link_impacts(link, stands_for)


def _link_operands(money: str, link: ChosenLink, stands_for: Possible) -> Iterator[Operand]:
    rule = stands_for.rule
    yield FigureOperand(f"{link.figure}/sent")
    stated = (
        ("a", stands_for.offer.rule.saved, f"{money}/{link.unit}", "bên giao tiết kiệm", "saved"),
        ("r", rule.ratio, f"{link.need_unit}/{link.unit}", "tỷ lệ thay thế", "replaced per unit"),
        ("t", rule.taken, "1", "phần còn lại sau xử lý", "left after treatment"),
        ("p", stands_for.need.rule.price, f"{money}/{link.need_unit}", "giá mua", "price bought"),
        ("h", rule.treatment, f"{money}/{link.unit}", "xử lý", "treatment"),
        ("u", utilities(stands_for), f"{money}/{link.unit}", "điện, nước dùng thêm", "utilities"),
        ("c", carriage(stands_for), f"{money}/{link.unit}", "vận chuyển", "carriage"),
        ("F", link.fixed, f"{money}/year", "chi phí cố định", "fixed cost"),
    )
    for symbol, value, unit, vi, en in stated:
        yield ParameterOperand(symbol, significant(value, _DIGITS), unit, Text(vi, en))


def _link_impacts(link: ChosenLink, stands_for: Possible) -> Iterator[Figure]:
    operands: list[Operand] = [FigureOperand(f"{link.figure}/sent")]
    need = stands_for.need
    if need.co2 is not None and need.fact:
        unit = f"kg/{need.rule.unit}"
        operands.append(FactOperand("e", need.fact, significant(need.co2, _DIGITS), unit))
    elif need.co2 is not None:
        note = Text("phát thải khi sản xuất, theo kế hoạch", "emitted when made, by the plan")
        operands.append(ParameterOperand("e", need.co2, f"kg CO2e/{need.rule.unit}", note))
    for used in stands_for.uses:
        if used.fact and used.co2 is not None:
            unit = f"kg/{used.rule.unit}"
            operands.append(FactOperand("eᵤ", used.fact, significant(used.co2, _DIGITS), unit))
    yield Figure(
        id=f"{link.figure}/co2",
        label=Text(f"CO2 tránh được – {link.id}", f"CO2 avoided – {link.id}"),
        value=None if link.co2 is None else significant(link.co2, _DIGITS),
        unit=UNITS["co2"],
        formula=same_in_both("x · (r·t·e − Σ u·eᵤ − h − d·c)"),
        operands=tuple(operands),
        gaps=_co2_gaps(stands_for),
    )
    for name, value, words in (
        ("water", link.water, _LABELS["water"]),
        ("landfill", link.landfill, _LABELS["landfill"]),
    ):
        yield Figure(
            id=f"{link.figure}/{name}",
            label=Text(f"{words.vi} – {link.id}", f"{words.en} – {link.id}"),
            value=significant(value, _DIGITS),
            unit=UNITS[name],
            formula=Text("lượng trao đổi × hệ số của kế hoạch", "amount × factor of the plan"),
            operands=(FigureOperand(f"{link.figure}/sent"),),
        )


def _co2_gaps(stands_for: Possible) -> tuple[str, ...]:
    """Gaps that leave the CO2 of a link unknown."""
    need = stands_for.need
    unknown = [need.rule.stream] if need.co2 is None else []
    unknown += [used.rule.stream for used in stands_for.uses if used.co2 is None]
    return tuple(f"co2:{stream}" for stream in unknown)


def _facilities(money: str, part: _Part) -> Iterator[Figure]:
    for name, cost, capacity in part.facilities:
        yield Figure(
            id=f"symbiosis/{part.label}/facility/{name}",
            label=Text(f"Công trình dùng chung – {name}", f"Shared facility – {name}"),
            value=significant(cost, _DIGITS),
            unit=f"{money}/year",
            formula=Text("chi phí cố định, theo kế hoạch", "fixed cost, by the plan"),
            operands=(
                ParameterOperand("capacity", capacity, "unit/year", Text("công suất", "capacity")),
            ),
        )


def _totals(money: str, part: _Part, possible: Mapping[str, Possible]) -> Iterator[Figure]:
    label = part.label
    links = [FigureOperand(link.figure) for link in part.links]
    costs = [FigureOperand(f"symbiosis/{label}/facility/{n}", -1) for n, *_ in part.facilities]
    yield Figure(
        id=f"symbiosis/{label}/net",
        label=Text("Lợi ích ròng của mạng trao đổi", "Net benefit of the network of exchanges"),
        value=significant(part.values["net"], _DIGITS),
        unit=f"{money}/year",
        formula=Text("tổng các liên kết − công trình dùng chung", "links − shared facilities"),
        operands=(*links, *costs),
    )
    unknown = tuple(sorted({gap for link in part.links for gap in _co2_gaps(possible[link.id])}))
    for name, words in _LABELS.items():
        saved = [FigureOperand(f"{link.figure}/{name}") for link in part.links]
        yield Figure(
            id=f"symbiosis/{label}/{name}",
            label=words,
            value=significant(part.values[name], _DIGITS),
            unit=UNITS[name],
            formula=Text("tổng các liên kết", "sum of the links"),
            operands=tuple(saved),
            gaps=unknown if name == "co2" else (),
        )


def _players(network: ExchangeNetwork, label: str) -> Iterator[Figure]:
    for gain in network.gains:
        own = [x for x in network.links if gain.player in (x.giver, x.taker)]
        for rule, value in (("own", gain.own), *sorted(gain.shares.items())):
            yield Figure(
                id=f"symbiosis/{label}/player/{gain.player}/{rule}",
                label=Text(f"Phần của {gain.player} ({rule})", f"Share of {gain.player} ({rule})"),
                value=significant(value, _DIGITS),
                unit=f"{network.money}/year",
                formula=_share_formula(rule),
                operands=_share_operands(rule, own, label),
            )


def _share_formula(rule: str) -> Text:
    if rule in ("own", "stand-alone"):
        return Text(
            "tổng lợi ích ở đầu của mình trừ chi phí cố định phải chịu",
            "gains at its own ends of links, less the fixed costs it owes",
        )
    return Text(f"chia lợi ích ròng theo quy tắc {rule}", f"the net benefit shared by {rule}")


def _share_operands(rule: str, own: Sequence[ChosenLink], label: str) -> tuple[Operand, ...]:
    if rule in ("own", "stand-alone"):
        return tuple(FigureOperand(link.figure) for link in own)
    return (FigureOperand(f"symbiosis/{label}/net"),)
