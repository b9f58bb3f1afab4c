"""The method of an index as versioned data: tree, stages and their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from parkloop.errors import RequestError
from parkloop.provenance import Plain
from parkloop.texts import Text

IMPUTATIONS: Final = (
    "none", "mean", "median", "group-mean", "group-median", "pillar-mean", "forward", "linear",
    "regression", "em",
)  # fmt: skip
TREATMENTS: Final = ("none", "winsorise", "log", "log-range", "box-cox")
NORMALISATIONS: Final = (
    "min-max", "z-score", "scale", "rank", "borda", "percentile-rank", "distance-to-best",
    "distance-to-unit", "distance-to-target", "fraction-of-best", "goalposts", "none",
)  # fmt: skip
WEIGHTINGS: Final = ("given", "equal", "ballots", "ahp", "pca", "entropy", "optimised")
AGGREGATIONS: Final = (
    "arithmetic", "geometric", "harmonic", "power", "owa", "mazziotta-pareto",
    "adjusted-mazziotta-pareto", "wroclaw", "copeland", "mean-min", "benefit-of-the-doubt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imputation:
    """How empty cells are filled; ``group`` names a grouping, ``age`` is in periods (0: any)."""

    rule: str = "none"
    group: str = ""
    age: int = 0


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done about outliers.

    An indicator passes when |skewness| < ``skew`` or excess kurtosis < ``kurtosis``. One that
    fails is winsorised by at most ``points`` values and, where that does not help, transformed by
    ``otherwise`` (log or none). ``power`` is the λ of Box-Cox.
    """

    rule: str = "none"
    points: int = 5
    skew: float = 2.0
    kurtosis: float = 3.5
    otherwise: str = "log"
    power: float = 0.0


@dataclass(frozen=True, slots=True)
class Normalisation:
    """How indicators become comparable; what ``low`` and ``high`` mean depends on the rule.

    min-max and goalposts: ends of the scale. z-score: mean and standard deviation of the result.
    scale: factor ``high`` and summand ``low``. ``unit``: the reference of distance-to-unit.
    ``cut``: goalposts cut off what lies outside.
    """

    rule: str = "min-max"
    low: float = 0.0
    high: float = 100.0
    unit: str = ""
    cut: bool = True


@dataclass(frozen=True, slots=True)
class Aggregation:
    """How the parts of a node become its score.

    ``power``: exponent of the power mean. ``order``: OWA weights, best part first. ``penalty``: −1
    or +1, sign of the Mazziotta–Pareto penalty. ``alpha``, ``beta``: mean-min. ``least_share``,
    ``most_share``: bounds of a part in benefit of the doubt.
    """

    rule: str = "arithmetic"
    power: float = 1.0
    order: tuple[float, ...] = ()
    penalty: int = -1
    alpha: float = 0.5
    beta: float = 1.0
    least_share: float = 0.0
    most_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Weighting:
    """Where weights come from.

    ``ballots``: per node, one mapping part -> share [per cent] for each expert. ``comparisons``:
    per node, part -> part -> how many times more important (AHP). ``importance``: per node, the
    share each part is to have in the correlations with it (optimised); the given weights where a
    node names none.
    """

    rule: str = "given"
    ballots: Mapping[str, tuple[Mapping[str, float], ...]] = field(default_factory=dict)
    comparisons: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    importance: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: a column of the data, its place in the tree, its direction (+1 or −1)."""

    id: str
    name: Text
    parent: str
    unit: str = "1"
    direction: int = 1
    weight: float = 1.0
    denominator: str = ""
    target: float | None = None
    low: float | None = None
    high: float | None = None
    normalisation: Normalisation | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A pillar, a sub-index or the index itself (``parent`` empty)."""

    id: str
    name: Text
    parent: str = ""
    weight: float = 1.0
    aggregation: Aggregation | None = None


