"""The page of a park's carbon: what every stream carries, and what each rule of exchange moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from parkloop.analyses.tracing.comparing import Comparison, Under
from parkloop.analyses.tracing.embodied import amount_id, carried_id, sum_id
from parkloop.analyses.tracing.figures import figure_id
from parkloop.analyses.tracing.model import Carried, Footprint, Tracing
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import OUTSIDE, Node, NodeKind, Park
from parkloop.provenance import FigureOperand, Gap, Result, significant
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.footprint_names import RULES, Names, way_name
from parkloop.reports.numbers import number, percent, unit_words
from parkloop.reports.parts import (
    Block,
    Card,
    Column,
    Num,
    Row,
    Section,
    Table,
    Tabled,
    View,
    bare,
    count,
    num,
)
from parkloop.reports.records import missing
from parkloop.reports.words import say
from parkloop.texts import Text

_TONNES: Final = Text("t CO₂e", "t CO₂e")
_FROM: Final = Text("Từ", "From")
_TO: Final = Text("Đến", "To")
_AMOUNT: Final = Text("Lượng", "Amount")
_MOST: Final = 200


@dataclass(frozen=True)
class ParkCarbon:
    """A trace of a park in a year, under the usual rule and under the others."""

    place: Node
    result: Result[Tracing]
    comparison: Comparison
    snapshot: Snapshot
    catalog: Catalog
    label: str

    @property
    def names(self) -> Names:
        return Names(self.snapshot.park, self.catalog)

    @cached_property
    def book(self) -> FigureBook:
        """All figures behind the page; those under other rules begin with the rule's name."""
        book = FigureBook(self.snapshot, self.catalog)
        for one in self.comparison.under:
            if one.opened is not None:
                book.take(one.opened, self.label, one.way)
        book.take(self.result, self.label)
        return book

    def key(self, figure: str) -> str:
        """The key of a figure; '' where the trace was not asked to open it."""
        return figure if figure in self.book.figures else ""

    @property
    def streams(self) -> list[Carried]:
        """What is handed inside or leaves, the greatest first; what is bought stands apart."""
        return sorted(
            self.result.value.carried, key=lambda c: (-abs(c.carried), c.stream, c.giver, c.taker)
        )

    @property
    def exchanges(self) -> list[Carried]:
        return [c for c in self.streams if c.kind == "exchange"]

    @cached_property
    def partners(self) -> tuple[Footprint, ...]:
        """Footprints of what both partners of every exchange make."""
        return made_by_partners(self.result.value, self.snapshot.park)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing behind anything that is made or done here."""
        behind = {gap for one in self.result.value.footprints for gap in one.gaps}
        return tuple(gap for gap in self.result.gaps if gap.id in behind)


def made_by_partners(value: Tracing, park: Park) -> tuple[Footprint, ...]:
    """Footprints of products of those who give or take a by-product."""
    exchanged = [c for c in value.carried if c.kind == "exchange"]
    ends = {end for c in exchanged for end in (c.giver, c.taker) if end in park.by_id}
    partners = {park.owner(end, NodeKind.ENTERPRISE) for end in ends} - {""}
    return tuple(
        f
        for f in value.footprints
        if f.owner in partners and f.stream and not f.product.endswith("/service")
    )


def carbon_view(carbon: ParkCarbon) -> View:
    """The page of one park in one year."""
    return View(
        id=f"{carbon.place.id}.{carbon.label}",
        place=carbon.place.id,
        place_name=carbon.place.name,
        year=carbon.label,
        depth=0,
        title=_title(carbon),
        kicker=say(
            "Các-bon hàm chứa {y} · từ số liệu đã gửi · GWP 100 năm theo {g}",
            "Embodied carbon {y} · from what was submitted · 100-year GWP of {g}",
            y=carbon.label,
            g=carbon.result.value.gwp_set,
        ),
        lead=Text(
            "Dấu * nghĩa là còn thiếu số liệu phía sau dòng đó.",
            "A * says that data behind the stream is missing.",
        ),
        band=None,
        cards=_cards(carbon),
        sections=tuple(_sections(carbon)),
    )


def _title(carbon: ParkCarbon) -> Text:
    sums = carbon.result.value.conservation
    if sums is None or not carbon.streams:
        return say(
            "Chưa truy vết được các-bon của {p} năm\u00a0{y}",
            "The carbon of {p} could not be traced in\u00a0{y}",
            p=carbon.place.name,
            y=carbon.label,
        )
    return say(
        "{v}\u00a0t\u00a0CO₂e đi qua {n} dòng của {p} năm\u00a0{y}",
        "{v}\u00a0t\u00a0CO₂e went through {n} streams of {p} in\u00a0{y}",
        v=number(sums.sources / 1000, 4),
        n=str(len(carbon.streams)),
        p=carbon.place.name,
        y=carbon.label,
    )


def _cards(carbon: ParkCarbon) -> tuple[Card, ...]:
    sums = carbon.result.value.conservation
    gaps = len(carbon.gaps)
    mark = "partial" if gaps else "complete"
    words = (
        say("thiếu {n} khoản", "{n} missing", n=str(gaps)) if gaps else Text("đầy đủ", "complete")
    )
    if sums is None:
        return ()
    outside = _leaving(carbon)
    return (
        Card(
            Text("Nguồn phát thải", "Sources"),
            _sum(carbon, "sources", sums.sources),
            mark,
            words,
            (
                (Text("tại chỗ", "own"), _sum(carbon, "own", sums.own)),
                (Text("năng lượng mua", "energy bought"), _sum(carbon, "energy", sums.energy)),
                _upstream(carbon, sums.upstream),
            ),
        ),
        Card(
            Text("Rời khu trong sản phẩm", "Leaves the park in products"),
            outside,
            mark,
            words,
            ((_share_words(outside.value, sums.sources / 1000), None),),
        ),
        Card(
            Text("Trao đổi sản phẩm phụ", "Exchanges of by-products"),
            count(len(carbon.exchanges)),
            mark,
            words,
        ),
        Card(
            Text("Tổng được chứng minh", "Sums proven"),
            Num(
                Text("đúng", "yes") if carbon.comparison.proven else Text("KHÔNG", "NO"),
                None,
                1.0 if carbon.comparison.proven else 0.0,
            ),
            "complete" if carbon.comparison.proven else "partial",
            Text("mọi quy tắc", "every rule"),
            ((Text("rời đi + khấu trừ = nguồn", "leaving + credit = sources"), None),),
        ),
    )


def _sum(carbon: ParkCarbon, part: str, value: float | None) -> Num:
    tonnes = None if value is None else value / 1000
    return num(tonnes, "t CO2e", carbon.key(sum_id(part, carbon.label)))


def _upstream(carbon: ParkCarbon, value: float) -> tuple[Text, Num]:
    """What is known of goods bought, and how much is not; nothing known is not zero (C-01)."""
    lacking = sum(gap.id.startswith("upstream:") for gap in carbon.gaps)
    words = (
        say("thượng nguồn, thiếu {n} hệ số", "upstream, {n} factors missing", n=str(lacking))
        if lacking
        else Text("thượng nguồn", "upstream")
    )
    return words, _sum(carbon, "upstream", None if lacking and not value else value)


def _leaving(carbon: ParkCarbon) -> Num:
    """What the park's streams carry to places outside [t CO2e], as a figure of the page."""
    park = carbon.snapshot.park
    leaving = [
        c
        for c in carbon.streams
        if c.kind != "bought" and c.taker in park.by_id and park.node(c.taker).kind in OUTSIDE
    ]
    value = sum(c.carried for c in leaving)
    parts = [key for c in leaving if (key := carbon.key(carried_id(c, carbon.label)))]
    figure = carbon.book.derive(
        f"leaving/{carbon.place.id}/{carbon.label}",
        Text("Rời khu trong sản phẩm", "Leaves the park in products"),
        significant(value, 10),
        "kg CO2e",
        Text("tổng các phần", "sum of the parts"),
        tuple(FigureOperand(part) for part in parts),
    )
    return num(value / 1000, "t CO2e", figure if parts else "")


