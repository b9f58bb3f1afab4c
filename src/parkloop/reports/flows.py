"""Energy, water and materials on their way: Sankeys that balance, and their twins in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.balances import Sankey, SankeyLink
from parkloop.ledger.park import OUTSIDE, NodeKind
from parkloop.provenance import FigureOperand
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
    Chart,
    Column,
    Exchange,
    Flows,
    FlowTabs,
    Legend,
    Num,
    Row,
    Table,
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
    plain,
    sankey,
    throughput,
)
from parkloop.reports.tokens import carrier_token
from parkloop.reports.words import CARRIERS, DOMAINS, listing, say, word
from parkloop.texts import Text, same_in_both

ORDER = ("energy", "water", "mass")
#: Carriers whose single streams get a picture of their own; goods go into one table.
PICTURED = frozenset({"electricity", "fuels", "heat", "cooling", "fresh-water", "wastewater"})


def flow_tabs(place: Place, *, richest_first: bool = False) -> FlowTabs | None:
    """One picture per domain, energy first; goods counted in units of their own as a table.

    ``richest_first`` puts the picture with most known flows first instead.
    """
    every = sankeys_of(place)
    if richest_first:
        every = tuple(sorted(every, key=lambda s: -sum(k.value is not None for k in s.links)))
    drawn = [one for one in every if one.domain in ORDER or _pictured(one)]
    flows = [_Picture(place, one).flows for one in drawn]
    if rest := [one for one in every if one not in drawn]:
        flows.append(_others(place, rest))
    return FlowTabs(f"flows-{place.id}", tuple(flows)) if flows else None


def sankeys_of(place: Place) -> tuple[Sankey, ...]:
    """The pictures of a place, energy first, single streams last."""
    result = place.year.balances
    if result is None:
        return ()
    own = [s for s in result.value.sankeys if s.park == place.node.id and s.links]
    return tuple(sorted(own, key=lambda s: (_rank(s.domain), s.domain)))


def _rank(domain: str) -> int:
    return ORDER.index(domain) if domain in ORDER else len(ORDER)


def _pictured(one: Sankey) -> bool:
    return any(link.carrier in PICTURED for link in one.links)


def domain_name(place: Place, domain: str) -> Text:
    return DOMAINS.get(domain) or place.reading.stream_name(domain)


def owner(place: Place, node: str) -> str:
    """Who stands for a node in a picture: its enterprise, else the node itself."""
    return place.reading.study.snapshot.park.owner(node, NodeKind.ENTERPRISE) or node


def flow_figures(place: Place, domain: str) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Keys of the figures of flows by (from, to, stream), the ends being owners.

    Ids are 'flow/<period>/<domain>/<stream>/<from>><to>/<dimension>/<status>'.
    """
    home = place.reading.balance_homes.get(place.year.label)
    found: dict[tuple[str, str, str], list[str]] = {}
    for figure_id, key in (home.keys if home else {}).items():
        parts = figure_id.split("/")
        if parts[0] != "flow" or len(parts) < 5 or parts[2] != domain:
            continue
        source, _, target = parts[4].partition(">")
        ends = (owner(place, source), owner(place, target), parts[3])
        found.setdefault(ends, []).append(key)
    return {ends: tuple(keys) for ends, keys in found.items()}


