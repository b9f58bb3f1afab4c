"""The log of who received what: written with every data set that leaves, and checked."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from parkloop.provenance import canonical_json
from parkloop_web.footprints.keys import sign
from parkloop_web.footprints.models import Issued, Receipt


def write_receipts(partner: int, sent: Iterable[Issued], way: str, at: datetime) -> None:
    """One signed row per data set; part of the transaction that hands it out."""
    Receipt.objects.bulk_create(_receipt(partner, one, way, at) for one in sent)


def _receipt(partner: int, issued: Issued, way: str, at: datetime) -> Receipt:
    content = hashlib.sha256(canonical_json(issued.document).encode()).hexdigest()
    receipt = Receipt(
        enterprise_id=issued.enterprise_id,
        partner_id=partner,
        issued=issued,
        way=way,
        at=at,
        content=content,
    )
    receipt.signature = sign(_said(receipt))
    return receipt


def is_sound(receipt: Receipt) -> bool:
    """Whether a receipt still says what was signed."""
    return hmac.compare_digest(sign(_said(receipt)), receipt.signature)


def _said(receipt: Receipt) -> dict[str, object]:
    return {
        "at": receipt.at.isoformat(),
        "content": receipt.content,
        "enterprise": receipt.enterprise_id,
        "issued": receipt.issued_id,
        "partner": receipt.partner_id,
        "way": receipt.way,
    }
