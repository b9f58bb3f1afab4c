"""Heat targets that others published or computed.

- Linnhoff & Hindmarsh 1983 (doi:10.1016/0009-2509(83)80185-7) = Kemp's four streams: 20 / 60 kW,
  pinch 90/80; 5 units without, 7 with the pinch division.
- Smith, Chemical Process Design and Integration: 7.5 / 10 MW, pinch 150/140.
- Papoulias & Grossmann 1983: 60 / 225 MW. Yee & Grossmann 1990 example 1: 450 / 2,100 kW.
- 4SP1, 10SP1 (Pho & Lapidus 1973) in 10³ Btu/h and °F; the aromatics plant of Linnhoff & Ahmad
  1990; 10SP1 in SI units.
- Problems with individual contributions, and the Chew total site: data and results stored in the
  example files of OpenPinch (MIT licence), an independent code.
"""

from __future__ import annotations

from typing import Any

import pytest

from parkloop.analyses.heat_targets.cascade import targets
from parkloop.analyses.heat_targets.model import HeatStream, Main, Side, Threshold
from parkloop.analyses.heat_targets.total_site import total_site


def streams(text, contribution=None):
    """'H 170->60 3.0; …' with CP, or 'H1: 159->77, 187.37, 2; …' with duty and contribution."""
    found = []
    for number, part in enumerate(text.split(";")):
        words = part.replace(",", " ").replace(":", " ").replace("->", " ").split()
        supply, target, last = (float(word) for word in words[1:4])
        own = contribution if contribution is not None else float(words[4])
        duty = abs(supply - target) * last if contribution is not None else last
        side = Side.HOT if supply > target else Side.COLD
        name, plant = f"{words[0]}-{number}", words[0].partition(".")[0]
        found.append(HeatStream(name, side, supply, target, duty, own, plant))
    return found


FOUR = "H 170->60 3.0; H 150->30 1.5; C 20->135 2.0; C 80->140 4.0"
SMITH = "C 20->180 0.2; H 250->40 0.15; C 140->230 0.3; H 200->80 0.25"
PAPOULIAS = "H 400->120 1.0; H 340->120 2.0; C 160->400 1.5; C 100->250 1.3"
AROMATICS = (
    "H 327->40 100; H 220->160 160; H 220->60 60; H 160->45 400; C 100->300 100; C 35->164 70; "
    "C 85->138 350; C 60->170 60; C 140->300 200"
)
SP4 = "C 140->320 14.45; C 240->500 11.53; H 320->200 16.67; H 480->280 20.0"
SP10 = (
    "H 320->200 16.7; H 480->280 20.0; H 440->150 28.0; H 520->300 23.8; H 390->150 33.6; "
    "C 140->320 14.45; C 240->431 11.53; C 100->430 16.0; C 180->350 32.76; C 200->400 26.35"
)
SP10_SI = (
    "H 433->366 8.79; H 522->411 10.55; H 544->422 12.56; H 500->339 14.77; H 472->339 17.73; "
    "C 355->450 17.28; C 366->478 13.90; C 311->494 8.44; C 333->433 7.62; C 389->495 6.08"
)
YEE = "H 650->370 10; H 590->370 20; C 410->650 15; C 350->500 13"

#: streams, least difference, heating, cooling, pinch hot/cold (None: none, () : not printed).
UNIFORM: dict[str, tuple[str, float, float, float, Any]] = {
    "four streams, 10 K": (FOUR, 10, 20, 60, (90, 80)),
    "four streams, 1 K": (FOUR, 1, 0, 40, None),
    "four streams, 5 K": (FOUR, 5, 0, 40, None),
    "four streams, 20 K": (FOUR, 20, 65, 105, (100, 80)),
    "four streams, 30 K": (FOUR, 30, 110, 150, (110, 80)),
    "Smith": (SMITH, 10, 7.5, 10, (150, 140)),
    "Papoulias-Grossmann": (PAPOULIAS, 20, 60, 225, (340, 320)),
    "aromatics, 10 K": (AROMATICS, 10, 17_280, 25_000, ()),
    "aromatics, 20 K": (AROMATICS, 20, 21_680, 29_400, ()),
    "4SP1": (SP4, 20, 461.2, 862.8, (480, 460)),
    "10SP1": (SP10, 20, 0, 6_501.6, None),
    "10SP1 in SI": (SP10_SI, 10, 0, 1_878.96, None),
    "Yee-Grossmann, 10 K": (YEE, 10, 450, 2_100, (590, 580)),
    "Yee-Grossmann, 0 K": (YEE, 0, 300, 1_950, ()),
}


