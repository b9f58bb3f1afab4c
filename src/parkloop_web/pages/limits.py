"""Limits of permits and contracts at a place: all involved see them, operator and board enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from parkloop.errors import ParkloopError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.limit_files import limits_as_csv
from parkloop.ledger.limits import PROPERTIES, Basis, Bound, Limit, Span, Way
from parkloop.ledger.park import OUTSIDE
from parkloop.quantities import atoms
from parkloop.texts import Text
from parkloop.vietnamese import sort_key
from parkloop_web.accounts.middleware import Asked
from parkloop_web.ledger.evidence import MOST_BYTES
from parkloop_web.ledger.limits import (
    add_limit,
    checked,
    core_limit,
    end_limit,
    limits_at,
    withdraw_limit,
)
from parkloop_web.ledger.models import StatedLimit
from parkloop_web.pages.common import local_today, page, say, tell, warn
from parkloop_web.pages.people import Words
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name, spelled
from parkloop_web.parks.rights import Need, at

PLACES = ("zone", "park", "enterprise")


def _day_field(*, required: bool = True) -> forms.DateField:
    return forms.DateField(required=required, widget=forms.DateInput(attrs={"type": "date"}))


class LimitForm(Words):
    """A limit as its document says it."""

    node = forms.ChoiceField()
    property = forms.CharField(max_length=200, required=False)
    stream = forms.ChoiceField(required=False)
    way = forms.ChoiceField()
    bound = forms.ChoiceField()
    value = forms.CharField(max_length=40)
    unit = forms.CharField(max_length=50)
    span = forms.ChoiceField()
    basis = forms.ChoiceField()
    source = forms.CharField(max_length=300)
    file = forms.FileField(required=False)
    first_day = _day_field()
    last_day = _day_field(required=False)
    note = forms.CharField(max_length=500, required=False)

    LABELS = {
        "node": Text("Nơi áp dụng", "Place"),
        "property": Text("Chỉ tiêu đo (COD, TSS…)", "What is measured (COD, TSS …)"),
        "stream": Text("Dòng", "Stream"),
        "way": Text("Chiều của lượng", "Way of an amount"),
        "bound": Text("Chặn", "Bound"),
        "value": Text("Giá trị giới hạn", "Value of the limit"),
        "unit": Text("Đơn vị", "Unit"),
        "span": Text("So với", "Held against"),
        "basis": Text("Loại căn cứ", "Kind of document"),
        "source": Text("Văn bản: số, ngày, điều", "Document: number, date, article"),
        "file": Text("Bản chụp văn bản", "Copy of the document"),
        "first_day": Text("Hiệu lực từ ngày", "In force from"),
        "last_day": Text("Đến hết ngày", "Until the end of"),
        "note": Text("Ghi chú", "Note"),
    }
    HELP = {
        "property": Text(
            "Để trống nếu giới hạn là một lượng (m³, tấn).",
            "Leave empty where the limit is an amount (m³, tonnes).",
        ),
        "unit": Text("Ví dụ mg/l, m3, t.", "Such as mg/l, m3, t."),
        "source": Text(
            "Không có văn bản thì không nhập giới hạn.",
            "Without a document there is no limit.",
        ),
    }

    def __init__(self, nodes: Sequence[Node], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, words in self.HELP.items():
            self.fields[name].help_text = say(words)
        self._listed("node", [(node.code, say(node.name)) for node in nodes])
        streams = load_catalog().streams
        named = sorted(
            ((say(stream.name), key) for key, stream in streams.items()),
            key=lambda pair: sort_key(pair[0]),
        )
        self._listed("stream", [("", "—"), *((key, words) for words, key in named)])
        kinds: tuple[tuple[str, type[StrEnum]], ...] = (
            ("way", Way),
            ("bound", Bound),
            ("span", Span),
            ("basis", Basis),
        )
        for name, kind in kinds:
            self._listed(name, [(one.value, say(one.words)) for one in kind])  # type: ignore[attr-defined]
        self.fields["property"].widget.attrs["list"] = "limit-properties"
        self.fields["unit"].widget.attrs["list"] = "limit-units"

    def _listed(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def cells(self) -> dict[str, str]:
        """What was typed as the core reads it; a decimal comma is a comma of people."""
        given = {
            name: value.isoformat() if isinstance(value, date) else str(value or "")
            for name, value in self.cleaned_data.items()
            if name != "file"
        }
        given["value"] = _decimal(given["value"])
        given["property"] = given["property"].strip().lower()
        return given


def _decimal(text: str) -> str:
    """'1.234,5' and '1,234.5' as '1234.5'; one sign alone is a decimal sign."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0 or (text.count(",") + text.count(".") > 1 and text.count(text[last]) > 1):
        return text.replace(",", "").replace(".", "")
    whole = text[:last].replace(",", "").replace(".", "")
    return f"{whole}.{text[last + 1 :]}"


@require_safe
@at(Need.READ, *PLACES)
def limits(request: Asked, node: Node) -> HttpResponse:
    """Every limit of a place with its document; a form for those who oversee it."""
    return _page(request, node)


