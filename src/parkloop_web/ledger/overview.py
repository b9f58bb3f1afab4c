"""The months of many enterprises at once: the heat map, the queue, what awaits whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.due import DueRule, Standing, standing
from parkloop_web.ledger.models import Deadline, Extension, State, Submission
from parkloop_web.parks.models import Node


@dataclass(frozen=True, slots=True)
class HeatRow:
    """An enterprise with the standing of each month."""

    code: str
    name: Text
    park: str
    operator: bool
    cells: tuple[Standing, ...]


def enterprises_at(place: Node) -> list[Node]:
    """The enterprises of a zone or park, by park and name; of an enterprise, itself."""
    known = Node.objects.filter(kind=NodeKind.ENTERPRISE.value, closed_on=None)
    if place.kind == NodeKind.ZONE.value:
        known = known.filter(zone=place)
    elif place.kind == NodeKind.PARK.value:
        known = known.filter(park=place)
    else:
        known = known.filter(pk=place.pk)
    return list(known.select_related("park").order_by("park__code", "-operator", "search"))


def heat_map(place: Node, months: Sequence[date], today: date) -> tuple[HeatRow, ...]:
    """Enterprises × months: five queries, whatever their number. An enterprise owes nothing before
    the first month it has begun."""
    rule = DueRule.of(Deadline.objects.filter(zone_id=place.zone_id).first())
    enterprises = enterprises_at(place)
    ids = [enterprise.pk for enterprise in enterprises]
    of_months = {"enterprise_id__in": ids, "month__gte": months[0], "month__lte": months[-1]}
    states = {
        (enterprise, month): state
        for enterprise, month, state in Submission.objects.filter(**of_months).values_list(
            "enterprise_id", "month", "state"
        )
    }
    begins = dict(
        Submission.objects.filter(enterprise_id__in=ids)
        .values("enterprise_id")
        .annotate(first=Min("month"))
        .values_list("enterprise_id", "first")
    )
    extended = {
        (enterprise, month): until
        for enterprise, month, until in Extension.objects.filter(**of_months).values_list(
            "enterprise_id", "month", "until"
        )
    }
    return tuple(
        HeatRow(
            code=enterprise.code,
            name=enterprise.name,
            park=enterprise.park.code if enterprise.park else "",
            operator=enterprise.operator,
            cells=tuple(
                standing(
                    states.get((enterprise.pk, month), State.OPEN),
                    month,
                    rule,
                    today,
                    extended.get((enterprise.pk, month)),
                )
                if month >= begins.get(enterprise.pk, today)
                else Standing.NOT_DUE
                for month in months
            ),
        )
        for enterprise in enterprises
    )


def queue(identity: Identity, place: Node | None = None) -> list[Submission]:
    """What awaits this person's approval or acceptance, the riskiest first."""
    waiting = Submission.objects.filter(
        state__in=(State.SUBMITTED, State.APPROVED), enterprise_id__in=identity.overseen
    )
    if place is not None and place.kind == NodeKind.PARK.value:
        waiting = waiting.filter(enterprise__park=place)
    mine = []
    for submission in waiting.select_related("enterprise", "enterprise__park").order_by(
        "-risk_score", "month", "enterprise__code"
    ):
        enterprise = submission.enterprise
        approving = submission.state == State.SUBMITTED and (
            (enterprise.park_id in identity.operated and not enterprise.operator)
            or (enterprise.operator and enterprise.zone_id in identity.governed)
        )
        accepting = submission.state == State.APPROVED and enterprise.zone_id in identity.governed
        if approving or accepting:
            mine.append(submission)
    return mine
