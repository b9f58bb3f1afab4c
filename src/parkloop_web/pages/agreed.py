"""Prices, agreed shares and what exchanges displace: stated once, used by every rule that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parkloop.errors import RequestError
from parkloop.quantities import LEDGER_UNITS
from parkloop.reports.footprint_names import Names
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_amount, written_number
from parkloop_web.footprints.models import Stated
from parkloop_web.footprints.traces import AGREED, Scene, agreements, holder_of, statements
from parkloop_web.pages.common import tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

_MOST = 400


@dataclass(frozen=True)
class Line:
    """One place of the form: 'node/stream', its name, and what was stated of it."""

    key: str
    name: Text
    price: str
    share: str
    displaced: str
    is_exchange: bool


@dataclass(frozen=True)
class Bought:
    """A good bought outside for which the catalog has no fact, and what was stated of it."""

    stream: str
    name: Text
    unit: str
    value: str
    source: str


def bought_form(node: Node, scene: Scene, missing: Iterable[str]) -> tuple[Bought, ...]:
    """Goods whose upstream emissions are missing, by ids of gaps, and those that were stated."""
    stated = statements(node).get("upstream", {})
    lacking = {gap.split(":")[1] for gap in missing if gap.startswith("upstream:")}
    return tuple(
        Bought(
            stream=stream,
            name=scene.catalog.stream(stream).name,
            unit=_unit_bought(scene, stream),
            value=written_number(stated[stream]["value"]) if stream in stated else "",
            source=stated.get(stream, {}).get("source", ""),
        )
        for stream in sorted(lacking | set(stated))
        if stream in scene.catalog.streams
    )


def _unit_bought(scene: Scene, stream: str) -> str:
    """The ledger unit in which the ledger has a good; two of them where it has it in two."""
    flows = scene.snapshot.flows
    dimensions = flows.filter(flows["stream"] == stream)["dimension"].unique().sort().to_list()
    return " / ".join(LEDGER_UNITS[each] for each in dimensions if each in LEDGER_UNITS)


def agreed_form(node: Node, scene: Scene, product: str) -> tuple[Line, ...]:
    """What the maker of a product makes beside it, and the by-products it gives away."""
    made_at = product.partition("/")[0]
    flows = scene.snapshot.flows
    rows = flows.filter(flows["from_node"] == made_at).select("stream").unique()
    streams = sorted(rows["stream"].to_list())
    known = agreements(node)
    names = Names(scene.snapshot.park, scene.catalog)
    return tuple(
        line_of(f"{made_at}/{stream}", names, known, is_exchange=is_by_product(scene, stream))
        for stream in streams
        if stream in scene.catalog.streams
    )


def is_by_product(scene: Scene, stream: str) -> bool:
    return scene.catalog.stream(stream).kind in ("waste", "wastewater")


def line_of(
    key: str, names: Names, known: Mapping[str, Mapping[str, float]], *, is_exchange: bool
) -> Line:
    stated = {name: known.get(name, {}).get(key) for name in AGREED}
    shown = {name: "" if value is None else written_number(value) for name, value in stated.items()}
    return Line(
        key=key,
        name=names.product_id(key),
        price=shown["prices"],
        share=shown["shares"],
        displaced=shown["displaced"],
        is_exchange=is_exchange,
    )


@require_POST
@at(Need.EDIT, "enterprise", "park")
def agree(request: Asked, node: Node) -> HttpResponse:
    """Keep what burdens are shared by; an empty field takes a statement back."""
    holder = holder_of(node)
    back = _back(request, node)
    if holder is None or holder.pk not in request.identity.editable:
        warn(
            request,
            Text("Chỉ đơn vị vận hành khu nêu được.", "Only the operator may state these."),
        )
        return redirect(back)
    content = statements(holder)
    try:
        _take_upstream(request, content)
        for name in AGREED:
            content[name] = _changed(content.get(name, {}), _given(request, name))
    except RequestError as refused:
        warn(request, refused.text)
        return redirect(back)
    Stated.objects.update_or_create(enterprise=holder, defaults={"content": content})
    tell(
        request,
        Text(
            "Đã lưu; dấu vết được tính lại với các số này.",
            "Kept; footprints are computed with these numbers from now on.",
        ),
    )
    return redirect(back)


def _changed(known: Mapping[str, float], given: Mapping[str, str]) -> dict[str, float]:
    """What is known with what was typed; an empty field takes its number out."""
    numbers = {key: _number(value) for key, value in given.items()}
    kept = {key: value for key, value in known.items() if key not in numbers}
    return kept | {key: value for key, value in numbers.items() if value is not None}


def _take_upstream(request: Asked, content: dict[str, Any]) -> None:
    """What goods bought emit, with its source; raises RequestError where one lacks it."""
    known = dict(content.get("upstream", {}))
    for field, value in list(request.POST.items())[:_MOST]:
        kind, colon, stream = field.partition(":")
        if not colon or kind != "upstream" or len(stream) > 100:
            continue
        number, source = _number(value), request.POST.get(f"source:{stream}", "").strip()[:300]
        if number is not None and not source:
            raise RequestError(
                Text(
                    f"Hãy nêu nguồn của hệ số cho “{stream}”: số không có nguồn không dùng được.",
                    f"State the source of the factor of “{stream}”: without one it is no fact.",
                )
            )
        known.pop(stream, None)
        if number is not None:
            known[stream] = {"value": number, "source": source}
    content["upstream"] = known


def _given(request: Asked, name: str) -> dict[str, str]:
    """Fields 'prices:NODE/STREAM' of the form."""
    found: dict[str, Any] = {}
    for field, value in list(request.POST.items())[:_MOST]:
        kind, colon, key = field.partition(":")
        if colon and kind == name and "/" in key and len(key) <= 200:
            found[key] = str(value)
    return found


def _number(typed: object) -> float | None:
    """A number of zero or more; None for an empty field, which takes a statement back."""
    text = str(typed).strip()
    if not text:
        return None
    return typed_amount(text)


def _back(request: Asked, node: Node) -> str:
    """The page that the form stood on."""
    wanted = request.POST.get("back", "")
    if wanted.startswith("/p/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    name = "footprints" if node.kind == "enterprise" else "carried"
    return reverse(name, kwargs={"code": node.code})


urlpatterns = [path("p/<str:code>/footprints/agreed/", agree, name="footprint-agree")]
