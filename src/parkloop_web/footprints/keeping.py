"""Traces are computed once: what a page shows is kept under the hash of all it was made from.

The key is over ledger, catalog, parameters and version (C-08), so that what is kept is never old:
whoever sees other data asks under another key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from django.utils import timezone

from parkloop import __version__
from parkloop.analyses.tracing.parameters import VERSION
from parkloop.ledger.park import NodeKind
from parkloop.provenance import content_hash
from parkloop_web.accounts.identity import Identity
from parkloop_web.footprints.models import Kept
from parkloop_web.footprints.pictures import MAKERS, Asking, Picture
from parkloop_web.footprints.traces import Scene
from parkloop_web.parks.models import Node

#: Raise it when the pages change in a way that what was kept cannot show.
LAYOUT: Final = 4
#: Up to so many entries a page is made while its reader waits (about a second of one core).
AT_ONCE: Final = 20_000
#: What nobody asked for so long is made anew when somebody does.
_KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class Question:
    """What is asked of the traces of a place."""

    scene: Scene
    kind: str
    asking: Asking

    @cached_property
    def key(self) -> str:
        """Content hash over everything that the answer depends on."""
        scene = self.scene
        return content_hash(
            {
                "asking": dict(self.asking),
                "catalog": scene.catalog.hash,
                "kind": self.kind,
                "layout": LAYOUT,
                "ledger": scene.snapshot.hash,
                "parameters": scene.parameters(int(self.asking["year"])).as_dict(),
                "place": scene.place.code,
                "tracing": VERSION,
                "version": __version__,
            }
        )

    @property
    def takes_long(self) -> bool:
        return len(self.scene.snapshot.entries) > AT_ONCE

    def subject(self, asker: Identity) -> str:
        return f"trace/{asker.person.pk}/{self.key}"


def find(question: Question, asker: Identity) -> Kept | None:
    """What was kept of this question, for this reader."""
    personal = _is_personal(question.scene, asker)
    rows = Kept.objects.filter(
        place=question.scene.place, kind=question.kind, key=question.key, personal=personal
    )
    return (rows.filter(asked_by=asker.person) if personal else rows).first()


def before(kept: Kept) -> Kept | None:
    """What was kept of the same product and year from other data, the newest of it that differs."""
    product, year = kept.numbers.get("product"), kept.numbers.get("year")
    rows = Kept.objects.filter(
        place=kept.place_id,
        kind=kept.kind,
        personal=kept.personal,
        numbers__product=product,
        numbers__year=year,
    ).exclude(key=kept.key)
    now = kept.numbers.get("kg_co2e_per_unit")
    newest = rows.order_by("-pk").only("numbers", "made_at").first()
    return newest if newest and newest.numbers["kg_co2e_per_unit"] != now else None


def make(question: Question, asker: Identity) -> Kept:
    """The answer, made and kept if it is not there yet. May take seconds."""
    known = find(question, asker)
    if known is not None:
        return known
    picture: Picture = MAKERS[question.kind](question.scene, question.asking)
    place = question.scene.place
    Kept.objects.filter(place=place, made_at__lt=timezone.now() - _KEPT_FOR).delete()
    return Kept.objects.create(
        place=place,
        enterprise=_secret_of(question.scene),
        personal=_is_personal(question.scene, asker),
        asked_by=asker.person,
        kind=question.kind,
        key=question.key,
        content=picture.content,
        numbers=picture.numbers,
        charts=picture.charts,
        explanations=picture.explanations,
        places=dict(picture.places),
    )


def _is_personal(scene: Scene, asker: Identity) -> bool:
    """Whether its asker oversees the enterprise from outside."""
    if scene.place.kind != NodeKind.ENTERPRISE.value:
        return False
    return scene.place.pk not in asker.own | asker.mandated


def _secret_of(scene: Scene) -> Node | None:
    """The enterprise whose people alone may read it: of a park, its operator where it has stated
    prices; None where it was made from what was submitted."""
    if scene.place.kind == NodeKind.ENTERPRISE.value:
        return scene.place
    return scene.holder if any(scene.agreed.values()) else None
