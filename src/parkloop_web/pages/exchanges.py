"""Offers, needs and candidate exchanges: of a place for those who oversee it, of one's own for
an enterprise, which sees no more of a partner than the partner allows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.analyses.symbiosis_matching.model import Kind
from parkloop.io.catalog_files import load_catalog
from parkloop.quantities import is_unit
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.exchanges.models import Answer, Candidate, Case, Face, OwnSide
from parkloop_web.exchanges.searching import newest
from parkloop_web.exchanges.tasks import search_subject, start_search
from parkloop_web.jobs.models import Job
from parkloop_web.pages.common import page, say, tell
from parkloop_web.parks.consents import give_consent
from parkloop_web.parks.models import Consent, Node
from parkloop_web.parks.rights import Need, at, may
from parkloop_web.studies.stored import shown

PLACES = ("zone", "park", "enterprise")
SHOWN = 100
_CONSENT_LASTS = timedelta(days=365)
KIND_WORDS = {
    Kind.BY_PRODUCT: Text("Phụ phẩm", "By-product"),
    Kind.WASTE: Text("Chất thải", "Waste"),
    Kind.HAZARDOUS: Text("Chất thải nguy hại", "Hazardous waste"),
    Kind.HEAT: Text("Nhiệt", "Heat"),
    Kind.COLD: Text("Lạnh", "Cold"),
    Kind.WATER: Text("Nước", "Water"),
    Kind.WASTEWATER: Text("Nước thải", "Wastewater"),
    Kind.POWER: Text("Điện", "Power"),
    Kind.MATERIAL: Text("Nguyên liệu", "Material"),
    Kind.FUEL: Text("Nhiên liệu", "Fuel"),
    Kind.CAPACITY: Text("Công suất dư", "Spare capacity"),
}


@require_GET
@at(Need.READ, *PLACES)
def exchanges(request: Asked, node: Node) -> HttpResponse:
    """Offers, needs and candidates of a place; an enterprise sees its own faces of them."""
    if node.kind == "enterprise":
        return _own(request, node)
    found = newest(node)
    candidates = Candidate.objects.filter(search=found).select_related("giver", "taker")
    if wanted := request.GET.get("enterprise", ""):
        candidates = candidates.filter(Q(giver__code=wanted) | Q(taker__code=wanted))
    rows = [(each, shown(each.content)) for each in candidates[:SHOWN]]
    return page(
        request,
        "exchanges/place.html",
        {
            "node": node,
            "search": found,
            "job": _search_job(node),
            "rows": rows,
            "count": found.candidates.count() if found else 0,
            "kinds": KIND_WORDS,
            "offers": [shown(side) for side in found.offers] if found else [],
            "needs": [shown(side) for side in found.needs] if found else [],
            "gaps": [shown(gap) for gap in found.gaps] if found else [],
            "notes": load_catalog().exchanges.legal_notes,
            "cases": dict(Case.objects.exclude(candidate=None).values_list("candidate_id", "pk")),
            "Kind": Kind,
        },
    )


@require_POST
@at(Need.READ, "zone", "park")
def search_again(request: Asked, node: Node) -> HttpResponse:
    """A new matching over what was submitted; it runs as a job, and the page tells when it ends."""
    start_search(node, request.identity.person)
    return redirect("exchanges", code=node.code)


@require_GET
@at(Need.READ, "zone", "park")
def searching(request: Asked, node: Node) -> HttpResponse:
    """How far the search is; polled by the page that waits for it."""
    found = _search_job(node)
    answer = page(request, "exchanges/_searching.html", {"node": node, "job": found})
    if found is None or found.is_over:
        answer["HX-Refresh"] = "true"
    return answer


def _search_job(node: Node) -> Job | None:
    """The newest search of a place that this person asked for."""
    return Job.objects.filter(subject=search_subject(node)).order_by("-pk").first()


class SideForm(forms.Form):
    """An offer or need that a person adds."""

    side = forms.ChoiceField()
    name = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    stream = forms.ChoiceField(required=False)
    quantity = forms.FloatField(required=False, min_value=0)
    unit = forms.CharField(max_length=20, required=False)
    temperature = forms.FloatField(required=False)
    water_class = forms.ChoiceField(required=False)
    waste_code = forms.RegexField(r"^[0-9]{2} [0-9]{2} [0-9]{2}\*?$", required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = {
            "side": Text("Cung hay cầu", "Offer or need"),
            "name": Text("Tên", "Name"),
            "kind": Text("Loại", "Kind"),
            "stream": Text("Dòng của danh mục", "Stream of the catalog"),
            "quantity": Text("Lượng mỗi năm", "Quantity a year"),
            "unit": Text("Đơn vị", "Unit"),
            "temperature": Text("Nhiệt độ (°C)", "Temperature (°C)"),
            "water_class": Text("Lớp chất lượng nước", "Water class"),
            "waste_code": Text("Mã chất thải (10 01 02)", "Waste code (10 01 02)"),
        }
        for name, label in words.items():
            self.fields[name].label = say(label)
        sides = (
            (OwnSide.Side.OFFER, Text("Cung", "Offer")),
            (OwnSide.Side.NEED, Text("Cầu", "Need")),
        )
        self._choose("side", [(value, say(label)) for value, label in sides])
        self._choose("kind", [(kind.value, say(KIND_WORDS[kind])) for kind in Kind])
        streams = sorted((say(s.name), s.id) for s in load_catalog().streams.values())
        self._choose("stream", [("", "—"), *((code, name) for name, code in streams)])
        self.fields["quantity"].help_text = say(
            Text(
                "Nếu không ghi từng tháng, lượng năm được chia đều 12 phần.",
                "Unless months are given, the year's amount counts as twelve equal parts.",
            )
        )
        for number in range(1, 13):
            self.fields[f"month_{number}"] = forms.FloatField(
                required=False,
                min_value=0,
                label=say(Text(f"Tháng {number}", f"Month {number}")),
            )
        classes = load_catalog().exchanges.water_classes.values()
        self._choose(
            "water_class", [("", "—"), *((c.id, f"{c.id} {say(c.name)}") for c in classes)]
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Everything but the months, which stand in a row of their own."""
        return [field for field in self if not field.name.startswith("month_")]

    @property
    def month_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("month_")]

    def clean(self) -> dict[str, Any]:
        """Twelve months or none; with months, the year is their sum."""
        given = dict(self.cleaned_data)
        months = [given.pop(f"month_{number}", None) for number in range(1, 13)]
        known = [amount for amount in months if amount is not None]
        given["months"] = months if len(known) == len(months) else []
        if known and len(known) < len(months):
            self.add_error(
                "quantity",
                say(
                    Text(
                        f"Mới ghi {len(known)} trên 12 tháng; ghi đủ, hoặc chỉ ghi lượng năm. "
                        "Tháng không có gì thì ghi 0.",
                        f"{len(known)} of 12 months are given; give all, or the year alone. Write "
                        "0 for a month without any.",
                    )
                ),
            )
        elif known:
            given["quantity"] = sum(known)
        if given.get("stream") and not given.get("unit"):
            self.add_error("unit", say(Text("Cần đơn vị cho dòng.", "A stream needs a unit.")))
        return given

    def clean_unit(self) -> str:
        unit = str(self.cleaned_data["unit"])
        if unit and not is_unit(unit):
            raise forms.ValidationError(
                say(
                    Text(
                        f"Đơn vị “{unit}” không có trong danh sách; ví dụ t, m3, MWh.",
                        f"The unit “{unit}” is not in the list; for example t, m3, MWh.",
                    )
                )
            )
        return unit


