"""People and rights at a place: who is here, in which role, until when; experts and consents."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from parkloop.texts import Text
from parkloop_web.accounts.links import make_link
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import KIND_OF_ROLE, ROLE_WORDS, Mandate, Membership, Role, User
from parkloop_web.database.rls import because
from parkloop_web.ledger.due import add_months
from parkloop_web.pages.common import local_today, page, say, tell
from parkloop_web.parks.consents import give_consent
from parkloop_web.parks.models import Consent, Node
from parkloop_web.parks.ordering import spelled
from parkloop_web.parks.rights import Need, at

PLACES = ("zone", "park", "enterprise")


class Words(forms.Form):
    """A form whose labels stand in two languages."""

    LABELS: dict[str, Text] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, label in self.LABELS.items():
            self.fields[name].label = say(label)


class Invite(Words):
    email = forms.EmailField()
    name = forms.CharField(max_length=200)
    role = forms.ChoiceField()
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    LABELS = {
        "email": Text("Thư điện tử", "E-mail address"),
        "name": Text("Họ tên", "Name"),
        "role": Text("Vai trò", "Role"),
        "until": Text("Đến ngày", "Until"),
    }

    def __init__(self, kind: str, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        roles = [role for role in Role if KIND_OF_ROLE[role] == kind]
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, say(ROLE_WORDS[role])) for role in roles]


class GiveMandate(Words):
    email = forms.EmailField()
    purpose = forms.CharField(max_length=500)
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    LABELS = {
        "email": Text("Thư điện tử của chuyên gia", "E-mail address of the expert"),
        "purpose": Text("Mục đích", "Purpose"),
        "until": Text("Đến ngày", "Until"),
    }


class GiveConsent(Words):
    partner = forms.CharField(max_length=100)
    field = forms.ChoiceField()
    precision = forms.ChoiceField()
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    LABELS = {
        "partner": Text("Mã của đối tác", "Code of the partner"),
        "field": Text("Được thấy gì", "What may be seen"),
        "precision": Text("Chính xác đến đâu", "How exactly"),
        "until": Text("Đến ngày", "Until"),
    }

    def __init__(self, zone: int, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        for name, members in (("field", Consent.Field), ("precision", Consent.Precision)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(each.value, say(each.words)) for each in members]

    def clean_partner(self) -> Node:
        code = self.cleaned_data["partner"]
        partner = Node.objects.filter(zone_id=self.zone, kind="enterprise", code=code).first()
        if partner is None:
            raise forms.ValidationError(
                say(
                    Text(
                        f"Không có doanh nghiệp nào mang mã “{code}”; hãy tìm trong sổ đăng ký.",
                        f"No enterprise has the code “{code}”; find it in the register.",
                    )
                )
            )
        return partner


def end_of(day: Any) -> datetime | None:
    """The last moment of a day in the zone's own time."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _standing(held: Membership, now: datetime) -> tuple[bool, str]:
    """Who is a member now before who was, each by name."""
    ended = held.valid_until is not None and held.valid_until <= now
    return ended, spelled(held.user.called)


@require_http_methods(["GET", "POST"])
@at(Need.ADMINISTER, *PLACES)
def people(request: Asked, node: Node) -> HttpResponse:
    """Members of a place; inviting somebody shows a one-time link, once."""
    form = Invite(node.kind, request.POST or None)
    invited = ""
    if request.method == "POST" and form.is_valid():
        invited = _invite(request, node, form.cleaned_data)
        form = Invite(node.kind)
    members = Membership.objects.filter(place=node).select_related("user", "granted_by")
    return page(
        request,
        "people/people.html",
        {
            "node": node,
            "members": sorted(members, key=lambda held: _standing(held, timezone.now())),
            "form": form,
            "invited": invited,
            "now": timezone.now(),
            "role_words": {role.value: words for role, words in ROLE_WORDS.items()},
        },
        status=422 if form.errors else 200,
    )


