"""Nothing appears or vanishes in the sums, whatever the order of rows, process or threads."""

import dataclasses
import itertools
import os
import subprocess
import sys
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.analyses.balances import BalanceParameters, balances
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.ledger import Ledger
from parkloop.periods import Period, reporting_year
from parkloop.provenance import canonical_json
from tests.core.builders import RECORDED, a_catalog, a_flow, a_park, a_snapshot

TENANTS = 5
PARK = a_park(
    ("grid", "grid"),
    ("market", "market"),
    ("net", "network"),
    *((f"t{number}", "enterprise") for number in range(TENANTS)),
)
CATALOG = a_catalog()
YEAR = BalanceParameters(reporting_year(2025))
TOTAL = 5_000


def plain(value: Any) -> Any:
    """Any result as plain values, for canonical JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"type": type(value).__name__, **named}
    if isinstance(value, Period):
        return value.label()
    if hasattr(value, "items"):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [plain(held) for held in value]
    return value if value is None or isinstance(value, str | int | float) else str(value)


def json_of(snapshot) -> str:
    return canonical_json(plain(balances(snapshot, CATALOG, YEAR)))


def many_flows():
    """A year of a park: power through a network, diesel burnt, one gap, one bill of each kind."""
    flows = []
    for number in range(1, 13):
        period = f"2025-{number:02}"
        flows.append(a_flow("electricity", "grid", "net", period, 100 + number / 7, "MWh"))
        for tenant in range(TENANTS):
            amount = 17.1 + tenant / 3 + number / 11
            series = f"M{tenant}"
            flows.append(
                a_flow("electricity", "net", f"t{tenant}", period, amount, "MWh", series=series)
            )
            flows.append(
                a_flow("diesel", "market", f"t{tenant}", period, amount / 3, "l", series=series)
            )
    flows.append(a_flow("steam", "t1", "t2", "2025", 5, "t"))
    flows.append(a_flow("steam", "t2", "t3", "2025", None, "", notation="NE"))
    return flows


def snapshot_in_order(order):
    flows = many_flows()
    rows = as_entries(
        stated([flows[position] for position in order]),
        import_id="x",
        recorded_at=RECORDED,
        recorded_by="x",
    )
    return Ledger.empty(PARK).append(rows).snapshot()


@settings(max_examples=60)
@given(
    cuts=st.lists(
        st.integers(min_value=0, max_value=TOTAL * 10**6),
        min_size=TENANTS - 1,
        max_size=TENANTS - 1,
    ),
    stream=st.sampled_from([("electricity", "MJ"), ("diesel", "kg"), ("steam", "kg")]),
)
def test_a_flow_split_through_a_network_closes_exactly(cuts, stream):
    edges = [0, *sorted(cuts), TOTAL * 10**6]
    parts = [(high - low) / 10**6 for low, high in itertools.pairwise(edges)]
    name, unit = stream
    flows = [a_flow(name, "grid", "net", "2025", TOTAL, unit)]
    flows += [
        a_flow(name, "net", f"t{number}", "2025", part, unit) for number, part in enumerate(parts)
    ]
    found = balances(a_snapshot(PARK, *flows), CATALOG, YEAR)
    passed_on = [row for row in found.value.rows if row.node == "net"]
    assert {row.domain for row in passed_on} >= {"energy", name}
    for row in passed_on:
        assert (row.difference, row.state) == (0.0, "closed")
    assert all(picture.error == 0.0 for picture in found.value.sankeys)


@settings(max_examples=10)
@given(st.permutations(range(len(many_flows()))))
def test_the_order_of_rows_does_not_change_a_byte(order):
    assert json_of(snapshot_in_order(order)) == BYTES


BYTES = json_of(snapshot_in_order(range(len(many_flows()))))


def in_another_process(threads: int, seed: int) -> str:
    program = (
        "from tests.core.analyses.balances.test_conservation import BYTES\n"
        "import sys; sys.stdout.reconfigure(encoding='utf-8'); print(BYTES, end='')"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "POLARS_MAX_THREADS": str(threads), "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        check=True,
    )
    return run.stdout.decode()


def test_two_processes_give_the_same_bytes():
    assert in_another_process(1, 1) == in_another_process(4, 2) == BYTES


def test_an_empty_ledger_has_empty_balances():
    found = balances(Ledger.empty(PARK).snapshot(), CATALOG, YEAR)
    assert (found.value.rows, found.value.sankeys, found.gaps) == ((), (), ())
