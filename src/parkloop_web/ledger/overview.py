"""The months of many enterprises at once: the heat map, the queue, what awaits whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count, Min, Q, QuerySet

from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.ledger.due import DueRule, Standing, standing
from parkloop_web.ledger.models import Deadline, Extension, State, Submission
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name, spelled


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
    return by_name(
        known.select_related("park"),
        lambda each: (spelled(each.park.name) if each.park else "", not each.operator),
    )


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
    # Thousands of cells share few combinations; each is judged once.
    judged = cache(lambda state, month, until: standing(state, month, rule, today, until))
    return tuple(
        HeatRow(
            code=enterprise.code,
            name=enterprise.name,
            park=enterprise.park.code if enterprise.park else "",
            operator=enterprise.operator,
            cells=tuple(
                judged(
                    states.get((enterprise.pk, month), State.OPEN),
                    month,
                    extended.get((enterprise.pk, month)),
                )
                if month >= begins.get(enterprise.pk, today)
                else Standing.NOT_DUE
                for month in months
            ),
        )
        for enterprise in enterprises
    )


def queue(identity: Identity) -> QuerySet[Submission]:
    """What awaits this person's approval or acceptance, the riskiest first.

    Which act is due follows from the state: submitted waits to be approved, approved to be
    accepted. The database picks the months, so that a page asks for no more than it shows.
    """
    governed = Q(enterprise__zone_id__in=identity.governed)
    operated = Q(enterprise__park_id__in=identity.operated, enterprise__operator=False)
    approving = Q(state=State.SUBMITTED) & (operated | (governed & Q(enterprise__operator=True)))
    accepting = Q(state=State.APPROVED) & governed
    return (
        Submission.objects.filter(approving | accepting)
        .select_related("enterprise")
        .order_by("-risk_score", "month", "enterprise__code")
    )


def waiting_by_state(identity: Identity) -> Mapping[str, int]:
    """How many months await this person, by state."""
    return dict(
        queue(identity).order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    )
