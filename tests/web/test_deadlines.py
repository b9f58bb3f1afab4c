"""The rule of a zone, and a later date for a named late unit."""

from datetime import date

import pytest

from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.due import DueRule, Standing, standing
from parkloop_web.ledger.models import Extension

pytestmark = pytest.mark.django_db


def test_a_rule_is_kept_and_counts(people):
    client = people.client("board")
    client.cookies["parkloop_language"] = "en"
    wrong = client.post(
        "/p/zone/deadline/", {"day": 40, "months_after": 1, "remind_days_before": 5}
    )
    assert wrong.status_code == 422
    given = {"day": 20, "months_after": 2, "remind_days_before": 3}
    assert client.post("/p/zone/deadline/", given).status_code == 302
    assert 'value="20"' in client.get("/p/zone/deadline/").content.decode()


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (DueRule(15, 1), date(2026, 3, 15)),
        (DueRule(31, 1), date(2026, 3, 31)),
        (DueRule(31, 2), date(2026, 4, 30)),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last(rule, due):
    assert rule.due(date(2026, 2, 1)) == due
    assert standing("open", date(2026, 2, 1), rule, due) is Standing.DUE
    assert (
        standing(
            "open",
            date(2026, 2, 1),
            rule,
            due.replace(day=due.day).fromordinal(due.toordinal() + 1),
        )
        is Standing.LATE
    )


def test_an_extension_needs_date_and_reason_and_moves_one_unit(people):
    client = people.client("operator")
    client.cookies["parkloop_language"] = "en"
    address = "/p/alpha/months/2026-02/extend/"
    told = client.post(address, {"until": "2026-05-01"}, follow=True).content.decode()
    assert "An extension needs its new date and a reason." in told
    done = client.post(address, {"until": "2026-05-01", "reason": "meter broken"}, follow=True)
    assert "Extended until 2026-05-01." in done.content.decode()
    with acting_as(people.users["tenant"].pk):
        assert Extension.objects.get().until == date(2026, 5, 1)
    rule = DueRule(15, 1)
    assert (
        standing("open", date(2026, 2, 1), rule, date(2026, 4, 1), date(2026, 5, 1)) is Standing.DUE
    )
    assert standing("open", date(2026, 2, 1), rule, date(2026, 4, 1)) is Standing.LATE
