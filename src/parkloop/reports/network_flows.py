"""One network of exchanges, or one point of its front, as map, matrix, Sankeys and list."""

from __future__ import annotations

import math
from collections.abc import Sequence

from parkloop.analyses.balances import SankeyLink
from parkloop.analyses.symbiosis.network.results import ChosenLink
from parkloop.reports.network_charts import Arc, Spot, arcs_chart, laid_out
from parkloop.reports.network_reading import NetworkReading, Part
from parkloop.reports.numbers import column_decimals, fixed, number, unit_words
from parkloop.reports.parts import (
    Chart,
    Column,
    Flows,
    FlowTabs,
    Grid,
    GridCell,
    Legend,
    Num,
    Row,
    Table,
    Tabled,
    bare,
)
from parkloop.reports.sankey import BandWords, drawing, plain, sankey, throughput
from parkloop.reports.words import CARRIERS, say, word
from parkloop.texts import Text, same_in_both

_THINNEST, _WIDEST = 1.5, 9.0
_SMALLEST, _LARGEST = 12.0, 34.0
_HUES = ("fresh-water", "products", "electricity", "hazardous-waste", "heat", "services")


def id_of(part: Part, name: str) -> str:
    return f"{name}-{part.point}"


def players_of(part: Part) -> tuple[str, ...]:
    return tuple(sorted({end for link in part.links for end in (link.giver, link.taker)}))


# Map ----------------------------------------------------------------------------------------------


def map_of(reading: NetworkReading, part: Part) -> Chart:
    """Enterprises where they stand, an arc per exchange, as wide as what it gains."""
    players = players_of(part)
    places = laid_out(players, reading.where)
    parks = sorted({reading.park_of(player) for player in players})
    alone = len(parks) == 1
    hues = {park: "faint" if alone else _HUES[n % len(_HUES)] for n, park in enumerate(parks)}
    gains = {player: _gain_at(part, player) for player in players}
    most = max(map(abs, gains.values()), default=1.0) or 1.0
    spots = [
        Spot(
            id=player,
            name=reading.name(player),
            x=places[player][0],
            y=places[player][1],
            size=round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(abs(gain) / most), 1),
            token=hues[reading.park_of(player)],
            tip=say(
                "{p}\n{n} liên kết",
                "{p}\nlinks: {n}",
                p=reading.name(player),
                n=_count(part, player),
            ),
        )
        for player, gain in gains.items()
    ]
    drawn = arcs_chart(spots, [_arc(reading, part, link) for link in part.links])
    carriers = dict.fromkeys(reading.token(link) for link in part.links)
    known = all(player in reading.where for player in players)
    return Chart(
        id=id_of(part, "map"),
        heading=Text("Ai giao cho ai, trên bản đồ", "Who gives to whom, on the map"),
        sentence=_map_sentence(reading, part),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(
            (
                Column(Text("Trao đổi", "Exchange")),
                Column(Text("Giữa", "Between")),
                Column(Text("km", "km"), right=True),
            ),
            tuple(
                Row((reading.exchange(k), reading.between(k), bare(number(k.km, 3), k.km)))
                for k in part.links
            ),
        ),
        legend=(
            *(Legend(t, word(CARRIERS, t)) for t in carriers),
            *(Legend(hues[park], reading.name(park)) for park in parks if len(parks) > 1),
        ),
        note=None
        if known
        else Text(
            "Chưa biết vị trí của mọi doanh nghiệp nên xếp thành vòng, không theo tỷ lệ.",
            "Not every enterprise has a known place, so they stand in a ring, not to scale.",
        ),
    )


def _gain_at(part: Part, player: str) -> float:
    given = sum(k.gain_giver - k.fixed / 2 for k in part.links if k.giver == player)
    return given + sum(k.gain_taker - k.fixed / 2 for k in part.links if k.taker == player)


def _count(part: Part, player: str) -> str:
    return str(sum(player in (link.giver, link.taker) for link in part.links))


def net_of(link: ChosenLink) -> float:
    """What both ends gain of a link, less what the link alone costs [money per year]."""
    return link.gain_giver + link.gain_taker - link.fixed


def _arc(reading: NetworkReading, part: Part, link: ChosenLink) -> Arc:
    most = max((abs(net_of(k)) for k in part.links), default=1.0) or 1.0
    share = math.sqrt(abs(net_of(link)) / most)
    return Arc(
        source=link.giver,
        target=link.taker,
        width=round(_THINNEST + (_WIDEST - _THINNEST) * share, 2),
        token=reading.token(link),
        tip=say(
            "{b}\n{e}: {a}\n{m}",
            "{b}\n{e}: {a}\n{m}",
            b=reading.between(link),
            e=reading.exchange(link),
            a=_amount(link.sent, link.unit),
            m=reading.money_words(net_of(link)),
        ),
        figure=reading.key(link.figure),
    )


