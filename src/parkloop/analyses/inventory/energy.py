"""Energy in tonnes of oil equivalent, by the statutory factors (letter 3505/BCT-KHCN, 2011)."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.direct import heat_terms, name_missing_fact, passed_on
from parkloop.analyses.inventory.model import Line, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.quantities import conversion, dimension

TOE = "TOE"
_BURNT = ("stationary", "mobile")
_PER_LEDGER_UNIT = {"mass": "toe/kg", "volume": "toe/m3", "energy": "toe/MJ"}


def toe_lines(scene: Scene) -> Iterator[Line]:
    """Fuels burnt and electricity bought less passed on, per enterprise [toe].

    Heat and cold have no statutory factor and are left out (docs/methods/inventory.md).
    """
    for amount in scene.of_kind("fuel"):
        for node, sign in _fuel_users(scene, amount):
            yield from _line(scene, amount, node, sign, internal=False)
    for amount in scene.of_kind("electricity"):
        giver, taker = scene.enterprise(amount.from_node), scene.enterprise(amount.to_node)
        if giver == taker:
            continue
        generated_inside = not passed_on(scene, amount) and bool(giver)
        for node, sign in ((amount.to_node, 1), (amount.from_node, -1)):
            if scene.enterprise(node) and (sign > 0 or passed_on(scene, amount)):
                yield from _line(scene, amount, node, sign, internal=generated_inside)


def _fuel_users(scene: Scene, amount: Amount) -> Iterator[tuple[str, int]]:
    """Who burns the fuel (+1) and who only passes it on (−1)."""
    categories = scene.book.catalog.category
    giver, taker = amount.from_node, amount.to_node
    if scene.consumes(taker) and categories(scene.use_of(amount, taker)) in _BURNT:
        yield taker, 1
    handed_on = scene.consumes(giver) and passed_on(scene, amount)
    if handed_on and categories(scene.default_activity(giver)) in _BURNT:
        yield giver, -1


def _line(scene: Scene, amount: Amount, node: str, sign: int, *, internal: bool) -> Iterator[Line]:
    if amount.unknown == amount.entries:
        return
    try:
        terms = _terms(scene, amount)
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, TOE, problem)
        return
    yield scene.line(
        amount,
        node,
        scope=0,
        category="energy",
        gas=TOE,
        terms=terms,
        sign=sign,
        internal=internal,
        tag="passed-on" if sign < 0 else "",
    )


def _terms(scene: Scene, amount: Amount) -> tuple[Term, ...]:
    """The statutory factor for the dimension at hand, else net heat at 41.868 GJ/toe."""
    unit = _PER_LEDGER_UNIT.get(amount.dimension, "")
    for fact in scene.book.catalog.of_kind("toe", amount.stream):
        if unit and dimension(fact.unit) == dimension(unit):
            scale = conversion(fact.unit, unit)
            return (Term("TOE", fact.id, fact.drawn_as, 1, fact.value, fact.unit, scale),)
    net_heat = heat_terms(scene, amount)
    return (*net_heat, scene.book.term("TOE", "toe_energy", "MJ_ncv/toe", power=-1))
