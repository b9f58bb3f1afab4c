"""What schemes demand, as data: register properties, criteria with limits, evidence, groups.

A metric is a function that has a name (``analyses/assessment/measures.py``); a scheme says which
one, over which property, and nothing else. There is no expression language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from parkloop.catalog.facts import Fact
from parkloop.catalog.indicators import Agency
from parkloop.catalog.procedures import Procedure
from parkloop.errors import FactError
from parkloop.texts import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegisterProperty:
    """Something that the register knows of a park, an enterprise or a symbiosis link.

    ``kind`` says how it is read: *state* (yes, partly, no) and *level* hold at the end of the
    period, *amount* adds up within it, *document* is valid during its own period, *text* is words.
    ``holder`` is park, enterprise or link (stated at the park, its ``reference`` names the link).
    ``lowers`` is, of a saving, the amount that criteria count and that it makes smaller.
    """

    id: str
    holder: str
    kind: str
    unit: str
    group: str
    name: Text
    help: Text
    lowers: str = ""

    @property
    def lasting(self) -> bool:
        """Whether a period is how long something is valid or agreed, not time that has passed."""
        return self.kind in ("document", "state", "text")


@dataclass(frozen=True, slots=True)
class Measured:
    """A named function with its named arguments: what a criterion counts or divides by."""

    function: str
    properties: tuple[str, ...] = ()
    employees_over: float | None = None
    years: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold: from when until when, in which region, for which sign of growth it holds.

    ``observed`` names a register property that holds the limit instead of ``value`` (a target
    that the park set itself, a national average).
    """

    id: str
    op: str
    value: float | None
    observed: str = ""
    sign: str = ""
    region: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    locator: str = ""
    confidence: str = ""
    verified: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the limit is in force on a day; ``valid_to`` is the first day it is not."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class EvidenceNeed:
    """A document that a criterion asks for; ``holder`` enterprise: one of each who counts."""

    property: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a scheme asks.

    ``scope`` says over whom it is measured (developer, enterprises, land, park, enterprise),
    apart from the clause it stands in. ``kind``: boolean, ratio, count, number, index,
    elasticity, target. ``scale`` turns numerator over denominator into ``unit`` (100 for per
    cent). ``only_if`` names a state without which the criterion does not apply. ``portal`` is
    what the national portal accepts, which is not law.
    """

    id: str
    scheme: str
    clause: str
    scope: str
    pillar: str
    kind: str
    name: Text
    numerator: Measured
    denominator: Measured | None
    scale: float
    unit: str
    limits: tuple[Limit, ...]
    gap: Text | None
    evidence: tuple[EvidenceNeed, ...] = ()
    group: str = ""
    only_if: str = ""
    may_not_apply: bool = False
    partly_from: float | None = None
    points: float = 1.0
    portal: tuple[float, float] | None = None
    aliases: tuple[str, ...] = ()
    derived_from: str = ""
    source: str = ""
    locator: str = ""
    confidence: str = ""
    verified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria of which at least some must be met; ``needed`` 0 means all of them."""

    id: str
    needed: int
    name: Text


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of criteria with its dates; percentages are never compared across schemes (T5)."""

    id: str
    title: Text
    subject: str
    jurisdiction: str
    version: str
    valid_from: date | None
    valid_to: date | None
    aggregation: str
    partial_credit: bool
    population: str
    complete: bool
    criteria: tuple[Criterion, ...]
    groups: tuple[Group, ...] = ()
    reads_as: Text | None = None
    source: str = ""

    def criterion(self, criterion_id: str) -> Criterion:
        return next(c for c in self.criteria if c.id == criterion_id)


@dataclass(frozen=True, slots=True)
class FormField:
    """A box of a statutory form: how it is filled and what it adds up to.

    ``measure`` fills it from register or ledger; ``adds`` names fields whose sum it is,
    ``share_of`` the field that it is divided by (with ``adds`` as numerator) in per cent.
    """

    id: str
    block: str
    name: Text
    kind: str
    unit: str
    property: str = ""
    year: str = ""
    criterion: str = ""
    adds: tuple[str, ...] = ()
    share_of: str = ""
    suggested: bool = False
    required: bool = False
    portal: tuple[float | None, float | None] | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form: who files it, under which rule, with its boxes in order."""

    id: str
    title: Text
    subject: str
    rule: Text
    blocks: Mapping[str, Text]
    fields: tuple[FormField, ...]
    source: str
    confidence: str
    verified: bool


@dataclass(frozen=True)
class Rulebook:
    """Schemes, the register they ask of, procedures, forms and agencies, all by id."""

    properties: Mapping[str, RegisterProperty] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)

    def scheme(self, scheme_id: str) -> Scheme:
        """The scheme with this id; raises FactError that names the others."""
        return _known(scheme_id, self.schemes, Text("bộ tiêu chí", "scheme"))

    def form(self, form_id: str) -> Form:
        """The form with this id; raises FactError that names the others."""
        return _known(form_id, self.forms, Text("biểu mẫu", "form"))

    def procedure(self, procedure_id: str) -> Procedure:
        """The procedure with this id; raises FactError that names the others."""
        return _known(procedure_id, self.procedures, Text("thủ tục", "procedure"))

    def consulted(self, procedure: Procedure, day: date) -> tuple[Agency, ...]:
        """The agencies that a procedure asks, under the names they have on a day; each once."""
        found = (self.agency(name, day) for name in procedure.consulted)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def agency(self, name: str, day: date) -> Agency | None:
        """An agency, or the one that took over its duties by a day; None if none is known."""
        seen: set[str] = set()
        while name in self.agencies and name not in seen:
            agency = self.agencies[name]
            if agency.valid_to is None or day < agency.valid_to:
                return agency
            seen.add(name)
            name = agency.successor
        return None

    def limits_as_facts(self) -> Iterator[Fact]:
        """Every fixed threshold in the form of a fact, so that a figure can be opened to it."""
        for scheme in self.schemes.values():
            for criterion in scheme.criteria:
                for limit in criterion.limits:
                    if limit.value is not None:
                        yield _as_fact(criterion, limit)


def _as_fact(criterion: Criterion, limit: Limit) -> Fact:
    return Fact(
        id=limit.id,
        kind="criterion",
        value=limit.value or 0.0,
        unit=criterion.unit,
        source=limit.source or criterion.source,
        confidence=limit.confidence or criterion.confidence,
        verified=limit.verified,
        rank="other",
        region=limit.region or "VN",
        valid_from=limit.valid_from,
        valid_to=limit.valid_to,
        locator=limit.locator or criterion.locator,
        note=criterion.note,
        distribution="exact",
    )


def _known(asked: str, known: Mapping[str, T], what: Text) -> T:
    if asked not in known:
        names = ", ".join(sorted(known))
        raise FactError(
            Text(
                f"Danh mục không có {what.vi} “{asked}”. Hiện có: {names}.",
                f"The catalog has no {what.en} “{asked}”. There are: {names}.",
            ),
            sorted(known),
        )
    return known[asked]
