"""Named functions over register and ledger: what criteria count and divide by.

Each takes the register, whom it is asked for (*park* or *enterprise*) and its named arguments, and
gives bounds for every subject at once: ``low`` and ``high`` hold whatever the unknown answers
are, ``value`` is what is known. A scheme names a function; it never spells a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from parkloop.analyses.assessment.register import Register
from parkloop.analyses.assessment.statements import Floats, Numbers
from parkloop.catalog.rulebook import Measured
from parkloop.errors import RequestError
from parkloop.ledger.columns import MICRO
from parkloop.texts import Text

Flags = npt.NDArray[np.bool_]
Subject = Literal["park", "enterprise"]
#: Months of 30.44 days, for the age of a document.
_SECONDS_PER_MONTH: Final = 365.25 / 12 * 86_400
#: A window counts as covered when no more than a day of it is open.
_COVERED: Final = 0.998
#: Kinds of node where wastewater is used again, and where waste is.
USING: Final = ("enterprise", "site", "process", "common", "generator")
TAKING: Final = (*USING, "partner")
#: Streams that count as wastewater used again.
REUSED_WATER: Final = ("reclaimed-water", "treated-wastewater")


@dataclass(frozen=True)
class Bounds:
    """Bounds and known value per subject; ``asked`` counts answers that are missing."""

    low: Floats
    value: Floats
    high: Floats
    asked: Floats
    whole: bool = False

    @classmethod
    def known(cls, value: Floats) -> Bounds:
        """A number that is known or not at all."""
        nothing = np.isnan(value)
        low, high = np.where(nothing, -np.inf, value), np.where(nothing, np.inf, value)
        return cls(low, value, high, nothing.astype(float))


@dataclass(frozen=True)
class Asking:
    """A measure with what it is asked of: register, subject, population of a share."""

    register: Register
    subject: Subject
    population: str
    measured: Measured

    @property
    def property(self) -> str:
        return self.measured.properties[0]

    def held(self, name: str) -> Floats:
        """A property of the subject; a park's property counts for each of its enterprises."""
        book = self.register.catalog.rulebook.properties
        if self.subject == "enterprise" and book[name].holder == "park":
            return self.register.held("park", name)[self.register.places.park_of]
        return self.register.held(self.subject, name)


def measure(register: Register, subject: Subject, population: str, measured: Measured) -> Bounds:
    """The bounds of one measure for every subject; raises RequestError for an unknown name."""
    if measured.function not in FUNCTIONS:
        names = ", ".join(sorted(FUNCTIONS))
        raise RequestError(
            Text(
                f"Không có hàm đo “{measured.function}”. Hiện có: {names}.",
                f"There is no measure “{measured.function}”. There are: {names}.",
            )
        )
    function = FUNCTIONS[measured.function]
    return function(Asking(register, subject, population, measured))


def stated(asking: Asking) -> Bounds:
    """A number as stated, in the property's unit."""
    return Bounds.known(asking.held(asking.property))


def stated_sum(asking: Asking) -> Bounds:
    """The sum of several stated numbers that cannot be negative; a missing one leaves it open."""
    parts = [asking.held(name) for name in asking.measured.properties]
    missing = sum(np.isnan(part).astype(float) for part in parts)
    total = np.nansum(parts, axis=0)
    none = missing == len(parts)
    value = np.where(none, np.nan, total)
    high = np.where(missing > 0, np.inf, total)
    return Bounds(np.where(none, 0.0, total), value, high, np.asarray(missing))


def states_held(asking: Asking) -> Bounds:
    """How many of the named states hold; a document holds while it is valid."""
    parts = np.array([asking.held(name) for name in asking.measured.properties])
    missing = np.isnan(parts).sum(axis=0).astype(float)
    held = np.nansum(parts, axis=0)
    value = np.where(missing == len(parts), np.nan, held)
    return Bounds(held, value, held + missing, missing)


def document_age(asking: Asking) -> Bounds:
    """Months from the beginning of the newest document to the end of the period."""
    began = asking.register.began(asking.subject, asking.property)
    end = asking.register.period.end.timestamp()
    return Bounds.known((end - began) / _SECONDS_PER_MONTH)


def total_over_months(asking: Asking) -> Bounds:
    """Sum over the last months; known only where statements cover them all."""
    total, covered = asking.register.over_months(
        asking.subject, asking.property, asking.measured.months
    )
    return _covered(total, covered >= _COVERED)


