"""Where power, heat and cold come from: the mix of origins behind every node.

A passing node (a network, a stock) and a site that passes energy on hand out what they received,
in proportion. The shares solve  x(v) = Σ_u w(u→v) · x(u)  with x = 1 at the origins; they are
found by repeated substitution, which ends exactly for networks without loops.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.scene import Scene
from parkloop.ledger.park import NodeKind

_SETTLED = 1e-15
_MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A node where a stream begins: ``outside`` the park's accounts, or a producer inside."""

    node: str
    outside: bool


@dataclass
class SupplyNetwork:
    """All flows of one carrier in one dimension."""

    scene: Scene
    stream: str
    dimension: str
    flows: tuple[Amount, ...]

    @cached_property
    def inflow(self) -> dict[str, float]:
        """What reached each node [ledger unit]."""
        return _sums((flow.to_node, flow.total) for flow in self.flows)

    @cached_property
    def outflow(self) -> dict[str, float]:
        return _sums((flow.from_node, flow.total) for flow in self.flows)

    def begins_at(self, node: str) -> bool:
        """Whether the stream comes into being at the node."""
        return (
            self.scene.outside(node)
            or self.scene.kind(node) is NodeKind.GENERATOR
            or self.inflow.get(node, 0.0) <= 0
        )

    def origins(self, node: str) -> dict[Origin, float]:
        """Shares of the origins in what leaves a node; they sum to 1 unless a loop hides one."""
        if self.begins_at(node):
            return {Origin(node, self.scene.outside(node)): 1.0}
        return self._mixes.get(node, {})

    @cached_property
    def _mixes(self) -> dict[str, dict[Origin, float]]:
        weights = self._weights()
        mixes: dict[str, dict[Origin, float]] = {node: {} for node in weights}
        for _ in range(_MOST_ROUNDS):
            renewed = {node: self._blend(parts, mixes) for node, parts in weights.items()}
            change = max((_distance(renewed[n], mixes[n]) for n in weights), default=0.0)
            mixes = renewed
            if change <= _SETTLED:
                break
        return mixes

    def _weights(self) -> dict[str, dict[str, float]]:
        """For each node that hands on: the share of each sender in what it received."""
        received: dict[str, dict[str, float]] = {}
        for flow in self.flows:
            if not self.begins_at(flow.to_node) and flow.total > 0:
                parts = received.setdefault(flow.to_node, {})
                parts[flow.from_node] = parts.get(flow.from_node, 0.0) + flow.total
        return {
            node: {sender: part / math.fsum(parts.values()) for sender, part in parts.items()}
            for node, parts in received.items()
        }

    def _blend(
        self, parts: dict[str, float], mixes: dict[str, dict[Origin, float]]
    ) -> dict[Origin, float]:
        blend: dict[Origin, float] = {}
        for sender in sorted(parts):
            known = (
                {Origin(sender, self.scene.outside(sender)): 1.0}
                if self.begins_at(sender)
                else mixes.get(sender, {})
            )
            for origin, share in known.items():
                blend[origin] = blend.get(origin, 0.0) + parts[sender] * share
        return blend


def supply_networks(scene: Scene) -> tuple[SupplyNetwork, ...]:
    """One network per carrier (electricity, heat, cooling) and dimension."""
    grouped: dict[tuple[str, str], list[Amount]] = {}
    for amount in scene.of_kind("electricity", "heat", "cooling"):
        if amount.unknown < amount.entries:
            grouped.setdefault((amount.stream, amount.dimension), []).append(amount)
    return tuple(
        SupplyNetwork(scene, stream, dimension, tuple(flows))
        for (stream, dimension), flows in sorted(grouped.items())
    )


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    grouped: dict[str, list[float]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return {name: math.fsum(values) for name, values in grouped.items()}


def _distance(one: dict[Origin, float], other: dict[Origin, float]) -> float:
    return max((abs(one.get(o, 0.0) - other.get(o, 0.0)) for o in one | other), default=0.0)
