"""What a solve is asked for and what comes back, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parkloop.provenance import Plain, significant
from parkloop.solving.diagnosis import Conflict
from parkloop.solving.model import Floats

#: Digits of a bound or objective that are the same on every machine.
_DIGITS = 10


class Status(StrEnum):
    """What is proved, by our own check, and not what the solver says."""

    OPTIMAL = "optimal"  # feasible, and the bound is within the gap asked for
    FEASIBLE = "feasible"  # feasible; a limit ended the search, or the bound is not close enough
    INFEASIBLE = "infeasible"  # the rows named in the conflict cannot all hold
    UNBOUNDED = "unbounded"  # the columns named in the conflict can grow for ever
    UNKNOWN = "unknown"  # a limit ended the search before any answer was found


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """Everything that steers the solver; written out in full in the provenance.

    ``time_limit`` [s] ends a search at a moment that depends on the machine, so that its answer
    may differ from run to run; ``node_limit`` does not. ``gap`` is relative to the objective.
    ``method`` is simplex, ipm or choose (by the solver); ``heuristics`` the share of effort that a
    mixed model spends on finding answers rather than on its bound.
    """

    time_limit: float = 60.0
    node_limit: int = 0
    gap: float = 1e-6
    seed: int = 0
    threads: int = 1
    tolerance: float = 1e-7
    method: str = "choose"
    crossover: bool = True
    presolve: bool = True
    heuristics: float = 0.05

    def as_dict(self) -> dict[str, Plain]:
        return {name: getattr(self, name) for name in sorted(self.__dataclass_fields__)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Answer of one solve.

    ``prices`` are per row: what one unit more of the row's limit adds to the objective;
    ``reduced_costs`` per column. Of a mixed model they belong to the linear model that is left
    when the whole numbers are kept. ``bound`` is what no solution can pass; ``gap`` their distance
    as a share of the objective; ``limited`` tells that the clock ended the search. ``seconds`` is
    how long the solver says it took: it differs from run to run and stays out of the record.
    """

    status: Status
    objective: float | None
    bound: float | None
    gap: float | None
    x: Floats
    prices: Floats | None
    reduced_costs: Floats | None
    violation: float
    worst: str
    solver: str
    version: str
    options: Mapping[str, Plain]
    iterations: int
    nodes: int
    limited: bool
    said: str
    conflict: Conflict | None = None
    seconds: float = 0.0

    @property
    def found(self) -> bool:
        """Whether there is an answer that was checked."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)

    def as_dict(self) -> dict[str, Plain]:
        """The record without the arrays, the same bytes for the same run."""
        return {
            "bound": _rounded(self.bound),
            "conflict": None if self.conflict is None else self.conflict.as_dict(),
            "gap": None if self.gap is None else significant(self.gap, 3),
            "iterations": self.iterations,
            "limited": self.limited,
            "nodes": self.nodes,
            "objective": _rounded(self.objective),
            "options": dict(self.options),
            "said": self.said,
            "solver": self.solver,
            "status": self.status.value,
            "version": self.version,
        }


def _rounded(value: float | None) -> float | None:
    if value is None or value in (float("inf"), float("-inf")):
        return None
    return significant(value, _DIGITS)


def relative_gap(objective: float, bound: float) -> float:
    """|objective − bound| as a share of the objective; 0 where both are the same."""
    apart = abs(objective - bound)
    if apart <= 1e-9:
        return 0.0
    return apart / max(abs(objective), 1e-9)
