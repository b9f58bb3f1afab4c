"""Purchased power, heat and cold: location- and market-based, resale, common areas, losses.

Sources: GHG Protocol Scope 2 Guidance (two totals side by side); Circular 38/2023/TT-BCT with
the steam formula as corrected by Decision 334/QĐ-BCT: m · h / η · EF. A tenant supplied by a
producer in the ledger gets that producer's emissions, by share of output; the park total
eliminates them (docs/methods/inventory.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.book import share
from parkloop.analyses.inventory.direct import (
    BIOGENIC_CO2,
    quantity_missing,
    wrong_dimension,
)
from parkloop.analyses.inventory.messages import (
    LOOP,
    LOOP_REMEDY,
    RENEWABLE,
    SUPPLIER_REMEDY,
    SUPPLIER_UNKNOWN,
)
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.inventory.supply import Origin, SupplyNetwork, supply_networks
from parkloop.errors import FactError, UnitError
from parkloop.ledger.park import NodeKind
from parkloop.texts import Text

#: Recovered waste heat carries no burden of its producer (cut-off, docs/methods/inventory.md).
BURDEN_FREE = frozenset({"waste-heat"})


def purchased_lines(scene: Scene, direct: Sequence[Line]) -> Iterator[Line]:
    """Scope 2 of every enterprise, memos for exports, and where network energy ended."""
    for amount in scene.of_kind("electricity", "heat", "cooling"):
        if amount.unexplained:
            for node in _accountable(scene, amount):
                quantity_missing(scene, amount, node)
    for network in supply_networks(scene):
        if network.stream in BURDEN_FREE:
            continue
        seller = _Producers(scene, network, direct)
        for flow in network.flows:
            yield from _crossings(seller, flow)
        yield from _places(seller)


def _accountable(scene: Scene, amount: Amount) -> Iterator[str]:
    """Whose scope 2 an unknown quantity leaves open: the buyer's and that of a reseller."""
    buyer, seller = scene.enterprise(amount.to_node), scene.enterprise(amount.from_node)
    if buyer:
        yield amount.to_node
    if seller and seller != buyer and scene.has_received(amount.from_node, amount.stream):
        yield amount.from_node


def _crossings(seller: _Producers, flow: Amount) -> Iterator[Line]:
    """What an enterprise buys is added; what it passes on of what it bought is deducted."""
    scene = seller.scene
    giver, taker = scene.enterprise(flow.from_node), scene.enterprise(flow.to_node)
    if giver == taker:
        return
    origins = seller.known_origins(flow)
    for origin, part in sorted(origins.items()):
        if taker:
            yield from seller.lines(flow, flow.to_node, origin, part)
        if giver and scene.enterprise(origin.node) != giver:
            yield from seller.lines(flow, flow.from_node, origin, part, sign=-1)
        elif giver and not scene.park_of(flow.to_node):
            yield from seller.lines(flow, flow.from_node, origin, part, memo=Memo.EXPORTED)


def _places(seller: _Producers) -> Iterator[Line]:
    """Common areas, losses and the unexplained difference of networks, as memos."""
    scene = seller.scene
    kinds = {NodeKind.COMMON: "common", NodeKind.LOSS: "loss"}
    for flow in seller.network.flows:
        place = kinds.get(scene.kind(flow.to_node) or NodeKind.AIR)
        if place and scene.park_of(flow.from_node):
            for origin, part in sorted(seller.known_origins(flow).items()):
                yield from seller.lines(
                    flow, flow.to_node, origin, part, memo=Memo.PLACE, place=place
                )
    for node in sorted(set(seller.network.inflow) & set(seller.network.outflow)):
        if scene.kind(node) is NodeKind.NETWORK and scene.park_of(node):
            yield from _unexplained(seller, node)


def _unexplained(seller: _Producers, node: str) -> Iterator[Line]:
    """Received − delivered of a network, when it is not zero."""
    network = seller.network
    difference = math.fsum(
        [f.total for f in network.flows if f.to_node == node]
        + [-f.total for f in network.flows if f.from_node == node]
    )
    if not difference:
        return
    pattern = next(f for f in network.flows if f.to_node == node)
    amount = replace(
        pattern,
        from_node=node,
        to_node="",
        activity="",
        series="",
        total=difference,
        variance=None,
        entries=0,
    )
    for origin, part in sorted(network.origins(node).items()):
        yield from seller.lines(amount, node, origin, part, memo=Memo.PLACE, place="unexplained")


