"""Is something said twice? Overlaps, duplicates, notation keys beside quantities."""

from __future__ import annotations

from typing import Any

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import (
    ENDS,
    SERIES,
    by_entry,
    groups,
    numbered,
    over_time,
    overlapping,
    with_reach,
)
from parkloop.ledger.checks.wording import (
    as_stated,
    counted,
    ends,
    period_of,
    place,
    series_name,
    worded,
)
from parkloop.ledger.ledger import Snapshot
from parkloop.texts import Text

OVERLAP = Rule(
    "CHK-07",
    Severity.WARNING,
    Text(
        "{series_vi} có hai kỳ chồng nhau: {period} và {other_period}; phần chung bị tính hai lần.",
        "{series_en} has two periods that overlap: {period} and {other_period}; "
        "what they share is counted twice.",
    ),
    Text(
        "Sửa ngày của một kỳ hoặc hủy một mục kèm lý do; nếu là hai lần giao khác nhau, ghi số "
        "tham chiếu khác nhau.",
        "Correct the dates of one, or void one with a reason; if they are two deliveries, give "
        "them different references.",
    ),
)
OVERLAP_UNNAMED = Rule(
    "CHK-08",
    Severity.WARNING,
    Text(
        "{stream} ({ends}), kỳ {period}: mục không ghi chuỗi hay tham chiếu chồng lên mục có ghi "
        "({entries_vi}, như {other_name}, kỳ {other_period}); có thể tính trùng.",
        "{stream} ({ends}), {period}: an entry without series or reference overlaps others that "
        "name one ({entries_en}, such as {other_name}, {other_period}); it may count twice.",
    ),
    Text(
        "Ghi tên chuỗi cho cả hai nếu khác nguồn đo; nếu là tổng của các mục kia, hủy mục tổng.",
        "Name the series of both if they are different meters; void the entry if it is the total "
        "of the others.",
    ),
)
DUPLICATE = Rule(
    "CHK-09",
    Severity.WARNING,
    Text(
        "{count} mục giống hệt nhau: {stream} ({ends}), kỳ {period}, cùng {quantity_vi} {unit}, "
        "chỉ khác chuỗi hoặc tham chiếu ({names}).",
        "{count} entries are the same: {stream} ({ends}), {period}, {quantity_en} {unit} each, "
        "only the series or the reference differ ({names}).",
    ),
    Text(
        "Nếu là một lần giao nhập hai lần, hủy bớt kèm lý do; nếu đúng là hai lần, không cần sửa.",
        "If it is one delivery entered twice, void one with a reason; if they are two, leave it.",
    ),
)
NOTATION_BESIDE_QUANTITY = Rule(
    "CHK-10",
    Severity.WARNING,
    Text(
        "{stream} ({ends}), kỳ {period}: có ký hiệu {notation} nhưng cũng có số lượng "
        "({quantity_vi} {unit}, {other_period}).",
        "{stream} ({ends}), {period}: the notation key {notation} stands beside a quantity "
        "({quantity_en} {unit}, {other_period}).",
    ),
    Text(
        "Giữ một trong hai: hủy mục ký hiệu nếu đã có số, hoặc hủy số nếu ký hiệu đúng.",
        "Keep one of them: void the notation key if the quantity is known, or the quantity.",
    ),
)

_NAMED = (pl.col("series") != "") | (pl.col("reference") != "")


