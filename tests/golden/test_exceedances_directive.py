"""A discharge held against a printed limit.

Council Directive 91/271/EEC, Annex I, table 1: BOD5 at 25 mg/l O2, COD at 125 mg/l O2 for
discharges of urban waste water treatment plants. Analytic: a value equal to the limit keeps it,
the smallest larger one does not; the year's load is flow × concentration by hand.
"""

from datetime import date

import pytest

from parkloop.analyses.exceedances import ExceedanceParameters, exceedances
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.entries import Observation
from parkloop.ledger.limits import Basis, Bound, Limit, Span
from parkloop.periods import parse, reporting_year
from tests.core.builders import a_park, a_snapshot, monthly

PARK = a_park(("river", "water-body"), ("plant", "treatment"))
SOURCE = "91/271/EEC, Annex I, table 1"


def limit(name, value):
    return Limit(
        name,
        "plant",
        "treated-wastewater",
        name,
        Bound.AT_MOST,
        value,
        "mg/l",
        Span.EACH,
        SOURCE,
        date(1991, 5, 29),
        basis=Basis.REGULATION,
    )


def measured(name, month, value):
    return Observation(name, "plant", parse(month), value, "mg/l", subject="treated-wastewater")


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("cod", 125.0, "within"),
        ("cod", 125.1, "exceeded"),
        ("bod", 25.0, "within"),
        ("bod", 26.0, "exceeded"),
    ],
)
def test_the_printed_limit_itself_is_kept(name, value, state):
    parameters = ExceedanceParameters(
        reporting_year(2025), (limit("cod", 125.0), limit("bod", 25.0))
    )
    snapshot = a_snapshot(PARK, measured(name, "2025-05", value))
    result = exceedances(snapshot, load_catalog(), parameters)
    assert {r.limit: r.state for r in result.value.rows}[name] == state


def test_twelve_months_of_ten_thousand_are_the_years_amount():
    """12 × 10,000 m³ = 120,000 m³: 80 % of a permitted 150,000 m³."""
    permit = Limit(
        "q",
        "plant",
        "treated-wastewater",
        "",
        Bound.AT_MOST,
        150_000.0,
        "m3",
        Span.YEAR,
        "analytic",
        date(2025, 1, 1),
    )
    flows = monthly("treated-wastewater", "plant", "river", [10_000] * 12, "m3")
    result = exceedances(
        a_snapshot(PARK, *flows),
        load_catalog(),
        ExceedanceParameters(reporting_year(2025), (permit,)),
    )
    (row,) = result.value.rows
    assert (row.value, row.state) == (120_000.0, "within")
    assert row.share == pytest.approx(0.8)
