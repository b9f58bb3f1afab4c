"""Which sums over firms may be shown to others without giving one firm away.

A sum is *unsafe* when fewer than ``min_firms`` firms stand behind it or one of them holds more
than ``max_share`` of it. What is shown must not let anyone reckon an unsafe sum either, by adding
and subtracting what is shown, even if they know which firms stand behind which sum.

Method: sums are taken in the order given; each is kept only if no unsafe set of firms can be
derived from it and those kept before. Sums of one or two firms are found exactly, as unit vectors
in the row space of the sums kept (linear algebra, see Hundepool et al., *Statistical Disclosure
Control*, Wiley 2012, DOI 10.1002/9781118348239, ch. 4); dominance is checked on every sum, on
every difference of two kept sums where one lies inside the other, and on what a sum leaves when
all kept sums inside it are taken away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from parkloop.texts import Text

#: Firms of a sum with what each contributes, in one unit; contributions are not negative. NaN is
#: what nobody knows: a set with such a firm may be dominated by it, and counts as if it were.
Sum = Mapping[str, float]
#: A unit vector counts as derivable when this little of it lies outside the row space.
_TOLERANCE = 1e-9


class Withheld(StrEnum):
    """Why a sum is not shown."""

    FEW = "few"
    DOMINATED = "dominated"
    DERIVABLE = "derivable"

    @property
    def words(self) -> Text:
        return _WORDS[self]


_WORDS = {
    Withheld.FEW: Text(
        "Không công bố: quá ít doanh nghiệp.", "Not shown: too few enterprises stand behind it."
    ),
    Withheld.DOMINATED: Text(
        "Không công bố: một doanh nghiệp chiếm phần quá lớn.",
        "Not shown: one enterprise holds too large a part.",
    ),
    Withheld.DERIVABLE: Text(
        "Không công bố: có thể suy ra số liệu của một doanh nghiệp từ các số đã công bố.",
        "Not shown: with what is shown already, one enterprise could be reckoned from it.",
    ),
}


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """At least so many firms, none with more than this share; bands of peers need more firms."""

    min_firms: int = 3
    max_share: float = 0.70
    min_peers: int = 5


@dataclass(frozen=True)
class Released:
    """The ids of what may be shown, and why each of the others may not."""

    shown: tuple[str, ...]
    withheld: Mapping[str, Withheld]


def unsafe(contributions: Sum, rule: DisclosureRule) -> Withheld | None:
    """Why a sum alone may not be shown; None when it may. Firms with 0 count as firms."""
    if len(contributions) < rule.min_firms:
        return Withheld.FEW
    total = sum(contributions.values())
    if math.isnan(total) or max(contributions.values()) > rule.max_share * total > 0:
        return Withheld.DOMINATED
    return None


def release(
    sums: Mapping[str, Sum],
    rule: DisclosureRule = DisclosureRule(),
    *,
    shown_before: Iterable[Sum] = (),
) -> Released:
    """What of these sums may be shown together; earlier ones in the mapping go first.

    ``shown_before`` are sums that the public has already (an earlier version): what is new must
    not give anybody away together with them either.
    """
    kept: list[Sum] = [dict(earlier) for earlier in shown_before]
    firms = sorted({firm for each in (*sums.values(), *kept) for firm in each})
    place = {firm: at for at, firm in enumerate(firms)}
    shown: list[str] = []
    withheld: dict[str, Withheld] = {}
    for name, contributions in sums.items():
        reason = unsafe(contributions, rule) or _derivable(contributions, kept, place, rule)
        if reason is None:
            shown.append(name)
            kept.append(contributions)
        else:
            withheld[name] = reason
    return Released(tuple(shown), withheld)


def peer_band(
    values: Sequence[float], rule: DisclosureRule = DisclosureRule()
) -> tuple[float, float, float] | None:
    """Lower quartile, median, upper quartile of peers; None with fewer than ``min_peers``.

    Quartiles are means of at least two order statistics, so that none is one firm's own value.
    """
    if len(values) < rule.min_peers:
        return None
    ordered = np.sort(np.asarray(values, dtype=float))
    return (_between(ordered, 0.25), _between(ordered, 0.5), _between(ordered, 0.75))


def _between(ordered: NDArray[np.float64], share: float) -> float:
    """The mean of the two order statistics around a quantile."""
    position = share * (len(ordered) - 1)
    below = min(int(position), len(ordered) - 2)
    return float((ordered[below] + ordered[below + 1]) / 2)


def _derivable(
    new: Sum, kept: Sequence[Sum], place: Mapping[str, int], rule: DisclosureRule
) -> Withheld | None:
    if any(unsafe(rest, rule) for rest in _remainders(new, kept)):
        return Withheld.DERIVABLE
    if _small_set_derivable([*kept, new], place, rule.min_firms):
        return Withheld.DERIVABLE
    return None


def _remainders(new: Sum, kept: Sequence[Sum]) -> Iterable[Sum]:
    """What differences of sums leave: the new one against each kept, and against all within."""
    inside = [other for other in kept if other.keys() < new.keys()]
    for other in inside:
        yield {firm: value for firm, value in new.items() if firm not in other}
    for other in kept:
        if new.keys() < other.keys():
            within = [k for k in kept if k.keys() < other.keys() and not k.keys() & new.keys()]
            gone = new.keys() | {firm for k in _disjoint(within) for firm in k}
            yield {firm: other[firm] for firm in other if firm not in new}
            if rest := {firm: other[firm] for firm in other if firm not in gone}:
                yield rest
    gone = {firm for other in _disjoint(inside) for firm in other}
    if rest := {firm: value for firm, value in new.items() if firm not in gone}:
        yield rest


def _disjoint(sums: Iterable[Sum]) -> Iterable[Sum]:
    """Sums that do not overlap, the largest first."""
    taken: set[str] = set()
    for each in sorted(sums, key=lambda one: (-len(one), sorted(one))):
        if not taken & each.keys():
            taken |= each.keys()
            yield each


def _small_set_derivable(sums: Sequence[Sum], place: Mapping[str, int], min_firms: int) -> bool:
    """Whether a combination of sums equals that of fewer than ``min_firms`` firms (up to two)."""
    rows = np.zeros((len(sums), len(place)))
    for at, each in enumerate(sums):
        rows[at, [place[firm] for firm in each]] = 1.0
    _, scale, basis = np.linalg.svd(rows, full_matrices=False)
    basis = basis[scale > 1e-9 * max(scale.max(), 1.0)]
    hidden = np.eye(len(place)) - basis.T @ basis  # what of each firm stays unknown
    alone = np.diag(hidden)
    if min_firms > 1 and bool((alone < _TOLERANCE).any()):
        return True
    if min_firms > 2:
        # |hidden·(eᵢ+eⱼ)|² = hᵢᵢ + hⱼⱼ + 2·hᵢⱼ, because hidden is a projection.
        pairs = alone[:, None] + alone[None, :] + 2 * hidden
        np.fill_diagonal(pairs, np.inf)
        return bool((pairs < _TOLERANCE).any())
    return False
