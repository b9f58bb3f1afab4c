"""Data sets from a trace: the same content has the same id, credits stay at home."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from parkloop.analyses.footprints import footprints
from parkloop.analyses.footprints.footprints import data_set_id, decimal
from parkloop.analyses.footprints.parameters import Company, Declared, FootprintParameters
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.pact.reading import read_data_sets
from tests.core.analyses.tracing.test_tracing import CATALOG, DISPLACED, UPSTREAM, YEAR
from tests.core.analyses.tracing.test_views import LEDGER

BAR = Declared(
    ("urn:pact:product:fictional:bar",), "Bar", "Hot rolled", Decimal(0), exempted=Decimal(1)
)
COMPANY = Company("Fictional Works", ("urn:pact:company:fictional:works",))


def issued(declared=BAR, product="furnace/steel-product", **trace):
    return footprints(
        LEDGER,
        CATALOG,
        FootprintParameters(
            TracingParameters(YEAR, upstream=UPSTREAM, displaced=DISPLACED, **trace),
            COMPANY,
            {product: declared},
            datetime(2024, 2, 1, tzinfo=UTC),
        ),
    )


def test_the_same_content_has_the_same_id_and_form():
    one, again = (issued().value.sets["furnace/steel-product"] for _ in range(2))
    assert one == again
    assert read_data_sets(one.document).findings == ()
    other = issued(gwp_set="AR6").value.sets["furnace/steel-product"]
    assert other.id != one.id
    assert one.document["validityPeriodEnd"] == "2026-12-31T17:00:00Z"


def test_a_footprint_with_credits_does_not_leave_the_house():
    result = issued(rule="avoided-burden")
    assert result.value.sets == {}
    (finding,) = [f for f in result.findings if f.rule == "FPT-05"]
    assert "a data set for customers has none" in finding.message.en
    assert "không được có khấu trừ" in finding.message.vi


def test_a_service_of_a_period_has_no_declared_unit():
    result = issued(product="plant/treated-wastewater-industrial")
    assert [f.rule for f in result.findings if f.rule.startswith("FPT")] == ["FPT-04"]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.5, "1.5"), (1e-7, "0.0000001"), (123456.0, "123456")]
)
def test_numbers_are_written_without_exponent(value, text):
    assert decimal(value) == text


def test_an_id_has_the_form_of_version_4():
    parts = data_set_id({"a": 1}).split("-")
    assert [len(part) for part in parts] == [8, 4, 4, 4, 12]
    assert parts[2][0] == "4"
    assert parts[3][0] in "89ab"
