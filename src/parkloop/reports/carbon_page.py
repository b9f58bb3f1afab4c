"""The page of a park's carbon: what every stream carries, and what each rule of exchange moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parkloop.analyses.tracing.comparing import Comparison, Under
from parkloop.analyses.tracing.model import Carried, Tracing
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import OUTSIDE, Node, NodeKind
from parkloop.provenance import Gap, Result
from parkloop.reports.footprint_names import RULES, Names, way_name
from parkloop.reports.numbers import number, percent
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
from parkloop.texts import Text, same_in_both

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

    @property
    def streams(self) -> list[Carried]:
        """What is handed inside or leaves, the greatest first; what is bought stands apart."""
        return sorted(
            self.result.value.carried, key=lambda c: (-abs(c.carried), c.stream, c.giver, c.taker)
        )

    @property
    def exchanges(self) -> list[Carried]:
        return [c for c in self.streams if c.kind == "exchange"]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing behind anything that is made or done here."""
        behind = {gap for one in self.result.value.footprints for gap in one.gaps}
        return tuple(gap for gap in self.result.gaps if gap.id in behind)


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
            num(sums.sources / 1000, "t CO2e"),
            mark,
            words,
            (
                (Text("tại chỗ", "own"), num(sums.own / 1000, "t CO2e")),
                (Text("năng lượng mua", "energy bought"), num(sums.energy / 1000, "t CO2e")),
                (Text("thượng nguồn", "upstream"), num(sums.upstream / 1000, "t CO2e")),
            ),
        ),
        Card(
            Text("Rời khu trong sản phẩm", "Leaves the park in products"),
            num(outside / 1000, "t CO2e"),
            mark,
            words,
            ((_share_words(outside, sums.sources), None),),
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


def _leaving(carbon: ParkCarbon) -> float:
    park = carbon.snapshot.park
    return sum(
        c.carried
        for c in carbon.streams
        if c.kind != "bought" and c.taker in park.by_id and park.node(c.taker).kind in OUTSIDE
    )


def _share_words(part: float, whole: float) -> Text:
    return say("{s} của nguồn", "{s} of the sources", s=percent(part / whole if whole else None))


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
    gaps = missing(carbon.gaps)
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
                num(c.amount, c.unit),
                *(_carried_under(one, c) for one in ways),
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


def _carried_under(one: Under, exchange: Carried) -> Num:
    same = (exchange.stream, exchange.giver, exchange.taker)
    for each in one.exchanges:
        if (each.stream, each.giver, each.taker) == same:
            digits = number(each.carried / 1000, 4)
            return bare(_starred(digits, known=each.known), each.carried / 1000)
    return bare(number(None), None)


def _starred(digits: Text, *, known: bool) -> Text:
    return digits if known else Text(f"{digits.vi} *", f"{digits.en} *")


def _partners(carbon: ParkCarbon) -> Tabled | None:
    """Footprints of what both partners of every exchange make, under each rule."""
    park, ways = carbon.snapshot.park, _usual(carbon)
    ends = {end for c in carbon.exchanges for end in (c.giver, c.taker) if end in park.by_id}
    partners = {park.owner(end, NodeKind.ENTERPRISE) for end in ends} - {""}
    made = [f for f in carbon.result.value.footprints if f.owner in partners]
    rows = tuple(
        Row(
            (
                carbon.names.product(one),
                same_in_both(f"kg CO₂e/{one.unit}"),
                *(_under(way, one.product) for way in ways),
                bare(_spread([way.per_unit.get(one.product) for way in ways]), None),
            )
        )
        for one in made
        if one.stream and not one.product.endswith("/service")
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


def _under(way: Under, product: str) -> Num:
    value = way.per_unit.get(product)
    return bare(_starred(number(value, 4), known=product not in way.partial), value)


def _spread(values: Sequence[float | None]) -> Text:
    known = [value for value in values if value is not None]
    if not known or not known[0]:
        return number(None)
    return percent((max(known) - min(known)) / abs(known[0]), 1)


def _sums(carbon: ParkCarbon) -> Tabled:
    rows = []
    for one in carbon.comparison.under:
        sums = one.sums
        parts = (sums.sources, sums.leaving, sums.credit) if sums else (None, None, None)
        rows.append(
            Row(
                (
                    way_name(one.rule, one.allocation),
                    *(
                        bare(number(None if part is None else part / 1000, 8), part)
                        for part in parts
                    ),
                    bare(same_in_both(f"{sums.difference:.0e}" if sums else "—"), None),
                )
            )
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


def _streams(carbon: ParkCarbon) -> Tabled:
    names, every = carbon.names, carbon.streams
    rows = tuple(
        Row(
            (
                names.stream(c.stream),
                names.node(c.giver),
                names.node(c.taker),
                num(c.amount, c.unit),
                bare(_starred(number(c.carried / 1000, 4), known=c.known), c.carried / 1000),
                bare(number(c.carried / c.amount if c.amount else None, 3), None),
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
                Column(Text("kg CO₂e/đơn vị sổ cái", "kg CO₂e/ledger unit"), right=True),
            ),
            rows,
        ),
    )
