"""A network of exchanges as views: the network itself, and every point of its front."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.reports.network_charts import Dot, front_chart
from parkloop.reports.network_flows import flows_of, list_of, map_of, matrix_of
from parkloop.reports.network_gains import (
    event_table,
    finding_items,
    limit_table,
    payment_table,
    robust_table,
    share_table,
    shares_of,
    walking_table,
)
from parkloop.reports.network_reading import AIM_UNITS, AIM_WORDS, NetworkReading, Part
from parkloop.reports.numbers import number, unit_words
from parkloop.reports.parts import (
    Block,
    Card,
    Chart,
    Column,
    Described,
    Num,
    Row,
    Section,
    Table,
    View,
    bare,
)
from parkloop.reports.words import say
from parkloop.texts import Text, same_in_both

_PARTIAL = Text("chưa đủ: có dòng chưa biết phát thải", "partial: some emissions are not known")
#: Key of the view of the network itself; points of its front are 'point-1' and so on.
NETWORK = "network"


def network_views(reading: NetworkReading) -> tuple[View, ...]:
    """The network first, then each point of its front, by falling net benefit."""
    return (_network(reading), *(_point(reading, part) for part in reading.points))


def _view(
    reading: NetworkReading,
    key: str,
    title: Text,
    kicker: Text,
    sections: Sequence[Section],
    part: Part,
) -> View:
    return View(
        id=key,
        place=reading.place,
        place_name=reading.place_name,
        year=reading.label,
        depth=0,
        title=title,
        kicker=kicker,
        lead=None,
        band=reading.band,
        cards=_cards(reading, part),
        sections=tuple(section for section in sections if section.blocks),
    )


def _section(name: str, title: Text, *blocks: Block | None) -> Section:
    return Section(f"part-{name}", title, tuple(block for block in blocks if block is not None))


def _network(reading: NetworkReading) -> View:
    part = reading.whole
    links = (_pictures(reading, part),) if part.links else ()
    return _view(
        reading,
        NETWORK,
        _title(reading, part),
        say(
            "Mạng trao đổi đề xuất {y} · {p}",
            "Proposed network {y} · {p}",
            y=reading.label,
            p=reading.place_name,
        ),
        (
            *links,
            _section(
                "shares",
                Text("Ai được gì", "Who gains what"),
                shares_of(reading),
                share_table(reading),
                walking_table(reading),
                payment_table(reading),
            ),
            _section(
                "front",
                Text("Các mạng khác trên đường biên", "Other networks on the front"),
                *(_front(reading, aim) for aim in AIM_UNITS),
            ),
            _section(
                "events",
                Text("Mạng chịu được gì", "What the network stands"),
                event_table(reading),
                robust_table(reading),
            ),
            _section(
                "limits",
                Text(
                    "Điều gì giữ mạng lại, chắc chắn đến đâu", "What holds it back, how sure it is"
                ),
                limit_table(reading),
                _sureness(reading),
                finding_items(reading),
            ),
        ),
        part,
    )


def _point(reading: NetworkReading, part: Part) -> View:
    links = (_pictures(reading, part),) if part.links else ()
    title = say(
        "Điểm {n}: {t}", "Point {n}: {t}", n=str(part.point), t=_title(reading, part, plainly=True)
    )
    kicker = say("Đường biên {y} · {p}", "Front {y} · {p}", y=reading.label, p=reading.place_name)
    return _view(reading, f"point-{part.point}", title, kicker, links, part)


def _pictures(reading: NetworkReading, part: Part) -> Section:
    return _section(
        "network",
        Text("Mạng trao đổi", "The network"),
        map_of(reading, part),
        matrix_of(reading, part),
        flows_of(reading, part),
        list_of(reading, part),
    )


def _title(reading: NetworkReading, part: Part, *, plainly: bool = False) -> Text:
    if not part.links:
        return say(
            "{p} chưa có trao đổi nào đáng làm với các giá đã đặt",
            "No exchange of {p} pays at the prices that are set",
            p=reading.place_name,
        )
    worth, n = reading.money_words(part.values["net"]), str(len(part.links))
    if plainly:
        return say("{n} liên kết, lợi ích ròng {m}", "{n} links, net benefit {m}", n=n, m=worth)
    return say(
        "{n} trao đổi đem lại cho {p} lợi ích ròng {m}",
        "{n} exchanges would bring {p} a net benefit of {m}",
        n=n,
        p=reading.place_name,
        m=worth,
    )


def _cards(reading: NetworkReading, part: Part) -> tuple[Card, ...]:
    sure = (
        say("cách cận trên {g} %", "{g} % from the bound", g=_percent(part.gap))
        if part.gap is not None
        else Text("chưa có cận trên", "no bound is known")
    )
    unknown = any(link.co2 is None for link in part.links)
    cards = [
        Card(
            label=AIM_WORDS["net"],
            num=reading.money(part.values["net"], reading.total(part, "net")),
            mark="complete",
            mark_words=sure,
        )
    ]
    for aim, unit in AIM_UNITS.items():
        value = part.values[aim]
        partial = aim == "co2" and unknown
        cards.append(
            Card(
                label=AIM_WORDS[aim],
                num=Num(number(value, 4), _per_year(unit), value, reading.total(part, aim)),
                mark="partial" if partial else "complete",
                mark_words=_PARTIAL if partial else Text("mỗi năm", "a year"),
            )
        )
    cost = sum(cost for _, cost, _ in part.facilities)
    names = ", ".join(name for name, *_ in part.facilities)
    cards.append(
        Card(
            label=Text("Công trình dùng chung", "Shared facilities"),
            num=reading.money(cost, _facility_key(reading, part)),
            mark="complete",
            mark_words=same_in_both(names) if names else Text("không cái nào", "none"),
        )
    )
    return tuple(cards)


def _per_year(unit: str) -> Text:
    words = unit_words(unit)
    return Text(f"{words.vi}/năm", f"{words.en}/year")


def _facility_key(reading: NetworkReading, part: Part) -> str:
    """The figure behind the cost where one facility is built; several are listed in the net."""
    if len(part.facilities) == 1:
        return reading.key(f"symbiosis/{part.label}/facility/{part.facilities[0][0]}")
    return reading.total(part, "net") if part.facilities else ""


def _percent(gap: float | None) -> Text:
    """A gap in percent; what is nearer than a hundredth counts as none."""
    return same_in_both("—") if gap is None else number(round(100 * gap, 2), 3)


def _front(reading: NetworkReading, aim: str) -> Chart | None:
    """Net benefit against one aim; the points are numbered, and each is a page of its own."""
    points = reading.points
    moving = [each for each in AIM_UNITS if _moves(points, each)]
    if aim not in moving:
        return None
    dots = [
        Dot(
            x=part.values[aim],
            y=part.values["net"] / 1e6,
            said=same_in_both(str(part.point)),
            tip=say(
                "Điểm {n}\n{m}\n{v} {u}",
                "Point {n}\n{m}\n{v} {u}",
                n=str(part.point),
                m=reading.money_words(part.values["net"]),
                v=number(part.values[aim], 4),
                u=_per_year(AIM_UNITS[aim]),
            ),
            figure=reading.total(part, aim),
            strong=part.point == 1,
        )
        for part in sorted(points, key=lambda part: part.values[aim])
    ]
    across = say("{a}, {u}", "{a}, {u}", a=AIM_WORDS[aim], u=_per_year(AIM_UNITS[aim]))
    drawn = front_chart(dots, across, reading.money_unit, joined=len(moving) == 1)
    return Chart(
        id=f"front-{aim}",
        heading=say("Lợi ích ròng và {a}", "Net benefit against {a}", a=_lower(AIM_WORDS[aim])),
        sentence=_front_sentence(reading, aim),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=_front_table(reading),
        size="half",
        note=Text(
            "Mở một điểm bằng số của nó ở đầu trang.",
            "Open a point by its number at the top of the page.",
        ),
    )


def _moves(points: Sequence[Part], aim: str) -> bool:
    """Whether the points of a front differ in an aim."""
    values = [part.values[aim] for part in points]
    return bool(values) and max(values) - min(values) > 1e-9 * max(1.0, abs(max(values)))


def _lower(text: Text) -> Text:
    return (
        Text(text.vi[:1].lower() + text.vi[1:], text.en[:1].lower() + text.en[1:])
        if not (text.en.startswith("CO"))
        else text
    )


def _front_sentence(reading: NetworkReading, aim: str) -> Text:
    first, last = reading.points[0], max(reading.points, key=lambda part: part.values[aim])
    unit = _per_year(AIM_UNITS[aim])
    return say(
        "{n} mạng không mạng nào trội hơn; để từ {a} lên {b} {u} phải bỏ {m}.",
        "{n} networks of which none is better in all; from {a} to {b} {u} costs {m}.",
        n=str(len(reading.points)),
        a=number(first.values[aim], 4),
        b=number(last.values[aim], 4),
        u=unit,
        m=reading.money_words(first.values["net"] - last.values["net"]),
    )


def _front_table(reading: NetworkReading) -> Table:
    return Table(
        (
            Column(Text("Điểm", "Point")),
            Column(say("Lợi ích, {u}", "Benefit, {u}", u=reading.money_unit), right=True),
            *(
                Column(say("{a}, {u}", "{a}, {u}", a=AIM_WORDS[a], u=_per_year(u)), right=True)
                for a, u in AIM_UNITS.items()
            ),
            Column(Text("Liên kết", "Links"), right=True),
            Column(Text("Cách cận trên, %", "From the bound, %"), right=True),
        ),
        tuple(
            Row(
                (
                    same_in_both(str(part.point)),
                    reading.bare_money(part.values["net"], reading.total(part, "net")),
                    *(
                        bare(number(part.values[a], 4), part.values[a], reading.total(part, a))
                        for a in AIM_UNITS
                    ),
                    bare(number(float(len(part.links)), 6), float(len(part.links))),
                    bare(_percent(part.gap), None if part.gap is None else 100 * part.gap),
                )
            )
            for part in reading.points
        ),
    )


def _sureness(reading: NetworkReading) -> Described:
    """Bound, gap, way, solver, and what it was computed from."""
    network, provenance = reading.network, reading.result.provenance
    bound = (
        Text("không có", "none") if network.bound is None else reading.money_words(network.bound)
    )
    gap = "—" if network.gap is None else f"{100 * network.gap:.3g} %"
    return Described(
        "sureness",
        Text("Chắc chắn đến đâu", "How sure this is"),
        (
            (Text("Cận trên", "Upper bound"), bound, False),
            (Text("Khoảng cách tới cận", "Gap to the bound"), same_in_both(gap), False),
            (Text("Cách tìm", "How it was found"), same_in_both(network.way), False),
            (
                Text("Bộ giải", "Solver"),
                same_in_both(f"{network.solver['solver']} {network.solver['version']}"),
                False,
            ),
            (
                Text("Liên kết khả dĩ", "Possible links"),
                number(float(network.candidates), 9),
                False,
            ),
            (Text("Sổ cái", "Ledger"), same_in_both(provenance.ledger_hash), True),
            (
                Text("Danh mục", "Catalog"),
                same_in_both(f"{provenance.catalog_version} · {provenance.catalog_hash}"),
                True,
            ),
        ),
    )
