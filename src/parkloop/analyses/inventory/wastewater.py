"""Wastewater: methane from organic load, nitrous oxide from nitrogen (IPCC 2006 V5 chapter 6).

CH4 = (TOW − S) · B0 · MCF − R, where TOW is the sum over entries of volume times measured
concentration. Concentrations are observations of the ledger for the same stream, node and period.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.direct import (
    name_missing_fact,
    quantity_missing,
    use_unknown,
    wrong_dimension,
)
from parkloop.analyses.inventory.messages import CONCENTRATION_MISSING, CONCENTRATION_REMEDY
from parkloop.analyses.inventory.model import Line, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.ledger.columns import MICRO
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.park import NodeKind
from parkloop.quantities import conversion
from parkloop.texts import Text

#: Organic load by stream: what is analysed there.
LOAD_PROPERTY = {"wastewater-industrial": "cod", "wastewater-domestic": "bod"}
NITROGEN = "nitrogen"
SLUDGE = "organic-removed-with-sludge"
RECOVERED = "methane-recovered"
_HAPPENED = pl.col("status").is_in([status.value for status in HAPPENED])


def wastewater_lines(scene: Scene) -> Iterator[Line]:
    """Methane and nitrous oxide of all wastewater that reaches a treatment or a water body."""
    for amount in scene.of_kind("wastewater"):
        activity = _use(scene, amount)
        node = _responsible(scene, amount)
        if amount.stream not in LOAD_PROPERTY or not node:
            continue
        if scene.book.catalog.category(activity) == "wastewater":
            if quantity_missing(scene, amount, node):
                continue
            if amount.dimension != "volume":
                name_missing_fact(scene, amount, node, "CH4", wrong_dimension(amount, "m3, l"))
                continue
            yield from _methane(scene, amount, node, activity)
            yield from _nitrous_oxide(scene, amount, node, activity)
        elif scene.kind(amount.to_node) is NodeKind.TREATMENT:
            use_unknown(scene, amount, node)
    yield from _removed(scene)


def _use(scene: Scene, amount: Amount) -> str:
    """As the entries or the plant say; what reaches a water body untreated is a discharge."""
    stated = scene.use_of(amount, amount.to_node)
    if not stated and scene.kind(amount.to_node) is NodeKind.WATER_BODY:
        return "wastewater.discharge"
    return stated


def _responsible(scene: Scene, amount: Amount) -> str:
    """Who answers for the treatment: the plant in the park, else who discharges."""
    if scene.kind(amount.to_node) is NodeKind.TREATMENT:
        return amount.to_node
    if scene.kind(amount.to_node) is NodeKind.WATER_BODY:
        return amount.from_node
    return ""


def _methane(scene: Scene, amount: Amount, node: str, activity: str) -> Iterator[Line]:
    wanted = LOAD_PROPERTY[amount.stream]
    load, missing = _load(scene, amount, wanted)
    if missing:
        _concentration_missing(scene, amount, node, wanted, missing)
    if missing == amount.entries - amount.unknown:
        return
    try:
        terms = load_terms(scene, amount.stream, activity)
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, "CH4", problem)
        return
    yield scene.line(
        amount,
        node,
        scope=1,
        category="wastewater",
        gas="CH4",
        terms=terms,
        activity=activity,
        quantity=load,
        unit="kg",
        tag=wanted,
    )


def load_terms(scene: Scene, stream: str, activity: str) -> tuple[Term, Term]:
    """B0 [kg CH4/kg load] and MCF [–]."""
    book = scene.book
    return (
        book.term("B0", "ww_b0", "kg/kg", stream=stream),
        book.term("MCF", "ww_mcf", "1", stream=stream, activity=activity),
    )


def _nitrous_oxide(scene: Scene, amount: Amount, node: str, activity: str) -> Iterator[Line]:
    """N2O = N · EF · 44/28 [kg]; only where nitrogen was analysed (IPCC 2006 V5 eq. 6.7)."""
    load, missing = _load(scene, amount, NITROGEN)
    if missing == amount.entries - amount.unknown:
        return
    if missing:
        _concentration_missing(scene, amount, node, NITROGEN, missing)
    try:
        terms = (
            scene.book.term("EF", "ww_n2o", "kg/kg", stream=amount.stream, activity=activity),
            scene.book.term("44/28", "molar_ratio", "kg/kg", gas="N2O"),
        )
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, "N2O", problem)
        return
    yield scene.line(
        amount,
        node,
        scope=1,
        category="wastewater",
        gas="N2O",
        terms=terms,
        activity=activity,
        quantity=load,
        unit="kg",
        tag=NITROGEN,
    )


def _load(scene: Scene, amount: Amount, wanted: str) -> tuple[float, int]:
    """Σ volume · concentration [kg] and how many measured volumes lack a concentration."""
    flows = scene.snapshot.select(amount.selector(scene.book.period)).filter(
        pl.col("amount").is_not_null()
    )
    seen = _concentrations(scene, amount.stream, wanted)
    loads, missing = [], 0
    for row in flows.iter_rows(named=True):
        value = _concentration_at(seen, (row["from_node"], row["to_node"]), row)
        if value is None:
            missing += 1
        else:
            loads.append(row["amount"] / MICRO * value)
    return math.fsum(loads), missing


def _concentrations(scene: Scene, stream: str, wanted: str) -> list[dict[str, Any]]:
    """Analyses of a property of a stream, newest first, with their value in kg/m3."""
    seen = scene.snapshot.observations.filter(
        (pl.col("property") == wanted)
        & (pl.col("stream") == stream)
        & (pl.col("dimension") == "mass/volume")
        & pl.col("quantity").is_not_null()
        & _HAPPENED
    ).sort("start", "end", descending=[True, False])
    return [
        {**row, "value": row["quantity"] * conversion(row["unit"], "kg/m3")}
        for row in seen.iter_rows(named=True)
    ]


def _concentration_at(
    seen: list[dict[str, Any]], nodes: tuple[str, str], flow: dict[str, Any]
) -> float | None:
    """The analysis at the sender, else at the receiver, whose period holds the flow's."""
    for node in nodes:
        for row in seen:
            covers = row["start"] <= flow["start"] and flow["end"] <= row["end"]
            if row["to_node"] == node and covers:
                return float(row["value"])
    return None


