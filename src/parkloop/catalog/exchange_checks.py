"""Checks of what the catalog knows about exchanges: words, order of ratios, hazard marks."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.exchange_facts import Pair
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.texts import Text

UNKNOWN_WORD = Rule(
    "CAT-30",
    Severity.ERROR,
    Text(
        "“{fact}”: {field} “{value}” không có trong danh mục.",
        "“{fact}”: the {field} “{value}” is not in the catalog.",
    ),
    Text("Hãy dùng mã có trong danh mục.", "Use an id that the catalog has."),
)
RATIOS_CROSSED = Rule(
    "CAT-31",
    Severity.ERROR,
    Text(
        "“{fact}”: tỷ lệ thay thế không theo thứ tự thấp ≤ điển hình ≤ cao ({values}).",
        "“{fact}”: the ratios are not in the order low ≤ typical ≤ high ({values}).",
    ),
    Text("Kiểm tra ba con số trong nguồn.", "Check the three numbers in the source."),
)
HAZARD_MARK = Rule(
    "CAT-32",
    Severity.ERROR,
    Text(
        "“{fact}”: mã chất thải {code} và dấu nguy hại không khớp nhau.",
        "“{fact}”: the waste code {code} and the hazard mark contradict each other.",
    ),
    Text(
        "Mã có dấu * là nguy hại; sửa mã hoặc dấu.",
        "A code with * is hazardous; correct the code or the mark.",
    ),
)


def check_exchange_facts(catalog: Catalog) -> list[Finding]:
    """All findings on pairs, trains and classes."""
    facts = catalog.exchanges
    findings = [f for pair in facts.pairs.values() for f in _of_pair(pair, catalog)]
    for train in facts.trains.values():
        for field, value, known in (
            ("from_class", train.from_class, train.from_class in facts.water_classes),
            ("to_class", train.to_class, train.to_class in facts.water_classes),
            *(("units", unit, unit in facts.treatment_units) for unit in train.units),
        ):
            if not known:
                findings.append(_unknown(train.id, field, value))
    kinds = (
        facts.waste_codes,
        facts.waste_chapters,
        facts.industries,
        facts.legal_notes,
        facts.treatment_units,
        facts.trains,
        facts.water_classes,
        facts.heat_levels,
        facts.heat_pipes,
    )
    for members in kinds:
        for name, fact in members.items():
            if fact.source not in catalog.sources:
                findings.append(_unknown(name, "source", fact.source))
    return findings


def _of_pair(pair: Pair, catalog: Catalog) -> Iterator[Finding]:
    facts = catalog.exchanges
    where = Where(file="pairs.csv", field=pair.id)
    for field, value, known in (
        ("source", pair.source, pair.source in catalog.sources),
        ("waste_code", pair.waste_code, pair.waste_code in facts.waste_codes),
        ("source_nace", pair.source_nace, pair.source_nace[:2] in facts.industries),
        ("receiving_nace", pair.receiving_nace, pair.receiving_nace[:2] in facts.industries),
    ):
        if value and not known:
            yield _unknown(pair.id, field, value)
    if not pair.ratio_low <= pair.ratio_typical <= pair.ratio_high:
        values = f"{pair.ratio_low}, {pair.ratio_typical}, {pair.ratio_high}"
        yield RATIOS_CROSSED.finding(where, fact=pair.id, values=values)
    if pair.waste_code and pair.waste_code.endswith("*") != pair.hazardous:
        yield HAZARD_MARK.finding(where, fact=pair.id, code=pair.waste_code)


def _unknown(fact: str, field: str, value: str) -> Finding:
    return UNKNOWN_WORD.finding(Where(field=fact), fact=fact, field=field, value=value)
