"""What the monitoring of a plan finds: one dated status per target and action, with its rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from parkloop.catalog.plans import Action, Override, Plan, Target
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text


class Status(StrEnum):
    """How a target stands. Letters and words, never colour alone, tell them apart on pages."""

    REACHED = "reached"
    ON_TRACK = "on-track"
    MODERATE = "moderate"
    INSUFFICIENT = "insufficient"
    AWAY = "away"
    WITHIN = "within"
    NEAR = "near"
    OUTSIDE = "outside"
    SIGNIFICANT_PROGRESS = "significant-progress"
    MODERATE_PROGRESS = "moderate-progress"
    NO_PROGRESS = "no-progress"
    MODERATE_DETERIORATION = "moderate-deterioration"
    SIGNIFICANT_DETERIORATION = "significant-deterioration"
    DUE = "due"
    LATE = "late"
    OLD = "old"
    NOT_ASSESSED = "not-assessed"


STATUS_NAMES: Final[Mapping[Status, Text]] = {
    Status.REACHED: Text("đã đạt", "reached"),
    Status.ON_TRACK: Text("đúng tiến độ", "on track"),
    Status.MODERATE: Text("tiến bộ vừa phải", "moderate progress"),
    Status.INSUFFICIENT: Text("chưa đủ nhanh", "insufficient progress"),
    Status.AWAY: Text("đi ngược mục tiêu", "moving away"),
    Status.WITHIN: Text("giữ được trong khoảng", "held within the band"),
    Status.NEAR: Text("sát ngoài khoảng", "just outside the band"),
    Status.OUTSIDE: Text("ngoài khoảng", "outside the band"),
    Status.SIGNIFICANT_PROGRESS: Text("cải thiện rõ rệt", "significant progress"),
    Status.MODERATE_PROGRESS: Text("cải thiện vừa phải", "moderate progress"),
    Status.NO_PROGRESS: Text("không thay đổi", "no progress"),
    Status.MODERATE_DETERIORATION: Text("xấu đi vừa phải", "moderate deterioration"),
    Status.SIGNIFICANT_DETERIORATION: Text("xấu đi rõ rệt", "significant deterioration"),
    Status.DUE: Text("chưa đến hạn", "not due yet"),
    Status.LATE: Text("quá hạn", "late"),
    Status.OLD: Text("số liệu đã cũ", "data too old"),
    Status.NOT_ASSESSED: Text("chưa đánh giá được", "not assessed"),
}
#: From best to worst; a target with classes stands as its worst class stands.
ORDER: Final = (
    Status.REACHED, Status.WITHIN, Status.ON_TRACK, Status.SIGNIFICANT_PROGRESS, Status.DUE,
    Status.MODERATE, Status.MODERATE_PROGRESS, Status.NEAR, Status.NO_PROGRESS,
    Status.INSUFFICIENT, Status.MODERATE_DETERIORATION, Status.AWAY, Status.OUTSIDE, Status.LATE,
    Status.SIGNIFICANT_DETERIORATION, Status.OLD, Status.NOT_ASSESSED,
)  # fmt: skip


class ActionState(StrEnum):
    """How an action stands against its dates."""

    DONE = "done"
    DONE_WITHOUT_EVIDENCE = "done-without-evidence"
    NOT_STARTED = "not-started"
    ON_SCHEDULE = "on-schedule"
    BEHIND = "behind"
    LATE = "late"
    UNKNOWN = "unknown"


ACTION_NAMES: Final[Mapping[ActionState, Text]] = {
    ActionState.DONE: Text("đã hoàn thành", "done"),
    ActionState.DONE_WITHOUT_EVIDENCE: Text("hoàn thành, thiếu minh chứng", "done, no evidence"),
    ActionState.NOT_STARTED: Text("chưa đến ngày bắt đầu", "not started yet"),
    ActionState.ON_SCHEDULE: Text("đúng tiến độ", "on schedule"),
    ActionState.BEHIND: Text("chậm tiến độ", "behind schedule"),
    ActionState.LATE: Text("quá hạn", "late"),
    ActionState.UNKNOWN: Text("chưa có báo cáo", "nothing reported"),
}


@dataclass(frozen=True)
class PlanData:
    """A plan and what was observed; takes the place of a ledger (decision 0603)."""

    plan: Plan
    statistics: Statistics

    @property
    def hash(self) -> str:
        return content_hash({"plan": self.plan.hash, "statistics": self.statistics.hash})


@dataclass(frozen=True, slots=True)
class ProgressParameters:
    """``as_of`` is the day of the judgement.

    ``vintage`` (ISO date) takes the data as they were known then; empty: the newest. A value older
    than ``old_after`` years [yr] is old, whatever it shows; None: as the catalog says.
    """

    as_of: date
    vintage: str = ""
    old_after: float | None = None

    def as_dict(self) -> dict[str, Plain]:
        return {
            "as_of": self.as_of.isoformat(),
            "old_after": self.old_after,
            "vintage": self.vintage,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says about one series of values.

    Levels in the unit of the indicator; rates [1/yr]; ratio and score [1]. ``reason`` says why the
    status is what it is. ``needed_rate`` and ``needed_per_year`` are needed from the latest value
    on: growth [1/yr] and change [unit/yr]; None where they mean nothing.
    """

    status: Status
    rule: str
    reason: Text
    goal: float | None = None
    growth_observed: float | None = None
    growth_required: float | None = None
    ratio: float | None = None
    expected: float | None = None
    projection: float | None = None
    needed_rate: float | None = None
    needed_per_year: float | None = None
    score: float | None = None


@dataclass(frozen=True)
class TargetStatus:
    """The status of a target on a day, with the rule that gave it and the data it stands on.

    ``computed`` is what the rule says about the latest value; ``status`` also knows the age of the
    data and the override. ``classes`` holds the parts of a target by class of units.
    """

    target: Target
    as_of: date
    judged: Judged
    status: Status
    base: DataPoint | None = None
    latest: DataPoint | None = None
    points: int = 0
    age: float | None = None
    override: Override | None = None
    override_stale: bool = False
    classes: Mapping[str, Judged] | None = None

    @property
    def computed(self) -> Status:
        return self.judged.status


@dataclass(frozen=True, slots=True)
class ActionStatus:
    """An action on a day: shares [1] of time and of work, days late."""

    action: Action
    as_of: date
    state: ActionState
    planned: float | None
    done: float | None
    late_days: int
    has_evidence: bool


@dataclass(frozen=True)
class Progress:
    """All targets and actions of a plan on a day."""

    plan: Plan
    as_of: date
    targets: tuple[TargetStatus, ...]
    actions: tuple[ActionStatus, ...]

    def of(self, target: str) -> TargetStatus:
        return next(each for each in self.targets if each.target.id == target)

    def counts(self) -> dict[Status, int]:
        """How many targets have each status, in the order from best to worst."""
        found = dict.fromkeys(ORDER, 0)
        for each in self.targets:
            found[each.status] += 1
        return {status: count for status, count in found.items() if count}
