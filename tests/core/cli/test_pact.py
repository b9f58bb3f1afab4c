"""`parkloop pact`: a supplier's data set moves own figures, and own figures become one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parkloop.findings import Where
from parkloop.io.catalog_files import load_catalog
from parkloop.pact.checks import check_data_set
from parkloop.pact.reading import read_data_sets
from tests.core.analyses.tracing.test_trace_command import call, write
from tests.core.analyses.tracing.test_tracing import entries, small_park
from tests.core.pact.sets import CLEAN, data_set

HOURS = {"declaredUnitOfMeasurement": "hour", "productMassPerDeclaredUnit": "0"}
STATEMENTS = """
company: {name: Fictional Works, ids: ["urn:pact:company:fictional:works"]}
products:
  furnace/steel-product:
    ids: ["urn:pact:product:fictional:bar"]
    name: Bar
    description: Hot rolled bar
    classifications: ["urn:pact:productclassification:un-cpc:4124"]
    fossil_carbon: 0.002
    exempted: 2.5
  works/concrete:
    ids: ["urn:pact:product:fictional:concrete"]
    name: Concrete
    description: Ready-mixed concrete
    biogenic_carbon: 0.3
    fossil_carbon: 0
    mass: 2400
"""


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "w"
    folder.mkdir()
    return write(folder, small_park(), entries())


def saved(folder, document, name="set.json"):
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def concrete(workspace, *more):
    told = json.loads(call("trace", "works/concrete", "-w", workspace, *more, "--json"))
    return told["products"][0], told


def test_validate_tells_form_and_numbers(tmp_path):
    good, bad = saved(tmp_path, CLEAN), saved(tmp_path, data_set({"fossilGhgEmissions": "9"}), "b")
    out = call("--lang", "en", "pact", "validate", good, bad)
    assert "Fictional Quarry" in out
    assert "PCT-08" in out
    wrong = saved(tmp_path, data_set(id="7"), "c")
    told = json.loads(call("pact", "validate", wrong, "--json", code=1))
    assert told["data_sets"] == 0
    assert told["findings"][0]["rule"] == "PCT-03"
    (tmp_path / "d").write_text("{", encoding="utf-8")
    assert "PCT-18" in call("pact", "validate", tmp_path / "d", code=1)


def test_a_suppliers_data_set_moves_the_footprint(workspace, tmp_path):
    before, _ = concrete(workspace)
    assert "upstream:sand:market" in before["gaps"]
    out = call(
        "--lang", "en", "pact", "import", saved(tmp_path, CLEAN), "-w", workspace,
        "--supplier", "market", "--stream", "sand",
    )  # fmt: skip
    assert "Taken in: Sand 0/2 of Fictional Quarry" in out
    after, told = concrete(workspace)
    assert "upstream:sand:market" not in after["gaps"]
    assert after["value"] - before["value"] == pytest.approx(900e3 * 0.005 / 700)
    share = after["origins"]["upstream"] / after["value"]
    assert after["primary_share"] == pytest.approx(1 - 0.4 * share, rel=1e-5)
    assert f"pact.{CLEAN['id']}" in told["provenance"]["facts"]
    opened = call("--lang", "en", "trace", "works/concrete", "-w", workspace, "--depth", "5")
    assert "PACT · Fictional Quarry · Sand 0/2" in opened


def test_a_set_with_other_potentials_is_not_used_and_said(workspace, tmp_path):
    other = data_set({"ipccCharacterizationFactors": ["AR6"]})
    call("pact", "import", saved(tmp_path, other), "-w", workspace, "--supplier", "market",
         "--stream", "sand")  # fmt: skip
    found, told = concrete(workspace)
    assert "upstream:sand:market" in found["gaps"]
    said = next(f for f in told["findings"] if f["rule"] == "TRC-06")
    assert "is in AR6, this result in AR5: it is not used" in said["message"]["en"]
    assert "upstream:sand:market" not in concrete(workspace, "--gwp", "AR6")[0]["gaps"]


@pytest.mark.parametrize(
    ("document", "part"),
    [
        (data_set(status="Deprecated"), "PCT-16"),
        (data_set(HOURS), "PCT-15"),
        (data_set({"ipccCharacterizationFactors": ["AR5", "AR6"]}), "PCT-17"),
        (data_set({"geographyCountrySubdivision": "VN-HP"}), "PCT-10"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(workspace, tmp_path, document, part):
    out = call("--lang", "en", "pact", "import", saved(tmp_path, document), "-w", workspace,
               "--supplier", "market", "--stream", "sand", code=3)  # fmt: skip
    assert part in out
    assert not list((workspace / "partners").glob("*"))


def test_per_piece_becomes_per_mass(workspace, tmp_path):
    piece = data_set({"declaredUnitOfMeasurement": "piece", "productMassPerDeclaredUnit": "0.5"})
    call("pact", "import", saved(tmp_path, piece), "-w", workspace, "--supplier", "market",
         "--stream", "sand")  # fmt: skip
    assert concrete(workspace)[0]["origins"]["upstream"] == pytest.approx(900e3 * 0.01 / 700)


def test_a_supplier_inside_the_park_is_refused(workspace, tmp_path):
    out = call("--lang", "en", "pact", "import", saved(tmp_path, CLEAN), "-w", workspace,
               "--supplier", "chp", "--stream", "steam", code=2)  # fmt: skip
    assert "“chp” is no node outside the park. There are: air, grid" in out


def test_one_of_several_is_chosen_by_its_id(workspace, tmp_path):
    other = data_set(id="11111111-1111-4111-8111-111111111111")
    path = saved(tmp_path, {"data": [CLEAN, other]})
    options = ("-w", workspace, "--supplier", "market", "--stream", "sand")
    assert "choose one with --id" in call("--lang", "en", "pact", "import", path, *options, code=2)
    call("pact", "import", path, *options, "--id", other["id"])


def test_own_footprints_become_consistent_data_sets(workspace, tmp_path):
    (workspace / "footprints.yaml").write_text(STATEMENTS, encoding="utf-8")
    product = "furnace/steel-product"
    told = json.loads(call("pact", "export", product, "-w", workspace, "--gwp", "AR5"))
    read = read_data_sets(told)
    assert read.findings == ()
    (one,) = read.sets
    assert check_data_set(one, load_catalog(), Where()) == ()
    carbon: Any = one.carbon
    trace = json.loads(call("trace", product, "-w", workspace, "--json"))["products"][0]
    assert float(one.per_unit) == pytest.approx(trace["value"], rel=1e-9)
    assert carbon["exemptedEmissionsDescription"].startswith(
        "Not known: There is no upstream factor for "
    )
    assert one.carbon["primaryDataShare"] == "100"
    assert one.carbon["geographyCountry"] == "VN"
    assert {s["name"] for s in carbon["secondaryEmissionFactorSources"]}
    again = json.loads(call("pact", "export", product, "-w", workspace, "--gwp", "AR5", "--v2"))
    assert again["data"][0]["specVersion"] == "2.3.0"
    written = tmp_path / "out.json"
    call("pact", "export", product, "-w", workspace, "--out", written, "--valid-to", "2025-06-30")
    assert json.loads(written.read_text())["data"][0]["validityPeriodEnd"] == "2025-06-30T23:59:59Z"


def test_gaps_and_contents_must_be_stated(workspace):
    (workspace / "footprints.yaml").write_text(
        STATEMENTS.replace("    fossil_carbon: 0\n    mass: 2400\n", ""), encoding="utf-8"
    )
    out = call("--lang", "en", "pact", "export", "works/concrete", "-w", workspace, code=1)
    for part in ("FPT-02", "FPT-03", "FPT-04", "State 0 if the product contains none"):
        assert part in out
    (workspace / "footprints.yaml").write_text("company: {}\n", encoding="utf-8")
    assert "PCT-19" in call("pact", "export", "-w", workspace, code=3)


def test_biogenic_carbon_is_taken_up(workspace):
    text = STATEMENTS.replace(
        "    biogenic_carbon: 0.3\n", "    biogenic_carbon: 0.3\n    exempted: 1\n"
    )
    (workspace / "footprints.yaml").write_text(text, encoding="utf-8")
    told = json.loads(call("pact", "export", "works/concrete", "-w", workspace))
    (one,) = read_data_sets(told).sets
    assert one.carbon["biogenicCO2Uptake"] == "-1.1"
    assert float(one.amount("pcfIncludingBiogenicUptake") or 0) == pytest.approx(
        float(one.per_unit) - 1.1
    )