def _amount(value: float, unit: str) -> Text:
    digits, words = number(value, 4), unit_words(unit)
    return Text(f"{digits.vi}\u202f{words.vi}", f"{digits.en}\u202f{words.en}")


def _map_sentence(reading: NetworkReading, part: Part) -> Text:
    best = max(part.links, key=net_of)
    across = sum(reading.park_of(k.giver) != reading.park_of(k.taker) for k in part.links)
    return say(
        "{n} liên kết giữa {p} doanh nghiệp, {x} qua ranh giới khu; đáng giá nhất: {b} ({m}).",
        "{n} links between {p} enterprises, {x} of them across parks; worth most: {b} ({m}).",
        n=str(len(part.links)),
        p=str(len(players_of(part))),
        x=str(across),
        b=reading.between(best),
        m=reading.money_words(net_of(best)),
    )


# Matrix -------------------------------------------------------------------------------------------


def matrix_of(reading: NetworkReading, part: Part) -> Grid:
    """Givers by takers; each cell the net benefit of what passes between them."""
    givers = tuple(dict.fromkeys(sorted(k.giver for k in part.links)))
    takers = tuple(dict.fromkeys(sorted(k.taker for k in part.links)))
    most = max((abs(net_of(k)) for k in part.links), default=1.0) or 1.0
    return Grid(
        id=id_of(part, "matrix"),
        heading=Text("Ma trận bên giao và bên nhận", "Matrix of givers and takers"),
        sentence=say(
            "Mỗi ô là lợi ích ròng, {u}; ô trống là không trao đổi.",
            "Each cell is the net benefit, {u}; an empty cell is no exchange.",
            u=reading.money_unit,
        ),
        columns=tuple(reading.name(taker) for taker in takers),
        rows=tuple(
            (
                reading.name(giver),
                tuple(_matrix_cell(reading, part, giver, taker, most) for taker in takers),
            )
            for giver in givers
        ),
    )


def _matrix_cell(
    reading: NetworkReading, part: Part, giver: str, taker: str, most: float
) -> GridCell:
    own = [k for k in part.links if k.giver == giver and k.taker == taker]
    if not own:
        return GridCell("", same_in_both("·"))
    worth = sum(net_of(k) for k in own)
    said = [reading.exchange(k) for k in own]
    tip = Text("; ".join(s.vi for s in said), "; ".join(s.en for s in said))
    figure = reading.key(own[0].figure) if len(own) == 1 else ""
    shown = reading.bare_money(worth)
    return GridCell("share", shown.digits, tip, max(0.0, min(1.0, worth / most)), figure)


# Sankeys ------------------------------------------------------------------------------------------


def flows_of(reading: NetworkReading, part: Part) -> FlowTabs:
    """What is sent, from giver over what it replaces to taker; a picture per unit."""
    units = tuple(dict.fromkeys(link.unit for link in part.links))
    return FlowTabs(id_of(part, "flows"), tuple(_unit_flows(reading, part, unit) for unit in units))


def _unit_flows(reading: NetworkReading, part: Part, unit: str) -> Flows:
    own = [link for link in part.links if link.unit == unit]
    links = {
        SankeyLink(k.giver, k.taker, k.id, reading.token(k), k.sent, "proposed", 1): k for k in own
    }
    ready = drawing(tuple(links))
    passing = throughput(ready.bands)
    slug = unit.replace("/", "-")
    bands = [links[band.link] for band in ready.bands]
    drawn = sankey(
        ready,
        BandWords(
            names={plain(node): reading.name(plain(node)) for node in passing},
            tokens=[reading.token(link) for link in bands],
            tips=[
                say(
                    "{b}\n{e}\n{a}",
                    "{b}\n{e}\n{a}",
                    b=reading.between(link),
                    e=reading.exchange(link),
                    a=_amount(link.sent, link.unit),
                )
                for link in bands
            ],
            amounts={node: _amount(value, unit) for node, value in passing.items()},
            figures=[reading.key(f"{link.figure}/sent") for link in bands],
        ),
    )
    tokens = dict.fromkeys(reading.token(link) for link in bands)
    return Flows(
        id=f"{id_of(part, 'flow')}-{slug}",
        tab=say("Theo {u}", "In {u}", u=unit_words(unit)),
        chart=Chart(
            id=f"{id_of(part, 'sankey')}-{slug}",
            heading=say("Lượng trao đổi mỗi năm, {u}", "Exchanged a year, {u}", u=unit_words(unit)),
            sentence=_flow_sentence(reading, own),
            option=drawn.option,
            narrow=drawn.narrow,
            height=drawn.height,
            wide=True,
            legend=tuple(Legend(token, word(CARRIERS, token)) for token in tokens),
            table=_amounts(reading, own),
        ),
        unknown=(),
        balance=_balance(own, unit),
    )


