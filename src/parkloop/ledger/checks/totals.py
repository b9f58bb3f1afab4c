"""Do the sums agree? Main meters and their sub-meters, stocks that cannot be negative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import HAPPENED_ROW, groups
from parkloop.ledger.checks.wording import (
    as_stated,
    counted,
    in_unit,
    period_of,
    place,
    spoken,
    worded,
)
from parkloop.ledger.columns import MICRO
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.ledger.uncertainty import combined, uncertainty_facts, with_half_width
from parkloop.periods import local
from parkloop.quantities import LEDGER_UNITS
from parkloop.texts import Text

MAIN_METER_OPEN = Rule(
    "CHK-17",
    Severity.WARNING,
    Text(
        "{node}, {stream}, kỳ {period}: đồng hồ tổng ({side_vi}) đếm {main_vi} {unit}, các dòng "
        "({entries_vi}) cộng lại {sum_vi} {unit}; chênh {difference_vi} {unit}, vượt dung sai "
        "±{tolerance_vi} {unit}.",
        "{node}, {stream}, {period}: the main meter ({side_en}) counted {main_en} {unit}, the "
        "flows ({entries_en}) add up to {sum_en} {unit}; the difference of {difference_en} {unit} "
        "is beyond the tolerance of ±{tolerance_en} {unit}.",
    ),
    Text(
        "Tìm nhánh chưa có đồng hồ, tổn thất chưa ghi hoặc số đọc lệch ngày; phần không giải "
        "thích được vẫn hiện trong cân bằng.",
        "Look for a branch without a meter, losses not entered or readings of another day; what "
        "stays unexplained is shown in the balance.",
    ),
)
MAIN_METER_ALONE = Rule(
    "CHK-18",
    Severity.INFO,
    Text(
        "{node}, {stream}, kỳ {period}: không so được đồng hồ tổng ({side_vi}) với các mục: "
        "{why_vi}.",
        "{node}, {stream}, {period}: the main meter ({side_en}) cannot be compared with the "
        "entries: {why_en}.",
    ),
    Text(
        "Bổ sung các mục còn thiếu hoặc chia kỳ vắt tháng, rồi kiểm tra lại.",
        "Enter what is missing or split periods that run across, then check again.",
    ),
)
NEGATIVE_STOCK = Rule(
    "CHK-19",
    Severity.WARNING,
    Text(
        "Kho {node}, {stream}: tính từ lần kiểm kê gần nhất, tồn kho ngày {day} là {level_vi} "
        "{unit} (âm).",
        "Stock {node}, {stream}: counted on from the last stocktaking, {level_en} {unit} are left "
        "on {day}, which is below zero.",
    ),
    Text(
        "Tìm lần nhập kho bị thiếu hoặc lần xuất ghi hai lần, hoặc nhập kết quả kiểm kê mới.",
        "Look for a delivery that is missing or a withdrawal entered twice, or enter a new "
        "stocktaking.",
    ),
)
OPENING_LEVEL_MISSING = Rule(
    "CHK-20",
    Severity.INFO,
    Text(
        "Kho {node}, {stream}: đến ngày {day} đã xuất nhiều hơn nhập {level_vi} {unit}, mà chưa "
        "có số tồn đầu.",
        "Stock {node}, {stream}: by {day}, {level_en} {unit} more had left than come, and no "
        "opening level is entered.",
    ),
    Text(
        "Nhập số tồn đầu (mục cân bằng “level” có kỳ kết thúc trước mục đầu tiên).",
        "Enter the opening level (a balance entry “level” whose period ends before the first).",
    ),
)
_SIDES = {
    "supply": ("to_node", Text("đầu vào", "supply")),
    "delivery": ("from_node", Text("đầu ra", "delivery")),
}


def check_main_meters(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """What a main meter counted is the sum of the flows it covers (CHK-17).

    Tolerance: ``balance_factor`` × the combined 95 % half-width of meter and flows, from what
    they state or from the catalog's uncertainty for their status.
    """
    facts = uncertainty_facts(catalog)
    mains = snapshot.balances.filter(HAPPENED_ROW & pl.col("property").is_in(list(_SIDES)))
    flows = snapshot.flows.filter(HAPPENED_ROW)
    findings = []
    for shared, part in groups(mains, "property", "to_node", "stream"):
        side = _SIDES[shared["property"]][0]
        metered = flows.filter(
            (pl.col(side) == shared["to_node"]) & (pl.col("stream") == shared["stream"])
        )
        for row in part.sort("start", "entry").iter_rows(named=True):
            findings.append(_compare(row, part, metered, facts, snapshot.park.zone, parameters))
    return tuple(finding for finding in findings if finding is not None)


def _compare(
    main: dict[str, Any],
    mains: pl.DataFrame,
    metered: pl.DataFrame,
    facts: dict[str, Fact],
    zone: str,
    parameters: CheckParameters,
) -> Finding | None:
    touching = metered.filter((pl.col("start") < main["end"]) & (pl.col("end") > main["start"]))
    own = mains.filter(pl.col("entry") == main["entry"])
    where = replace(
        place(own, 1, field="quantity", node=main["to_node"], period=period_of(main, zone)),
        entries=(main["entry"], *touching.get_column("entry").head(parameters.entries_named)),
    )
    said: dict[str, str] = {
        "node": main["to_node"],
        "stream": main["stream"],
        "period": period_of(main, zone),
        **worded(side=_SIDES[main["property"]][1]),
    }
    why = _incomparable(main, touching)
    widths = None if why else combined(with_half_width(pl.concat([own, touching]), facts))
    if why or widths is None:
        why = why or Text("chưa biết độ bất định", "the uncertainty is not known")
        return MAIN_METER_ALONE.finding(where, **said, **worded(why=why))
    total = int(touching.get_column("amount").sum())
    tolerance = widths * parameters.balance_factor
    if abs(main["amount"] - total) <= tolerance:
        return None
    unit, measured = main["unit"], main["dimension"]
    return MAIN_METER_OPEN.finding(
        where,
        **said,
        **counted(len(touching)),
        unit=unit,
        **as_stated(main=main["quantity"]),
        **spoken(
            sum=in_unit(total, measured, unit),
            difference=in_unit(main["amount"] - total, measured, unit),
            tolerance=in_unit(tolerance, measured, unit),
        ),
    )


def _incomparable(main: dict[str, Any], touching: pl.DataFrame) -> Text | None:
    """Why the flows cannot be added up and compared, if so."""
    across = (pl.col("start") < main["start"]) | (pl.col("end") > main["end"])
    if main["amount"] is None:
        return Text("số của đồng hồ tổng không dùng được", "the main meter has no usable value")
    if touching.is_empty():
        return Text("không có mục nào trong kỳ", "there is no entry in the period")
    if len(touching.filter(across)):
        return Text("có mục vắt qua ranh giới kỳ", "some entries run across the period's border")
    if touching.get_column("amount").null_count():
        return Text("có mục không có số lượng", "some entries have no quantity")
    if len(touching.filter(pl.col("dimension") != main["dimension"])):
        return Text("các mục dùng đơn vị khác loại", "some entries are in another kind of unit")
    return None


def check_stocks(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No stock falls below zero (CHK-19); without an opening level it is asked for (CHK-20)."""
    findings = []
    for node in snapshot.park.of_kind(NodeKind.STOCK):
        for shared, events in groups(_stock_events(snapshot, node.id), "stream", "dimension"):
            low = _lowest(events)
            if low is None:
                continue
            rule = NEGATIVE_STOCK if low.counted else OPENING_LEVEL_MISSING
            level = low.level if low.counted else -low.level
            findings.append(
                rule.finding(
                    place(
                        events.filter(pl.col("end") == low.row["end"]),
                        parameters.entries_named,
                        node=node.id,
                        period=period_of(low.row, snapshot.park.zone),
                    ),
                    node=node.id,
                    stream=shared["stream"],
                    day=f"{local(low.row['end'], snapshot.park.zone):%Y-%m-%d}",
                    unit=LEDGER_UNITS.get(shared["dimension"], low.row["unit"]),
                    **spoken(level=level / MICRO),
                )
            )
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class _Low:
    """The first time a stock is at its lowest below zero; ``counted`` since a stocktaking."""

    level: int
    row: dict[str, Any]
    counted: bool