def _share_words(part: float | None, whole: float) -> Text:
    share = part / whole if whole and part is not None else None
    return say("{s} của nguồn", "{s} of the sources", s=percent(share))


def _sections(carbon: ParkCarbon) -> list[Section]:
    exchanged: list[Block] = [_exchanges(carbon)] if carbon.exchanges else []
    moved = _partners(carbon)
    if moved is not None:
        exchanged.append(moved)
    exchanged.append(_sums(carbon))
    rules = Text("Trao đổi theo bốn quy tắc", "Exchanges under four rules")
    streams = Text("Các-bon trong từng dòng", "Carbon in every stream")
    found = [
        Section("rules", rules, tuple(exchanged)),
        Section("streams", streams, (_streams(carbon),)),
    ]
    gaps = missing(carbon.gaps, carbon.names.by_id)
    if gaps is not None:
        found.append(Section("records", Text("Hồ sơ", "Records"), (gaps,)))
    return found


def _usual(carbon: ParkCarbon) -> list[Under]:
    """The ways that differ in the rule of exchanges alone."""
    under = carbon.comparison.under
    return [one for one in under if one.allocation == under[0].allocation]


def _exchanges(carbon: ParkCarbon) -> Tabled:
    names, ways = carbon.names, _usual(carbon)
    rows = tuple(
        Row(
            (
                names.stream(c.stream),
                names.node(c.giver),
                names.node(c.taker),
                num(c.amount, c.unit, carbon.key(amount_id(c, carbon.label))),
                *(_carried_under(carbon, one, c) for one in ways),
            )
        )
        for c in carbon.exchanges
    )
    return Tabled(
        id="exchanges",
        heading=Text("Sản phẩm phụ mang gì, t CO₂e", "What by-products carry, t CO₂e"),
        sentence=Text(
            "Bên nhận gánh phần này; bên cho được bớt đúng phần đó.",
            "The taker carries this, and the giver is relieved of the same.",
        ),
        table=Table(
            (
                Column(Text("Sản phẩm phụ", "By-product")),
                Column(_FROM),
                Column(_TO),
                Column(_AMOUNT, right=True),
                *(Column(RULES[one.rule], right=True) for one in ways),
            ),
            rows,
        ),
    )


