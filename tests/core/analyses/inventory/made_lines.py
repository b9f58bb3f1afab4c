"""Short ways to write lines and facts in tests of uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from parkloop.analyses.inventory.distributions import Z95
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Activity, Fact, Stream
from parkloop.texts import Text


def fact(
    fact_id: str,
    value: float,
    low: float | None = None,
    high: float | None = None,
    *,
    distribution: str = "normal",
    central: str = "mean",
    parameter: str = "",
    kind: str = "combustion",
    **more: str,
) -> Fact:
    return Fact(
        fact_id,
        kind,
        value,
        "1",
        "",
        "A",
        True,
        "",
        low=low,
        high=high,
        distribution=distribution if low is not None else "",
        central=central,
        parameter=parameter,
        **more,  # type: ignore[arg-type]
    )


def plus_minus(fact_id: str, value: float, share: float, parameter: str = "") -> Fact:
    """A normal fact with a 95 % interval of ± a share of its value."""
    return fact(fact_id, value, value * (1 - share), value * (1 + share), parameter=parameter)


def catalog(*facts: Fact) -> Catalog:
    diesel = Stream("diesel", "fuel", "", Text("Dầu DO", "Diesel"), "fuel", ("mass",), "t", False)
    return Catalog(
        version="test",
        sources={},
        streams={"diesel": diesel},
        activities={"boiler": Activity("boiler", "", "stationary", Text("Lò hơi", "Boiler"))},
        facts={one.id: one for one in facts},
        potentials={},
        blends={},
        ranks={},
        fallbacks={},
        thresholds={},
        bounds=(),
        content="test",
    )


def line(
    line_id: str,
    amount: float,
    facts: Iterable[Fact] | Mapping[Fact, int] = (),
    *,
    error: float | None = 0.0,
    meter: str = "",
    entries: str = "",
    sign: int = 1,
    node: str = "plant",
) -> Line:
    """``error`` is the 95 % half-width of the amount as a share of it; None: not known."""
    powers = facts if isinstance(facts, Mapping) else dict.fromkeys(facts, 1)
    terms = tuple(
        Term(one.id, one.id, one.drawn_as, power, one.value, one.unit, 1.0)
        for one, power in powers.items()
    )
    return Line(
        id=line_id,
        park="park",
        enterprise="firm",
        node=node,
        supplier="",
        scope=1,
        basis="",
        category="stationary",
        stream="diesel",
        activity="boiler",
        gas="CO2",
        memo=Memo.NONE,
        internal=False,
        place="",
        amount=amount,
        amount_unit="kg",
        amount_variance=None if error is None else (amount * error / Z95) ** 2,
        amount_parameter=meter,
        entries=1,
        selector={"entry": entries or line_id},
        sign=sign,
        terms=terms,
        mass=sign * amount * math.prod(term.multiplier for term in terms),
    )


def total_of(lines: Iterable[Line]) -> dict[str, dict[str, float]]:
    """One figure that holds all lines with weight 1."""
    return {"total": {one.id: 1.0 for one in lines}}
