"""Figures of what was asked about a network: points of its front, limits, groups, events."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.symbiosis.network.results import (
    ExchangeNetwork,
    RobustRow,
    SharedBy,
    StressRow,
)
from parkloop.provenance import Figure, FigureOperand, significant
from parkloop.texts import Text

_DIGITS = 10
_KEPT = Text(
    "các công trình giữ nguyên và vẫn phải trả; dòng được chọn lại",
    "what is built stays and is paid; flows are chosen anew",
)
_REBUILT = Text(
    "mạng tốt nhất nếu biết trước điều này, giải lại từ đầu",
    "the best network had this been known, solved from nothing",
)
_ROBUST = {
    "nominal": Text("giá trị khi mọi việc như kế hoạch", "value when all is as planned"),
    "expected": Text("trung bình trên kế hoạch và mọi lần rời đi", "mean over plan and exits"),
    "worst": Text("giá trị trong trường hợp xấu nhất", "value in the worst case"),
}


def point_label(label: str, number: int) -> str:
    """Where the figures of a point of the front stand: 'symbiosis/{this}/net' and so on."""
    return f"{label}/point-{number}"


def event_figure(label: str, row: StressRow, what: str) -> str:
    """Id of the value of a network in an event; ``what`` is kept or rebuilt."""
    return f"symbiosis/{label}/{row.kind}/{row.name}/{what}"


def limit_figure(label: str, kind: str, where: str) -> str:
    """Id of what one unit more of a limit would add."""
    return f"symbiosis/{label}/limit/{kind}/{where}"


def group_figure(label: str, rule: str, members: tuple[str, ...], what: str) -> str:
    """Id of what a group gets by a rule, or could have; ``what`` is gets or could."""
    return f"symbiosis/{label}/group/{rule}/{', '.join(members)}/{what}"


def payment_figure(label: str, rule: str, link: str) -> str:
    """Id of what a taker pays for a link by a rule."""
    return f"symbiosis/{label}/payment/{rule}/{link}"


def robust_figure(label: str, row: RobustRow, what: str) -> str:
    """Id of a value of the network chosen for a goal over exits; ``what`` is of ``_ROBUST``."""
    return f"symbiosis/{label}/robust/{row.goal}/{what}"


def asked_figures(network: ExchangeNetwork, label: str) -> Iterator[Figure]:
    """Every figure beyond the network itself [money per year, or as its unit says]."""
    yield from _limits(network, label)
    for shared in network.shared:
        yield from _shared(network, shared, label)
    for row in network.stress:
        yield from _event(network, row, label)
    for robust in network.robust:
        for what, words in _ROBUST.items():
            yield Figure(
                id=robust_figure(label, robust, what),
                label=Text(f"Mạng vững ({robust.goal})", f"Robust network ({robust.goal})"),
                value=significant(getattr(robust, what), _DIGITS),
                unit=_per_year(network),
                formula=words,
                operands=(FigureOperand(f"symbiosis/{label}/net"),),
            )


def _per_year(network: ExchangeNetwork) -> str:
    return f"{network.money}/year"


def _limits(network: ExchangeNetwork, label: str) -> Iterator[Figure]:
    for kind, where, price, periods in network.binding:
        yield Figure(
            id=limit_figure(label, kind, where),
            label=Text(f"Thêm một đơn vị: {where}", f"One unit more: {where}"),
            value=significant(price, _DIGITS),
            unit=network.money,
            formula=Text(
                f"giá đối ngẫu trung bình của {periods} kỳ, các công trình giữ nguyên",
                f"mean dual price of {periods} periods, with what is built as it is",
            ),
            operands=(FigureOperand(f"symbiosis/{label}/net"),),
        )


def _shared(network: ExchangeNetwork, shared: SharedBy, label: str) -> Iterator[Figure]:
    for members, gets, could in shared.walking:
        names = ", ".join(members)
        shares = tuple(
            FigureOperand(f"symbiosis/{label}/player/{member}/{shared.rule}") for member in members
        )
        for what, value, formula in (
            ("gets", gets, Text("cộng phần của các thành viên", "sum of its members' shares")),
            ("could", could, Text("giải lại chỉ với nhóm này", "solved for this group alone")),
        ):
            yield Figure(
                id=group_figure(label, shared.rule, members, what),
                label=Text(f"Nhóm {names}", f"The group {names}"),
                value=significant(value, _DIGITS),
                unit=_per_year(network),
                formula=formula,
                operands=shares if what == "gets" else (),
            )
    links = {link.id: link for link in network.links}
    for link_id, paid, _, _ in shared.payments:
        link = links.get(link_id)
        if link is None:
            continue
        yield Figure(
            id=payment_figure(label, shared.rule, link_id),
            label=Text(f"Bên nhận trả – {link_id}", f"The taker pays – {link_id}"),
            value=significant(paid, _DIGITS),
            unit=_per_year(network),
            formula=Text(
                f"để mỗi bên có phần của mình theo {shared.rule}; âm: bên giao trả",
                f"so that each ends with its share by {shared.rule}; below zero the giver pays",
            ),
            operands=(
                FigureOperand(link.figure),
                *(
                    FigureOperand(f"symbiosis/{label}/player/{end}/{shared.rule}")
                    for end in (link.giver, link.taker)
                ),
            ),
        )


def _event(network: ExchangeNetwork, row: StressRow, label: str) -> Iterator[Figure]:
    for what, value, formula in (
        ("kept", row.kept, _KEPT),
        ("rebuilt", row.rebuilt, _REBUILT),
    ):
        yield Figure(
            id=event_figure(label, row, what),
            label=Text(f"Giá trị mạng khi: {row.name}", f"Value of the network when: {row.name}"),
            value=None if value is None else significant(value, _DIGITS),
            unit=_per_year(network),
            formula=formula,
            operands=(FigureOperand(f"symbiosis/{label}/net"),) if what == "kept" else (),
        )
