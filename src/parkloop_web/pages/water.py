"""Water targets of a table of uses, or of sources and sinks: fresh water, groups, network.

Nothing is kept: the table is read, computed by the core and shown. Of a place it can be filled from
its ledger and plan.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from parkloop.analyses.water_targets import Regenerator, WaterParameters, water_targets
from parkloop.analyses.water_targets.records import water_data
from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.findings import Finding
from parkloop.io.catalog_files import load_catalog
from parkloop.reports.explaining import Embedding
from parkloop.reports.html import charts_json, figure_keys
from parkloop.reports.water_targets import WaterPage, water_page
from parkloop.reports.words import FRAME
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_amount
from parkloop_web.exchanges.water import contaminants_of, water_table
from parkloop_web.pages.common import page
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at, signed_in

#: The four uses of Wang and Smith (1994), so that the page teaches what to write.
EXAMPLE = """id,plant,load_kg_h,inlet_mg_l,outlet_mg_l
P1,A,2,0,100
P2,A,5,50,100
P3,B,30,50,800
P4,B,4,400,800
"""
MOST_LETTERS, MOST_PLANTS = 100_000, 6
_EXAMPLE_NAME = Text("bảng", "a table")


@dataclass(frozen=True, slots=True)
class Asking:
    """What is on the form: the table, quality of fresh water and of treated water [mg/l]."""

    table: str
    fresh: str = ""
    treatment: str = ""
    recovery: str = "1"


@require_http_methods(["GET", "POST"])
@signed_in
def targets(request: Asked) -> HttpResponse:
    """Water targets of a pasted table."""
    return _page(request, _asked(request, EXAMPLE), _EXAMPLE_NAME, None)


@require_http_methods(["GET", "POST"])
@at(Need.READ, "zone", "park")
def of_place(request: Asked, node: Node) -> HttpResponse:
    """Water targets of a place; ``?contaminant=salt`` fills the table from its ledger."""
    problem, table = None, EXAMPLE
    if wanted := request.GET.get("contaminant", ""):
        try:
            table = water_table(node, wanted)
        except ParkloopError as refused:
            problem = refused.text
    return _page(request, _asked(request, table), node.name, node, problem)


def _asked(request: Asked, table: str) -> Asking:
    given = request.POST
    return Asking(
        table=given.get("table", table)[:MOST_LETTERS],
        fresh=given.get("fresh", ""),
        treatment=given.get("treatment", ""),
        recovery=given.get("recovery", "1"),
    )


def _page(
    request: Asked, asked: Asking, name: Text, node: Node | None, problem: Text | None = None
) -> HttpResponse:
    made: WaterPage | None = None
    findings: tuple[Finding, ...] = ()
    if problem is None:
        try:
            made = _computed(asked, name)
        except InputRefused as refused:
            problem, findings = refused.text, refused.findings
        except ParkloopError as refused:
            problem = refused.text
    embedding = Embedding()
    if made is not None:
        embedding.add(made.book, sorted({key for key in figure_keys(made.view) if key}))
    return page(
        request,
        "exchanges/water.html",
        {
            "node": node,
            "asked": asked,
            "view": made.view if made else None,
            "problem": problem,
            "findings": findings,
            "contaminants": contaminants_of(node) if node else (),
            "words": FRAME,
            "places_of": embedding.places,
            "explanations": embedding.as_json(),
            "charts": charts_json((made.view,), embedding.places) if made else "{}",
        },
        status=422 if problem else 200,
    )


def _computed(asked: Asking, name: Text) -> WaterPage:
    reader = csv.DictReader(io.StringIO(asked.table.replace(";", ",")))
    rows = [
        (number, {name: (cell or "").strip() for name, cell in row.items() if name})
        for number, row in enumerate(reader, start=2)
    ]
    if "id" not in (reader.fieldnames or ()):
        raise RequestError(Text("Thiếu cột: id.", "Columns are missing: id."))
    data = water_data(rows)
    fresh = _number(asked.fresh, Text("nồng độ nước sạch", "quality of fresh water"))
    treated = _number(asked.treatment, Text("nồng độ sau xử lý", "quality after treatment"))
    recovery = _number(asked.recovery, Text("phần thu hồi", "share recovered"))
    catalog = load_catalog()
    parameters = WaterParameters(
        fresh_quality={} if fresh is None else dict.fromkeys(data.contaminants, fresh),
        regenerator=None
        if treated is None
        else Regenerator(treated, 1.0 if recovery is None else recovery),
        networks=len(data.plants) <= MOST_PLANTS,
    )
    return water_page(water_targets(data, catalog, parameters), catalog, name)


def _number(written: str, what: Text) -> float | None:
    """A number of zero or more, or None where nothing is written."""
    if not written.strip():
        return None
    try:
        return typed_amount(written)
    except RequestError as wrong:
        said = wrong.text
        raise RequestError(Text(f"{what.vi}: {said.vi}", f"{what.en}: {said.en}")) from wrong


urlpatterns = [
    path("water-targets/", targets, name="water-targets"),
    path("p/<str:code>/water-targets/", of_place, name="place-water"),
]
