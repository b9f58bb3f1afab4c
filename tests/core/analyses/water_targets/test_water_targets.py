"""Reading tables, figures that open, messages."""

from __future__ import annotations

import pytest

from parkloop.analyses.water_targets import (
    Regenerator,
    WaterData,
    WaterParameters,
    WaterUse,
    water_targets,
)
from parkloop.analyses.water_targets.records import water_data
from parkloop.errors import InputRefused, RequestError
from tests.core.builders import a_catalog


def use(name, load, inlet, outlet, **more):
    cells = {"load_kg_h": load, "inlet_mg_l": inlet, "outlet_mg_l": outlet}
    return {"id": name} | {key: str(value) for key, value in cells.items()} | more


def rows(*cells):
    return list(enumerate(cells, start=2))


def test_a_table_of_loads():
    data = water_data(rows(use("wash", 2, 0, 100, plant="a"), use("rinse", 5, 50, 100)))
    assert [(u.id, u.load, u.plant) for u in data.uses] == [
        ("wash", {"contaminant": 2.0}, "a"),
        ("rinse", {"contaminant": 5.0}, ""),
    ]


def test_a_table_of_flows():
    cells = {"flow_t_h": "50", "quality_mg_l": "20"}
    data = water_data(
        rows({"id": "a", "role": "source"} | cells, {"id": "a", "role": "sink"} | cells)
    )
    assert (data.sources[0].quality, data.sinks[0].limit) == (20, 20)


def test_every_error_is_told_at_once():
    with pytest.raises(InputRefused) as caught:
        water_data(
            rows(
                use("a", "much", 0, 100, contaminant="cod"),
                use("b", 2, 100, 100, contaminant="cod"),
                use("b", 2, 10, 100, contaminant="cod"),
                use("c", 2, 10, 100, contaminant="tds"),
            )
        )
    found = caught.value.findings
    assert [f.rule for f in found] == ["WAT-01", "WAT-02", "WAT-05", "WAT-04", "WAT-04"]
    assert found[1].message.en == (
        "“b”: the outlet limit 100.0 mg/l is not above the inlet limit 100.0 mg/l, so that no load "
        "can be taken up."
    )
    assert found[3].message.vi == "“b” không nêu chất tds, trong khi nơi khác có."


def test_a_role_that_is_none():
    cells = {"id": "a", "role": "both", "flow_t_h": "1", "quality_mg_l": "1"}
    with pytest.raises(InputRefused) as caught:
        water_data(rows(cells))
    assert (
        caught.value.findings[0].message.en == "“a”: the role is “both”; source or sink is needed."
    )


def test_a_table_of_neither_says_which_columns():
    with pytest.raises(RequestError, match="load_kg_h, inlet_mg_l, outlet_mg_l"):
        water_data(rows({"id": "a"}))


def test_fresh_water_above_an_inlet_limit():
    data = WaterData((WaterUse("a", {"c": 1.0}, {"c": 0.0}, {"c": 100.0}),))
    with pytest.raises(RequestError, match="no inlet limit lies below the quality"):
        water_targets(data, a_catalog(), WaterParameters({"c": 10.0}))


def test_figures_open_into_figures_that_exist():
    data = water_data(rows(use("a", 2, 0, 100, plant="x"), use("b", 5, 50, 100, plant="y")))
    parameters = WaterParameters(regenerator=Regenerator(5.0))
    result = water_targets(data, a_catalog(), parameters)
    known = set(result.figures)
    named = {o.figure for f in result.figures.values() for o in f.operands if hasattr(o, "figure")}
    assert named <= known
    assert result.figures["water/group/x+y"].value == pytest.approx(result.value.park.fresh)
    assert result.figures["water/park/alone"].value == pytest.approx(70)
    assert result.provenance.parameters["regenerator"] == {
        "quality": 5.0,
        "recovery": 1.0,
        "recycle": True,
    }


def test_a_plant_that_only_gives_is_a_group_of_its_own():
    """A gives 1 t/h at 900 mg/l, B may use 1 t/h at 450: half is fresh, A alone needs none."""
    rows = [
        (2, {"id": "a", "role": "source", "flow_t_h": "1", "quality_mg_l": "900", "plant": "A"}),
        (3, {"id": "b", "role": "sink", "flow_t_h": "1", "quality_mg_l": "450", "plant": "B"}),
    ]
    found = water_targets(water_data(rows), a_catalog(), WaterParameters()).value
    assert dict(found.coalitions) == pytest.approx({"A": 0, "B": 1, "A+B": 0.5})
