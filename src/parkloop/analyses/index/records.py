"""From the rows and settings of a folder to data and method; every problem is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, TypeVar

import numpy as np

from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.method import (
    NORMALISATIONS,
    Aggregation,
    Imputation,
    IndexMethod,
    Indicator,
    Node,
    Normalisation,
    Treatment,
    Weighting,
)
from parkloop.analyses.index.reading import A_NUMBER, Reader
from parkloop.numerals import finite
from parkloop.texts import Text

T = TypeVar("T")

#: Status codes of a missing value (SDMX CL_OBS_STATUS): missing, not collected, cannot exist,
#: holiday, suppressed.
MISSING_CODES = ("O", "L", "M", "H", "Q")
_COLUMNS_OF_UNITS = ("id", "name_vi", "name_en", "published")


class Row(Protocol):
    """A row of a table: the number a person sees, and its cells by column."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class SensitivityPlan:
    """What is varied in a sensitivity analysis, and how often."""

    imputations: tuple[Imputation, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    normalisations: tuple[Normalisation, ...] = ()
    aggregations: tuple[Aggregation, ...] = ()
    weight_share: float = 0.25
    weight_sets: int = 100


def method_of(raw: Mapping[str, Any], indicators: Iterable[Row]) -> IndexMethod:
    """The method record; raises InputRefused with every finding."""
    reader = Reader("method.yaml")
    reader.known(raw, {f.name for f in fields(IndexMethod)} - {"indicators"} | {"sensitivity"})
    members = tuple(_indicator(row) for row in _checked_indicators(indicators, reader))
    method = IndexMethod(
        id=str(raw.get("id", "index")),
        version=str(raw.get("version", "1")),
        title=reader.text(raw.get("title"), "title", str(raw.get("id", "index"))),
        indicators=members,
        nodes=tuple(_node(item, reader) for item in reader.sequence(raw.get("nodes"), "nodes")),
        imputation=reader.settings(Imputation, raw.get("imputation"), "imputation"),
        least_available=reader.number(raw.get("least_available", 0.0), "least_available"),
        screen_first=bool(raw.get("screen_first", True)),
        treatment=reader.settings(Treatment, raw.get("treatment"), "treatment"),
        normalisation=reader.settings(Normalisation, raw.get("normalisation"), "normalisation"),
        weighting=_weighting(raw.get("weighting"), reader),
        aggregation=reader.settings(Aggregation, raw.get("aggregation"), "aggregation"),
        levels=_levels(raw.get("levels"), reader),
        least_parts=reader.number(raw.get("least_parts", 0.0), "least_parts"),
        source=str(raw.get("source", "")),
    )
    reader.refuse_if_wrong()
    return method


def plan_of(raw: Mapping[str, Any]) -> SensitivityPlan:
    """The section ``sensitivity`` of a method; raises InputRefused with every finding."""
    reader = Reader("method.yaml")
    section = reader.mapping(raw.get("sensitivity"), "sensitivity")
    reader.known(section, {f.name for f in fields(SensitivityPlan)})

    def many(kind: type[T], name: str) -> tuple[T, ...]:
        items = reader.sequence(section.get(name), name)
        return tuple(reader.settings(kind, item, name) for item in items)

    plan = SensitivityPlan(
        imputations=many(Imputation, "imputations"),
        treatments=many(Treatment, "treatments"),
        normalisations=many(Normalisation, "normalisations"),
        aggregations=many(Aggregation, "aggregations"),
        weight_share=reader.number(section.get("weight_share", 0.25), "weight_share"),
        weight_sets=int(reader.number(section.get("weight_sets", 100), "weight_sets")),
    )
    reader.refuse_if_wrong()
    return plan


def data_of(method: IndexMethod, units: Iterable[Row], observations: Iterable[Row]) -> IndexData:
    """The table of observations; raises InputRefused with every finding.

    A unit without observations keeps its row of missing values. Denominators are observed like
    indicators.
    """
    reader = Reader("observations.csv")
    members = _members(units, reader)
    denominators = [i.denominator for i in method.indicators if i.denominator]
    columns = tuple(dict.fromkeys([*(i.id for i in method.indicators), *denominators]))
    cells: dict[tuple[str, str, str], float] = {}
    reasons: dict[tuple[str, str, str], str] = {}
    sources: dict[tuple[str, str, str], str] = {}
    for row in observations:
        key = row.cells["unit"], row.cells.get("period", ""), row.cells["indicator"]
        if not _places_exist(key, members, columns, row, reader):
            continue
        if key in cells:
            twice = " · ".join(part for part in key if part)
            reader.wrong("IDX-14", row.number, "indicator", {"value": twice})
        cells[key] = _observed(row, reader)
        if cells[key] != cells[key]:
            reasons[key] = row.cells.get("status", "") or "O"
        if row.cells.get("source"):
            sources[key] = row.cells["source"]
    reader.refuse_if_wrong()
    places = _rows(members, {(unit, period) for unit, period, _ in cells})
    values = np.full((len(places), len(columns)), np.nan)
    for number, (unit, period) in enumerate(places):
        for column, name in enumerate(columns):
            values[number, column] = cells.get((unit, period, name), np.nan)
    return IndexData(
        units=tuple(unit for unit, _ in places),
        columns=columns,
        values=values,
        names={unit: member.name for unit, member in members.items()},
        periods=tuple(p for _, p in places) if any(p for _, p in places) else (),
        groups=_groups(members, [unit for unit, _ in places]),
        reasons=reasons,
        sources=sources,
        unpublished=frozenset(unit for unit, member in members.items() if not member.published),
    )


@dataclass(frozen=True, slots=True)
class _Member:
    name: Text
    published: bool
    groups: Mapping[str, str]


def _members(units: Iterable[Row], reader: Reader) -> dict[str, _Member]:
    found: dict[str, _Member] = {}
    for row in units:
        name = row.cells["id"]
        if name in found:
            reader.wrong("IDX-14", row.number, "id", {"value": name}, "units.csv")
        published = row.cells.get("published", "").lower()
        if published not in ("", "yes", "no"):
            reader.unusable("published", published, "yes, no", row.number, "units.csv")
        groups = {k: v for k, v in row.cells.items() if k not in _COLUMNS_OF_UNITS}
        found[name] = _Member(_names(row, name), published != "no", groups)
    return found


def _groups(members: Mapping[str, _Member], units: list[str]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(name for member in members.values() for name in member.groups)
    return {name: tuple(members[unit].groups.get(name, "") for unit in units) for name in names}


def _rows(members: Mapping[str, _Member], seen: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Units in the order of their table, each with every period that was observed anywhere."""
    periods = sorted({period for _, period in seen}) or [""]
    return [(unit, period) for unit in members for period in periods]


def _places_exist(
    key: tuple[str, str, str],
    members: Mapping[str, _Member],
    columns: tuple[str, ...],
    row: Row,
    reader: Reader,
) -> bool:
    unit, _, column = key
    if unit not in members:
        reader.wrong("IDX-13", row.number, "unit", {"value": unit, "file": "units.csv"})
    if column not in columns:
        values = {"value": column, "file": "indicators.csv"}
        reader.wrong("IDX-13", row.number, "indicator", values)
    return unit in members and column in columns


def _observed(row: Row, reader: Reader) -> float:
    text, status = row.cells["value"], row.cells.get("status", "")
    if not text:
        return float("nan")
    if status in MISSING_CODES:
        reader.wrong("IDX-15", row.number, "status", {"value": text, "status": status})
        return float("nan")
    value = finite(text)
    if value is None:
        reader.unusable("value", text, row=row.number)
    return float("nan") if value is None else value


_NUMBERS = ("weight", "target", "low", "high")


def _checked_indicators(rows: Iterable[Row], reader: Reader) -> list[Row]:
    seen: set[str] = set()
    good = []
    for row in rows:
        name = row.cells["id"]
        wrong = [*_unusable_cells(row)]
        for column, text, known in wrong:
            reader.unusable(column, text, known, row.number, "indicators.csv")
        if name in seen:
            reader.wrong("IDX-14", row.number, "id", {"value": name}, "indicators.csv")
        elif not wrong:
            good.append(row)
        seen.add(name)
    return good


def _unusable_cells(row: Row) -> Iterator[tuple[str, str, str]]:
    """Column, text and what could stand there, for each cell that means nothing."""
    for column in _NUMBERS:
        text = row.cells.get(column, "")
        if text and finite(text) is None:
            yield column, text, A_NUMBER
    direction = row.cells.get("direction", "")
    if direction not in ("", "1", "+1", "-1"):
        yield "direction", direction, "1, -1"
    rule = row.cells.get("normalisation", "")
    if rule and rule not in NORMALISATIONS:
        yield "normalisation", rule, ", ".join(NORMALISATIONS)


def _indicator(row: Row) -> Indicator:
    cells = row.cells

    def optional(name: str) -> float | None:
        return float(cells[name]) if cells.get(name) else None

    weight = optional("weight")
    rule = cells.get("normalisation", "")
    return Indicator(
        id=cells["id"],
        name=_names(row, cells["id"]),
        parent=cells["parent"],
        unit=cells.get("unit", "") or "1",
        direction=int(cells.get("direction", "") or "1"),
        weight=1.0 if weight is None else weight,
        denominator=cells.get("denominator", ""),
        target=optional("target"),
        low=optional("low"),
        high=optional("high"),
        normalisation=Normalisation(rule) if rule else None,
    )


def _names(row: Row, otherwise: str) -> Text:
    vi, en = row.cells.get("name_vi", ""), row.cells.get("name_en", "")
    return Text(vi or en or otherwise, en or vi or otherwise)


def _node(item: Any, reader: Reader) -> Node:
    raw = reader.mapping(item, "nodes")
    reader.known(raw, {"id", "name", "parent", "weight", "aggregation"})
    name = str(raw.get("id", ""))
    if not name:
        reader.unusable("nodes.id", "", "id")
    own = raw.get("aggregation")
    return Node(
        id=name,
        name=reader.text(raw.get("name"), f"nodes.{name}.name", name or "?"),
        parent=str(raw.get("parent") or ""),
        weight=reader.number(raw.get("weight", 1.0), f"nodes.{name}.weight"),
        aggregation=reader.settings(Aggregation, own, name) if own is not None else None,
    )


def _levels(raw: Any, reader: Reader) -> dict[int, Aggregation]:
    found = {}
    for level, item in reader.mapping(raw, "levels").items():
        if str(level).isdigit():
            found[int(str(level))] = reader.settings(Aggregation, item, f"levels.{level}")
        else:
            reader.unusable("levels", level, "1, 2, 3 …")
    return found


def _weighting(raw: Any, reader: Reader) -> Weighting:
    section = {"rule": raw} if isinstance(raw, str) else reader.mapping(raw, "weighting")
    reader.known(section, {"rule", "ballots", "comparisons", "importance"})
    plain = reader.settings(Weighting, {"rule": section.get("rule", "given")}, "weighting")
    ballots = {}
    for node, items in reader.mapping(section.get("ballots"), "ballots").items():
        ballots[str(node)] = tuple(
            reader.numbers(item, f"ballots.{node}") for item in reader.sequence(items, "ballots")
        )
    comparisons = {}
    for node, table in reader.mapping(section.get("comparisons"), "comparisons").items():
        comparisons[str(node)] = {
            str(part): reader.numbers(row, f"comparisons.{node}.{part}")
            for part, row in reader.mapping(table, "comparisons").items()
        }
    importance = {
        str(node): reader.numbers(item, f"importance.{node}")
        for node, item in reader.mapping(section.get("importance"), "importance").items()
    }
    return replace(plain, ballots=ballots, comparisons=comparisons, importance=importance)
