"""Filters, pages, events and call-back addresses, as the public conformance service asks them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.pact.addresses import Refused, check_resolved, read_target
from parkloop.pact.events import (
    NULL_PRODUCT,
    TYPES,
    BadEvent,
    asked,
    fulfilled,
    published,
    read_event,
    rejected,
)
from parkloop.pact.queries import BadQuery, page, read_query, select
from parkloop.pact.reading import read_data_sets
from tests.core.pact.sets import CLEAN, data_set

OTHER = data_set(
    {"geographyCountry": "DE", "referencePeriodEnd": "2024-12-31T00:00:00Z"},
    id="11111111-1111-4111-8111-111111111111",
    productIds=["urn:pact:product:fictional:other"],
    companyIds=["urn:pact:company:fictional:other"],
    productClassifications=["urn:pact:productclassification:un-cpc:9"],
    validityPeriodStart="2024-12-31T00:00:00Z",
    validityPeriodEnd=None,
    status="Deprecated",
    created="2025-03-01T00:00:00Z",
)
SETS = read_data_sets([CLEAN, OTHER]).sets


def found(**parameters):
    query = read_query({n: v if isinstance(v, list) else [v] for n, v in parameters.items()})
    return [one.id[0] for one in select(SETS, query, 3)]


@pytest.mark.parametrize(
    ("name", "mine", "bogus"),
    [
        ("productId", CLEAN["productIds"][0], "urn:bogus:product:x"),
        ("companyId", CLEAN["companyIds"][0], "urn:bogus:company:x"),
        ("geography", "VN", "XX"),
        ("classification", CLEAN["productClassifications"][0], "urn:bogus:classification:x"),
        ("status", "Active", "BogusStatus"),
        ("validOn", "2024-06-01T00:00:00Z", "1900-01-01T00:00:00Z"),
        ("validBefore", "2026-12-31T17:00:01Z", "1900-01-01T00:00:00Z"),
    ],
)
def test_every_filter_finds_and_leaves_out(name, mine, bogus):
    assert found(**{name: mine}) == ["9"]
    assert found(**{name: bogus}) == []
    assert found(**{name.lower(): mine}) == ["9"]


def test_valid_after_and_the_three_years_without_a_stated_validity():
    assert found(validAfter="2024-06-01T00:00:00Z") == ["1"]
    assert found(validAfter="2099-12-31T23:59:59Z") == []
    assert found(validOn="2026-12-31T16:00:00+00:00") == ["9", "1"]
    assert found(validOn="2026-12-31T16:00:00 00:00") == ["9", "1"]
    assert found(validOn="2026-12-31T17:00:01Z") == ["1"]
    assert found(validOn="2027-12-31T00:00:01Z") == []


def test_values_of_one_filter_are_alternatives_and_filters_add_up():
    bogus = "urn:bogus:company:x"
    assert found(companyId=[CLEAN["companyIds"][0], bogus, bogus]) == ["9"]
    assert found(companyId=bogus, productId=CLEAN["productIds"][0]) == []
    assert found(geography=["VN", "DE"], status="Active") == ["9"]


def test_pages_never_hold_more_than_asked_and_name_the_next():
    first = page(SETS, read_query({"limit": ["1"]}))
    assert (len(first.sets), first.following) == (1, 1)
    last = page(SETS, read_query({"limit": ["1"], "offset": ["1"]}))
    assert (last.sets[0].id[0], last.following) == ("1", None)
    assert page(SETS, read_query({"limit": ["0"]})).sets == ()
    assert page(SETS, read_query({"offset": ["9"]})).sets == ()


@pytest.mark.parametrize(("name", "value"), [("limit", "-1"), ("limit", "x"), ("validon", "soon")])
def test_queries_without_meaning_are_refused(name, value):
    with pytest.raises(BadQuery, match=f"{name}: “{value}”"):
        read_query({name: [value]})


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("created ge '2024-03-01T09:32:20Z'", ["9", "1"]),
        ("created gt '2024-03-01T09:32:20Z'", ["1"]),
        ("pcf/geographyCountry eq 'DE'", ["1"]),
        ("productIds/any(p:(p eq 'urn:pact:product:fictional:sand-1'))", ["9"]),
        ("companyIds/any(c: c eq 'urn:none:x') and created ge '2000-01-01T00:00:00Z'", []),
    ],
)
def test_the_filter_of_version_2(text, ids):
    assert found(**{"$filter": text}) == ids


def test_a_filter_that_is_not_understood_is_refused():
    with pytest.raises(BadQuery, match="is not understood"):
        found(**{"$filter": "1 eq 1 or drop table"})


def event(kind="created", version=3, data=None, **changes):
    usual = {
        "created": {"productId": CLEAN["productIds"]}
        if version == 3
        else {"pf": {"productIds": CLEAN["productIds"]}},
        "published": {"pfIds": [CLEAN["id"]]},
        "rejected": {"requestEventId": "run/12", "error": {"code": "NotFound", "message": "no"}},
        "fulfilled": {"requestEventId": "run/12", "pfs": [CLEAN]},
    }
    whole = {
        "type": TYPES[version][kind],
        "specversion": "1.0",
        "id": "run/12",
        "source": "https://customer.example/pact",
        "time": "2026-01-01T00:00:00Z",
        "data": usual[kind] if data is None else data,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("kind", ["created", "published", "rejected", "fulfilled"])
def test_events_of_every_kind_are_read(kind, version):
    read = read_event(event(kind, version), version)
    assert (read.kind, read.id) == (kind, "run/12")


@pytest.mark.parametrize(
    "broken",
    [
        event(type="org.wbcsd.pact.Unknown.3"),
        event(specversion="0.3"),
        event(id=""),
        event(source=None),
        event(time="now"),
        event(data=[]),
        event("published", data={"pfIds": ["urn:gtin:4712345060507"]}),
        event("published", data={"pfIds": []}),
        event("published", data={}),
        event(data={"productId": ["gtin"]}),
        event(data={"productId": [7]}),
        event(data={"validOn": "soon"}) | {"id": "q"},
        event("rejected", data={"requestEventId": "a"}),
        event("fulfilled", data={"requestEventId": "a", "pfs": []}),
        event("fulfilled", data={"pfs": [CLEAN]}),
        event("created", 2),
        ["x"],
        None,
    ],
)
def test_malformed_events_are_refused(broken):
    with pytest.raises(BadEvent, match=r"Malformed event: “|is no instant"):
        asked(read_event(broken, 3))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda c: (
            st.lists(c)
            | st.dictionaries(st.sampled_from(["type", "id", "data", "pfIds", "source"]), c)
        ),
    )
)
def test_anything_is_an_event_or_refused(document):
    with pytest.raises(BadEvent):
        read_event(document, 3)


def test_a_request_asks_like_a_list():
    query = asked(read_event(event(data={"productId": [NULL_PRODUCT]}), 3))
    assert select(SETS, query, 3) == []
    query = asked(read_event(event(data={"geography": ["VN"], "comment": "please"}), 3))
    assert [one.id[0] for one in select(SETS, query, 3)] == ["9"]
    query = asked(read_event(event("created", 2), 2))
    assert [one.id[0] for one in select(SETS, query, 3)] == ["9"]


@pytest.mark.parametrize("version", [2, 3])
def test_answers_are_events_themselves(version):
    request = read_event(event("created", version), version)
    answer = fulfilled(request, SETS[:1], "a-1", "https://us.example", "2026-01-01T00:00:00Z")
    read = read_event(answer, version)
    assert (read.kind, read.request) == ("fulfilled", "run/12")
    data: Any = read.data
    assert data["pfs"][0]["productIds"] == CLEAN["productIds"]
    no = rejected(request, "NotFound", "no", "a-2", "https://us.example", "2026-01-01T00:00:00Z")
    assert read_event(no, version).kind == "rejected"
    told = published([CLEAN["id"]], version, "a-3", "https://us.example", "2026-01-01T00:00:00Z")
    assert read_event(copy.deepcopy(told), version).kind == "published"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://customer.example/x", "it is not https"),
        ("https://127.0.0.1/x", "no domain name"),
        ("https://[::1]/x", "no domain name"),
        ("https://2130706433/x", "no domain name"),
        ("https://localhost/x", "no domain name"),
        ("https://user:pass@customer.example/", "host or user is wrong"),
        ("https://customer.example:22/", "port is not allowed"),
        ("https:///x", "host or user is wrong"),
        ("file:///etc/passwd", "it is not https"),
        ("https://customer.example:99999/", "cannot be read"),
        ("", "it is not https"),
    ],
)
def test_call_backs_of_a_wrong_form_are_refused(url, why):
    with pytest.raises(Refused, match=why):
        read_target(url)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5", "127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "fe80::1",
     "::ffff:10.0.0.1", "0.0.0.0", "224.0.0.1", "100.64.0.1", "nonsense"],
)  # fmt: skip
def test_names_that_stand_for_inner_machines_are_refused(address):
    target = read_target("https://customer.example/pact")
    with pytest.raises(Refused, match="which is not public"):
        check_resolved(target, ["93.184.216.34", address])


def test_public_names_and_named_exceptions_pass():
    target = read_target("https://customer.example/pact")
    check_resolved(target, ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    with pytest.raises(Refused, match="does not exist"):
        check_resolved(target, [])
    trusted = {"localhost:8004"}
    inner = read_target("http://localhost:8004", trusted)
    check_resolved(inner, ["127.0.0.1"], trusted)
