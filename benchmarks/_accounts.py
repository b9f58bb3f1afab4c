"""A year of 1,000,000 entries into an inventory with approach 1, against two others.

The problem: 100 enterprises in four parks with ten metered streams each, a thousand readings per
meter and year; every number is made up from a fixed seed.

*pandas* does the same sums the straightforward way: filter, merge the factors per gas, merge the
enterprises, multiply, group; then the variance of every enterprise by its parameters.
*The bare query* is what any answer from these rows must do at the least in a column engine: Polars
filters, joins the factors per gas and adds up per enterprise, category and gas. It has no
variances, no figures, no explanation and no hash of what it read.
All three start from the entries in memory and must agree on the total.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from _measure import Measured, alone, at_least, at_most, best_seconds, peak_mb, told

from parkloop.analyses.inventory.distributions import of_fact
from parkloop.analyses.inventory.inventory import inventory
from parkloop.analyses.inventory.model import Inventory, Line
from parkloop.analyses.inventory.parameters import InventoryParameters
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.columns import MICRO, STATED_SCHEMA, as_entries
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.periods import reporting_year
from parkloop.provenance import Result
from parkloop.texts import same_in_both

SEED = 20_261_121
ENTRIES = 1_000_000
ENTERPRISES, PARKS, YEAR = 100, 4, 2023
METERS = (
    ("electricity", "grid", "kWh", "use"),
    ("diesel", "market", "l", "stationary.manufacturing"),
    ("natural-gas", "market", "m3", "stationary.manufacturing"),
    ("lpg", "market", "kg", "stationary.manufacturing"),
    ("anthracite", "market", "kg", "stationary.manufacturing"),
    ("motor-gasoline", "market", "l", "mobile.road"),
    ("residual-fuel-oil", "market", "kg", "stationary.manufacturing"),
    ("R-410A", "market", "kg", "refrigerant.topup"),
    ("wood", "market", "kg", "stationary.manufacturing"),
    ("diesel", "market", "l", "mobile.road"),
)


def figures(quick: bool) -> Iterator[Measured]:
    entries = ENTRIES // 10 if quick else ENTRIES
    snapshot = made_up(entries)
    result = ours(snapshot)
    factors = factor_table(result)
    frame = as_pandas(snapshot)
    agree(result, with_pandas(frame, factors), bare(snapshot, factors))
    taken, limit = best_seconds([lambda: ours(snapshot), lambda: bare(snapshot, factors)], 5)
    (straightforward,) = best_seconds([lambda: with_pandas(frame, factors)], 2)
    yield told(f"inventory of {entries:,} entries with approach 1", taken, " s")
    yield told("the same sums in pandas", straightforward, " s")
    yield told("bare Polars join and sum", limit, " s")
    yield at_least("pandas / inventory", straightforward / taken, 10, "x")
    yield at_most("inventory / bare Polars", taken / limit, 2, "x")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries.parquet"
        snapshot.entries.write_parquet(path)
        peak = alone(__file__, str(path))["peak_mb"]
    yield at_most("peak memory, entries read from a file", peak, 2000, " MB", ".0f")


def made_up(entries: int) -> Snapshot:
    """A snapshot of so many readings; the same for the same number."""
    rng = np.random.default_rng(SEED)
    number = np.arange(entries)
    meter = number % len(METERS)
    enterprise = number // len(METERS) % ENTERPRISES
    reading = number // (len(METERS) * ENTERPRISES)
    step = 365 * 24 * 3600 // (entries // (len(METERS) * ENTERPRISES))
    opening = datetime(YEAR - 1, 12, 31, 17, tzinfo=UTC)
    column = {
        name: [row[place] for row in METERS] for place, name in enumerate(("s", "f", "u", "a"))
    }
    rows = pl.DataFrame({"meter": meter, "enterprise": enterprise, "reading": reading}).select(
        kind=pl.lit("flow"),
        stream=_picked(column["s"]),
        property=pl.lit(""),
        from_node=_picked(column["f"]),
        to_node="E" + pl.col("enterprise").cast(pl.String),
        activity=_picked(column["a"]),
        start=pl.lit(opening) + pl.duration(seconds=pl.col("reading") * step),
        end=pl.lit(opening) + pl.duration(seconds=(pl.col("reading") + 1) * step),
        series=pl.concat_str(pl.lit("m"), "enterprise", pl.lit("-"), "meter"),
        reference=pl.lit(""),
        quantity=pl.Series(rng.lognormal(3, 1, entries)),
        unit=_picked(column["u"]),
        text=pl.lit(""),
        status=pl.lit("measured"),
        uncertainty=pl.lit(None, pl.Float64),
        notation=pl.lit(""),
        note=pl.lit(""),
        file=pl.lit("meters.csv"),
        sheet=pl.lit(""),
        row=pl.Series(number + 2),
        page=pl.lit(""),
    )
    recorded = as_entries(
        rows.select(STATED_SCHEMA.keys()),
        import_id="made-up",
        recorded_at=datetime(YEAR + 1, 1, 15, tzinfo=UTC),
        recorded_by="",
    )
    return Ledger(recorded, park()).snapshot()


def _picked(values: list[str]) -> pl.Expr:
    return pl.col("meter").replace_strict(dict(enumerate(values)), return_dtype=pl.String)


def park() -> Park:
    nodes = [Node("zone", NodeKind.ZONE, same_in_both("Zone"))]
    nodes += [Node(f"P{n}", NodeKind.PARK, same_in_both(f"Park {n}"), "zone") for n in range(PARKS)]
    nodes += [
        Node(f"E{n}", NodeKind.ENTERPRISE, same_in_both(f"Firm {n}"), f"P{n % PARKS}")
        for n in range(ENTERPRISES)
    ]
    outside = (NodeKind.GRID, NodeKind.MARKET)
    return Park(
        same_in_both("Made up"),
        (*nodes, *(Node(kind.value, kind, same_in_both(kind.value)) for kind in outside)),
    )


def ours(snapshot: Snapshot) -> Result[Inventory]:
    return inventory(snapshot, load_catalog(), InventoryParameters(reporting_year(YEAR), draws=0))


def factor_table(result: Result[Inventory]) -> pl.DataFrame:
    """t CO2e per ledger unit of every stream, use and gas, with what is uncertain in it."""
    catalog = load_catalog()
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for line in result.value.lines:
        if line.gas in ("TOE", "CO2_bio"):
            continue
        gwp = catalog.potential(line.gas, "AR5").value
        facts = [catalog.known(term.fact) for term in line.terms]
        spread = [of_fact(fact) for fact in facts]
        rows[(line.stream, line.activity, line.gas)] = {
            "stream": line.stream,
            "activity": line.activity,
            "gas": line.gas,
            "category": line.category,
            "factor": line.mass / line.amount * gwp / 1000,
            "parameter": "|".join(fact.drawn_as for fact in facts),
            "deviation": math.sqrt(sum(s.relative_sd**2 for s in spread if s)),
        }
    return pl.DataFrame(list(rows.values()))


def as_pandas(snapshot: Snapshot) -> pd.DataFrame:
    wanted = ("kind", "stream", "activity", "to_node", "series", "status", "start", "end", "amount")
    return pd.DataFrame({name: snapshot.entries[name].to_list() for name in wanted})


def with_pandas(frame: pd.DataFrame, factors: pl.DataFrame) -> float:
    """Totals and variances per enterprise; returns the total of all [t CO2e]."""
    table = pd.DataFrame(factors.to_dict(as_series=False))
    period = reporting_year(YEAR)
    rows = frame[
        (frame["kind"] == "flow")
        & frame["status"].isin(["measured", "billed", "calculated", "estimated", "modelled"])
        & (frame["start"] >= period.start)
        & (frame["end"] <= period.end)
    ]
    rows = rows.merge(table, on=["stream", "activity"])
    rows["emission"] = rows["amount"] / MICRO * rows["factor"]
    totals = rows.groupby(["to_node", "category", "gas"])["emission"].sum()
    slopes = rows.groupby(["to_node", "parameter", "deviation"])["emission"].sum().reset_index()
    meters = rows.groupby(["to_node", "series"])["emission"].sum().reset_index()
    variance = (slopes["emission"] * slopes["deviation"]) ** 2
    (
        variance.groupby(slopes["to_node"]).sum()
        + ((meters["emission"] * 0.02 / 1.96) ** 2).groupby(meters["to_node"]).sum()
    )
    return float(totals.sum())


def bare(snapshot: Snapshot, factors: pl.DataFrame) -> float:
    """Totals per enterprise, category and gas; returns the total of all [t CO2e]."""
    period = reporting_year(YEAR)
    totals = (
        snapshot.entries.lazy()
        .filter(
            (pl.col("kind") == "flow")
            & pl.col("status").is_in(["measured", "billed", "calculated", "estimated", "modelled"])
            & (pl.col("start") >= period.start)
            & (pl.col("end") <= period.end)
        )
        .select("stream", "activity", "to_node", "amount")
        .join(factors.lazy(), on=["stream", "activity"])
        .with_columns(emission=pl.col("amount") / MICRO * pl.col("factor"))
        .group_by("to_node", "category", "gas")
        .agg(pl.col("emission").sum())
        .collect()
    )
    return float(totals["emission"].sum())


def agree(result: Result[Inventory], *others: float) -> None:
    total = result.figures[f"inventory/zone/{YEAR}/total"].value
    memo = _montreal(result.value.lines)
    for other in others:
        if total is None or not math.isclose(total + memo, other, rel_tol=1e-9):
            sys.exit(f"the totals differ: {total} {memo} {other}")


def _montreal(lines: tuple[Line, ...]) -> float:
    potentials = load_catalog()
    return sum(
        line.mass * potentials.potential(line.gas, "AR5").value / 1000
        for line in lines
        if line.memo == "montreal"
    )


if __name__ == "__main__":
    entries = pl.read_parquet(sys.argv[1])
    ours(Snapshot(entries, park()))
    print(json.dumps({"peak_mb": peak_mb()}))
