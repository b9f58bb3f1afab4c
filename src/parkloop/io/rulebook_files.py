"""Reads criteria, procedures and forms of the catalog into the rule book.

One YAML file per scheme, procedure and form; the register's properties
are a table. Each kind of file has a schema; the shipped files are checked by the tests.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from parkloop.catalog.indicators import Agency
from parkloop.catalog.procedures import (
    Clock,
    Document,
    Duration,
    Procedure,
    State,
    Transition,
    YearlyReport,
)
from parkloop.catalog.rulebook import (
    Criterion,
    EvidenceNeed,
    Form,
    FormField,
    Group,
    Limit,
    Measured,
    RegisterProperty,
    Rulebook,
    Scheme,
)
from parkloop.texts import Text

#: Folder of the catalog and the schema of the YAML files in it.
SCHEMAS = {"criteria": "scheme", "procedures": "procedure", "forms": "form"}
#: The compiled reader where there is one: a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Raw = Mapping[str, Any]


def read_rulebook(root: Path) -> Rulebook:
    """The rule book in a catalog folder; a folder without one gives an empty book."""
    if not (root / "criteria").is_dir():
        return Rulebook()
    schemes = [_scheme(raw) for raw in _files(root / "criteria")]
    procedures = [_procedure(raw) for raw in _files(root / "procedures")]
    forms = [_form(raw) for raw in _files(root / "forms")]
    return Rulebook(
        properties={row["id"]: _property(row) for row in _table(root / "criteria/register.csv")},
        schemes={scheme.id: scheme for scheme in schemes},
        procedures={procedure.id: procedure for procedure in procedures},
        forms={form.id: form for form in forms},
        agencies={
            row["id"]: agency_from_row(row) for row in _table(root / "indicators/agencies.csv")
        },
    )


def read_rules(path: Path) -> Raw:
    """One YAML file of the rule book as plain values; dates stay words until they are read."""
    raw: Raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    return raw


def _files(folder: Path) -> Iterator[Raw]:
    return (read_rules(path) for path in sorted(folder.glob("*.yaml")))


def _table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _text(raw: Raw | None) -> Text | None:
    return Text(raw["vi"], raw["en"]) if raw else None


def _words(raw: Raw) -> Text:
    return Text(raw["vi"], raw["en"])


def _day(raw: object) -> date | None:
    if isinstance(raw, date):
        return raw
    return date.fromisoformat(str(raw)) if raw else None


def _property(row: Mapping[str, str]) -> RegisterProperty:
    return RegisterProperty(
        id=row["id"],
        holder=row["holder"],
        kind=row["kind"],
        unit=row["unit"],
        group=row["group"],
        name=Text(row["name_vi"], row["name_en"]),
        help=Text(row["help_vi"], row["help_en"]),
        lowers=row["lowers"],
    )


def _scheme(raw: Raw) -> Scheme:
    return Scheme(
        id=raw["id"],
        title=_words(raw["title"]),
        subject=raw["subject"],
        jurisdiction=raw["jurisdiction"],
        version=raw["version"],
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        aggregation=raw["aggregation"],
        partial_credit=raw["partial_credit"],
        population=raw["population"],
        complete=raw["complete"],
        criteria=tuple(_criterion(one, raw) for one in raw["criteria"]),
        groups=tuple(
            Group(one["id"], one["needed"], _words(one["name"])) for one in raw.get("groups", ())
        ),
        reads_as=_text(raw.get("reads_as")),
        source=raw["source"],
    )


def _criterion(raw: Raw, scheme: Raw) -> Criterion:
    portal = raw.get("portal")
    return Criterion(
        id=raw["id"],
        scheme=scheme["id"],
        clause=raw.get("clause", ""),
        scope=raw["scope"],
        pillar=raw["pillar"],
        kind=raw["kind"],
        name=_words(raw["name"]),
        numerator=_measured(raw["numerator"]),
        denominator=_measured(raw["denominator"]) if "denominator" in raw else None,
        scale=100.0 if raw["kind"] in ("ratio", "index") else 1.0,
        unit=raw.get("unit", "%"),
        limits=tuple(_limits(raw)),
        gap=_text(raw.get("gap")),
        evidence=tuple(EvidenceNeed(one) for one in raw.get("evidence", ())),
        group=raw.get("group", ""),
        only_if=raw.get("only_if", ""),
        may_not_apply=raw.get("may_not_apply", False),
        partly_from=raw.get("partly_from"),
        points=raw.get("points", 1.0),
        portal=_ends(portal) if portal else None,
        aliases=tuple(raw.get("aliases", ())),
        derived_from=raw.get("derived_from", ""),
        source=raw.get("source", scheme["source"]),
        locator=raw.get("clause", raw["id"]),
        confidence=raw["confidence"],
        verified=raw["verified"],
        note=raw.get("note", ""),
    )


def _ends(raw: list[float | None]) -> tuple[float, float]:
    low, high = raw
    return (
        float("-inf") if low is None else float(low),
        float("inf") if high is None else float(high),
    )


def _measured(raw: Raw) -> Measured:
    return Measured(
        function=raw["function"],
        properties=tuple(raw.get("properties", ())),
        employees_over=raw.get("employees_over"),
        years=raw.get("years", 0),
        months=raw.get("months", 0),
    )


def _limits(raw: Raw) -> Iterator[Limit]:
    for number, one in enumerate(raw.get("limits", ())):
        yield Limit(
            id=raw["id"] if number == 0 else f"{raw['id']}.{number + 1}",
            op=one["op"],
            value=one.get("value"),
            observed=one.get("observed", ""),
            sign=one.get("sign", ""),
            region=one.get("region", ""),
            valid_from=_day(one.get("valid_from")),
            valid_to=_day(one.get("valid_to")),
            source=one.get("source", ""),
            locator=one.get("locator", ""),
            confidence=one.get("confidence", ""),
            verified=one.get("verified", raw["verified"]),
        )


def agency_from_row(row: Mapping[str, str]) -> Agency:
    """An agency from a row of ``indicators/agencies.csv``."""
    return Agency(
        id=row["id"],
        name=Text(row["name_vi"], row["name_en"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successor=row["successor"],
        source=row["source"],
        confidence=row["confidence"],
        verified=row["verified"] == "true",
        note=row["note"],
    )


def _procedure(raw: Raw) -> Procedure:
    return Procedure(
        id=raw["id"],
        title=_words(raw["title"]),
        certificate=_words(raw["certificate"]),
        subject=raw["subject"],
        scheme=raw["scheme"],
        first=raw["first"],
        states=tuple(
            State(one["id"], _words(one["name"]), one.get("end", False)) for one in raw["states"]
        ),
        transitions=tuple(_transition(one) for one in raw["transitions"]),
        clocks=tuple(_clock(one, raw["source"]) for one in raw["clocks"]),
        documents=tuple(
            Document(one["id"], _words(one["name"]), one["brought_by"], one.get("copies", 1))
            for one in raw["documents"]
        ),
        consulted=tuple(raw["consulted"]),
        decides=raw["decides"],
        valid_years=raw["valid_years"],
        valid_years_verified=raw["valid_years_verified"],
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        source=raw["source"],
        requires=raw.get("requires", ""),
        code=raw.get("code", ""),
        renewal=_duration(raw["renewal"], raw["source"]) if "renewal" in raw else None,
        yearly_report=_yearly(raw["yearly_report"]) if "yearly_report" in raw else None,
    )


def _yearly(raw: Raw) -> YearlyReport:
    due = raw["due"]
    day = (int(due[:2]), int(due[3:])) if due else None
    return YearlyReport(raw["event"], day, raw["confidence"], raw["verified"])


def _transition(raw: Raw) -> Transition:
    return Transition(
        event=raw["event"],
        actor=raw["actor"],
        from_states=tuple(raw["from"]),
        to_state=raw["to"],
        name=_words(raw["name"]),
        needs=tuple(raw.get("needs", ())),
        reason=raw.get("reason", False),
        writes=tuple(raw.get("writes", ())),
        opens=raw.get("opens", False),
        automatic=raw.get("automatic", False),
    )


def _clock(raw: Raw, source: str) -> Clock:
    return Clock(
        id=raw["id"],
        actor=raw["actor"],
        name=_words(raw["name"]),
        starts=raw["starts"],
        stops=tuple(raw["stops"]),
        duration=_duration(raw["within"], source),
    )


def _duration(raw: Raw, source: str) -> Duration:
    return Duration(
        days=raw.get("days"),
        unit=raw["unit"],
        source=raw.get("source", source),
        confidence=raw["confidence"],
        verified=raw["verified"],
        note=raw.get("note", ""),
    )


def _form(raw: Raw) -> Form:
    return Form(
        id=raw["id"],
        title=_words(raw["title"]),
        subject=raw["subject"],
        rule=_words(raw["rule"]),
        blocks={key: _words(value) for key, value in raw["blocks"].items()},
        fields=tuple(_field(one) for one in raw["fields"]),
        source=raw["source"],
        confidence=raw["confidence"],
        verified=raw["verified"],
    )


def _field(raw: Raw) -> FormField:
    portal = raw.get("portal")
    return FormField(
        id=raw["id"],
        block=raw["block"],
        name=_words(raw["name"]),
        kind=raw["kind"],
        unit=raw.get("unit", ""),
        property=raw.get("property", ""),
        year=raw.get("year", ""),
        criterion=raw.get("criterion", ""),
        adds=tuple(raw.get("adds", ())),
        share_of=raw.get("share_of", ""),
        suggested=raw.get("suggested", False),
        required=raw.get("required", False),
        portal=(portal[0], portal[1]) if portal else None,
        note=_text(raw.get("note")),
    )
