"""Everything that could be built, as arrays: nodes, links, designs, periods.

Materials, water and heat are all flows between nodes, so one form holds them; a benchmark or a
test makes it without a ledger. Symbols: docs/methods/symbiosis-network.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from parkloop.errors import RequestError
from parkloop.texts import Text

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

#: Kinds of node: gives, passes on (a hub, a treatment with a declared outlet), takes.
SOURCE, HUB, SINK = 0, 1, 2
#: Owner of a node that belongs to nobody in the game: the market, the operator's own water.
NOBODY: Final = -1
#: What a network is judged by besides money; each is more when better.
IMPACTS: Final = ("co2", "water", "landfill")
INFINITY = float("inf")


class Called(Sequence[str]):
    """Names made when they are asked for: a large network needs few of them."""

    def __init__(self, name: Callable[[int], str], count: int) -> None:
        self._name = name
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(self._count))]
        if not -self._count <= place < self._count:
            raise IndexError(place)
        return self._name(place % self._count)


#: Names of nodes, links, designs, periods.
Names: TypeAlias = Sequence[str]


def numbered(count: int) -> Names:
    """Numbers as names."""
    return Called(str, count)


@dataclass(frozen=True, eq=False)
class Nodes:
    """Where flows begin, pass and end.

    ``least`` and ``most`` [amount per period] have a row per node and a column per period: what a
    source must and can give, what a sink must and can take; of a hub ``most`` is what may enter.
    ``quality`` holds what each source or hub outlet carries, ``limit`` what the mixture that enters
    a sink or hub may hold, a column per contaminant. A node with ``storage`` [amount] keeps what is
    left from period to period of a block and loses the share ``loss`` of it in each.
    """

    names: Names
    kind: Ints
    owner: Ints
    least: Floats
    most: Floats
    quality: Floats
    limit: Floats
    storage: Floats
    loss: Floats


@dataclass(frozen=True, eq=False)
class Links:
    """Possible flows: from node to node, what arrives per unit sent, what it gains.

    ``gain_from`` and ``gain_to`` [money per unit sent] are what the two owners gain before fixed
    costs; a column per period, or one for all. ``impact`` [amount per unit sent] has a column per
    member of ``IMPACTS``. ``capacity`` [amount per unit of time] is the most that can be sent,
    whatever is built. ``quality`` is what arrives by each link, after treatment on the way (None:
    what its tail gives).
    """

    names: Names
    tail: Ints
    head: Ints
    taken: Floats
    capacity: Floats
    gain_from: Floats
    gain_to: Floats
    impact: Floats
    quality: Floats | None = None

    @property
    def gain(self) -> Floats:
        """Gain of both [money per unit sent], a row per link."""
        return self.gain_from + self.gain_to


@dataclass(frozen=True, eq=False)
class Designs:
    """What must be built for links to carry anything: pipes of several sizes, shared plants.

    A *facility* is a set of designs of which at most one is built. ``facility`` names the set of
    each design, ``fixed`` [money per year] and ``capacity`` [amount per unit of time] belong to
    the design, ``least`` [amount per unit of time] is its minimum take. ``member_link`` and
    ``member_facility`` tell which link needs which facility, and ``use`` how much capacity one
    unit sent takes. ``payer`` of a facility owes its fixed cost (``NOBODY``: both ends by halves).
    """

    names: Names
    facility: Ints
    fixed: Floats
    capacity: Floats
    least: Floats
    member_link: Ints
    member_facility: Ints
    use: Floats
    payer: Ints

    @cached_property
    def facilities(self) -> int:
        """Number of facilities."""
        highest = max(self.facility.max(initial=-1), self.member_facility.max(initial=-1))
        return int(highest) + 1

    @cached_property
    def members(self) -> Ints:
        """Number of links of each facility."""
        return np.bincount(self.member_facility, minlength=self.facilities)


@dataclass(frozen=True, eq=False)
class Times:
    """Periods: how often each occurs in a year, how long it is, in which block it lies.

    Storage passes from period to period of one block, and from its last to its first.
    """

    names: Names
    weight: Floats
    length: Floats
    block: Ints

    @classmethod
    def single(cls) -> Times:
        """One period that is the year."""
        return cls(("year",), np.ones(1), np.ones(1), np.zeros(1, np.int64))

    @cached_property
    def before(self) -> Ints:
        """The period before each one, in its block (the last for the first)."""
        found = np.arange(len(self.weight)) - 1
        for block in np.unique(self.block):
            members = np.flatnonzero(self.block == block)
            found[members] = np.roll(members, 1)
        return found


@dataclass(frozen=True, eq=False)
class Candidates:
    """All that could be built and flow, and who owns what."""

    nodes: Nodes
    links: Links
    designs: Designs
    times: Times
    players: tuple[str, ...] = ()
    contaminants: tuple[str, ...] = ()
    open_links: Bools | None = field(default=None)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of links, number of periods."""
        return len(self.links.tail), len(self.times.weight)

    @cached_property
    def usable(self) -> Bools:
        """Links that nobody closed."""
        if self.open_links is None:
            return np.ones(len(self.links.tail), bool)
        return self.open_links

    @cached_property
    def gain(self) -> Floats:
        """Gain per unit sent and occurrence of a period, a row per link and a column per period."""
        return np.broadcast_to(self.links.gain, self.shape)

    @cached_property
    def arriving(self) -> Floats:
        """Quality of what arrives by each link, a column per contaminant."""
        own = self.links.quality
        return self.nodes.quality[self.links.tail] if own is None else own

    @cached_property
    def owners(self) -> tuple[Ints, Ints]:
        """Owner of the tail and of the head of every link."""
        return self.nodes.owner[self.links.tail], self.nodes.owner[self.links.head]

    def only(self, links: Bools) -> Candidates:
        """The same, where only these links (of those open) can be used."""
        return replace(self, open_links=self.usable & links)

    def without_player(self, player: int) -> Candidates:
        """What is left when a player leaves: its links are closed, its needs are gone."""
        return self.among(tuple(p for p in range(len(self.players)) if p != player))

    def among(self, members: Sequence[int]) -> Candidates:
        """What these players (and what belongs to nobody) can do without the others."""
        inside = np.zeros(len(self.players) + 1, bool)
        inside[list(members)] = True
        inside[NOBODY] = True
        tail, head = self.owners
        stays = inside[self.nodes.owner]
        nodes = replace(
            self.nodes,
            least=np.where(stays[:, None], self.nodes.least, 0.0),
            most=np.where(stays[:, None], self.nodes.most, 0.0),
        )
        return replace(self.only(inside[tail] & inside[head]), nodes=nodes)


