"""Waste: landfill, composting, digestion, incineration (IPCC 2006 Volume 5).

Treatment inside the park is scope 1 of who runs it; treatment outside is scope 3 of who handed
the waste over (category 5 of the GHG Protocol's scope 3 standard).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.book import share
from parkloop.analyses.inventory.direct import (
    BIOGENIC_CO2,
    name_missing_fact,
    quantity_missing,
    use_unknown,
    wrong_dimension,
)
from parkloop.analyses.inventory.landfill import decayed_share
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.ledger.park import NodeKind
from parkloop.periods import local, reporting_year
from parkloop.texts import Text

_KINDS_TREATED = ("waste", "material", "product")


def waste_lines(scene: Scene) -> Iterator[Line]:
    """Emissions of all waste treatment that entries tell of."""
    for amount in scene.of_kind(*_KINDS_TREATED):
        activity = scene.use_of(amount, amount.to_node)
        inside = bool(scene.enterprise(amount.to_node))
        node = amount.to_node if inside else amount.from_node
        if scene.book.catalog.category(activity) != "waste":
            if not activity and _decays_in_landfill(scene, amount):
                use_unknown(scene, amount, node)
            continue
        if quantity_missing(scene, amount, node):
            continue
        if amount.dimension != "mass":
            name_missing_fact(scene, amount, node, "CH4", wrong_dimension(amount, "kg, t"))
        elif activity.startswith("landfill"):
            yield from _landfill(scene, amount, node, activity, inside)
        elif activity.startswith("incineration"):
            yield from _incineration(scene, amount, node, activity, inside)
        else:
            yield from _biological(scene, amount, node, activity, inside)


def _decays_in_landfill(scene: Scene, amount: Amount) -> bool:
    """Whether degradable waste went to a landfill of which nobody said what kind it is."""
    landfill = scene.kind(amount.to_node) is NodeKind.LANDFILL
    return landfill and bool(scene.book.catalog.of_kind("doc", amount.stream))


def _scope(inside: bool) -> int:
    return 1 if inside else 3


def _biological(
    scene: Scene, amount: Amount, node: str, activity: str, inside: bool
) -> Iterator[Line]:
    """mass · EF [kg] (IPCC 2006 V5 equations 4.1 and 4.2)."""
    problems: list[FactError | UnitError] = []
    for gas in ("CH4", "N2O"):
        try:
            term = scene.book.term("EF", "biological", "kg/kg", activity=activity, gas=gas)
        except (FactError, UnitError) as error:
            problems.append(error)
            continue
        yield scene.line(
            amount,
            node,
            scope=_scope(inside),
            category="waste",
            gas=gas,
            terms=(term,),
            activity=activity,
        )
    if len(problems) == 2:
        name_missing_fact(scene, amount, node, "CH4", problems[0])


def _incineration(
    scene: Scene, amount: Amount, node: str, activity: str, inside: bool
) -> Iterator[Line]:
    """Fossil CO2 = m · dm · CF · FCF · OF · 44/12; the rest of the carbon is a memo
    (IPCC 2006 V5 equation 5.2); CH4 and N2O by wet mass (equations 5.4, 5.5)."""
    book, stream = scene.book, amount.stream
    scope = _scope(inside)
    try:
        carbon = tuple(
            book.term(symbol, kind, "1", stream=stream, activity=activity)
            for symbol, kind in (
                ("dm", "dry_matter"),
                ("CF", "carbon_content"),
                ("OF", "combustion_oxidation"),
            )
        )
        ratio = book.term("44/12", "molar_ratio", "kg/kg", gas="CO2")
        fossil = book.term("FCF", "fossil_share", "1", stream=stream, activity=activity)
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, "CO2", problem)
    else:
        for gas, terms, sign, memo, tag in (
            ("CO2", (*carbon, fossil, ratio), 1, Memo.NONE, "fossil"),
            (BIOGENIC_CO2, (*carbon, ratio), 1, Memo.BIOGENIC, "all-carbon"),
            (BIOGENIC_CO2, (*carbon, fossil, ratio), -1, Memo.BIOGENIC, "fossil"),
        ):
            yield scene.line(
                amount,
                node,
                scope=scope,
                category="waste",
                gas=gas,
                terms=terms,
                activity=activity,
                sign=sign,
                memo=memo,
                tag=tag,
            )
    for gas in ("CH4", "N2O"):
        try:
            term = book.term("EF", "incineration", "kg/kg", activity=activity, gas=gas)
        except (FactError, UnitError) as problem:
            name_missing_fact(scene, amount, node, gas, problem)
            continue
        yield scene.line(
            amount,
            node,
            scope=scope,
            category="waste",
            gas=gas,
            terms=(term,),
            activity=activity,
        )


def _landfill(
    scene: Scene, amount: Amount, node: str, activity: str, inside: bool
) -> Iterator[Line]:
    """Outside: all methane the waste will ever give, counted in the year it is handed over.
    Inside: what decays in this year of every deposit the ledger knows (first-order decay)."""
    if inside:
        return
    try:
        terms = landfill_terms(scene, amount.stream, activity)
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, "CH4", problem)
        return
    for sign, chosen, tag in _generated_and_oxidised(terms):
        yield scene.line(
            amount,
            node,
            scope=3,
            category="waste",
            gas="CH4",
            terms=chosen,
            activity=activity,
            sign=sign,
            tag=tag,
        )


def _generated_and_oxidised(
    terms: tuple[Term, ...],
) -> Iterator[tuple[int, tuple[Term, ...], str]]:
    """Sign, terms and name of the methane made, and of what the cover oxidises, if anything."""
    yield 1, terms[:-1], "generated"
    if terms[-1].value:
        yield -1, terms, "oxidised"


def landfill_terms(scene: Scene, stream: str, activity: str) -> tuple[Term, ...]:
    """DOC, DOCf, MCF, F, 16/12 and last OX; raises FactError when one lacks."""
    book = scene.book
    return (
        book.term("DOC", "doc", "1", stream=stream, activity=activity),
        book.term("DOCf", "docf", "1", stream=stream, activity=activity),
        book.term("MCF", "mcf", "1", activity=activity),
        book.term("F", "methane_fraction", "1", activity=activity),
        book.term("16/12", "molar_ratio", "kg/kg", gas="CH4"),
        book.term("OX", "oxidation_factor", "1", activity=activity),
    )


def own_landfill_lines(scene: Scene, deposits: tuple[tuple[int, Amount], ...]) -> Iterator[Line]:
    """Methane of the park's own landfills in the period, from every earlier deposit.

    ``deposits`` are (calendar year of deposit, amount). Each deposit gives
    W · DOC · DOCf · MCF · F · 16/12 · share decayed in the period · (1 − OX).
    """
    for deposited, amount in deposits:
        node, activity = amount.to_node, scene.use_of(amount, amount.to_node)
        years = list(_years_after(deposited, scene))
        if not years or quantity_missing(scene, amount, node):
            continue
        try:
            terms = landfill_terms(scene, amount.stream, activity)
            rate = scene.book.pick("decay_rate", amount.stream, activity)
        except (FactError, UnitError) as problem:
            name_missing_fact(scene, amount, node, "CH4", problem)
            continue
        first, last = years[0][0], years[-1][0]
        span = str(first) if first == last else f"{first}–{last}"
        decayed = share(
            "Δ",
            math.fsum(part * decayed_share(rate.fact.value, year) for year, part in years),
            Text(
                f"phần phân hủy trong năm thứ {span}, k = {rate.fact.value} 1/năm ({rate.fact.id})",
                f"share that decays in year {span}, k = {rate.fact.value} 1/yr ({rate.fact.id})",
            ),
        )
        for sign, chosen, tag in _generated_and_oxidised(terms):
            yield scene.line(
                amount,
                node,
                scope=1,
                category="waste",
                gas="CH4",
                terms=(*chosen, decayed),
                activity=activity,
                sign=sign,
                tag=f"{tag}-{deposited}",
                period=reporting_year(deposited, scene.book.zone),
            )


def _years_after(deposited: int, scene: Scene) -> Iterator[tuple[int, float]]:
    """Calendar years after the deposit that the period touches, with how much of each it holds."""
    period, zone = scene.book.period, scene.book.zone
    first, last = local(period.start, zone).year, local(period.end, zone).year
    for number in range(max(first, deposited + 1), last + 1):
        year = reporting_year(number, zone)
        held = min(period.end, year.end) - max(period.start, year.start)
        if held.total_seconds() > 0:
            yield number - deposited, held / year.duration
