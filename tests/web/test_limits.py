"""Limits on the site: who enters them, what is refused, what a study makes of them."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from parkloop.io.catalog_files import load_catalog
from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import StatedLimit
from parkloop_web.studies.asking import ask
from parkloop_web.studies.models import StudyView
from parkloop_web.studies.running import run

pytestmark = pytest.mark.django_db

GIVEN = {
    "node": "alpha",
    "property": "",
    "stream": "diesel",
    "way": "in",
    "bound": "at-most",
    "value": "1.000,5",
    "unit": "l",
    "span": "month",
    "basis": "contract",
    "source": "Contract 7, article 2",
    "first_day": "2025-01-01",
    "last_day": "",
    "note": "",
}


def words_of(answer):
    """The words of a page without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def english(people, who):
    client = people.client(who)
    client.cookies["parkloop_language"] = "en"
    return client


def enter(people, who="operator", place="north", **more):
    return english(people, who).post(f"/p/{place}/limits/add/", GIVEN | more)


def test_an_empty_page_teaches(people):
    said = words_of(english(people, "operator").get("/p/north/limits/"))
    assert "There is no limit to watch yet" in said
    assert "Enter each limit with the number and article of the document." in said


def test_the_operator_enters_a_limit_and_the_tenant_sees_it(people):
    assert enter(people).status_code == 302
    said = words_of(english(people, "tenant").get("/p/alpha/limits/"))
    assert "One limit is watched" in said
    assert "at most 1,000.5" in said
    assert "contract: Contract 7, article 2" in said
    assert "Add a limit" not in said
    assert english(people, "neighbour").get("/p/alpha/limits/").status_code == 404
    assert "There is no limit" in words_of(english(people, "neighbour").get("/p/beta/limits/"))


def test_the_history_tells_who_entered_it(people):
    enter(people)
    with acting_as(people.users["operator"].pk):
        event = Event.objects.filter(table="ledger_statedlimit").latest("pk")
    assert event.after["source"] == "Contract 7, article 2"
    assert "evidence" not in event.after


def test_a_tenant_enters_none(people):
    assert enter(people, "tenant", "alpha").status_code == 403


def test_everything_that_is_wrong_stands_over_the_form(people):
    answer = enter(people, value="-3", unit="furlong", source="")
    assert answer.status_code == 422
    answer = enter(people, value="-3", unit="furlong", last_day="2024-01-01")
    said = words_of(answer)
    assert answer.status_code == 422
    assert "the value “-3” is no positive number" in said
    assert "the unit “furlong” cannot be used here" in said
    assert "the limit ends before it begins" in said


def test_the_document_is_kept_and_only_downloaded(people):
    pdf = SimpleUploadedFile("permit.pdf", b"%PDF-1.7 permit")
    assert enter(people, file=pdf).status_code == 302
    with acting_as(people.users["operator"].pk):
        number = StatedLimit.objects.get().pk
    answer = english(people, "tenant").get(f"/p/alpha/limits/{number}/document/")
    assert answer.content == b"%PDF-1.7 permit"
    assert answer["Content-Disposition"].startswith("attachment")
    assert (
        english(people, "neighbour").get(f"/p/alpha/limits/{number}/document/").status_code == 404
    )
    page = SimpleUploadedFile("x.pdf", b"<html><script>1</script>")
    assert "This kind of file is not taken." in words_of(enter(people, file=page))


def test_a_limit_ends_with_a_reason_and_is_withdrawn_with_one(people):
    enter(people)
    client = english(people, "operator")
    with acting_as(people.users["operator"].pk):
        number = StatedLimit.objects.get().pk
    address = f"/p/north/limits/{number}/end/"
    refused = client.post(address, {"last_day": "2025-12-31", "reason": " "}, follow=True)
    assert "This needs a reason" in refused.content.decode()
    client.post(address, {"last_day": "2025-12-31", "reason": "new permit"})
    with acting_as(people.users["operator"].pk):
        assert StatedLimit.objects.get().last_day == date(2025, 12, 31)
    client.post(address, {"withdraw": "1", "reason": "mistyped"})
    assert "There is no limit to watch yet" in words_of(client.get("/p/north/limits/"))


def test_the_limits_go_out_as_the_file_of_a_workspace(people):
    enter(people)
    text = english(people, "operator").get("/p/north/limits/limits.csv").content.decode("utf-8-sig")
    head, row = text.splitlines()
    assert head.startswith("id,node,stream,property,way,bound,value,unit,span")
    assert ",alpha,diesel,,in,at-most,1000.5,l,month,contract," in row


def test_a_study_of_the_park_holds_the_months_against_them(people):
    enter(people, value="10")
    operator = people.users["operator"]
    with acting_as(operator.pk):
        study = run(ask(people.nodes["north"], operator, timezone.now()))
        view = StudyView.objects.get(study=study, place_code="north", year="2026")
    blocks = [b for s in view.content["sections"] for b in s["blocks"]]
    found = next(b for b in blocks if b["id"].startswith("limits-"))
    assert "Limits exceeded: 1 of 1 (values beyond them: 1)" in found["sentence"]["en"]
    assert load_catalog().version == study.catalog_version


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("12,5", "12.5"), ("1.234.567", "1234567")],
)
def test_a_decimal_sign_is_read_as_people_write_it(people, typed, read):
    enter(people, value=typed)
    with acting_as(people.users["operator"].pk):
        assert StatedLimit.objects.get().value == float(read)