class _Producers:
    """Makes lines for energy from an origin; one per network."""

    def __init__(self, scene: Scene, network: SupplyNetwork, direct: Sequence[Line]) -> None:
        self.scene = scene
        self.network = network
        self._direct: dict[str, list[Line]] = {}
        for line in direct:
            self._direct.setdefault(line.node, []).append(line)

    @property
    def category(self) -> str:
        return self.scene.stream_kind(self.network.stream)

    def known_origins(self, flow: Amount) -> dict[Origin, float]:
        """Origins of a flow; what a loop hides becomes a gap."""
        origins = self.network.origins(flow.from_node)
        if not math.isclose(math.fsum(origins.values()), 1.0, rel_tol=1e-9):
            stream = self.scene.book.catalog.stream(self.network.stream).name
            self.scene.gap(
                f"loop:{self.network.stream}:{flow.from_node}",
                flow.to_node if self.scene.enterprise(flow.to_node) else flow.from_node,
                Text(
                    LOOP.vi.format(stream=stream.vi, node=flow.from_node),
                    LOOP.en.format(stream=stream.en, node=flow.from_node),
                ),
                LOOP_REMEDY,
            )
        return origins

    def lines(
        self,
        flow: Amount,
        node: str,
        origin: Origin,
        part: float,
        *,
        sign: int = 1,
        memo: Memo = Memo.NONE,
        place: str = "",
    ) -> Iterator[Line]:
        """The emissions of ``part`` of a flow, from one origin."""
        try:
            if origin.outside:
                yield from self._from_outside(flow, node, origin, part, sign, memo, place)
            elif self.scene.kind(origin.node) is NodeKind.GENERATOR:
                yield from self._from_generator(flow, node, origin, part, sign, memo, place)
            else:
                raise FactError(
                    Text(
                        "chưa nhập nguồn cấp của nút này, và nó không phải nút phát (generator).",
                        "no supply of the node is entered, and it is not a generator.",
                    )
                )
        except (FactError, UnitError) as problem:
            self._supplier_unknown(node, origin, problem)

    def _from_outside(
        self,
        flow: Amount,
        node: str,
        origin: Origin,
        part: float,
        sign: int,
        memo: Memo,
        place: str,
    ) -> Iterator[Line]:
        mixed = () if part == 1.0 else (_mix_share(part),)
        for gas, terms in self._supply_terms(flow, origin.node):
            biogenic = gas == BIOGENIC_CO2
            if biogenic and memo is not Memo.NONE:
                continue
            yield self.scene.line(
                flow,
                node,
                scope=2,
                basis="location",
                category=self.category,
                gas=gas,
                terms=(*terms, *mixed),
                activity="use",
                sign=sign,
                memo=Memo.BIOGENIC if biogenic else memo,
                supplier=origin.node,
                place=place,
                tag=_tag(sign, origin),
            )

    def _supply_terms(self, flow: Amount, supplier: str) -> list[tuple[str, tuple[Term, ...]]]:
        """Per gas: the grid's factor, the supplier's own, or the statutory steam formula."""
        book, stream = self.scene.book, flow.stream
        unit = f"kg/{flow.unit}"
        if self.category == "electricity" and self.scene.kind(supplier) is NodeKind.GRID:
            return [("CO2", (book.term("EF", "grid", unit, stream=stream, gas="CO2"),))]
        own = self._own_gases(stream, supplier)
        if own:
            return [
                (gas, (book.term("EF", "supply", unit, stream=stream, gas=gas, supplier=supplier),))
                for gas in own
            ]
        known = self.scene.park.by_id.get(supplier)
        fuel = str(known.attributes.get("fuel", "")) if known else ""
        if self.category != "heat" or not fuel:
            raise FactError(
                Text(
                    "chưa có hệ số của nhà cung cấp và không rõ nhiên liệu.",
                    "there is no supplier's factor and its fuel is not stated.",
                )
            )
        gas = BIOGENIC_CO2 if book.catalog.stream(fuel).biogenic else "CO2"
        return [(gas, self._steam_formula(flow, fuel, gas))]

    def _own_gases(self, stream: str, supplier: str) -> list[str]:
        """Gases for which the supplier ever stated a factor: one by one, or all as CO2e."""
        stated = [
            fact
            for fact in self.scene.book.catalog.of_kind("supply", stream)
            if fact.supplier in ("", supplier)
        ]
        gases = sorted({fact.gas for fact in stated})
        if "CO2e" in gases and len(gases) > 1:
            raise FactError(
                Text(
                    "nhà cung cấp có cả hệ số CO2e lẫn hệ số từng khí; hãy chỉ giữ một loại.",
                    "the supplier has a factor in CO2e beside factors by gas; keep one kind.",
                ),
                [fact.id for fact in stated],
            )
        return gases

    def _steam_formula(self, flow: Amount, fuel: str, gas: str) -> tuple[Term, ...]:
        """m · h / η · EF (Circular 38 after Decision 334/QĐ-BCT)."""
        book, stream = self.scene.book, flow.stream
        efficiency = book.term("η", "boiler_efficiency", "1", stream=stream, power=-1)
        factor = book.term(
            "EF",
            "combustion",
            "kg/MJ_ncv",
            stream=fuel,
            activity="stationary.manufacturing",
            gas=gas,
        )
        return (*self._enthalpy(flow), efficiency, factor)

    def _enthalpy(self, flow: Amount) -> tuple[Term, ...]:
        """Heat in a mass of steam [MJ/kg]; an energy needs nothing."""
        if flow.dimension == "energy":
            return ()
        if flow.dimension != "mass":
            raise wrong_dimension(flow, "t, MWh")
        return (self.scene.book.term("h", "steam_enthalpy", "MJ/kg", stream=flow.stream),)

    def _from_generator(
        self,
        flow: Amount,
        node: str,
        origin: Origin,
        part: float,
        sign: int,
        memo: Memo,
        place: str,
    ) -> Iterator[Line]:
        """The producer's own lines, by the share of its output that this flow is."""
        scene = self.scene
        lines = [n for n in self._direct.get(origin.node, []) if n.scope == 1]
        if not lines:
            if scene.park.by_id[origin.node].attributes.get("renewable"):
                yield self._without_emission(flow, node, origin, sign, memo, place)
                return
            raise FactError(
                Text("không có nhiên liệu nào được nhập.", "no fuel has been entered for it.")
            )
        fraction = self._output_share(flow, origin.node) * part
        inside = scene.park_of(origin.node) == scene.park_of(node)
        for line in lines:
            if memo is not Memo.NONE and line.memo is not Memo.NONE:
                continue
            yield replace(
                line,
                id=f"{line.id}|{_flow_id(flow)}|{_tag(sign, origin)}{place}{memo.value}",
                park=scene.park_of(node),
                enterprise=scene.enterprise(node),
                node=node,
                supplier=origin.node,
                scope=2,
                basis="location",
                category=self.category,
                memo=line.memo if line.memo is not Memo.NONE else memo,
                internal=inside,
                place=place,
                sign=line.sign * sign,
                terms=(*line.terms, _output_term(fraction, flow.stream)),
                mass=line.mass * sign * fraction,
            )

    def _without_emission(
        self, flow: Amount, node: str, origin: Origin, sign: int, memo: Memo, place: str
    ) -> Line:
        """Sun, wind and water burn nothing: a zero that is known, unlike what nobody entered."""
        return self.scene.line(
            flow,
            node,
            scope=2,
            basis="location",
            category=self.category,
            gas="CO2",
            terms=(share("EF", 0.0, RENEWABLE),),
            activity="use",
            sign=sign,
            memo=memo,
            supplier=origin.node,
            place=place,
            internal=self.scene.park_of(origin.node) == self.scene.park_of(node),
            tag=_tag(sign, origin),
        )

    def _output_share(self, flow: Amount, generator: str) -> float:
        """Share of a flow in everything the generator delivers, by energy if of several kinds."""
        outputs = [
            a
            for a in self.scene.of_kind("electricity", "heat", "cooling")
            if a.from_node == generator and a.total > 0 and a.stream not in BURDEN_FREE
        ]
        if len({(a.stream, a.dimension) for a in outputs}) == 1:
            return flow.total / math.fsum(a.total for a in outputs)
        return self._energy(flow) / math.fsum(self._energy(a) for a in outputs)

    def _energy(self, amount: Amount) -> float:
        return amount.total * math.prod(term.multiplier for term in self._enthalpy(amount))

    def _supplier_unknown(self, node: str, origin: Origin, problem: FactError | UnitError) -> None:
        stream = self.scene.book.catalog.stream(self.network.stream).name
        self.scene.gap(
            f"supplier:{self.network.stream}:{origin.node}:{self.scene.enterprise(node)}",
            node,
            Text(
                SUPPLIER_UNKNOWN.vi.format(stream=stream.vi, node=origin.node, why=problem.text.vi),
                SUPPLIER_UNKNOWN.en.format(stream=stream.en, node=origin.node, why=problem.text.en),
            ),
            SUPPLIER_REMEDY,
            problem.candidates if isinstance(problem, FactError) else (),
        )


def _mix_share(part: float) -> Term:
    return share(
        "s",
        part,
        Text(
            "tỷ phần của nguồn này trong hỗn hợp mà mạng nhận được",
            "share of this origin in what the network received",
        ),
    )


def _output_term(fraction: float, stream: str) -> Term:
    return share(
        "s",
        fraction,
        Text(
            f"tỷ phần {stream} này trong tổng sản lượng của nút phát",
            f"share of this {stream} in all that the generator delivers",
        ),
    )


def _tag(sign: int, origin: Origin) -> str:
    return f"{'resold-' if sign < 0 else ''}from-{origin.node}"


def _flow_id(flow: Amount) -> str:
    parts = (flow.stream, f"{flow.from_node}>{flow.to_node}", flow.activity, flow.series)
    return ":".join(part for part in parts if part)