@dataclass(frozen=True)
class _Picture:
    """One Sankey of a place, with its words and figures."""

    place: Place
    one: Sankey

    @property
    def id(self) -> str:
        return f"flow-{self.one.domain}-{self.place.id}"

    @cached_property
    def _gathered(self) -> tuple[tuple[SankeyLink, ...], dict[SankeyLink, tuple[str, ...]]]:
        return gathered(self.one.links, lambda node: owner(self.place, node))

    @cached_property
    def ready(self) -> Drawing:
        nodes = self.place.reading.study.snapshot.park.of_kind(*OUTSIDE)
        return drawing(self._gathered[0], frozenset(node.id for node in nodes))

    @cached_property
    def _scale(self) -> tuple[str, float]:
        largest = max((band.value for band in self.ready.bands), default=0.0)
        return scale(self.one.unit, largest)

    @property
    def unit(self) -> Text:
        return unit_words(self._scale[0])

    def shown(self, value: float) -> float:
        return value / self._scale[1]

    def amount(self, value: float) -> Text:
        return say("{v} {u}", "{v} {u}", v=number(self.shown(value), 3), u=self.unit)

    def name(self, node: str) -> Text:
        name = self.place.reading.name(plain(node))
        return Text(f"{BACK}{name.vi}", f"{BACK}{name.en}") if node.startswith(BACK) else name

    @property
    def flows(self) -> Flows:
        return Flows(
            id=self.id,
            tab=domain_name(self.place, self.one.domain),
            chart=self.chart if self.ready.bands else None,
            unknown=tuple(self.exchange(link) for link in self.ready.unknown),
            balance=self.balance,
        )

    def exchange(self, link: SankeyLink) -> Exchange:
        between = say("{a} → {b}", "{a} → {b}", a=self.name(link.source), b=self.name(link.target))
        what = self.place.reading.stream_name(link.stream)
        return Exchange(carrier_token(link.carrier), between, what)

    @property
    def chart(self) -> Chart:
        bands = self.ready.bands
        passing = throughput(bands)
        drawn = sankey(
            self.ready,
            BandWords(
                names={plain(node): self.name(plain(node)) for node in passing},
                tokens=[carrier_token(band.link.carrier) for band in bands],
                tips=[self.tip(band) for band in bands],
                amounts={node: self.amount(value) for node, value in passing.items()},
                figures=[self.figures[band] for band in bands],
            ),
        )
        carriers = dict.fromkeys(band.link.carrier for band in bands)
        domain = domain_name(self.place, self.one.domain)
        return Chart(
            id=f"chart-{self.id}",
            heading=say("{d}: từ đâu đến đâu", "{d}: from where to where", d=domain),
            sentence=self.sentence,
            option=drawn.option,
            narrow=drawn.narrow,
            height=drawn.height,
            wide=True,
            legend=tuple(Legend(carrier_token(c), word(CARRIERS, c)) for c in carriers),
            table=self.table,
        )

    def streams(self, band: Band) -> tuple[str, ...]:
        return self._gathered[1].get(band.link, (band.link.stream,))

    def stream_words(self, band: Band) -> Text:
        return listing([self.place.reading.stream_name(s) for s in self.streams(band)])

    def tip(self, band: Band) -> Text:
        return say(
            "{a} → {b}\n{s}\n{v} {u}",
            "{a} → {b}\n{s}\n{v} {u}",
            a=self.name(band.source),
            b=self.name(band.target),
            s=self.stream_words(band),
            v=exact(self.shown(band.value)),
            u=self.unit,
        )

    @cached_property
    def figures(self) -> dict[Band, str]:
        """The figure behind each band: the sum of the flows in it; '' where none is known."""
        known = flow_figures(self.place, self.one.domain)
        return {band: self._figure(band, known) for band in self.ready.bands}

    def _figure(self, band: Band, known: dict[tuple[str, str, str], tuple[str, ...]]) -> str:
        ends = (band.link.source, band.link.target)
        keys = [key for stream in self.streams(band) for key in known.get((*ends, stream), ())]
        if len(keys) < 2:
            return keys[0] if keys else ""
        label = say("{a} → {b}", "{a} → {b}", a=self.name(band.source), b=self.name(band.target))
        name = f"band/{self.one.domain}/{ends[0]}>{ends[1]}/{band.link.carrier}/{self.place.id}"
        operands = tuple(FigureOperand(key) for key in keys)
        formula = Text("tổng các dòng", "sum of the flows")
        return self.place.book.derive(name, label, band.value, self.one.unit, formula, operands)

    @property
    def sentence(self) -> Text:
        largest = max(self.ready.bands, key=lambda band: band.value)
        first = say(
            "Dòng lớn nhất đi từ {a} đến {b}: {v}.",
            "The largest flow runs from {a} to {b}: {v}.",
            a=self.name(largest.source),
            b=self.name(largest.link.target),
            v=self.amount(largest.value),
        )
        if not self.ready.back_flows:
            return first
        return say(
            "{first} Dòng quay lại được vẽ tới nút mang dấu ↩ ({n}).",
            "{first} Flows that run back end at a node marked ↩ ({n}).",
            first=first,
            n=str(self.ready.back_flows),
        )

    @property
    def balance(self) -> Text:
        if self.one.error is None:
            return Text(
                "Sai số cân bằng: chưa đánh giá được, vì không có nút trung chuyển "
                "hoặc còn số lượng chưa biết.",
                "Balance error: not assessable, because no node passes anything on "
                "or a quantity is not known.",
            )
        targets = {band.target for band in self.ready.bands}
        inflow = sum(band.value for band in self.ready.bands if band.source not in targets)
        return say(
            "Sai số cân bằng tại các nút trung chuyển: {v} ({s} của tổng đầu vào).",
            "Balance error at the nodes that pass things on: {v} ({s} of all inputs).",
            v=self.amount(self.one.error),
            s=percent(self.one.error / inflow, 2) if inflow else same_in_both("–"),
        )

    @property
    def table(self) -> Table:
        decimals = column_decimals([self.shown(band.value) for band in self.ready.bands])
        rows = [
            self.row(band.source, band.target, self.stream_words(band), self._cell(band, decimals))
            for band in sorted(self.ready.bands, key=lambda b: -b.value)
        ]
        rows += [
            self.row(
                link.source,
                link.target,
                self.place.reading.stream_name(link.stream),
                bare(number(None), None),
            )
            for link in self.ready.unknown
        ]
        return Table(_columns(say("Lượng, {u}", "Amount, {u}", u=self.unit)), tuple(rows))

    def _cell(self, band: Band, decimals: int) -> Num:
        value = self.shown(band.value)
        return bare(fixed(value, decimals), value, self.figures[band])

    def row(self, source: str, target: str, what: Text, amount: Num) -> Row:
        return Row((self.name(source), self.name(target), what, amount))


def _columns(amount: Text) -> tuple[Column, ...]:
    return (
        Column(Text("Từ", "From")),
        Column(Text("Đến", "To")),
        Column(Text("Dòng", "Stream")),
        Column(amount, right=True),
    )


def _others(place: Place, rest: Iterable[Sankey]) -> Flows:
    """Goods that are counted in pieces or other units of their own, in one table."""
    rows: list[Row] = []
    for one in rest:
        picture = _Picture(place, one)
        for band in picture.ready.bands:
            value = picture.shown(band.value)
            amount = Num(number(value, 4), picture.unit, value, picture.figures[band])
            rows.append(picture.row(band.source, band.target, picture.stream_words(band), amount))
    return Flows(
        id=f"flow-others-{place.id}",
        tab=Text("Dòng khác", "Other streams"),
        chart=None,
        unknown=(),
        balance=Text(
            "Các dòng này có đơn vị riêng nên không vẽ chung với dòng khác được.",
            "These streams have units of their own and cannot be drawn with others.",
        ),
        table=Table(_columns(Text("Lượng", "Amount")), tuple(rows)),
    )
