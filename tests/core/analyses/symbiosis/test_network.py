"""From a ledger and a plan to a network that can be opened: amounts, words, gaps, findings."""

from collections.abc import Mapping
from typing import Any

import pytest

from parkloop.analyses.symbiosis.network.analysis import exchange_network
from parkloop.analyses.symbiosis.network.plan import NetworkParameters, Stated
from parkloop.analyses.symbiosis.network.planning import plan_of
from parkloop.errors import InputRefused
from parkloop.explain import Explainer, as_lines
from parkloop.periods import reporting_year
from parkloop.provenance import canonical_json
from tests.core.builders import ZONE, a_catalog, a_fact, a_park, a_snapshot, monthly

PARK = a_park(
    ("steel", "enterprise"),
    ("cement", "enterprise"),
    ("blocks", "enterprise"),
    ("market", "market"),
    ("site", "landfill"),
)
CATALOG = a_catalog(
    streams=(
        ("slag", "waste", "", "waste", ("mass",), "t"),
        ("clinker", "material", "", "materials", ("mass",), "t"),
        ("sand", "material", "", "materials", ("mass",), "t"),
    )
)

PLAN: dict[str, Any] = {
    "money": "VND@2025",
    "distance_km": {"within_park": 2},
    "modes": [{"name": "truck", "per_unit": 10, "per_unit_km": 5}],
    "offers": [{"stream": "slag", "unit": "t", "saved": 50}],
    "needs": [
        {"stream": "clinker", "unit": "t", "price": 400, "co2": 800},
        {"stream": "sand", "unit": "t", "price": 100},
    ],
    "exchanges": [
        {
            "id": "slag-for-clinker",
            "offer": "slag",
            "need": "clinker",
            "mode": "truck",
            "ratio": 0.9,
            "most_share": 0.5,
            "treatment": 30,
            "fixed": 1000,
        },
        {"id": "slag-for-sand", "offer": "slag", "need": "sand", "mode": "truck", "fixed": 500},
    ],
    "shocks": [{"name": "clinker halves", "prices": {"clinker": 0.5}}],
}


FLOWS = [
    *monthly("slag", "steel", "site", [100, 60], "t"),
    *monthly("clinker", "market", "cement", [90, 90], "t"),
    *monthly("sand", "market", "blocks", [200, 200], "t"),
]


def network(plan: Mapping[str, Any] = PLAN, **more: Any):
    snapshot = a_snapshot(PARK, *FLOWS)
    parameters = NetworkParameters(
        period=reporting_year(2025, ZONE), plan=plan_of(plan, "plan", PARK, CATALOG), **more
    )
    return snapshot, CATALOG, exchange_network(snapshot, CATALOG, parameters)


def test_amounts_meet_month_by_month_and_only_a_part_of_a_need_is_covered():
    """By hand: 45 t clinker a month are half of 90, that is 50 t of slag; the rest is sand.

    slag for clinker: 50 + 0.9·400 − 30 − 20 = 360 per t, 100 t a year, less 1000 = 35,000;
    slag for sand: 50 + 100 − 20 = 130 per t, 50 + 10 t, less 500 = 7,300.
    """
    *_, result = network()
    value = result.value
    assert value is not None
    sent = {link.exchange: link.by_period[:2] for link in value.links}
    assert sent == {"slag-for-clinker": (50, 50), "slag-for-sand": (50, 10)}
    assert value.net == pytest.approx(42_300)
    assert value.bound == pytest.approx(42_300)
    assert value.impacts["landfill"] == pytest.approx(160)
    assert value.impacts["co2"] == pytest.approx(100 * 0.9 * 0.8)  # sand is a gap
    assert {kind for kind, *_ in value.binding} >= {"balance", "intake of"}


def test_what_is_not_known_is_a_gap_and_the_total_says_so():
    *_, result = network()
    (gap,) = [gap for gap in result.gaps if gap.id == "co2:sand"]
    assert "What making “sand” emits is not known" in gap.message.en
    assert "Không biết phát thải" in gap.message.vi
    assert result.figures["symbiosis/2025/co2"].gaps == ("co2:sand",)
    assert not result.figures["symbiosis/2025/net"].partial


def test_the_net_benefit_opens_down_to_amounts_and_prices():
    snapshot, catalog, result = network()
    explainer = Explainer(snapshot, catalog, (result,))
    text = "\n".join(as_lines(explainer.explain("symbiosis/2025/net"), "en"))
    for words in ("42300", "x · (a + r·t·p − h − u − c) − F", "400", "treatment", "160"):
        assert words in text.replace(",", "")


def test_shares_and_stress_are_told():
    *_, result = network(rules=("shapley", "nucleolus", "stand-alone"), stressed=True)
    value = result.value
    assert value is not None
    totals = {
        rule: sum(gain.shares[rule] for gain in value.gains) for rule in value.gains[0].shares
    }
    assert totals == pytest.approx(dict.fromkeys(totals, 42_300))
    shares = {gain.player: gain.shares["shapley"] for gain in value.gains}
    # The steel works is in every exchange: half of each goes to it where it stands alone.
    assert shares["steel"] > shares["cement"] > shares["blocks"]
    rows = {row.name: row for row in value.stress}
    assert rows["steel"].kept == pytest.approx(-1500)
    assert rows["blocks"].kept == pytest.approx(35_000 - 500)
    assert rows["clinker halves"].kept == pytest.approx(42_300 - 100 * 0.9 * 200)
    assert {row.goal for row in value.robust} == {"expected", "worst", "cvar"}


