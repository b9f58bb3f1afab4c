"""Stages, ratings, links, sensitivities, embodied carbon, rules side by side, doubles."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parkloop.analyses.tracing.comparing import compare
from parkloop.analyses.tracing.parameters import ALLOCATIONS, EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.stages import STAGES
from parkloop.analyses.tracing.tracing import tracing
from parkloop.catalog.facts import Fact, Source
from parkloop.texts import same_in_both
from tests.core.analyses.tracing.test_trace_command import call, write
from tests.core.analyses.tracing.test_tracing import (
    CATALOG,
    DISPLACED,
    PRICES,
    SHARES,
    UPSTREAM,
    YEAR,
    entries,
    one,
    small_park,
    traced,
)
from tests.core.small_park import flow, snapshot

LEDGER = snapshot(small_park(), entries())
PAPER = Source("letter", same_in_both("A letter"), "", "2023", "", "own", "no")


def upstream(stream, value, unit, **more):
    return Fact(
        **{
            "id": f"upstream.{stream}.test",
            "kind": "upstream",
            "value": value,
            "unit": unit,
            "source": "letter",
            "confidence": "A",
            "verified": True,
            "rank": "facility",
            "stream": stream,
            "gas": "CO2e",
            "gwp_set": "AR5",
            "data_year": "2023",
        }
        | more
    )


def knowing(*facts):
    return CATALOG.with_facts(facts, [PAPER])


def test_stages_add_up_to_the_footprint_and_have_names_in_both_languages():
    for found in traced(rule="avoided-burden").value.footprints:
        if found.per_unit:
            assert sum(found.stages.values()) == pytest.approx(found.per_unit)
            assert set(found.stages) <= set(STAGES)
    concrete = one(traced(), "works/concrete")
    assert set(concrete.stages) == {"materials", "energy", "production"}
    assert concrete.stages["materials"] == pytest.approx(concrete.origins["upstream"])


def test_freight_bought_is_transport_and_needs_a_factor():
    more = [*entries(), flow("freight-road", "market", "works", 50_000, "tkm")]
    assert "upstream:freight-road:market" in one(traced(more), "works/concrete").gaps
    known = one(traced(more, upstream=UPSTREAM | {"freight-road": 0.1}), "works/concrete")
    assert known.stages["transport"] == pytest.approx(50_000 * 0.1 / 700)


def test_an_upstream_fact_of_the_catalog_closes_the_gap_and_enters_the_interval():
    catalog = knowing(upstream("sand", 8.0, "kg/t", low=4.0, high=12.0, distribution="normal"))
    found = one(tracing(LEDGER, catalog, TracingParameters(YEAR)), "works/concrete")
    assert "upstream:sand:market" not in found.gaps
    assert found.origins["upstream"] == pytest.approx(900e3 * 0.008 / 700)
    moved = {s.parameter: s.deviation for s in found.sensitivities}
    assert moved["upstream.sand.test"] == pytest.approx(900 * 4 / 1.959964 / 700, rel=1e-5)


def test_a_suppliers_set_brings_its_primary_share_and_ratings():
    own = upstream(
        "sand",
        8.0,
        "kg/t",
        supplier="market",
        primary_share=0.25,
        technology=2.0,
        geography=3.0,
        timeliness=1.0,
    )
    bare = one(
        tracing(LEDGER, knowing(replace(own, primary_share=None)), TracingParameters(YEAR)),
        "works/concrete",
    )
    found = one(tracing(LEDGER, knowing(own), TracingParameters(YEAR)), "works/concrete")
    sand = found.origins["upstream"] / found.per_unit
    assert bare.primary_share == pytest.approx(1 - sand)
    assert found.primary_share == pytest.approx(1 - 0.75 * sand)
    assert found.quality.geography == pytest.approx(1 + 2 * sand, rel=1e-5)
    assert found.quality.technology == pytest.approx(2)


def test_links_are_a_sankey_of_one_product():
    found = one(traced(products=("works/concrete",)), "works/concrete")
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for link in found.links:
        into[link.taker] = into.get(link.taker, 0.0) + link.value
        if link.giver:
            out[link.giver] = out.get(link.giver, 0.0) + link.value
    assert into["works/concrete"] == pytest.approx(found.per_unit)
    for vertex, value in out.items():
        assert into[vertex] == pytest.approx(value, rel=1e-5), vertex
    assert {k.stage for k in found.links if not k.giver} >= {"production", "energy"}


def test_every_stream_carries_its_carbon():
    result = traced(products=())
    carried = {(c.stream, c.giver, c.taker): c for c in result.value.carried}
    steel = one(result, "furnace/steel-product")
    sold = carried["steel-product", "furnace", "market"]
    assert sold.carried == pytest.approx(steel.burden)
    assert carried["slag", "furnace", "works"].carried == 0
    assert carried["sand", "market", "works"].carried == pytest.approx(900e3 * 0.01)
    steam = carried["steam", "chp", "works"]
    assert steam.carried == pytest.approx(one(result, "chp/steam").per_unit * 9e6)
    assert not steam.known
    priced = {(c.stream, c.giver, c.taker): c for c in traced(rule="economic").value.carried}
    assert priced["slag", "furnace", "works"].carried > 0


def test_rules_side_by_side_share_their_sources_and_prove_their_sums():
    options = TracingParameters(
        YEAR, prices=PRICES, shares=SHARES, displaced=DISPLACED, upstream=UPSTREAM
    )
    found = compare(LEDGER, CATALOG, options, allocations=ALLOCATIONS)
    assert {u.rule for u in found.under} == set(EXCHANGE_RULES)
    assert {u.allocation for u in found.under} == set(ALLOCATIONS)
    assert found.proven
    sums: dict[str, Any] = {f"{u.rule}/{u.allocation}": u.sums for u in found.under}
    sources = {round(one.sources, 3) for one in sums.values()}
    assert len(sources) == 1
    by_rule = {u.rule: u for u in found.under if u.allocation == "physical"}
    assert sums["cut-off/physical"].credit == 0
    assert sums["avoided-burden/physical"].credit == pytest.approx(300e3 * 0.8)
    assert sums["50-50/physical"].credit == pytest.approx(300e3 * 0.8)
    plain = traced(rule="economic")
    assert by_rule["economic"].per_unit["works/concrete"] == one(plain, "works/concrete").per_unit


def test_a_number_stated_beside_a_fact_is_named():
    catalog = knowing(upstream("sand", 8.0, "kg/t"))
    result = tracing(LEDGER, catalog, TracingParameters(YEAR, upstream={"sand": 0.5}))
    found = next(f for f in result.findings if f.rule == "TRC-03")
    assert found.message.en == (
        "Upstream emissions of “sand” are stated and also known by the fact “upstream.sand.test”: "
        "only the fact is used."
    )
    assert "chỉ dùng" in found.message.vi


def test_the_set_of_a_traced_enterprise_is_not_used_and_named():
    catalog = knowing(upstream("steam", 999.0, "kg/t", supplier="chp"))
    plain = tracing(LEDGER, CATALOG, TracingParameters(YEAR))
    result = tracing(LEDGER, catalog, TracingParameters(YEAR))
    assert one(result, "chp/steam").per_unit == one(plain, "chp/steam").per_unit
    found = next(f for f in result.findings if f.rule == "TRC-04")
    assert "would count it twice" in found.message.en


def test_a_fuel_whose_supply_emits_as_much_as_its_burning_is_questioned():
    catalog = knowing(upstream("natural-gas", 60_000.0, "kg/TJ_ncv"))
    result = tracing(LEDGER, catalog, TracingParameters(YEAR))
    found = next(f for f in result.findings if f.rule == "TRC-05")
    assert "probably contains the burning" in found.message.en
    fair = knowing(upstream("natural-gas", 9_000.0, "kg/TJ_ncv"))
    assert not [
        f for f in tracing(LEDGER, fair, TracingParameters(YEAR)).findings if f.rule == "TRC-05"
    ]


def test_a_fact_out_of_its_time_is_not_used():
    old = upstream("sand", 8.0, "kg/t", valid_to=date(2023, 6, 1))
    found = one(tracing(LEDGER, knowing(old), TracingParameters(YEAR)), "works/concrete")
    assert "upstream:sand:market" in found.gaps


def test_draws_say_what_comes_from_facts_and_what_from_amounts():
    drawn = one(traced(draws=400), "works/concrete").drawn
    assert drawn.facts_mean == pytest.approx(drawn.mean, rel=0.02)
    assert drawn.facts_mean != drawn.mean


def test_the_command_compares_and_lists_streams(tmp_path):
    folder = write(tmp_path, small_park(), entries())
    told = json.loads(call("trace", "-w", folder, "--compare", "--json"))
    assert told["proven"] is True
    assert len(told["under"]) == len(EXCHANGE_RULES) + len(ALLOCATIONS) - 1
    out = call("--lang", "en", "trace", "concrete", "-w", folder, "--compare")
    assert "Footprints by rule" in out
    assert "Sums by rule" in out
    streams = json.loads(call("trace", "slag", "-w", folder, "--carried", "--json"))
    assert [s["kg_co2e"] for s in streams] == [0.0]
    out = call("--lang", "en", "trace", "steam", "-w", folder, "--carried")
    assert "Carbon in every stream" in out
    out = call("--lang", "en", "trace", "works/concrete", "-w", folder, "--draws", "50")
    for part in (
        "By life-cycle stage",
        "What makes the footprint uncertain",
        "amounts that divide",
    ):
        assert part in out
