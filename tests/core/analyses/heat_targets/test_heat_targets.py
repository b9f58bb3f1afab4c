"""Reading tables, figures that open, messages, cold from heat."""

from __future__ import annotations

import pytest

from parkloop.analyses.heat_targets import HeatParameters, Main, heat_targets
from parkloop.analyses.heat_targets.cooling import (
    Chillers,
    CoolingPrices,
    carnot_heat_pump,
    cold_from_heat,
)
from parkloop.analyses.heat_targets.records import heat_data, main_of
from parkloop.errors import InputRefused, RequestError
from tests.core.builders import a_catalog


def rows(*cells):
    return list(enumerate(cells, start=2))


def row(name, supply, target, **more):
    return {"id": name, "supply_c": str(supply), "target_c": str(target)} | more


def test_a_table_becomes_streams_with_half_the_difference():
    data = heat_data(
        rows(
            row("dryer", 150, 90, duty_kw="600", plant="a"),
            row("bath", 20, 60, cp_kw_per_k="10", contribution_k="2"),
            row("steam", 120, 120, side="hot", duty_kw="50"),
        ),
        10,
    )
    assert [(s.id, s.side.value, s.duty, s.contribution) for s in data.streams] == [
        ("dryer", "hot", 600, 5),
        ("bath", "cold", 400, 2),
        ("steam", "hot", 50, 5),
    ]


def test_every_error_is_told_at_once_in_both_languages():
    with pytest.raises(InputRefused) as caught:
        heat_data(
            rows(
                row("a", "warm", 90, duty_kw="1"),
                row("b", 80, 40),
                row("c", 80, 80, duty_kw="5"),
                row("d", 80, 40, side="cold", duty_kw="5"),
                row("d", 80, 40, duty_kw="5"),
            ),
            10,
            "streams.csv",
        )
    found = caught.value.findings
    assert [(f.rule, f.where.row) for f in found] == [
        ("HEA-01", 2),
        ("HEA-02", 3),
        ("HEA-03", 4),
        ("HEA-04", 5),
        ("HEA-05", 6),
    ]
    assert found[0].message.en == (
        "Heat stream “a”: the field supply_c holds “warm”; a number is needed."
    )
    assert found[2].remedy.vi == "Ghi side là hot (tỏa nhiệt) hoặc cold (nhận nhiệt)."
    assert caught.value.text.vi == "Bảng dòng nhiệt chưa dùng được: 5 lỗi."


def test_an_empty_table_says_so():
    with pytest.raises(RequestError, match="holds no heat stream"):
        heat_data([], 10)


def test_a_main_as_people_write_it():
    assert main_of("LPS=150", 10) == Main("LPS", 150, 5)
    assert main_of("HW=90/3", 10) == Main("HW", 90, 3)
    with pytest.raises(RequestError, match="NAME=TEMPERATURE"):
        main_of("LPS", 10)


def test_every_figure_opens_into_figures_that_exist():
    data = heat_data(
        rows(
            row("a1", 200, 80, duty_kw="1000", plant="a"),
            row("b1", 40, 120, duty_kw="700", plant="b"),
        ),
        10,
    )
    result = heat_targets(data, a_catalog(), HeatParameters((Main("LPS", 130, 5),)))
    assert result.figures["heat/site/hot"].value == pytest.approx(700 - 500)
    assert result.figures["heat/direct/hot"].value == 0
    assert result.figures["heat/main/LPS/a/raised"].value == pytest.approx(1000 * 60 / 120)
    known = set(result.figures)
    named = {o.figure for f in result.figures.values() for o in f.operands if hasattr(o, "figure")}
    assert named <= known


def test_streams_without_a_plant_are_one_plant():
    data = heat_data(rows(row("a", 200, 80, duty_kw="1000")), 10)
    result = heat_targets(data, a_catalog(), HeatParameters())
    assert result.figures["heat/plant/-/cold"].value == 1000


def test_cold_from_heat_saves_little_power_and_rejects_more():
    """0.75 / 5 = 0.15 kWh of power per kWh of heat; 1.75 − 0.9 = 0.85 kWh more to the tower."""
    found = cold_from_heat(Chillers(0.75, 5.0, 0.0016), CoolingPrices(0.0, 0.08, 0.6))
    assert found.power_saved == pytest.approx(0.15)
    assert found.rejected_more == pytest.approx(0.85)
    assert found.water_more == pytest.approx(0.00136)
    assert found.net_value == pytest.approx(0.15 * 0.08 - 0.00136 * 0.6)


@pytest.mark.parametrize(
    ("source", "sink", "carnot", "at_45", "at_55"),
    [(30, 60, 11.10, 5.00, 6.11), (40, 90, 7.26, 3.27, 3.99), (80, 140, 6.89, 3.10, 3.79)],
)
def test_heat_pumps_at_a_share_of_carnot(source, sink, carnot, at_45, at_55):
    assert carnot_heat_pump(source, sink, 1.0) == pytest.approx(carnot, abs=0.006)
    assert carnot_heat_pump(source, sink, 0.45) == pytest.approx(at_45, abs=0.006)
    assert carnot_heat_pump(source, sink, 0.55) == pytest.approx(at_55, abs=0.006)