def test_the_same_inputs_give_the_same_bytes():
    one, other = (
        canonical_json([f"{result.value}", result.provenance.as_dict()])
        for *_, result in (network(), network())
    )
    assert one == other


def test_an_offer_stated_by_hand_counts_as_one_of_the_ledger():
    """The same slag, stated instead of measured: the same network, and the figure says by whom."""
    snapshot = a_snapshot(PARK, *[flow for flow in FLOWS if flow.stream != "slag"])
    parameters = NetworkParameters(
        period=reporting_year(2025, ZONE),
        plan=plan_of(PLAN, "plan", PARK, CATALOG),
        stated=(
            Stated("offer", "steel", "slag", "kg", (60_000.0, 60_000.0, *([0.0] * 10))),
            Stated("offer", "steel", "slag", "kg", (40_000.0, *([0.0] * 11))),
            Stated("offer", "elsewhere", "slag", "t", (1e6,) * 12),
        ),
    )
    result = exchange_network(snapshot, CATALOG, parameters)
    assert result.value is not None
    assert result.value.net == pytest.approx(42_300)
    lines = as_lines(Explainer(snapshot, CATALOG, (result,)).explain("symbiosis/2025/net"), "en")
    assert any("stated by hand" in line for line in lines)


def test_without_a_fitting_exchange_nothing_is_proposed_and_that_is_said():
    *_, result = network(PLAN | {"exchanges": []})
    assert result.value is not None
    assert result.value.links == ()
    assert result.findings[0].rule == "NET-01"
    assert "No link is possible" in result.findings[0].message.en


def test_without_a_distance_a_link_is_a_gap():
    *_, result = network(PLAN | {"distance_km": {}})
    assert "distance:steel cement" in {gap.id for gap in result.gaps}


def test_cold_from_waste_heat_prices_heat_power_and_tower_water_together():
    """A single-effect chiller of COP 0.75 beside an electric one of COP 5, by hand.

    One MWh of waste heat gives 0.75 MWh cold, which replaces 0.15 MWh of power; the heat and the
    cold, 1.75 MWh, leave by the tower with 1.6 m3 water per MWh; pumps take 0.01 MWh.
    """
    park = a_park(
        ("works", "enterprise"), ("office", "enterprise"), ("grid", "grid"), ("air", "air")
    )
    catalog = a_catalog(
        a_fact("grid", "electricity", 0.6, "t/MWh", gas="CO2"),
        streams=(
            ("waste-heat", "heat", "", "heat", ("energy",), "MWh"),
            ("electricity", "electricity", "", "electricity", ("energy",), "MWh"),
            ("tap-water", "water", "", "fresh-water", ("volume",), "m3"),
        ),
    )
    plan = {
        "money": "VND@2025",
        "distance_km": {"within_park": 1},
        "modes": [{"name": "pipe"}],
        "offers": [{"stream": "waste-heat", "unit": "MWh", "saved": 0}],
        "needs": [{"stream": "electricity", "unit": "MWh", "price": 2000}],
        "utilities": [
            {"stream": "electricity", "unit": "MWh", "price": 2000},
            {"stream": "tap-water", "unit": "m3", "price": 15, "co2": 0.4, "fresh_water": 1},
        ],
        "exchanges": [
            {
                "id": "absorption chiller",
                "offer": "waste-heat",
                "need": "electricity",
                "mode": "pipe",
                "taken": 0.75,
                "ratio": 0.2,
                "uses": {"electricity": 0.01, "tap-water": 2.8},
            }
        ],
    }
    snapshot = a_snapshot(
        park,
        *monthly("waste-heat", "works", "air", [100], "MWh"),
        *monthly("electricity", "grid", "office", [500], "MWh"),
    )
    parameters = NetworkParameters(
        period=reporting_year(2025, ZONE), plan=plan_of(plan, "plan", park, catalog)
    )
    value = exchange_network(snapshot, catalog, parameters).value
    assert value is not None
    (link,) = value.links
    assert link.sent == pytest.approx(100)
    assert link.replaced == pytest.approx(15)
    assert value.net == pytest.approx(100 * (0.15 * 2000 - 0.01 * 2000 - 2.8 * 15))
    assert value.impacts["water"] == pytest.approx(-280)
    assert value.impacts["co2"] == pytest.approx(100 * (0.15 * 0.6 - 0.01 * 0.6 - 2.8 * 0.0004))


def refused(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputRefused) as problem:
        plan_of(plan, "plan.yaml", PARK, CATALOG)
    return [(finding.rule, finding.message.en) for finding in problem.value.findings]


def test_every_fault_of_a_plan_is_told_at_once():
    found = refused(
        PLAN
        | {
            "money": "dong",
            "offers": [{"stream": "slag", "unit": "tonne", "saved": "much"}],
            "modes": [{"name": "truck", "per_unit_kms": 5}],
        }
    )
    assert sorted(found) == [
        ("NET-11", "plan.yaml offers 1: the field saved is missing or wrong (“much”)."),
        ("NET-11", "plan.yaml offers 1: the field unit is missing or wrong (“tonne”)."),
        ("NET-11", "plan.yaml: the field money is missing or wrong (“dong”)."),
        ("NET-12", "plan.yaml modes 1: there is no field “per_unit_kms”."),
    ]


def test_names_that_nothing_answers_to_are_told_with_the_nearest():
    exchanges = [
        {"id": "x", "offer": "slagg", "need": "clinker", "mode": "truck", "takers": ["cment"]}
    ]
    found = refused(PLAN | {"exchanges": exchanges})
    assert found == [
        ("NET-06", "The plan names the enterprise “cment”, which does not exist."),
        ("NET-06", "The plan names the offer “slagg”, which does not exist."),
    ]
