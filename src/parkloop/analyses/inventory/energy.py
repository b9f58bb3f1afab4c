"""Energy in tonnes of oil equivalent, by the statutory factors (letter 3505/BCT-KHCN, 2011)."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.direct import (
    fuel_use,
    heat_terms,
    name_missing_fact,
    passed_on,
)
from parkloop.analyses.inventory.model import Line, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError

TOE = "TOE"
_BURNT = ("stationary", "mobile")
_PER_LEDGER_UNIT = {
    "mass": "toe/kg",
    "volume": "toe/m3",
    "normal_volume": "toe/Nm3",
    "energy": "toe/MJ",
    "energy_ncv": "toe/MJ_ncv",
}


def toe_lines(scene: Scene) -> Iterator[Line]:
    """Fuels burnt and electricity bought less passed on, per enterprise [toe].

    Heat and cold have no statutory factor and are left out (docs/methods/inventory.md).
    """
    for amount in scene.of_kind("fuel"):
        for node, sign in _fuel_users(scene, amount):
            yield from _line(scene, amount, node, sign)
    for amount in scene.of_kind("electricity"):
        giver, taker = scene.enterprise(amount.from_node), scene.enterprise(amount.to_node)
        if giver == taker:
            continue
        handed_on = passed_on(scene, amount)
        for node, sign in ((amount.to_node, 1), (amount.from_node, -1)):
            if scene.enterprise(node) and (sign > 0 or handed_on):
                yield from _line(
                    scene, amount, node, sign, made_inside=bool(giver) and not handed_on
                )


def _fuel_users(scene: Scene, amount: Amount) -> Iterator[tuple[str, int]]:
    """Who burns the fuel (+1) and who only passes it on (−1)."""
    giver, taker = amount.from_node, amount.to_node
    users = [(taker, 1)] if scene.consumes(taker) else []
    if scene.consumes(giver) and passed_on(scene, amount):
        users.append((giver, -1))
    for node, sign in users:
        if scene.book.catalog.category(fuel_use(scene, amount, node, sign)) in _BURNT:
            yield node, sign


def _line(
    scene: Scene, amount: Amount, node: str, sign: int, *, made_inside: bool = False
) -> Iterator[Line]:
    """``made_inside``: its generator's fuel counts in the ledger already, so that the boundary
    that holds both eliminates it."""
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
        internal=made_inside and scene.park_of(amount.from_node) == scene.park_of(node),
        supplier=amount.from_node if made_inside else "",
        tag="passed-on" if sign < 0 else "",
    )


def _terms(scene: Scene, amount: Amount) -> tuple[Term, ...]:
    """The statutory factor for the dimension at hand, else net heat at 41.868 GJ/toe."""
    book, unit = scene.book, _PER_LEDGER_UNIT.get(amount.dimension, "")
    if unit and book.is_stated("toe", unit, amount.stream):
        return (book.term("TOE", "toe", unit, stream=amount.stream, per_dimension=True),)
    net_heat = heat_terms(scene, amount)
    return (*net_heat, book.term("TOE", "toe_energy", "MJ_ncv/toe", power=-1))