def _stock_events(snapshot: Snapshot, node: str) -> pl.DataFrame:
    known = HAPPENED_ROW & pl.col("amount").is_not_null() & (pl.col("dimension") != "")
    rows = snapshot.entries.filter(known)
    comes = (pl.col("kind") == "flow") & (pl.col("to_node") == node)
    goes = (pl.col("kind") == "flow") & (pl.col("from_node") == node)
    level = (
        (pl.col("kind") == "balance")
        & (pl.col("property") == "level")
        & (pl.col("to_node") == node)
    )
    return rows.filter(comes | goes | level).with_columns(
        change=pl.when(comes & ~goes)
        .then("amount")
        .when(goes & ~comes)
        .then(-pl.col("amount"))
        .otherwise(0),
        level=pl.when(level).then("amount"),
    )


def _lowest(events: pl.DataFrame) -> _Low | None:
    lowest: _Low | None = None
    for low in _levels(events):
        if low.level < 0 and (lowest is None or low.level < lowest.level):
            lowest = low
    return lowest


def _levels(events: pl.DataFrame) -> Iterator[_Low]:
    """The level at each instant at which something ended; a stocktaking sets it anew."""
    running, counted = 0, False
    for part in events.sort("end", "entry").partition_by("end", maintain_order=True):
        running += int(part.get_column("change").sum())
        stated = part.get_column("level").drop_nulls()
        if len(stated):
            running, counted = int(stated.sum()), True
        yield _Low(running, part.row(0, named=True), counted)
