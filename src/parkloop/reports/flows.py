"""Energy, water and materials on their way: Sankeys that balance, and the balances in numbers."""

from __future__ import annotations

from collections.abc import Callable

from parkloop.analyses.balances import BalanceRow, Sankey, SankeyLink
from parkloop.ledger.park import NodeKind
from parkloop.reports.numbers import (
    column_decimals,
    exact,
    fixed,
    number,
    percent,
    scale,
    unit_words,
)
from parkloop.reports.parts import (
    Cell,
    Chart,
    Column,
    Exchange,
    Flows,
    FlowTabs,
    Legend,
    Row,
    Table,
    Tabled,
    bare,
)
from parkloop.reports.reading import Place
from parkloop.reports.sankey import (
    BACK,
    Band,
    BandWords,
    Drawing,
    drawing,
    gathered,
    sankey,
    throughput,
)
from parkloop.reports.tokens import carrier_token
from parkloop.reports.words import BALANCE_STATES, CARRIERS, DOMAINS, listing, say, word
from parkloop.texts import Text, same_in_both

ORDER = ("energy", "water", "mass")


def sankeys_of(place: Place) -> tuple[Sankey, ...]:
    """The pictures of a place, energy first, single streams last."""
    result = place.year.balances
    if result is None:
        return ()
    own = [s for s in result.value.sankeys if s.park == place.node.id and s.links]
    return tuple(sorted(own, key=lambda s: (_rank(s.domain), s.domain)))


def _rank(domain: str) -> int:
    return ORDER.index(domain) if domain in ORDER else len(ORDER)


def domain_name(place: Place, domain: str) -> Text:
    return DOMAINS.get(domain) or place.reading.stream_name(domain)


def flow_tabs(place: Place) -> FlowTabs | None:
    flows = tuple(_flows(place, one) for one in sankeys_of(place))
    return FlowTabs(f"flows-{place.id}", flows) if flows else None


def _owner(place: Place, node: str) -> str:
    """Who stands for a node in a picture: its enterprise inside the park, else the node."""
    park = place.reading.study.snapshot.park
    return park.owner(node, NodeKind.ENTERPRISE) or node


def _flows(place: Place, one: Sankey) -> Flows:
    flow_id = f"flow-{one.domain}-{place.id}"
    links, streams = gathered(one.links, lambda node: _owner(place, node))
    ready = drawing(links)
    largest = max((band.value for band in ready.bands), default=0.0)
    unit, factor = scale(one.unit, largest)
    chart = _chart(place, flow_id, one, ready, streams, unit, factor) if ready.bands else None
    return Flows(
        id=flow_id,
        tab=domain_name(place, one.domain),
        chart=chart,
        unknown=tuple(_exchange(place, link) for link in ready.unknown),
        balance=_balance_sentence(one, ready, unit, factor),
    )


def _exchange(place: Place, link: SankeyLink) -> Exchange:
    between = say(
        "{a} → {b}",
        "{a} → {b}",
        a=place.reading.name(link.source),
        b=place.reading.name(link.target),
    )
    return Exchange(carrier_token(link.carrier), between, place.reading.stream_name(link.stream))


def _chart(
    place: Place,
    flow_id: str,
    one: Sankey,
    ready: Drawing,
    streams: dict[SankeyLink, tuple[str, ...]],
    unit: str,
    factor: float,
) -> Chart:
    words_of_unit = unit_words(unit)
    passing = throughput(ready.bands)

    def amount(value: float) -> Text:
        return say("{v} {u}", "{v} {u}", v=number(value / factor, 3), u=words_of_unit)

    names = {
        node.removeprefix(BACK): place.reading.name(node.removeprefix(BACK)) for node in passing
    }
    said = BandWords(
        names=names,
        tokens=[carrier_token(band.link.carrier) for band in ready.bands],
        tips=[_tip(place, band, streams, factor, words_of_unit) for band in ready.bands],
        amounts={node: amount(value) for node, value in passing.items()},
    )
    drawn = sankey(ready, said)
    carriers = dict.fromkeys(band.link.carrier for band in ready.bands)
    return Chart(
        id=f"chart-{flow_id}",
        heading=say(
            "{domain}: từ đâu đến đâu",
            "{domain}: from where to where",
            domain=domain_name(place, one.domain),
        ),
        sentence=_sentence(place, ready, amount),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        wide=True,
        legend=tuple(Legend(carrier_token(c), word(CARRIERS, c)) for c in carriers),
        table=_table(place, ready, streams, words_of_unit, factor),
    )


def _stream_words(place: Place, band: Band, streams: dict[SankeyLink, tuple[str, ...]]) -> Text:
    return listing(
        [place.reading.stream_name(s) for s in streams.get(band.link, (band.link.stream,))]
    )


def _tip(
    place: Place,
    band: Band,
    streams: dict[SankeyLink, tuple[str, ...]],
    factor: float,
    unit: Text,
) -> Text:
    return say(
        "{a} → {b}\n{s}\n{v} {u}",
        "{a} → {b}\n{s}\n{v} {u}",
        a=place.reading.name(band.source),
        b=_target_name(place, band),
        s=_stream_words(place, band, streams),
        v=exact(band.value / factor),
        u=unit,
    )


def _target_name(place: Place, band: Band) -> Text:
    name = place.reading.name(band.target.removeprefix(BACK))
    return Text(f"{BACK}{name.vi}", f"{BACK}{name.en}") if band.back else name