@dataclass(frozen=True, slots=True)
class IndexMethod:
    """Everything that decides an index besides the data.

    ``least_available``: rows with a smaller share of observed indicators are screened out before
    the treatment; ``least_parts``: a node with a smaller share of its parts has no score. Level 1
    of ``levels`` joins indicators. ``screen_first``: availability is judged before imputation.
    """

    id: str
    version: str
    title: Text
    indicators: tuple[Indicator, ...]
    nodes: tuple[Node, ...]
    imputation: Imputation = Imputation()
    least_available: float = 0.0
    screen_first: bool = True
    treatment: Treatment = Treatment()
    normalisation: Normalisation = Normalisation()
    weighting: Weighting = Weighting()
    aggregation: Aggregation = Aggregation()
    levels: Mapping[int, Aggregation] = field(default_factory=dict)
    least_parts: float = 0.0
    source: str = ""

    def as_dict(self) -> dict[str, Plain]:
        """Every setting written out, defaults included."""
        plain: dict[str, Any] = asdict(self)
        plain["levels"] = {str(level): asdict(how) for level, how in self.levels.items()}
        result: dict[str, Plain] = _plain(plain)
        return result


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Join:
    """One step of the aggregation: the positions of the parts and of the node they make."""

    node: int
    parts: tuple[int, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The order of the aggregation. Positions count indicators first, then nodes."""

    ids: tuple[str, ...]
    joins: tuple[Join, ...]
    weights: tuple[float, ...]
    top: int

    def join_of(self, node: str) -> Join:
        return next(join for join in self.joins if self.ids[join.node] == node)

    def leaves(self, position: int) -> tuple[int, ...]:
        """Positions of the indicators below a node."""
        below = {join.node: join.parts for join in self.joins}
        if position not in below:
            return (position,)
        return tuple(leaf for part in below[position] for leaf in self.leaves(part))


def tree_of(method: IndexMethod) -> Tree:
    """The tree from the bottom to the top; raises RequestError where it is none."""
    members: tuple[Indicator | Node, ...] = (*method.indicators, *method.nodes)
    ids = tuple(member.id for member in members)
    _refuse_unless_tree(method, ids)
    position = {name: number for number, name in enumerate(ids)}
    heights: dict[str, int] = dict.fromkeys((i.id for i in method.indicators), 0)
    joins: list[Join] = []
    waiting = list(method.nodes)
    while waiting:
        ready = [node for node in waiting if _parts_known(node, members, heights)]
        if not ready:
            names = ", ".join(node.id for node in waiting)
            raise RequestError(
                Text(
                    f"Cây chỉ số có vòng lặp hoặc nút không có thành phần: {names}.",
                    f"The tree has a circle or a node without parts: {names}.",
                )
            )
        for node in ready:
            parts = tuple(position[m.id] for m in members if m.parent == node.id)
            heights[node.id] = 1 + max(heights[ids[part]] for part in parts)
            joins.append(Join(position[node.id], parts, heights[node.id]))
            waiting.remove(node)
    joins.sort(key=lambda join: (join.level, join.node))
    (top,) = (position[node.id] for node in method.nodes if not node.parent)
    return Tree(ids, tuple(joins), tuple(member.weight for member in members), top)


def _parts_known(
    node: Node, members: tuple[Indicator | Node, ...], heights: Mapping[str, int]
) -> bool:
    parts = [member.id for member in members if member.parent == node.id]
    return bool(parts) and all(part in heights for part in parts)


def _refuse_unless_tree(method: IndexMethod, ids: tuple[str, ...]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    nodes = {node.id for node in method.nodes}
    members: tuple[Indicator | Node, ...] = (*method.indicators, *method.nodes)
    strays = sorted(member.id for member in members if member.parent not in {*nodes, ""})
    tops = [node.id for node in method.nodes if not node.parent]
    loose = [indicator.id for indicator in method.indicators if not indicator.parent]
    strays += [name for name in ids if "/" in name]
    if twice or strays or loose or len(tops) != 1:
        parents = ", ".join([*strays, *loose])
        raise RequestError(
            Text(
                f"Cây chỉ số sai: trùng mã {twice}; nút cha không tồn tại hoặc mã có dấu “/”: "
                f"[{parents}]; nút gốc {tops} (phải có đúng một).",
                f"This is no tree: repeated ids {twice}; unknown parents or a “/” in the id: "
                f"[{parents}]; tops {tops} (there must be exactly one).",
            )
        )


def aggregation_at(method: IndexMethod, tree: Tree, join: Join) -> Aggregation:
    """The rule of a node: its own, else that of its level, else that of the method."""
    node = method.nodes[join.node - len(method.indicators)]
    return node.aggregation or method.levels.get(join.level, method.aggregation)
