"""Every operation of the API with made-up requests: no fault, no answer outside the document, and
no operation that answers without its token."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from parkloop_web.accounts.tokens import SCOPES, make_token
from parkloop_web.database.rls import acting_as

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
]
EXAMPLES = 12


@pytest.fixture
def kept_open():
    """Requests leave the test's connection as it is, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(params=["tenant", "board"])
def api_schema(request, people, kept_open):
    now = timezone.now()
    with acting_as(people.users[request.param].pk):
        secret = make_token(
            people.users[request.param], "fuzz", list(SCOPES), now, now + timedelta(days=1)
        )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    schema.config.update(headers={"Authorization": f"Bearer {secret}"})
    return schema


def test_made_up_requests(api_schema):
    asked = 0
    for found in api_schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def each(case):
            case.call_and_validate(checks=CHECKS)

        each()
        asked += 1
    assert asked == 29