def _carried_under(carbon: ParkCarbon, one: Under, exchange: Carried) -> Num:
    for each in one.exchanges:
        if each.id == exchange.id:
            return _tonnes(carbon, replace(each, known=_is_ruled(one, each)), one.way)
    return bare(number(None), None)


def _is_ruled(one: Under, exchange: Carried) -> bool:
    """Whether the rule had all that it needs; without, the exchange is counted under cut-off."""
    lacking = f"exchange:{exchange.giver}/{exchange.stream}"
    gaps = one.opened.gaps if one.opened is not None else ()
    return exchange.known and all(gap.id != lacking for gap in gaps)


def _tonnes(carbon: ParkCarbon, one: Carried, way: str = "") -> Num:
    """What a stream carries [t CO2e]; '*' where a part is missing, not known where all is."""
    key = carbon.key(carried_id(one, carbon.label, way))
    if not one.known and not one.carried:
        return bare(number(None), None, key)
    tonnes = one.carried / 1000
    return bare(_starred(number(tonnes, 4), known=one.known), tonnes, key)


def _starred(digits: Text, *, known: bool) -> Text:
    return digits if known else Text(f"{digits.vi} *", f"{digits.en} *")


def _partners(carbon: ParkCarbon) -> Tabled | None:
    """Footprints of what both partners of every exchange make, under each rule."""
    ways = _usual(carbon)
    rows = tuple(
        Row(
            (
                carbon.names.product(one),
                unit_words(f"kg CO2e/{one.unit}"),
                *(_under(carbon, way, one.product) for way in ways),
                _spread(carbon, one.product, ways),
            )
        )
        for one in carbon.partners
    )
    if not rows:
        return None
    return Tabled(
        id="partners",
        heading=Text("Dấu vết của hai bên", "Footprints of both partners"),
        sentence=Text(
            "Cùng một sổ cái dưới bốn quy tắc; cột cuối là mức chênh lớn nhất.",
            "The same ledger under four rules; the last column is the greatest difference.",
        ),
        table=Table(
            (
                Column(Text("Sản phẩm", "Product")),
                Column(Text("Đơn vị", "Unit")),
                *(Column(RULES[one.rule], right=True) for one in ways),
                Column(Text("Chênh lệch", "Spread"), right=True),
            ),
            rows,
        ),
        note=Text(
            "* còn thiếu số liệu. Trao đổi chưa có giá hoặc phát thải của sản phẩm bị thay thế "
            "được tính theo quy tắc cắt.",
            "* data is missing. An exchange without a price, or without the emissions of what it "
            "displaces, is counted under cut-off.",
        ),
    )


def _under(carbon: ParkCarbon, way: Under, product: str) -> Num:
    value = way.per_unit.get(product)
    key = carbon.key(figure_id(product, carbon.label, way.way))
    return bare(_starred(number(value, 4), known=product not in way.partial), value, key)


