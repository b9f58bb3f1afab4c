"""How a node's burden is shared among what it makes.

ISO 14044 and 14067: subdivide, then share by a physical relation, then by price. Subdivision is
the ledger's own (nodes below an enterprise); here the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parkloop.analyses.inventory.book import FactBook
from parkloop.errors import FactError, UnitError

ENERGY_KINDS = frozenset({"electricity", "heat", "cooling", "fuel"})


@dataclass(frozen=True, slots=True)
class Output:
    """Something a node makes or does: ``amount`` in the ledger unit of ``dimension``."""

    vertex: str
    key: str
    stream: str
    dimension: str
    amount: float


@dataclass(frozen=True)
class Allocator:
    """Weights of outputs by a rule; ``book`` knows densities and heating values."""

    book: FactBook
    prices: Mapping[str, float]
    shares: Mapping[str, float]

    def weights(self, outputs: Sequence[Output], rule: str) -> dict[str, float] | None:
        """Weight per unit of amount of each output; None where the rule lacks something.

        Only their proportions matter: the share of an output is amount · weight over the sum.
        """
        if len(outputs) == 1:
            return {outputs[0].vertex: 1.0}
        found = [self._weight(output, outputs, rule) for output in outputs]
        known = [weight for weight in found if weight is not None]
        total = math.fsum(w * o.amount for w, o in zip(known, outputs, strict=False))
        if len(known) < len(outputs) or total <= 0 or min(known) < 0:
            return None
        return {output.vertex: weight for output, weight in zip(outputs, known, strict=True)}

    def _weight(self, output: Output, outputs: Sequence[Output], rule: str) -> float | None:
        if rule == "economic":
            return self.prices.get(output.key)
        if rule == "shares":
            given = self.shares.get(output.key)
            return None if given is None else given / output.amount
        if len({o.dimension for o in outputs}) == 1 and rule == "physical":
            return 1.0
        if rule == "energy" or (rule == "physical" and self._all_energy(outputs)):
            return self.energy(output)
        return self.mass(output)

    def _all_energy(self, outputs: Sequence[Output]) -> bool:
        streams = self.book.catalog.streams
        return all(streams[o.stream].kind in ENERGY_KINDS for o in outputs)

    def mass(self, output: Output) -> float | None:
        """Mass per ledger unit [kg]."""
        if output.dimension == "mass":
            return 1.0
        if output.dimension == "volume":
            return self._fact("density", "kg/m3", output)
        return None

    def energy(self, output: Output) -> float | None:
        """Energy per ledger unit [MJ]; fuels on net basis, steam by its enthalpy."""
        if output.dimension in ("energy", "energy_ncv"):
            return 1.0
        kind = self.book.catalog.streams[output.stream].kind
        if output.dimension == "mass" and kind == "heat":
            return self._fact("steam_enthalpy", "MJ/kg", output)
        mass = self.mass(output)
        heating = self._fact("ncv", "MJ_ncv/kg", output)
        return None if mass is None or heating is None else mass * heating

    def _fact(self, kind: str, unit: str, output: Output) -> float | None:
        try:
            return self.book.term("", kind, unit, stream=output.stream).multiplier
        except (FactError, UnitError):
            return None