def _sentence(place: Place, ready: Drawing, amount: Callable[[float], Text]) -> Text:
    largest = max(ready.bands, key=lambda band: band.value)
    first = say(
        "Dòng lớn nhất đi từ {a} đến {b}: {v}.",
        "The largest flow runs from {a} to {b}: {v}.",
        a=place.reading.name(largest.source),
        b=place.reading.name(largest.target.removeprefix(BACK)),
        v=amount(largest.value),
    )
    if not ready.back_flows:
        return first
    return say(
        "{first} Dòng quay lại được vẽ tới một nút mang dấu ↩ ({n}).",
        "{first} Flows that run back end at a node marked ↩ ({n}).",
        first=first,
        n=str(ready.back_flows),
    )


def _balance_sentence(one: Sankey, ready: Drawing, unit: str, factor: float) -> Text:
    inflow = sum(b.value for b in ready.bands if b.source not in {x.target for x in ready.bands})
    if one.error is None:
        return Text(
            "Sai số cân bằng: chưa đánh giá được, vì không có nút trung chuyển "
            "hoặc còn số lượng chưa biết.",
            "Balance error: not assessable, because no node passes anything on "
            "or a quantity is not known.",
        )
    share = percent(one.error / inflow, 2) if inflow else same_in_both("–")
    return say(
        "Sai số cân bằng tại các nút trung chuyển: {v} {u} ({share} của tổng đầu vào).",
        "Balance error at the nodes that pass things on: {v} {u} ({share} of all inputs).",
        v=number(one.error / factor, 3),
        u=unit_words(unit),
        share=share,
    )


def _table(
    place: Place,
    ready: Drawing,
    streams: dict[SankeyLink, tuple[str, ...]],
    unit: Text,
    factor: float,
) -> Table:
    decimals = column_decimals([band.value / factor for band in ready.bands])
    rows = [
        Row(
            (
                place.reading.name(band.source),
                _target_name(place, band),
                _stream_words(place, band, streams),
                bare(fixed(band.value / factor, decimals), band.value / factor),
            )
        )
        for band in sorted(ready.bands, key=lambda b: -b.value)
    ]
    rows += [
        Row(
            (
                place.reading.name(link.source),
                place.reading.name(link.target),
                place.reading.stream_name(link.stream),
                bare(number(None), None),
            )
        )
        for link in ready.unknown
    ]
    columns = (
        Column(Text("Từ", "From")),
        Column(Text("Đến", "To")),
        Column(Text("Dòng", "Stream")),
        Column(say("Lượng, {u}", "Amount, {u}", u=unit), right=True),
    )
    return Table(columns, tuple(rows))


# Balances in numbers -----------------------------------------------------------------------


def balance_table(place: Place) -> Tabled | None:
    """Every balance of the place, those that do not close first."""
    result = place.year.balances
    if result is None:
        return None
    park = place.reading.study.snapshot.park
    inside = park.below(place.node.id)
    own = [
        row
        for row in result.value.rows
        if row.node in inside
        and row.state != "conversion"
        and (row.domain in ORDER or row.state != "closed")
    ]
    if not own:
        return None
    order = {"open": 0, "not-assessable": 1, "closed": 2}
    own.sort(key=lambda r: (order.get(r.state, 3), r.domain, r.node))
    counts = {state: sum(r.state == state for r in own) for state in order}
    return Tabled(
        id=f"balances-{place.id}",
        heading=Text(
            "Cân bằng tại các nút trung chuyển", "Balances of the nodes that pass things on"
        ),
        sentence=say(
            "{closed} cân bằng khớp trong dung sai, {open} lệch, {none} chưa đánh giá được.",
            "{closed} balances close within tolerance, {open} do not, {none} cannot be assessed.",
            closed=str(counts["closed"]),
            open=str(counts["open"]),
            none=str(counts["not-assessable"]),
        ),
        table=Table(_BALANCE_COLUMNS, tuple(_balance_row(place, row) for row in own)),
        folded=len(own) > 12,
    )


_BALANCE_COLUMNS = (
    Column(Text("Nút", "Node")),
    Column(Text("Miền", "Domain")),
    Column(Text("Nhận vào", "Supplied"), right=True),
    Column(Text("Giao ra", "Delivered"), right=True),
    Column(Text("Chênh lệch", "Difference"), right=True),
    Column(Text("Dung sai", "Tolerance"), right=True),
    Column(Text("Kết quả", "State")),
)


def _balance_row(place: Place, row: BalanceRow) -> Row:
    home = place.reading.balance_homes[place.year.label]
    key = home.keys.get(row.figure, "")
    largest = max(abs(row.supplied or 0.0), abs(row.delivered or 0.0))
    unit, factor = scale(row.unit, largest)
    decimals = column_decimals([largest / factor])

    def cell(value: float | None, figure: str = "") -> Cell:
        shown = None if value is None else value / factor
        return bare(fixed(shown, decimals), shown, figure)

    return Row(
        (
            place.reading.name(row.node),
            say("{d}, {u}", "{d}, {u}", d=domain_name(place, row.domain), u=unit_words(unit)),
            cell(row.supplied),
            cell(row.delivered),
            cell(row.difference, key),
            cell(row.tolerance),
            word(BALANCE_STATES, row.state),
        )
    )
