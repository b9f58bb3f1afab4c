"""Direct emissions: fuels, process, refrigerants, released and flared gases.

Sources: IPCC 2006 Guidelines, Volume 2 chapters 2–4 (combustion, fugitive), Volume 3 (process,
refrigerants); order of factors after Circular 38/2023/TT-BCT. Formulas in
docs/methods/inventory.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.book import share
from parkloop.analyses.inventory.messages import (
    MADE_HERE,
    NO_FACT_REMEDY,
    QUANTITY_UNKNOWN,
    QUANTITY_UNKNOWN_REMEDY,
    STAGE_METHOD,
    STAGE_METHOD_REMEDY,
    USE_UNKNOWN,
    USE_UNKNOWN_REMEDY,
)
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.ledger.park import NodeKind
from parkloop.texts import Text, same_in_both

BIOGENIC_CO2 = "CO2_bio"
#: Uses in which a fuel gives off nothing. Any other use that is no combustion ("use", a process)
#: does not say what happens to it, and is a gap.
NOT_BURNT = frozenset({"feedstock", "storage", "sold", "recycling"})
#: Fact that turns an amount of a dimension into net heat, and its unit.
_HEAT_BY_DIMENSION = {
    "mass": ("ncv", "MJ_ncv/kg"),
    "normal_volume": ("ncv_per_normal_volume", "MJ_ncv/Nm3"),
    "energy_gcv": ("net_to_gross", "MJ_ncv/MJ_gcv"),
}


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
    """Whether the giver received some itself, in whatever unit, so that it made none of it up."""
    return scene.has_received(amount.from_node, amount.stream)


def fuel_use(scene: Scene, amount: Amount, node: str, sign: int) -> str:
    """What a fuel is used for at a node; what is passed on is deducted from the use it had there.

    A node that received it for several uses deducts from its default one.
    """
    if sign > 0:
        return scene.use_of(amount, node)
    uses = scene.uses_at(node, amount.stream)
    return uses[0] if len(uses) == 1 else scene.default_activity(node)


def _burnt(scene: Scene, amount: Amount, node: str, sign: int) -> Iterator[Line]:
    activity = fuel_use(scene, amount, node, sign)
    category = scene.book.catalog.category(activity)
    if quantity_missing(scene, amount, node):
        return
    if category in ("stationary", "mobile"):
        yield from combustion(scene, amount, node, activity, category, sign)
    elif activity.startswith("nonenergy"):
        yield from _non_energy(scene, amount, node, activity, sign)
    elif activity not in NOT_BURNT:
        use_unknown(scene, amount, node)


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
    if amount.dimension == "volume":
        return (
            book.term("ρ", "density", "kg/m3", stream=stream),
            book.term("NCV", "ncv", "MJ_ncv/kg", stream=stream),
        )
    if amount.dimension not in _HEAT_BY_DIMENSION:
        raise wrong_dimension(amount, "kg, m3, Nm3, MJ_ncv, MJ_gcv")
    kind, unit = _HEAT_BY_DIMENSION[amount.dimension]
    return (book.term("NCV", kind, unit, stream=stream),)


def wrong_dimension(amount: Amount, wanted: str) -> FactError:
    """An amount in a unit from which no fact leads on (kWh of a fuel, pieces of a gas)."""
    return FactError(
        Text(
            f"Số lượng ghi bằng {amount.unit or '—'}; cần một đơn vị như {wanted}.",
            f"The amount is in {amount.unit or '—'}; a unit like {wanted} is needed.",
        )
    )


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
        tag="passed-on" if sign < 0 else "",
    )


def process_lines(scene: Scene) -> Iterator[Line]:
    """Process emissions by output: mass = product · EF [kg] (IPCC 2006 Volume 3).

    What a node hands on without having received it was made there.
    """
    gases: dict[str, set[str]] = {}
    for fact in scene.book.catalog.of_kind("process"):
        gases.setdefault(fact.stream, set()).add(fact.gas)
    for amount in scene.of_kind("product", "material"):
        node = amount.from_node
        if amount.stream not in gases or not scene.consumes(node):
            continue
        made = scene.share_made(node, amount.stream, amount.dimension)
        if made > 0 and not quantity_missing(scene, amount, node):
            yield from _process(scene, amount, node, sorted(gases[amount.stream]), made)


def _process(
    scene: Scene, amount: Amount, node: str, gases: list[str], made: float
) -> Iterator[Line]:
    activity = scene.use_of(amount, node)
    if not activity.startswith("process"):
        activity = "process.production"
    part = () if made == 1.0 else (share("s", made, MADE_HERE),)
    for gas in gases:
        try:
            term = scene.book.term(
                "EF",
                "process",
                f"kg/{amount.unit}",
                stream=amount.stream,
                activity=activity,
                gas=gas,
            )
        except UnitError as problem:
            name_missing_fact(scene, amount, node, gas, problem)
            continue
        except FactError as problem:
            reason = _route_unknown(scene, amount, activity, gas) or problem
            name_missing_fact(scene, amount, node, gas, reason)
            continue
        yield scene.line(
            amount,
            node,
            scope=1,
            category="process",
            gas=gas,
            terms=(term, *part),
            activity=activity,
        )


def _route_unknown(scene: Scene, amount: Amount, activity: str, gas: str) -> FactError | None:
    """Names the technologies that have a factor, if only the technology is missing."""
    catalog = scene.book.catalog
    known = [fact for fact in catalog.of_kind("process", amount.stream) if fact.gas == gas]
    if {fact.activity for fact in known} & {"", *catalog.activity_chain(activity)}:
        return None
    routes = sorted({fact.activity for fact in known})
    return FactError(
        Text(
            f"Cần chọn công nghệ: {', '.join(routes)}.",
            f"The technology must be named: {', '.join(routes)}.",
        ),
        routes,
    )


def refrigerant_lines(scene: Scene) -> Iterator[Line]:
    """Top-up and disposal: what is refilled or not recovered has leaked (Circular 38).

    mass of each gas = amount · share of the gas in the blend [kg].
    """
    for amount in scene.of_kind("refrigerant"):
        node = amount.to_node
        if not scene.consumes(node) or quantity_missing(scene, amount, node):
            continue
        activity = scene.use_of(amount, node)
        if activity.startswith("refrigerant.operation"):
            _stage_method(scene, amount, node, activity)
        elif activity != "refrigerant.installation":
            lost = activity if activity == "refrigerant.disposal" else "refrigerant.topup"
            yield from _lost_refrigerant(scene, amount, node, lost)


def _lost_refrigerant(scene: Scene, amount: Amount, node: str, activity: str) -> Iterator[Line]:
    parts = scene.book.catalog.blends.get(amount.stream, ())
    try:
        if amount.dimension != "mass":
            raise wrong_dimension(amount, "kg, t")
        if not parts:
            raise _not_in(scene, amount)
        potentials = [scene.book.weigh(part.gas) for part in parts]
    except FactError as problem:
        name_missing_fact(scene, amount, node, amount.stream, problem)
        return
    for part, potential in zip(parts, potentials, strict=True):
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
            memo=Memo.MONTREAL if potential.montreal else Memo.NONE,
        )


def _not_in(scene: Scene, amount: Amount) -> FactError:
    return FactError(
        Text(
            f"Danh mục không có thành phần của {amount.stream}.",
            f"The catalog does not know what {amount.stream} consists of.",
        ),
        sorted(scene.book.catalog.blends),
    )


def _stage_method(scene: Scene, amount: Amount, node: str, activity: str) -> None:
    """Circular 38 also knows charges and yearly losses; as flows they are not emissions."""
    name = scene.book.catalog.stream(amount.stream).name
    scene.gap(
        f"stages:{amount.stream}:{node}",
        node,
        Text(
            STAGE_METHOD.vi.format(stream=name.vi, node=node, activity=activity),
            STAGE_METHOD.en.format(stream=name.en, node=node, activity=activity),
        ),
        STAGE_METHOD_REMEDY,
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
        if amount.stream != BIOGENIC_CO2:
            scene.book.weigh(amount.stream)
    except (FactError, UnitError) as problem:
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
    if amount.dimension != "volume":
        raise wrong_dimension(amount, "kg, t, m3")
    return (scene.book.term("ρ", "methane_density", "kg/m3", stream=amount.stream),)


def _flare(scene: Scene, amount: Amount, node: str) -> Iterator[Line]:
    book = scene.book
    try:
        book.weigh(amount.stream)
        mass = gas_mass_terms(scene, amount)
        burnt = book.term(
            "η", "flare_efficiency", "1", stream=amount.stream, activity="fugitive.flare"
        )
        ratio = book.term("44/16", "molar_ratio", "kg/kg", stream=amount.stream, gas="CO2")
        if book.catalog.facts[ratio.fact].stream != amount.stream:
            raise _not_methane(amount)
    except (FactError, UnitError) as problem:
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


def _not_methane(amount: Amount) -> FactError:
    """The ratio of carbon alone (44/12) says nothing about a gas that holds other atoms."""
    return FactError(
        Text(
            f"Chưa biết 1 kg {amount.stream} cháy thành bao nhiêu CO2.",
            f"How much CO2 1 kg of {amount.stream} burns to is not known.",
        )
    )


def quantity_missing(scene: Scene, amount: Amount, node: str) -> bool:
    """Name the gap when entries hold a notation key; True when there is nothing to compute."""
    if amount.unexplained:
        name = scene.book.catalog.streams[amount.stream].name
        of_giver = f":{node}" if node == amount.from_node else ""
        words = {
            "source": amount.from_node,
            "target": amount.to_node,
            "notation": amount.notation or "—",
            "entries": amount.unexplained,
        }
        scene.gap(
            f"quantity:{amount.stream}:{amount.from_node}>{amount.to_node}:{amount.series}"
            f"{of_giver}",
            node,
            Text(
                QUANTITY_UNKNOWN.vi.format(stream=name.vi, **words),
                QUANTITY_UNKNOWN.en.format(stream=name.en, **words),
            ),
            QUANTITY_UNKNOWN_REMEDY,
        )
    return amount.unknown == amount.entries


def use_unknown(scene: Scene, amount: Amount, node: str) -> None:
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
    known = scene.book.catalog.streams.get(amount.stream)
    name = known.name if known else same_in_both(amount.stream)
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
