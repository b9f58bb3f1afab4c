"""The form of what the register asks: by topic, with reasons, kept as typed, all or nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import Entry

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1


@pytest.fixture
def operator(people):
    client = people.client("operator")
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def shown(client, code="north", scheme="VN-35", status=200, **typed):
    where = f"/p/{code}/facts/?scheme={scheme}&year={YEAR}"
    answer = client.post(where, typed) if typed else client.get(where)
    assert answer.status_code == status
    return answer.content.decode()


def written(people, name):
    with acting_as(people.users["operator"].pk):
        return list(Entry.objects.filter(property=name).order_by("version", "id"))


def test_questions_stand_under_their_topics_with_what_needs_them(operator):
    text = shown(operator)
    assert "0 of 25 stated, 25 missing" in text
    assert text.index("Compliance with the law") < text.index("Breaches of law")
    assert "Needed for: VN35-37.3a Land for greenery, traffic" in text
    assert "5 missing" in text[text.index("#topic-land") :][:120]
    assert "Symbiosis links and RECP solutions" in text


def test_what_enterprises_have_to_answer_is_told_with_their_names(operator):
    text = shown(operator)
    row = text[text.index("Applies RECP</th>") :][:400]
    assert "2 / 2" in row
    assert "Alpha (test), Beta (test)" in row


def test_a_documents_days_are_kept_and_only_what_changed_is_written(people, operator):
    paper = {
        "doc-land-plan": "12/QH", "doc-land-plan-since": "2020-03-01",
        "doc-land-plan-until": "2030-02-28", "area-total": "200",
    }  # fmt: skip
    shown(operator, status=302, **paper)
    (entry,) = written(people, "doc-land-plan")
    assert timezone.localtime(entry.start).date() == date(2020, 3, 1)
    assert timezone.localtime(entry.end).date() == date(2030, 3, 1)
    text = shown(operator)
    assert 'value="2030-02-28"' in text
    assert 'value="2020-03-01"' in text
    assert "2 of 25 stated" in text
    shown(operator, status=302, **paper | {"area-total": "210"})
    assert len(written(people, "doc-land-plan")) == 1
    assert [one.quantity for one in written(people, "area-total")] == [200, 210]
    answer = operator.post(
        f"/p/north/facts/?scheme=VN-35&year={YEAR}", paper | {"area-total": "210"}, follow=True
    )
    assert "Nothing was changed." in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"until": f"{YEAR - 1}-06-30"}, "its validity must end after it begins"),
        ({"until": "soon"}, "“soon” is not a day"),
        ({"since": "x"}, "“x” is not a day"),
    ],
)
def test_days_that_cannot_be_are_told_and_kept(people, operator, days, said):
    typed = {f"doc-mechanism-{end}": day for end, day in days.items()}
    text = shown(operator, status=422, **typed | {"doc-mechanism": "7/QC", "area-green": "5"})
    assert said in text
    assert 'value="7/QC"' in text
    assert f'value="{next(iter(days.values()))}"' in text
    assert written(people, "area-green") == []


def test_a_document_that_has_expired_can_be_stated(people, operator):
    ended = date(YEAR - 1, 6, 30)
    shown(
        operator, status=302, **{
            "doc-inspection": "3/KL", "doc-inspection-since": str(ended - timedelta(days=700)),
            "doc-inspection-until": str(ended),
        },
    )  # fmt: skip
    text = operator.get(f"/p/north/assessment/?year={YEAR}").content.decode()
    assert "<b>expired</b>" in text


def test_yearly_forms_are_asked_for_too(people, operator):
    text = shown(operator, scheme="A.4")
    assert "Form A.4: Monitoring report" in text
    assert "Name of the developer" in text
    assert "Needed for: box 1.1." in text
    tenant = people.client("tenant")
    tenant.post("/language/", {"language": "en", "next": "/"})
    text = shown(tenant, "alpha", "B.4")
    assert "Electricity saved by RECP (kWh)" in text
    assert "Form A.4" not in text


def test_an_enterprise_answers_what_schemes_of_parks_ask_of_it(people):
    tenant = people.client("tenant")
    tenant.post("/language/", {"language": "en", "next": "/"})
    text = shown(tenant, "alpha", "VN-05")
    assert "Has rules to receive and settle workers’ complaints" in text
    assert "Land for greenery" not in text
    shown(tenant, "alpha", "XX", status=404)
