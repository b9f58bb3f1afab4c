"""Half-open periods in a named zone (C-05), split only by shares that add up to one (C-06)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.errors import RequestError
from parkloop.periods import (
    Period,
    days,
    local,
    month,
    months_of,
    parse,
    pro_rata,
    reporting_year,
)

ZONES = ("Asia/Ho_Chi_Minh", "UTC", "Europe/Copenhagen", "America/St_Johns", "Asia/Kathmandu")
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def test_january_in_ha_noi_begins_in_utc_in_december():
    january = month(2025, 1)
    assert january.start == datetime(2024, 12, 31, 17, tzinfo=UTC)
    assert january.end == datetime(2025, 1, 31, 17, tzinfo=UTC)
    assert january.duration == timedelta(days=31)
    assert local(january.start, "Asia/Ho_Chi_Minh").isoformat() == "2025-01-01T00:00:00+07:00"


def test_the_end_belongs_to_the_next_period():
    assert not month(2025, 1).overlaps(month(2025, 2))
    assert month(2025, 1).end == month(2025, 2).start
    assert reporting_year(2025).contains(month(2025, 12))
    assert not reporting_year(2025).contains(month(2026, 1))
    assert days(date(2025, 1, 15), date(2025, 2, 14)).overlaps(month(2025, 2))


def test_a_fiscal_year_is_named_by_its_start():
    fiscal = reporting_year(2024, first_month=4)
    assert fiscal.label() == "2024-04-01/2025-04-01"
    assert fiscal.contains(month(2025, 3))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime(2025, 1, 1), datetime(2025, 2, 1, tzinfo=UTC), "has no time zone"),  # noqa: DTZ001
        (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), "must end after"),
        (datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), "must end after"),
    ],
)
def test_periods_that_cannot_be(start, end, words):
    with pytest.raises(RequestError, match=words):
        Period(start, end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-03", date(2025, 3, 1), date(2025, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-03-04", date(2025, 3, 4), date(2025, 3, 4)),
        ("2025-01-15/2025-02-15", date(2025, 1, 15), date(2025, 2, 14)),
    ],
)
def test_periods_as_people_write_them(text, first, last):
    assert parse(text) == days(first, last)
    assert parse(text).label() == text


def test_hours_and_offsets():
    period = parse("2025-01-01T06:00/2025-01-01T18:30")
    assert period.label() == "2025-01-01T06:00/2025-01-01T18:30"
    assert period.duration == timedelta(hours=12, minutes=30)
    stated = parse("2025-01-01T00:00+00:00/2025-01-02T00:00+00:00")
    assert stated == Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-13",
        "2025-02-30",
        "quý 1",
        "2025-03-04-05",
        "1/2/3",
        "2025-1-",
        "12025",
        "2_025",
        "0001",
        "9999-12-31",
    ],
)
def test_other_forms_are_refused(text):
    with pytest.raises(RequestError, match="Cannot read the period") as refused:
        parse(text)
    assert "Hãy viết 2025, 2025-03 hoặc 2025-01-15/2025-02-15." in refused.value.text.vi


@given(DAYS, st.integers(1, 800), st.sampled_from(ZONES))
def test_labels_can_be_read_again(first, length, zone):
    period = days(first, first + timedelta(days=length - 1), zone)
    assert parse(period.label(zone), zone) == period


@given(DAYS, st.integers(1, 2000), st.integers(0, 86_399_999_999), st.sampled_from(ZONES))
def test_shares_of_the_months_add_up_to_one(first, hours, offset, zone):
    start = days(first, first, zone).start + timedelta(microseconds=offset)
    period = Period(start, start + timedelta(hours=hours))
    parts = pro_rata(period, zone)
    assert sum((share for _, share in parts), Fraction(0)) == 1
    assert parts[0][0].start == period.start
    assert parts[-1][0].end == period.end
    for (one, _), (after, _) in pairwise(parts):
        assert one.end == after.start
    for part, _ in parts:
        assert len(months_of(part, zone)) == 1


def test_a_bill_from_15_january_to_15_february():
    shares = [share for _, share in pro_rata(parse("2025-01-15/2025-02-15"))]
    assert shares == [Fraction(17, 31), Fraction(14, 31)]


def test_summer_time_makes_march_an_hour_shorter():
    march = month(2025, 3, "Europe/Copenhagen")
    assert march.duration == timedelta(days=31) - timedelta(hours=1)