class ConsentForm(forms.Form):
    """What a partner, or everybody in the park or zone, may see of a field."""

    field = forms.ChoiceField()
    precision = forms.ChoiceField()
    partner = forms.ChoiceField()

    def __init__(self, node: Node, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.partners = _partners(node)
        choices = {
            "field": [(each.value, say(each.words)) for each in Consent.Field],
            "precision": [(each.value, say(each.words)) for each in Consent.Precision],
            "partner": [(str(each.pk), say(each.name)) for each in self.partners],
        }
        labels = {
            "field": Text("Điều gì", "What"),
            "precision": Text("Chính xác đến mức nào", "How exactly"),
            "partner": Text("Ai được xem", "Who may see it"),
        }
        for name, members in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices, field.label = members, say(labels[name])


def _partners(node: Node) -> list[Node]:
    """The park and the zone first, then every other enterprise of the zone."""
    others = Node.objects.filter(zone=node.zone, kind="enterprise").exclude(pk=node.pk)
    places = [place for place in (node.park, node.zone) if place is not None]
    return [*places, *others.order_by("code")]


def _own(
    request: Asked,
    node: Node,
    side_form: SideForm | None = None,
    consent_form: ConsentForm | None = None,
) -> HttpResponse:
    own = Face.objects.filter(enterprise=node)
    run = own.aggregate(newest=Max("run"))["newest"]
    # Searches replace each other; what was answered stays.
    kept = own.filter(Q(run=run) | ~Q(answer="")).select_related("partner")
    faces = [(each, shown(each.content)) for each in kept[:SHOWN]]
    wrong = bool((side_form and side_form.errors) or (consent_form and consent_form.errors))
    return page(
        request,
        "exchanges/own.html",
        {
            "node": node,
            "faces": faces,
            "sides": OwnSide.objects.filter(enterprise=node, withdrawn_at=None),
            "consents": Consent.objects.filter(
                enterprise=node, valid_until__gt=timezone.now()
            ).select_related("partner"),
            "side_form": side_form or SideForm(),
            "consent_form": consent_form or ConsentForm(node),
            "may_edit": may(request.identity, Need.EDIT, node),
            "kinds": KIND_WORDS,
            "Kind": Kind,
            "Answer": Answer,
        },
        status=422 if wrong else 200,
    )


@require_POST
@at(Need.EDIT, "enterprise")
def add_side(request: Asked, node: Node) -> HttpResponse:
    """Add an offer or need by hand."""
    form = SideForm(request.POST)
    if not form.is_valid():
        return _own(request, node, side_form=form)
    OwnSide.objects.create(enterprise=node, added_by=request.identity.person, **form.cleaned_data)
    tell(
        request,
        Text(
            "Đã thêm. Lần tìm sau của công ty hạ tầng sẽ tính đến.",
            "Added. The operator's next search takes it into account.",
        ),
    )
    return redirect("exchanges", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def withdraw_side(request: Asked, node: Node, side: int) -> HttpResponse:
    """Take an offer or need back."""
    found = get_object_or_404(OwnSide, pk=side, enterprise=node)
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    tell(request, Text("Đã rút lại.", "Withdrawn."))
    return redirect("exchanges", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def answer(request: Asked, node: Node, face: int) -> HttpResponse:
    """Accept or decline to talk about a candidate."""
    wanted = request.POST.get("answer", "")
    if wanted not in (Answer.ACCEPT, Answer.DECLINE):
        raise Http404
    found = get_object_or_404(Face, pk=face, enterprise=node)
    found.answer, found.answered_at = wanted, timezone.now()
    found.answered_by = request.identity.person
    found.save(update_fields=["answer", "answered_at", "answered_by"])
    found.refresh_from_db()
    if found.partner is not None:
        name = found.partner.name
        tell(
            request,
            Text(
                f"Hai bên đã đồng ý trao đổi. Đối tác là {name.vi}.",
                f"Both sides have agreed to talk. The partner is {name.en}.",
            ),
        )
    elif wanted == Answer.ACCEPT:
        tell(
            request,
            Text(
                "Đã ghi nhận. Tên của bạn chỉ được cho biết khi bên kia cũng đồng ý.",
                "Noted. Your name is told only when the other side agrees as well.",
            ),
        )
    else:
        tell(
            request,
            Text(
                "Đã từ chối; bên kia không được biết bạn là ai.",
                "Declined; the other side is not told who you are.",
            ),
        )
    return redirect("exchanges", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def consent(request: Asked, node: Node) -> HttpResponse:
    """Let a partner see a field, for a year."""
    form = ConsentForm(node, request.POST)
    if not form.is_valid():
        return _own(request, node, consent_form=form)
    now = timezone.now()
    given = form.cleaned_data
    give_consent(
        node,
        next(each for each in form.partners if str(each.pk) == given["partner"]),
        Consent.Field(given["field"]),
        Consent.Precision(given["precision"]),
        by=request.identity.person,
        at=now,
        until=now + _CONSENT_LASTS,
    )
    tell(request, Text("Đã ghi đồng ý, có hiệu lực một năm.", "Consent noted, for one year."))
    return redirect("exchanges", code=node.code)


@require_POST
@at(Need.EDIT, "enterprise")
def end_consent(request: Asked, node: Node, consent: int) -> HttpResponse:
    """Take a consent back; what was shown before cannot be unseen."""
    found = get_object_or_404(Consent, pk=consent, enterprise=node)
    found.valid_until = timezone.now()
    found.save(update_fields=["valid_until"])
    tell(request, Text("Đã rút đồng ý.", "Consent withdrawn."))
    return redirect("exchanges", code=node.code)


urlpatterns = [
    path("p/<str:code>/exchanges/", exchanges, name="exchanges"),
    path("p/<str:code>/exchanges/search/", search_again, name="exchanges-search"),
    path("p/<str:code>/exchanges/searching/", searching, name="exchanges-searching"),
    path("p/<str:code>/exchanges/sides/", add_side, name="exchange-side-add"),
    path(
        "p/<str:code>/exchanges/sides/<int:side>/withdraw/",
        withdraw_side,
        name="exchange-side-withdraw",
    ),
    path("p/<str:code>/exchanges/<int:face>/answer/", answer, name="exchange-answer"),
    path("p/<str:code>/exchanges/consents/", consent, name="exchange-consent"),
    path(
        "p/<str:code>/exchanges/consents/<int:consent>/end/",
        end_consent,
        name="exchange-consent-end",
    ),
]
