"""Is a value believable beside the series' own history? Outliers and mistaken units."""

from __future__ import annotations

import math
from statistics import median
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import ENDS, numbered, over_time
from parkloop.ledger.checks.wording import (
    as_stated,
    in_unit,
    period_of,
    place,
    series_name,
    spoken,
    worded,
)
from parkloop.ledger.ledger import Snapshot
from parkloop.quantities import atoms, conversion, dimension
from parkloop.texts import Text

IMPLAUSIBLE = Rule(
    "CHK-13",
    Severity.WARNING,
    Text(
        "{series_vi}, kỳ {period}: {value_vi} {unit} bằng {ratio_vi} lần trung vị của {count} kỳ "
        "khác ({median_vi} {unit}; từ {low_vi} đến {high_vi} {unit}, quy về cùng số ngày).",
        "{series_en}, {period}: {value_en} {unit} is {ratio_en} times the median of the {count} "
        "other periods ({median_en} {unit}; range {low_en} to {high_en} {unit}, brought to the "
        "same number of days).",
    ),
    Text(
        "So với chứng từ gốc. Nếu đúng, ghi chú lý do; nếu sai, nhập số đúng để thay thế.",
        "Compare with the document. If it is right, note why; else enter the right value.",
    ),
)
UNIT_SLIP = Rule(
    "CHK-14",
    Severity.WARNING,
    Text(
        "{series_vi}, kỳ {period}: {value_vi} {unit} bằng {ratio_vi} lần trung vị của {count} kỳ "
        "khác ({median_vi} {unit}; từ {low_vi} đến {high_vi} {unit}), gần bằng {factor_vi} lần: "
        "{guess_vi}.",
        "{series_en}, {period}: {value_en} {unit} is {ratio_en} times the median of the {count} "
        "other periods ({median_en} {unit}; range {low_en} to {high_en} {unit}), close to "
        "{factor_en}: {guess_en}.",
    ),
    Text(
        "Kiểm tra đơn vị và dấu thập phân trên chứng từ; giá trị đúng có thể là {suggested}.",
        "Check the unit and the decimal sign in the document; it may have to be {suggested}.",
    ),
)
#: Consistency factor that makes the median absolute deviation the standard deviation of a
#: normal distribution: 1/Φ⁻¹(3/4).
_MAD_TO_DEVIATION = 1.482602218505602
_HISTORY = (*ENDS, "series", "dimension")
_DAY = 86_400_000_000


