"""Least fresh water that others published, and what was computed from the same data elsewhere.

- Wang & Smith 1994 (doi:10.1016/0009-2509(94)80006-5): 90 t/h; with a regenerator to 5 mg/l 46.2
  t/h where water passes it once, 20 t/h with 73.68 t/h treated where it may come back.
- Olesen & Polley 1997: 157.14 t/h. Ten processes of Bagajewicz & Savelski: 165.943 t/h for the
  data below.
- Refinery with three contaminants (Wang & Smith 1994, Doyle & Smith 1997): 105.6 t/h; proved by
  SCIP between 105.5995 and 105.603.
- Polley & Polley 2000: 70 / 50 t/h; Sorin & Bédard 1999: 200 / 120 t/h; El-Halwagi 1997
  (acrylonitrile): 2.06 / 8.16 kg/s.
- Olesen & Polley 1996 with three companies (Chew et al. 2008, doi:10.1021/ie071519e): 314.36 t/h,
  98.333 / 54.643 / 186.667 t/h alone; at the least fresh water at least 66.5705 t/h cross between
  companies, and at least 3 pipes.
"""

from __future__ import annotations

import numpy as np
import pytest

from parkloop.analyses.water_targets import (
    Regenerator,
    WaterData,
    WaterParameters,
    WaterSink,
    WaterSource,
    WaterUse,
    water_targets,
)
from parkloop.analyses.water_targets.fixed_flow import (
    as_flows,
    fewest_pipes,
    least_fresh_between,
)
from parkloop.analyses.water_targets.fixed_load import least_fresh
from parkloop.analyses.water_targets.several import Refinement, least_fresh_several
from tests.core.builders import a_catalog


def uses(text, plant=""):
    """'load;inlet;outlet / …' in kg/h and mg/l."""
    found = []
    for number, part in enumerate(text.split(" / "), start=1):
        load, inlet, outlet = (float(word) for word in part.split(";"))
        found.append(WaterUse(f"{plant}{number}", {"c": load}, {"c": inlet}, {"c": outlet}, plant))
    return found


def flows(sources, sinks):
    def pairs(text):
        return [tuple(map(float, part.split("@"))) for part in text.split(", ")]

    return (
        [WaterSource(f"source {n}", flow, q) for n, (flow, q) in enumerate(pairs(sources))],
        [WaterSink(f"sink {n}", flow, q) for n, (flow, q) in enumerate(pairs(sinks))],
    )


WANG = "2;0;100 / 5;50;100 / 30;50;800 / 4;400;800"
OLESEN = "2;25;80 / 5;25;100 / 4;25;200 / 5;50;100 / 30;50;800 / 4;400;800"
TEN = (
    "2;25;80 / 2.88;25;90 / 4;25;200 / 3;50;100 / 30;50;800 / 5;400;800 / 2;400;600 / 1;0;100 / "
    "20;50;300 / 6.5;150;300"
)
PARK = (
    uses("2;0;100 / 2;50;80 / 5;50;100 / 30;80;800 / 4;400;800", "A")
    + uses("2;0;100 / 2;50;80 / 5;80;400 / 30;100;800 / 4;400;1000", "B")
    + uses("2;0;100 / 2;25;50 / 5;25;125 / 30;50;800 / 15;100;150", "C")
)


@pytest.mark.parametrize(
    ("text", "alone", "fresh"),
    [(WANG, 112.5, 90.0), (OLESEN, 187.5, 157.142857), (TEN, 252.417, 165.943)],
    ids=["Wang-Smith", "Olesen-Polley", "Bagajewicz-Savelski"],
)
def test_fixed_loads(text, alone, fresh):
    found = least_fresh(uses(text), "c")
    assert sum(use.fresh_alone({}) for use in uses(text)) == pytest.approx(alone, abs=5e-4)
    assert found.fresh == pytest.approx(fresh, abs=5e-4)
    assert found.bound == pytest.approx(fresh, abs=5e-4)
    assert found.waste == pytest.approx(found.fresh)


def test_regeneration_and_reuse():
    found = least_fresh(uses(WANG), "c", regenerator=Regenerator(5.0, recycle=False))
    assert found.fresh == pytest.approx(9000 / 195, rel=1e-6)


def test_regeneration_and_recycling():
    found = least_fresh(uses(WANG), "c", regenerator=Regenerator(5.0))
    assert found.fresh == pytest.approx(20.0, rel=1e-6)
    assert found.regenerated == pytest.approx(7000 / 95, rel=1e-6)


