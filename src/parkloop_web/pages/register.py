"""The register of a zone: parks, enterprises, sites; searched, opened, taken in from a sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from parkloop.ledger.park import NodeKind
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import Role
from parkloop_web.database.rls import because
from parkloop_web.pages.common import page, tell
from parkloop_web.pages.people import Words
from parkloop_web.parks.models import Enterprise, Node
from parkloop_web.parks.ordering import by_name, numbers_by_park
from parkloop_web.parks.rights import Need, at, may, signed_in
from parkloop_web.parks.search import holding
from parkloop_web.parks.sheet import RegisterPlan, plan_register, take_in

PER_PAGE = 50
KINDS = (NodeKind.PARK, NodeKind.ENTERPRISE, NodeKind.SITE)
KIND_WORDS = {
    "zone": Text("Khu", "Zone"),
    "park": Text("Khu công nghiệp", "Industrial park"),
    "enterprise": Text("Doanh nghiệp", "Enterprise"),
    "site": Text("Cơ sở", "Site"),
}


@require_GET
@signed_in
def register(request: Asked) -> HttpResponse:
    """Parks, enterprises and sites of one's zones; ``q``, ``kind``, ``park``, ``page`` filter."""
    asked = request.GET.get("q", "")[:100]
    kind = request.GET.get("kind", "")
    park = request.GET.get("park", "")
    known = holding(Node.objects.filter(kind__in=[k.value for k in KINDS]), asked)
    if kind in KIND_WORDS:
        known = known.filter(kind=kind)
    if park:
        known = known.filter(park__code=park)
    total = known.count()
    at_page = max(
        1, int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1
    )
    numbers = numbers_by_park(known)[(at_page - 1) * PER_PAGE : at_page * PER_PAGE]
    found = known.select_related("park", "registration").in_bulk(numbers)
    shown = [found[number] for number in numbers]
    identity = request.identity
    readable = identity.own | identity.mandated | identity.overseen
    return page(
        request,
        "register/register.html",
        {
            "rows": shown,
            "total": total,
            "at_page": at_page,
            "pages": max(1, -(-total // PER_PAGE)),
            "kinds": KIND_WORDS,
            "parks": by_name(Node.objects.filter(kind="park")),
            "asked": asked,
            "kind": kind,
            "park": park,
            "readable": readable,
            "zones": Node.objects.filter(pk__in=identity.governed),
            "administered": identity.at((Role.BOARD_ADMIN,)),
        },
    )


class NodeForm(Words):
    """What the register says of a place; a board changes it, an enterprise its own contact."""

    name_vi = forms.CharField(max_length=300)
    name_en = forms.CharField(max_length=300)
    industry = forms.CharField(max_length=20, required=False)
    tax_code = forms.CharField(max_length=20, required=False)
    licence = forms.CharField(max_length=100, required=False)
    contact_email = forms.EmailField(required=False)
    reason = forms.CharField(max_length=500)

    LABELS = {
        "name_vi": Text("Tên tiếng Việt", "Vietnamese name"),
        "name_en": Text("Tên tiếng Anh", "English name"),
        "industry": Text("Mã ngành (VSIC/ISIC)", "Industry code (VSIC/ISIC)"),
        "tax_code": Text("Mã số thuế", "Tax code"),
        "licence": Text("Giấy chứng nhận đầu tư", "Investment licence"),
        "contact_email": Text("Thư điện tử liên hệ", "Contact address"),
        "reason": Text("Lý do thay đổi", "Reason of the change"),
    }


@require_http_methods(["GET", "POST"])
@at(Need.KNOW, "park", "enterprise", "site")
def entry(request: Asked, node: Node) -> HttpResponse:
    """What the register says of one place; editable for those who may."""
    changes = _may_change(request, node)
    registration = Enterprise.objects.filter(enterprise=node).first()
    form = NodeForm(request.POST or None, initial=_held(node, registration))
    if request.method == "POST":
        if not changes:
            raise PermissionDenied
        if form.is_valid():
            _keep(node, form.cleaned_data)
            tell(request, Text("Đã lưu vào sổ đăng ký.", "Kept in the register."))
            return redirect("register-entry", code=node.code)
    return page(
        request,
        "register/entry.html",
        {
            "node": node,
            "registration": registration,
            "form": form,
            "changes": changes,
            "kind": KIND_WORDS[node.kind],
            "nodes": by_name(Node.objects.filter(parent=node), lambda each: (each.kind,)),
            "readable": may(request.identity, Need.READ, node),
        },
        status=422 if form.errors else 200,
    )


def _may_change(request: Asked, node: Node) -> bool:
    identity = request.identity
    return node.zone_id in identity.governed or node.pk in identity.at((Role.TENANT_ADMIN,))


def _held(node: Node, registration: Enterprise | None) -> dict[str, str]:
    held = {"name_vi": node.name_vi, "name_en": node.name_en, "industry": node.industry}
    if registration is not None:
        held |= {
            "tax_code": registration.tax_code,
            "licence": registration.licence,
            "contact_email": registration.contact_email,
        }
    return held


def _keep(node: Node, given: dict[str, str]) -> None:
    because(given["reason"])
    node.name_vi, node.name_en = given["name_vi"], given["name_en"]
    node.industry = given["industry"]
    node.save(update_fields=["name_vi", "name_en", "industry"])
    if node.kind == NodeKind.ENTERPRISE.value:
        Enterprise.objects.update_or_create(
            enterprise=node,
            defaults={n: given[n] for n in ("tax_code", "licence", "contact_email")},
        )


class ZoneForm(Words):
    """How a zone is called."""

    name_vi = forms.CharField(max_length=300)
    name_en = forms.CharField(max_length=300)
    reason = forms.CharField(max_length=500)

    LABELS = {name: NodeForm.LABELS[name] for name in ("name_vi", "name_en", "reason")}


@require_http_methods(["GET", "POST"])
@at(Need.ADMINISTER, "zone")
def zone(request: Asked, node: Node) -> HttpResponse:
    """The names of a zone; the first administrator gives them, whoever follows may change them."""
    form = ZoneForm(
        request.POST or None, initial={"name_vi": node.name_vi, "name_en": node.name_en}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        because(given["reason"])
        node.name_vi, node.name_en = given["name_vi"], given["name_en"]
        node.save(update_fields=["name_vi", "name_en"])
        tell(request, Text("Đã lưu tên của khu.", "The name of the zone is kept."))
        return redirect("register-zone", code=node.code)
    return page(
        request,
        "register/zone.html",
        {"node": node, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@at(Need.OVERSEE, "zone")
def sheet(request: Asked, node: Node) -> HttpResponse:
    """Take the register in from a spreadsheet: checked and compared first, then as a whole."""
    plan: RegisterPlan | None = None
    given = request.FILES.get("file")
    if request.method == "POST" and given is not None:
        plan = _read(given, node)
        if request.POST.get("take") and plan.may_be_taken_in:
            take_in(plan, node, request.POST.get("reason", "") or given.name or "")
            tell(
                request,
                Text(
                    f"Đã nhập sổ đăng ký: {len(plan.new)} mới, {len(plan.changed)} sửa, "
                    f"{len(plan.same)} không đổi.",
                    f"Register taken in: {len(plan.new)} new, {len(plan.changed)} changed, "
                    f"{len(plan.same)} as before.",
                ),
            )
            return redirect("register")
    bad = plan is not None and not plan.may_be_taken_in
    return page(
        request,
        "register/sheet.html",
        {
            "node": node,
            "plan": plan,
            "file_name": given.name if given is not None else "",
        },
        status=422 if bad else 200,
    )


def _read(given: UploadedFile[bytes], zone: Node) -> RegisterPlan:
    suffix = Path(given.name or "").suffix.lower()[:6]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"register{suffix}"
        file.write_bytes(given.read())
        return plan_register(file, zone)


urlpatterns = [
    path("register/", register, name="register"),
    path("register/<str:code>/", entry, name="register-entry"),
    path("register/<str:code>/sheet/", sheet, name="register-sheet"),
    path("register/<str:code>/names/", zone, name="register-zone"),
]