@pytest.mark.parametrize("case", UNIFORM)
def test_least_heating_and_cooling(case):
    text, approach, heating, cooling, _ = UNIFORM[case]
    found = targets(streams(text, approach / 2))
    assert found.hot_utility == pytest.approx(heating, rel=1e-6, abs=1e-6)
    assert found.cold_utility == pytest.approx(cooling, rel=1e-5)


@pytest.mark.parametrize("case", [case for case in UNIFORM if UNIFORM[case][4] != ()])
def test_pinch(case):
    text, approach, _, _, pinch = UNIFORM[case]
    found = targets(streams(text, approach / 2))
    if pinch is None:
        assert found.pinches == ()
        assert found.threshold is Threshold.COOLING_ONLY
    else:
        assert [t + approach / 2 for t in found.pinches] == [pinch[0]]
        assert [t - approach / 2 for t in found.pinches] == [pinch[1]]
        assert found.threshold is Threshold.PINCH


def test_yee_grossmann_with_the_contribution_of_openpinch():
    found = targets(streams(YEE, 5.33))
    assert found.hot_utility == pytest.approx(459.9, abs=0.05)
    assert found.cold_utility == pytest.approx(2_109.9, abs=0.05)


def test_the_published_network_of_yee_and_grossmann_keeps_to_the_targets():
    """The optimum of 154,995.48 USD a year (two stages, least approach 10 K) heats C1 by 491.1 kW
    and cools H1 by 167.7 and H2 by 1,973.4 kW: no less than the targets, both by as much more."""
    found = targets(streams(YEE, 5))
    heating, cooling = 491.1, 167.7 + 1_973.4
    assert heating >= found.hot_utility == pytest.approx(450)
    assert cooling >= found.cold_utility == pytest.approx(2_100)
    assert cooling - heating == pytest.approx(found.cold_utility - found.hot_utility, abs=0.1)


def test_least_number_of_units():
    found = targets(streams(FOUR, 5))
    assert (found.units, found.units_at_pinch) == (5, 7)


AHMAD = (
    "H1: 159->77, 187.37, 2; H2: 267->80, 38.15, 13; H3: 343->90, 136.11, 6; "
    "C1: 26->127, 94.23, 58; C2: 118->265, 288.27, 19"
)
CIRIC = (
    "H1: 160->110, 351.6, 7.45; H2: 249->138, 936.84, 7.45; H3: 227->106, 1429.74, 7.45; "
    "H4: 271->146, 875, 7.45; C1: 96->160, 585.22, 7.45; C2: 115->217, 744.19, 7.45; "
    "C3: 140->250, 1980, 7.45"
)
BJORK = (
    "H1: 180->75, 3150, 10; H2: 280->120, 9600, 3; H3: 180->75, 3150, 10; H4: 140->40, 3000, 3; "
    "H5: 220->120, 5000, 3; H6: 180->55, 4375, 10; H7: 200->60, 4200, 9; H8: 120->40, 8000, 7; "
    "C1: 40->230, 3800, 3; C2: 100->220, 7200, 3; C3: 40->190, 5250, 10; C4: 50->190, 4200, 10; "
    "C5: 50->250, 12000, 10; C6: 90->190, 5000, 3; C7: 160->250, 5400, 2"
)
CHEW = (
    "A.H1: 260->210, 25000, 10; A.H2: 235->185, 17500, 10; A.H3: 260->125, 6750, 10; "
    "A.C1: 240->260, 14000, 10; A.C2: 165->260, 28500, 10; B.H1: 185->140, 55350, 10; "
    "B.H2: 225->140, 35700, 10; B.H3: 165->125, 51200, 10; B.C1: 223->240, 10200, 10; "
    "B.C2: 165->240, 63750, 10; B.C3: 120->165, 57150, 10; C.H1: 185->100, 22100, 10; "
    "C.H2: 125->100, 26250, 10; C.C1: 165->185, 27200, 10; C.C2: 105->185, 27200, 10; "
    "C.C3: 105->165, 21000, 10; D.H1: 165->85, 16000, 10; D.H2: 100->85, 66000, 10; "
    "D.C1: 80->145, 26000, 10; D.C2: 50->105, 27500, 10"
)
#: streams, heating, cooling, hottest and coldest shifted pinch.
INDIVIDUAL = {
    "Ahmad example 1": (AHMAD, 158.5466, 137.6766, (157.0, 157.0)),
    "Ciric-Floudas": (CIRIC, 229.9686, 513.7386, (147.45, 147.45)),
    "Björk-Pettersson": (BJORK, 9_800.0, 7_425.0, (113.0, 103.0)),
    "Chew": (CHEW, 87_400.0, 106_750.0, (175.0, 155.0)),
}


