"""A network of exchanges as reports read it: its figures in a book, its parts, its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.symbiosis.network.asked_figures import point_label
from parkloop.analyses.symbiosis.network.results import ChosenLink, ExchangeNetwork
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.provenance import Result
from parkloop.reports.figurebook import FigureBook, Home
from parkloop.reports.numbers import number, unit_words
from parkloop.reports.parts import Num, bare
from parkloop.reports.tokens import carrier_token
from parkloop.texts import Text, same_in_both

#: Words for what is made best and saved, in the order in which they are shown.
AIM_WORDS = {
    "net": Text("Lợi ích ròng", "Net benefit"),
    "co2": Text("CO₂ tránh được", "CO₂ avoided"),
    "water": Text("Nước sạch tiết kiệm", "Fresh water saved"),
    "landfill": Text("Không phải chôn lấp", "Kept out of landfills"),
}
AIM_UNITS = {"co2": "t CO2e", "water": "m3", "landfill": "t"}
RULE_WORDS = {
    "stand-alone": Text("Tự giữ phần của mình", "Each keeps its own"),
    "proportional": Text("Theo đóng góp", "By contribution"),
    "shapley": Text("Shapley", "Shapley"),
    "nucleolus": Text("Nucleolus", "Nucleolus"),
}
LIMIT_WORDS = {
    "balance": Text("hết nguồn hoặc đủ nhu cầu", "offer used up, or need met"),
    "intake of": Text("phần tối đa của nhu cầu", "greatest share of a need"),
    "capacity of": Text("công suất", "capacity"),
    "minimum take of": Text("lượng tối thiểu", "minimum take"),
    "no worse than alone": Text("không thiệt hơn khi ở ngoài", "no worse than alone"),
}
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Part:
    """Links that are shown together: of the network (``point`` 0) or of a point of its front.

    ``gap`` is the distance from the bound as a share; None where there is no bound.
    """

    point: int
    label: str
    links: tuple[ChosenLink, ...]
    facilities: tuple[tuple[str, float, float], ...]
    values: Mapping[str, float]
    gap: float | None


@dataclass(frozen=True)
class NetworkReading:
    """A result with its figures in a book.

    ``where`` is where enterprises stand, (x, y) on a plane of any scale, y growing northwards;
    those without a place are set in a ring. ``band`` is said on top of every page.
    """

    result: Result[ExchangeNetwork | None]
    network: ExchangeNetwork
    snapshot: Snapshot
    catalog: Catalog
    book: FigureBook
    home: Home
    place: str
    place_name: Text
    band: Text | None = None
    where: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label of the period: '2025'."""
        return self.network.period.label(self.snapshot.park.zone)

    @property
    def whole(self) -> Part:
        values = {"net": self.network.net, **self.network.impacts}
        return Part(
            0, self.label, self.network.links, self.network.facilities, values, self.network.gap
        )

    @property
    def points(self) -> tuple[Part, ...]:
        return tuple(
            Part(n, point_label(self.label, n), row.links, row.facilities, row.values, row.gap)
            for n, row in enumerate(self.network.front, start=1)
        )

    def key(self, figure_id: str) -> str:
        """The key of a figure of the result; '' where there is none."""
        return self.home.keys.get(figure_id, "")

    def total(self, part: Part, aim: str) -> str:
        return self.key(f"symbiosis/{part.label}/{aim}")

    def name(self, node: str) -> Text:
        """Name of an enterprise or node."""
        found = self.snapshot.park.by_id.get(node)
        return found.name if found else same_in_both(node)

    def names(self, nodes: tuple[str, ...]) -> Text:
        found = [self.name(node) for node in nodes]
        return Text(", ".join(n.vi for n in found), ", ".join(n.en for n in found))

    def stream_of(self, side: str) -> str:
        """The stream in the id of an offer ('node/stream>to') or need ('owner/stream')."""
        return side.split("/", 1)[1].split(">", 1)[0]

    def stream_name(self, side: str) -> Text:
        return self.stream_of_id(self.stream_of(side))

    def stream_of_id(self, stream: str) -> Text:
        """Name of a stream; what the catalog does not know keeps its id."""
        known = self.catalog.streams.get(stream)
        return known.name if known else same_in_both(stream)

    def token(self, link: ChosenLink) -> str:
        """The colour of what is carried."""
        known = self.catalog.streams.get(self.stream_of(link.offer))
        return carrier_token(known.carrier) if known else "materials"

    def exchange(self, link: ChosenLink) -> Text:
        """'slag for clinker': what is given and what it replaces."""
        given, replaced = self.stream_name(link.offer), self.stream_name(link.need)
        if given == replaced:
            return given
        return Text(f"{given.vi} thay {replaced.vi}", f"{given.en} for {replaced.en}")

    def between(self, link: ChosenLink) -> Text:
        giver, taker = self.name(link.giver), self.name(link.taker)
        return Text(f"{giver.vi} → {taker.vi}", f"{giver.en} → {taker.en}")

    def park_of(self, node: str) -> str:
        return self.snapshot.park.owner(node, NodeKind.PARK)

    # Numbers ----------------------------------------------------------------------------------

    @property
    def money_unit(self) -> Text:
        """Millions of the plan's money a year."""
        unit = unit_words(self.network.money.partition("@")[0])
        return Text(f"triệu {unit.vi}/năm", f"million {unit.en}/year")

    def money(self, value: float | None, figure: str = "") -> Num:
        """Money in millions; its unit stands beside."""
        shown = None if value is None else value / _MILLION
        return Num(number(shown, 4), self.money_unit, shown, figure)

    def bare_money(self, value: float | None, figure: str = "") -> Num:
        shown = None if value is None else value / _MILLION
        return bare(number(shown, 4), shown, figure)

    def money_words(self, value: float) -> Text:
        digits = number(value / _MILLION, 4)
        unit = self.money_unit
        return Text(f"{digits.vi} {unit.vi}", f"{digits.en} {unit.en}")


def read_network(
    result: Result[ExchangeNetwork | None],
    snapshot: Snapshot,
    catalog: Catalog,
    place: str,
    place_name: Text,
    *,
    band: Text | None = None,
    where: Mapping[str, tuple[float, float]] | None = None,
) -> NetworkReading | None:
    """A result ready to be shown; None where it holds no network."""
    network = result.value
    if network is None:
        return None
    book = FigureBook(snapshot, catalog)
    home = book.take(result, network.period.label(snapshot.park.zone))
    return NetworkReading(
        result, network, snapshot, catalog, book, home, place, place_name, band, where or {}
    )
