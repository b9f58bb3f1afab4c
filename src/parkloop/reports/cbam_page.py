"""The page of goods under the border mechanism: own figure, default with mark-up, the saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parkloop.analyses.cbam.model import Cbam, GoodFigure
from parkloop.catalog.catalog import Catalog
from parkloop.findings import in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import Node
from parkloop.provenance import Result
from parkloop.reports import charts
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.footprint_names import Names, small
from parkloop.reports.numbers import exact, number, percent
from parkloop.reports.parts import (
    Block,
    Card,
    Chart,
    Column,
    Items,
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
from parkloop.reports.records import finding_item, missing
from parkloop.reports.words import say
from parkloop.texts import Text, same_in_both

_PER_TONNE: Final = Text("t CO₂e/t", "t CO₂e/t")
_PRODUCT: Final = Text("Sản phẩm", "Product")
_OWN: Final = Text("Số liệu của bạn", "Own data")
_DEFAULT: Final = Text("Mặc định đã tăng", "Default with mark-up")
#: How many numbers of the catalog stand behind a good that nobody has compared.
_UNVERIFIED: Final = "⚠"


@dataclass(frozen=True)
class Border:
    """Goods of one installation, in one year of data and one of import."""

    place: Node
    result: Result[Cbam]
    snapshot: Snapshot
    catalog: Catalog
    label: str

    @property
    def names(self) -> Names:
        return Names(self.snapshot.park, self.catalog)

    @property
    def year(self) -> str:
        """The year of import."""
        return str(self.result.value.year)

    @property
    def goods(self) -> tuple[GoodFigure, ...]:
        """Those of the place; of a park or zone, all."""
        inside = self.snapshot.park.below(self.place.id) | {self.place.id}
        return tuple(one for one in self.result.value.goods if one.installation in inside)

    def key(self, one: GoodFigure, part: str) -> str:
        return f"cbam/{one.product}/{self.year}/{part}"

    @property
    def book(self) -> FigureBook:
        book = FigureBook(self.snapshot, self.catalog)
        book.take(self.result, self.year)
        return book


def cbam_view(border: Border) -> View:
    """The page of one place in one year."""
    goods = border.goods
    return View(
        id=f"cbam.{border.place.id}.{border.label}.{border.year}",
        place=border.place.id,
        place_name=border.place.name,
        year=border.label,
        depth=1,
        title=_title(border),
        kicker=say(
            "CBAM · số liệu {y}, nhập vào EU năm {i}",
            "CBAM · data of {y}, import into the EU in {i}",
            y=border.label,
            i=border.year,
        ),
        lead=_lead(border),
        band=None,
        cards=_cards(border) if goods else (),
        sections=tuple(_sections(border)),
    )


def _lead(border: Border) -> Text:
    """What is shown; and, where nobody compared the values, that none may pass for checked."""
    said = Text(
        "Phát thải hàm chứa theo số liệu của bạn, giá trị mặc định của EU đã cộng mức tăng, và "
        "phần số liệu riêng giảm được.",
        "Emissions embedded by your own data, the EU's default with its mark-up, and what own "
        "data save.",
    )
    if not any(f.rule == "CBM-01" for f in border.result.findings):
        return said
    return say(
        "{s} Giá trị CBAM chưa được đối chiếu với văn bản gốc (⚠): hãy đối chiếu trước khi khai "
        "báo.",
        "{s} The CBAM values were not compared with their document (⚠): compare them before you "
        "declare anything.",
        s=said,
    )


def _title(border: Border) -> Text:
    goods = border.goods
    if not goods:
        return say(
            "Chưa biết sản phẩm nào của {p} thuộc CBAM",
            "No product of {p} is known to be under CBAM",
            p=border.place.name,
        )
    known = [one for one in goods if one.saved is not None]
    if not known:
        return say(
            "{n} sản phẩm của {p} thuộc CBAM",
            "{n} products of {p} are under CBAM",
            n=str(len(goods)),
            p=border.place.name,
        )
    best = max(known, key=lambda one: one.saved or 0.0)
    if (best.saved or 0.0) > 0:
        return say(
            "Số liệu riêng giảm {v}\u00a0t\u00a0CO₂e mỗi tấn {g}",
            "Own data save {v}\u00a0t\u00a0CO₂e per tonne of {g}",
            v=number(best.saved, 3),
            g=small(best.good.name),
        )
    return say(
        "Giá trị mặc định thấp hơn số liệu riêng của {g}",
        "The default is below the own figure of {g}",
        g=small(best.good.name),
    )


def _cards(border: Border) -> tuple[Card, ...]:
    goods = border.goods
    partial = any(one.gaps for one in goods)
    mark = "partial" if partial else "complete"
    words = Text("còn thiếu", "partial") if partial else Text("đầy đủ", "complete")
    cards = [
        Card(Text("Sản phẩm thuộc CBAM", "Goods under CBAM"), count(len(goods)), mark, words),
    ]
    first = max(goods, key=lambda one: one.made)
    cards.append(
        Card(
            border.names.product_id(first.product),
            Num(number(first.counted, 4), _PER_TONNE, first.counted, border.key(first, "own")),
            "partial" if first.gaps else "complete",
            Text("còn thiếu", "partial") if first.gaps else Text("đầy đủ", "complete"),
            ((same_in_both(f"CN {first.cn}"), None), (_made(first), None)),
        )
    )
    cards.append(
        Card(
            _DEFAULT,
            Num(
                number(first.marked_up, 4),
                _PER_TONNE,
                first.marked_up,
                border.key(first, "default"),
            ),
            "partial",
            _verified_words(first),
            (
                (
                    say("mức tăng {m}", "mark-up {m}", m=percent(first.markup)),
                    None,
                ),
            ),
        )
    )
    cards.append(
        Card(
            Text("Số liệu riêng giảm được", "Own data save"),
            Num(number(first.saved, 4), _PER_TONNE, first.saved),
            "partial" if first.saved is None else "complete",
            same_in_both(border.year),
        )
    )
    return tuple(cards)


def _made(one: GoodFigure) -> Text:
    return say("{v} t sản xuất", "{v} t made", v=number(one.made, 4))


def _verified_words(one: GoodFigure) -> Text:
    if one.default is None:
        return Text("không có trong danh mục", "not in the catalog")
    if one.default.verified:
        return Text("đã đối chiếu", "compared")
    return Text("⚠ chưa đối chiếu", "⚠ not compared")


def _sections(border: Border) -> list[Section]:
    blocks: list[Block] = []
    if border.goods:
        comparison = _comparison(border)
        blocks = [block for block in (comparison, _table(border)) if block is not None]
    found = []
    if blocks:
        found.append(
            Section("goods", Text("Sản phẩm theo mã CN", "Goods by CN code"), tuple(blocks))
        )
    if border.result.value.precursors:
        found.append(
            Section(
                "precursors",
                Text("Tiền chất mua ngoài", "Precursors bought outside"),
                (_precursors(border),),
            )
        )
    lacking = missing(border.result.gaps, border.names.by_id)
    records: list[Block] = [b for b in (lacking, _findings(border)) if b is not None]
    if records:
        found.append(Section("records", Text("Hồ sơ", "Records"), tuple(records)))
    return found


def _comparison(border: Border) -> Chart | None:
    """Own figure and default of every good, side by side."""
    rows: list[charts.Ranked] = []
    for one in border.goods:
        name = border.names.product_id(one.product)
        for value, what, token, pattern, part in (
            (one.counted, _OWN, "products", "", "own"),
            (one.marked_up, _DEFAULT, "emissions", "hatched", "default"),
        ):
            if value is not None:
                label = Text(f"{name.vi}: {what.vi.lower()}", f"{name.en}: {what.en.lower()}")
                rows.append(
                    charts.Ranked(
                        label=label,
                        value=value,
                        token=token,
                        said=number(value, 3),
                        tip=say("{l}\n{v} t CO₂e/t", "{l}\n{v} t CO₂e/t", l=label, v=exact(value)),
                        figure=border.key(one, part),
                        pattern=pattern,
                    )
                )
    if not rows:
        return None
    drawn = charts.ranked_bars(rows, label_width=280)
    table = Table(
        (Column(_PRODUCT), Column(_PER_TONNE, right=True)),
        tuple(Row((row.label, bare(row.said, row.value, row.figure))) for row in rows),
    )
    return Chart(
        id="chart-cbam",
        heading=Text(
            "Số liệu riêng và giá trị mặc định, t CO₂e/t", "Own data and default, t CO₂e/t"
        ),
        sentence=Text(
            "Vạch chéo là giá trị thay cho số liệu của bạn khi bạn không nộp số riêng.",
            "Hatched is what stands in the place of your data if you hand none in.",
        ),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=table,
    )


def _table(border: Border) -> Tabled:
    heads: Sequence[tuple[Text, bool]] = (
        (_PRODUCT, False),
        (same_in_both("CN"), False),
        (Text("Trực tiếp", "Direct"), True),
        (Text("Gián tiếp", "Indirect"), True),
        (Text("Được tính", "Counted"), True),
        (Text("Mặc định", "Default"), True),
        (Text("Mức tăng", "Mark-up"), True),
        (_DEFAULT, True),
        (Text("Giảm được", "Saved"), True),
    )
    return Tabled(
        id="goods-table",
        heading=Text("Từng sản phẩm, t CO₂e/t", "Good by good, t CO₂e/t"),
        sentence=Text(
            "Số trong ngoặc không được tính; * còn thiếu số liệu; ⚠ chưa đối chiếu.",
            "Numbers in brackets do not count; * data is missing; ⚠ not compared.",
        ),
        table=Table(
            tuple(Column(head, right=right) for head, right in heads),
            tuple(_row(border, one) for one in border.goods),
        ),
    )


def _row(border: Border, one: GoodFigure) -> Row:
    own, default = border.key(one, "own"), border.key(one, "default")
    mark = f" {_UNVERIFIED}" if one.default is not None and not one.default.verified else ""
    indirect = number(one.indirect, 3)
    if not one.good.indirect:
        indirect = Text(f"({indirect.vi})", f"({indirect.en})")
    star = " *" if one.gaps else ""
    return Row(
        (
            border.names.product_id(one.product),
            same_in_both(one.cn),
            bare(number(one.direct, 4), one.direct, own),
            bare(indirect, one.indirect),
            bare(_marked(number(one.counted, 4), star), one.counted, own),
            bare(_marked(number(one.default_counted, 4), mark), one.default_counted),
            bare(percent(one.markup), one.markup),
            bare(_marked(number(one.marked_up, 4), mark), one.marked_up, default),
            bare(number(one.saved, 4), one.saved),
        )
    )


def _marked(text: Text, mark: str) -> Text:
    return Text(text.vi + mark, text.en + mark)


def _precursors(border: Border) -> Tabled:
    names = border.names
    rows = tuple(
        Row(
            (
                names.stream(one.flow.stream),
                names.node(one.flow.from_node),
                names.node(one.flow.to_node),
                num(one.tonnes * 1000, "kg"),
                bare(number(one.direct, 4), one.direct),
                Text("số của nhà cung cấp", "supplier's figure")
                if one.basis == "supplier"
                else say("mặc định {b}", "default {b}", b=same_in_both(one.basis)),
            )
        )
        for one in border.result.value.precursors
    )
    return Tabled(
        id="precursor-table",
        heading=Text("Phát thải đi vào cùng tiền chất", "Emissions that precursors bring in"),
        sentence=None,
        table=Table(
            (
                Column(Text("Tiền chất", "Precursor")),
                Column(Text("Nhà cung cấp", "Supplier")),
                Column(Text("Nơi dùng", "Used at")),
                Column(Text("Khối lượng", "Mass"), right=True),
                Column(_PER_TONNE, right=True),
                Column(Text("Căn cứ", "Basis")),
            ),
            rows,
        ),
    )


def _findings(border: Border) -> Items | None:
    found = in_order(f for f in border.result.findings if f.rule.startswith(("CBM", "TRC")))
    if not found:
        return None
    return Items(
        id="findings",
        heading=Text("Điều cần biết", "What to know"),
        sentence=say(
            "{n} phát hiện.",
            "{n} findings." if len(found) > 1 else "One finding.",
            n=str(len(found)),
        ),
        items=tuple(finding_item(each) for each in found),
    )