def _flow_sentence(reading: NetworkReading, own: Sequence[ChosenLink]) -> Text:
    largest = max(own, key=lambda link: link.sent)
    return say(
        "Dòng lớn nhất: {b}, {e}, {a}.",
        "The largest flow: {b}, {e}, {a}.",
        b=reading.between(largest),
        e=reading.exchange(largest),
        a=_amount(largest.sent, largest.unit),
    )


def _balance(own: Sequence[ChosenLink], unit: str) -> Text:
    """What goes in and comes out are the same flows, so that nothing is lost in the picture."""
    given: dict[str, float] = {}
    taken: dict[str, float] = {}
    for link in own:
        given[link.giver] = given.get(link.giver, 0.0) + link.sent
        taken[link.taker] = taken.get(link.taker, 0.0) + link.sent
    error = abs(math.fsum(given.values()) - math.fsum(taken.values()))
    return say(
        "Giao {g}, nhận {g}; sai số cân bằng {e}. Phần mất khi xử lý nằm ở bên nhận.",
        "Given {g}, received {g}; balance error {e}. What treatment loses lies with the taker.",
        g=_amount(math.fsum(given.values()), unit),
        e=_amount(0.0 if error < 1e-6 else error, unit),
    )


def _amounts(reading: NetworkReading, own: Sequence[ChosenLink]) -> Table:
    decimals = column_decimals([link.sent for link in own])
    return Table(
        (
            Column(Text("Giữa", "Between")),
            Column(Text("Trao đổi", "Exchange")),
            Column(Text("Gửi đi", "Sent"), right=True),
            Column(Text("Thay được", "Replaces"), right=True),
        ),
        tuple(
            Row(
                (
                    reading.between(k),
                    reading.exchange(k),
                    bare(fixed(k.sent, decimals), k.sent, reading.key(f"{k.figure}/sent")),
                    Num(number(k.replaced, 4), unit_words(k.need_unit), k.replaced),
                )
            )
            for k in sorted(own, key=lambda link: -link.sent)
        ),
    )


# List ---------------------------------------------------------------------------------------------


def list_of(reading: NetworkReading, part: Part) -> Tabled:
    """Every link with amount, distance, benefit, savings, and the prices both could accept."""
    rows = [
        Row(
            (
                reading.between(k),
                reading.exchange(k),
                Num(number(k.sent, 4), unit_words(k.unit), k.sent, reading.key(f"{k.figure}/sent")),
                bare(number(k.km, 3), k.km),
                reading.bare_money(net_of(k), reading.key(k.figure)),
                bare(number(k.co2, 4), k.co2, reading.key(f"{k.figure}/co2")),
                bare(number(k.water, 4), k.water, reading.key(f"{k.figure}/water")),
                bare(number(k.landfill, 4), k.landfill, reading.key(f"{k.figure}/landfill")),
                _interval(k),
            )
        )
        for k in sorted(part.links, key=lambda link: -net_of(link))
    ]
    money = reading.network.money.partition("@")[0]
    return Tabled(
        id=id_of(part, "list"),
        heading=Text("Danh sách liên kết", "List of links"),
        sentence=say(
            "Giá giữa mức bên giao cần và mức bên nhận chịu được [{m}/đơn vị] thì cả hai cùng lợi.",
            "At a price between what the giver needs and the taker can pay [{m}/unit] both gain.",
            m=money,
        ),
        table=Table(
            (
                Column(Text("Giữa", "Between")),
                Column(Text("Trao đổi", "Exchange")),
                Column(Text("Lượng/năm", "Amount a year"), right=True),
                Column(Text("km", "km"), right=True),
                Column(say("Lợi ích, {u}", "Benefit, {u}", u=reading.money_unit), right=True),
                Column(Text("t CO₂e", "t CO₂e"), right=True),
                Column(Text("m³ nước", "m³ water"), right=True),
                Column(Text("t chôn lấp", "t landfill"), right=True),
                Column(Text("Khoảng giá", "Price interval"), right=True),
            ),
            tuple(rows),
        ),
    )


def _interval(link: ChosenLink) -> Text:
    low, high = number(link.low, 3), number(link.high, 3)
    return Text(f"{low.vi} … {high.vi}", f"{low.en} … {high.en}")
