"""Where things are: the park's nodes as an inventory sees them, and how lines are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from parkloop.analyses.inventory.activity import Amount, amounts
from parkloop.analyses.inventory.book import FactBook
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import OUTSIDE, PASSING, NodeKind, Park
from parkloop.ledger.uncertainty import uncertainty_facts
from parkloop.periods import Period
from parkloop.provenance import Gap
from parkloop.texts import Text

#: Nodes at which a stream ends its way because it is used there (C-10).
CONSUMING = frozenset(
    {
        NodeKind.ENTERPRISE,
        NodeKind.SITE,
        NodeKind.PROCESS,
        NodeKind.GENERATOR,
        NodeKind.TREATMENT,
        NodeKind.COMMON,
    }
)

#: Enterprise, park and activity of a node that is in none.
_NOBODY = ("", "", "")


def default_errors(catalog: Catalog) -> dict[str, float]:
    """Half-width [1] of amounts that state none, by the status of their entry."""
    return {status: fact.value for status, fact in uncertainty_facts(catalog).items()}


@dataclass
class Scene:
    """The inputs of one inventory and what is collected on the way (gaps)."""

    snapshot: Snapshot
    book: FactBook
    amounts: tuple[Amount, ...]
    gaps: dict[str, Gap] = field(default_factory=dict)
    gap_owners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, catalog: Catalog, parameters: InventoryParameters) -> Self:
        """What the ledger holds of the period, and the facts that are valid then and there."""
        park = snapshot.park
        book = FactBook(
            catalog=catalog,
            period=parameters.period,
            region=park.region,
            zone=park.zone,
            fallbacks=parameters.fallbacks,
            gwp_set=parameters.gwp_set,
        )
        flows = amounts(snapshot, parameters.period, default_errors(catalog))
        return cls(snapshot, book, flows)

    @property
    def park(self) -> Park:
        return self.snapshot.park

    @cached_property
    def _kinds(self) -> dict[str, NodeKind]:
        return {node.id: node.kind for node in self.park.nodes}

    @cached_property
    def _owners(self) -> dict[str, tuple[str, str, str]]:
        return {
            row["node"]: (row["enterprise"], row["park"], row["activity"])
            for row in self.park.table.iter_rows(named=True)
        }

    def kind(self, node: str) -> NodeKind | None:
        return self._kinds.get(node)

    def enterprise(self, node: str) -> str:
        return self._owners.get(node, _NOBODY)[0]

    def park_of(self, node: str) -> str:
        return self._owners.get(node, _NOBODY)[1]

    def default_activity(self, node: str) -> str:
        return self._owners.get(node, _NOBODY)[2]

    def consumes(self, node: str) -> bool:
        return self.kind(node) in CONSUMING

    def passes(self, node: str) -> bool:
        return self.kind(node) in PASSING

    def outside(self, node: str) -> bool:
        return self.kind(node) in OUTSIDE or not self.park_of(node)

    def stream_kind(self, stream: str) -> str:
        known = self.book.catalog.streams.get(stream)
        return known.kind if known else ""

    def of_kind(self, *kinds: str) -> list[Amount]:
        """Amounts of streams of these kinds, in canonical order."""
        streams = {s for s in self._streams if self.stream_kind(s) in kinds}
        return [amount for amount in self.amounts if amount.stream in streams]

    @cached_property
    def _streams(self) -> frozenset[str]:
        return frozenset(amount.stream for amount in self.amounts)

    def use_of(self, amount: Amount, node: str) -> str:
        """What the stream is used for at a node: as the entries say, else the node's use."""
        return amount.activity or self.default_activity(node)

    @cached_property
    def _received(self) -> dict[tuple[str, str, str], float]:
        received: dict[tuple[str, str, str], float] = {}
        for amount in self.amounts:
            key = (amount.to_node, amount.stream, amount.dimension)
            received[key] = received.get(key, 0.0) + amount.total
        return received

    @cached_property
    def _uses(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """For what each node received each stream; only what has a quantity counts."""
        uses: dict[tuple[str, str], set[str]] = {}
        for amount in self.amounts:
            if amount.total > 0:
                key = (amount.to_node, amount.stream)
                uses.setdefault(key, set()).add(self.use_of(amount, amount.to_node))
        return {key: tuple(sorted(found)) for key, found in uses.items()}

    def has_received(self, node: str, stream: str) -> bool:
        """Whether a stream reached a node at all, in whatever unit."""
        return (node, stream) in self._uses

    def uses_at(self, node: str, stream: str) -> tuple[str, ...]:
        """For what a node received a stream; '' among them where nobody said."""
        return self._uses.get((node, stream), ())

    @cached_property
    def _given(self) -> dict[tuple[str, str, str], float]:
        given: dict[tuple[str, str, str], float] = {}
        for amount in self.amounts:
            key = (amount.from_node, amount.stream, amount.dimension)
            given[key] = given.get(key, 0.0) + amount.total
        return given

    def share_made(self, node: str, stream: str, dimension: str) -> float:
        """Share of what a node hands on that it did not receive, so that it was made there."""
        given = self._given.get((node, stream, dimension), 0.0)
        received = self.received(node, stream, dimension)
        if received <= 0:
            return 1.0
        return max(0.0, 1.0 - received / given) if given > 0 else 0.0

    def received(self, node: str, stream: str, dimension: str) -> float:
        """How much of a stream reached a node, from anywhere."""
        return self._received.get((node, stream, dimension), 0.0)

    def gap(
        self,
        gap_id: str,
        owner: str,
        message: Text,
        remedy: Text,
        candidates: Sequence[str] = (),
    ) -> None:
        """Remember that something of ``owner`` (a node) could not be computed."""
        self.gaps[gap_id] = Gap(
            id=gap_id, message=message, remedy=remedy, candidates=tuple(candidates)
        )
        self.gap_owners[gap_id] = owner

    def line(
        self,
        amount: Amount,
        node: str,
        *,
        scope: int,
        category: str,
        gas: str,
        terms: Iterable[Term],
        activity: str = "",
        sign: int = 1,
        memo: Memo = Memo.NONE,
        supplier: str = "",
        basis: str = "",
        place: str = "",
        internal: bool = False,
        tag: str = "",
        quantity: float | None = None,
        unit: str = "",
        period: Period | None = None,
    ) -> Line:
        """One line of ``node``: sign · amount · Π terms [kg of gas]."""
        terms = tuple(terms)
        total = amount.total if quantity is None else quantity
        mass = sign * total
        scaled = total / amount.total if quantity is not None and amount.total else 1.0
        variance = None if amount.variance is None else amount.variance * scaled**2
        for term in terms:
            mass *= term.multiplier
        enterprise, park, _ = self._owners.get(node, _NOBODY)
        return Line(
            id=_line_id(amount, category, gas, basis, place, tag, memo),
            park=park,
            enterprise=enterprise,
            node=node,
            supplier=supplier,
            scope=scope,
            basis=basis,
            category=category,
            stream=amount.stream,
            activity=activity,
            gas=gas,
            memo=memo,
            internal=internal,
            place=place,
            amount=total,
            amount_unit=unit or amount.unit,
            amount_variance=variance,
            amount_parameter=amount.parameter,
            entries=amount.entries,
            selector=amount.selector(period or self.book.period),
            sign=sign,
            terms=terms,
            mass=mass,
        )


def _line_id(
    amount: Amount, category: str, gas: str, basis: str, place: str, tag: str, memo: Memo
) -> str:
    """Readable and stable: the same statements give the same id in every run."""
    parts = [
        category,
        amount.stream,
        f"{amount.from_node}>{amount.to_node}",
        amount.activity,
        amount.series,
        amount.dimension,
        gas,
        basis,
        place,
        memo,
        tag,
    ]
    return ":".join(filter(None, parts))