def _spread(carbon: ParkCarbon, product: str, ways: Sequence[Under]) -> Num:
    """The greatest difference between rules, as a share of what the usual rule gives."""
    known = [
        (value, carbon.key(figure_id(product, carbon.label, way.way)))
        for way in ways
        if (value := way.per_unit.get(product)) is not None
    ]
    usual = known[0] if known else (0.0, "")
    if not usual[0]:
        return bare(number(None), None)
    greatest, least = max(known), min(known)
    spread = (greatest[0] - least[0]) / abs(usual[0])
    keys = (greatest[1], least[1], usual[1])
    if not all(keys):
        return bare(percent(spread, 1), spread)
    figure = carbon.book.derive(
        f"spread/{product}/{carbon.label}",
        Text("Mức chênh lớn nhất giữa các quy tắc", "Greatest difference between rules"),
        significant(spread, 10),
        "1",
        Text("(lớn nhất − nhỏ nhất) ÷ đang dùng", "(greatest − least) ÷ in use"),
        tuple(FigureOperand(key) for key in keys),
    )
    return bare(percent(spread, 1), spread, figure)


def _sums(carbon: ParkCarbon) -> Tabled:
    rows = []
    for one in carbon.comparison.under:
        shown = [_of_way(carbon, one, part) for part in ("sources", "leaving", "credit")]
        rows.append(
            Row((way_name(one.rule, one.allocation), *shown, _of_way(carbon, one, "difference")))
        )
    proven = carbon.comparison.proven
    return Tabled(
        id="sums",
        heading=Text("Tổng dưới mọi quy tắc, t CO₂e", "Sums under every rule, t CO₂e"),
        sentence=Text(
            "Tổng được chứng minh: rời đi + khấu trừ = nguồn, dưới mọi quy tắc.",
            "The sums are proven: leaving + credit = sources, under every rule.",
        )
        if proven
        else Text("Tổng KHÔNG khớp.", "The sums do NOT agree."),
        table=Table(
            (
                Column(Text("Quy tắc", "Rule")),
                Column(Text("Nguồn", "Sources"), right=True),
                Column(Text("Rời đi", "Leaving"), right=True),
                Column(Text("Khấu trừ", "Credit"), right=True),
                Column(Text("Chênh lệch, kg", "Difference, kg"), right=True),
            ),
            tuple(rows),
        ),
    )


def _of_way(carbon: ParkCarbon, one: Under, part: str) -> Num:
    """A sum under a rule [t CO2e]; the difference in kg, and nothing where it is rounding."""
    value: float | None = getattr(one.sums, part) if one.sums else None
    key = carbon.key(sum_id(part, carbon.label, one.way))
    if value is None:
        return bare(number(None), None, key)
    if part != "difference":
        return bare(number(value / 1000, 8), value, key)
    return bare(number(0.0 if one.agrees else value, 2), value, key)


def _streams(carbon: ParkCarbon) -> Tabled:
    names, every = carbon.names, carbon.streams
    rows = tuple(
        Row(
            (
                names.stream(c.stream),
                names.node(c.giver),
                names.node(c.taker),
                num(c.amount, c.unit, carbon.key(amount_id(c, carbon.label))),
                _tonnes(carbon, c),
                _per_unit(carbon, c),
            )
        )
        for c in every[:_MOST]
    )
    hidden = len(every) - len(rows)
    return Tabled(
        id="stream-table",
        heading=Text("Các dòng, lớn nhất trước", "Streams, the greatest first"),
        sentence=say(
            "Còn {n} dòng nhỏ hơn không hiện ở đây.",
            "{n} smaller streams are not shown here.",
            n=str(hidden),
        )
        if hidden > 0
        else None,
        table=Table(
            (
                Column(Text("Dòng", "Stream")),
                Column(_FROM),
                Column(_TO),
                Column(_AMOUNT, right=True),
                Column(_TONNES, right=True),
                Column(Text("Trên một đơn vị", "Per unit"), right=True),
            ),
            rows,
        ),
    )


def _per_unit(carbon: ParkCarbon, one: Carried) -> Num:
    """What a unit of a stream carries, in its ledger unit."""
    unknown = not one.amount or (not one.known and not one.carried)
    value = None if unknown else one.carried / one.amount
    stream, unit = carbon.key(carried_id(one, carbon.label)), f"kg CO2e/{one.unit}"
    if value is None or not stream:
        return Num(number(value, 3), unit_words(unit), value)
    figure = carbon.book.derive(
        f"per-unit/{one.id}/{carbon.label}",
        Text("Các-bon trên một đơn vị của dòng", "Carbon per unit of the stream"),
        significant(value, 10),
        unit,
        Text("các-bon của dòng ÷ lượng", "carbon of the stream ÷ amount"),
        (FigureOperand(stream), FigureOperand(amount_id(one, carbon.label))),
    )
    return Num(number(value, 3), unit_words(unit), value, figure)
