"""Water as flows on arcs between places of known quality, and the answer read back from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.water_targets.model import WaterLink, WaterNetwork
from parkloop.errors import RequestError
from parkloop.provenance import significant
from parkloop.solving import Objective, Outcome
from parkloop.solving.model import Bools, Floats, Ints
from parkloop.texts import Text

#: Flow [t/h] below which an arc is rounding of the solver, and no pipe.
NO_FLOW = 1e-6
#: What the least fresh water may lose, as a share, while a second objective is served.
GIVE = 1e-9
_DIGITS = 10


@dataclass(frozen=True)
class Arcs:
    """Arcs between places: a name, a plant and the quality of what leaves [mg/l] per place.

    Two places of one name (a use before and after treatment) are one place in the answer.
    """

    names: tuple[str, ...]
    plants: tuple[str, ...]
    quality: Floats
    origin: Ints
    target: Ints

    def into(self, places: Ints) -> tuple[Ints, Ints]:
        """(position in ``places``, arc) for every arc that ends there."""
        return _met(self.target, places)

    def out_of(self, places: Ints) -> tuple[Ints, Ints]:
        """(position in ``places``, arc) for every arc that begins there."""
        return _met(self.origin, places)

    @property
    def crossing(self) -> Bools:
        """Arcs from one plant to another; fresh water and waste belong to no plant."""
        plants = np.array(self.plants, dtype=object)
        a, b = plants[self.origin], plants[self.target]
        crosses: Bools = (a != b) & (a != "") & (b != "")
        return crosses

    def objective(self, name: str, counted: Bools, width: int) -> Objective:
        """The sum of the flows of the arcs counted; arcs are the model's first columns."""
        cost = np.zeros(width)
        cost[: len(self.origin)][counted] = 1.0
        return Objective(cost, name=name)

    def network(self, outcomes: Sequence[Outcome], marks: tuple[int, int, int]) -> WaterNetwork:
        """The answer of a lexicographic solve; the first objective is fresh water.

        ``marks`` are the places of fresh water, waste and treatment (−1: none). Raises
        RequestError where no network exists.
        """
        first, last = outcomes[0], outcomes[-1]
        if not last.found:
            raise no_network()
        flow = last.x[: len(self.origin)]
        fresh, waste, treatment = marks
        bound = first.bound if first.bound is not None else 0.0
        return WaterNetwork(
            fresh=significant(float(flow[self.origin == fresh].sum()), _DIGITS),
            waste=significant(float(flow[self.target == waste].sum()), _DIGITS),
            regenerated=significant(float(flow[self.origin == treatment].sum()), _DIGITS),
            bound=significant(bound, _DIGITS),
            status=last.status.value,
            links=self._links(flow),
            solver=last.as_dict(),
        )

    def _links(self, flow: Floats) -> tuple[WaterLink, ...]:
        found: dict[tuple[str, str, float, bool], float] = {}
        crossing = self.crossing
        for arc in np.flatnonzero(flow > NO_FLOW):
            i, j = self.origin[arc], self.target[arc]
            key = (self.names[i], self.names[j], float(self.quality[i]), bool(crossing[arc]))
            found[key] = found.get(key, 0.0) + float(flow[arc])
        return tuple(
            WaterLink(i, j, significant(amount, _DIGITS), quality, crosses)
            for (i, j, quality, crosses), amount in sorted(found.items())
        )


def arcs_between(
    places: Sequence[tuple[str, str, float]], pairs: Sequence[tuple[int, int]]
) -> Arcs:
    """Arcs from (name, plant, quality) of each place and pairs of places."""
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return Arcs(
        names=tuple(name for name, _, _ in places),
        plants=tuple(plant for _, plant, _ in places),
        quality=np.array([quality for _, _, quality in places], float),
        origin=ends[:, 0],
        target=ends[:, 1],
    )


def _met(ends: Ints, places: Ints) -> tuple[Ints, Ints]:
    # A group of plants may have no sources or no sinks: an empty list has no whole numbers.
    places = np.asarray(places, np.int64)
    position = np.full(int(max(ends.max(initial=0), places.max(initial=0))) + 1, -1)
    position[places] = np.arange(len(places))
    arcs = np.flatnonzero(position[ends] >= 0)
    return position[ends[arcs]], arcs


def no_network() -> RequestError:
    return RequestError(
        Text(
            "Không có mạng nước nào đáp ứng mọi giới hạn. Hãy kiểm tra: giới hạn đầu vào phải "
            "không thấp hơn nồng độ nước cấp.",
            "No water network meets every limit. Check that no inlet limit lies below the quality "
            "of the fresh water.",
        )
    )
