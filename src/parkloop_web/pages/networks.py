"""Networks of exchanges: proposed for a place as a job, shown with every figure explained; an
enterprise sees its own part once the place has shown it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from parkloop.analyses.symbiosis.network.candidates import IMPACTS
from parkloop.errors import InputRefused, ParkloopError
from parkloop.reports.network_reading import AIM_WORDS
from parkloop.reports.networks import NETWORK
from parkloop.reports.words import FRAME
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.exchanges.models import NetworkPart, NetworkRun, NetworkView, Shown
from parkloop_web.exchanges.networking import Asking, ask, show_parts
from parkloop_web.exchanges.plan_fields import NEED, OFFER
from parkloop_web.exchanges.plan_words import stream_words
from parkloop_web.exchanges.planning import drafted, rows_of
from parkloop_web.exchanges.tasks import start, subject_of
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.models import Submission
from parkloop_web.pages.common import page, say, tell
from parkloop_web.parks.models import Node
from parkloop_web.parks.ordering import by_name
from parkloop_web.parks.rights import Need, at, signed_in
from parkloop_web.studies.stored import shown

MOST_RUNS = 30
_STEPS = {
    "month": Text("Lượng phải khớp từng tháng", "Amounts must meet in every month"),
    "year": Text("Chỉ cần khớp cả năm", "Over the year only"),
}


class ProposeForm(forms.Form):
    """What is asked of a network beside the plan."""

    year = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    step = forms.ChoiceField(required=False)
    aims = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    points = forms.IntegerField(min_value=2, max_value=15, initial=6, required=False)
    exits = forms.BooleanField(required=False)
    leaver = forms.ChoiceField(required=False)
    shocks = forms.BooleanField(required=False)
    price = forms.ChoiceField(required=False)
    factor = forms.FloatField(min_value=0, initial=2.0, required=False)
    profile = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    all_gain = forms.BooleanField(required=False)

    def __init__(self, node: Node, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        years = [("", "—"), *((str(y), str(y)) for y in _years(node))]
        self._set("year", Text("Năm (để trống: năm mới nhất)", "Year (empty: the newest)"), years)
        self._set("step", Text("Theo", "By"), [(k, say(v)) for k, v in _STEPS.items()])
        aims = [(aim, say(AIM_WORDS[aim])) for aim in IMPACTS]
        self._set("aims", Text("Đường biên với", "Front against"), aims)
        self._set("points", Text("Số mức mỗi trục", "Levels per aim"))
        self._set("exits", Text("Thử từng doanh nghiệp rời đi", "Try every tenant's exit"))
        self._set("leaver", Text("Thử một doanh nghiệp rời đi", "Try one exit"), _tenants(node))
        self._set("shocks", Text("Thử các điều trong kế hoạch", "Try the plan's events"))
        self._set("price", Text("Thử đổi một giá", "Try one price"), _streams(node))
        self._set("factor", Text("nhân với", "times"))
        self._set("profile", Text("Thử lượng của năm", "Try the amounts of"), years)
        self._set(
            "all_gain",
            Text("Không ai thiệt hơn khi ở ngoài", "Nobody worse than alone before payments"),
        )

    def _set(self, name: str, words: Text, choices: list[tuple[str, str]] | None = None) -> None:
        field = self.fields[name]
        field.label = say(words)
        if choices is not None:
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def asking(self) -> Asking:
        given = self.cleaned_data
        price, factor = given["price"], given["factor"]
        return Asking(
            year=given["year"],
            step=given["step"] or "month",
            aims=tuple(given["aims"]),
            points=given["points"] or 6,
            exits=given["exits"],
            leavers=(given["leaver"],) if given["leaver"] else (),
            prices={price: 2.0 if factor is None else factor} if price else {},
            profiles=(given["profile"],) if given["profile"] else (),
            shocks=given["shocks"],
            all_gain=given["all_gain"],
        )


def _years(node: Node) -> list[int]:
    """Years with a submitted month, newest first."""
    inside = {"enterprise__zone" if node.kind == "zone" else "enterprise__park": node}
    months = Submission.objects.filter(seen_until__isnull=False, **inside)
    return sorted({month.year for month in months.dates("month", "year")}, reverse=True)


def _tenants(node: Node) -> list[tuple[str, str]]:
    inside = {"zone" if node.kind == "zone" else "park": node}
    tenants = by_name(Node.objects.filter(kind="enterprise", **inside))
    return [("", "—"), *((each.code, say(each.name)) for each in tenants)]


def _streams(node: Node) -> list[tuple[str, str]]:
    names = dict.fromkeys(row.name for row in rows_of(node) if row.section in (OFFER, NEED))
    return [("", "—"), *((name, say(stream_words(name))) for name in names)]


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def networks(request: Asked, node: Node) -> HttpResponse:
    """Networks of a place, newest first; of an enterprise, the parts it was shown."""
    if node.kind == "enterprise":
        parts = NetworkPart.objects.filter(enterprise=node, shown_at__isnull=False)
        rows = [(part, shown(part.content)) for part in parts.defer("charts", "explanations")[:20]]
        return page(request, "exchanges/network_parts.html", {"node": node, "own": rows})
    return _list(request, node, ProposeForm(node))


def _list(
    request: Asked, node: Node, form: ProposeForm, refused: ParkloopError | None = None
) -> HttpResponse:
    plan = drafted(rows_of(node))
    runs = list(NetworkRun.objects.filter(place=node).select_related("asked_by")[:MOST_RUNS])
    done = [run for run in runs if run.state == NetworkRun.State.DONE]
    return page(
        request,
        "exchanges/networks.html",
        {
            "node": node,
            "runs": runs,
            "newest": done[0] if done else None,
            "running": next((run for run in runs if run.is_open), None),
            "form": form,
            "plan": plan,
            "exchanges": len(plan.raw.get("exchanges", ())),
            "refused": refused,
            "findings": refused.findings if isinstance(refused, InputRefused) else (),
            "names": _names(node, runs),
            "stream_words": stream_words,
        },
        status=422 if refused or form.errors else 200,
    )


def _names(node: Node, runs: list[NetworkRun]) -> dict[str, Text]:
    """Names of the enterprises that runs tried without."""
    codes = {code for run in runs for code in run.asked.get("leavers", ())}
    zone = node.zone_id or node.pk
    return {n.code: n.name for n in Node.objects.filter(zone_id=zone, code__in=codes)}


@require_POST
@at(Need.READ, "zone", "park")
def propose(request: Asked, node: Node) -> HttpResponse:
    """Ask for a network: it runs as a job, and its page tells when it is done."""
    form = ProposeForm(node, request.POST)
    if not form.is_valid():
        return _list(request, node, form)
    try:
        kept = ask(node, request.identity.person, timezone.now(), form.asking())
    except ParkloopError as refused:
        return _list(request, node, form, refused)
    start(kept, request.identity.person)
    return redirect("network", code=node.code, run=kept.pk)


@require_GET
@at(Need.READ, "zone", "park")
def network(request: Asked, node: Node, run: int) -> HttpResponse:
    """A network, or (``?point=2``) a point of its front."""
    kept = get_object_or_404(NetworkRun.objects.select_related("asked_by"), pk=run, place=node)
    number = request.GET.get("point", "")
    key = f"point-{int(number)}" if number.isdigit() else NETWORK
    if kept.state != NetworkRun.State.DONE:
        return page(
            request, "exchanges/network.html", {"node": node, "run": kept, **_nothing(kept)}
        )
    view = get_object_or_404(NetworkView.objects.defer("explanations"), run=kept, key=key)
    points = kept.views.exclude(key=NETWORK).values_list("key", flat=True)
    return page(
        request,
        "exchanges/network.html",
        {
            "node": node,
            "run": kept,
            **_shown(view),
            "behind": reverse("network-explanations", kwargs={"run": kept.pk, "key": key}),
            "points": [key.removeprefix("point-") for key in points],
            "point": number,
            "job": None,
        },
    )


def _shown(row: Shown) -> dict[str, Any]:
    return {
        "view": shown(row.content),
        "stored": row,
        "words": FRAME,
        "places_of": row.places,
    }


def _nothing(kept: NetworkRun) -> dict[str, Any]:
    return {"view": None, "points": [], "point": "", "places_of": {}, "job": _job(kept)}


def _job(kept: NetworkRun) -> Job | None:
    """The job of a run, which only its asker sees."""
    return Job.of(subject_of(kept))


@require_GET
@signed_in
def progress(request: Asked, run: int) -> HttpResponse:
    """How far a run is; polled by the page that waits for it."""
    kept = get_object_or_404(NetworkRun.objects.select_related("place"), pk=run)
    answer = page(request, "exchanges/_running.html", {"run": kept, "job": _job(kept)})
    if not kept.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@signed_in
def explanations(request: Asked, run: int, key: str) -> HttpResponse:
    """What stands behind the figures of a view, as the panel reads it."""
    return _explained(NetworkView.objects.filter(run_id=run, key=key).first())


@require_POST
@at(Need.READ, "zone", "park")
def show(request: Asked, node: Node, run: int) -> HttpResponse:
    """Let every enterprise of the network see its own part."""
    kept = get_object_or_404(NetworkRun, pk=run, place=node, state=NetworkRun.State.DONE)
    count = show_parts(kept, timezone.now())
    tell(
        request,
        Text(
            f"Số doanh nghiệp vừa được xem phần của mình: {count}.",
            f"Enterprises that now see their own part: {count}.",
        ),
    )
    return redirect("network", code=node.code, run=kept.pk)


@require_GET
@at(Need.READ, "enterprise")
def part(request: Asked, node: Node, part: int) -> HttpResponse:
    """What a network means for one enterprise."""
    found = get_object_or_404(
        NetworkPart.objects.defer("explanations"),
        pk=part,
        enterprise=node,
        shown_at__isnull=False,
    )
    behind = reverse("network-part-explanations", kwargs={"part": found.pk})
    return page(
        request,
        "exchanges/network_part.html",
        {"node": node, "part": found, **_shown(found), "behind": behind},
    )


@require_GET
@signed_in
def part_explanations(request: Asked, part: int) -> HttpResponse:
    """What stands behind the figures of one's part."""
    return _explained(NetworkPart.objects.filter(pk=part, shown_at__isnull=False).first())


def _explained(row: Shown | None) -> HttpResponse:
    if row is None:
        raise Http404
    return HttpResponse(row.explanations, content_type="application/json")


urlpatterns = [
    path("p/<str:code>/networks/", networks, name="networks"),
    path("p/<str:code>/networks/propose/", propose, name="network-propose"),
    path("p/<str:code>/networks/<int:run>/", network, name="network"),
    path("p/<str:code>/networks/<int:run>/show/", show, name="network-show"),
    path("p/<str:code>/networks/parts/<int:part>/", part, name="network-part"),
    path("networks/<int:run>/progress/", progress, name="network-progress"),
    path(
        "networks/<int:run>/<str:key>/explanations.json", explanations, name="network-explanations"
    ),
    path(
        "networks/parts/<int:part>/explanations.json",
        part_explanations,
        name="network-part-explanations",
    ),
]
