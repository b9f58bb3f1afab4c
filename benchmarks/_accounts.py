"""A year of 1,000,000 entries into an inventory with approach 1, against two others.

The problem: 100 enterprises in four parks with ten metered streams each, a thousand readings per
meter and year; every number is made up from a fixed seed. All start from the entries in memory
and must agree on the total.

*The inventory* begins with a new snapshot every time: lines, figures of every enterprise, park
and the zone per scope, category and gas, the half-width of each, gaps, findings, and the hash of
the ledger. The ledger holds that year and nothing else, so that its hash is also that of the
entries used and is taken once.

*pandas* does the same sums the straightforward way: filter, merge the factors per gas, multiply,
group by enterprise, category and gas; then the variance of every enterprise by its parameters. It
has no parks, no intervals of categories and gases, no figures and no hash.
*The bare query* is the limit: Polars scans, joins the factors per gas and adds up per enterprise,
category and gas, as one would write it down. It has no variances either.

Both are told a second time, without a goal, in another order: each meter is summed *before* the
factors come to it. So does the inventory, and nothing that needs the sums of meters (approach 1
does) can be quicker. What the inventory takes beyond that is the hash, about 0.04 s per million
entries on one core, and Python for 3,600 lines and 2,600 figures, about 0.08 s however many
entries there are. That Python runs in one thread: with more cores than two, the bare query gains
and the inventory hardly does. With 100,000 entries (--quick) it outweighs everything else, and
the comparisons are told without goals.
"""

from __future__ import annotations

import json
import math
import os
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
#: Columns that tell one meter's sum from another's.
METER = ["stream", "activity", "to_node", "series"]
HAPPENED = ["measured", "billed", "calculated", "estimated", "modelled"]


def figures(quick: bool) -> Iterator[Measured]:
    count = ENTRIES // 10 if quick else ENTRIES
    entries = made_up(count)
    result = ours(entries)
    factors = factor_table(result)
    frame = as_pandas(entries)
    agree(
        result,
        pandas_merged_first(frame, factors),
        pandas_summed_first(frame, factors),
        bare_joined_first(entries, factors),
        bare_summed_first(entries, factors),
    )
    taken, limit, least = best_seconds(
        [
            lambda: ours(entries),
            lambda: bare_joined_first(entries, factors),
            lambda: bare_summed_first(entries, factors),
        ],
        9,
    )
    merged, summed = best_seconds(
        [lambda: pandas_merged_first(frame, factors), lambda: pandas_summed_first(frame, factors)],
        3,
    )
    yield told("cores", os.cpu_count() or 1, "", ".0f")
    yield told(f"inventory of {count:,} entries with approach 1", taken, " s")
    yield told("the same sums in pandas", merged, " s")
    yield told("the same sums in pandas, meters summed before the merge", summed, " s")
    yield told("bare Polars join and sum", limit, " s")
    yield told("bare Polars, meters summed before the join", least, " s")
    if quick:
        yield told("pandas / inventory", merged / taken, "x", ".1f")
        yield told("inventory / bare Polars", taken / limit, "x", ".2f")
    else:
        yield at_least("pandas / inventory", merged / taken, 10, "x")
        yield at_most("inventory / bare Polars", taken / limit, 2, "x")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries.parquet"
        entries.write_parquet(path)
        peak = alone(__file__, str(path))["peak_mb"]
    yield at_most("peak memory, entries read from a file", peak, 2000, " MB", ".0f")


def made_up(entries: int) -> pl.DataFrame:
    """So many readings as a snapshot holds them; the same for the same number."""
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
    return Ledger(recorded, park()).snapshot().entries


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


def ours(entries: pl.DataFrame) -> Result[Inventory]:
    """From a new snapshot and park, so that nothing found in an earlier run is kept."""
    return inventory(
        Snapshot(entries, park()),
        load_catalog(),
        InventoryParameters(reporting_year(YEAR), draws=0),
    )


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


def as_pandas(entries: pl.DataFrame) -> pd.DataFrame:
    wanted = ("kind", "stream", "activity", "to_node", "series", "status", "start", "end", "amount")
    return pd.DataFrame({name: entries[name].to_list() for name in wanted})


def pandas_merged_first(frame: pd.DataFrame, factors: pl.DataFrame) -> float:
    rows = _in_pandas(frame).merge(_table(factors), on=["stream", "activity"])
    return _totals_in_pandas(rows)


def pandas_summed_first(frame: pd.DataFrame, factors: pl.DataFrame) -> float:
    meters = _in_pandas(frame).groupby(METER, as_index=False)["amount"].sum()
    return _totals_in_pandas(meters.merge(_table(factors), on=["stream", "activity"]))


def _table(factors: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(factors.to_dict(as_series=False))


def _in_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    period = reporting_year(YEAR)
    return frame[
        (frame["kind"] == "flow")
        & frame["status"].isin(HAPPENED)
        & (frame["start"] >= period.start)
        & (frame["end"] <= period.end)
    ]


def _totals_in_pandas(rows: pd.DataFrame) -> float:
    """Totals and variances per enterprise; returns the total of all [t CO2e]."""
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


def bare_joined_first(entries: pl.DataFrame, factors: pl.DataFrame) -> float:
    return _totals_in_polars(_in_polars(entries).select(*METER[:-1], "amount"), factors)


def bare_summed_first(entries: pl.DataFrame, factors: pl.DataFrame) -> float:
    meters = _in_polars(entries).group_by(METER).agg(pl.col("amount").sum())
    return _totals_in_polars(meters, factors)


def _in_polars(entries: pl.DataFrame) -> pl.LazyFrame:
    period = reporting_year(YEAR)
    return entries.lazy().filter(
        (pl.col("kind") == "flow")
        & pl.col("status").is_in(HAPPENED)
        & (pl.col("start") >= period.start)
        & (pl.col("end") <= period.end)
    )


def _totals_in_polars(rows: pl.LazyFrame, factors: pl.DataFrame) -> float:
    """Totals per enterprise, category and gas; returns the total of all [t CO2e]."""
    totals = (
        rows.join(factors.lazy(), on=["stream", "activity"])
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
    ours(entries)
    print(json.dumps({"peak_mb": peak_mb()}))
