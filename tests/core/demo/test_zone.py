"""The demo zone is a sound definition, complete, and cannot be taken for real firms."""

import yaml

from parkloop.analyses.symbiosis.network.planning import plan_of
from parkloop.demo.profiles import exchange_plan, tenants
from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.park import OUTSIDE, NodeKind, check_park


def test_definition_has_no_findings():
    assert check_park(demo_park().nodes) == ()


def test_four_parks_and_forty_tenants():
    park = demo_park()
    enterprises = park.of_kind(NodeKind.ENTERPRISE)
    assert len(park.of_kind(NodeKind.PARK)) == 4
    assert sum(not node.operator for node in enterprises) == 40
    assert sum(node.operator for node in enterprises) == 4
    by_park = [sum(t.park == letter for t in tenants()) for letter in "abcd"]
    assert by_park == [10, 10, 10, 10]


def test_every_name_says_that_it_is_invented():
    park = demo_park()
    assert park.fictional
    public = {"grid", "fuel-market", "market", "certificate-market", "river", "air"}
    plain = [
        node.id
        for node in park.nodes
        if node.id not in public and ("Demo" not in node.name.en or "Demo" not in node.name.vi)
    ]
    assert plain == []


def test_names_are_unique_in_both_languages():
    names = [node.name for node in demo_park().nodes]
    assert len({name.vi for name in names}) == len({name.en for name in names}) == len(names)


def test_every_activity_is_known_to_the_catalog():
    known = load_catalog().activities
    assert [n.id for n in demo_park().nodes if n.activity and n.activity not in known] == []


def test_inside_nodes_belong_to_an_enterprise():
    park = demo_park()
    above = {NodeKind.ZONE, NodeKind.PARK, *OUTSIDE}
    lost = [
        node.id
        for node in park.nodes
        if node.kind not in above and not park.owner(node.id, NodeKind.ENTERPRISE)
    ]
    assert lost == []


def test_the_plan_of_exchanges_names_only_what_the_zone_has():
    plan = plan_of(yaml.safe_load(exchange_plan()), "exchanges.yaml", demo_park(), load_catalog())
    assert len(plan.exchanges) > 5
    assert {rule.facility for rule in plan.exchanges} >= {f.name for f in plan.facilities}
