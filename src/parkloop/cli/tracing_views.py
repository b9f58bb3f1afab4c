"""Views of a trace: rules side by side, and the carbon embodied in every stream."""

from __future__ import annotations

from dataclasses import replace

from parkloop.analyses.tracing.comparing import Comparison, Under, compare
from parkloop.analyses.tracing.model import Tracing
from parkloop.analyses.tracing.parameters import ALLOCATIONS, TracingParameters
from parkloop.catalog.catalog import Catalog
from parkloop.cli.common import Voice
from parkloop.cli.studying import written
from parkloop.findings import Severity
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Plain, significant
from parkloop.texts import Text, same_in_both


def side_by_side(
    voice: Voice,
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: TracingParameters,
    part: str,
    *,
    as_json: bool,
) -> None:
    """Footprints whose id holds ``part`` under every rule and allocation, with their sums."""
    every = replace(parameters, products=())
    found = compare(snapshot, catalog, every, allocations=ALLOCATIONS)
    if as_json:
        voice.data(_document(found, part))
        return
    columns = [same_in_both(_way(one)) for one in found.under]
    rows = [
        (product, *(_cell(voice, one, product) for one in found.under))
        for product in found.products
        if part in product
    ]
    voice.table(
        Text("Dấu vết theo từng quy tắc (kg CO2e/đơn vị)", "Footprints by rule (kg CO2e/unit)"),
        (Text("sản phẩm", "product"), *columns),
        rows,
    )
    voice.table(
        Text("Tổng theo từng quy tắc (kg CO2e)", "Sums by rule (kg CO2e)"),
        (
            Text("quy tắc", "rule"),
            Text("nguồn", "sources"),
            Text("rời đi", "leaving"),
            Text("khấu trừ", "credit"),
            Text("chênh lệch", "difference"),
        ),
        [_sums(voice, one) for one in found.under],
    )
    voice.findings(f for f in found.findings if f.severity is Severity.ERROR)


def _way(one: Under) -> str:
    return f"{one.rule} · {one.allocation}"


def _cell(voice: Voice, one: Under, product: str) -> str:
    value = one.per_unit.get(product)
    mark = " *" if product in one.partial else ""
    return "—" if value is None else written(value, voice.language) + mark


def _sums(voice: Voice, one: Under) -> tuple[str, ...]:
    if one.sums is None:
        return (_way(one), "—", "—", "—", "—")
    numbers = (one.sums.sources, one.sums.leaving, one.sums.credit)
    exact = (written(number, voice.language) for number in numbers)
    return (_way(one), *exact, f"{one.sums.difference:.1e}")


def _document(found: Comparison, part: str) -> dict[str, Plain]:
    return {
        "gaps": [gap.as_dict() for gap in found.gaps],
        "proven": found.proven,
        "under": [
            {
                "allocation": one.allocation,
                "partial": [name for name in sorted(one.partial) if part in name],
                "products": {n: v for n, v in sorted(one.per_unit.items()) if part in n},
                "rule": one.rule,
                "sums": None
                if one.sums is None
                else {
                    "credit": significant(one.sums.credit, 10),
                    "difference": significant(one.sums.difference, 1),
                    "leaving": significant(one.sums.leaving, 10),
                    "sources": significant(one.sums.sources, 10),
                },
            }
            for one in found.under
        ],
    }


def streams(voice: Voice, value: Tracing, part: str, *, as_json: bool) -> None:
    """Streams whose name or ends hold ``part``, with the carbon embodied in them."""
    shown = [c for c in value.carried if part in f"{c.giver}/{c.stream}/{c.taker}"]
    if as_json:
        voice.data(
            [
                {
                    "amount": c.amount,
                    "from": c.giver,
                    "kg_co2e": c.carried,
                    "kind": c.kind,
                    "partial": not c.known,
                    "stream": c.stream,
                    "to": c.taker,
                    "unit": c.unit,
                }
                for c in shown
            ]
        )
        return
    rows = [
        (
            c.stream,
            f"{c.giver} → {c.taker}",
            f"{written(c.amount, voice.language)} {c.unit}",
            written(c.carried, voice.language) + ("" if c.known else " *"),
            c.kind,
        )
        for c in shown
    ]
    voice.table(
        Text("Các-bon trong từng dòng (* chưa đầy đủ)", "Carbon in every stream (* partial)"),
        (
            Text("dòng", "stream"),
            Text("từ → đến", "from → to"),
            Text("lượng", "amount"),
            same_in_both("kg CO2e"),
            Text("loại", "kind"),
        ),
        rows,
    )
