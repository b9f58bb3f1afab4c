"""Asks for studies and finds the newest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parkloop.ledger.park import NodeKind
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Study, StudyView

#: What a study of the site takes where nobody chose: the stand-in is named and shown as such.
USUAL: dict[str, Any] = {"fallbacks": ["grid-latest-published"]}


def ask(place: Node, user: User, at: datetime, parameters: dict[str, Any] | None = None) -> Study:
    """A study that waits to be run."""
    return Study.objects.create(
        place=place,
        enterprise=place if place.kind == NodeKind.ENTERPRISE.value else None,
        asked_by=user,
        asked_at=at,
        until=at,
        parameters=USUAL if parameters is None else parameters,
    )


def newest(place: Node) -> Study | None:
    """The newest finished study of a place that the reader may see."""
    return Study.objects.filter(place=place, state=Study.State.DONE).order_by("-asked_at").first()


def newest_view(place: Node, year: str = "") -> StudyView | None:
    """The view of a place (of its newest study) in a year, by default the newest year."""
    study = newest(place)
    if study is None:
        return None
    views = study.views.filter(place_code=place.code)
    return (views.filter(year=year) if year else views).first()
