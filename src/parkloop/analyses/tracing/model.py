"""What a trace consists of: vertices, what they hand on, and the footprints of products.

One unit of a vertex is all that it hands on in the period, so that the system matrix holds
shares (0–1) and a vertex's multiplier is its burden of the whole period [kg].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.model import Line
from parkloop.periods import Period
from parkloop.provenance import Gap, Plain


@dataclass(frozen=True, slots=True)
class Vertex:
    """A place through which burdens pass.

    ``kind``: process (a node that uses and makes things), pool (what a node passes on of one
    stream), product (what it makes), treatment (what it treats for others), exchange (a
    by-product that another enterprise uses), overhead (of an enterprise), service (what an
    enterprise does that is no product).
    """

    id: str
    kind: str
    node: str
    owner: str
    stream: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """One amount that decides how a vertex shares out: ``factor`` · amount goes to ``to``."""

    amount: Amount
    to: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """Emissions that begin at a vertex: one line of the inventory, of supply or of upstream.

    ``origin``: own, energy (purchased outside), upstream (goods bought outside), waste
    (treated outside) or credit.
    """

    vertex: str
    origin: str
    line: Line


@dataclass
class Technosphere:
    """Vertices, shares and sources of one period.

    ``shares[k, l]`` is the part of k's burden that l takes over; what is not in ``shares``
    leaves the accounts (``leaving``). For every vertex both add up to 1. ``exchanged`` are
    by-products that another node uses, with the vertex that carries them ('' under cut-off).
    """

    vertices: dict[str, Vertex] = field(default_factory=dict)
    shares: dict[tuple[str, str], float] = field(default_factory=dict)
    leaving: dict[str, float] = field(default_factory=dict)
    hands: dict[str, list[Hand]] = field(default_factory=dict)
    made: dict[str, float] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    exchanged: list[tuple[Amount, str]] = field(default_factory=list)
    gaps: dict[str, Gap] = field(default_factory=dict)
    gap_vertices: dict[str, set[str]] = field(default_factory=dict)

    def add(self, vertex: Vertex) -> str:
        self.vertices.setdefault(vertex.id, vertex)
        return vertex.id

    def give(self, giver: str, taker: str, share: float) -> None:
        """Hand on a share; an empty taker is the world outside the accounts."""
        if not share:
            return
        if taker:
            self.shares[giver, taker] = self.shares.get((giver, taker), 0.0) + share
        else:
            self.leaving[giver] = self.leaving.get(giver, 0.0) + share

    def lacks(self, vertex: str, gap: Gap) -> None:
        self.gaps.setdefault(gap.id, gap)
        self.gap_vertices.setdefault(gap.id, set()).add(vertex)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one source adds to a footprint [kg CO2e per declared unit], seen from the product."""

    origin: str
    vertex: str
    line: str
    share: float
    value: float
    stage: str = ""
    stream: str = ""
    gas: str = ""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a footprint answers to one parameter.

    ``deviation`` is the change [kg CO2e per declared unit] that one standard deviation of the
    parameter makes, ``share`` its part of the variance (0–1).
    """

    parameter: str
    deviation: float
    share: float


@dataclass(frozen=True, slots=True)
class Link:
    """What passes from one vertex to the next on its way into a product [kg CO2e per unit].

    Links into a vertex and what begins there add up to the links out of it, so that they are a
    Sankey diagram. ``giver`` is '' for emissions that begin at ``taker``.
    """

    giver: str
    taker: str
    value: float
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """Ratings of the data behind a footprint, 1 good – 3 poor, weighted by what they carry."""

    technology: float
    geography: float
    timeliness: float


@dataclass(frozen=True, slots=True)
class Carried:
    """A stream between two nodes and the carbon embodied in it [kg CO2e in the period].

    ``kind``: bought, handed (made or passed on inside), exchange (a by-product). ``id`` tells
    apart what differs only in its use or its meter.
    """

    kind: str
    stream: str
    giver: str
    taker: str
    amount: float
    unit: str
    carried: float
    known: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class TracedPath:
    """A way from the product back to a place that emits [kg CO2e per declared unit]."""

    vertices: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What Monte Carlo says of a footprint [kg CO2e per declared unit]; a 95 % interval.

    ``facts_mean`` is the mean of the same draws with every amount as it is stated: what lies
    between it and the computed value comes from skewed facts, the rest from amounts that divide.
    """

    mean: float
    low: float
    high: float
    draws: int
    facts_mean: float


@dataclass(frozen=True)
class Footprint:
    """The footprint of one product.

    ``per_unit`` [kg CO2e per ``unit``] is None if nothing at all is known of it; ``gases`` are
    kg of gas per unit, ``origins`` and ``stages`` kg CO2e per unit. ``primary_share`` is the
    part of the footprint that comes from primary data; ``made`` and ``burden`` [kg CO2e] are
    of the whole period; ``error`` is the greatest numerical error [kg CO2e per unit].
    """

    product: str
    vertex: str
    owner: str
    stream: str
    unit: str
    made: float
    burden: float
    leaving: float
    per_unit: float | None
    gases: Mapping[str, float]
    origins: Mapping[str, float]
    contributions: tuple[Contribution, ...]
    paths: tuple[TracedPath, ...]
    primary_share: float | None
    low: float | None
    high: float | None
    gaps: tuple[str, ...]
    error: float
    drawn: Drawn | None = None
    stages: Mapping[str, float] = field(default_factory=dict)
    sensitivities: tuple[Sensitivity, ...] = ()
    links: tuple[Link, ...] = ()
    quality: Quality | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conservation:
    """Whether burdens went anywhere but to what leaves the accounts [kg CO2e].

    sources = own + energy + waste + upstream; leaving + credit = sources, whatever the rule
    (credit is positive: what was deducted for primary products displaced).
    """

    own: float
    energy: float
    waste: float
    upstream: float
    credit: float
    leaving: float

    @property
    def sources(self) -> float:
        return self.own + self.energy + self.waste + self.upstream

    @property
    def difference(self) -> float:
        return self.leaving + self.credit - self.sources

    @property
    def agrees(self) -> bool:
        """Whether all burdens arrived, to a billionth of the sources."""
        return abs(self.difference) <= 1e-9 * max(1.0, abs(self.sources))


@dataclass(frozen=True)
class Tracing:
    """Footprints of what the nodes of a zone make, in one period."""

    period: Period
    gwp_set: str
    rule: str
    footprints: tuple[Footprint, ...]
    conservation: Conservation | None
    radius: float | None
    parameters: Mapping[str, Plain]
    carried: tuple[Carried, ...] = ()
