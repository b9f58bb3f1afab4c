"""Words on a value or a month: a thread in rounds, requests for evidence, settled or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.evidence import require_about
from parkloop_web.ledger.models import Comment, Entry, Step, Submission
from parkloop_web.ledger.notices import tell_people
from parkloop_web.parks.models import Node

MOST_LETTERS: Final = 4_000


def thread(enterprise: Node, about: str) -> list[Comment]:
    """What was said, the oldest first."""
    return list(
        Comment.objects.filter(enterprise=enterprise, about=about).select_related(
            "by", "resolved_by"
        )
    )


def say_in_thread(
    identity: Identity,
    enterprise: Node,
    about: str,
    text: str,
    *,
    asks_for_evidence: bool = False,
    at: datetime,
) -> Comment:
    """Add a word; whoever spoke in the thread before, or stated the value, is told."""
    require_about(enterprise, about)
    words = text.strip()[:MOST_LETTERS]
    if not words and not asks_for_evidence:
        raise RequestError(Text("Hãy viết nội dung trao đổi.", "Write what you want to say."))
    comment = Comment.objects.create(
        enterprise=enterprise,
        about=about,
        by=identity.person,
        at=at,
        text=words,
        round=round_of(enterprise, about),
        asks_for_evidence=asks_for_evidence,
    )
    _tell(comment)
    return comment


def resolve(identity: Identity, comment: Comment, *, at: datetime) -> None:
    """Settle a word: its author, or whoever it was asked of, says that it is done."""
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = at, identity.person
        comment.save(update_fields=["resolved_at", "resolved_by"])


def round_of(enterprise: Node, about: str) -> int:
    """In which round of its month's review a word is said."""
    month = month_about(enterprise, about)
    if month is None:
        return 0
    found = Submission.objects.filter(enterprise=enterprise, month=month).values_list(
        "round", flat=True
    )
    return found.first() or 0


def month_about(enterprise: Node, about: str) -> date | None:
    kind, _, name = about.partition("/")
    if kind == "month":
        return date.fromisoformat(f"{name}-01")
    return (
        Entry.objects.filter(enterprise=enterprise, key=name)
        .order_by("-version")
        .values_list("month", flat=True)
        .first()
    )


def open_questions(enterprise: Node, months: Sequence[date]) -> int:
    """How many requests for evidence or open words there are about these months themselves."""
    about = [f"month/{month:%Y-%m}" for month in months]
    return Comment.objects.filter(enterprise=enterprise, about__in=about, resolved_at=None).count()


def link_of(enterprise: Node, about: str) -> str:
    kind, _, name = about.partition("/")
    place = "values" if kind == "key" else "months"
    return f"/p/{enterprise.code}/{place}/{name}/"


def _tell(comment: Comment) -> None:
    """Those who took part in the thread, and those who handed the month in or reviewed it."""
    enterprise, about = comment.enterprise, comment.about
    month = month_about(enterprise, about)
    others = set(
        Comment.objects.filter(enterprise=enterprise, about=about).values_list("by_id", flat=True)
    )
    if month is not None:
        steps = Step.objects.filter(submission__enterprise=enterprise, submission__month=month)
        others |= set(steps.values_list("by_id", flat=True))
    others.discard(comment.by_id)
    name, words = str(comment.by), comment.text[:120]
    asked = Text("cần minh chứng", "evidence is asked for") if comment.asks_for_evidence else None
    vi, en = (asked.vi, asked.en) if asked and not words else (f"“{words}”", f"“{words}”")
    tell_people(
        others,
        enterprise,
        "comment",
        Text(f"{name}, về {enterprise.name_vi}: {vi}", f"{name}, on {enterprise.name_en}: {en}"),
        link=link_of(enterprise, about),
        mark=f"comment-{comment.pk}",
        at=comment.at,
    )
