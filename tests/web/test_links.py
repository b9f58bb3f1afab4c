"""Links of symbiosis and RECP solutions, each stated by those whose they are."""

from datetime import date

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1
LINK = {
    "what": "link", "reference": "steam-1", "kind": "IS-1", "partner": "same-park",
    "operating": "yes", "contract": "12/HD", "contract-until": f"{YEAR + 2}-06-30",
}  # fmt: skip


def english(client):
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def state(client, code, **typed):
    return client.post(f"/p/{code}/links/?year={YEAR}", typed, follow=True).content.decode()


def test_a_link_with_members_that_hold_certificates_meets_the_criterion(people):
    operator = english(people.client("operator"))
    text = state(operator, "north", **LINK)
    assert "4 entries were written; operator and board see them" in text
    assert "1 links of symbiosis are stated" in text
    assert "Exchange of inputs and outputs" in text
    assert f"30 Jun {YEAR + 2}" in text
    for firm, who in (("alpha", "tenant"), ("beta", "neighbour")):
        client = english(people.client(who))
        assert "takes part" in state(client, firm, what="member", reference="steam-1")
        client.post(
            f"/p/{firm}/facts/?scheme=VN-35&year={YEAR}",
            {"iso-14001": "A-1", "iso-14001-until": f"{YEAR + 1}-12-31"},
        )
        people.submit(who, firm, date(YEAR, 1, 1), at=timezone.now())
    text = operator.get(f"/p/north/links/?year={YEAR}").content.decode()
    assert "Alpha (test), Beta (test)" in text
    text = operator.get(f"/p/north/assessment/VN-35/VN35-37.2b/?year={YEAR}").content.decode()
    assert "ISO: met" in text or ": met</h1>" in text


def test_a_solution_has_a_state_and_a_day(people):
    tenant = english(people.client("tenant"))
    text = state(tenant, "alpha", what="solution", reference="LED", status="planned",
                 began=f"{YEAR + 1}-05-01")  # fmt: skip
    assert "1 RECP solutions" in text
    assert "planned" in text
    text = tenant.get(f"/p/alpha/what-if/?year={YEAR}").content.decode()
    assert "next 3 years (1)" in text
    assert "Choose how far it has come." in state(
        tenant, "alpha", what="solution", reference="LED", began="2026-01-01"
    )
    assert "“soon” is not a day" in state(
        tenant, "alpha", what="solution", reference="x", status="verified", began="soon"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": "<b>"}, "A reference is needed"),
        ({"operating": ""}, "Say whether the link is in operation."),
        ({"contract-until": f"{YEAR - 1}-06-30"}, "The contract ended before the year"),
        ({"what": "member"}, "There is no such form."),
    ],
)
def test_what_cannot_be_read_is_told(people, change, said):
    assert said in state(english(people.client("operator")), "north", **LINK | change)


def test_who_may_not_state_is_refused(people):
    assert people.client("viewer").post("/p/alpha/links/", LINK).status_code == 403
    assert people.client("tenant").post("/p/north/links/", LINK).status_code == 404


def test_what_is_stated_after_a_month_was_handed_in_goes_with_the_next(people):
    """The year's first month is locked: the statement waits for the first that is open."""
    tenant = english(people.client("tenant"))
    people.submit("tenant", "alpha", date(YEAR, 1, 1), at=timezone.now())
    text = state(tenant, "alpha", what="member", reference="steam-1")
    assert "1 entries were written; operator and board see them when the month" in text
    assert f"month 02/{YEAR} is handed in." in text
    assert "takes part" in text
    operator = english(people.client("operator"))
    state(operator, "north", **LINK)
    page = f"/p/north/links/?year={YEAR}"
    assert "Alpha (test)" not in operator.get(page).content.decode()
    people.submit("tenant", "alpha", date(YEAR, 2, 1), at=timezone.now())
    assert "Alpha (test)" in operator.get(page).content.decode()


def test_a_plan_goes_with_the_current_month(people):
    """What begins in years is handed in now: nobody hands in a month that has not begun."""
    tenant = english(people.client("tenant"))
    text = state(tenant, "alpha", what="solution", reference="LED", status="planned",
                 began=f"{YEAR + 3}-05-01")  # fmt: skip
    assert f"when the month {timezone.localdate():%m/%Y} is handed in." in text


def test_a_planned_link_is_no_running_one(people):
    operator = english(people.client("operator"))
    planned = LINK | {"operating": "planned", "expected": f"{YEAR + 2}-03-01", "contract": ""}
    text = state(operator, "north", **planned)
    assert "3 entries were written" in text
    assert f"expected from 1 Mar {YEAR + 2}" in text
    page = operator.get(f"/p/north/assessment/VN-35/VN35-37.2b/?year={YEAR}").content.decode()
    assert "not assessable" in page
    text = state(operator, "north", **planned | {"expected": ""})
    assert "“” is not a day" in text
