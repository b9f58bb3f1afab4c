"""Sheets of the workbook on meters and on limits of permits and contracts."""

from __future__ import annotations

from parkloop.reports.words import LIMIT_STATES, METER_REASONS, word
from parkloop.reports.xlsx_records import both, known
from parkloop.reports.xlsx_tables import Sheet, head
from parkloop.studies import Study


def meters(study: Study) -> Sheet:
    """Main meter against sub-meters, one row per network, stream and month; years last."""
    columns = (
        head("Kỳ", "Period", width=10),
        head("Lưới", "Network", width=20),
        head("Khu", "Park", width=16),
        head("Dòng", "Stream", width=18),
        head("Đơn vị", "Unit", width=8),
        head("Đồng hồ tổng", "Main meter", "number", 18),
        head("Có đồng hồ tổng", "Is a main meter", width=10),
        head("Nguồn cấp", "Supplied", "number", 18),
        head("Công tơ nhánh", "Sub-meters", "number", 18),
        head("Tổn thất đã khai", "Stated losses", "number", 18),
        head("Chênh lệch", "Difference", "number", 18),
        head("Không giải thích được", "Unexplained", "number", 18),
        head("Dung sai", "Tolerance", "number", 18),
        head("Chênh lệch là gì", "What the difference is", width=44),
    )
    rows = tuple(
        (
            row.label,
            row.node,
            row.park,
            row.stream,
            row.unit,
            known(row.main),
            row.by_meter,
            known(row.supplied),
            *map(known, (row.counted, row.losses, row.difference, row.unexplained, row.tolerance)),
            both(word(METER_REASONS, row.reason)),
        )
        for result in study.meters
        for row in (*result.value.rows, *result.value.totals)
    )
    return Sheet("Đồng hồ · Meters", columns, rows, frozen=2)


def limits(study: Study) -> Sheet:
    """Every value that was held against a limit."""
    columns = (
        head("Giới hạn", "Limit", width=20),
        head("Nơi", "Place", width=18),
        head("Dòng", "Stream", width=20),
        head("Tính chất", "Property", width=12),
        head("Kỳ", "Period", width=12),
        head("Giá trị", "Value", "exact"),
        head("Chặn", "Bound", width=14),
        head("Giới hạn", "Limit value", "exact"),
        head("Đơn vị", "Unit"),
        head("Phần của giới hạn", "Share of the limit", "share"),
        head("Sai số 95 %", "95 % half-width", "exact"),
        head("Kết quả", "State", width=32),
        head("Căn cứ", "Basis", width=14),
        head("Nguồn", "Source", width=40),
        head("Minh chứng", "Evidence", width=24),
        head("Hiệu lực từ", "First day", width=12),
        head("Đến hết", "Last day", width=12),
    )
    rows = []
    for result in study.exceedances:
        stated = {limit.id: limit for limit in result.value.limits}
        for row in result.value.rows:
            limit = stated[row.limit]
            rows.append(
                (
                    limit.id,
                    limit.node,
                    limit.stream,
                    limit.property,
                    row.label,
                    known(row.value),
                    both(limit.bound.words),
                    limit.value,
                    limit.unit,
                    known(row.share),
                    known(row.tolerance),
                    both(word(LIMIT_STATES, row.state)),
                    both(limit.basis.words),
                    limit.source,
                    limit.evidence,
                    limit.first_day.isoformat(),
                    limit.last_day.isoformat() if limit.last_day else "",
                )
            )
    return Sheet("Giới hạn · Limits", columns, tuple(rows))
