"""Checks of facts: known words, sources, units, plausible values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Bounds, Fact
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.quantities import conversion, dimension, is_unit
from parkloop.texts import Text

UNKNOWN_SOURCE = Rule(
    "CAT-02",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}” dẫn nguồn “{source}” không có trong sources.yaml.",
        "The fact “{fact}” names the source “{source}”, which sources.yaml does not have.",
    ),
    Text("Hãy khai báo nguồn (văn bản, năm, trang).", "Declare the source (document, year, page)."),
)
UNKNOWN_WORD = Rule(
    "CAT-03",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}”: {field} “{value}” không có trong danh mục.",
        "The fact “{fact}”: the {field} “{value}” is not in the catalog.",
    ),
    Text("Hãy dùng mã có trong danh mục.", "Use an id that the catalog has."),
)
WRONG_UNIT = Rule(
    "CAT-04",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}” loại {kind} có đơn vị “{unit}” ({dimension}), cần đơn vị đo {wanted}.",
        "The fact “{fact}” of kind {kind} has the unit “{unit}” ({dimension}); a unit that "
        "measures {wanted} is needed.",
    ),
    Text(
        "Kiểm tra văn bản gốc: theo kg hay theo lít, nhiệt trị thấp hay cao?",
        "Check the document: per kg or per litre, net or gross heating value?",
    ),
)
IMPLAUSIBLE = Rule(
    "CAT-05",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}” = {value} {unit} nằm ngoài khoảng hợp lý {low}–{high} {bounds_unit}.",
        "The fact “{fact}” = {value} {unit} lies outside the plausible range "
        "{low}–{high} {bounds_unit}.",
    ),
    Text(
        "Kiểm tra đơn vị và dấu phẩy thập phân; nếu đúng, hãy ghi nguồn và mở rộng khoảng.",
        "Check unit and decimal point; if it is right, give the source and widen the range.",
    ),
)
NO_DOCUMENT = Rule(
    "CAT-06",
    Severity.ERROR,
    Text(
        "Hệ số lưới điện “{fact}” không có năm hoặc văn bản công bố.",
        "The grid factor “{fact}” has no year or no document.",
    ),
    Text(
        "Hệ số lưới điện phải có năm số liệu, thời hạn áp dụng và văn bản công bố.",
        "A grid factor needs the year of its data, when it is valid and its document.",
    ),
)
VALUE_OUTSIDE_INTERVAL = Rule(
    "CAT-07",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}” = {value} nằm ngoài khoảng 95 % của chính nó ({low}–{high}).",
        "The fact “{fact}” = {value} lies outside its own 95 % interval ({low}–{high}).",
    ),
    Text("Kiểm tra ba con số trong văn bản gốc.", "Check the three numbers in the document."),
)
MIXED_POTENTIALS = Rule(
    "CAT-08",
    Severity.ERROR,
    Text(
        "Hệ số “{fact}” tính theo CO2e mà không ghi bộ GWP.",
        "The fact “{fact}” is given in CO2e without naming its GWP set.",
    ),
    Text(
        "Ghi AR4, AR5 hoặc AR6; báo cáo dùng bộ khác sẽ từ chối hệ số này.",
        "Name AR4, AR5 or AR6; a report with another set will refuse this fact.",
    ),
)


def check_facts(facts: Iterable[Fact], catalog: Catalog, file: str = "") -> list[Finding]:
    """All findings on these facts against the catalog's words, units and bounds."""
    return [finding for fact in facts for finding in _findings(fact, catalog, file)]


def _findings(fact: Fact, catalog: Catalog, file: str) -> Iterator[Finding]:
    where = Where(file=file, field=fact.id)
    if fact.source not in catalog.sources:
        yield UNKNOWN_SOURCE.finding(where, fact=fact.id, source=fact.source)
    for field, value, known in (
        ("stream", fact.stream, _known_stream(fact.stream, catalog)),
        ("activity", fact.activity, fact.activity in catalog.activities),
        ("rank", fact.rank, fact.rank in catalog.ranks),
    ):
        if value and not known:
            yield UNKNOWN_WORD.finding(where, fact=fact.id, field=field, value=value)
    dated = fact.valid_from and fact.valid_to and fact.data_year
    if fact.kind == "grid" and not (dated and fact.source in catalog.sources):
        yield NO_DOCUMENT.finding(where, fact=fact.id)
    if fact.gas == "CO2e" and not fact.gwp_set:
        yield MIXED_POTENTIALS.finding(where, fact=fact.id)
    if None not in (fact.low, fact.high) and not _inside(fact.low, fact.value, fact.high):
        yield VALUE_OUTSIDE_INTERVAL.finding(
            where, fact=fact.id, value=fact.value, low=fact.low, high=fact.high
        )
    yield from _bounds_findings(fact, catalog, where)


def _bounds_findings(fact: Fact, catalog: Catalog, where: Where) -> Iterator[Finding]:
    bounds = bounds_for(fact, catalog)
    if not is_unit(fact.unit):
        yield UNKNOWN_WORD.finding(where, fact=fact.id, field="unit", value=fact.unit)
    elif bounds and dimension(fact.unit) != dimension(bounds.unit):
        yield WRONG_UNIT.finding(
            where,
            fact=fact.id,
            kind=fact.kind,
            unit=fact.unit,
            dimension=dimension(fact.unit),
            wanted=dimension(bounds.unit),
        )
    elif bounds and not _inside(
        bounds.low, fact.value * conversion(fact.unit, bounds.unit), bounds.high
    ):
        yield IMPLAUSIBLE.finding(
            where,
            fact=fact.id,
            value=fact.value,
            unit=fact.unit,
            low=bounds.low,
            high=bounds.high,
            bounds_unit=bounds.unit,
        )


def bounds_for(fact: Fact, catalog: Catalog) -> Bounds | None:
    """The narrowest range that speaks of this fact: its stream, its group, its kind."""
    group = catalog.streams[fact.stream].group if fact.stream in catalog.streams else ""
    for stream in (fact.stream, f"group:{group}", ""):
        for bounds in catalog.bounds:
            if bounds.kind in (_kind_and_gas(fact), fact.kind) and bounds.stream == stream:
                return bounds
    return None


def _kind_and_gas(fact: Fact) -> str:
    return f"{fact.kind}:{fact.gas}"


def _known_stream(stream: str, catalog: Catalog) -> bool:
    if stream.startswith("group:"):
        return any(f"group:{s.group}" == stream for s in catalog.streams.values())
    return stream in catalog.streams


def _inside(low: float | None, value: float, high: float | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
