"""From the ledger's two-ended flows to a system of vertices and shares.

Docs: docs/methods/tracing.md. Nodes that use things are processes, what they make are products,
what they pass on is a pool of one stream, what they treat for others is a service to them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.energy import TOE
from parkloop.analyses.inventory.model import Inventory, Line, Memo
from parkloop.analyses.inventory.purchased import BURDEN_FREE
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.tracing import messages
from parkloop.analyses.tracing.allocation import Allocator, Output
from parkloop.analyses.tracing.model import Hand, Source, Technosphere, Vertex
from parkloop.analyses.tracing.parameters import AVOIDED, ECONOMIC, HALF, TracingParameters
from parkloop.analyses.tracing.supplies import Supplies, stated_term
from parkloop.ledger.park import NodeKind
from parkloop.provenance import Gap
from parkloop.quantities import LEDGER_UNITS
from parkloop.texts import Text

_ENERGY = frozenset({"electricity", "heat", "cooling"})
_IGNORED = frozenset({"certificate", "gas"})
_WASTE = frozenset({"waste", "wastewater"})
#: Kinds of stream that carry the overhead of an enterprise.
_GOODS = frozenset({"product", "material"})

_Place = tuple[str, str, str]


@dataclass
class Builder:
    """Collects one technosphere; ``sphere`` is what it makes."""

    scene: Scene
    emissions: Inventory
    enterprise_gaps: dict[str, tuple[Gap, ...]]
    parameters: TracingParameters
    sphere: Technosphere = field(default_factory=Technosphere)

    def __post_init__(self) -> None:
        self._allocator = Allocator(self.scene.book, self.parameters.prices, self.parameters.shares)
        self._supplies = Supplies(self.scene, self.emissions.lines, self.parameters.upstream)
        self._flows = self._counted_flows()
        self._received: dict[_Place, float] = defaultdict(float)
        self._sent: dict[_Place, float] = defaultdict(float)
        self._lost_at: dict[_Place, float] = defaultdict(float)
        for flow in self._flows:
            if not self._is_waste(flow):
                self._received[_at(flow.to_node, flow)] += flow.total
                gone = self._lost_at if self._lost(flow) else self._sent
                gone[_at(flow.from_node, flow)] += flow.total
        self._outputs: dict[str, list[Output]] = defaultdict(list)

    def build(self) -> Technosphere:
        self._pools()
        for flow in self._flows:
            self._take_flow(flow)
        self._emit()
        self._leave_to_others()
        self._share_out_processes()
        self._name_gaps()
        return self.sphere

    # Which flows count, and where they arrive

    def _counted_flows(self) -> list[Amount]:
        counted = []
        for flow in self.scene.amounts:
            known = self.scene.stream_kind(flow.stream) not in (*_IGNORED, "")
            inside = [n for n in (flow.from_node, flow.to_node) if not self.scene.outside(n)]
            if not known or not inside or flow.from_node == flow.to_node:
                continue
            if flow.unknown:
                gap = messages.quantity_unknown(flow.stream, flow.from_node, flow.to_node)
                self.sphere.lacks(self._process(inside[-1]), gap)
            if flow.total > 0:
                counted.append(flow)
        return counted

    def _is_waste(self, flow: Amount) -> bool:
        return flow.stream in BURDEN_FREE or self.scene.stream_kind(flow.stream) in _WASTE

    def _lost(self, flow: Amount) -> bool:
        return self.scene.kind(flow.to_node) is NodeKind.LOSS

    def _passes(self, place: _Place) -> bool:
        given, taken = place in self._sent, place in self._received
        return (self.scene.passes(place[0]) and (given or taken)) or (given and taken)

    def _arrives_at(self, flow: Amount) -> str:
        place = _at(flow.to_node, flow)
        if not self._is_waste(flow) and self._passes(place):
            return _pool_id(place)
        return self._process(flow.to_node)

    def _vertex(
        self, name: str, kind: str, node: str, stream: str = "", dimension: str = ""
    ) -> str:
        owner = self.scene.enterprise(node) or self.scene.park_of(node)
        return self.sphere.add(Vertex(name, kind, node, owner, stream, dimension))

    def _process(self, node: str) -> str:
        return self._vertex(f"process:{node}", "process", node)

    # What is passed on

    def _pools(self) -> None:
        places = sorted(p for p in {*self._sent, *self._received} if self._passes(p))
        for place in places:
            if not self.scene.outside(place[0]):
                self._pool(place)

    def _pool(self, place: _Place) -> None:
        """What a node passes on of one stream; losses fall on what is delivered."""
        node, stream, dimension = place
        pool = self._vertex(_pool_id(place), "pool", node, stream, dimension)
        received, sent = self._received.get(place, 0.0), self._sent.get(place, 0.0)
        kind = self.scene.kind(node)
        if kind is NodeKind.NETWORK and sent:
            delivered = self._delivered(place)
            self._made(pool, delivered, dimension)
            self.sphere.give(pool, "", 1.0 - sent / delivered)
            if not received:
                self.sphere.lacks(pool, messages.unfed(node, stream))
            return
        self._made(pool, max(received, sent), dimension)
        if self.scene.passes(node):
            self.sphere.give(pool, "", max(0.0, received - sent) / max(received, sent))
            if sent > received:
                self.sphere.lacks(pool, messages.unfed(node, stream))
            return
        if received > sent:
            self.sphere.give(pool, self._process(node), (received - sent) / received)
        elif sent > received:
            product = self._product(place, sent - received)
            self.sphere.give(product, pool, 1.0)

    def _delivered(self, place: _Place) -> float:
        """What a network handed on; of one seen in part, what came in less its losses."""
        sent = self._sent[place]
        if place[0] not in self.parameters.partly_seen:
            return sent
        return max(sent, self._received.get(place, 0.0) - self._lost_at.get(place, 0.0))

    def _made(self, vertex: str, amount: float, dimension: str) -> None:
        self.sphere.made[vertex] = amount
        self.sphere.units[vertex] = _unit(dimension)

    def _product(self, place: _Place, amount: float) -> str:
        """What a node makes of one stream, once."""
        node, stream, dimension = place
        name = f"{node}/{stream}"
        known = self.sphere.vertices.get(name)
        if known and known.dimension != dimension:
            name = f"{name}/{dimension}"
        if name not in self.sphere.vertices:
            self._vertex(name, "product", node, stream, dimension)
            self._made(name, amount, dimension)
            output = Output(name, f"{node}/{stream}", stream, dimension, amount)
            self._outputs[self._process(node)].append(output)
        return name

    # Flows, one by one

    def _take_flow(self, flow: Amount) -> None:
        if self.scene.outside(flow.from_node):
            self._buy(flow)
        elif self._is_waste(flow):
            self._give_waste(flow)
        elif not self._lost(flow):
            place = _at(flow.from_node, flow)
            giver = (
                _pool_id(place) if self._passes(place) else self._product(place, self._sent[place])
            )
            taker = "" if self.scene.outside(flow.to_node) else self._arrives_at(flow)
            self._hand(giver, taker, flow, self.sphere.made[giver])

    def _hand(self, giver: str, taker: str, flow: Amount, total: float) -> None:
        self.sphere.give(giver, taker, flow.total / total)
        self.sphere.hands.setdefault(giver, []).append(Hand(flow, taker))

    def _buy(self, flow: Amount) -> None:
        """Energy and goods from outside; waste bought comes without burden (cut-off)."""
        if self._is_waste(flow):
            return self._treat(flow) if self._treats(flow) else None
        vertex = self._arrives_at(flow)
        kind = self.scene.stream_kind(flow.stream)
        name = self.scene.book.catalog.stream(flow.stream).name
        bought = self._supplies.energy if kind in _ENERGY else self._supplies.goods
        lines = bought(flow, flow.to_node)
        origin = "energy" if kind in _ENERGY else "upstream"
        self.sphere.sources += [Source(vertex, origin, line) for line in lines]
        if not lines:
            say = messages.supply_unknown if kind in _ENERGY else messages.upstream_unknown
            self.sphere.lacks(vertex, say(flow.stream, name, flow.from_node))
        return None

    # Waste: treated for its sender, or used by another enterprise

    def _treats(self, flow: Amount) -> bool:
        return self.scene.kind(flow.to_node) is NodeKind.TREATMENT

    def _give_waste(self, flow: Amount) -> None:
        if self.scene.outside(flow.to_node) and flow.to_node not in self.parameters.neighbours:
            return
        if self._treats(flow):
            self._treat(flow)
        else:
            self._exchange(flow)

    def _treat(self, flow: Amount) -> None:
        """The treatment's burden goes back to who sends (polluter pays)."""
        node = flow.to_node
        sender = "" if self.scene.outside(flow.from_node) else self._process(flow.from_node)
        name = f"{node}/treated-{flow.stream}"
        total = self._treated(node, flow)
        if name not in self.sphere.vertices:
            self._vertex(name, "treatment", node, flow.stream, flow.dimension)
            self._made(name, total, flow.dimension)
            output = Output(name, f"{node}/{flow.stream}", flow.stream, flow.dimension, total)
            self._outputs[self._process(node)].append(output)
        self._hand(name, sender, flow, total)

    def _treated(self, node: str, like: Amount) -> float:
        return math.fsum(
            f.total
            for f in self._flows
            if (f.to_node, f.stream, f.dimension) == (node, like.stream, like.dimension)
        )

    def _exchange(self, flow: Amount) -> None:
        """A by-product that another node uses, under the rule chosen."""
        place = f"{flow.from_node}/{flow.stream}"
        rule = self.parameters.rule
        vertex = self._sale(flow, place) if rule == ECONOMIC else ""
        self.sphere.exchanged.append((flow, vertex))
        if rule == ECONOMIC:
            self._sell(flow, place)
        elif rule in (AVOIDED, HALF):
            self._credit(flow, place)

    def _sell(self, flow: Amount, place: str) -> None:
        if place not in self.parameters.prices:
            gap = messages.exchange_unknown(place, Text("giá", "its price"))
            for end in self._ends(flow):
                self.sphere.lacks(end, gap)
            return
        name = self._sale(flow, place)
        self._vertex(name, "exchange", flow.from_node, flow.stream, flow.dimension)
        self._made(name, flow.total, flow.dimension)
        output = Output(name, place, flow.stream, flow.dimension, flow.total)
        self._outputs[self._process(flow.from_node)].append(output)
        taker = "" if self.scene.outside(flow.to_node) else self._process(flow.to_node)
        self._hand(name, taker, flow, flow.total)

    def _ends(self, flow: Amount) -> list[str]:
        """Giver and taker of an exchange; a neighbour of whom nothing is known is left out."""
        inside = [n for n in (flow.from_node, flow.to_node) if not self.scene.outside(n)]
        return [self._process(node) for node in inside]

    def _sale(self, flow: Amount, place: str) -> str:
        name = f"{place}>{flow.to_node}"
        told = flow.activity or flow.series
        return f"{name}:{flow.activity}:{flow.series}" if told else name

    def _credit(self, flow: Amount, place: str) -> None:
        """The primary product displaced, as a deduction at the giver, or half at each end."""
        ends = self._ends(flow)
        displaced = self.parameters.displaced.get(place)
        if displaced is None:
            what = Text("phát thải của sản phẩm bị thay thế", "what the displaced product emits")
            for vertex in ends:
                self.sphere.lacks(vertex, messages.exchange_unknown(place, what))
            return
        shared = [(ends[0], 1.0)] if self.parameters.rule == AVOIDED else [(e, 0.5) for e in ends]
        for vertex, part in shared:
            self.sphere.sources.append(
                Source(vertex, "credit", self._credit_line(flow, vertex, displaced * part))
            )

    def _credit_line(self, flow: Amount, vertex: str, per_unit: float) -> Line:
        reason = Text(
            "phát thải của sản phẩm bị thay thế, phần của bên này",
            "what the displaced product would have emitted, the part of this side",
        )
        return self.scene.line(
            flow,
            self.sphere.vertices[vertex].node,
            scope=3,
            category="credit",
            gas="CO2e",
            terms=(stated_term("e", per_unit, flow.unit, reason),),
            sign=-1,
            tag=f"credit-{self.parameters.rule}-{vertex}",
        )

    # Emissions where they begin

    def _emit(self) -> None:
        for line in self.emissions.lines:
            if line.memo is not Memo.NONE or line.gas == TOE:
                continue
            if line.scope == 1:
                self.sphere.sources.append(Source(self._begins_at(line), "own", line))
            elif line.scope == 3:
                self.sphere.sources.append(Source(self._process(line.node), "waste", line))

    def _begins_at(self, line: Line) -> str:
        """The process of a line; of wastewater treated at a node seen in part, its own treatment:
        the lines of what others send are not there to be shared with."""
        treated = f"{line.node}/treated-{line.stream}"
        if line.node in self.parameters.partly_seen and treated in self.sphere.vertices:
            return treated
        return self._process(line.node)

    def _leave_to_others(self) -> None:
        """Outputs of nodes seen in part that others take: what flows out of a treatment beyond
        what is seen to flow in. Where nothing tells how much it is, nothing is handed on."""
        for node in self.parameters.partly_seen:
            process = f"process:{node}"
            outputs = self._outputs.get(process, [])
            shared = [o for o in outputs if self._is_shared(o)]
            if not shared:
                continue
            out = self._flows_out(node, shared[0].dimension)
            taken = math.fsum(o.amount for o in shared)
            if out < taken or any(o.dimension != shared[0].dimension for o in shared):
                self._outputs[process] = [o for o in outputs if o not in shared]
                for output in shared:
                    self.sphere.lacks(output.vertex, messages.partly_seen(node))
            elif out > taken:
                name = self._vertex(f"{node}/for-others", "treatment", node)
                self._made(name, out - taken, shared[0].dimension)
                self.sphere.leaving[name] = 1.0
                output = Output(name, name, shared[0].stream, shared[0].dimension, out - taken)
                outputs.append(output)

    def _is_shared(self, output: Output) -> bool:
        """Whether neighbours may take the same: it is treated, or handed to another enterprise."""
        if self.sphere.vertices[output.vertex].kind == "treatment":
            return True
        owner = self.sphere.vertices[output.vertex].owner
        hands = self.sphere.hands.get(output.vertex, [])
        return any(
            not self.scene.outside(hand.amount.to_node)
            and self._owner(hand.amount.to_node) != owner
            for hand in hands
        )

    def _flows_out(self, node: str, dimension: str) -> float:
        """Wastewater that leaves a node."""
        return math.fsum(
            flow.total
            for flow in self._flows
            if (flow.from_node, flow.dimension) == (node, dimension)
            and self.scene.stream_kind(flow.stream) == "wastewater"
        )

    # What each process hands on

    def _share_out_processes(self) -> None:
        overheads: dict[str, list[str]] = defaultdict(list)
        for vertex in sorted(v.id for v in self.sphere.vertices.values() if v.kind == "process"):
            outputs = self._sold(vertex, self._outputs.get(vertex, []))
            if not outputs:
                overheads[self.sphere.vertices[vertex].owner].append(vertex)
            elif not self._share_out(vertex, outputs):
                node = self.sphere.vertices[vertex].node
                names = ", ".join(sorted(o.key for o in outputs))
                gap = messages.not_allocated(node, names)
                for output in outputs:
                    self.sphere.lacks(output.vertex, gap)
                self._serve(vertex, node)
        for owner, processes in sorted(overheads.items()):
            self._overhead(owner, processes)

    def _sold(self, vertex: str, outputs: list[Output]) -> list[Output]:
        """Without the by-products that no price can be set against: they go by cut-off."""
        sold = [o for o in outputs if self.sphere.vertices[o.vertex].kind == "exchange"]
        rest = [o for o in outputs if o not in sold]
        if not sold or (rest and all(o.key in self.parameters.prices for o in rest)):
            return outputs
        what = Text("giá của mọi sản phẩm của bên cho", "the price of every product of the giver")
        for output in sold:
            gap = messages.exchange_unknown(output.key, what)
            for lacking in (vertex, output.vertex):
                self.sphere.lacks(lacking, gap)
        return rest

    def _share_out(self, vertex: str, outputs: Sequence[Output]) -> bool:
        rule = self._rule_for(outputs)
        weights = self._allocator.weights(outputs, rule)
        if weights is None:
            return False
        total = math.fsum(weights[o.vertex] * o.amount for o in outputs)
        for output in outputs:
            weight = weights[output.vertex]
            self.sphere.give(vertex, output.vertex, weight * output.amount / total)
            if len(outputs) > 1 and rule != "shares":
                self.sphere.hands.setdefault(vertex, []).extend(
                    Hand(hand.amount, output.vertex, weight)
                    for hand in self.sphere.hands.get(output.vertex, [])
                )
        return True

    def _rule_for(self, outputs: Sequence[Output]) -> str:
        """By-products are set against products by price; what is treated, by its amount."""
        kinds = {self.sphere.vertices[o.vertex].kind for o in outputs}
        if "exchange" in kinds:
            return "economic"
        return "physical" if kinds == {"treatment"} else self.parameters.allocation

    def _overhead(self, owner: str, processes: Sequence[str]) -> None:
        """Offices, yards and vehicles: carried by the products that leave the enterprise."""
        overhead = self._vertex(f"overhead:{owner}", "overhead", owner)
        for process in processes:
            self.sphere.give(process, overhead, 1.0)
        carriers = self._carriers(owner)
        if not carriers or not self._share_out(overhead, carriers):
            if carriers:
                names = ", ".join(sorted(o.key for o in carriers))
                gap = messages.not_allocated(f"overhead:{owner}", names)
                for output in carriers:
                    self.sphere.lacks(output.vertex, gap)
            self._serve(overhead, owner)

    def _carriers(self, owner: str) -> list[Output]:
        """Products of an enterprise that leave it."""
        return [
            output
            for outputs in self._outputs.values()
            for output in outputs
            if self.sphere.vertices[output.vertex].kind == "product"
            and self.sphere.vertices[output.vertex].owner == owner
            and self.scene.stream_kind(output.stream) in _GOODS
            and any(
                self._owner(hand.amount.to_node) != owner
                for hand in self.sphere.hands.get(output.vertex, [])
            )
        ]

    def _owner(self, node: str) -> str:
        return self.scene.enterprise(node) or self.scene.park_of(node)

    def _serve(self, vertex: str, node: str) -> None:
        """What is no product is the service of the period, and leaves as such."""
        service = self._vertex(f"{node}/service", "service", node)
        self.sphere.made.setdefault(service, 1.0)
        self.sphere.units.setdefault(service, "period")
        self.sphere.give(vertex, service, 1.0)
        self.sphere.leaving[service] = 1.0

    def _name_gaps(self) -> None:
        """Gaps of the inventory stand at all processes of the enterprise that has them."""
        for vertex in [v for v in self.sphere.vertices.values() if v.kind == "process"]:
            for gap in self.enterprise_gaps.get(vertex.owner, ()):
                self.sphere.lacks(vertex.id, gap)


def _at(node: str, flow: Amount) -> _Place:
    return node, flow.stream, flow.dimension


def _pool_id(place: _Place) -> str:
    return "pool:" + ":".join(place)


def _unit(dimension: str) -> str:
    return LEDGER_UNITS.get(dimension, "")


def reachable(takers: Mapping[str, Sequence[str]], starts: Iterable[str]) -> set[str]:
    """All vertices that take over something from one of ``starts``, however far."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        vertex = waiting.pop()
        if vertex not in found:
            found.add(vertex)
            waiting += takers.get(vertex, ())
    return found
