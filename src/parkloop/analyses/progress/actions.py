"""Actions of a plan against their dates."""

from __future__ import annotations

from datetime import date

from parkloop.analyses.progress.model import ActionState, ActionStatus
from parkloop.catalog.plans import Action


def action_status(action: Action, as_of: date) -> ActionStatus:
    """State of an action: work done [1] against the share of its time that is over [1].

    Late days count from the end to the day the deliverable was accepted, or to ``as_of``.
    """
    planned = _planned(action, as_of)
    completed = action.completed is not None and action.completed <= as_of
    done = 1.0 if completed else action.done
    return ActionStatus(
        action=action,
        as_of=as_of,
        state=_state(action, as_of, planned, done),
        planned=planned,
        done=done,
        late_days=_late_days(action, as_of),
        has_evidence=bool(action.evidence),
    )


def _planned(action: Action, as_of: date) -> float | None:
    if action.start is None or action.end is None:
        return None
    length = (action.end - action.start).days
    if length <= 0:
        return 1.0 if as_of >= action.end else 0.0
    return min(1.0, max(0.0, (as_of - action.start).days / length))


def _late_days(action: Action, as_of: date) -> int:
    if action.end is None:
        return 0
    until = action.completed if action.completed and action.completed <= as_of else as_of
    return max((until - action.end).days, 0)


def _state(action: Action, as_of: date, planned: float | None, done: float | None) -> ActionState:
    if done is not None and done >= 1:
        return ActionState.DONE if action.evidence else ActionState.DONE_WITHOUT_EVIDENCE
    if action.end is not None and as_of > action.end:
        return ActionState.LATE
    if action.start is not None and as_of < action.start:
        return ActionState.NOT_STARTED
    if done is None:
        return ActionState.UNKNOWN
    if planned is None or done >= planned:
        return ActionState.ON_SCHEDULE
    return ActionState.BEHIND
