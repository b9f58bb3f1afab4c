"""Evidence and words about a value or a month, as the templates of both show them."""

from __future__ import annotations

from typing import Any

from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.commenting import thread
from parkloop_web.ledger.evidence import evidence_of, may_be_shown
from parkloop_web.parks.models import Node


def thread_of(request: Asked, node: Node, about: str) -> dict[str, Any]:
    """Evidence and words about a value or a month, for their templates."""
    return {
        "evidence": evidence_of(node, about),
        "may_be_shown": may_be_shown,
        "comments": thread(node, about),
        "may_edit": node.pk in request.identity.editable,
        "may_speak": node.pk in request.identity.editable | request.identity.overseen,
        "may_ask": node.pk in request.identity.overseen - request.identity.editable,
    }