@pytest.mark.parametrize("case", INDIVIDUAL)
def test_individual_contributions(case):
    text, heating, cooling, (hottest, coldest) = INDIVIDUAL[case]
    found = targets(streams(text))
    assert found.hot_utility == pytest.approx(heating, rel=1e-6)
    assert found.cold_utility == pytest.approx(cooling, rel=1e-6)
    assert (found.pinches[0], found.pinches[-1]) == pytest.approx((hottest, coldest))


#: The mains of the stored case have contributions of 7.5 K, and stand 0.01 K wide there (steam is
#: raised from 199.99 to 200 °C): the colder end decides, 7.49 K above the printed level.
MAINS = tuple(Main(n, t, 7.49) for n, t in (("HPS", 260), ("MPS", 200), ("LPS", 150)))


def chew_plants():
    everyone = streams(CHEW)
    return {p: targets([s for s in everyone if s.plant == p]) for p in "ABCD"}


def test_chew_plants_alone():
    plants = chew_plants()
    assert {p: t.hot_utility for p, t in plants.items()} == pytest.approx(
        {"A": 20_000, "B": 57_150, "C": 59_800, "D": 25_500}
    )
    assert {p: t.cold_utility for p, t in plants.items()} == pytest.approx(
        {"A": 26_750, "B": 68_300, "C": 32_750, "D": 54_000}
    )
    assert sum(t.hot_utility for t in plants.values()) == pytest.approx(162_450)
    assert sum(t.cold_utility for t in plants.values()) == pytest.approx(181_800)


def test_chew_total_site():
    site = total_site(chew_plants(), MAINS)
    assert site.hot_utility == pytest.approx(131_170.7, rel=1e-9)
    assert site.cold_utility == pytest.approx(150_520.7, rel=1e-9)
    assert site.recovered == pytest.approx(31_279.3, rel=1e-9)
    raised = {(f.plant, f.main): f.raised for f in site.flows if f.raised}
    assert raised == pytest.approx(
        {("A", "MPS"): 16_756.0, ("A", "LPS"): 7_869.5, ("B", "LPS"): 6_653.8}
    )


def test_chew_heat_taken_from_mains():
    """OpenPinch takes steam at 7.5 K, so that what plants use of the mains is round."""
    mains = tuple(Main(m.id, m.temperature, 7.5) for m in MAINS)
    used = {(f.plant, f.main): f.used for f in total_site(chew_plants(), mains).flows if f.used}
    assert used == pytest.approx(
        {
            ("A", "HPS"): 2_500,
            ("B", "HPS"): 49_625,
            ("B", "MPS"): 7_525,
            ("C", "HPS"): 4_250,
            ("C", "MPS"): 43_725,
            ("C", "LPS"): 11_825,
            ("D", "MPS"): 2_500,
            ("D", "LPS"): 23_000,
        }
    )
