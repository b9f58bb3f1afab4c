"""The yearly forms A.4, A.5, B.4, B.5 on the site: filled, explained, taken away as files."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.analyses.forms.forms import forms
from parkloop.analyses.forms.model import FilledForm, FormParameters
from parkloop.catalog.rulebook import Form
from parkloop.errors import RequestError
from parkloop.explain import Explainer
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Result
from parkloop.reports.documents import render_as
from parkloop.reports.form_papers import box_value, form_document, form_workbook, unit_of_box
from parkloop_web.accounts.middleware import Asked
from parkloop_web.certification.papers import seen
from parkloop_web.certification.stating import who_states
from parkloop_web.pages.assessments import choose_park
from parkloop_web.pages.common import language, local_today, page
from parkloop_web.pages.imports import XLSX, download
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": XLSX,
}


def _filled(
    request: Asked, node: Node, name: str
) -> tuple[Snapshot, Result[FilledForm], list[Form]]:
    """A form of a place, filled for the year in the address; another's form does not exist."""
    offered = [one for one in load_catalog().rulebook.forms.values() if one.subject == node.kind]
    name = name or offered[0].id
    if name not in {one.id for one in offered}:
        raise Http404
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and len(wanted) == 4 else local_today().year
    snapshot = seen(node)
    try:
        found = forms(snapshot, load_catalog(), FormParameters(name, node.code, year))
    except RequestError as problem:
        raise Http404 from problem
    return snapshot, found, offered


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def yearly_forms(request: Asked, node: Node) -> HttpResponse:
    """A form box by box: value, where it comes from, what is missing, what the portal refuses."""
    if node.kind == "zone":
        return choose_park(request, node, "yearly-forms")
    _, found, offered = _filled(request, node, request.GET.get("form", ""))
    value = found.value
    boxes = list(value.boxes.values())
    today = local_today().year
    return page(
        request,
        "certification/forms.html",
        {
            "node": node,
            "form": value.form,
            "offered": offered,
            "year": value.year,
            "years": sorted({value.year, *(today + ahead for ahead in (1, 0, -1, -2))})[::-1],
            "blocks": [
                (value.form.blocks[name], list(mine))
                for name, mine in groupby(boxes, key=lambda box: box.field.block)
            ],
            "filled": sum(1 for box in boxes if not box.missing),
            "count": len(boxes),
            "missing": [box for box in value.missing if box.field.required],
            "refused": [box for box in boxes if box.refused_by_portal],
            "findings": found.findings,
            "may_edit": who_states(request.identity, node) is not None,
            "box_value": box_value,
            "unit_of_box": unit_of_box,
        },
    )


@require_GET
@at(Need.READ, "park", "enterprise")
def form_box(request: Asked, node: Node, form: str, box: str) -> HttpResponse:
    """One box opened down to entries."""
    snapshot, found, _ = _filled(request, node, form)
    one = found.value.boxes.get(box)
    if one is None:
        raise Http404
    return page(
        request,
        "certification/form_box.html",
        {
            "node": node,
            "form": found.value.form,
            "year": found.value.year,
            "box": one,
            "box_value": box_value,
            "unit_of_box": unit_of_box,
            "gaps": [gap for gap in found.gaps if gap.id == f"gap:{one.figure}"],
            "tree": Explainer(snapshot, load_catalog(), (found,)).explain(one.figure),
        },
    )


@require_GET
@at(Need.READ, "park", "enterprise")
def form_file(request: Asked, node: Node, form: str, ending: str) -> HttpResponse:
    """The form to take away: DOCX or PDF to be signed, XLSX to be worked with."""
    if ending not in _TYPES:
        raise Http404
    _, found, _ = _filled(request, node, form)
    spoken = language()
    if ending == "xlsx":
        content = form_workbook(found, spoken)
    else:
        content = render_as(form_document(found, local_today()), f".{ending}", spoken)
    name = f"{form.replace('.', '')}-{node.code}-{found.value.year}-{spoken}.{ending}"
    return download(content, name, _TYPES[ending])


urlpatterns = [
    path("p/<str:code>/forms/", yearly_forms, name="yearly-forms"),
    path("p/<str:code>/forms/<str:form>/<str:box>/", form_box, name="yearly-form-box"),
    path("p/<str:code>/forms/<str:form>.<str:ending>", form_file, name="yearly-form-file"),
]