def _invite(request: Asked, node: Node, given: dict[str, Any]) -> str:
    """The link for somebody new or without a way in; '' for those who can sign in already."""
    user = User.objects.filter(email=given["email"].lower()).first()
    fresh = user is None
    if user is None:
        user = User.objects.create_user(given["email"], given["name"])
    Membership.objects.create(
        user=user,
        role=given["role"],
        place=node,
        valid_until=end_of(given["until"]),
        granted_by=request.identity.person,
    )
    role = ROLE_WORDS[Role(given["role"])]
    tell(request, Text(f"{user}: {role.vi}.", f"{user}: {role.en}."))
    if not fresh and (user.has_usable_password() or user.last_login):
        return ""
    secret = make_link(user, timezone.now())
    return request.build_absolute_uri(reverse("enter", kwargs={"secret": secret}))


@require_POST
@at(Need.ADMINISTER, *PLACES)
def end_membership(request: Asked, node: Node, number: int) -> HttpResponse:
    """End a role now; it stays in the history."""
    membership = get_object_or_404(Membership, pk=number, place=node)
    because(request.POST.get("reason", ""))
    membership.valid_until = timezone.now()
    membership.save(update_fields=["valid_until"])
    tell(request, Text("Vai trò đã kết thúc.", "The role has ended."))
    return redirect("people", code=node.code)


@require_http_methods(["GET", "POST"])
@at(Need.EDIT, "enterprise")
def partners(request: Asked, node: Node) -> HttpResponse:
    """Whom an enterprise lets see what: experts with a mandate, partners field by field."""
    kind = request.POST.get("form", "")
    until = add_months(local_today(), 12)
    mandate = GiveMandate(request.POST if kind == "mandate" else None, initial={"until": until})
    consent = GiveConsent(
        node.zone_id or 0, request.POST if kind == "consent" else None, initial={"until": until}
    )
    if kind == "mandate" and mandate.is_valid():
        _mandate(request, node, mandate.cleaned_data)
        return redirect("partners", code=node.code)
    if kind == "consent" and consent.is_valid():
        _consent(request, node, consent.cleaned_data)
        return redirect("partners", code=node.code)
    return page(
        request,
        "people/partners.html",
        {
            "node": node,
            "mandates": Mandate.objects.filter(enterprise=node).select_related("expert"),
            "consents": Consent.objects.filter(enterprise=node).select_related("partner"),
            "mandate": mandate,
            "consent": consent,
            "now": timezone.now(),
        },
        status=422 if mandate.errors or consent.errors else 200,
    )


def _mandate(request: Asked, node: Node, given: dict[str, Any]) -> None:
    expert = User.objects.filter(email=given["email"].lower()).first()
    link = ""
    if expert is None:
        expert = User.objects.create_user(given["email"], given["email"])
        secret = make_link(expert, timezone.now())
        link = " " + request.build_absolute_uri(reverse("enter", kwargs={"secret": secret}))
    Mandate.objects.create(
        expert=expert,
        enterprise=node,
        purpose=given["purpose"],
        valid_until=end_of(given["until"]) or timezone.now(),
        granted_by=request.identity.person,
    )
    tell(
        request,
        Text(
            f"{expert.email} được xem số liệu đến {given['until']:%d/%m/%Y}.{link}",
            f"{expert.email} may see the data until {given['until']:%Y-%m-%d}.{link}",
        ),
    )


def _consent(request: Asked, node: Node, given: dict[str, Any]) -> None:
    now = timezone.now()
    give_consent(
        node,
        given["partner"],
        Consent.Field(given["field"]),
        Consent.Precision(given["precision"]),
        by=request.identity.person,
        at=now,
        until=end_of(given["until"]) or now,
    )
    tell(request, Text("Đã ghi sự đồng ý.", "The consent is kept."))


@require_POST
@at(Need.EDIT, "enterprise")
def end_sharing(request: Asked, node: Node, kind: str, number: int) -> HttpResponse:
    """End a mandate or a consent now."""
    given: Mandate | Consent
    if kind == "consent":
        given = get_object_or_404(Consent, pk=number, enterprise=node)
    else:
        given = get_object_or_404(Mandate, pk=number, enterprise=node)
    given.valid_until = timezone.now()
    given.save(update_fields=["valid_until"])
    tell(request, Text("Đã kết thúc.", "Ended."))
    return redirect("partners", code=node.code)


urlpatterns = [
    path("p/<str:code>/people/", people, name="people"),
    path("p/<str:code>/people/<int:number>/end/", end_membership, name="people-end"),
    path("p/<str:code>/partners/", partners, name="partners"),
    path("p/<str:code>/partners/<str:kind>/<int:number>/end/", end_sharing, name="partners-end"),
]
