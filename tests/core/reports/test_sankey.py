"""Flows made ready to be drawn: no loops, nothing lost, unknown quantities beside."""

import math

from hypothesis import given
from hypothesis import strategies as st

from parkloop.analyses.balances import SankeyLink
from parkloop.reports.sankey import BACK, SINK, drawing, gathered, plain, reaches, throughput


def link(source, target, value=1.0, stream="water", carrier="fresh-water"):
    return SankeyLink(source, target, stream, carrier, value, "measured", 12)


def ends(found):
    return [(band.source, band.target, band.back) for band in found.bands]


def test_a_line_stays_as_it_is():
    found = drawing([link("grid", "net"), link("net", "tenant")])
    assert ends(found) == [("grid", "net", False), ("net", "tenant", False)]


def test_the_smaller_flow_of_a_loop_is_drawn_as_a_back_flow():
    found = drawing(
        [link("plant", "net", 130), link("net", "tenant", 900), link("tenant", "plant", 700)]
    )
    assert ends(found) == [
        ("plant", f"{BACK}net", True),
        ("net", "tenant", False),
        ("tenant", "plant", False),
    ]
    assert found.back_flows == 1


def test_a_flow_to_itself_is_a_back_flow():
    assert ends(drawing([link("mill", "mill")])) == [("mill", f"{BACK}mill", True)]


def test_a_market_stands_on_both_sides():
    found = drawing([link("market", "mill", 5400), link("mill", "market", 4700)], {"market"})
    assert ends(found) == [("market", "mill", False), ("mill", f"{SINK}market", False)]
    assert plain(found.bands[1].target) == "market"


def test_a_market_that_only_receives_keeps_its_name():
    assert ends(drawing([link("mill", "market")], {"market"})) == [("mill", "market", False)]


def test_unknown_quantities_are_not_drawn_as_zero():
    found = drawing([link("a", "b", None), link("b", "c", 3)])
    assert [one.source for one in found.unknown] == ["a"]
    assert len(found.bands) == 1


def test_sites_are_gathered_under_their_enterprise():
    owners = {"mill-1": "mill", "mill-2": "mill"}
    links = [
        link("net", "mill-1", 3.0, "tap-water"),
        link("net", "mill-2", 4.0, "rainwater"),
        link("mill-1", "mill-2", 9.0),
        link("x", "mill-1", None),
    ]
    found, streams = gathered(links, lambda node: owners.get(node, node))
    assert [(one.source, one.target, one.value) for one in found] == [
        ("net", "mill", 7.0),
        ("x", "mill", None),
    ]
    assert list(streams.values()) == [("tap-water", "rainwater")]


NODES = st.sampled_from("abcdefg")
LINKS = st.lists(
    st.builds(link, NODES, NODES, st.one_of(st.none(), st.floats(0.1, 1e6))), max_size=25
)


@given(LINKS, st.sets(NODES))
def test_whatever_comes_the_picture_has_no_loop_and_loses_nothing(links, outside):
    found = drawing(links, outside)
    ahead: dict[str, set[str]] = {}
    for band in found.bands:
        assert not reaches(ahead, band.target, band.source)
        ahead.setdefault(band.source, set()).add(band.target)
    drawn = math.fsum(band.value for band in found.bands)
    assert math.isclose(drawn, math.fsum(one.value or 0.0 for one in links))
    assert len(found.bands) + len(found.unknown) == len(links)


@given(LINKS)
def test_what_passes_a_node_is_the_larger_side(links):
    found = drawing(links)
    passing = throughput(found.bands)
    for node, amount in passing.items():
        into = math.fsum(b.value for b in found.bands if b.target == node)
        out = math.fsum(b.value for b in found.bands if b.source == node)
        assert math.isclose(amount, max(into, out))
