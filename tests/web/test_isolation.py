"""Every address × six identities, from the resolver itself."""

from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parkloop_web.accounts.identity import identify
from parkloop_web.certification.acting import open_case
from parkloop_web.database.rls import acting_as
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web import exchanging, networking
from tests.web.isolation import (
    ARGUMENTS,
    AT_PARK,
    AT_ZONE,
    IN,
    OF_LIBRARIES,
    OTHERWISE,
    ROUTES,
)
from tests.web.isolation_data import fill
from tests.web.people import NOW, small_zone
from tests.web.policy import breaches

pytestmark = pytest.mark.django_db
OF_API = ("/api/v1/nodes", "/api/v1/no-such", "/pact/no-such")
IDENTITIES = ("public", "neighbour", "other-park", "viewer", "stranger", "expired")


def patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver) and str(pattern.pattern) not in OF_LIBRARIES:
            yield from patterns(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


def ours():
    return {pattern.name: pattern for pattern in patterns()}


def test_every_address_has_its_line_and_every_line_its_address():
    assert None not in ours(), "an address without a name cannot be tested"
    assert set(ours()) == set(ROUTES)


@contextmanager
def rolled_back():
    """What one identity does is undone before the next asks."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The small zone with a study of alpha's own and a thing of each kind; built once, in a
    transaction that is rolled back when the module is done. Each test works in a savepoint."""
    with django_db_blocker.unblock(), rolled_back():
        zone: Any = small_zone()
        with acting_as(zone.users["tenant"].pk):
            zone.study = run(ask(zone.nodes["alpha"], zone.users["tenant"], NOW))
            assert zone.study.state == "done", zone.study.fault_en
            dossier = open_case(identify(zone.users["tenant"]), zone.nodes["alpha"], NOW.date())
        data: Any = fill(zone)
        exchanges: Any = exchanging.arguments(zone)
        exchanges |= networking.arguments(zone)
        of_route: Any = {**data.pop("of_route"), **exchanges.pop("of_route", {})}
        zone.arguments = {**data, **exchanges, "dossier": dossier.pk, "of_route": of_route}
        for identity in (*IDENTITIES, *{each.owner for each in ROUTES.values()}):
            zone.client(identity)
        yield zone


@pytest.fixture
def filled(built, db):
    return built


def address(name, zone):
    known = {
        **ARGUMENTS,
        "study": zone.study.pk,
        **({"code": "north"} if name in AT_PARK else {}),
        **({"code": "zone"} if name in AT_ZONE else {}),
        **OTHERWISE.get(name, {}),
        **zone.arguments,
        **zone.arguments["of_route"].get(name, {}),
    }
    converters = ours()[name].pattern.converters
    return reverse(name, kwargs={part: known[part] for part in converters} or None)


def answer(client, name, zone):
    expected = ROUTES[name]
    response = getattr(client, expected.method)(address(name, zone), expected.data or {})
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return IN, response
    return response.status_code, response


def fits(got, expected):
    """Somebody may be sent on (302) where a 200 is meant after an act."""
    if isinstance(expected, tuple):
        return got in expected
    return got == expected or (expected == 200 and got == 302)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_each_gets_what_is_theirs(filled, name):
    wrong = {}
    for identity in IDENTITIES:
        with rolled_back():
            got, response = answer(filled.client(identity), name, filled)
        expected = getattr(ROUTES[name], identity.replace("-", "_"))
        if not fits(got, expected):
            wrong[identity] = f"{got}, expected {expected}"
        if broken := breaches(response, name):
            wrong[identity] = f"{got}: {broken}"
        if got in (403, 404) and b"alpha-boiler" in response.content:
            wrong[identity] = "a refusal that tells"
    assert wrong == {}, f"{name}: {wrong}"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_who_it_is_for_gets_in(filled, name):
    expected = ROUTES[name]
    got, response = answer(filled.client(expected.owner), name, filled)
    assert fits(got, expected.inside), f"{name} as {expected.owner}: {got}"
    assert breaches(response, name) == []
    if expected.method == "get":
        head = filled.client(expected.owner).head(address(name, filled), expected.data or {})
        assert (head.status_code, head.content) == (response.status_code, b"")
        assert breaches(head, name) == []


def with_arguments(resolver, before=()):
    """Every address below, with the names of all its arguments."""
    for pattern in resolver.url_patterns:
        names = (*before, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from with_arguments(pattern, names)
        else:
            yield pattern.name, names


def of_libraries():
    """Pages that sign people in, by the resolver."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == "accounts/":
            for name, arguments in with_arguments(resolver):
                yield reverse(name, kwargs=dict.fromkeys(arguments, "1") or None)


@pytest.mark.parametrize("identity", ["public", "tenant"])
def test_the_pages_of_libraries_keep_the_policy_too(filled, identity):
    wrong, seen = {}, 0
    for place in (*of_libraries(), *OF_API):
        with rolled_back():
            response = filled.client(identity).get(place)
        seen += 1
        if broken := breaches(response):
            wrong[place] = f"{response.status_code}: {broken}"
    assert wrong == {}
    assert seen > 25


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("get", "/no-such-page/", 404),
        ("get", "/p/alpha/no-such-page/", 404),
        ("post", "/", 405),
        ("put", "/queue/", 405),
        ("get", "/p/%00/", 400),
        ("get", "/register/?q=%00", 400),
        ("post", "/enter/x/", 410),
        ("delete", "/api/v1/nodes", 405),
    ],
)
def test_refusals_keep_the_policy_too(filled, method, place, status):
    response = getattr(filled.client("tenant"), method)(place)
    assert breaches(response) == []
    assert response.status_code == status
