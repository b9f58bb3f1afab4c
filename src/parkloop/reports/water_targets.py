"""Water targets as a page: least fresh water by case and by group of plants, and the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parkloop.analyses.balances import SankeyLink
from parkloop.analyses.water_targets.model import (
    FRESH,
    WASTE,
    WaterLink,
    WaterNetwork,
    WaterTargets,
)
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.exchange_facts import WaterLimit
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import Park
from parkloop.provenance import Result
from parkloop.reports.charts import Ranked, ranked_bars
from parkloop.reports.figurebook import FigureBook, Home
from parkloop.reports.numbers import number
from parkloop.reports.parts import (
    Block,
    Card,
    Chart,
    Column,
    Num,
    Row,
    Section,
    Table,
    Tabled,
    View,
    bare,
)
from parkloop.reports.sankey import BandWords, drawing, plain, sankey, throughput
from parkloop.reports.words import say
from parkloop.texts import Text, same_in_both

_FLOW = same_in_both("t/h")
_CASES = {
    "park": Text("Dùng lại trong cả khu", "Reuse over the whole park"),
    "regenerated": Text("Có xử lý tái sinh", "With the treatment"),
    "least-crossing": Text("Ít nước liên nhà máy nhất", "Least water between plants"),
    "fewest-pipes": Text("Ít đường ống nhất", "Fewest pipes"),
}
_ENDS = {
    FRESH: Text("Nước sạch", "Fresh water"),
    WASTE: Text("Nước thải", "Waste water"),
}
_PARAMETERS = {
    "conductivity": Text("độ dẫn điện", "conductivity"),
    "silica": Text("silic", "silica"),
    "hardness": Text("độ cứng", "hardness"),
    "turbidity": Text("độ đục", "turbidity"),
    "chloride": Text("clorua", "chloride"),
}


@dataclass(frozen=True)
class WaterPage:
    """The view with the book behind its numbers."""

    view: View
    book: FigureBook


def water_page(result: Result[WaterTargets], catalog: Catalog, name: Text) -> WaterPage:
    """Everything that is said of the water of one table; ``name`` is whose it is."""
    book = FigureBook(Ledger.empty(Park(name, ())).snapshot(), catalog)
    return WaterPage(_Page(result, catalog, book, book.take(result, "now"), name).view(), book)


@dataclass(frozen=True)
class _Page:
    result: Result[WaterTargets]
    catalog: Catalog
    book: FigureBook
    home: Home
    name: Text

    @property
    def value(self) -> WaterTargets:
        return self.result.value

    def key(self, figure: str) -> str:
        return self.home.keys.get(figure, "")

    def flow(self, value: float, figure: str) -> Num:
        return Num(number(value, 5), _FLOW, value, self.key(figure))

    def cases(self) -> list[tuple[str, WaterNetwork]]:
        found = (
            ("park", self.value.park),
            ("regenerated", self.value.regenerated),
            ("least-crossing", self.value.least_crossing),
            ("fewest-pipes", self.value.fewest_pipes),
        )
        return [(case, network) for case, network in found if network is not None]

    def view(self) -> View:
        blocks: tuple[Block | None, ...] = (
            self.case_chart(),
            self.group_chart(),
            self.network_chart(),
            self.link_table(),
            self.class_table(),
        )
        return View(
            id="water",
            place="water",
            place_name=self.name,
            year="",
            depth=0,
            title=self.title(),
            kicker=say("Mục tiêu nước · {n}", "Water targets · {n}", n=self.name),
            lead=None,
            band=None,
            cards=self.cards(),
            sections=(
                Section(
                    "part-water",
                    Text("Nước đi đâu", "Where water goes"),
                    tuple(block for block in blocks if block is not None),
                ),
            ),
        )

    def title(self) -> Text:
        fresh, alone = self.value.park.fresh, self.value.alone
        if alone:
            return say(
                "Chỉ cần {f} t/h nước sạch thay vì {a} t/h",
                "{f} t/h of fresh water are enough instead of {a} t/h",
                f=number(fresh, 5),
                a=number(alone, 5),
            )
        return say(
            "Cần ít nhất {f} t/h nước sạch; {w} t/h thành nước thải",
            "At least {f} t/h of fresh water are needed; {w} t/h become waste water",
            f=number(fresh, 5),
            w=number(self.value.park.waste, 5),
        )

    def cards(self) -> tuple[Card, ...]:
        proved = Text("đã chứng minh", "proved")
        given = Text("theo bảng", "as the table says")
        park = self.value.park
        rows = [
            (
                Text("Nước sạch ít nhất", "Least fresh water"),
                park.fresh,
                "water/park/fresh",
                proved,
            ),
            (Text("Cận dưới", "Lower bound"), park.bound, "water/park/bound", proved),
            (Text("Nước thải", "Waste water"), park.waste, "water/park/waste", proved),
        ]
        if self.value.alone is not None:
            alone = Text("Không dùng lại", "Without reuse")
            rows.insert(0, (alone, self.value.alone, "water/park/alone", given))
        if len(self.value.coalitions) > 1:
            crossing = Text("Nước liên nhà máy", "Water between plants")
            rows.append((crossing, park.crossing, "water/park/crossing", given))
        return tuple(
            Card(words, self.flow(value, figure), "complete", mark)
            for words, value, figure, mark in rows
        )

    def case_chart(self) -> Chart:
        rows = [
            (_CASES[case], network.fresh, f"water/{case}/fresh") for case, network in self.cases()
        ]
        if self.value.alone is not None:
            alone = Text("Không dùng lại", "Without reuse")
            rows.insert(0, (alone, self.value.alone, "water/park/alone"))
        best = min(rows, key=lambda row: row[1])
        return self.bars(
            "cases",
            Text("Nước sạch theo phương án, t/h", "Fresh water by case, t/h"),
            say("Ít nhất: {c}, {v} t/h.", "Least: {c}, {v} t/h.", c=best[0], v=number(best[1], 5)),
            rows,
        )

    def group_chart(self) -> Chart | None:
        groups = self.value.coalitions
        if len(groups) < 2:
            return None
        rows = [
            (same_in_both(group.replace("+", " + ")), fresh, f"water/group/{group}")
            for group, fresh in groups.items()
        ]
        apart = sum(fresh for group, fresh in groups.items() if "+" not in group)
        saved = apart - self.value.park.fresh
        return self.bars(
            "groups",
            Text("Theo nhóm nhà máy, t/h", "By group of plants, t/h"),
            say(
                "Cùng nhau, các nhà máy cần ít hơn {s} t/h so với từng nhà máy riêng.",
                "Together the plants need {s} t/h less than each by itself.",
                s=number(saved, 4),
            ),
            rows,
        )

    def bars(
        self, name: str, heading: Text, sentence: Text, rows: Sequence[tuple[Text, float, str]]
    ) -> Chart:
        drawn = ranked_bars(
            [
                Ranked(
                    label=words,
                    value=value,
                    token="fresh-water",
                    said=number(value, 5),
                    tip=say("{w}: {v} t/h", "{w}: {v} t/h", w=words, v=number(value, 5)),
                    figure=self.key(figure),
                )
                for words, value, figure in rows
            ]
        )
        return Chart(
            id=f"water-{name}",
            heading=heading,
            sentence=sentence,
            option=drawn.option,
            narrow=drawn.narrow,
            height=drawn.height,
            table=Table(
                (Column(Text("Phương án", "Case")), Column(_FLOW, right=True)),
                tuple(
                    Row((words, bare(number(value, 6), value, self.key(figure))))
                    for words, value, figure in rows
                ),
            ),
            size="half",
        )

    def place(self, node: str) -> Text:
        return _ENDS.get(node) or same_in_both(node)

    def network_chart(self) -> Chart | None:
        links = self.value.park.links
        if not links:
            return None
        ready = drawing(
            tuple(SankeyLink(k.origin, k.target, _name(k), "water", k.flow, "", 1) for k in links),
            frozenset(_ENDS),
        )
        passing = throughput(ready.bands)
        fresh = self.key("water/park/fresh")
        drawn = sankey(
            ready,
            BandWords(
                names={plain(node): self.place(plain(node)) for node in passing},
                tokens=[_token(band.link.source, band.link.target) for band in ready.bands],
                tips=[
                    say(
                        "{a} → {b}\n{v} t/h",
                        "{a} → {b}\n{v} t/h",
                        a=self.place(band.link.source),
                        b=self.place(band.link.target),
                        v=number(band.value, 5),
                    )
                    for band in ready.bands
                ],
                amounts={
                    node: say("{v} t/h", "{v} t/h", v=number(value, 4))
                    for node, value in passing.items()
                },
                figures=[fresh] * len(ready.bands),
            ),
        )
        return Chart(
            id="water-network",
            heading=Text("Mạng nước, t/h", "The network of water, t/h"),
            sentence=say(
                "{n} đường nước; nước sạch vào {f}, nước thải ra {w} t/h.",
                "{n} flows; {f} of fresh water in, {w} t/h of waste water out.",
                n=str(len(links)),
                f=number(self.value.park.fresh, 5),
                w=number(self.value.park.waste, 5),
            ),
            option=drawn.option,
            narrow=drawn.narrow,
            height=drawn.height,
            wide=True,
            table=self.links(),
        )

    def links(self) -> Table:
        return Table(
            (
                Column(Text("Từ", "From")),
                Column(Text("Đến", "To")),
                Column(_FLOW, right=True),
                Column(same_in_both("mg/l"), right=True),
            ),
            tuple(
                Row(
                    (
                        self.place(k.origin),
                        self.place(k.target),
                        bare(number(k.flow, 5), k.flow, self.key("water/park/fresh")),
                        bare(number(k.quality, 4), k.quality),
                    )
                )
                for k in self.value.park.links
            ),
        )

    def link_table(self) -> Tabled:
        return Tabled(
            id="water-links",
            heading=Text("Danh sách đường nước", "List of flows"),
            sentence=None,
            table=self.links(),
            folded=True,
        )

    def class_table(self) -> Tabled:
        """The classes of the catalog, so that a limit can be read as a class."""
        classes = self.catalog.exchanges.water_classes.values()
        return Tabled(
            id="water-classes",
            heading=Text("Các lớp chất lượng nước", "Quality classes of water"),
            sentence=Text(
                "Nước của một lớp dùng được cho mọi lớp dưới nó; giới hạn theo danh mục, chưa đối "
                "chiếu với văn bản.",
                "Water of a class serves every class below it; limits as in the catalog, not "
                "compared with their documents.",
            ),
            table=Table(
                (
                    Column(Text("Lớp", "Class")),
                    Column(Text("Nước", "Water")),
                    Column(Text("Dùng cho", "For")),
                    Column(Text("Giới hạn (chặt–rộng)", "Limits (strict–loose)")),
                ),
                tuple(Row((same_in_both(c.id), c.name, c.use, _limits(c.limits))) for c in classes),
            ),
            folded=True,
        )


def _name(link: WaterLink) -> str:
    return f"{link.origin}>{link.target}"


def _token(origin: str, target: str) -> str:
    if origin == FRESH:
        return "fresh-water"
    return "wastewater" if target == WASTE else "cooling"


def _limits(limits: Sequence[WaterLimit], words: Mapping[str, Text] = _PARAMETERS) -> Text:
    said = [
        say(
            "{p} {a}–{b} {u}",
            "{p} {a}–{b} {u}",
            p=words.get(limit.parameter, same_in_both(limit.parameter)),
            a=number(limit.strict, 4),
            b=number(limit.loose, 4),
            u=limit.unit,
        )
        for limit in limits
    ]
    return Text("; ".join(s.vi for s in said) or "—", "; ".join(s.en for s in said) or "—")
