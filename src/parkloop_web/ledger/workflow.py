"""How a month of an enterprise goes from open to accepted: acts, who may do them, what they lock.

completed (I filled it in) ≠ submitted (I hand it in) ≠ approved (the operator has checked it)
≠ accepted (the board has taken it). The operator's own months are approved by the board, which
is the next above it. Returned always has a reason, and opens the month again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.database.rls import because
from parkloop_web.ledger.models import State, Step, Submission
from parkloop_web.parks.models import Node


class Act(StrEnum):
    COMPLETE = "complete"
    REOPEN = "reopen"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    ACCEPT = "accept"
    RETURN = "return"


class Level(StrEnum):
    """Who stands where to a month."""

    ENTERPRISE = "enterprise"
    OPERATOR = "operator"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Transition:
    act: Act
    level: Level
    before: frozenset[State]
    after: State
    needs_reason: bool = False


_UNSENT: Final = frozenset({State.OPEN, State.COMPLETED, State.RETURNED})
TRANSITIONS: Final = (
    Transition(
        Act.COMPLETE, Level.ENTERPRISE, frozenset({State.OPEN, State.RETURNED}), State.COMPLETED
    ),
    Transition(Act.REOPEN, Level.ENTERPRISE, frozenset({State.COMPLETED}), State.OPEN),
    Transition(Act.SUBMIT, Level.ENTERPRISE, _UNSENT, State.SUBMITTED),
    Transition(
        Act.WITHDRAW, Level.ENTERPRISE, frozenset({State.SUBMITTED}), State.OPEN, needs_reason=True
    ),
    Transition(Act.APPROVE, Level.OPERATOR, frozenset({State.SUBMITTED}), State.APPROVED),
    Transition(
        Act.RETURN,
        Level.OPERATOR,
        frozenset({State.SUBMITTED, State.APPROVED}),
        State.RETURNED,
        needs_reason=True,
    ),
    Transition(Act.ACCEPT, Level.BOARD, frozenset({State.APPROVED}), State.ACCEPTED),
    Transition(
        Act.RETURN,
        Level.BOARD,
        frozenset({State.SUBMITTED, State.APPROVED, State.ACCEPTED}),
        State.RETURNED,
        needs_reason=True,
    ),
)
ACT_WORDS: Final = {
    Act.COMPLETE: Text("Đánh dấu đã nhập xong", "Mark as completed"),
    Act.REOPEN: Text("Mở lại để nhập tiếp", "Reopen"),
    Act.SUBMIT: Text("Gửi", "Submit"),
    Act.WITHDRAW: Text("Rút lại", "Withdraw"),
    Act.APPROVE: Text("Duyệt", "Approve"),
    Act.ACCEPT: Text("Chấp nhận", "Accept"),
    Act.RETURN: Text("Trả lại", "Return"),
}
#: Months in these states take no entries.
LOCKED: Final = frozenset({State.SUBMITTED, State.APPROVED, State.ACCEPTED})


def levels_of(identity: Identity, enterprise: Node) -> frozenset[Level]:
    """How a person stands to an enterprise's months.

    The board stands in for the operator where the enterprise *is* the operator: nobody checks
    their own data.
    """
    levels = set()
    if enterprise.pk in identity.editable:
        levels.add(Level.ENTERPRISE)
    if enterprise.park_id in identity.operated and not enterprise.operator:
        levels.add(Level.OPERATOR)
    if enterprise.zone_id in identity.governed:
        levels.add(Level.BOARD)
        if enterprise.operator:
            levels.add(Level.OPERATOR)
    return frozenset(levels)


def open_acts(identity: Identity, submission: Submission) -> tuple[Transition, ...]:
    """What this person may do with this month now."""
    levels = levels_of(identity, submission.enterprise)
    state = State(submission.state)
    return tuple(t for t in TRANSITIONS if t.level in levels and state in t.before)


def month_of(enterprise: Node, month: date) -> Submission:
    """The month of an enterprise, begun as open where nobody has touched it."""
    submission, _ = Submission.objects.get_or_create(
        enterprise=enterprise, month=month.replace(day=1)
    )
    return submission


def act(
    identity: Identity, submission: Submission, wanted: Act, *, at: datetime, reason: str = ""
) -> Submission:
    """Do one act; two people at once: the second is told that the month has moved on.

    Raises RequestError when it may not be done now, or a reason is missing.
    """
    locked = (
        Submission.objects.select_for_update().select_related("enterprise").get(pk=submission.pk)
    )
    transition = next((t for t in open_acts(identity, locked) if t.act is wanted), None)
    if transition is None:
        raise _not_now(locked, wanted)
    if transition.needs_reason and not reason.strip():
        raise RequestError(
            Text(
                f"“{ACT_WORDS[wanted].vi}” cần lý do: hãy ghi rõ phải sửa gì.",
                f"“{ACT_WORDS[wanted].en}” needs a reason: say what must be changed.",
            )
        )
    because(reason)
    before = locked.state
    locked.state = transition.after
    locked.changed_at = at
    _remember(locked, wanted, at)
    locked.save()
    Step.objects.create(
        submission=locked,
        enterprise_id=locked.enterprise_id,
        act=wanted.value,
        before=before,
        after=locked.state,
        by=identity.person,
        at=at,
        reason=reason,
        round=locked.round,
    )
    return locked


def act_on_many(
    identity: Identity,
    submissions: Sequence[Submission],
    wanted: Act,
    *,
    at: datetime,
    reason: str = "",
) -> tuple[list[Submission], list[tuple[Submission, RequestError]]]:
    """The same act on many months; those that cannot are told apart, the others are done."""
    done, refused = [], []
    for submission in submissions:
        try:
            done.append(act(identity, submission, wanted, at=at, reason=reason))
        except RequestError as problem:
            refused.append((submission, problem))
    return done, refused


def _remember(submission: Submission, act_done: Act, at: datetime) -> None:
    if act_done is Act.SUBMIT:
        submission.round += 1
        submission.seen_until = at
    elif act_done is Act.APPROVE:
        submission.approved_until = submission.seen_until


def _not_now(submission: Submission, wanted: Act) -> RequestError:
    state, month = State(submission.state), f"{submission.month:%m/%Y}"
    return RequestError(
        Text(
            f"Không thể “{ACT_WORDS[wanted].vi}”: tháng {month} đang ở trạng thái "
            f"“{state.words.vi}”, hoặc bạn không có quyền. Hãy tải lại trang để xem nó ở đâu.",
            f"“{ACT_WORDS[wanted].en}” is not possible: month {month} is “{state.words.en}”, "
            "or it is not yours to do. Reload the page to see where it stands now.",
        )
    )