def nodes(
    names: Sequence[str],
    kind: ArrayLike,
    most: ArrayLike,
    *,
    least: ArrayLike = 0.0,
    owner: ArrayLike = NOBODY,
    quality: ArrayLike | None = None,
    limit: ArrayLike | None = None,
    storage: ArrayLike = 0.0,
    loss: ArrayLike = 0.0,
    periods: int = 1,
) -> Nodes:
    """Nodes from columns; single numbers stand for all nodes, one column for all periods."""
    count = len(names)
    wide = _table(most, count, periods)
    contaminants = np.zeros((count, 0)) if quality is None else _table(quality, count)
    limits = np.full(contaminants.shape, INFINITY) if limit is None else _table(limit, count)
    return Nodes(
        names=names,
        kind=_whole(kind, count),
        owner=_whole(owner, count),
        least=_table(least, count, wide.shape[1]),
        most=wide,
        quality=contaminants,
        limit=limits,
        storage=_column(storage, count),
        loss=_column(loss, count),
    )


def links(
    tail: ArrayLike,
    head: ArrayLike,
    *,
    gain: ArrayLike = 0.0,
    gain_from: ArrayLike = 0.0,
    taken: ArrayLike = 1.0,
    capacity: ArrayLike = INFINITY,
    impact: ArrayLike | None = None,
    quality: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> Links:
    """Links from columns; ``gain`` is what the taker gains unless ``gain_from`` says more."""
    start = np.atleast_1d(np.asarray(tail, np.int64))
    count = len(start)
    shown = numbered(count) if names is None else names
    return Links(
        names=shown,
        tail=start,
        head=np.atleast_1d(np.asarray(head, np.int64)),
        taken=_column(taken, count),
        capacity=_column(capacity, count),
        gain_from=_table(gain_from, count),
        gain_to=_table(gain, count),
        impact=np.zeros((count, len(IMPACTS))) if impact is None else _table(impact, count),
        quality=None if quality is None else _table(quality, count),
    )


def own_designs(
    count: int,
    fixed: ArrayLike,
    *,
    capacity: ArrayLike = INFINITY,
    least: ArrayLike = 0.0,
    names: Sequence[str] | None = None,
) -> Designs:
    """One design for each of ``count`` links: a pipe or a contract of its own."""
    every = np.arange(count)
    return Designs(
        names=numbered(count) if names is None else names,
        facility=every,
        fixed=_column(fixed, count),
        capacity=_column(capacity, count),
        least=_column(least, count),
        member_link=every,
        member_facility=every,
        use=_column(1.0, count),
        payer=_whole(NOBODY, count),
    )


def no_designs() -> Designs:
    """Nothing need be built."""
    return own_designs(0, np.zeros(0))


def _column(value: ArrayLike, count: int) -> Floats:
    """A copy of a column; a single number is spread without being written out."""
    given = np.array(value, float)
    return given if given.shape == (count,) else np.broadcast_to(given, (count,))


def _whole(value: ArrayLike, count: int) -> Ints:
    given = np.array(value, np.int64)
    return given if given.shape == (count,) else np.broadcast_to(given, (count,))


def _table(value: ArrayLike, count: int, width: int = 1) -> Floats:
    """A row per node or link; one column is spread over ``width``."""
    given = np.asarray(value, float)
    given = _column(given, count)[:, None] if given.ndim < 2 else given.copy()
    spread = given.shape[1] == 1 and given.shape != (count, width)
    return np.broadcast_to(given, (count, width)) if spread else given


def demand_sound(candidates: Candidates) -> None:
    """Refuse candidates that cannot mean anything, naming the first node or link at fault."""
    for wrong, name, vi, en in _faults(candidates):
        if wrong.any():
            where = name(int(wrong.argmax()))
            raise RequestError(Text(f"“{where}”: {vi}", f"“{where}”: {en}"))


def _faults(c: Candidates) -> list[tuple[Bools, Callable[[int], str], str, str]]:
    node, link = c.nodes.names.__getitem__, c.links.names.__getitem__
    tail, head = c.nodes.kind[c.links.tail], c.nodes.kind[c.links.head]
    return [
        (
            np.any(c.nodes.least > c.nodes.most * (1 + 1e-12), axis=1).astype(bool),
            node,
            "lượng tối thiểu lớn hơn lượng tối đa. Hãy sửa một trong hai.",
            "the least amount is greater than the most. Correct one of them.",
        ),
        (
            (tail == SINK) | (head == SOURCE),
            link,
            "liên kết phải đi từ nguồn hoặc trạm tới trạm hoặc nơi nhận.",
            "a link goes from a source or hub to a hub or sink.",
        ),
        (
            c.links.taken <= 0,
            link,
            "lượng nhận trên một đơn vị gửi phải lớn hơn 0.",
            "what arrives per unit sent must be above zero.",
        ),
    ]
