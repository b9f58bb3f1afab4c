"""What the parts of a trace are called: products, places on the way, rules, origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parkloop.analyses.tracing.figures import origin_label
from parkloop.analyses.tracing.model import Footprint
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.park import Park
from parkloop.reports.explaining import fact_name
from parkloop.reports.naming import names_of
from parkloop.reports.numbers import column_decimals, fixed
from parkloop.texts import Text, same_in_both

RULES: Final[Mapping[str, Text]] = {
    "cut-off": Text("Cắt tại điểm trao đổi", "Cut-off"),
    "economic": Text("Theo giá", "By price"),
    "avoided-burden": Text("Trừ phần tránh được", "Avoided burden"),
    "50-50": Text("Chia đôi", "50/50"),
}
ALLOCATIONS: Final[Mapping[str, Text]] = {
    "physical": Text("theo vật lý", "physical"),
    "mass": Text("theo khối lượng", "by mass"),
    "energy": Text("theo năng lượng", "by energy"),
    "economic": Text("theo giá", "by price"),
    "shares": Text("theo tỷ phần thỏa thuận", "by agreed shares"),
}
_SERVICE: Final = Text("dịch vụ trong kỳ", "service of the period")
_OVERHEAD: Final = Text("hoạt động chung", "overhead")


@dataclass(frozen=True)
class Names:
    """Names of nodes and streams, in both languages; what has none keeps its id."""

    park: Park
    catalog: Catalog

    @property
    def by_id(self) -> Mapping[str, Text]:
        """Names of places and streams, as messages need them."""
        return names_of(self.park, self.catalog)

    def node(self, node: str) -> Text:
        known = self.park.by_id.get(node)
        return known.name if known else same_in_both(node or "—")

    def stream(self, stream: str) -> Text:
        known = self.catalog.streams.get(stream)
        return known.name if known else same_in_both(stream)

    def product(self, footprint: Footprint) -> Text:
        """'Steel product · Rolling mill, Demo Steel 1'."""
        return self.product_id(footprint.product)

    def product_id(self, product: str) -> Text:
        node, _, stream = product.partition("/")
        what = _SERVICE if stream == "service" else self.stream(stream)
        return _pair(what, self.node(node))

    def made(self, footprint: Footprint) -> Text:
        """The same inside a sentence: 'steel product from Rolling mill, Demo Steel 1'."""
        node = self.node(footprint.product.partition("/")[0])
        what = small(self.stream(footprint.stream)) if footprint.stream else _SERVICE
        return Text(f"{what.vi} của {node.vi}", f"{what.en} from {node.en}")

    def vertex(self, vertex: str) -> Text:
        """A place on the way: its node, and its stream where it has one."""
        kind, colon, rest = vertex.partition(":")
        if colon and kind == "pool":
            node, stream = rest.split(":")[:2]
            return _pair(self.node(node), self.stream(stream))
        if colon and kind == "process":
            return self.node(rest)
        if colon and kind == "overhead":
            return _pair(self.node(rest), _OVERHEAD)
        node, _, stream = vertex.partition("/")
        if stream == "service":
            return _pair(self.node(node), _SERVICE)
        return _pair(self.node(node), self.stream(stream)) if stream else self.node(node)

    def parameter(self, parameter: str) -> Text:
        """What an uncertain quantity is: a fact by its kind, stream and year, a meter by its
        series, an amount by its stream and ends."""
        kind, colon, rest = parameter.partition(":")
        if colon and kind == "meter":
            return Text(f"Đồng hồ đo {rest}", f"Meter {rest}")
        if colon and kind == "amount":
            about = dict(part.partition("=")[::2] for part in rest.split(";"))
            stream = self.stream(about.get("stream", ""))
            ends = (self.node(about.get("from_node", "")), self.node(about.get("to_node", "")))
            return Text(
                f"Lượng {small(stream).vi}: {ends[0].vi} → {ends[1].vi}",
                f"Amount of {small(stream).en}: {ends[0].en} → {ends[1].en}",
            )
        facts = [one for one in self.catalog.facts.values() if one.drawn_as == parameter]
        if not facts:
            return same_in_both(parameter)
        fact = min(facts, key=lambda one: one.id)
        name = fact_name(self.catalog, fact)
        return _pair(name, same_in_both(fact.data_year)) if fact.data_year else name

    def origin(self, origin: str) -> Text:
        """Where emissions come from; an exchange by the partner's name."""
        kind, _, partner = origin.partition(":")
        if kind != "exchange":
            return origin_label(origin)
        name = self.node(partner)
        return Text(f"Nhận từ {name.vi}", f"Received from {name.en}")


def small(text: Text) -> Text:
    """A name inside a sentence: 'Pig iron' as 'pig iron', 'LPG' as it is."""
    return Text(*(_lowered(words) for words in (text.vi, text.en)))


def _lowered(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _pair(first: Text, second: Text) -> Text:
    return Text(f"{first.vi} · {second.vi}", f"{first.en} · {second.en}")


def interval_words(footprint: Footprint) -> Text | None:
    """'0.650–0.726', both ends with as many decimals."""
    if footprint.low is None or footprint.high is None:
        return None
    ends = (footprint.low, footprint.high)
    decimals = column_decimals(ends, digits=3, most=9)
    low, high = (fixed(end, decimals) for end in ends)
    return Text(f"{low.vi}–{high.vi}", f"{low.en}–{high.en}")


def way_name(rule: str, allocation: str) -> Text:
    """'Cut-off, by mass'."""
    how, among = RULES.get(rule, same_in_both(rule)), ALLOCATIONS.get(allocation)
    shared = among or same_in_both(allocation)
    return Text(f"{how.vi}, {shared.vi}", f"{how.en}, {shared.en}")
