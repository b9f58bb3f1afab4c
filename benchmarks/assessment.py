"""Speed of assessing a whole nation's parks by every scheme, against the bare scans it needs.

python benchmarks/assessment.py [--quick]

431 parks with 16,000 enterprises: every enterprise answers twenty questions of the register, every
park states ninety, and has four yearly flows per enterprise. The bare scans filter the same rows,
join them to their park and take the newest statement, the sum or the amount of each group: what
nobody who wants the numbers can do without.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl
from _measure import Measured, alone, at_most, best_seconds, peak_mb, run, told

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.register import read_register
from parkloop.analyses.assessment.results import scheme_result
from parkloop.catalog.catalog import Catalog
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.columns import STATED_SCHEMA, as_entries
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.periods import reporting_year
from parkloop.texts import same_in_both

PARKS, ENTERPRISES = 431, 16_000
PERIOD = reporting_year(2025)
_HAPPENED = [status.value for status in HAPPENED]


def nation(parks: int, enterprises: int) -> Park:
    nodes = [Node("vn", NodeKind.ZONE, same_in_both("vn"))]
    nodes += [Node(f"p{n}", NodeKind.PARK, same_in_both(f"p{n}"), "vn") for n in range(parks)]
    nodes += [
        Node(f"p{n}-plant", NodeKind.TREATMENT, same_in_both("plant"), f"p{n}")
        for n in range(parks)
    ]
    nodes += [
        Node(f"e{n}", NodeKind.ENTERPRISE, same_in_both(f"e{n}"), f"p{n % parks}")
        for n in range(enterprises)
    ]
    nodes += [Node(name, NodeKind(name), same_in_both(name)) for name in ("landfill", "market")]
    return Park(same_in_both("nation"), tuple(nodes))


def ledger(parks: int, enterprises: int, catalog: Catalog) -> Snapshot:
    """Statements on every property of the register at its holder, and flows."""
    park = nation(parks, enterprises)
    book = catalog.rulebook.properties.values()
    firm = [one for one in book if one.holder == "enterprise" and one.id != "link-member"][:20]
    own = [one for one in book if one.holder == "park" and one.kind != "text"][:90]
    rows = [
        _statements(one.id, one.kind, one.unit, [f"e{n}" for n in range(enterprises)])
        for one in firm
    ]
    rows += [
        _statements(one.id, one.kind, one.unit, [f"p{n}" for n in range(parks)]) for one in own
    ]
    rows += list(_flows(parks, enterprises))
    frame = pl.concat(rows, how="diagonal").select(
        [
            pl.col(name).cast(kind) if name in rows[0].columns or name in _FLOW else
            pl.lit(None if kind in (pl.Float64(), pl.Int64()) else "", kind).alias(name)
            for name, kind in STATED_SCHEMA.items()
        ]
    )  # fmt: skip
    filled = frame.with_columns(pl.col(pl.String).fill_null(""))
    entries = as_entries(
        filled, import_id="bench", recorded_at=datetime(2026, 1, 1, tzinfo=UTC), recorded_by="bench"
    )
    return Snapshot(entries.sort("key"), park)


_FLOW = ("stream", "from_node", "to_node")


def _statements(name: str, kind: str, unit: str, nodes: list[str]) -> pl.DataFrame:
    size = len(nodes)
    number = pl.int_range(size, eager=True).cast(pl.Float64)
    value = (number * 7919 % 2) if kind == "state" else (number * 104_729 % 400)
    return pl.DataFrame({"to_node": nodes, "quantity": value}).with_columns(
        kind=pl.lit("observation"),
        property=pl.lit(name),
        unit=pl.lit(unit or "1"),
        status=pl.lit("measured"),
        start=pl.lit(PERIOD.start),
        end=pl.lit(PERIOD.end),
    )


def _flows(parks: int, enterprises: int) -> Iterator[pl.DataFrame]:
    firms = [f"e{n}" for n in range(enterprises)]
    plants = [f"p{n % parks}-plant" for n in range(enterprises)]
    for stream, source, target in (
        ("wastewater-industrial", firms, plants),
        ("reclaimed-water", plants, firms),
        ("industrial-waste", firms, ["landfill"] * enterprises),
        ("metal-scrap", firms, firms[1:] + firms[:1]),
    ):
        unit = "m3" if "water" in stream else "t"
        yield pl.DataFrame(
            {"from_node": source, "to_node": target, "quantity": [100.0] * enterprises}
        ).with_columns(
            kind=pl.lit("flow"),
            stream=pl.lit(stream),
            unit=pl.lit(unit),
            status=pl.lit("measured"),
            reference=pl.int_range(pl.len()).cast(pl.String),
            start=pl.lit(PERIOD.start),
            end=pl.lit(PERIOD.end),
        )


def bare(snapshot: Snapshot) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The scans alone: observations to the newest per property and holder, flows to sums."""
    nodes = snapshot.park.table.select("node", "park", "enterprise", "kind")
    happened = pl.col("status").is_in(_HAPPENED)
    newest = (
        snapshot.entries.lazy()
        .filter((pl.col("kind") == "observation") & happened & (pl.col("start") < PERIOD.end))
        .select("property", "to_node", "quantity", "unit", "text", "start", "end", "reference")
        .join(nodes.lazy(), left_on="to_node", right_on="node")
        .sort("end", "start")
        .group_by("to_node", "property")
        .agg(pl.col("quantity").last(), total=pl.col("quantity").sum(), until=pl.col("end").last())
        .collect()
    )
    sums = (
        snapshot.entries.lazy()
        .filter((pl.col("kind") == "flow") & happened & (pl.col("end") <= PERIOD.end))
        .group_by("stream", "from_node", "to_node")
        .agg(pl.col("amount").sum())
        .join(nodes.lazy(), left_on="from_node", right_on="node", how="left")
        .join(nodes.lazy(), left_on="to_node", right_on="node", how="left", suffix="_to")
        .collect()
    )
    return newest, sums


