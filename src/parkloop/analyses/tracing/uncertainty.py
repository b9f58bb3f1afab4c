"""Intervals of footprints: derivatives to every shared parameter, also through the shares.

A footprint answers to a parameter in three ways: through the emissions of its sources, through
the shares in which vertices hand on, and through the amount of the product itself. All of them
follow from one forward and one transposed solve (the adjoint method), and a meter that decides
emissions and shares is one parameter in both (C-12). Docs: docs/methods/tracing.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.approach1 import sensitivities
from parkloop.analyses.inventory.distributions import Z95, Central
from parkloop.analyses.inventory.products import products_of, select, sums
from parkloop.analyses.tracing.model import Hand, Sensitivity, Technosphere
from parkloop.catalog.catalog import Catalog
from parkloop.periods import Period
from parkloop.provenance import significant


@dataclass
class Intervals:
    """Half-widths of footprints; ``burdens`` [kg CO2e] are the multipliers of all vertices."""

    sphere: Technosphere
    burdens: Mapping[str, float]
    catalog: Catalog
    convention: str
    period: Period

    def deviations(
        self, weights: Mapping[str, Mapping[str, float]], reached: Mapping[str, Mapping[str, float]]
    ) -> dict[str, dict[str, float]]:
        """What one standard deviation of each parameter does to each footprint [kg CO2e/unit].

        ``weights`` [kg CO2e per kg and unit] of the source lines, ``reached`` the part of each
        vertex that ends in the product, both by product.
        """
        lines = list({s.line.id: s.line for s in self.sphere.sources}.values())
        products = products_of(lines, self.catalog, Central(self.convention))
        slopes = sensitivities(products, sums(products, select(products, weights)))
        found = {}
        for place, product in enumerate(slopes.figures):
            every = slopes.of(place)
            for name, slope in self._through_shares(product, reached[product]).items():
                every[name] = every.get(name, 0.0) + slope
            found[product] = every
        return found

    def _through_shares(self, product: str, reached: Mapping[str, float]) -> dict[str, float]:
        """∂footprint/∂amount · its standard deviation, by parameter.

        For a vertex k with burden T that hands on W = Σ factor·amount in parts, of which x_l
        ends in the product: ∂/∂amount = T·factor/W · (x_l − Σ s·x); the product's own amount
        also divides.
        """
        made = self.sphere.made[product]
        slopes: dict[str, float] = {}
        for vertex in sorted(reached):
            hands = self.sphere.hands.get(vertex, [])
            for hand, slope in self._of_vertex(vertex, hands, product, reached):
                name = amount_parameter(hand.amount, self.period)
                deviation = math.sqrt(hand.amount.variance or 0.0)
                slopes[name] = slopes.get(name, 0.0) + slope / made * deviation
        return slopes

    def _of_vertex(
        self, vertex: str, hands: list[Hand], product: str, reached: Mapping[str, float]
    ) -> list[tuple[Hand, float]]:
        total = math.fsum(hand.factor * hand.amount.total for hand in hands)
        if not total:
            return []
        # What arrives outside has reached the product only if it is the product that leaves.
        arrived = [reached.get(hand.to, 0.0) for hand in hands]
        parts = [hand.factor * hand.amount.total / total for hand in hands]
        mean = math.fsum(s * x for s, x in zip(parts, arrived, strict=True))
        per_amount = self.burdens[vertex] / total
        own = self.burdens[product] / self.sphere.made[product] if vertex == product else 0.0
        return [
            (hand, per_amount * hand.factor * (x - mean) - own)
            for hand, x in zip(hands, arrived, strict=True)
        ]


def half_width(deviations: Mapping[str, float]) -> float:
    """Half of the 95 % interval that parameters with these deviations make."""
    return Z95 * math.sqrt(math.fsum(slope**2 for slope in deviations.values()))


def strongest(deviations: Mapping[str, float], most: int) -> tuple[Sensitivity, ...]:
    """The parameters that move a footprint most, with their parts of the variance."""
    variance = math.fsum(slope**2 for slope in deviations.values())
    if not variance:
        return ()
    ordered = sorted(deviations.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(
        Sensitivity(name, significant(slope, 6), significant(slope**2 / variance, 6))
        for name, slope in ordered[:most]
        if slope
    )


def amount_parameter(amount: Amount, period: Period) -> str:
    """The name that lines from the same entries give their amount's error."""
    if amount.parameter:
        return amount.parameter
    selector = sorted(amount.selector(period).items())
    return "amount:" + ";".join(f"{name}={value}" for name, value in selector)