def _page(request: Asked, node: Node, form: LimitForm | None = None) -> HttpResponse:
    may_enter = _may_enter(request, node)
    if form is None and may_enter:
        form = LimitForm(_places_below(node))
    today = local_today()
    rows = [(row, core_limit(row)) for row in limits_at(node)]
    streams = load_catalog().streams
    return page(
        request,
        "limits/limits.html",
        {
            "node": node,
            "held": [
                {
                    "row": row,
                    "limit": limit,
                    "what": _what(limit, streams),
                    "ended": limit.last_day is not None and limit.last_day < today,
                }
                for row, limit in rows
            ],
            "form": form,
            "may_enter": may_enter,
            "properties": [(key, say(words)) for key, words in PROPERTIES.items()],
            "units": ["mg/l", "g/m3", "kg/m3", *atoms()],
        },
        status=422 if form is not None and form.errors else 200,
    )


def _what(limit: Limit, streams: Any) -> Text:
    known = streams.get(limit.stream)
    return limit.what(known.name if known else Text(limit.stream or "—", limit.stream or "—"))


def _may_enter(request: Asked, node: Node) -> bool:
    """Operators of the park and the board; a tenant sees its limits and enters none."""
    identity = request.identity
    if node.kind == "enterprise":
        return node.pk in identity.overseen
    return node.park_id in identity.operated or node.zone_id in identity.governed


def _places_below(node: Node) -> list[Node]:
    """Places that limits are set for, the place's own first."""
    column = {"zone": "zone", "park": "park"}.get(node.kind, "enterprise")
    outside = [kind.value for kind in OUTSIDE]
    found = Node.objects.filter(**{column: node}).exclude(kind__in=[*outside, "zone", "loss"])
    found = found.select_related("enterprise", "park")
    return by_name(found, lambda each: (spelled(each.enterprise.name) if each.enterprise else "",))


@require_POST
@at(Need.READ, *PLACES)
def add(request: Asked, node: Node) -> HttpResponse:
    """Keep a limit; what is wrong with it stands over the form."""
    if not _may_enter(request, node):
        raise PermissionDenied
    places = _places_below(node)
    form = LimitForm(places, request.POST, request.FILES)
    if form.is_valid():
        try:
            _keep(request, form, places)
        except ParkloopError as refused:
            form.add_error(None, say(refused.text))
    if form.errors:
        return _page(request, node, form)
    tell(request, Text("Đã lưu giới hạn.", "The limit is kept."))
    return redirect("limits", code=node.code)


def _keep(request: Asked, form: LimitForm, places: Sequence[Node]) -> None:
    cells = form.cells()
    if cells["property"]:
        cells["span"] = Span.EACH.value
    limit = checked(cells, [place.code for place in places], load_catalog())
    place = next(place for place in places if place.code == limit.node)
    given = form.cleaned_data["file"]
    if given is not None and given.size > MOST_BYTES:
        form.add_error("file", say(Text("Tệp lớn hơn 25 MB.", "The file is larger than 25 MB.")))
        return
    file = None if given is None else (given.name, given.read())
    add_limit(request.identity.person, place, limit, at=timezone.now(), file=file)


def _limit(node: Node, number: int) -> StatedLimit:
    found = limits_at(node).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@require_POST
@at(Need.READ, *PLACES)
def end(request: Asked, node: Node, number: int) -> HttpResponse:
    """Give a limit its last day, or withdraw it, with a reason."""
    row = _limit(node, number)
    if not _may_enter(request, node):
        raise PermissionDenied
    reason, last = request.POST.get("reason", ""), request.POST.get("last_day", "")
    try:
        if "withdraw" in request.POST:
            withdraw_limit(row, reason, at=timezone.now())
        else:
            end_limit(row, date.fromisoformat(last), reason)
    except ValueError:
        warn(request, Text("Hãy chọn ngày cuối.", "Choose the last day."))
    except ParkloopError as refused:
        warn(request, refused.text)
    else:
        tell(request, Text("Đã lưu.", "Kept."))
    return redirect("limits", code=node.code)


@require_safe
@at(Need.READ, *PLACES)
def document(request: Asked, node: Node, number: int) -> HttpResponse:
    """The copy of the document, always as a download."""
    row = _limit(node, number)
    if not row.evidence_type:
        raise Http404
    name = f"limit-{row.pk}-{row.evidence_name}"
    answer = HttpResponse(bytes(row.evidence or b""), content_type=row.evidence_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return answer


@require_safe
@at(Need.READ, *PLACES)
def as_csv(request: Asked, node: Node) -> HttpResponse:
    """The limits as ``limits.csv`` of a workspace."""
    text = limits_as_csv(core_limit(row) for row in limits_at(node).order_by("pk"))
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{node.code}-limits.csv"'
    return answer


urlpatterns = [
    path("p/<str:code>/limits/", limits, name="limits"),
    path("p/<str:code>/limits/add/", add, name="limit-add"),
    path("p/<str:code>/limits/limits.csv", as_csv, name="limits-csv"),
    path("p/<str:code>/limits/<int:number>/end/", end, name="limit-end"),
    path("p/<str:code>/limits/<int:number>/document/", document, name="limit-document"),
]
