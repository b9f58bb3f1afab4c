"""An index of a zone from a method record and the zone's own observations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from parkloop.analyses.index import Index, IndexData, IndexMethod, index
from parkloop.analyses.index.compare import Comparison, compare
from parkloop.analyses.index.records import SensitivityPlan, data_of, method_of, plan_of
from parkloop.analyses.index.uncertainty import Varied, vary
from parkloop.analyses.index.whatif import Supposed, at_period, suppose
from parkloop.catalog.indicators import IndicatorBook
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.statistics import Statistics
from parkloop.provenance import Result
from parkloop.texts import Text

SEED = 20_250_101


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the index's records read it: the number a person sees, and its cells."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Built:
    """An index with what it was built from and, where the method says so, its uncertainty."""

    method: IndexMethod
    data: IndexData
    result: Result[Index]
    plan: SensitivityPlan

    def varied(self) -> Varied:
        return vary(self.data, self.result.value, self.plan, SEED)

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


def build(
    content: Mapping[str, Any], statistics: Statistics, book: IndicatorBook, period: str = ""
) -> Built:
    """The index of a method over the newest values; ``period`` keeps one of a panel.

    Raises InputRefused with every finding where the method means nothing, RequestError where it
    cannot be applied to the data.
    """
    settings = {key: value for key, value in content.items() if key not in _OWN}
    rows = [_indicator(n, raw, book) for n, raw in enumerate(content["indicators"], start=1)]
    method = method_of(settings, rows)
    columns = {*(i.id for i in method.indicators), *(i.denominator for i in method.indicators)}
    known = statistics.only(sorted(columns - {""})).latest()
    points = [p for p in known.points() if not p.disaggregation]
    wanted = content.get("areas") or sorted({p.area for p in points})
    units = [_unit(n, str(area), book) for n, area in enumerate(wanted, start=1)]
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
    if period and data.periods:
        data = at_period(data, period)
    return Built(method, data, index(data, load_catalog(), method), plan_of(settings))


_OWN = ("indicators", "areas")


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


def _unit(number: int, area: str, book: IndicatorBook) -> Row:
    name = book.areas[area].name if area in book.areas else Text(area, area)
    return Row(number, {"id": area, "name_vi": name.vi, "name_en": name.en, "published": "yes"})
