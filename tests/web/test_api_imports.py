"""A file through the API: sent, checked at once or as a job, asked for again, taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.ledger.intake_checking import AT_ONCE_BYTES, check_upload, refuse_check
from parkloop_web.ledger.intake_taking import take_in
from parkloop_web.ledger.models import Entry, Upload
from tests.web.test_api import caller, token

pytestmark = pytest.mark.django_db
WHERE = "/api/v1/enterprises/alpha/imports"
HEAD = "stream,from_node,to_node,start,quantity,unit,status"
ROW = "diesel,market,alpha-boiler,0{month}/2026,{quantity},l,billed"


def content(*quantities, size=0):
    """A CSV file of one row a month, with empty lines up to a size."""
    rows = [ROW.format(month=number, quantity=q) for number, q in enumerate(quantities, start=3)]
    return "\n".join([HEAD, *rows]).encode() + b"\n" * size


def send(client, given, name="fuel.csv"):
    return client.post(WHERE, {"file": SimpleUploadedFile(name, given)})


def work(people, act):
    person = people.users["tenant"]
    with acting_as(person.pk):
        act(Upload.objects.get(), person)


def checked(people):
    work(people, lambda upload, person: check_upload(
        upload.pk, person, timezone.now(), "import-check", lambda words, done: None))  # fmt: skip


def test_a_small_file_is_checked_at_once_and_taken_in(people):
    client = caller(token(people, "tenant"))
    sent = send(client, content(120.5))
    assert sent.status_code == 201, sent.content
    told = sent.json()
    assert (told["state"], told["checking"], told["may_be_taken"]) == ("checked", False, True)
    assert told["counts"]["new"] == 1
    took = client.post(f"{WHERE}/{told['id']}/take", {}, content_type="application/json")
    assert took.status_code == 202
    work(people, lambda upload, person: take_in(upload.pk, person, timezone.now()))
    again = client.get(f"{WHERE}/{told['id']}").json()
    assert (again["state"], again["may_be_taken"]) == ("committed", False)
    set_context(people.users["tenant"].pk)
    assert Entry.objects.filter(stream="diesel", quantity=120.5).count() == 1


def test_a_large_file_is_checked_as_a_job(people):
    client = caller(token(people, "tenant"))
    large = content(120.5, "many", size=AT_ONCE_BYTES)
    sent = send(client, large)
    assert sent.status_code == 202, sent.content
    told = sent.json()
    assert (told["state"], told["checking"], told["may_be_taken"]) == ("received", True, False)
    assert told["findings"] == []
    checked(people)
    again = client.get(f"{WHERE}/{told['id']}").json()
    assert (again["state"], again["checking"]) == ("checked", False)
    rows = {finding["where"]["row"] for finding in again["findings"] if finding["where"]}
    assert 3 in rows
    assert again["counts"]["bad"] == 1


def test_why_a_large_file_could_not_be_read_is_told(people):
    client = caller(token(people, "tenant"))
    number = send(client, content(1, size=AT_ONCE_BYTES)).json()["id"]
    why = Text("Tệp không đọc được.", "The file cannot be read.")
    work(people, lambda upload, person: refuse_check(upload, why))
    told = client.get(f"{WHERE}/{number}").json()
    assert (told["state"], told["checking"]) == ("refused", False)
    assert told["problem"] == why.as_dict()