def _removed(scene: Scene) -> Iterator[Line]:
    """S and R: organic load removed with sludge, methane recovered, as observations [kg]."""
    period = scene.book.period
    seen = scene.snapshot.observations.filter(
        pl.col("property").is_in([SLUDGE, RECOVERED])
        & (pl.col("start") >= period.start)
        & (pl.col("end") <= period.end)
        & (pl.col("dimension") == "mass")
        & pl.col("amount").is_not_null()
        & _HAPPENED
    )
    for row in seen.iter_rows(named=True):
        node, stream = row["to_node"], row["stream"] or "wastewater-industrial"
        activity = scene.default_activity(node)
        amount = Amount(
            stream, node, node, "", "mass", row["series"], row["amount"] / MICRO, None, 1, 0, ""
        )
        try:
            terms = load_terms(scene, stream, activity) if row["property"] == SLUDGE else ()
        except (FactError, UnitError) as problem:
            name_missing_fact(scene, amount, node, "CH4", problem)
            continue
        line = scene.line(
            amount,
            node,
            scope=1,
            category=scene.book.catalog.category(activity) or "wastewater",
            gas="CH4",
            terms=terms,
            activity=activity,
            sign=-1,
            tag=f"{row['property']}-{row['entry'][:8]}",
        )
        yield replace(line, selector={"entry": row["entry"]})


def _concentration_missing(
    scene: Scene, amount: Amount, node: str, wanted: str, missing: int
) -> None:
    name = scene.book.catalog.stream(amount.stream).name
    places = {
        "property": wanted.upper(),
        "source": amount.from_node,
        "target": amount.to_node,
        "missing": missing,
        "entries": amount.entries - amount.unknown,
    }
    scene.gap(
        f"{wanted}:{amount.stream}:{amount.from_node}>{amount.to_node}",
        node,
        Text(
            CONCENTRATION_MISSING.vi.format(stream=name.vi, **places),
            CONCENTRATION_MISSING.en.format(stream=name.en, **places),
        ),
        CONCENTRATION_REMEDY.format(property=wanted),
    )
