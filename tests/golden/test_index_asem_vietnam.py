"""Vietnam's published provincial indices, recomputed (tests/golden/data/asem/SOURCES.md)."""

import numpy as np
import pytest

from parkloop.analyses.index.aggregate import aggregate
from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.method import Aggregation, IndexMethod, Indicator, Node, Normalisation
from parkloop.analyses.index.stages import prepare, score
from parkloop.texts import same_in_both
from tests.golden.index_asem_case import number, rows

# Figures of two decimals may be off by the bound itself, which binary numbers do not hold exactly.
BINARY = 1e-9
PCI = rows("vn_pci_2019_2021")
PCI_PARTS = {
    "entry_costs": 5,
    "land_access": 5,
    "transparency": 20,
    "time_costs": 5,
    "informal_charges": 10,
    "policy_bias": 5,
    "proactivity": 5,
    "business_support": 20,
    "labour_policy": 20,
    "law_order": 5,
}
PGI_PARTS = (
    "s1_climate_hazard_risk",
    "s2_min_env_standards",
    "s3_env_leadership",
    "s4_incentives_support",
)
PGI_WHOLE = [
    row for row in rows("vn_pgi_2022_2024") if row["pgi_total_40"] and row["s1_climate_hazard_risk"]
]


def pci_method(weights):
    return IndexMethod(
        id="pci",
        version="2021",
        title=same_in_both("PCI"),
        indicators=tuple(
            Indicator(part, same_in_both(part), "pci", weight=weight)
            for part, weight in weights.items()
        ),
        nodes=(Node("pci", same_in_both("PCI")),),
        normalisation=Normalisation("scale", low=0, high=10),
    )


def test_pci_totals_within_rounding():
    data = IndexData(
        units=tuple(f"{row['province']} {row['year']}" for row in PCI),
        columns=tuple(PCI_PARTS),
        values=np.array([[number(row[part]) for part in PCI_PARTS] for row in PCI]),
    )
    method = pci_method(PCI_PARTS)
    scored = score(prepare(data, method).normalised, method)
    published = np.array([number(row["pci_published"]) for row in PCI])
    assert len(PCI) == 43
    assert np.abs(scored.scores[:, scored.tree.top] - published).max() <= 0.02 + BINARY


def test_pci_weights_are_recovered_from_the_published_figures():
    parts = np.array([[number(row[part]) for part in PCI_PARTS] for row in PCI])
    published = np.array([number(row["pci_published"]) for row in PCI])
    weights = np.linalg.lstsq(parts, published, rcond=None)[0] * 10
    assert dict(zip(PCI_PARTS, np.round(weights), strict=True)) == PCI_PARTS


@pytest.mark.parametrize("row", PGI_WHOLE, ids=lambda row: f"{row['province_63']} {row['year']}")
def test_pgi_is_the_sum_of_its_parts(row):
    parts = np.array([[number(row[part]) for part in PGI_PARTS]])
    mean = aggregate(parts, np.ones(4), Aggregation("arithmetic"))
    assert 4 * mean[0] == pytest.approx(number(row["pgi_total_40"]), abs=0.03 + BINARY)


def test_pgi_has_six_published_sums():
    assert len(PGI_WHOLE) == 6
