"""Statistics: vintages, status, periods, what is secret."""

import pytest

from parkloop.errors import RequestError
from parkloop.ledger.statistics import DataPoint, Statistics, year_of


def point(value=1.0, vintage="2024-01-01", **more):
    return DataPoint("i", "a", more.pop("period", "2023"), value, vintage=vintage, **more)


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2024", 2024),
        ("2024-Q1", 2024),
        ("2024-Q3", 2024.5),
        ("2024-S2", 2024.5),
        ("2024-07", 2024.5),
    ],
)
def test_periods_as_years(period, year):
    assert year_of(period) == year


@pytest.mark.parametrize("period", ["", "24x", "2024-Q5", "2024-S0", "2024-13", "2024-"[:5] + "Q"])
def test_other_periods_are_refused(period):
    with pytest.raises(RequestError, match="Cannot read the period"):
        year_of(period)


def test_a_correction_is_a_later_vintage_and_the_earlier_view_remains():
    data = Statistics.of([point(1.0)]).append(Statistics.of([point(2.0, "2024-06-01")]))
    assert [p.value for p in data.latest().points()] == [2.0]
    assert [p.value for p in data.latest("2024-03-01").points()] == [1.0]
    assert [p.value for p in data.history(point()).points()] == [1.0, 2.0]


def test_the_same_row_again_changes_nothing():
    data = Statistics.of([point()])
    assert data.append(data).hash == data.hash


def test_two_values_in_one_vintage_are_refused():
    with pytest.raises(RequestError, match="1 values differ within one vintage, for example i · a"):
        Statistics.of([point(1.0)]).append(Statistics.of([point(2.0)]))


def test_what_is_not_free_is_suppressed_for_the_public():
    (shown,) = Statistics.of([point(confidentiality="C")]).public().points()
    assert (shown.value, shown.status) == (None, "Q")


def test_the_hash_does_not_depend_on_the_order_of_rows():
    one, two = point(), point(period="2022")
    assert Statistics.of([one, two]).hash == Statistics.of([two, one]).hash


def test_a_series_is_in_time_and_without_gaps():
    data = Statistics.of(
        [point(3.0), point(1.0, period="2021"), point(None, period="2022", status="O")]
    )
    assert [(p.period, p.value) for p in data.series("i", "a")] == [("2021", 1.0), ("2023", 3.0)]