def enterprises_total_over_months(asking: Asking) -> Bounds:
    """The same over all enterprises of a park; a park's own statement stands in for them."""
    register, places = asking.register, asking.register.places
    total, covered = register.over_months("enterprise", asking.property, asking.measured.months)
    whole = covered >= _COVERED
    who = _population(asking)
    seen = _per_park(register, np.where(who, np.nan_to_num(total), 0.0))
    asked = _per_park(register, who & ~whole) + _unlisted(asking)
    count = _per_park(register, who) + _unlisted(asking)
    stated, park_covered = register.over_months("park", asking.property, asking.measured.months)
    at_park = _covered(stated, park_covered >= _COVERED)
    listed = Bounds(
        seen,
        np.where((asked < count) | (seen > 0), seen, np.nan),
        np.where((asked > 0) | (count == 0), np.inf, seen),
        np.where(count == 0, 1.0, asked),
    )
    assert len(places.parks) == len(listed.low)
    use = ~np.isnan(stated)
    return Bounds(
        np.where(use, at_park.low, listed.low),
        np.where(use, at_park.value, listed.value),
        np.where(use, at_park.high, listed.high),
        np.where(use, at_park.asked, listed.asked),
    )


def _covered(total: Floats, whole: Flags) -> Bounds:
    least = np.nan_to_num(total)
    value = np.where(whole | (least > 0), total, np.nan)
    return Bounds(least, value, np.where(whole, least, np.inf), (~whole).astype(float))


def _per_park(register: Register, of_enterprises: Flags | Floats) -> Floats:
    """Sums by park of something known of each enterprise."""
    places = register.places
    inside = places.park_of >= 0
    weights = of_enterprises[inside].astype(np.float64)
    return _summed(places.park_of[inside], weights, len(places.parks))


def _summed(at: Numbers, weights: Floats, size: int) -> Floats:
    return np.bincount(at, weights=weights, minlength=size).astype(np.float64)


def _population(asking: Asking) -> Flags:
    """Which enterprises a share is of. The park's definition lists those that operate, unless one
    is stated not to; all of them are licensed."""
    tenant = asking.register.places.tenant
    if asking.population == "licensed":
        return tenant
    runs: Flags = asking.register.held("enterprise", "operating") != 0.0
    return tenant & runs


def _unlisted(asking: Asking) -> Floats:
    """Enterprises that the operator counts beyond those the definition lists."""
    name = "tenants-licensed" if asking.population == "licensed" else "tenants-operating"
    counted = asking.register.held("park", name)
    listed = _per_park(asking.register, _population(asking))
    return np.nan_to_num(np.maximum(counted - listed, 0.0))


def _by_size(asking: Asking) -> tuple[Flags, Flags]:
    """Enterprises above the size asked for, and those whose size is not known."""
    who = _population(asking)
    if asking.measured.employees_over is None:
        return who, np.zeros_like(who)
    size = asking.register.held("enterprise", "employees")
    return who & (size > asking.measured.employees_over), who & np.isnan(size)


def enterprises(asking: Asking) -> Bounds:
    """How many enterprises there are (above a number of employees)."""
    above, unsized = _by_size(asking)
    low, unsure = _per_park(asking.register, above), _per_park(asking.register, unsized)
    more = _unlisted(asking)
    if asking.measured.employees_over is None:
        low, more = low + more, np.zeros_like(more)
    unsure = unsure + more
    none = (low + unsure == 0) & (asking.measured.employees_over is None)
    value = np.where(none, np.nan, low)
    return Bounds(low, value, np.where(none, np.inf, low + unsure), unsure, whole=True)


def enterprises_with(asking: Asking) -> Bounds:
    """Enterprises with all of the named states; a document is a state while it is valid."""
    parts = [asking.register.held("enterprise", name) for name in asking.measured.properties]
    no = reduce(np.logical_or, [part < 1.0 for part in parts])
    yes = reduce(np.logical_and, [part >= 1.0 for part in parts])
    return _with(asking, yes, no)


def enterprises_with_any(asking: Asking) -> Bounds:
    """Enterprises with at least one of the named states or documents."""
    parts = [asking.register.held("enterprise", name) for name in asking.measured.properties]
    yes = reduce(np.logical_or, [part >= 1.0 for part in parts])
    no = reduce(np.logical_and, [part < 1.0 for part in parts])
    return _with(asking, yes, no)


