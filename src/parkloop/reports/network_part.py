"""What a network of exchanges means for one enterprise: its own numbers and nobody else's.

A partner is called as the site allows (its industry, unless it agreed to more). Of a link an
enterprise sees what it sends or receives, its own gain, the price at which it gains nothing, and
what would be paid; not what the partner gains, can pay or needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parkloop.analyses.symbiosis.network.results import ChosenLink, PlayerGain
from parkloop.provenance import EntriesOperand, Figure, FigureOperand, ParameterOperand
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.network_reading import RULE_WORDS, NetworkReading
from parkloop.reports.numbers import number, unit_words
from parkloop.reports.parts import Card, Column, Num, Row, Section, Table, Tabled, View, bare
from parkloop.reports.words import say, word
from parkloop.texts import Text

_GIVES, _TAKES = Text("Bạn giao", "You give"), Text("Bạn nhận", "You receive")


@dataclass(frozen=True)
class OwnPart:
    """The view for one enterprise, with a book that holds its own figures only."""

    view: View
    book: FigureBook


def own_part(
    reading: NetworkReading, enterprise: str, partners: Mapping[str, Text]
) -> OwnPart | None:
    """The part of an enterprise; ``partners`` are names as this enterprise may see them.

    None where it has no link in the network.
    """
    gain = next((g for g in reading.network.gains if g.player == enterprise), None)
    links = [k for k in reading.network.links if enterprise in (k.giver, k.taker)]
    if gain is None or not links:
        return None
    return _Part(reading, enterprise, partners, gain, links).made()


class _Part:
    def __init__(
        self,
        reading: NetworkReading,
        enterprise: str,
        partners: Mapping[str, Text],
        gain: PlayerGain,
        links: list[ChosenLink],
    ) -> None:
        self.reading = reading
        self.enterprise = enterprise
        self.partners = partners
        self.gain = gain
        self.links = links
        self.book = FigureBook(reading.snapshot, reading.catalog)
        self.unit = f"{reading.network.money}/year"

    def made(self) -> OwnPart:
        gains = {link.id: self._gain(link) for link in self.links}
        own = self.book.derive(
            "own",
            Text("Lợi ích của bạn trước thanh toán", "Your gain before payments"),
            self.gain.own,
            self.unit,
            Text("cộng các liên kết của bạn", "sum of your links"),
            tuple(FigureOperand(key) for key in gains.values()),
        )
        view = View(
            id="part",
            place=self.enterprise,
            place_name=self.reading.name(self.enterprise),
            year=self.reading.label,
            depth=0,
            title=self._title(),
            kicker=say(
                "Mạng trao đổi đề xuất {y} · phần của {p}",
                "Proposed network {y} · the part of {p}",
                y=self.reading.label,
                p=self.reading.name(self.enterprise),
            ),
            lead=Text(
                "Chỉ có số của chính bạn ở đây; đối tác được giấu tên khi chưa đồng ý.",
                "Only your own numbers stand here; partners stay unnamed until they agree.",
            ),
            band=self.reading.band,
            cards=self._cards(own),
            sections=(
                Section(
                    "part-links",
                    Text("Các trao đổi của bạn", "Your exchanges"),
                    (self._links(gains),),
                ),
            ),
        )
        return OwnPart(view, self.book)

    def _title(self) -> Text:
        best = max(self.gain.shares.values(), default=self.gain.own)
        return say(
            "{n} trao đổi có thể đem lại cho bạn tới {m}",
            "{n} exchanges could bring you up to {m}",
            n=str(len(self.links)),
            m=self.reading.money_words(best),
        )

    def _cards(self, own: str) -> tuple[Card, ...]:
        before = Card(
            label=Text("Trước thanh toán", "Before payments"),
            num=self.reading.money(self.gain.own, own),
            mark="complete",
            mark_words=Text("mỗi năm", "a year"),
        )
        shared = [
            Card(
                label=word(RULE_WORDS, rule),
                num=self.reading.money(value, self._share(rule, value)),
                mark="complete",
                mark_words=Text("nếu chia theo cách này", "if shared by this rule"),
            )
            for rule, value in self.gain.shares.items()
            if rule != "stand-alone"
        ]
        return (before, *shared)

    def _share(self, rule: str, value: float) -> str:
        return self.book.derive(
            f"share/{rule}",
            say("Phần của bạn: {r}", "Your share: {r}", r=word(RULE_WORDS, rule)),
            value,
            self.unit,
            say(
                "lợi ích của cả mạng chia theo {r}; số của bên khác không được nêu",
                "the gain of the whole network shared by {r}; others' numbers are not told",
                r=word(RULE_WORDS, rule),
            ),
        )

    def _links(self, gains: Mapping[str, str]) -> Tabled:
        money = self.reading.network.money.partition("@")[0]
        return Tabled(
            id="own-links",
            heading=Text("Bạn trao đổi gì", "What you exchange"),
            sentence=Text(
                "Giá hòa vốn là giá mà tại đó trao đổi không lợi cũng không thiệt cho bạn.",
                "At the break-even price the exchange neither gains nor costs you anything.",
            ),
            table=Table(
                (
                    Column(Text("Trao đổi", "Exchange")),
                    Column(Text("Đối tác", "Partner")),
                    Column(Text("Lượng/năm", "Amount a year"), right=True),
                    Column(
                        say("Lợi ích của bạn, {u}", "Your gain, {u}", u=self.reading.money_unit),
                        right=True,
                    ),
                    Column(say("Giá hòa vốn, {m}", "Break-even price, {m}", m=money), right=True),
                    Column(say("Giá đề xuất, {m}", "Proposed price, {m}", m=money), right=True),
                ),
                tuple(self._row(link, gains[link.id]) for link in self.links),
            ),
        )

    def _row(self, link: ChosenLink, gain: str) -> Row:
        gives = link.giver == self.enterprise
        partner = link.taker if gives else link.giver
        what = self.reading.stream_name(link.offer if gives else link.need)
        side = _GIVES if gives else _TAKES
        amount, unit = (link.sent, link.unit) if gives else (link.replaced, link.need_unit)
        return Row(
            (
                Text(f"{side.vi}: {what.vi}", f"{side.en}: {what.en}"),
                self.partners.get(partner, Text("Một doanh nghiệp", "An enterprise")),
                Num(number(amount, 4), unit_words(unit), amount, self._amount(link)),
                self.reading.bare_money(self.book.figures[gain].value, gain),
                self._price(link, "break-even", link.low if gives else link.high),
                self._price(link, "proposed", self._proposed(link)),
            )
        )

    def _amount(self, link: ChosenLink) -> str:
        """What is sent or replaced, with the enterprise's own entries behind it."""
        gives = link.giver == self.enterprise
        sent: Figure = self.reading.result.figures[f"{link.figure}/sent"]
        own = tuple(
            operand
            for operand in sent.operands
            if isinstance(operand, EntriesOperand | ParameterOperand)
            and operand.symbol == ("S" if gives else "D")
        )
        return self.book.derive(
            f"amount/{link.exchange}/{self.links.index(link)}",
            Text("Lượng trao đổi", "Amount exchanged"),
            link.sent if gives else link.replaced,
            f"{link.unit if gives else link.need_unit}/year",
            Text("do phép tối ưu chọn, trong lượng của bạn", "chosen, within your own amounts"),
            own,
        )

    def _gain(self, link: ChosenLink) -> str:
        gives = link.giver == self.enterprise
        value = (link.gain_giver if gives else link.gain_taker) - link.fixed / 2
        return self.book.derive(
            f"gain/{link.exchange}/{self.links.index(link)}",
            Text("Lợi ích của bạn ở liên kết này", "Your gain at this link"),
            value,
            self.unit,
            Text(
                "lượng × (chi phí thải bỏ tránh được)" if gives else
                "lượng × (giá mua tránh được − xử lý − vận chuyển)",
                "amount × (disposal saved)" if gives else
                "amount × (price saved − treatment − carriage)",
            ),
            (FigureOperand(self._amount(link)),),
        )  # fmt: skip

    def _proposed(self, link: ChosenLink) -> float | None:
        """Price per unit by the last rule with payments, which both sides must know."""
        for shared in reversed(self.reading.network.shared):
            for link_id, _, each, _ in shared.payments:
                if link_id == link.id:
                    return each
        return None

    def _price(self, link: ChosenLink, what: str, value: float | None) -> Num:
        formula = (
            Text("giá để lợi ích của bạn bằng 0", "the price at which you gain nothing")
            if what == "break-even"
            else Text(
                "bên nhận trả bên giao; âm: bên giao trả",
                "taker pays giver; below zero: giver pays",
            )
        )
        key = self.book.derive(
            f"{what}/{link.exchange}/{self.links.index(link)}",
            Text("Giá mỗi đơn vị giao", "Price per unit given"),
            value,
            f"{self.reading.network.money}/{link.unit}",
            formula,
        )
        return bare(number(value, 4), value, key)
