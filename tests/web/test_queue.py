"""The queue: who is asked to approve and to accept what, the riskiest first, leaf by leaf."""

from datetime import date

import pytest

from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.due import months_between
from parkloop_web.ledger.models import State, Submission
from parkloop_web.ledger.overview import queue, waiting_by_state
from parkloop_web.pages.months import QUEUE_SHOWN

pytestmark = pytest.mark.django_db


def put(people, who, state, enterprise, *months, risk=0.0):
    with acting_as(people.users[who].pk):
        for month in months:
            Submission.objects.update_or_create(
                enterprise=people.nodes[enterprise],
                month=month,
                defaults={"state": state, "risk_score": risk, "risk": {}},
            )


def awaited(people, who):
    with acting_as(people.users[who].pk):
        identity = identify(people.users[who])
        return [(s.enterprise.code, f"{s.month:%m}") for s in queue(identity)]


def test_each_sees_what_awaits_them_and_nothing_else(people):
    put(people, "board", State.APPROVED, "gamma", date(2026, 1, 1))
    put(people, "board", State.SUBMITTED, "north-operator", date(2026, 1, 1))
    put(people, "board", State.ACCEPTED, "delta", date(2026, 1, 1))
    # An operator checks its tenants; the board accepts, and checks the operator itself.
    assert awaited(people, "operator") == [("alpha", "01"), ("beta", "01")]
    assert awaited(people, "other-operator") == []
    assert awaited(people, "board") == [("gamma", "01"), ("north-operator", "01")]
    assert awaited(people, "tenant") == awaited(people, "expert") == []


def test_the_riskiest_stand_first(people):
    put(people, "board", State.SUBMITTED, "beta", date(2026, 1, 1), risk=100.0)
    put(people, "board", State.SUBMITTED, "alpha", date(2026, 2, 1), risk=10.0)
    put(people, "board", State.SUBMITTED, "alpha", date(2026, 1, 1), risk=0.5)
    assert awaited(people, "operator") == [("beta", "01"), ("alpha", "02"), ("alpha", "01")]


def test_the_counts_are_those_of_the_list(people):
    put(people, "board", State.APPROVED, "gamma", date(2026, 1, 1), date(2026, 2, 1))
    with acting_as(people.users["board"].pk):
        identity = identify(people.users["board"])
        assert waiting_by_state(identity) == {"approved": 2}
    page = people.client("board").get("/").content.decode()
    assert "2 tháng đang chờ bạn xem" in page


def test_a_long_queue_comes_in_leaves(people):
    months = months_between(date(2010, 1, 1), date(2019, 12, 1))
    put(people, "board", State.SUBMITTED, "alpha", *months)
    client = people.client("operator")
    client.cookies["parkloop_language"] = "en"
    total = len(months) + 2  # and January of alpha and beta, from the small zone
    first = client.get("/queue/").content.decode()
    assert f"{total} months await you" in first
    assert f"1–{QUEUE_SHOWN} of {total}" in first
    assert first.count('"checkbox" name="submission"') == QUEUE_SHOWN
    second = client.get("/queue/?page=2").content.decode()
    assert second.count('"checkbox" name="submission"') == total - QUEUE_SHOWN
    assert client.get("/queue/?page=nonsense").status_code == 200