def _with(asking: Asking, yes: Flags, no: Flags) -> Bounds:
    above, unsized = _by_size(asking)
    register = asking.register
    held = _per_park(register, above & yes)
    denied = _per_park(register, above & no)
    unsure = _per_park(register, above & ~yes & ~no) + _per_park(register, unsized & ~no)
    unsure = unsure + _unlisted(asking)
    value = np.where(held + denied > 0, held, np.nan)
    value = np.where(unsure == 0, held, value)
    counted = _counted(asking, held, held + unsure)
    use = ~np.isnan(counted)
    return Bounds(
        np.where(use, counted, held),
        np.where(use, counted, value),
        np.where(use, counted, held + unsure),
        np.where(use, 0.0, unsure),
        whole=True,
    )


def _counted(asking: Asking, low: Floats, high: Floats) -> Floats:
    """A count that the operator states for the park, where the enterprises' answers allow it."""
    properties = asking.measured.properties
    if len(properties) != 1 or asking.measured.employees_over is not None:
        return np.full_like(low, np.nan)
    counted = asking.register.held("park", properties[0])
    listed = _per_park(asking.register, _population(asking)) + _unlisted(asking)
    fits = (counted >= low) & ((counted <= high) | (listed == 0))
    return np.where(fits, counted, np.nan)


def links_operating(asking: Asking) -> Bounds:
    """Links that run under a contract in force (and whose members all hold one of the documents).

    Nothing stated at all is not known; none is stated as ``links-operating`` = 0.
    """
    register, links = asking.register, asking.register.links
    state = np.minimum(links.operating, links.contract)
    state = np.where((links.operating == 0) | (links.contract == 0), 0.0, state)
    state = np.where((state > 0) & (state < 1), 0.0, state)
    if asking.measured.properties:
        state = _and(state, _all_certified(asking))
    if asking.subject == "enterprise":
        size, at = len(register.places.enterprises), links.member
        state = state[links.member_link]
    else:
        size, at = len(register.places.parks), links.park
    yes = np.bincount(at[state == 1.0], minlength=size).astype(float)
    unsure = np.bincount(at[np.isnan(state)], minlength=size).astype(float)
    any_ = np.bincount(at, minlength=size) > 0
    if asking.subject == "enterprise":
        stated = asking.register.held("enterprise", "links-operating")
    else:
        stated = asking.register.held("park", "links-operating")
    none = ~any_ & np.isnan(stated)
    zero = ~any_ & (stated == 0)
    low = np.where(any_, yes, 0.0)
    high = np.where(any_, yes + unsure, np.where(zero, 0.0, np.inf))
    value = np.where(none, np.nan, np.where(any_, yes, np.where(zero, 0.0, np.nan)))
    return Bounds(low, value, high, np.where(none, 1.0, unsure), whole=True)


def _and(one: Floats, other: Floats) -> Floats:
    """Three-valued and: no beats not known, not known beats yes."""
    no = (one == 0) | (other == 0)
    unknown = np.isnan(one) | np.isnan(other)
    return np.where(no, 0.0, np.where(unknown, np.nan, 1.0))


def _all_certified(asking: Asking) -> Floats:
    """By link: 1 where every member holds one of the documents, 0 where one holds none."""
    register, links = asking.register, asking.register.links
    parts = [register.held("enterprise", name) for name in asking.measured.properties]
    any_yes = reduce(np.logical_or, [part >= 1.0 for part in parts])
    all_no = reduce(np.logical_and, [part < 1.0 for part in parts])
    count = len(links.names)

    def by_link(flag: Flags) -> Floats:
        return _summed(links.member_link, flag[links.member].astype(np.float64), count)

    members = np.bincount(links.member_link, minlength=count)
    without, certain = by_link(all_no), by_link(any_yes)
    whole = (members > 0) & (certain == members)
    return np.where(without > 0, 0.0, np.where(whole, 1.0, np.nan))


def growth(asking: Asking) -> Bounds:
    """Mean yearly growth [%] over so many years: 100 · ((last / first)^(1/years) − 1)."""
    years = asking.measured.years
    last = asking.register.by_year(asking.subject, asking.property, 0)
    first = asking.register.by_year(asking.subject, asking.property, years)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = 100.0 * ((last / first) ** (1.0 / years) - 1.0)
    return Bounds.known(np.where((first > 0) & (last >= 0), rate, np.nan))