def check_overlaps(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No two periods of one series overlap (CHK-07). Different references are different
    deliveries and may share a period."""
    stated = over_time(snapshot).filter(pl.col("amount").is_not_null())
    rows = with_reach(numbered(stated, (*SERIES, "reference")))
    twice = rows.filter(pl.col("start") < pl.col("reach"))
    involved = _involved(stated, twice, "reacher")
    others = _rows_by_entry(involved)
    zone = snapshot.park.zone
    findings = []
    for row in twice.iter_rows(named=True):
        other = others[row["reacher"]]
        findings.append(
            OVERLAP.finding(
                place(
                    by_entry(involved, [row["entry"], other["entry"]]),
                    parameters.entries_named,
                    field="period",
                    node=row["to_node"],
                    period=period_of(row, zone),
                ),
                **worded(series=series_name(row)),
                period=period_of(row, zone),
                other_period=period_of(other, zone),
            )
        )
    return tuple(findings)


def check_unnamed_overlaps(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """A statement without series or reference does not overlap one that has one (CHK-08).

    The same quantity in the same period is a duplicate and named there (CHK-09).
    """
    stated = numbered(over_time(snapshot).filter(pl.col("amount").is_not_null()), ENDS)
    named, unnamed = stated.filter(_NAMED), stated.filter(~_NAMED)
    twice = overlapping(named, unnamed)
    both = twice.join(
        unnamed.select(other="entry", u_start="start", u_end="end", u_amount="amount"), on="other"
    ).filter(
        ~(
            (pl.col("start") == pl.col("u_start"))
            & (pl.col("end") == pl.col("u_end"))
            & (pl.col("amount") == pl.col("u_amount"))
        )
    )
    involved = _involved(stated, both, "other")
    totals = _rows_by_entry(involved)
    zone = snapshot.park.zone
    findings = []
    for shared, part in groups(both, "other"):
        total, first = totals[shared["other"]], part.sort("start", "entry").row(0, named=True)
        findings.append(
            OVERLAP_UNNAMED.finding(
                place(
                    by_entry(involved, [total["entry"], *part.get_column("entry")]),
                    parameters.entries_named,
                    field="series",
                    node=total["to_node"],
                    period=period_of(total, zone),
                ),
                stream=total["stream"],
                ends=ends(total),
                period=period_of(total, zone),
                **counted(len(part)),
                other_name=first["series"] or first["reference"],
                other_period=period_of(first, zone),
            )
        )
    return tuple(findings)


def check_duplicates(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """The same quantity of the same thing in the same period is stated once (CHK-09)."""
    same = (*ENDS, "start", "end", "dimension", "amount")
    stated = over_time(snapshot).filter(pl.col("amount") != 0)
    again = stated.group_by(same).len().filter(pl.col("len") > 1).drop("len")
    findings = []
    for shared, part in groups(stated.join(again, on=same, how="semi"), *same):
        first = part.row(0, named=True)
        names = {r["series"] or r["reference"] or "—" for r in part.iter_rows(named=True)}
        findings.append(
            DUPLICATE.finding(
                place(
                    part,
                    parameters.entries_named,
                    node=shared["to_node"],
                    period=period_of(shared, snapshot.park.zone),
                ),
                count=len(part),
                stream=shared["stream"],
                ends=ends(shared),
                period=period_of(shared, snapshot.park.zone),
                **as_stated(quantity=first["quantity"]),
                unit=first["unit"],
                names=", ".join(sorted(names)),
            )
        )
    return tuple(findings)


def check_notations(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """A notation key has no quantity, in its own row or elsewhere for its period (CHK-10)."""
    stated = numbered(over_time(snapshot), ENDS)
    keyed = stated.filter(pl.col("notation") != "")
    own = keyed.filter(pl.col("quantity").is_not_null()).with_columns(other=pl.col("entry"))
    beside = overlapping(
        keyed.filter(pl.col("quantity").is_null()),
        stated.filter((pl.col("notation") == "") & pl.col("quantity").is_not_null()),
    )
    rows = pl.concat([own, beside.select(own.columns)])
    involved = _involved(stated, rows, "other")
    others = _rows_by_entry(involved)
    zone = snapshot.park.zone
    findings = []
    for row in rows.iter_rows(named=True):
        other = others[row["other"]]
        findings.append(
            NOTATION_BESIDE_QUANTITY.finding(
                place(
                    by_entry(involved, [row["entry"], other["entry"]]),
                    parameters.entries_named,
                    field="notation",
                    node=row["to_node"],
                    period=period_of(row, zone),
                ),
                stream=row["stream"],
                ends=ends(row),
                period=period_of(row, zone),
                notation=row["notation"],
                **as_stated(quantity=other["quantity"]),
                unit=other["unit"],
                other_period=period_of(other, zone),
            )
        )
    return tuple(findings)


def _involved(stated: pl.DataFrame, pairs: pl.DataFrame, other: str) -> pl.DataFrame:
    """The rows of both sides of pairs."""
    names = pl.concat([pairs.get_column("entry"), pairs.get_column(other)]).unique()
    return by_entry(stated, names.to_list())


def _rows_by_entry(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["entry"]: row for row in rows.iter_rows(named=True)}
