"""Sheets of the workbook that record what figures rest on: facts, entries, gaps, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from parkloop.analyses.inventory.model import Inventory
from parkloop.errors import FactError
from parkloop.findings import in_order
from parkloop.provenance import Plain, Result, canonical_json
from parkloop.reports.words import BALANCE_STATES, NOTATIONS, SEVERITIES, STATUSES, word
from parkloop.reports.xlsx_tables import Row, Sheet, head
from parkloop.studies import Study
from parkloop.texts import Text

NOT_KNOWN = "chưa biết / not known"


def facts_used(study: Study) -> Sheet:
    """Every fact that some result used, with source and confidence."""
    columns = (
        head("Mã", "Id", width=40),
        head("Loại", "Kind", width=16),
        head("Giá trị", "Value", "exact"),
        head("Đơn vị", "Unit"),
        head("Cận dưới 95 %", "95 % low", "exact"),
        head("Cận trên 95 %", "95 % high", "exact"),
        head("Nguồn", "Source (vi)", width=44),
        head("Nguồn (tiếng Anh)", "Source (en)", width=44),
        head("Số hiệu", "Document", width=20),
        head("Chỗ trong nguồn", "Locator", width=28),
        head("Độ tin cậy", "Confidence", width=10),
        head("Đã đối chiếu", "Verified", width=10),
        head("Vùng", "Region", width=8),
        head("Hiệu lực từ", "Valid from", width=12),
        head("Hết hiệu lực từ", "Valid until (excluded)", width=12),
        head("Ghi chú", "Note", width=60),
    )
    used = sorted({fact for result in study.results for fact in result.provenance.facts})
    return Sheet("Hệ số · Facts used", columns, tuple(_fact_row(study, fact) for fact in used))


def _fact_row(study: Study, fact_id: str) -> Row:
    try:
        fact = study.catalog.known(fact_id)
    except FactError as problem:
        return (fact_id, *[None] * 14, problem.text.en)
    source = study.catalog.sources.get(fact.source)
    return (
        fact.id,
        fact.kind,
        fact.value,
        fact.unit,
        fact.low,
        fact.high,
        source.title.vi if source else fact.source,
        source.title.en if source else fact.source,
        source.document if source else "",
        fact.locator,
        fact.confidence,
        fact.verified,
        fact.region,
        fact.valid_from.isoformat() if fact.valid_from else "",
        fact.valid_to.isoformat() if fact.valid_to else "",
        fact.note,
    )


def entries(study: Study) -> Sheet:
    """The snapshot's entries with their evidence, in the order of file and row."""
    columns = (
        head("Mã mục", "Entry", width=34),
        head("Loại", "Kind", width=10),
        head("Dòng", "Stream", width=20),
        head("Tính chất", "Property", width=12),
        head("Từ", "From", width=18),
        head("Đến", "To", width=18),
        head("Hoạt động", "Activity", width=18),
        head("Bắt đầu", "Start", width=12),
        head("Kết thúc (không gồm)", "End (excluded)", width=12),
        head("Lượng", "Quantity", "exact"),
        head("Đơn vị", "Unit", width=8),
        head("Trạng thái", "Status", width=22),
        head("Độ bất định 95 %", "Uncertainty 95 %", "share", 12),
        head("Ký hiệu", "Notation", width=22),
        head("Chuỗi", "Series", width=16),
        head("Tệp", "File", width=30),
        head("Trang tính", "Sheet"),
        head("Dòng trong tệp", "Row", "whole", 8),
        head("Trang", "Page", width=8),
        head("Ghi chú", "Note", width=40),
    )
    return Sheet("Mục · Entries", columns, tuple(_entry_rows(study)))


def _entry_rows(study: Study) -> Iterator[Row]:
    zone = ZoneInfo(study.snapshot.park.zone)
    ordered = study.snapshot.entries.sort("file", "sheet", "row", "start", "entry")
    for entry in ordered.iter_rows(named=True):
        yield (
            entry["entry"],
            entry["kind"],
            entry["stream"],
            entry["property"],
            entry["from_node"],
            entry["to_node"],
            entry["activity"],
            entry["start"].astimezone(zone).strftime("%Y-%m-%d"),
            entry["end"].astimezone(zone).strftime("%Y-%m-%d"),
            entry["quantity"],
            entry["unit"],
            _both(word(STATUSES, entry["status"]).vi, entry["status"]),
            entry["uncertainty"],
            _both(word(NOTATIONS, entry["notation"]).vi, entry["notation"]),
            entry["series"],
            entry["file"],
            entry["sheet"],
            entry["row"] or None,
            entry["page"],
            entry["note"] or entry["text"],
        )


def both(text: Text) -> str:
    """A text in both languages, in one cell."""
    return text.vi if text.vi == text.en else f"{text.vi} / {text.en}"


def _both(vi: str, en: str) -> str:
    return f"{vi} / {en}" if en else ""


def gaps(study: Study) -> Sheet:
    """Everything that could not be computed, by name."""
    columns = (
        head("Phân tích", "Analysis", width=14),
        head("Mã", "Id", width=40),
        head("Thiếu gì", "What is missing (vi)", "wrapped", 60),
        head("Thiếu gì (tiếng Anh)", "What is missing (en)", "wrapped", 60),
        head("Làm gì tiếp", "What to do next (vi)", "wrapped", 50),
        head("Làm gì tiếp (tiếng Anh)", "What to do next (en)", "wrapped", 50),
        head("Ứng viên", "Candidates", "wrapped", 30),
    )
    rows = tuple(
        (
            result.provenance.analysis,
            gap.id,
            gap.message.vi,
            gap.message.en,
            gap.remedy.vi,
            gap.remedy.en,
            "; ".join(gap.candidates),
        )
        for result in study.results
        for gap in result.gaps
    )
    return Sheet("Khoảng trống · Gaps", columns, rows)


