"""Half-widths of entries: stated, by status, unknown; combined linearly or in squares (C-12)."""

import math

import pytest

from parkloop.ledger.uncertainty import combined, uncertainty_facts, with_half_width
from tests.core.builders import a_catalog, a_flow, a_park, a_snapshot

PARK = a_park(("grid", "grid"), ("t1", "enterprise"))
CATALOG = a_catalog()
MICRO_MJ = 3_600_000_000  # per MWh


def width(*flows, catalog=CATALOG):
    rows = a_snapshot(PARK, *flows).entries
    found = combined(with_half_width(rows, uncertainty_facts(catalog)))
    return None if found is None else found / MICRO_MJ


def power(quantity, period="2025-01", **more):
    return a_flow("electricity", "grid", "t1", period, quantity, "MWh", **more)


def test_the_status_decides_where_nothing_is_stated():
    assert width(power(100)) == pytest.approx(2.0)
    assert width(power(100, status="estimated")) == pytest.approx(30.0)


def test_what_an_entry_states_goes_first():
    assert width(power(100, uncertainty=0.005)) == pytest.approx(0.5)


def test_entries_without_a_series_add_up_in_squares():
    assert width(power(300), power(400, "2025-02")) == pytest.approx(math.hypot(6, 8))


def test_entries_of_a_series_add_up_linearly_and_series_in_squares():
    months = [power(100, f"2025-0{n}", series="M1") for n in (1, 2, 3)]
    assert width(*months) == pytest.approx(6.0)
    assert width(*months, power(400, series="M2")) == pytest.approx(math.hypot(6, 8))


def test_a_negative_quantity_has_a_positive_width():
    assert width(power(-100)) == pytest.approx(2.0)


def test_one_unknown_uncertainty_leaves_the_sum_unknown():
    silent = a_catalog(uncertainties={"measured": 0.02})
    flows = (power(100), power(5, status="billed", series="b"))
    assert width(*flows, catalog=silent) is None
    assert sorted(uncertainty_facts(silent)) == ["measured"]


def test_a_notation_key_adds_nothing():
    assert width(power(100), power(None, "2025-02", notation="NO")) == pytest.approx(2.0)