def check_history(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No value is far from its series' own history (CHK-13), nor off by a unit (CHK-14).

    Values per day are compared by their logarithm: the distance to the series' median, or to
    the same month of other years where that is nearer, in robust standard deviations (median
    absolute deviation; Rousseeuw and Croux 1993, doi:10.1080/01621459.1993.10476408).
    """
    positive = (pl.col("amount") > 0) & (pl.col("dimension") != "")
    rows = numbered(over_time(snapshot).filter(positive), _HISTORY).with_columns(
        days=(pl.col("end") - pl.col("start")).dt.total_microseconds() / _DAY
    )
    strange = _strange(rows, snapshot.park.zone, parameters)
    histories = {
        part.item(0, "group"): part
        for part in rows.join(strange, on="group", how="semi").partition_by("group")
    }
    return tuple(
        _history_finding(row, histories[row["group"]], snapshot.park.zone, parameters)
        for row in strange.iter_rows(named=True)
    )


def _strange(rows: pl.DataFrame, zone: str, parameters: CheckParameters) -> pl.DataFrame:
    """Rows whose value lies too far from the usual one."""
    middle = pl.col("start") + (pl.col("end") - pl.col("start")) / 2
    x = (pl.col("amount") / pl.col("days")).log()
    usual = pl.col("x").median().over("group")
    n_month, sum_month = pl.len().over("group", "month"), pl.col("x").sum().over("group", "month")
    away = pl.min_horizontal(pl.col("from_usual").abs(), pl.col("from_season").abs())
    sides_agree = pl.col("from_usual") * pl.col("from_season").fill_null(pl.col("from_usual")) > 0
    spread = (pl.col("from_usual").abs().median().over("group") * _MAD_TO_DEVIATION).clip(
        lower_bound=parameters.least_spread
    )
    return (
        rows.with_columns(x=x, month=middle.dt.convert_time_zone(zone).dt.month())
        .with_columns(
            from_usual=pl.col("x") - usual,
            from_season=pl.when(n_month > 1).then(
                pl.col("x") - (sum_month - pl.col("x")) / (n_month - 1)
            ),
            history=pl.len().over("group"),
        )
        .with_columns(away=away, spread=spread)
        .filter(
            (pl.col("history") >= parameters.least_history)
            & sides_agree
            & (pl.col("away") > parameters.spread_limit * pl.col("spread"))
            & (
                ((pl.col("from_usual") > 0) & (pl.col("away") > math.log(parameters.high_ratio)))
                | ((pl.col("from_usual") < 0) & (pl.col("away") > math.log(parameters.low_ratio)))
            )
        )
        .sort(*_HISTORY, "start", "entry")
    )


def _history_finding(
    row: dict[str, Any], history: pl.DataFrame, zone: str, parameters: CheckParameters
) -> Finding:
    others = history.filter(pl.col("entry") != row["entry"])
    unit, days = row["unit"], row["days"]
    scaled = [
        in_unit(amount, row["dimension"], unit) / length * days
        for amount, length in others.select("amount", "days").iter_rows()
    ]
    usual = median(scaled)
    ratio = row["quantity"] / usual
    where = place(
        history.filter(pl.col("entry") == row["entry"]),
        parameters.entries_named,
        field="quantity",
        node=row["to_node"],
        period=period_of(row, zone),
    )
    said: dict[str, str] = {
        **worded(series=series_name(row)),
        **as_stated(value=row["quantity"]),
        **spoken(ratio=ratio, median=usual, low=min(scaled), high=max(scaled)),
        "period": period_of(row, zone),
        "unit": unit,
        "count": str(len(scaled)),
    }
    slip = _slip(ratio, unit, parameters)
    if slip is None:
        return IMPLAUSIBLE.finding(where, **said)
    factor, other_unit = slip
    suggested = (
        f"{row['quantity']:.12g} {other_unit}"
        if other_unit
        else f"{row['quantity'] / factor:.12g} {unit}"
    )
    return UNIT_SLIP.finding(
        where,
        suggestion=suggested,
        **said,
        **spoken(factor=factor),
        **worded(guess=_guess(unit, other_unit, factor)),
        suggested=suggested,
    )


def _slip(ratio: float, unit: str, parameters: CheckParameters) -> tuple[float, str] | None:
    """The factor that a ratio is close to, with the unit that would explain it ('' if none)."""
    for size in parameters.slip_factors:
        for factor in (size, 1 / size):
            if abs(math.log(ratio / factor)) <= parameters.slip_tolerance:
                other = _unit_smaller_by(unit, factor)
                # 3.6 is a slip only where it joins two units (kWh and MJ), not for tonnes.
                if other or not math.isclose(size, 3.6):
                    return factor, other
    return None


def _unit_smaller_by(unit: str, factor: float) -> str:
    measured = dimension(unit)
    return next(
        (
            other
            for other in atoms()
            if dimension(other) == measured
            and math.isclose(conversion(unit, other), factor, rel_tol=1e-9)
        ),
        "",
    )


def _guess(unit: str, other_unit: str, factor: float) -> Text:
    if other_unit:
        return Text(
            f"có thể số {other_unit} được ghi là {unit}",
            f"perhaps {other_unit} entered as {unit}",
        )
    if factor > 1:
        return Text(
            "có thể thừa một chữ số hoặc sai dấu thập phân",
            "perhaps a digit too many or a misplaced decimal sign",
        )
    return Text(
        "có thể thiếu một chữ số hoặc sai dấu thập phân",
        "perhaps a digit too few or a misplaced decimal sign",
    )
