"""One value: what it says, what became of it, evidence, words about it, findings, audit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.io.catalog_files import load_catalog
from parkloop_web.accounts.middleware import Asked
from parkloop_web.audit.models import Event
from parkloop_web.ledger.history import lines_of
from parkloop_web.ledger.history_findings import findings_about
from parkloop_web.ledger.history_words import Words, local_month, status_words, value_words
from parkloop_web.ledger.models import State, Submission
from parkloop_web.ledger.snapshot import history_of, park_of, snapshot_of
from parkloop_web.ledger.workflow import LOCKED
from parkloop_web.pages.common import page
from parkloop_web.pages.threads import thread_of
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_EVENTS_SHOWN = 20


@require_GET
@at(Need.READ, "enterprise")
def value(request: Asked, node: Node, statement: str) -> HttpResponse:
    """The page of a value; ``?part=1`` gives what stands in the drawer beside the sheet."""
    versions = history_of(node.pk, statement)
    if not versions:
        raise Http404
    assert node.zone is not None
    newest, words = versions[-1], Words(park_of(node.zone), load_catalog())
    month = local_month(newest["start"], words.park.zone)
    about = f"key/{statement}"
    submission = Submission.objects.filter(enterprise=node, month=month).first()
    context: dict[str, Any] = {
        "node": node,
        "key": statement,
        "about": about,
        "newest": newest,
        "what": words.what(newest),
        "ends": words.ends(newest),
        "period": words.period(newest),
        "says": value_words(newest),
        "status": status_words(newest["status"]),
        "activity": words.activity(newest["activity"]) if newest["activity"] else None,
        "lines": lines_of(versions, words),
        "findings": _findings(node, month, words, newest),
        "events": _events(node, versions),
        "month": month,
        "month_state": State(submission.state) if submission else State.OPEN,
        "locked": submission is not None and State(submission.state) in LOCKED,
        **thread_of(request, node, about),
    }
    part = "part" in request.GET
    return page(request, "values/_value.html" if part else "values/value.html", context)


def _findings(node: Node, month: Any, words: Words, newest: Any) -> list[Any]:
    assert node.zone is not None
    if newest["void"]:
        return []
    snapshot = snapshot_of(node.zone, enterprises=[node.pk], park=words.park)
    return findings_about(snapshot, words.catalog, newest["entry"])


def _events(node: Node, versions: Any) -> list[Event]:
    """What the audit keeps of the imports and edits that this value came from."""
    imports = {row["import_id"] for row in versions}
    return list(
        Event.objects.filter(
            enterprise_id=node.pk, table="ledger_entry", row__in=sorted(imports)
        ).order_by("-at")[:_EVENTS_SHOWN]
    )


urlpatterns = [path("p/<str:code>/values/<str:statement>/", value, name="value")]
