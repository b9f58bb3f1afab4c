"""`parkloop symbiosis match`, `pinch` and `water` as a person uses them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from parkloop.cli.main import cli
from parkloop.io.park_files import write_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.columns import as_entries, stated
from tests.core.analyses.symbiosis_matching.test_matching import ash, park
from tests.core.builders import RECORDED

STREAMS = """id,plant,supply_c,target_c,cp_kw_per_k
H1,a,170,60,3.0
H2,a,150,30,1.5
C1,a,20,135,2.0
C2,b,80,140,4.0
"""
USES = """id,plant,load_kg_h,inlet_mg_l,outlet_mg_l
1,a,2,0,100
2,a,5,50,100
3,b,30,50,800
4,b,4,400,800
"""


def call(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def workspace(tmp_path):
    write_park(park(), tmp_path / "park.yaml")
    rows = as_entries(stated(ash()), import_id="t", recorded_at=RECORDED, recorded_by="test")
    Workspace.open(tmp_path).append(rows, {"import_id": "t", "kind": "import"})
    return tmp_path


@pytest.fixture
def streams(tmp_path):
    path = tmp_path / "streams.csv"
    path.write_text(STREAMS, "utf-8")
    return path


@pytest.fixture
def uses(tmp_path):
    path = tmp_path / "uses.csv"
    path.write_text(USES, "utf-8")
    return path


def test_candidates_with_reason_and_law(workspace):
    out = " ".join(call("symbiosis", "match", "-w", workspace).split())
    assert "Danh mục P001" in out
    assert "Quyết định 452/QĐ-TTg" in out
    out = call("--lang", "en", "symbiosis", "match", "dyer", "-w", workspace)
    assert "Candidate exchanges: 1" in out
    assert "P001" not in out


def test_offers_alone_and_a_figure_that_opens(workspace):
    out = call("--lang", "en", "symbiosis", "match", "--offers", "-w", workspace)
    assert "Fly ash" in out
    assert "600" in out
    figure = "match/offer:power/fly-ash>cement"
    out = call("--lang", "en", "symbiosis", "match", "-w", workspace, "--explain", figure)
    assert "Score of power → cement" in out
    assert "factor of distance" in out


def test_matching_as_json(workspace):
    found = json.loads(call("symbiosis", "match", "-w", workspace, "--json"))
    assert found["candidates"][0]["pair"] == "P001"
    assert found["provenance"]["analysis"] == "symbiosis_matching"


def test_sides_by_hand(workspace, tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("side,owner,name,kind\noffer,dyer,Bùn thải nhuộm,waste\n", encoding="utf-8")
    out = call("symbiosis", "match", "dyer", "-w", workspace, "--sides", path)
    assert "P098" in out


def test_an_unknown_enterprise_is_told(workspace):
    out = call("--lang", "en", "symbiosis", "match", "nobody", "-w", workspace, code=2)
    assert "There is no node “nobody”." in out


def test_heat_targets_of_a_table(streams):
    out = call("--lang", "en", "symbiosis", "pinch", streams, "--main", "LPS=120")
    for part in ("sum of the plants", "over the mains", "all streams directly", "85"):
        assert part in out
    found = json.loads(call("symbiosis", "pinch", streams, "--json"))
    assert found["figures"]["heat/direct/hot"] == {"unit": "kW", "value": 20.0}
    assert found["pinches"] == [85.0]
    assert found["curves"]["grand"]["heat_kw"][0] == 20.0


def test_a_heat_figure_opens(streams):
    out = call("--lang", "en", "symbiosis", "pinch", streams, "--explain", "heat/direct/cold")
    assert "Least cooling – direct" in out
    assert "heating + hot duties − cold duties" in out


def test_water_targets_of_a_table(uses):
    out = call("--lang", "en", "symbiosis", "water", uses, "--treatment", "5")
    for part in ("without reuse", "112.5", "with the treatment", "By group of plants"):
        assert part in out
    found = json.loads(call("symbiosis", "water", uses, "--json"))
    assert found["figures"]["water/park/fresh"]["value"] == pytest.approx(90)
    assert found["status"] == "optimal"


def test_a_water_figure_opens(uses):
    out = call("--lang", "en", "symbiosis", "water", uses, "--explain", "water/park/fresh")
    assert "Least fresh water – whole park" in out


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("name,supply_c\na,1\n", "utf-8")
    out = call("--lang", "en", "symbiosis", "pinch", path, code=3)
    assert "Columns are missing: id, target_c." in out


HEAT = """id,side,temperature_c,power_kw,eur_per_mwh,x_m,y_m
kiln,source,120,60,0,0,0
dryer,sink,80,500,30,100,0
"""


def test_a_heat_network(tmp_path):
    path = tmp_path / "heat.csv"
    path.write_text(HEAT, "utf-8")
    out = call("--lang", "en", "symbiosis", "heat-network", path)
    assert "dn40" in out
    assert "Not verified: chiller.cop, cooling-tower.makeup." in out
    found = json.loads(call("symbiosis", "heat-network", path, "--json"))
    assert found["net_value_eur"] == pytest.approx(8 * 30 * (60 - 0.958) - 5220)
    assert found["provenance"]["parameters"]["years"] == 10
    assert "heat-pump.carnot-share" in found["provenance"]["facts"]


def test_a_heat_network_opens_down_to_heat_prices_and_pipe(tmp_path):
    path = tmp_path / "heat.csv"
    path.write_text(HEAT, "utf-8")
    out = call("--lang", "en", "symbiosis", "heat-network", path, "--explain", "heat-network/net")
    assert "Net value: kiln → dryer, directly" in out
    assert "h · (v · (x − q·L) − c · x) − C·L" in out
    assert "worth of the heat" in out


def test_a_wrong_cell_of_a_heat_network_is_told(tmp_path):
    path = tmp_path / "heat.csv"
    path.write_text(HEAT.replace("source,120", "giver,warm"), "utf-8")
    out = call("--lang", "en", "symbiosis", "heat-network", path, code=3)
    assert "“kiln”: the field temperature_c holds “warm”; a number is needed." in out
    assert "the field side holds “giver”; source, sink, cold is needed." in out
