"""Do the meters agree? Counters, and what they counted beside what was entered."""

from __future__ import annotations

from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import HAPPENED_ROW, by_entry
from parkloop.ledger.checks.wording import as_stated, in_unit, period_of, place, spoken
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import local
from parkloop.texts import Text

BACKWARDS = Rule(
    "CHK-15",
    Severity.ERROR,
    Text(
        "Đồng hồ “{series}” ({stream}, {node}) chạy lùi: {before_vi} {unit} ngày {before_day}, "
        "rồi {value_vi} {unit} ngày {day}, mà không ghi việc thay đồng hồ.",
        "The counter “{series}” ({stream}, {node}) runs backwards: {before_en} {unit} on "
        "{before_day}, then {value_en} {unit} on {day}, and no meter exchange is recorded.",
    ),
    Text(
        "Sửa số đọc sai; nếu đã thay đồng hồ hoặc đồng hồ quay vòng, ghi quan sát "
        "counter-replaced với số đầu của đồng hồ mới.",
        "Correct the wrong reading; if the meter was exchanged or turned over, enter an "
        "observation counter-replaced with the first reading of the new one.",
    ),
)
COUNTED_DIFFERENTLY = Rule(
    "CHK-16",
    Severity.WARNING,
    Text(
        "Đồng hồ “{series}” đếm {counted_vi} {unit} trong kỳ {period}, nhưng mục ghi {value_vi} "
        "{unit} (lệch {percent_vi} %).",
        "The counter “{series}” counted {counted_en} {unit} in {period}, but the entry says "
        "{value_en} {unit} ({percent_en} % apart).",
    ),
    Text(
        "Kiểm tra số đọc đầu và cuối kỳ, hệ số nhân của đồng hồ (TU, TI) và kỳ hóa đơn.",
        "Check the readings at both ends, the meter's multiplier (transformer ratio) and the "
        "billing period.",
    ),
)
_METER = ("to_node", "stream", "series")


def check_counters(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No counter runs backwards unless the meter was exchanged (CHK-15).

    An observation ``counter`` is the reading of a meter at the end of its period; an observation
    ``counter-replaced`` is the first reading of the meter that took its place.
    """
    counted = _counted(snapshot)
    backwards = counted.filter(pl.col("exchanged_at").is_null() & (pl.col("step") < 0))
    zone = snapshot.park.zone
    findings = []
    for row in backwards.iter_rows(named=True):
        pair = by_entry(snapshot.observations, [row["entry"], row["before_entry"]])
        unit, measured = row["unit"], row["dimension"]
        findings.append(
            BACKWARDS.finding(
                place(
                    pair.sort("end", descending=True).head(1),
                    parameters.entries_named,
                    field="quantity",
                    node=row["to_node"],
                    period=period_of(row, zone),
                ),
                series=row["series"],
                stream=row["stream"] or "—",
                node=row["to_node"],
                unit=unit,
                before_day=f"{local(row['before_end'], zone):%Y-%m-%d}",
                day=f"{local(row['end'], zone):%Y-%m-%d}",
                **as_stated(
                    before=in_unit(row["before"], measured, unit),
                    value=in_unit(row["amount"], measured, unit),
                ),
            )
        )
    return tuple(findings)


def check_counted(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """What a counter counted is what the flows of its series say (CHK-16).

    Compared where readings stand at both ends of the flow's period. Across an exchange the old
    meter counts to its last reading and the new one from its first.
    """
    marks = _marks(_counted(snapshot))
    flows = snapshot.flows.filter(
        HAPPENED_ROW & (pl.col("series") != "") & pl.col("amount").is_not_null()
    )
    on = ["stream", "series", "dimension"]
    compared = (
        flows.join(marks.rename({"at": "start", "total": "t0", "blind": "b0"}), on=[*on, "start"])
        .join(marks.rename({"at": "end", "total": "t1", "blind": "b1"}), on=[*on, "end", "meter"])
        .filter(pl.col("b0") == pl.col("b1"))
        .with_columns(counted=pl.col("t1") - pl.col("t0"))
    )
    apart = (pl.col("counted") - pl.col("amount")).abs()
    limit = parameters.counter_tolerance * pl.max_horizontal(
        pl.col("amount").abs(), pl.col("counted").abs()
    )
    wrong = compared.filter(apart > limit).sort("series", "start", "entry")
    return tuple(_counted_finding(row, snapshot, parameters) for row in wrong.iter_rows(named=True))


def _counted_finding(
    row: dict[str, Any], snapshot: Snapshot, parameters: CheckParameters
) -> Finding:
    unit = row["unit"]
    period = period_of(row, snapshot.park.zone)
    base = abs(row["counted"]) or abs(row["amount"])
    return COUNTED_DIFFERENTLY.finding(
        place(
            by_entry(snapshot.flows, [row["entry"]]),
            parameters.entries_named,
            field="quantity",
            node=row["to_node"],
            period=period,
        ),
        series=row["series"],
        period=period,
        unit=unit,
        **as_stated(value=row["quantity"]),
        **spoken(
            counted=in_unit(row["counted"], row["dimension"], unit),
            percent=abs(row["counted"] - row["amount"]) / base * 100,
        ),
    )


def _counted(snapshot: Snapshot) -> pl.DataFrame:
    """Readings in order, with the reading before, the exchange between, and what was counted.

    ``step`` is null for the first reading of a meter and where an exchange leaves it unknown:
    the old meter's last reading or the new one's first is not there.
    """
    columns = ["entry", *_METER, "start", "end", "amount", "dimension", "unit"]
    seen = snapshot.observations.filter(pl.col("amount").is_not_null())
    readings = seen.filter(pl.col("property") == "counter").select(columns)
    exchanges = (
        snapshot.observations.filter(pl.col("property") == "counter-replaced")
        .select(*_METER, exchanged_at="end", new_start="amount")
        .sort("exchanged_at")
    )
    ordered = readings.sort(*_METER, "end", "entry").with_columns(
        before=pl.col("amount").shift(1).over(_METER),
        before_end=pl.col("end").shift(1).over(_METER),
        before_entry=pl.col("entry").shift(1).over(_METER),
    )
    return (
        ordered.sort("end")
        .join_asof(
            exchanges,
            left_on="end",
            right_on="exchanged_at",
            by=list(_METER),
            # The old meter's last reading stands at the instant of the exchange, before it.
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(
            exchanged_at=pl.when(pl.col("exchanged_at") >= pl.col("before_end")).then(
                "exchanged_at"
            )
        )
        .with_columns(
            step=pl.when(pl.col("exchanged_at").is_null())
            .then(pl.col("amount") - pl.col("before"))
            .when(pl.col("exchanged_at") == pl.col("before_end"))
            .then(pl.col("amount") - pl.col("new_start"))
        )
        .sort(*_METER, "end", "entry")
    )


def _marks(counted: pl.DataFrame) -> pl.DataFrame:
    """What each meter had counted in all at each reading, and how many steps are unknown.

    A step backwards counts as unknown: it is told by itself (CHK-15).
    """
    first = pl.col("before").is_null()
    backwards = pl.col("exchanged_at").is_null() & (pl.col("step") < 0)
    return (
        counted.with_columns(step=pl.when(~backwards).then("step"))
        .with_columns(
            total=pl.col("step").fill_null(0).cum_sum().over(_METER),
            blind=(pl.col("step").is_null() & ~first).cast(pl.Int64).cum_sum().over(_METER),
        )
        .select(
            "stream", "series", "dimension", "total", "blind", at=pl.col("end"), meter="to_node"
        )
    )
