"""Files to take away: the empty form, and what is held, in a form that can be loaded back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.io.catalog_files import load_catalog
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.export import separated, template, workbook
from parkloop_web.ledger.models import Current
from parkloop_web.pages.common import language, local_today, month_from, page
from parkloop_web.pages.imports import XLSX, download
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at


def _own(request: Asked, node: Node) -> None:
    """Files of entries are for the enterprise and its experts; overseers see what was submitted."""
    if node.pk not in request.identity.own | request.identity.mandated:
        raise PermissionDenied


@require_GET
@at(Need.READ, "enterprise")
def exports(request: Asked, node: Node) -> HttpResponse:
    """Which months, in which form."""
    _own(request, node)
    first, last, count = _span(node)
    return page(
        request,
        "exports/exports.html",
        {"node": node, "first": first, "last": last, "count": count},
    )


def _span(node: Node) -> tuple[date, date, int]:
    held = Current.objects.filter(enterprise=node)
    ends = held.aggregate(first=Min("month"), last=Max("month"))
    today = local_today().replace(day=1)
    return ends["first"] or today, ends["last"] or today, held.count()


@require_GET
@at(Need.READ, "enterprise")
def export_file(request: Asked, node: Node, form: str) -> HttpResponse:
    """Entries of the months asked for, as .xlsx or .csv."""
    _own(request, node)
    first, last, _ = _span(node)
    first = month_from(request.GET["from"]) if request.GET.get("from") else first
    last = month_from(request.GET["to"]) if request.GET.get("to") else last
    name = f"{node.code}-{first:%Y-%m}-{last:%Y-%m}.{form}"
    if form == "csv":
        content = separated(node, first, last, load_catalog(), language())
        return download(content, name, "text/csv; charset=utf-8")
    return download(workbook(node, first, last, load_catalog(), language()), name, XLSX)


@require_GET
@at(Need.EDIT, "enterprise")
def template_file(request: Asked, node: Node) -> HttpResponse:
    """The empty form with drop-downs of this enterprise's streams and nodes."""
    name = f"{node.code}-{'mau' if language() == 'vi' else 'form'}.xlsx"
    return download(template(node, load_catalog(), language()), name, XLSX)


urlpatterns = [
    path("p/<str:code>/export/", exports, name="exports"),
    path("p/<str:code>/export/entries.xlsx", export_file, {"form": "xlsx"}, name="export-xlsx"),
    path("p/<str:code>/export/entries.csv", export_file, {"form": "csv"}, name="export-csv"),
    path("p/<str:code>/export/template.xlsx", template_file, name="template"),
]
