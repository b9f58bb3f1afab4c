"""A fact holds from its first local day up to, not including, the day it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parkloop.catalog.facts import Fact
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import DEFAULT_ZONE, parse
from tests.core.builders import a_fact

OF_2023 = a_fact(
    "grid", "electricity", 0.6592, "t/MWh", valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1)
)


@pytest.mark.parametrize(
    ("period", "applies"),
    [
        ("2023", True),
        ("2023-12", True),
        ("2023-12-31", True),
        ("2024-01-01", False),
        ("2022-12-31/2023-01-02", False),
        ("2023-12-31T00:00/2024-01-01T00:00", True),
        ("2023-12-31T00:00/2024-01-01T12:00", False),
        ("2022-12-31T18:00/2023-01-01T06:00", False),
        ("2022-01-01/2024-01-01", False),
    ],
)
def test_validity_in_local_days(period, applies):
    assert OF_2023.applies(parse(period), DEFAULT_ZONE) is applies


def test_a_fact_without_dates_always_applies():
    undated = replace(OF_2023, valid_from=None, valid_to=None)
    assert undated.applies(parse("1990"), DEFAULT_ZONE)
    assert replace(OF_2023, valid_to=None).applies(parse("2050"), DEFAULT_ZONE)
    assert not replace(OF_2023, valid_to=None).applies(parse("2022"), DEFAULT_ZONE)


def test_local_days_are_those_of_the_zone():
    utc_year = parse("2023", "UTC")
    assert OF_2023.applies(utc_year, "UTC")
    assert not OF_2023.applies(utc_year, "Asia/Ho_Chi_Minh")


def test_facts_with_the_same_parameter_are_drawn_once():
    shared = [load_catalog().facts[f"co2.diesel.{use}.vn-2626"] for use in ("energy", "road")]
    assert {fact.drawn_as for fact in shared} == {"co2-content.diesel"}
    assert a_fact("ncv", "lpg", 47.3, "TJ_ncv/Gg").drawn_as == "ncv.lpg"


def test_plain_values_for_hashes():
    plain = OF_2023.as_dict()
    assert plain["valid_from"] == "2023-01-01"
    assert set(plain) == set(Fact.__dataclass_fields__)
    assert replace(OF_2023, distribution="exact").exact
    with pytest.raises(TypeError, match="a fact holds plain values, not list"):
        replace(OF_2023, note=["no"]).as_dict()  # type: ignore[arg-type]