def findings(study: Study) -> Sheet:
    """All findings of checks and analyses, errors first."""
    columns = (
        head("Mức", "Severity", width=20),
        head("Quy tắc", "Rule", width=10),
        head("Ở đâu", "Where", "wrapped", 40),
        head("Nội dung", "Message (vi)", "wrapped", 60),
        head("Nội dung (tiếng Anh)", "Message (en)", "wrapped", 60),
        head("Làm gì tiếp", "What to do next (vi)", "wrapped", 50),
        head("Làm gì tiếp (tiếng Anh)", "What to do next (en)", "wrapped", 50),
    )
    every = [*study.checks, *(f for result in study.results for f in result.findings)]
    rows = tuple(
        (
            _both(word(SEVERITIES, finding.severity.value).vi, finding.severity.value),
            finding.rule,
            finding.where.in_words().vi,
            finding.message.vi,
            finding.message.en,
            finding.remedy.vi,
            finding.remedy.en,
        )
        for finding in in_order(every)
    )
    return Sheet("Phát hiện · Findings", columns, rows)


def balances(study: Study) -> Sheet:
    """Every balance; what is not known says so."""
    columns = (
        head("Năm", "Year", width=8),
        head("Nút", "Node", width=24),
        head("Khu", "Park"),
        head("Miền", "Domain", width=18),
        head("Đơn vị", "Unit", width=8),
        head("Nhận vào", "Supplied", "number", 18),
        head("Giao ra", "Delivered", "number", 18),
        head("Tăng tồn kho", "Stock increase", "number", 16),
        head("Chênh lệch", "Difference", "number", 18),
        head("Dung sai", "Tolerance", "number", 16),
        head("Kết quả", "State", width=32),
    )
    zone = study.snapshot.park.zone
    rows = tuple(
        (
            result.value.period.label(zone),
            row.node,
            row.park,
            row.domain,
            row.unit,
            *map(
                known,
                (row.supplied, row.delivered, row.stock_increase, row.difference, row.tolerance),
            ),
            _both(word(BALANCE_STATES, row.state).vi, row.state),
        )
        for result in study.balances
        for row in result.value.rows
    )
    return Sheet("Cân bằng · Balances", columns, rows)


def known(value: float | None) -> object:
    """A number, or that it is not known."""
    return NOT_KNOWN if value is None else value


def uncertainty(years: Mapping[str, Result[Inventory]]) -> Sheet:
    """Approach 1, approach 2 and what drives them, one row per contribution."""
    columns = (
        head("Năm", "Year", width=8),
        head("Số liệu", "Figure", width=36),
        head("Giá trị, t CO2e", "Value, t CO2e", "number", 16),
        head("P.pháp 1: cận dưới", "Approach 1 low", "number", 16),
        head("P.pháp 1: cận trên", "Approach 1 high", "number", 16),
        head("P.pháp 2: trung bình", "Approach 2 mean", "number", 16),
        head("P.pháp 2: cận dưới", "Approach 2 low", "number", 16),
        head("P.pháp 2: cận trên", "Approach 2 high", "number", 16),
        head("Số lần rút", "Draws", "whole", 10),
        head("Hội tụ", "Converged", width=8),
        head("Hạt giống", "Seed", "exact", 12),
        head("Quy ước hệ số lệch", "Convention of skewed factors", width=12),
        head("Tham số", "Parameter (vi)", width=44),
        head("Tham số (tiếng Anh)", "Parameter (en)", width=44),
        head("Tỷ phần phương sai", "Share of variance", "share", 12),
    )
    rows = tuple(row for year, result in years.items() for row in _uncertain(year, result))
    return Sheet("Bất định · Uncertainty", columns, rows, frozen=2)


def _uncertain(year: str, result: Result[Inventory]) -> Iterator[Row]:
    for report in result.value.uncertainty:
        numbers = (
            year,
            report.figure,
            report.deterministic,
            report.approach1_low,
            report.approach1_high,
            report.approach2_mean,
            report.approach2_low,
            report.approach2_high,
            report.draws,
            report.converged,
            report.seed,
            report.convention,
        )
        if not report.contributions:
            yield (*numbers, None, None, None)
        for part in report.contributions:
            yield (*numbers, part.label.vi, part.label.en, part.share)


def provenance(study: Study) -> Sheet:
    """What the figures were computed from; enough to compute them again."""
    columns = (
        head("Điều gì", "What", width=40),
        head("Giá trị", "Value", "wrapped", 100),
    )
    rows: list[Row] = [
        ("Sổ cái / ledger, SHA-256", study.snapshot.hash),
        ("Số mục / entries", len(study.snapshot.entries)),
        ("Danh mục / catalog", study.catalog.version),
        ("Danh mục / catalog, SHA-256", study.catalog.hash),
        ("Hư cấu / fictional", study.snapshot.park.fictional),
    ]
    if source := study.snapshot.park.source:
        rows += [("Nguồn số liệu", source.vi), ("Source of the data", source.en)]
    for result in study.results:
        about = result.provenance
        rows.append((about.analysis, f"version {about.version}"))
        rows += [
            (f"{about.analysis}: {name}", _said(value))
            for name, value in sorted(about.parameters.items())
        ]
        rows.append((f"{about.analysis}: entries used", about.entries_count))
        rows.append((f"{about.analysis}: hash of these entries", about.entries_hash))
    return Sheet("Nguồn gốc · Provenance", columns, tuple(rows))


def _said(value: Plain) -> object:
    if isinstance(value, bool | int | float | str):
        return value
    return canonical_json(value)
