"""Events that come in: kept at once, answered by a job that survives a kill."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from parkloop.analyses.footprints.footprints import moment
from parkloop.io.catalog_files import load_catalog
from parkloop.pact.addresses import Refused
from parkloop.pact.checks import Limits
from parkloop.pact.events import CREATED, BadEvent, Event, asked, fulfilled, rejected
from parkloop.pact.queries import BadQuery, select
from parkloop.pact.versions import to_v2
from parkloop.provenance import Plain
from parkloop_web.footprints.acting import as_partner
from parkloop_web.footprints.keys import unseal
from parkloop_web.footprints.models import Issued, Message, Partner
from parkloop_web.footprints.outgoing import HostFailed, send_event
from parkloop_web.footprints.receipts import write_receipts

#: What stands as source in our events.
SOURCE = "urn:pact:parkloop"


def keep(partner: int, event: Event, start: Callable[[int, int], None]) -> Message:
    """Keep an event once, however often it is sent; a request is answered after the commit.

    ``start`` puts the answer into the queue, given the message and the partner.
    """
    enterprise = Partner.objects.values_list("enterprise_id", flat=True).get(pk=partner)
    is_request = event.kind == CREATED
    message, new = Message.objects.get_or_create(
        partner_id=partner,
        event=event.id[:200],
        defaults={
            "enterprise_id": enterprise,
            "kind": event.kind,
            "version": event.version,
            "source": event.source[:300],
            "data": dict(event.data),
            "state": Message.State.WAITING if is_request else Message.State.NOTED,
        },
    )
    if new and is_request:
        transaction.on_commit(lambda: start(message.pk, partner))
    return message


def answer(message_id: int, partner_id: int) -> None:
    """Answer a request: the data sets released to this partner that fit, or a rejection.

    Raises HostFailed where the partner's host cannot be reached, so that the job tries again.
    """
    with as_partner(partner_id):
        message = Message.objects.select_related("partner").get(pk=message_id)
        if message.state != Message.State.WAITING:
            return
        partner = message.partner
        if not partner.host_url:
            _end(message, Message.State.NO_HOST, "")
            return
        event, rows = _answer_of(message, timezone.now())
        try:
            send_event(
                partner.host_url,
                partner.host_client_id,
                unseal(partner.host_secret),
                message.version,
                event,
            )
        except Refused as refused:
            _end(message, Message.State.FAILED, refused.text.en)
            return
        write_receipts(partner_id, rows, "event", timezone.now())
        _end(message, Message.State.ANSWERED if rows else Message.State.REJECTED, "")


def give_up(message_id: int, partner_id: int, why: str) -> None:
    """The last attempt failed: say so where the enterprise sees it."""
    with as_partner(partner_id):
        message = Message.objects.get(pk=message_id)
        if message.state == Message.State.WAITING:
            _end(message, Message.State.FAILED, why)


def _answer_of(message: Message, now: datetime) -> tuple[dict[str, Plain], list[Issued]]:
    request = Event(message.kind, message.version, message.event, message.source, message.data)
    rows = {str(row.number): row for row in Issued.objects.order_by("issued_at", "pk")}
    known = [
        row.data_set
        for row in rows.values()
        if row.data_set.status == "Active"
        and (message.version == 3 or to_v2(row.document) is not None)
    ]
    common = (str(uuid.uuid4()), SOURCE, moment(now))
    try:
        years = Limits.of(load_catalog()).validity_years
        found = select(known, asked(request), years)
    except (BadEvent, BadQuery) as refused:
        return rejected(request, "BadRequest", refused.text.en, *common), []
    if not found:
        said = "No footprint of this product was released to you."
        return rejected(request, "NotFound", said, *common), []
    return fulfilled(request, found, *common), [rows[one.id] for one in found]


def _end(message: Message, state: Message.State, fault: str) -> None:
    message.state, message.fault, message.answered_at = state, fault[:300], timezone.now()
    message.save(update_fields=["state", "fault", "answered_at"])


__all__ = ["HostFailed", "answer", "give_up", "keep"]
