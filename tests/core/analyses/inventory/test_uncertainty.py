"""Reports of uncertainty: both approaches, contributions by name, what is unknown, the words."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from parkloop.analyses.inventory.distributions import Central
from parkloop.analyses.inventory.uncertainty import (
    NAMED,
    UncertaintyParameters,
    uncertainty_of,
)
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.provenance import canonical_json
from parkloop.texts import Text
from tests.core.analyses.inventory.made_lines import catalog, fact, line, plus_minus, total_of

EF = plus_minus("ef", 2.0, 0.05)
CH4 = fact(
    "ch4", 3, 1, 10, distribution="lognormal", stream="group:coal", gas="CH4", activity="boiler"
)
BARE = fact("eta", 0.98, kind="flare_efficiency")


def report(lines, *facts, **parameters):
    (found,) = uncertainty_of(
        lines, total_of(lines), catalog(*facts), UncertaintyParameters(7, **parameters)
    )
    return found


def test_both_approaches_stand_side_by_side():
    found = report([line("a", 100, [EF], error=0.02)], EF)
    assert found.figure == "total"
    assert found.deterministic == 200.0
    assert found.approach1_low == pytest.approx(200 * (1 - 0.0538516), rel=1e-6)
    assert found.approach1_high == pytest.approx(200 * (1 + 0.0538516), rel=1e-6)
    assert found.approach2_mean == pytest.approx(200, rel=2e-3)
    assert found.approach2_low == pytest.approx(found.approach1_low, rel=5e-3)
    assert found.approach2_high == pytest.approx(found.approach1_high, rel=5e-3)
    assert (found.seed, found.converged, found.partial) == (7, True, False)
    assert found.half_width_error <= 0.01 * 200 * 0.054


def test_what_it_is_due_to_is_named_in_both_languages():
    found = report([line("a", 100, [EF, CH4], error=0.02)], EF, CH4)
    assert [one.label for one in found.contributions] == [
        Text(
            "Hệ số phát thải khi đốt – than (CH4, Lò hơi)",
            "Combustion factor – coals (CH4, Boiler)",
        ),
        Text("Hệ số phát thải khi đốt", "Combustion factor"),
        Text("Số liệu hoạt động: Dầu DO, plant (Lò hơi)", "Activity data: Diesel, plant (Boiler)"),
    ]
    assert sum(one.share for one in found.contributions) == pytest.approx(1, abs=1e-5)


def test_small_contributions_are_one_row():
    facts = [plus_minus(f"f{n:02d}", 1.0, 0.01 + n / 100) for n in range(NAMED + 4)]
    found = report([line(one.id, 10, [one]) for one in facts], *facts)
    assert len(found.contributions) == NAMED + 1
    assert found.contributions[0].parameter == "f13"
    assert found.contributions[-1].label == Text("Các tham số khác (4)", "Other parameters (4)")
    assert sum(one.share for one in found.contributions) == pytest.approx(1, abs=1e-5)


def test_a_meter_of_many_nodes_is_named_by_their_number():
    lines = [line(str(n), 10, error=0.02, meter="meter:m", node=f"n{n}") for n in range(5)]
    (only,) = report(lines).contributions
    assert only.label.en == "Activity data: Diesel, 5 nodes (Boiler)"
    assert only.label.vi == "Số liệu hoạt động: Dầu DO, 5 nút (Lò hơi)"


def test_a_quantity_of_several_facts_is_named_by_the_first():
    same = fact("ef.2", 2.1, 2.0, 2.2, parameter="ef", gas="CH4")
    other = fact("ef.3", 2.1, 2.0, 2.2, parameter="ef", gas="CH4")
    (only,) = report(
        [line("a", 1, [EF]), line("b", 1, [same, other])], EF, same, other
    ).contributions
    assert only.label.en == "Combustion factor and 1 more of the same quantity"
    assert only.label.vi == "Hệ số phát thải khi đốt và 1 hệ số cùng đại lượng"


def test_what_is_not_known_is_named_and_the_interval_is_partial():
    found = report([line("a", 100, [EF, BARE], error=None)], EF, BARE)
    assert found.partial
    assert [one.label.en for one in found.unknown] == [
        "Activity data: Diesel, plant (Boiler)",
        "Flare efficiency",
    ]
    assert found.note.en.endswith("Parameters of unknown uncertainty: 2; this interval is partial.")
    assert found.note.vi.endswith("Số tham số chưa biết độ bất định: 2; khoảng này chưa đầy đủ.")


def test_a_fact_that_the_catalog_does_not_hold_is_unknown_too():
    found = report([line("a", 100, [BARE])])
    assert [one.parameter for one in found.unknown] == ["eta"]
    assert found.note.en.startswith("The uncertainty of none of the parameters is known.")
    assert found.contributions == ()


def test_beyond_thirty_per_cent_approach_1_is_not_to_be_trusted():
    found = report([line("a", 100, [CH4])], CH4)
    assert found.approach1_low < 0 < found.approach2_low
    assert found.approach2_high > found.approach1_high
    assert found.note.en.startswith(
        "The interval of approach 1 is wider than ±30 %: it is always symmetric and so too low on "
        "the high side; read the interval of approach 2. "
        "The negative lower bound of approach 1 has no physical meaning."
    )
    assert found.note.vi.startswith("Khoảng của phương pháp 1 rộng hơn ±30 %")


@pytest.mark.parametrize(
    ("central", "mean", "why"),
    [
        (Central.MEAN, 300.0, "Printed values of lognormal factors are taken as means (C-13)."),
        (Central.MEDIAN, 356.5, "the mean of a lognormal factor is above its printed median"),
        (Central.BOUNDS, 375.8, "with the printed bounds kept, the mean of a factor is not its"),
    ],
)
def test_the_convention_of_skewed_factors_is_stated(central, mean, why):
    found = report([line("a", 100, [CH4])], CH4, skewed_as=central, tolerance=0.0)
    assert found.convention == central.value
    assert found.deterministic == 300.0
    assert found.approach2_mean == pytest.approx(mean, rel=0.01)
    assert why in found.note.en


def test_a_shifted_mean_is_told_in_numbers():
    found = report([line("a", 100, [CH4])], CH4, skewed_as=Central.MEDIAN)
    assert re.search(r"differs from the computed value by \+1[89]\.\d %:", found.note.en)
    assert re.search(r"lệch \+1[89],\d % so với giá trị tính trực tiếp:", found.note.vi)


def test_too_few_draws_are_told():
    found = report([line("a", 100, [CH4])], CH4, max_draws=1_000)
    assert not found.converged
    assert "After 1000 draws the half-width of the interval still has a standard" in found.note.en
    assert "Sau 1000 lần rút" in found.note.vi


def test_without_draws_there_is_no_approach_2():
    with pytest.raises(RequestError, match="number of draws must be at least 1") as refused:
        report([line("a", 100, [EF])], EF, max_draws=0)
    assert refused.value.text.vi == "Số lần rút tối đa phải từ 1 trở lên."


def test_the_order_of_lines_and_figures_changes_no_byte():
    lines = [line(str(n), 10 + n, [EF, CH4] if n % 3 else [EF], error=0.1) for n in range(40)]
    weights = {"all": {one.id: 0.001 for one in lines}, "some": {"3": 1.0, "4": 2.0}}
    other_way = {name: dict(reversed(chosen.items())) for name, chosen in reversed(weights.items())}
    facts, parameters = catalog(EF, CH4), UncertaintyParameters(7)
    first = uncertainty_of(lines, weights, facts, parameters)
    again = uncertainty_of(lines[::-1], other_way, facts, parameters)
    assert [canonical_json(asdict(one)) for one in first] == [
        canonical_json(asdict(one)) for one in reversed(again)
    ]


def test_parameters_are_written_out():
    assert UncertaintyParameters(7).as_dict() == {
        "max_draws": 50_000,
        "seed": 7,
        "skewed_as": "as each fact says",
        "tolerance": 0.01,
    }
    assert UncertaintyParameters(7, skewed_as=Central.MEDIAN).as_dict()["skewed_as"] == "median"


def test_every_uncertain_fact_of_the_catalog_has_a_distribution_and_a_name():
    known = load_catalog()
    uncertain = [one for one in known.facts.values() if one.low is not None and one.value]
    lines = [line(one.id, 1.0, [one]) for one in uncertain]
    weights = {one.id: {one.id: 1.0} for one in lines}
    found = uncertainty_of(lines, weights, known, UncertaintyParameters(1, max_draws=100))
    assert [one.figure for one in found if one.unknown] == []
    labels = [
        label for one in found for c in one.contributions for label in (c.label.vi, c.label.en)
    ]
    assert len(labels) > 300
    assert [label for label in labels if "_" in label or "group:" in label] == []
