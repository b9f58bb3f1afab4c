"""Runs a study and keeps what it shows. Nothing is computed here: the core does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from django.utils import timezone

from parkloop.catalog.catalog import Catalog
from parkloop.errors import ParkloopError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import OUTSIDE, NodeKind, Park
from parkloop.ledger.park import Node as CoreNode
from parkloop.provenance import Figure
from parkloop.reports.html import charts_json, explanations
from parkloop.reports.reading import Place, Reading, Year, read
from parkloop.reports.views import PROVISIONAL, view_of
from parkloop.studies import StudyParameters, run_study
from parkloop_web.ledger.limits import core_limits
from parkloop_web.ledger.snapshot import park_of, snapshot_of, with_hidden_ends
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Study, StudyView
from parkloop_web.studies.stored import as_plain

#: Figures of the inventory that a study keeps beside its views.
SUMMARISED: Final = ("total", "scope-1", "scope-2", "scope-3", "toe")
#: Told what is being done and how much of the whole is done (0-1).
Progress = Callable[[str, float], None]


def parameters_of(stored: dict[str, object]) -> StudyParameters:
    """Parameters of a stored run; what it does not name has the core's defaults."""
    known = {each.name for each in fields(StudyParameters)}
    given = {name: value for name, value in stored.items() if name in known}
    for name in ("years", "fallbacks"):
        if name in given:
            given[name] = tuple(given[name])  # type: ignore[arg-type]
    return StudyParameters(**given)  # type: ignore[arg-type]


def what_is_seen(place: Node) -> Snapshot:
    """The snapshot of a place under the rights of whoever asks; of a park or zone, what was
    submitted."""
    zone = place.zone if place.kind != NodeKind.ZONE.value else place
    assert zone is not None
    enterprises = enterprises_of(place)
    if place.kind != NodeKind.ENTERPRISE.value:
        return snapshot_of(zone, enterprises=enterprises, park=park_of(zone), submitted=True)
    seen = with_hidden_ends(snapshot_of(zone, enterprises=enterprises))
    return Snapshot(seen.entries, _concerned(seen, place, enterprises or ()))


def _concerned(seen: Snapshot, place: Node, enterprises: Sequence[int]) -> Park:
    """The definition without enterprises that a place has nothing to do with: nobody may find
    their data missing from a study that is not about them."""
    ends = {*seen.entries["from_node"], *seen.entries["to_node"]}
    own = Node.objects.filter(enterprise_id__in=enterprises).values_list("code", flat=True)
    named = ends | set(own) | {place.code}
    kept = {
        above.id for code in named if code in seen.park.by_id for above in seen.park.ancestors(code)
    }
    nodes = tuple(n for n in seen.park.nodes if n.id in kept or n.kind in OUTSIDE)
    return replace(seen.park, nodes=nodes)


def enterprises_of(place: Node) -> Sequence[int] | None:
    """Ids of the enterprises at a place; None for a zone: all of them."""
    if place.kind == NodeKind.ENTERPRISE.value:
        operators = Node.objects.filter(park=place.park, kind="enterprise", operator=True)
        return [place.pk, *operators.values_list("pk", flat=True)]
    if place.kind == NodeKind.PARK.value:
        return list(Node.objects.filter(park=place, kind="enterprise").values_list("pk", flat=True))
    return None


def run(study: Study, progress: Progress = lambda what, done: None) -> Study:
    """Compute a stored study and keep its views; a refusal is kept in words, both languages."""
    study.state = Study.State.RUNNING
    study.save(update_fields=["state"])
    try:
        _run(study, progress)
    except ParkloopError as refused:
        study.state = Study.State.FAILED
        study.fault_vi, study.fault_en = refused.text.vi, refused.text.en
    study.finished_at = timezone.now()
    study.save()
    return study


def _run(study: Study, progress: Progress) -> None:
    snapshot = what_is_seen(study.place)
    catalog: Catalog = load_catalog()
    progress("checks", 0.05)
    done = run_study(
        study.place.code,
        snapshot,
        catalog,
        replace(parameters_of(study.parameters), limits=core_limits(study.place)),
        lambda step: progress(step, 0.4),
    )
    progress("views", 0.8)
    reading = read(done)
    StudyView.objects.filter(study=study).delete()
    StudyView.objects.bulk_create(_views(study, reading))
    study.state = Study.State.DONE
    study.ledger_hash = snapshot.hash
    study.catalog_hash, study.catalog_version = catalog.hash, catalog.version
    study.entries = len(snapshot.entries)
    study.summary = summary_of(reading)
    study.reservations = reservations_of(reading)


def summary_of(reading: Reading) -> dict[str, dict[str, dict[str, float | None]]]:
    """Per year and boundary, the figures that lists, comparisons and publications read: totals and
    scopes [t CO2e], energy [toe]; None where nothing could be computed."""
    return {
        year.label: {
            node: {name: figure.value for name, figure in figures.items()}
            for node, figures in _summarised(reading, year)
        }
        for year in reading.years
        if year.inventory is not None
    }


def reservations_of(reading: Reading) -> dict[str, dict[str, Any]]:
    """Per year the facts that stand in for ones not published, and the figures that lack something,
    by boundary."""
    return {
        year.label: {
            "provisional": sorted(
                {str(f.values["fact"]) for f in year.inventory.findings if f.rule == PROVISIONAL}
            ),
            "partial": {
                node: lacking
                for node, figures in _summarised(reading, year)
                if (lacking := [name for name, figure in figures.items() if figure.partial])
            },
        }
        for year in reading.years
        if year.inventory is not None
    }


def _summarised(reading: Reading, year: Year) -> Iterator[tuple[str, dict[str, Figure]]]:
    assert year.inventory is not None
    known = year.inventory.figures
    for node in (*reading.boundaries, *reading.study.snapshot.park.of_kind(NodeKind.ENTERPRISE)):
        named = {name: known.get(f"inventory/{node.id}/{year.label}/{name}") for name in SUMMARISED}
        yield node.id, {name: figure for name, figure in named.items() if figure is not None}


def _views(study: Study, reading: Reading) -> list[StudyView]:
    rows: list[StudyView] = []
    for node in _shown_nodes(study.place, reading):
        for year in reversed(reading.years):
            view = view_of(Place(reading, node, year))
            embedding = explanations([(reading, (view,))])
            rows.append(
                StudyView(
                    study=study,
                    key=f"{node.id}-{year.label}",
                    place_code=node.id,
                    year=year.label,
                    position=len(rows),
                    content=as_plain(view),
                    charts=charts_json((view,), embedding.places),
                    explanations=embedding.as_json(),
                    places=embedding.places,
                )
            )
    return rows


def _shown_nodes(place: Node, reading: Reading) -> tuple[CoreNode, ...]:
    """The place itself; of a zone, its parks as well."""
    park = reading.study.snapshot.park
    if place.kind == NodeKind.ZONE.value:
        return reading.boundaries
    return (park.node(place.code),)
