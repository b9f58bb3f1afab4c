"""An index of a zone from a method record and the zone's own observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from parkloop.analyses.index import Index, IndexData, IndexMethod, index
from parkloop.analyses.index.compare import Comparison, compare
from parkloop.analyses.index.records import SensitivityPlan, data_of, method_of, plan_of
from parkloop.analyses.index.whatif import Supposed, at_period, suppose
from parkloop.catalog.indicators import IndicatorBook
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.statistics import Statistics
from parkloop.provenance import Result
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the index's records read it: the number a person sees, and its cells."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Built:
    """An index with what it was built from, and what its uncertainty varies."""

    content: Mapping[str, Any]
    method: IndexMethod
    data: IndexData
    result: Result[Index]
    plan: SensitivityPlan

    def supposed(self, changes: Sequence[Supposed]) -> Comparison:
        """What scores and ranks would be with other values."""
        return compare((self.data, self.method), (suppose(self.data, changes), self.method))


def read_method(text: str) -> Mapping[str, Any]:
    """The record of a method from YAML; raises RequestError where it is none."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        words = str(problem).splitlines()[0]
        raise RequestError(
            Text(f"Phương pháp không phải YAML: {words}.", f"The method is no YAML: {words}.")
        ) from problem
    if not isinstance(raw, Mapping) or not isinstance(raw.get("indicators"), list):
        raise RequestError(
            Text(
                "Phương pháp cần các mục nodes và indicators (danh sách id, parent, direction …).",
                "A method needs nodes and indicators (a list of id, parent, direction …).",
            )
        )
    return raw


def build(content: Mapping[str, Any], statistics: Statistics, book: IndicatorBook) -> Built:
    """The index of a method over the newest values of every period.

    Raises InputRefused with every finding where the method means nothing, RequestError where it
    cannot be applied to the data.
    """
    for name in ("areas", "unpublished"):
        if not isinstance(content.get(name) or [], list):
            raise RequestError(
                Text(f"Mục {name} phải là một danh sách.", f"The section {name} must be a list.")
            )
    settings = {key: value for key, value in content.items() if key not in _OWN}
    rows = [_indicator(n, raw, book) for n, raw in enumerate(content["indicators"], start=1)]
    method = method_of(settings, rows)
    columns = {*(i.id for i in method.indicators), *(i.denominator for i in method.indicators)}
    known = statistics.only(sorted(columns - {""})).latest()
    points = [p for p in known.points() if not p.disaggregation]
    wanted = content.get("areas") or sorted({p.area for p in points})
    secret = {str(area) for area in content.get("unpublished") or ()}
    units = [_unit(n, str(a), book, str(a) in secret) for n, a in enumerate(wanted, start=1)]
    observations = [
        Row(
            n,
            {
                "unit": p.area,
                "indicator": p.indicator,
                "period": p.period,
                "value": "" if p.value is None else repr(p.value),
                "status": p.status,
                "source": p.source,
            },
        )
        for n, p in enumerate(points, start=1)
        if p.area in wanted
    ]
    data = data_of(method, units, observations)
    return Built(content, method, data, index(data, load_catalog(), method), plan_of(settings))


def ranked(built: Built, period: str = "") -> list[dict[str, Any]]:
    """Rows (of a period) with rank, score [1] and coverage [1]; best first, no score last."""
    of = built.result.value
    ranks, scores = of.ranks_of(of.top), of.scores_of(of.top)
    rows = [
        {
            "row": row,
            "period": row.partition("@")[2],
            "name": name_of(built, row),
            "rank": None if ranks[place] != ranks[place] else int(ranks[place]),
            "score": None if scores[place] != scores[place] else float(scores[place]),
            "coverage": float(of.coverage[place]),
            "published": row not in of.unpublished,
        }
        for place, row in enumerate(of.rows)
        if not period or row.endswith(f"@{period}")
    ]
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["row"]))


def name_of(built: Built, row: str) -> Text:
    """The name of the unit of a row."""
    return built.data.names.get(row.partition("@")[0], Text(row, row))


def periods_of(built: Built) -> list[str]:
    """The periods of a panel, newest first."""
    return sorted(set(built.data.periods), reverse=True)


def compared(before: tuple[Built, str], after: tuple[Built, str]) -> Comparison:
    """Changes from one index to another (two versions, two periods), taken apart."""
    old, new = (
        (at_period(of.data, period) if period and of.data.periods else of.data, of.method)
        for of, period in (before, after)
    )
    return compare(old, new)


_OWN = ("indicators", "areas", "unpublished")


def _indicator(number: int, raw: Any, book: IndicatorBook) -> Row:
    """Cells of an indicator; names, unit and direction come from its definition if not stated."""
    cells = {str(key): str(value) for key, value in raw.items()} if isinstance(raw, dict) else {}
    known = book.indicators.get(cells.get("id", ""))
    if known is not None:
        cells.setdefault("name_vi", known.name.vi)
        cells.setdefault("name_en", known.name.en)
        cells.setdefault("unit", known.unit)
        cells.setdefault("direction", str(known.direction or 1))
    return Row(number, {"id": "", "parent": "", **cells})


def _unit(number: int, area: str, book: IndicatorBook, secret: bool) -> Row:
    name = book.areas[area].name if area in book.areas else Text(area, area)
    published = "no" if secret else "yes"
    cells = {"id": area, "name_vi": name.vi, "name_en": name.en, "published": published}
    return Row(number, cells)
