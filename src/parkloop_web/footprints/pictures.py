"""What the pages of traces show, as data: views of the core with what stands behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from parkloop.analyses.tracing.figures import figure_id
from parkloop.analyses.tracing.model import Footprint
from parkloop.reports.carbon_page import ParkCarbon, carbon_view, made_by_partners
from parkloop.reports.cbam_page import Border, cbam_view
from parkloop.reports.explaining import Embedding
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.footprint_blocks import Opened
from parkloop.reports.footprint_list import burdens, by_burden, listed
from parkloop.reports.footprint_names import Names
from parkloop.reports.footprint_page import product_view
from parkloop.reports.html import charts_json, figure_keys
from parkloop.reports.parts import View
from parkloop_web.footprints.traces import Scene
from parkloop_web.studies.stored import as_plain

#: What is asked of a trace: year, rule, product … as the address says it.
Asking = Mapping[str, Any]
PRODUCTS: Final = "products"
PRODUCT: Final = "product"
CARRIED: Final = "carried"
CBAM: Final = "cbam"


@dataclass(frozen=True)
class Picture:
    """One page as it is kept. ``numbers`` are what other systems read."""

    content: dict[str, Any]
    numbers: dict[str, Any]
    charts: str
    explanations: str
    places: Mapping[str, int]


def _explained(book: FigureBook, keys: Sequence[str]) -> Embedding:
    embedding = Embedding()
    embedding.add(book, sorted(set(keys)))
    return embedding


def _picture(view: View, book: FigureBook, numbers: dict[str, Any]) -> Picture:
    embedding = _explained(book, [key for key in figure_keys(view) if key])
    return Picture(
        content={"view": as_plain(view)},
        numbers=numbers,
        charts=charts_json((view,), embedding.places),
        explanations=embedding.as_json(),
        places=embedding.places,
    )


def _products(scene: Scene, asking: Asking) -> Picture:
    """What a place makes, with the footprint of each unit."""
    year = int(asking["year"])
    result = scene.trace(year, rule=asking["rule"], allocation=asking["allocation"])
    made = [one for one in scene.own(result) if not one.product.endswith("/service")]
    names, label = Names(scene.snapshot.park, scene.catalog), str(year)
    book = FigureBook(scene.snapshot, scene.catalog)
    book.take(result, label)
    embedding = _explained(book, [figure_id(one.product, label) for one in made])
    chart = burdens(made, names, label) if any(one.burden for one in made) else None
    problems = [f for f in result.findings if f.rule.startswith("TRC")]
    charts = () if chart is None else (chart,)
    return Picture(
        content={
            "rows": as_plain(listed(made, names, label)),
            "charts": as_plain(charts),
            "findings": [as_plain(_said(f.rule, f.message, f.remedy)) for f in problems],
        },
        numbers={
            "products": [numbers_of(one) for one in by_burden(made)],
            "provenance": result.provenance.as_dict(),
        },
        charts=charts_json(charts, embedding.places),
        explanations=embedding.as_json(),
        places=embedding.places,
    )


def _said(rule: str, message: object, remedy: object) -> dict[str, object]:
    return {"rule": rule, "message": message, "remedy": remedy}


def numbers_of(one: Footprint) -> dict[str, Any]:
    """A footprint as other systems read it: values as computed, ids instead of names."""
    return {
        "product": one.product,
        "owner": one.owner,
        "stream": one.stream,
        "unit": one.unit,
        "made": one.made,
        "burden_kg_co2e": one.burden,
        "kg_co2e_per_unit": one.per_unit,
        "low": one.low,
        "high": one.high,
        "partial": bool(one.gaps),
        "gaps": list(one.gaps),
        "primary_share": one.primary_share,
        "quality": None if one.quality is None else as_plain(one.quality),
        "gases_kg_per_unit": dict(one.gases),
        "origins_kg_co2e_per_unit": dict(one.origins),
        "stages_kg_co2e_per_unit": dict(one.stages),
        "error": one.error,
    }


def _product(scene: Scene, asking: Asking) -> Picture:
    """One product: interval, gases, stages, origins, paths, quality, other rules."""
    year, product = int(asking["year"]), str(asking["product"])
    result = scene.trace(year, products=(product,))
    (one,) = result.value.footprints
    opened = Opened(
        footprint=one,
        result=result,
        comparison=scene.compare(year, opened=(product,), products=(product,)),
        snapshot=scene.snapshot,
        catalog=scene.catalog,
        label=str(year),
    )
    gaps = {gap.id: gap for gap in result.gaps}
    numbers = numbers_of(one) | {
        "year": year,
        "paths": [as_plain(path) for path in one.paths],
        "sensitivities": [as_plain(each) for each in one.sensitivities],
        "contributions": [as_plain(each) for each in one.contributions],
        "other_rules": [
            {
                "rule": way.rule,
                "allocation": way.allocation,
                "kg_co2e_per_unit": way.per_unit.get(product),
                "partial": product in way.partial,
            }
            for way in opened.comparison.under
        ],
        "missing": [gaps[name].as_dict() for name in one.gaps if name in gaps],
        "provenance": result.provenance.as_dict(),
    }
    return _picture(product_view(opened), opened.book, numbers)


def _carried(scene: Scene, asking: Asking) -> Picture:
    """Carbon embodied in the streams of a park, and what each rule of exchange gives."""
    year = int(asking["year"])
    result = scene.trace(year, streams=True)
    partners = made_by_partners(result.value, scene.snapshot.park)
    carbon = ParkCarbon(
        place=scene.snapshot.park.node(scene.place.code),
        result=result,
        comparison=scene.compare(year, opened=[one.product for one in partners]),
        snapshot=scene.snapshot,
        catalog=scene.catalog,
        label=str(year),
    )
    numbers = {
        "streams": [as_plain(each) for each in carbon.streams],
        "products": [numbers_of(one) for one in carbon.result.value.footprints],
        "proven": carbon.comparison.proven,
        "provenance": carbon.result.provenance.as_dict(),
    }
    picture = _picture(carbon_view(carbon), carbon.book, numbers)
    picture.content["exchanges"] = as_plain(carbon.exchanges)
    return picture


def _cbam(scene: Scene, asking: Asking) -> Picture:
    """Embedded emissions per CN code, the default with its mark-up, what own data save."""
    year = int(asking["year"])
    result = scene.cbam(year, int(asking["import"]), codes=asking["codes"])
    border = Border(
        place=scene.snapshot.park.node(scene.place.code),
        result=result,
        snapshot=scene.snapshot,
        catalog=scene.catalog,
        label=str(year),
    )
    known = {one.product for one in border.goods}
    others = [
        {"product": one.product, "name": as_plain(border.names.product(one))}
        for one in scene.own(scene.trace(year))
        if one.unit == "kg" and one.product not in known and one.stream
    ]
    numbers = {"goods": [one.as_dict() for one in border.goods]}
    picture = _picture(cbam_view(border), border.book, numbers)
    picture.content["others"] = others
    return picture


MAKERS: Final[Mapping[str, Callable[[Scene, Asking], Picture]]] = {
    PRODUCTS: _products,
    PRODUCT: _product,
    CARRIED: _carried,
    CBAM: _cbam,
}
