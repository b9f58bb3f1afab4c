"""The plan of exchanges of a place: prices, costs and limits as rows with their source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.exchange_plan import MOST_BYTES, plan_values
from parkloop.texts import Text, same_in_both
from parkloop.vietnamese import sort_key
from parkloop_web.accounts.middleware import Asked
from parkloop_web.exchanges.models import PlanRow, Search
from parkloop_web.exchanges.networking import zone_of
from parkloop_web.exchanges.plan_fields import (
    FACILITY,
    MODE,
    NEED,
    OFFER,
    SECTIONS,
    STREAM,
    YES,
    NotWritten,
    PlanField,
    PlanSection,
    value_of,
    written_of,
)
from parkloop_web.exchanges.plan_words import PlanWords, name_words
from parkloop_web.exchanges.planning import (
    Setting,
    core_plan,
    drafted,
    lacking,
    rows_of,
    set_row,
    suggested,
    take_plan,
)
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.pages.common import page, say, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_REFERRING = (OFFER, NEED, MODE, FACILITY)


class RowForm(forms.Form):
    """One row of a section: its fields as a person writes them, and where they come from."""

    def __init__(
        self, section: PlanSection, rows: list[PlanRow], *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.section = section
        for field in section.fields:
            self.fields[field.name] = _asked(field, rows)
        self.fields["source"] = forms.CharField(
            max_length=500,
            label=say(Text("Nguồn (báo giá, hợp đồng, tài liệu)", "Source (quote, contract …)")),
        )

    def clean(self) -> dict[str, Any]:
        """Every field read as exchanges.yaml holds it; all faults at once."""
        self.content: dict[str, Any] = {}
        for field in self.section.fields:
            try:
                value = value_of(field, str(self.cleaned_data.get(field.name) or ""))
            except NotWritten as wrong:
                self.add_error(field.name, say(wrong.text))
                continue
            if value is not None:
                self.content[field.name] = value
        if self.section.key and not self.content.get(self.section.key):
            self.add_error(self.section.key, say(Text("Cần ghi.", "This is needed.")))
        return dict(self.cleaned_data)


def _asked(field: PlanField, rows: list[PlanRow]) -> forms.Field:
    label = say(field.words)
    if field.kind == YES:
        return forms.BooleanField(label=label, required=False)
    if field.kind == STREAM:
        streams = load_catalog().streams.values()
        named = [(stream.id, say(stream.name)) for stream in streams]
        named.sort(key=lambda each: sort_key(each[1]))
        return forms.ChoiceField(label=label, choices=[("", "—"), *named])
    if field.kind in _REFERRING:
        named = [(row.name, say(name_words(row))) for row in rows if row.section == field.kind]
        return forms.ChoiceField(label=label, required=field.needed, choices=[("", "—"), *named])
    return forms.CharField(label=label, required=False, max_length=1000)


@require_GET
@at(Need.READ, "zone", "park")
def plan(request: Asked, node: Node) -> HttpResponse:
    """The plan; ``?section=offers&name=slag`` opens a row to be changed, without name a new one."""
    rows = rows_of(node)
    section = SECTIONS.get(request.GET.get("section", ""))
    form = None
    if section is not None:
        name = request.GET.get("name", "")
        row = next((r for r in rows if r.section == section.id and r.name == name), None)
        initial = {f.name: written_of(f, row.content.get(f.name)) for f in section.fields if row}
        form = RowForm(section, rows, initial=initial)
    return _page(request, node, rows, section, form)


def _page(
    request: Asked,
    node: Node,
    rows: list[PlanRow],
    section: PlanSection | None = None,
    form: RowForm | None = None,
    refused: ParkloopError | None = None,
) -> HttpResponse:
    draft = drafted(rows)
    groups = [
        (each, [(row, lacking(row)) for row in rows if row.section == each.id])
        for each in SECTIONS.values()
    ]
    return page(
        request,
        "exchanges/plan.html",
        {
            "node": node,
            "groups": groups,
            "section": section,
            "form": form,
            "draft": draft,
            "whole": len(draft.raw.get("exchanges", ())),
            "searched": Search.objects.filter(place=node).exists(),
            "refused": refused,
            "findings": refused.findings if isinstance(refused, InputRefused) else (),
            "words": PlanWords.of(zone_of(node), rows),
            "Origin": PlanRow.Origin,
        },
        status=422 if refused or (form is not None and form.errors) else 200,
    )


@require_POST
@at(Need.READ, "zone", "park")
def keep_row(request: Asked, node: Node, section: str) -> HttpResponse:
    """Write a row; the one of the same name gets its end."""
    known, rows = SECTIONS.get(section), rows_of(node)
    if known is None:
        raise Http404
    form = RowForm(known, rows, request.POST)
    if not form.is_valid():
        return _page(request, node, rows, known, form)
    setting = Setting(section, form.content, same_in_both(form.cleaned_data["source"]))
    row = set_row(node, setting, request.identity.person, timezone.now())
    if missing := lacking(row):
        names = Text(", ".join(m.vi for m in missing), ", ".join(m.en for m in missing))
        warn(request, Text(f"Đã ghi, còn thiếu: {names.vi}.", f"Kept; still lacks: {names.en}."))
    else:
        tell(request, Text("Đã ghi.", "Kept."))
    return redirect("exchange-plan", code=node.code)


@require_POST
@at(Need.READ, "zone", "park")
def end_row(request: Asked, node: Node, row: int) -> HttpResponse:
    """Take a row out of the plan; what it was stays in the history."""
    found = get_object_or_404(PlanRow, pk=row, place=node, ended_at=None)
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    tell(request, Text("Đã bỏ khỏi kế hoạch.", "Taken out of the plan."))
    return redirect("exchange-plan", code=node.code)


@require_POST
@at(Need.READ, "zone", "park")
def suggest(request: Asked, node: Node) -> HttpResponse:
    """Rows for what the newest search found: ratios of the catalog, prices left open."""
    found = suggested(node, load_catalog())
    now = timezone.now()
    for setting in found:
        set_row(node, setting, request.identity.person, now)
    tell(
        request,
        Text(
            f"Đã thêm {len(found)} dòng từ các trao đổi tìm được; giá và chi phí còn để trống.",
            f"{len(found)} rows were added from what was found; prices and costs are still open.",
        ),
    )
    return redirect("exchange-plan", code=node.code)


@require_POST
@at(Need.READ, "zone", "park")
def load(request: Asked, node: Node) -> HttpResponse:
    """Take in a whole exchanges.yaml, or say everything that is wrong with it."""
    given, source = request.FILES.get("file"), request.POST.get("source", "").strip()
    try:
        if not isinstance(given, UploadedFile) or (given.size or 0) > MOST_BYTES:
            raise RequestError(
                Text("Chưa chọn tệp, hoặc tệp quá lớn.", "No file was chosen, or it is too large.")
            )
        raw = plan_values(given.read().decode("utf-8", "replace"), given.name or "exchanges.yaml")
        core_plan(raw, park_of(zone_of(node)), load_catalog())
    except ParkloopError as refused:
        return _page(request, node, rows_of(node), refused=refused)
    said = same_in_both(source or str(given.name))
    rows = take_plan(node, raw, said, request.identity.person, timezone.now())
    tell(request, Text(f"Đã nhận {len(rows)} dòng.", f"{len(rows)} rows were taken in."))
    return redirect("exchange-plan", code=node.code)


urlpatterns = [
    path("p/<str:code>/exchanges/plan/", plan, name="exchange-plan"),
    path("p/<str:code>/exchanges/plan/suggest/", suggest, name="exchange-plan-suggest"),
    path("p/<str:code>/exchanges/plan/load/", load, name="exchange-plan-load"),
    path("p/<str:code>/exchanges/plan/rows/<int:row>/end/", end_row, name="exchange-plan-end"),
    path("p/<str:code>/exchanges/plan/<str:section>/", keep_row, name="exchange-plan-keep"),
]
