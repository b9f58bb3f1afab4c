"""Heat targets of a table of streams: composite curves as chart, table and sentence.

Nothing is kept: the table is read, computed by the core and shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from parkloop.analyses.heat_targets import HeatParameters, HeatTargets, heat_targets
from parkloop.analyses.heat_targets.model import Curve
from parkloop.analyses.heat_targets.records import NEEDED, heat_data, main_of
from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.findings import Finding
from parkloop.io.catalog_files import load_catalog
from parkloop.io.tables import rows_of
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.typed import typed_number
from parkloop_web.pages.common import page
from parkloop_web.parks.rights import signed_in

#: Kemp's four streams, so that the page teaches what to write.
EXAMPLE = """id,plant,supply_c,target_c,cp_kw_per_k
H1,,170,60,3.0
H2,,150,30,1.5
C1,,20,135,2.0
C2,,80,140,4.0
"""
MOST_LETTERS = 100_000
_WIDTH, _HEIGHT, _EDGE = 640, 360, 46


@dataclass(frozen=True, slots=True)
class Line:
    """A curve as points of a picture, with its name and class."""

    name: Text
    css: str
    points: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """Lines in one frame, and the marks of both axes as (place, words)."""

    lines: tuple[Line, ...]
    across: tuple[tuple[float, float], ...]
    up: tuple[tuple[float, float], ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    edge: int = _EDGE


@require_http_methods(["GET", "POST"])
@signed_in
def targets(request: Asked) -> HttpResponse:
    """Composite curves and targets of a pasted table."""
    table = request.POST.get("table", EXAMPLE)
    difference = request.POST.get("difference", "10")
    mains = request.POST.get("mains", "")
    value, problem, findings = _computed(table, difference, mains)
    return page(
        request,
        "exchanges/heat.html",
        {
            "table": table,
            "difference": difference,
            "mains": mains,
            "value": value,
            "problem": problem,
            "findings": findings,
            "composite": _composite(value) if value else None,
            "grand": _grand(value) if value else None,
            "curves": _rows(value) if value else (),
        },
        status=200 if value else 422,
    )


def _computed(
    table: str, difference: str, mains: str
) -> tuple[HeatTargets | None, Text | None, tuple[Finding, ...]]:
    try:
        least = typed_number(difference)
    except RequestError as wrong:
        return None, wrong.text, ()
    if len(table) > MOST_LETTERS:
        words = Text(
            f"Bảng dài quá {MOST_LETTERS:,} ký tự; hãy chia theo nhà máy.",
            f"The table has more than {MOST_LETTERS:,} letters; divide it by plant.",
        )
        return None, words, ()
    try:
        rows = [(row.number, row.cells) for row in rows_of(table, NEEDED)]
        data = heat_data(rows, least)
        named = tuple(main_of(part, least) for part in mains.split() if part)
        return heat_targets(data, load_catalog(), HeatParameters(named)).value, None, ()
    except InputRefused as refused:
        return None, refused.text, refused.findings
    except ParkloopError as refused:
        return None, refused.text, ()


def _composite(value: HeatTargets) -> Picture:
    hot = Text("Dòng nóng", "Hot streams"), "hot", value.curves.hot
    cold = Text("Dòng lạnh", "Cold streams"), "cold", value.curves.cold
    return _picture([each for each in (hot, cold) if each[2].heat])


def _grand(value: HeatTargets) -> Picture:
    return _picture([(Text("Đường tổ hợp lớn", "Grand composite"), "grand", value.curves.grand)])


def _picture(curves: list[tuple[Text, str, Curve]]) -> Picture:
    heat = [h for _, _, curve in curves for h in curve.heat]
    warm = [t for _, _, curve in curves for t in curve.temperature]
    most = max(heat, default=1.0) or 1.0
    low, high = min(warm, default=0.0), max(warm, default=1.0)
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return round(_EDGE + value / most * (_WIDTH - 2 * _EDGE), 1)

    def y(value: float) -> float:
        return round(_HEIGHT - _EDGE - (value - low) / span * (_HEIGHT - 2 * _EDGE), 1)

    lines = tuple(
        Line(
            name,
            css,
            " ".join(f"{x(h)},{y(t)}" for h, t in zip(curve.heat, curve.temperature, strict=True)),
            (x(curve.heat[-1]), y(curve.temperature[-1])),
        )
        for name, css, curve in curves
    )
    quarters = range(5)
    return Picture(
        lines,
        tuple((x(most * q / 4), most * q / 4) for q in quarters),
        tuple((y(low + span * q / 4), low + span * q / 4) for q in quarters),
    )


def _rows(value: HeatTargets) -> tuple[tuple[Text, float, float], ...]:
    """The curves as a table: which, heat, temperature."""
    named = (
        (Text("dòng nóng", "hot"), value.curves.hot),
        (Text("dòng lạnh", "cold"), value.curves.cold),
        (Text("tổ hợp lớn (đã dịch)", "grand (shifted)"), value.curves.grand),
    )
    return tuple(
        (name, h, t)
        for name, curve in named
        for h, t in zip(curve.heat, curve.temperature, strict=True)
    )


urlpatterns = [path("heat-targets/", targets, name="heat-targets")]
