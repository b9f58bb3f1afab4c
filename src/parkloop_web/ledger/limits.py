"""Limits of permits and contracts: entered with their document, ended, read for a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from parkloop.catalog.catalog import Catalog
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Where
from parkloop.ledger.limit_statements import Known, limit_from
from parkloop.ledger.limits import Basis, Bound, Limit, Span, Way
from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.ledger.evidence import MOST_BYTES, NOT_TAKEN, kind_of
from parkloop_web.ledger.intake import safe_name
from parkloop_web.ledger.models import StatedLimit
from parkloop_web.parks.models import Node


def limits_at(place: Node) -> QuerySet[StatedLimit]:
    """Limits of a zone, park or enterprise that the reader may see, without the files."""
    column = {"zone": "enterprise__zone", "park": "enterprise__park"}.get(place.kind, "enterprise")
    return (
        StatedLimit.objects.filter(**{column: place}, withdrawn_at=None)
        .select_related("node", "enterprise", "entered_by")
        .defer("evidence")
    )


def core_limit(row: StatedLimit) -> Limit:
    """A row as the core reads it; its id is the row's."""
    return Limit(
        id=f"limit-{row.pk}",
        node=row.node.code,
        stream=row.stream,
        property=row.property,
        bound=Bound(row.bound),
        value=row.value,
        unit=row.unit,
        span=Span(row.span),
        source=row.source,
        first_day=row.first_day,
        last_day=row.last_day,
        way=Way(row.way),
        basis=Basis(row.basis),
        evidence=row.evidence_name,
        note=row.note,
    )


def core_limits(place: Node) -> tuple[Limit, ...]:
    """The limits of a place for a study, under the rights of whoever asks."""
    return tuple(core_limit(row) for row in limits_at(place).order_by("pk"))


def checked(cells: Mapping[str, str], nodes: Iterable[str], catalog: Catalog) -> Limit:
    """A limit from what was typed; raises InputRefused with everything that is wrong."""
    known = Known(set(nodes), set(catalog.streams))
    limit, findings = limit_from({"id": "new", **cells}, Where(), known)
    if limit is None:
        raise InputRefused(_sentences(findings), findings)
    return limit


def _sentences(findings: Sequence[Finding]) -> Text:
    return Text(" ".join(f.message.vi for f in findings), " ".join(f.message.en for f in findings))


def owner_of(node: Node) -> Node:
    """Whose limit it is: the enterprise a place belongs to; of a park, its operator."""
    if node.enterprise is not None:
        return node.enterprise
    operator = Node.objects.filter(
        park_id=node.park_id, kind=NodeKind.ENTERPRISE.value, operator=True
    ).first()
    if operator is None or node.park_id is None:
        raise RequestError(
            Text(
                "Nơi này không thuộc doanh nghiệp nào; hãy chọn nơi của một doanh nghiệp.",
                "This place belongs to no enterprise; choose one that does.",
            )
        )
    return operator


def add_limit(
    person: User, node: Node, limit: Limit, *, at: datetime, file: tuple[str, bytes] | None = None
) -> StatedLimit:
    """Keep a limit of a place, with the document where it was brought."""
    row = StatedLimit(
        enterprise=owner_of(node),
        node=node,
        stream=limit.stream,
        property=limit.property,
        way=limit.way.value,
        bound=limit.bound.value,
        value=limit.value,
        unit=limit.unit,
        span=limit.span.value,
        basis=limit.basis.value,
        source=limit.source,
        first_day=limit.first_day,
        last_day=limit.last_day,
        note=limit.note,
        entered_by=person,
        entered_at=at,
    )
    if file is not None:
        row.evidence_name, row.evidence_type, row.evidence = _document(*file)
    row.save()
    return row


def _document(name: str, content: bytes) -> tuple[str, str, bytes]:
    kind = kind_of(content)
    if kind is None or len(content) > MOST_BYTES:
        raise InputRefused(NOT_TAKEN)
    return safe_name(name), kind.media_type, content


def end_limit(row: StatedLimit, last_day: date, reason: str) -> None:
    """Say on which day a limit ends, and why."""
    _needs(reason)
    if last_day < row.first_day:
        raise RequestError(
            Text(
                "Ngày cuối không thể trước ngày đầu.",
                "The last day cannot be before the first.",
            )
        )
    because(reason)
    row.last_day = last_day
    row.save(update_fields=["last_day"])


def withdraw_limit(row: StatedLimit, reason: str, *, at: datetime) -> None:
    """Take back a limit that was entered by mistake; it stays in the history."""
    _needs(reason)
    because(reason)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])


def _needs(reason: str) -> None:
    if not reason.strip():
        raise RequestError(
            Text("Việc này cần lý do.", "This needs a reason: a new permit, a mistyped value …")
        )
