"""The plan of a province or park: goals, objectives, indicator targets, milestones, actions.

A plan is what was decided, not what happened: its numbers come from a decision with a source.
What was observed stays in a ``Statistics`` table, what was done in the actions' own reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text


class TargetType(StrEnum):
    """What a target demands; the type decides how its status is judged."""

    FLOOR = "floor"
    CEILING = "ceiling"
    INTERVAL = "interval"
    MAINTAIN = "maintain"
    RELATIVE = "relative"
    GROWTH = "growth"
    COUNT = "count"
    SHARE = "share-of-units"
    BY_CLASS = "by-class"
    MILESTONE = "milestone"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the plan, or an objective below one (``parent``)."""

    id: str
    name: Text
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A planned value [unit of the target] on the way, at the year [calendar year]."""

    year: float
    value: float


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is to be in an area, by when.

    ``value`` is the level for floor, ceiling, count and share-of-units, and the change against the
    base as a share (−0.15) for relative. ``low`` and ``high`` are the ends of an interval, of the
    band of maintain, or of the yearly growth of a growth target (shares: −0.015 to −0.01).
    ``classes`` holds the level for each class of units, keyed by the disaggregation of the
    observations (``class=II``). ``tolerance`` [unit]: how far outside its band a maintained value
    is still close. ``limit`` [unit] is a natural end of the scale (100 for per cent). ``rule``
    replaces the rule that the type would choose. Years are calendar years.
    """

    id: str
    name: Text
    indicator: str
    area: str
    type: TargetType
    objective: str = ""
    unit: str = "1"
    direction: int = 1
    base_year: float | None = None
    base_value: float | None = None
    year: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    tolerance: float = 0.0
    limit: float | None = None
    disaggregation: str = ""
    classes: Mapping[str, float] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()
    rule: str = ""
    responsible: str = ""
    frequency: str = ""
    source: str = ""
    locator: str = ""
    confidence: str = ""
    verified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A task of the plan: who leads, when, for how much, what comes out, how far it is.

    ``done`` is the share [1] of the work that was reported on ``reported``; ``completed`` the day
    on which the deliverable was accepted. ``budget`` and ``spent`` are in ``currency`` units.
    """

    id: str
    name: Text
    objective: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    deliverable: Text | None = None
    budget: float | None = None
    spent: float | None = None
    currency: str = ""
    done: float | None = None
    reported: date | None = None
    completed: date | None = None
    evidence: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A person's judgement in place of the computed status; the reason is kept with it."""

    target: str
    status: str
    reason: str
    author: str
    day: date


@dataclass(frozen=True)
class Plan:
    """A plan with everything that was decided, and the overrides made while following it."""

    id: str
    version: str
    title: Text
    area: str
    goals: tuple[Goal, ...] = ()
    targets: tuple[Target, ...] = ()
    actions: tuple[Action, ...] = ()
    overrides: tuple[Override, ...] = ()
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    @property
    def hash(self) -> str:
        return content_hash(self.as_dict())

    def as_dict(self) -> dict[str, Plain]:
        """Everything the plan says, as plain values."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return dict(sorted(plain.items()))

    def under(self, goal: str) -> Iterator[Goal]:
        """The goal and everything below it."""
        for each in self.goals:
            if each.id == goal:
                yield each
            elif each.parent == goal:
                yield from self.under(each.id)


def _plain(value: object) -> Plain:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