def figures(quick: bool) -> Iterator[Measured]:
    parks, enterprises = (43, 1_600) if quick else (PARKS, ENTERPRISES)
    catalog = load_catalog()
    snapshot = ledger(parks, enterprises, catalog)
    schemes = tuple(catalog.rulebook.schemes)
    parameters = AssessmentParameters(PERIOD, schemes)
    # Both sides know the park's table and the hash of the ledger: neither belongs to the scans.
    assert snapshot.hash
    assert len(snapshot.park.table)
    whole, scans, register = best_seconds(
        [
            lambda: assessment(snapshot, catalog, parameters),
            lambda: bare(snapshot),
            lambda: read_register(snapshot, catalog, PERIOD),
        ],
        3 if quick else 5,
    )
    found = assessment(snapshot, catalog, parameters).value
    cells = sum(len(one.subjects) * len(one.columns) for one in found.schemes.values())
    name = f"{parks} parks, {enterprises:,} enterprises, {len(schemes)} schemes"
    yield told(f"{name}: rows of the ledger", len(snapshot.entries), "", ",.0f")
    yield told(f"{name}: verdicts", cells, "", ",.0f")
    yield told(f"{name}: bare scans", scans, " s")
    yield told(f"{name}: reading the register", register, " s")
    yield told(f"{name}: assessment", whole, " s")
    yield at_most(f"{name}: assessment in bare scans", whole / scans, 2.0)
    opened, *_ = best_seconds([lambda: scheme_result(found, "VN-35", "p0")], 20)
    yield told(f"{name}: one park opened in words", 1000 * opened, " ms", ".2f")
    sizes = ("--quick",) if quick else ()
    ours = alone(__file__, "--memory", "assessment", *sizes)
    theirs = alone(__file__, "--memory", "bare", *sizes)
    yield told(f"{name}: peak memory of the scans", theirs["mb"], " MB", ".0f")
    yield told(f"{name}: peak memory of the assessment", ours["mb"], " MB", ".0f")
    yield at_most(f"{name}: peak memory in that of the scans", ours["mb"] / theirs["mb"], 2.0)


def memory(what: str, quick: bool) -> None:
    """Peak memory of one of both, in a process of its own."""
    parks, enterprises = (43, 1_600) if quick else (PARKS, ENTERPRISES)
    catalog = load_catalog()
    snapshot = ledger(parks, enterprises, catalog)
    if what == "bare":
        bare(snapshot)
    else:
        assessment(snapshot, catalog, AssessmentParameters(PERIOD, tuple(catalog.rulebook.schemes)))
    print(json.dumps({"mb": peak_mb()}))


if __name__ == "__main__":
    if "--memory" in sys.argv:
        memory(sys.argv[sys.argv.index("--memory") + 1], "--quick" in sys.argv)
    else:
        run(figures)
