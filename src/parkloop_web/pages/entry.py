"""The sheet of a year: typed, pasted, saved cell by cell, with two editors kept apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.vocabulary import MEASURES, NOTATIONS, STATUSES
from parkloop.ledger.entries import Measure
from parkloop.ledger.limits import PROPERTIES
from parkloop.reports.numbers import exact
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.grid import grid_of
from parkloop_web.ledger.grid_saving import Became, Outcome, edit_from, save_cells
from parkloop_web.ledger.history_words import Words
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.pages.choices import choices
from parkloop_web.pages.common import language, local_today, page, say
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

#: Statuses that a person types; intentions come in by files.
_TYPED = ("measured", "billed", "calculated", "estimated", "modelled")
_MOST_CELLS = 2_000
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@require_GET
@at(Need.READ, "enterprise")
def entry(request: Asked, node: Node, year: int) -> HttpResponse:
    """Lines that are usual for this enterprise × the months of a year."""
    if node.pk not in request.identity.own | request.identity.mandated:
        raise PermissionDenied  # overseers see what was submitted, on the pages of months
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return redirect("entry-now", code=node.code)
    assert node.zone is not None
    park, catalog = park_of(node.zone), load_catalog()
    grid = grid_of(node, year, park, catalog)
    return page(
        request,
        "entry/entry.html",
        {
            "node": node,
            "grid": grid,
            "others": [(row["key"], Words(park, catalog).what(row)) for row in grid.others[:8]],
            "year": year,
            "today": local_today(),
            "may_edit": node.pk in request.identity.editable,
            **choices(node, language(), park),
            "typed_statuses": {name: STATUSES[name] for name in _TYPED},
            "notation_words": NOTATIONS,
            "measures": {measure.value: MEASURES[measure.value] for measure in Measure},
            "properties": PROPERTIES,
            "figure": figure,
            "person": request.identity.person.pk,
        },
    )


def figure(quantity: float | None) -> str:
    """A quantity as one types it, in the language of the page; '' for none."""
    return "" if quantity is None else exact(quantity).in_language(language()).replace("−", "-")


@require_GET
@at(Need.READ, "enterprise")
def now(request: Asked, node: Node) -> HttpResponse:
    """The sheet of the year in which the last whole month lies."""
    today = local_today()
    year = today.year if today.month > 1 else today.year - 1
    return redirect("entry", code=node.code, year=year)


@require_POST
@at(Need.EDIT, "enterprise")
def save(request: Asked, node: Node) -> HttpResponse:
    """Cells as JSON; 409 when another was quicker with one of them, 422 for what is no cell."""
    try:
        given = json.loads(request.body)
        edits = [edit_from(cell) for cell in given["cells"][:_MOST_CELLS]]
        reason = str(given.get("reason", ""))[:1000]
    except (ValueError, KeyError, TypeError, AttributeError, RawPostDataException):
        words = Text("Yêu cầu không đọc được.", "The request cannot be read.")
        return JsonResponse({"detail": say(words)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    assert node.zone is not None
    outcomes = save_cells(
        request.identity.person,
        node,
        park_of(node.zone),
        load_catalog(),
        edits,
        reason=reason,
        language=language(),
        at=timezone.now(),
    )
    conflict = any(outcome.became is Became.CONFLICT for outcome in outcomes)
    return JsonResponse(
        {"cells": [_told(outcome) for outcome in outcomes]},
        status=HTTPStatus.CONFLICT if conflict else HTTPStatus.OK,
    )


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "became": outcome.became.value,
        "why": say(outcome.why) if outcome.why else "",
        "held": _held(outcome.entry) if outcome.entry else None,
    }


def _held(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "entry": row["entry"],
        "key": row["key"],
        "figure": figure(row["quantity"]),
        "unit": row["unit"],
        "status": row["status"],
        "notation": row["notation"],
        "note": row["note"],
        "text": row["text"],
        "by": row["recorded_by"],
        "at": timezone.localtime(row["recorded_at"]).strftime("%H:%M %d/%m/%Y"),
    }


urlpatterns = [
    path("p/<str:code>/entry/", now, name="entry-now"),
    path("p/<str:code>/entry/<int:year>/", entry, name="entry"),
    path("p/<str:code>/entry/cells/", save, name="entry-save"),
]