@pytest.mark.parametrize(
    ("sources", "sinks", "fresh", "waste"),
    [
        ("50@50, 100@100, 70@150, 60@250", "50@20, 100@50, 80@100, 70@200", 70, 50),
        (
            "120@100, 80@140, 140@180, 80@230, 195@250",
            "120@0, 80@50, 80@50, 140@140, 80@170, 195@240",
            200,
            120,
        ),
        ("0.8@0, 5.0@14, 5.9@25, 1.4@34", "1.2@0, 5.8@10", 2.057143, 8.157143),
    ],
    ids=["Polley-Polley", "Sorin-Bédard", "acrylonitrile"],
)
def test_sources_and_sinks(sources, sinks, fresh, waste):
    found = least_fresh_between(*flows(sources, sinks))
    assert found.fresh == pytest.approx(fresh, rel=1e-6)
    assert found.waste == pytest.approx(waste, rel=1e-6)


REFINERY = (
    (45, (0, 0, 0), (15, 400, 35)),
    (34, (20, 300, 45), (120, 12_500, 180)),
    (56, (120, 20, 200), (220, 45, 9_500)),
)
KINDS = ("hydrocarbon", "H2S", "salt")


def refinery():
    return [
        WaterUse(
            f"unit {number}",
            {k: flow * (o - i) / 1000 for k, i, o in zip(KINDS, inlet, outlet, strict=True)},
            dict(zip(KINDS, map(float, inlet), strict=True)),
            dict(zip(KINDS, map(float, outlet), strict=True)),
        )
        for number, (flow, inlet, outlet) in enumerate(REFINERY)
    ]


def test_three_contaminants_within_their_bound():
    assert sum(use.fresh_alone({}) for use in refinery()) == pytest.approx(133.005, abs=5e-4)
    found = least_fresh_several(refinery(), refinement=Refinement(gap=1e-5))
    assert found.fresh == pytest.approx(105.603, abs=5e-4)
    assert 105.5995 <= found.bound <= found.fresh
    assert found.status == "optimal"


def test_three_contaminants_checked_without_the_solver():
    """Qualities from the flows alone: every inlet and outlet keeps its limit."""
    found = least_fresh_several(refinery())
    places = [use.id for use in refinery()]
    reuse = np.zeros((3, 3))
    fresh = np.zeros(3)
    for link in found.links:
        if link.origin == "fresh":
            fresh[places.index(link.target)] = link.flow
        elif link.target != "waste":
            reuse[places.index(link.origin), places.index(link.target)] = link.flow
    through = fresh + reuse.sum(axis=0)
    load = np.array([[1000 * use.load[k] for k in KINDS] for use in refinery()])
    quality = np.linalg.solve(np.diag(through) - reuse.T, load)
    inlet = (reuse.T @ quality) / through[:, None]
    limits = np.array([[[u.inlet[k], u.outlet[k]] for k in KINDS] for u in refinery()])
    assert np.all(inlet <= limits[:, :, 0] * (1 + 1e-6) + 1e-6)
    assert np.all(quality <= limits[:, :, 1] * (1 + 1e-6))
    assert np.all(reuse.sum(axis=1) <= through * (1 + 1e-9))


def test_three_companies_and_every_group_of_them():
    value = water_targets(WaterData(tuple(PARK)), a_catalog(), WaterParameters()).value
    assert value.alone == pytest.approx(474.0)
    assert dict(value.coalitions) == pytest.approx(
        {
            "A": 98.3333,
            "B": 54.6429,
            "C": 186.6667,
            "A+B": 141.4583,
            "A+C": 266.1111,
            "B+C": 234.9107,
            "A+B+C": 314.3552,
        },
        abs=5e-5,
    )
    assert value.park.fresh == pytest.approx(314.3552, abs=5e-5)


def test_savings_of_the_groups():
    """v(AB) 11.5179, v(AC) 18.8889, v(BC) 6.3989, v(ABC) 25.2877 t/h."""
    group = water_targets(WaterData(tuple(PARK)), a_catalog(), WaterParameters()).value.coalitions
    saved = {
        name: sum(group[plant] for plant in name.split("+")) - fresh
        for name, fresh in group.items()
    }
    assert [saved[name] for name in ("A+B", "A+C", "B+C", "A+B+C")] == pytest.approx(
        [11.5179, 18.8889, 6.3989, 25.2877], abs=1e-4
    )


def test_least_water_between_companies():
    found = least_fresh_between(*as_flows(PARK, "c"))
    assert found.fresh == pytest.approx(314.3552, abs=5e-5)
    assert found.crossing == pytest.approx(66.5705, abs=5e-5)


def test_fewest_pipes_between_companies():
    found = fewest_pipes(*as_flows(PARK, "c"))
    assert found.fresh == pytest.approx(314.3552, abs=5e-5)
    assert found.pipes == 3
    assert found.status == "optimal"
