"""Days, months and periods as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.io.intake.dates import (
    Grain,
    Span,
    day_first_of,
    in_range,
    is_month_name,
    read_span,
    spreadsheet_day,
)

MIDNIGHT = datetime.fromisoformat("2025-03-15")
HALF_PAST_ONE = datetime.fromisoformat("2025-03-15T13:30")


def span_of(cell: object) -> Span:
    span = read_span(cell)
    assert span is not None
    return span


def written(text: object, year: int | None = None) -> str:
    """First and last day of what was read, both included."""
    span = read_span(text, year)
    if span is None:
        return ""
    return f"{span.first:%Y-%m-%d}..{span.after:%Y-%m-%d}"


@pytest.mark.parametrize(
    "text",
    ["tháng 3 năm 2025", "Tháng 3/2025", "THÁNG 03-2025", "thang 3.2025", "T3/2025", "T3.2025",
     "T03-2025", "Th3/2025", "thg 3 2025", "3/2025", "03.2025", "3-2025", "2025-03", "2025/3",
     "Mar-25", "Mar 2025", "March 2025", "2025M03", "tháng ba năm 2025"],
)  # fmt: skip
def test_months(text):
    assert written(text) == "2025-03-01..2025-04-01"
    assert span_of(text).grain is Grain.MONTH


@pytest.mark.parametrize(
    "text",
    ["15/3/2025", "15-03-2025", "15.3.2025", "15/03/25", "2025-03-15", "2025/03/15",
     "ngày 15 tháng 3 năm 2025", "Ngày 15/3/2025", "15 tháng 3 năm 2025", "15 Mar 2025",
     "15-Mar-25", "Mar 15, 2025", "20250315", date(2025, 3, 15), MIDNIGHT],
)  # fmt: skip
def test_days_with_the_day_first(text):
    assert written(text) == "2025-03-15..2025-03-16"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quý I/2025", "2025-01-01..2025-04-01"),
        ("quý 2 năm 2025", "2025-04-01..2025-07-01"),
        ("Quý III 2025", "2025-07-01..2025-10-01"),
        ("Q4/2025", "2025-10-01..2026-01-01"),
        ("2025Q1", "2025-01-01..2025-04-01"),
        ("2025", "2025-01-01..2026-01-01"),
        (2025, "2025-01-01..2026-01-01"),
        (2025.0, "2025-01-01..2026-01-01"),
        ("Năm 2025", "2025-01-01..2026-01-01"),
        ("6 tháng đầu năm 2025", "2025-01-01..2025-07-01"),
        ("6 tháng cuối năm 2025", "2025-07-01..2026-01-01"),
        ("H2 2025", "2025-07-01..2026-01-01"),
        ("tháng giêng năm 2025", "2025-01-01..2025-02-01"),
        ("tháng mười hai năm 2025", "2025-12-01..2026-01-01"),
        ("15/03/2025 - 14/04/2025", "2025-03-15..2025-04-15"),
        ("15/03/2025–14/04/2025", "2025-03-15..2025-04-15"),
        ("từ ngày 15/3/2025 đến hết ngày 14/4/2025", "2025-03-15..2025-04-15"),
        ("from 15/3/2025 to 14/4/2025", "2025-03-15..2025-04-15"),
        ("1/1/2025-31/1/2025", "2025-01-01..2025-02-01"),
        ("T1 - T3/2025", "2025-01-01..2025-04-01"),
        ("2025-01-15/2025-02-15", "2025-01-15..2025-02-15"),
    ],
)
def test_longer_periods(text, expected):
    assert written(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "abc", "13/2025", "31/2/2025", "03/15/2025", "T13/2025", "tháng mười ba năm 2025", "45731",
     "Tháng 1", "12", True, "32/1/2025", "Quý V/2025", "0000-01-01", "15/03/2025 - 14/03/2025"],
)  # fmt: skip
def test_what_is_no_period(text):
    assert read_span(text) is None


def test_instants_keep_their_zone_and_may_be_local():
    assert span_of("2025-01-02T07:30:00+07:00").first.isoformat() == "2025-01-02T07:30:00+07:00"
    assert span_of("15/3/2025 13:30").first == HALF_PAST_ONE
    assert span_of(HALF_PAST_ONE).grain is Grain.INSTANT


def test_a_month_without_a_year_needs_one():
    assert is_month_name("Tháng 1")
    assert is_month_name("T12")
    assert is_month_name("Jan")
    assert not is_month_name("T13")
    assert written("Tháng 1", 2025) == "2025-01-01..2025-02-01"


def test_years_out_of_range_are_read_but_not_taken():
    assert not in_range(span_of("3/2205"))
    for last in ("31/12/9999", "9999", "12/9999", "Quý IV/9999"):
        assert not in_range(span_of(last))
    assert in_range(span_of("1/1/1990"))


def test_hints_for_repair():
    assert day_first_of("03/25/2025") == "25/03/2025"
    assert day_first_of("25/03/2025") == ""
    assert spreadsheet_day(45731) == date(2025, 3, 15)
    assert spreadsheet_day("2025") is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_day_in_the_forms_of_both_languages(day):
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
    ):
        span = span_of(text)
        assert span.first.date() == day
        assert span.grain is Grain.DAY
