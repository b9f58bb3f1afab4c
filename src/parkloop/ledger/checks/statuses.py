"""Can it have happened? Intentions, periods not over yet, negative quantities."""

from __future__ import annotations

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import HAPPENED_ROW, OVER_TIME, SERIES, groups
from parkloop.ledger.checks.wording import as_stated, counted, period_of, place, series_name, worded
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import local
from parkloop.texts import Text

FUTURE = Rule(
    "CHK-21",
    Severity.WARNING,
    Text(
        "{series_vi}: kỳ chưa kết thúc khi ghi ({entries_vi}, đến {period}); lần ghi mới nhất là "
        "{recorded}.",
        "{series_en}: the period was not over ({entries_en}, up to {period}); the newest entry "
        "was recorded on {recorded}.",
    ),
    Text(
        "Sửa ngày tháng; nếu là dự kiến, dùng trạng thái planned hoặc proposed.",
        "Correct the dates; if it is a plan, use the status planned or proposed.",
    ),
)
INTENTION = Rule(
    "CHK-23",
    Severity.INFO,
    Text(
        "Trạng thái {status} ({entries_vi}): được giữ lại nhưng không tính vào kiểm kê và cân "
        "bằng.",
        "Status {status} ({entries_en}): kept, but no inventory or balance counts it.",
    ),
    Text(
        "Khi việc đã diễn ra, nhập số đo hoặc hóa đơn.",
        "When it has happened, enter what was measured or billed.",
    ),
)
NEGATIVE = Rule(
    "CHK-24",
    Severity.WARNING,
    Text(
        "{series_vi}: số lượng âm ({entries_vi}, như {quantity_vi} {unit}, kỳ {period}) làm giảm "
        "tổng.",
        "{series_en}: negative quantities ({entries_en}, such as {quantity_en} {unit}, {period}) "
        "lower the totals.",
    ),
    Text(
        "Nếu dòng chảy theo chiều ngược lại, đổi nút đi và nút đến; nếu là điều chỉnh hóa đơn, "
        "hãy sửa chính mục bị điều chỉnh.",
        "If it went the other way, exchange the two nodes; if it corrects a bill, correct that "
        "entry instead.",
    ),
)


def check_future(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Nothing has happened after the newest entry was recorded (CHK-21).

    The period of a document of the register is its validity; it does not say that the time has
    passed.
    """
    newest = pl.col("recorded_at").max()
    lasting = [p.id for p in catalog.rulebook.properties.values() if p.lasting]
    ahead = snapshot.entries.with_columns(newest=newest).filter(
        HAPPENED_ROW & (pl.col("end") > pl.col("newest")) & ~pl.col("property").is_in(lasting)
    )
    zone = snapshot.park.zone
    findings = []
    for shared, part in groups(ahead, *SERIES):
        last = part.sort("end", "entry").row(-1, named=True)
        findings.append(
            FUTURE.finding(
                place(part, parameters.entries_named, field="period", node=shared["to_node"]),
                **worded(series=series_name(shared)),
                **counted(len(part)),
                period=period_of(last, zone),
                recorded=f"{local(last['newest'], zone):%Y-%m-%d}",
            )
        )
    return tuple(findings)


def check_intentions(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Proposed and planned entries are told, because no account counts them (CHK-23)."""
    return tuple(
        INTENTION.finding(
            place(part, parameters.entries_named, field="status"),
            **counted(len(part)),
            status=shared["status"],
        )
        for shared, part in groups(snapshot.entries.filter(~HAPPENED_ROW), "status")
    )


def check_signs(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """No quantity that moved or is held is negative (CHK-24)."""
    amounts = OVER_TIME | (pl.col("kind") == "balance")
    below = snapshot.entries.filter(amounts & (pl.col("quantity") < 0))
    findings = []
    for shared, part in groups(below, *SERIES):
        first = part.sort("start", "entry").row(0, named=True)
        findings.append(
            NEGATIVE.finding(
                place(part, parameters.entries_named, field="quantity", node=shared["to_node"]),
                **worded(series=series_name(shared)),
                **counted(len(part)),
                **as_stated(quantity=first["quantity"]),
                unit=first["unit"],
                period=period_of(first, snapshot.park.zone),
            )
        )
    return tuple(findings)
