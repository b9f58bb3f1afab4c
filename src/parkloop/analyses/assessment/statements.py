"""Statements on one property as arrays, and how much time each covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stated:
    """Statements on one property: whose, value, first and last instant [s since 1970], whether
    they reach into the period (``current``) or lie within it (``inside``)."""

    place: Numbers
    value: Floats
    start: Floats
    end: Floats
    current: Flags
    inside: Flags

    def where(self, mask: Flags) -> Stated:
        """Those for which the mask is true."""
        return Stated(
            self.place[mask], self.value[mask], self.start[mask], self.end[mask],
            self.current[mask], self.inside[mask],
        )  # fmt: skip


def own_time(place: Numbers, start: Floats, end: Floats) -> Floats:
    """Seconds of each span that no earlier span of the same place covers; not below 0."""
    order = np.lexsort((end, start, place))
    place_, start_, end_ = place[order], start[order], end[order]
    own = np.zeros(len(order))
    # The latest end so far, place by place: places are set apart by more than any instant.
    apart = place_ * (2.0 * end_.max(initial=0.0) + 1.0)
    before = np.maximum.accumulate(end_ + apart)[:-1] - apart[1:]
    since = start_.copy()
    same = place_[1:] == place_[:-1]
    since[1:] = np.where(same, np.maximum(start_[1:], before), start_[1:])
    own[order] = np.maximum(end_ - since, 0.0)
    return own
