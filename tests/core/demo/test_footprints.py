"""What the demo states about footprints: fit for use, invented, and enough that rules differ."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parkloop.analyses.tracing.comparing import compare
from parkloop.analyses.tracing.parameters import ALLOCATIONS, TracingParameters
from parkloop.demo.footprints import MAKER, agreed, statements, supplier_sets
from parkloop.demo.generate import handed_in
from parkloop.demo.zone import demo_park
from parkloop.findings import Where
from parkloop.io.catalog_files import load_catalog
from parkloop.io.pact_files import read_statements
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import OUTSIDE, NodeKind
from parkloop.pact.checks import check_data_set
from parkloop.pact.facts import as_fact, source_of, usable
from parkloop.pact.reading import read_data_sets
from parkloop.periods import reporting_year

CATALOG, PARK = load_catalog(), demo_park()
NOW = datetime(2026, 2, 2, tzinfo=UTC)


def read(sent):
    (data_set,) = read_data_sets(sent.document, sent.file).sets
    return data_set


@pytest.mark.parametrize("sent", supplier_sets(), ids=lambda sent: sent.file)
def test_suppliers_sets_are_clean_usable_and_say_that_they_are_invented(sent):
    data_set, where = read(sent), Where(file=sent.file)
    stream = CATALOG.stream(sent.stream)
    assert [*check_data_set(data_set, CATALOG, where), *usable(data_set, stream, where)] == []
    assert PARK.node(sent.supplier).kind in OUTSIDE
    assert "invented" in data_set.document["productDescription"]
    assert "demo.invalid" in str(data_set.document["companyIds"])


def test_what_is_agreed_speaks_of_places_and_streams_that_are_there():
    for enterprise, content in agreed().items():
        assert enterprise in PARK.by_id
        for key in {**content.get("prices", {}), **content.get("displaced", {})}:
            node, stream = key.split("/")
            assert node in PARK.by_id
            assert stream in CATALOG.streams
        for stream, one in content.get("upstream", {}).items():
            assert stream in CATALOG.streams
            assert "invented" in one["source"]


def test_the_maker_states_what_its_file_may_state(tmp_path):
    file = tmp_path / "footprints.yaml"
    file.write_text(statements(), "utf-8")
    told = read_statements(file)
    assert told["company"]["name"] == "Demo Steel 1"
    makers = {PARK.owner(p.split("/")[0], NodeKind.ENTERPRISE) for p in told["products"]}
    assert makers == {MAKER}


@pytest.fixture(scope="module")
def snapshot():
    entries = [entry for handed in handed_in() for entry in handed.entries]
    rows = as_entries(stated(entries), import_id="test", recorded_at=NOW, recorded_by="test")
    rows = rows.unique(subset="key", keep="first", maintain_order=True)
    return Ledger.empty(PARK).append(rows).snapshot()


def under(snapshot, enterprise, allocations=()):
    content = agreed()[enterprise]
    sets = [(read(sent), sent) for sent in supplier_sets()]
    catalog = CATALOG.with_facts(
        [as_fact(d, s.supplier, CATALOG.stream(s.stream), CATALOG) for d, s in sets],
        [source_of(d) for d, _ in sets],
    )
    parameters = TracingParameters(
        reporting_year(2025, PARK.zone),
        fallbacks=("grid-latest-published",),
        prices=content.get("prices", {}),
        displaced=content.get("displaced", {}),
    )
    return compare(snapshot, catalog, parameters, allocations=allocations)


def test_four_rules_of_exchange_give_four_footprints_of_steel(snapshot):
    found = under(snapshot, "a-operator")
    values = [one.per_unit["a-steel-1-furnace/crude-steel-eaf"] for one in found.under]
    assert len(set(values)) == 4
    assert found.proven


def test_heat_and_power_are_shared_otherwise_by_price_than_by_energy(snapshot):
    found = under(snapshot, "c-operator", ALLOCATIONS)
    values = {one.allocation: one.per_unit["c-chp/steam"] for one in found.under}
    assert values["economic"] != pytest.approx(values["energy"], rel=0.01)
