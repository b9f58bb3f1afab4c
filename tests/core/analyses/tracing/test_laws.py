"""Laws of every trace, whatever the rule: nothing is lost; size, order and zero move nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.tracing.parameters import ALLOCATIONS, EXCHANGE_RULES, TracingParameters
from parkloop.analyses.tracing.tracing import prepared
from tests.core.analyses.tracing.test_tracing import (
    CATALOG,
    DISPLACED,
    PRICES,
    SHARES,
    UPSTREAM,
    YEAR,
    entries,
    per_unit,
    small_park,
    traced,
)
from tests.core.small_park import flow, snapshot

WAYS = st.tuples(st.sampled_from(EXCHANGE_RULES), st.sampled_from(ALLOCATIONS))
FEW = settings(max_examples=12, deadline=None)
AMOUNTS = st.fixed_dictionaries(
    {"gas": st.floats(1, 500), "power": st.floats(1_500, 30_000), "slag": st.floats(1, 5_000)}
)


def sphere(given_entries, rule, allocation):
    parameters = TracingParameters(
        YEAR,
        rule=rule,
        allocation=allocation,
        prices=PRICES,
        shares=SHARES,
        displaced=DISPLACED,
        upstream=UPSTREAM,
    )
    return prepared(snapshot(small_park(), given_entries), CATALOG, parameters).sphere


@FEW
@given(amounts=AMOUNTS, way=WAYS)
def test_all_that_a_place_has_is_handed_on_or_leaves(amounts, way):
    """Mass: what every vertex hands on and what leaves it are all of it, under every allocation."""
    found = sphere(entries(**amounts), *way)
    for name in found.vertices:
        handed = sum(part for (giver, _), part in found.shares.items() if giver == name)
        whole = handed + found.leaving.get(name, 0.0)
        assert whole == pytest.approx(1.0, abs=1e-12), name
    assert all(part > 0 for part in found.shares.values())


@FEW
@given(amounts=AMOUNTS, way=WAYS, scale=st.floats(0.01, 1_000))
def test_size_changes_no_footprint_of_a_unit(amounts, way, scale):
    rule, allocation = way
    once = per_unit(traced(entries(**amounts), rule=rule, allocation=allocation))
    more = per_unit(traced(entries(scale=scale, **amounts), rule=rule, allocation=allocation))
    # A service is that of the whole period; what could not be shared has no value at any size.
    goods = [n for n, v in once.items() if v is not None and not n.endswith("/service")]
    assert {n for n, v in more.items() if v is None} == {n for n, v in once.items() if v is None}
    # Amounts are whole millionths of their unit (C-04): the smallest here is 0.01 t of slag.
    assert {n: more[n] for n in goods} == pytest.approx({n: once[n] for n in goods}, rel=1e-6)


@FEW
@given(amounts=AMOUNTS, way=WAYS, order=st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(amounts, way, order):
    rule, allocation = way
    plain = entries(**amounts)
    turned = list(plain)
    order.shuffle(turned)
    before = traced(plain, rule=rule, allocation=allocation)
    assert traced(turned, rule=rule, allocation=allocation).value == before.value


@FEW
@given(
    amounts=AMOUNTS,
    way=WAYS,
    nothing=st.sampled_from(
        [
            ("slag", "furnace", "partner", "t"),
            ("electricity", "grid", "works", "MWh"),
            ("sand", "market", "furnace", "t"),
            ("wastewater-industrial", "works", "plant", "m3"),
        ]
    ),
)
def test_a_flow_of_zero_changes_no_footprint(amounts, way, nothing):
    rule, allocation = way
    stream, source, target, unit = nothing
    plain = entries(**amounts)
    before = traced(plain, rule=rule, allocation=allocation)
    after = traced(
        [*plain, flow(stream, source, target, 0, unit)], rule=rule, allocation=allocation
    )
    assert per_unit(after) == per_unit(before)
