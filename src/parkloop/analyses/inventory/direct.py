"""Direct emissions: fuels, process, refrigerants, released and flared gases.

Sources: IPCC 2006 Guidelines, Volume 2 chapters 2–4 (combustion, fugitive), Volume 3 (process,
refrigerants); order of factors after Circular 38/2023/TT-BCT. Formulas in
docs/methods/inventory.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.messages import (
    NO_FACT_REMEDY,
    QUANTITY_UNKNOWN,
    QUANTITY_UNKNOWN_REMEDY,
    USE_UNKNOWN,
    USE_UNKNOWN_REMEDY,
)
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.ledger.park import NodeKind
from parkloop.texts import Text, same_in_both

BIOGENIC_CO2 = "CO2_bio"


def fuel_lines(scene: Scene) -> Iterator[Line]:
    """Fuel burnt where it arrives and stays: mass = amount · (ρ) · NCV · EF [kg of gas].

    What a consuming node passes on is deducted there (sign −1).
    """
    for amount in scene.of_kind("fuel"):
        if scene.consumes(amount.to_node):
            yield from _burnt(scene, amount, amount.to_node, 1)
        if scene.consumes(amount.from_node) and passed_on(scene, amount):
            yield from _burnt(scene, amount, amount.from_node, -1)


def passed_on(scene: Scene, amount: Amount) -> bool:
    return scene.received(amount.from_node, amount.stream, amount.dimension) > 0


def _burnt(scene: Scene, amount: Amount, node: str, sign: int) -> Iterator[Line]:
    activity = scene.use_of(amount, node) if sign > 0 else scene.default_activity(node)
    category = scene.book.catalog.category(activity)
    if quantity_missing(scene, amount, node):
        return
    if not category:
        _use_unknown(scene, amount, node)
    elif category in ("stationary", "mobile"):
        yield from combustion(scene, amount, node, activity, category, sign)
    elif activity.startswith("nonenergy"):
        yield from _non_energy(scene, amount, node, activity, sign)


def combustion(
    scene: Scene, amount: Amount, node: str, activity: str, category: str, sign: int = 1
) -> Iterator[Line]:
    """CO2, CH4 and N2O of a fuel burnt [kg]; CO2 of biomass is a memo (IPCC 2006 V2 eq. 2.1)."""
    biogenic = scene.book.catalog.stream(amount.stream).biogenic
    for gas in (BIOGENIC_CO2 if biogenic else "CO2", "CH4", "N2O"):
        try:
            terms = (
                *heat_terms(scene, amount),
                scene.book.term(
                    "EF",
                    "combustion",
                    "kg/MJ_ncv",
                    stream=amount.stream,
                    activity=activity,
                    gas=gas,
                ),
            )
        except (FactError, UnitError) as problem:
            name_missing_fact(scene, amount, node, gas, problem)
            continue
        yield scene.line(
            amount,
            node,
            scope=1,
            category=category,
            gas=gas,
            terms=terms,
            activity=activity,
            sign=sign,
            memo=Memo.BIOGENIC if gas == BIOGENIC_CO2 else Memo.NONE,
            tag="passed-on" if sign < 0 else "",
        )


def heat_terms(scene: Scene, amount: Amount) -> tuple[Term, ...]:
    """Facts that turn an amount of fuel into net heat [MJ_ncv]; raises FactError if one lacks."""
    book, stream = scene.book, amount.stream
    if amount.dimension == "energy_ncv":
        return ()
    if amount.dimension == "mass":
        return (book.term("NCV", "ncv", "MJ_ncv/kg", stream=stream),)
    if amount.dimension == "volume":
        return (
            book.term("ρ", "density", "kg/m3", stream=stream),
            book.term("NCV", "ncv", "MJ_ncv/kg", stream=stream),
        )
    kind = "ncv_per_normal_volume" if amount.dimension == "normal_volume" else "net_to_gross"
    unit = "MJ_ncv/Nm3" if amount.dimension == "normal_volume" else "MJ_ncv/MJ_gcv"
    return (book.term("NCV", kind, unit, stream=stream),)


def _non_energy(
    scene: Scene, amount: Amount, node: str, activity: str, sign: int
) -> Iterator[Line]:
    """Lubricants and waxes: CO2 = amount · NCV · CC · ODU · 44/12 (IPCC 2006 V3 eq. 5.2)."""
    book, stream = scene.book, amount.stream
    try:
        terms = (
            *heat_terms(scene, amount),
            book.term("CC", "carbon_per_energy", "kg/MJ_ncv", stream=stream, activity=activity),
            book.term("ODU", "nonenergy_oxidation", "1", stream=stream, activity=activity),
            book.term("44/12", "molar_ratio", "kg/kg", gas="CO2"),
        )
    except (FactError, UnitError) as problem:
        name_missing_fact(scene, amount, node, "CO2", problem)
        return
    yield scene.line(
        amount,
        node,
        scope=1,
        category="process",
        gas="CO2",
        terms=terms,
        activity=activity,
        sign=sign,
    )


def process_lines(scene: Scene) -> Iterator[Line]:
    """Process emissions by output: mass = product · EF [kg] (IPCC 2006 Volume 3)."""
    known = scene.book.catalog.of_kind("process")
    gases = sorted({fact.gas for fact in known})
    with_facts = {fact.stream for fact in known}
    for amount in scene.of_kind("product", "material"):
        node = amount.from_node
        if amount.stream not in with_facts or not scene.consumes(node):
            continue
        if passed_on(scene, amount) or quantity_missing(scene, amount, node):
            continue
        yield from _process(scene, amount, node, gases)


def _process(scene: Scene, amount: Amount, node: str, gases: list[str]) -> Iterator[Line]:
    activity = scene.use_of(amount, node)
    if not activity.startswith("process"):
        activity = "process.production"
    found = False
    problem: FactError | None = None
    for gas in gases:
        try:
            term = scene.book.term(
                "EF", "process", "kg/kg", stream=amount.stream, activity=activity, gas=gas
            )
        except FactError as error:
            problem = error if error.candidates else problem
            continue
        found = True
        yield scene.line(
            amount, node, scope=1, category="process", gas=gas, terms=(term,), activity=activity
        )
    if not found:
        name_missing_fact(scene, amount, node, "CO2", problem or _route_unknown(scene, amount))


def _route_unknown(scene: Scene, amount: Amount) -> FactError:
    routes = sorted(fact.activity for fact in scene.book.catalog.of_kind("process", amount.stream))
    return FactError(
        Text(
            f"cần chọn công nghệ: {', '.join(routes)}",
            f"the technology must be named: {', '.join(routes)}",
        ),
        routes,
    )


def refrigerant_lines(scene: Scene) -> Iterator[Line]:
    """Top-up and disposal: what is refilled or not recovered has leaked (Circular 38).

    mass of each gas = amount · share of the gas in the blend [kg].
    """
    blends = scene.book.catalog.blends
    montreal = {p.gas for p in scene.book.catalog.potentials.values() if p.montreal}
    for amount in scene.of_kind("refrigerant"):
        node = amount.to_node
        if not scene.consumes(node) or quantity_missing(scene, amount, node):
            continue
        activity = scene.use_of(amount, node)
        if not activity.startswith("refrigerant"):
            activity = "refrigerant.topup"
        if activity not in ("refrigerant.topup", "refrigerant.disposal"):
            continue
        if amount.stream not in blends:
            name_missing_fact(
                scene, amount, node, amount.stream, FactError(same_in_both(amount.stream))
            )
        for part in blends.get(amount.stream, ()):
            term = Term(
                symbol="x",
                fact=part.id,
                parameter="",
                power=1,
                value=part.share,
                unit="kg/kg",
                scale=1.0,
            )
            yield scene.line(
                amount,
                node,
                scope=1,
                category="refrigerants",
                gas=part.gas,
                terms=(term,),
                activity=activity,
                memo=Memo.MONTREAL if part.gas in montreal else Memo.NONE,
            )


def gas_lines(scene: Scene) -> Iterator[Line]:
    """Gases that reach the air: released as measured, or flared.

    Flaring methane: CO2 = amount · η · 44/16; unburnt CH4 = amount − amount · η [kg].
    """
    for amount in scene.of_kind("gas"):
        node = amount.from_node
        if scene.kind(amount.to_node) is not NodeKind.AIR or not scene.consumes(node):
            continue
        if quantity_missing(scene, amount, node):
            continue
        activity = scene.use_of(amount, node)
        if activity == "fugitive.flare":
            yield from _flare(scene, amount, node)
        else:
            used = activity if activity.startswith("fugitive") else "fugitive.release"
            yield from _release(scene, amount, node, used)


def _release(scene: Scene, amount: Amount, node: str, activity: str) -> Iterator[Line]:
    try:
        terms = gas_mass_terms(scene, amount)
    except FactError as problem:
        name_missing_fact(scene, amount, node, amount.stream, problem)
        return
    yield scene.line(
        amount,
        node,
        scope=1,
        category="fugitive",
        gas=amount.stream,
        terms=terms,
        activity=activity,
        memo=Memo.BIOGENIC if amount.stream == BIOGENIC_CO2 else Memo.NONE,
    )


def gas_mass_terms(scene: Scene, amount: Amount) -> tuple[Term, ...]:
    """Turns a volume of methane into mass; a mass needs nothing."""
    if amount.dimension == "mass":
        return ()
    return (scene.book.term("ρ", "methane_density", "kg/m3", stream=amount.stream),)


def _flare(scene: Scene, amount: Amount, node: str) -> Iterator[Line]:
    book = scene.book
    try:
        mass = gas_mass_terms(scene, amount)
        burnt = book.term(
            "η", "flare_efficiency", "1", stream=amount.stream, activity="fugitive.flare"
        )
        ratio = book.term("44/16", "molar_ratio", "kg/kg", stream=amount.stream, gas="CO2")
    except FactError as problem:
        name_missing_fact(scene, amount, node, amount.stream, problem)
        return
    for gas, terms, sign, tag in (
        ("CO2", (*mass, burnt, ratio), 1, "burnt"),
        (amount.stream, mass, 1, "fed"),
        (amount.stream, (*mass, burnt), -1, "burnt"),
    ):
        yield scene.line(
            amount,
            node,
            scope=1,
            category="fugitive",
            gas=gas,
            terms=terms,
            activity="fugitive.flare",
            sign=sign,
            tag=tag,
        )


def quantity_missing(scene: Scene, amount: Amount, node: str) -> bool:
    """Name the gap when entries hold a notation key; True when nothing at all is known."""
    if amount.unknown and amount.notation not in ("NO", "IE"):
        name = scene.book.catalog.streams[amount.stream].name
        scene.gap(
            f"quantity:{amount.stream}:{amount.from_node}>{amount.to_node}:{amount.series}",
            node,
            Text(
                QUANTITY_UNKNOWN.vi.format(
                    stream=name.vi,
                    source=amount.from_node,
                    target=amount.to_node,
                    notation=amount.notation or "—",
                    entries=amount.unknown,
                ),
                QUANTITY_UNKNOWN.en.format(
                    stream=name.en,
                    source=amount.from_node,
                    target=amount.to_node,
                    notation=amount.notation or "—",
                    entries=amount.unknown,
                ),
            ),
            QUANTITY_UNKNOWN_REMEDY,
        )
    return amount.unknown == amount.entries


def _use_unknown(scene: Scene, amount: Amount, node: str) -> None:
    name = scene.book.catalog.streams[amount.stream].name
    scene.gap(
        f"use:{amount.stream}:{node}",
        node,
        Text(
            USE_UNKNOWN.vi.format(stream=name.vi, node=node),
            USE_UNKNOWN.en.format(stream=name.en, node=node),
        ),
        USE_UNKNOWN_REMEDY,
    )


def name_missing_fact(
    scene: Scene, amount: Amount, node: str, gas: str, problem: FactError | UnitError
) -> None:
    name = scene.book.catalog.streams[amount.stream].name
    scene.gap(
        f"fact:{amount.stream}:{gas}:{node}",
        node,
        Text(
            f"{gas} từ {name.vi} tại “{node}” chưa tính được. {problem.text.vi}",
            f"{gas} from {name.en} at “{node}” is not computed. {problem.text.en}",
        ),
        NO_FACT_REMEDY,
        problem.candidates if isinstance(problem, FactError) else (),
    )