def _flow_sum(asking: Asking, wanted: pl.Expr, place: str) -> Bounds:
    """Amounts of the ledger by park [t or m3]; where it has none, what the operator states."""
    register = asking.register
    book = register.catalog.rulebook.properties
    per = 1000.0 if book[asking.property].unit == "t" else 1.0
    rows = register.flows.filter(wanted & pl.col(place).is_not_null())
    sums = rows.group_by(place).agg(pl.col("amount").sum(), pl.col("unknown").sum())
    value = np.full(len(register.places.parks), np.nan)
    unknown = np.zeros(len(value))
    for at, amount, lacking in sums.iter_rows():
        value[at], unknown[at] = amount / MICRO / per, lacking
    stated = Bounds.known(asking.held(asking.property))
    use = ~np.isnan(value)
    high = np.where(unknown > 0, np.inf, value)
    return Bounds(
        np.where(use, value, stated.low),
        np.where(use, value, stated.value),
        np.where(use, high, stated.high),
        np.where(use, unknown, stated.asked),
    )


_LEAVES = pl.col("leaves")
_FROM_USE = pl.col("from_kind").is_in(["enterprise", "site", "process", "generator"])


def wastewater_discharged(asking: Asking) -> Bounds:
    """Industrial wastewater that leaves enterprises [m3]."""
    wanted = (pl.col("stream") == "wastewater-industrial") & _LEAVES & _FROM_USE
    return _flow_sum(asking, wanted, "from_p")


def wastewater_treated(asking: Asking) -> Bounds:
    """Industrial wastewater that reaches a treatment [m3]."""
    wanted = (pl.col("stream") == "wastewater-industrial") & (pl.col("to_kind") == "treatment")
    return _flow_sum(asking, wanted, "from_p")


def wastewater_reused(asking: Asking) -> Bounds:
    """Treated or reclaimed water delivered to be used [m3], in the park or outside."""
    water = pl.col("stream").is_in(REUSED_WATER)
    return _flow_sum(asking, water & pl.col("to_kind").is_in(TAKING), "from_p")


def waste_generated(asking: Asking) -> Bounds:
    """Solid waste that leaves enterprises [t]."""
    return _flow_sum(asking, (pl.col("stream_kind") == "waste") & _LEAVES & _FROM_USE, "from_p")


def waste_reused(asking: Asking) -> Bounds:
    """Solid waste delivered to another enterprise to be used [t]."""
    wanted = (pl.col("stream_kind") == "waste") & _LEAVES & pl.col("to_kind").is_in(USING)
    return _flow_sum(asking, wanted, "from_p")


def waste_landfilled(asking: Asking) -> Bounds:
    """Solid waste that goes to a landfill [t]; none, where waste is known to go elsewhere only."""
    wanted = (pl.col("stream_kind") == "waste") & (pl.col("to_kind") == "landfill")
    found = _flow_sum(asking, wanted, "from_p")
    leaves = _flow_sum(asking, (pl.col("stream_kind") == "waste") & _LEAVES & _FROM_USE, "from_p")
    from_ledger = asking.register.flows.filter((pl.col("stream_kind") == "waste") & _LEAVES)
    parks = np.zeros(len(found.value), dtype=bool)
    parks[from_ledger.get_column("from_p").drop_nulls().unique().to_numpy()] = True
    none = np.isnan(found.value) & parks & ~np.isnan(leaves.value)
    zero = np.zeros_like(found.value)
    return Bounds(
        np.where(none, zero, found.low),
        np.where(none, zero, found.value),
        np.where(none, zero, found.high),
        np.where(none, zero, found.asked),
    )


#: Every measure a scheme may name.
FUNCTIONS: Final[Mapping[str, Callable[[Asking], Bounds]]] = {
    function.__name__: function
    for function in (
        document_age,
        enterprises,
        enterprises_total_over_months,
        enterprises_with,
        enterprises_with_any,
        growth,
        links_operating,
        stated,
        stated_sum,
        states_held,
        total_over_months,
        waste_generated,
        waste_landfilled,
        waste_reused,
        wastewater_discharged,
        wastewater_reused,
        wastewater_treated,
    )
}
