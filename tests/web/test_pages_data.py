"""The pages of data as a browser gets them: steps of the wizard, sheet, value, months, exports."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parkloop.texts import Text
from parkloop_web.accounts.identity import identify
from parkloop_web.database.rls import acting_as, set_context
from parkloop_web.ledger.evidence import add_evidence
from parkloop_web.ledger.intake import receive_upload
from parkloop_web.ledger.intake_checking import check_upload, refuse_check
from parkloop_web.ledger.intake_taking import keep_check, take_in
from parkloop_web.ledger.models import Comment, Entry, Notice, Upload
from parkloop_web.ledger.workflow import Act, act, month_of
from parkloop_web.parks.models import Node
from tests.core.io.import_park import sheet_rows, write_book
from tests.web.people import NOW

pytestmark = pytest.mark.django_db
BUDGET = 30
ROW = {
    "stream": "diesel", "from_node": "market", "to_node": "alpha-boiler", "start": "03/2026",
    "quantity": 120.5, "unit": "l", "status": "billed",
}  # fmt: skip


@pytest.fixture
def client(people) -> Client:
    made = people.client("tenant")
    made.raise_request_exception = True
    return made


def book(tmp_path, *rows) -> bytes:
    path = write_book(tmp_path / "t.xlsx", {"Dòng · Flows": sheet_rows("flow", rows)})
    return path.read_bytes()


def send(client, content, name="t.xlsx", language="en"):
    client.cookies["parkloop_language"] = language
    given = SimpleUploadedFile(name, content)
    return client.post("/p/alpha/imports/", {"file": given, "sender": "Fuel firm"})


def step(name, upload):
    return reverse(name, kwargs={"code": "alpha", "upload": upload.pk})


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def run_jobs(people):
    """What the worker does with an accepted file."""
    person = people.users["tenant"]
    with acting_as(person.pk):
        for upload in Upload.objects.filter(record__waiting=True):
            take_in(upload.pk, person, timezone.now())


@pytest.fixture
def all_large(monkeypatch):
    """Every file is checked as a job."""
    monkeypatch.setattr("parkloop_web.ledger.intake_checking.AT_ONCE_BYTES", 0)


def run_checks(people, then="import-mapping"):
    """What the worker does with files that wait for their check."""
    person, told = people.users["tenant"], []
    with acting_as(person.pk):
        for upload in Upload.objects.filter(record__checking=True):
            check_upload(
                upload.pk, person, timezone.now(), then, lambda what, done: told.append(done)
            )
    return told


def test_a_large_file_is_checked_as_a_job_and_its_pages_wait(people, client, tmp_path, all_large):
    answer = send(client, book(tmp_path, ROW))
    set_context(people.users["tenant"].pk)
    upload = Upload.objects.get()
    assert upload.state == "received"
    assert answer["Location"] == step("import", upload)
    page = client.get(answer["Location"]).content.decode()
    assert "The file is being read and checked" in page
    assert f'hx-get="{step("import-state", upload)}"' in page
    for name in ("import-mapping", "import-check", "import-compare"):
        assert client.get(step(name, upload))["Location"] == step("import", upload)
    assert client.post(step("import-accept", upload))["Location"] == step("import", upload)

    assert run_checks(people) == [0.1, 0.95]
    assert client.get(step("import-state", upload))["HX-Refresh"] == "true"
    assert client.get(step("import", upload))["Location"] == step("import-mapping", upload)
    assert client.get(step("import-mapping", upload)).status_code == 200

    answer = client.post(step("import-mapping", upload), {"sheet-0": "on"})
    assert answer["Location"] == step("import", upload)
    run_checks(people, "import-check")
    assert client.get(step("import", upload))["Location"] == step("import-check", upload)
    assert "The file has no errors" in words(client.get(step("import-check", upload)))


def test_a_large_file_that_cannot_be_read_is_refused_in_words(people, client, tmp_path, all_large):
    send(client, book(tmp_path, ROW))
    set_context(people.users["tenant"].pk)
    upload = Upload.objects.get()
    refuse_check(upload, Text("Tệp hỏng.", "The file is damaged."))
    page = words(client.get(step("import", upload)))
    assert "This file cannot be read" in page
    assert "The file is damaged." in page


def test_a_file_given_up_while_it_is_checked_stays_so(people, client, tmp_path, all_large):
    send(client, book(tmp_path, ROW))
    set_context(people.users["tenant"].pk)
    upload = Upload.objects.get()
    client.post(step("import-discard", upload))
    assert run_checks(people) == []
    upload.refresh_from_db()
    assert upload.state == "discarded"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_of_the_wizard(people, client, tmp_path, language):
    bad = {**ROW, "start": "04/2026", "unit": "bao"}
    answer = send(client, book(tmp_path, ROW, bad), language=language)
    set_context(people.users["tenant"].pk)
    upload = Upload.objects.get()
    assert answer["Location"] == step("import-mapping", upload)
    page = words(client.get(answer["Location"]))
    assert "Đơn vị" in page if language == "vi" else "Unit" in page

    answer = client.post(step("import-mapping", upload), {"sheet-0": "on"})
    assert answer["Location"] == step("import-check", upload)
    page = words(client.get(answer["Location"]))
    assert ("1 lỗi cần sửa" if language == "vi" else "1 error to mend") in page
    assert "IMP-23" in page

    repaired = client.post(step("import-check", upload), {"cell-0-7": "l"})
    page = words(client.get(repaired["Location"]))
    assert ("Tệp không có lỗi" if language == "vi" else "The file has no errors") in page
    assert (
        "Đã sửa 1 ô; còn 0 lỗi" if language == "vi" else "1 cells mended; 0 errors left"
    ) in page

    page = words(client.get(step("import-compare", upload)))
    assert ("sẽ ghi 2 thay đổi" if language == "vi" else "writes 2 changes") in page
    answer = client.post(step("import-accept", upload))
    page = words(client.get(answer["Location"]))
    assert ("Đang nhận tệp" if language == "vi" else "is being taken in") in page
    waiting = client.get(step("import-state", upload))
    assert "HX-Refresh" not in waiting
    assert f'hx-get="{step("import-state", upload)}"' in waiting.content.decode()

    run_jobs(people)

    assert client.get(step("import-state", upload))["HX-Refresh"] == "true"
    page = words(client.get(answer["Location"]))
    assert (
        "2 thay đổi đã vào sổ cái" if language == "vi" else "2 changes are in the ledger"
    ) in page
    assert Entry.objects.filter(file="t.xlsx").count() == 2
    page = words(client.get(step("import-undo", upload)))
    assert ("sẽ hủy 2 số liệu" if language == "vi" else "voids 2 statements") in page
    client.post(step("import-undo", upload), {"reason": "Wrong file"})
    page = words(client.get("/p/alpha/imports/"))
    assert ("Đã hoàn tác" if language == "vi" else "Undone") in page


def test_correcting_asks_for_a_reason(people, client, tmp_path):
    set_context(people.users["tenant"].pk)
    send(client, book(tmp_path, {**ROW, "start": "02/2026", "quantity": 7}))
    upload = Upload.objects.get()
    page = words(client.get(step("import-compare", upload)))
    assert "The file changes nothing" in page
    client.post(step("import-compare", upload), {"mode": "correct"})
    page = words(client.get(step("import-compare", upload)))
    assert "1,000 l 7 l" in page
    refused = client.post(step("import-accept", upload), {"mode": "correct", "reason": " "})
    assert refused.status_code == 422
    assert "give the reason before accepting" in words(refused)
    assert client.post(step("import-accept", upload), {"reason": "Bill"}).status_code == 302


def test_a_hostile_file_is_refused_on_the_page(client):
    answer = send(client, b"MZ\x90\x00", "invoice.xlsx")
    assert answer.status_code == 422
    assert "The file invoice.xlsx is refused." in words(answer)
    assert "FILE-" in words(answer)


def test_the_mapping_page_learns_a_column(people, client, tmp_path):
    set_context(people.users["tenant"].pk)
    rows = [["Nhiên liệu", "Zzz", "Kỳ", "Số lượng", "Đvt"], ["diesel", "market", "03/2026", 5, "l"]]
    path = write_book(tmp_path / "own.xlsx", {"Sheet1": rows})
    send(client, path.read_bytes(), "own.xlsx")
    upload = Upload.objects.get()
    assert "IMP-" in words(client.get(step("import-check", upload)))
    given = {"sheet-0": "on", "column-0-1": "from_node", "constant-to_node": "alpha-boiler"}
    client.post(step("import-mapping", upload), {**given, "constant-status": "billed"})
    assert "The file has no errors" in words(client.get(step("import-check", upload)))
    # What was said is remembered for this sender's next file.
    client.post(step("import-accept", upload))
    run_jobs(people)
    rows[1][3] = 6
    path = write_book(tmp_path / "own.xlsx", {"Sheet1": rows})
    send(client, path.read_bytes(), "own.xlsx")
    again = Upload.objects.latest("pk")
    assert again.counts["bad"] == 0


def test_the_sheet_saves_and_tells_a_conflict(people, client):
    line = {
        "kind": "flow", "stream": "diesel", "property": "", "from_node": "market",
        "to_node": "alpha-boiler", "activity": "", "series": "",
    }  # fmt: skip
    set_context(people.users["tenant"].pk)
    assert "1 lines, 2 cells filled in 2026" in words(en(client, "/p/alpha/entry/2026/"))
    cell = {"line": line, "month": "2026-03", "base": "", "figure": "1,5", "unit": "l"}
    cell |= {"status": "billed"}
    saved = post_json(client, cell, language="vi")
    assert saved.status_code == 200
    assert saved.json()["cells"][0]["held"]["figure"] == "1,5"
    late = post_json(client, {**cell, "figure": "2"}, language="vi")
    assert late.status_code == 409
    (told,) = late.json()["cells"]
    assert told["became"] == "conflict"
    assert told["held"]["figure"] == "1,5"
    assert told["held"]["by"] == "tenant"
    locked = post_json(client, {**cell, "month": "2026-01"}, language="en").json()["cells"][0]
    assert locked["why"].startswith("The month 01/2026 is locked (Submitted).")


def post_json(client, *cells, language="en", reason=""):
    client.cookies["parkloop_language"] = language
    body = json.dumps({"cells": cells, "reason": reason})
    return client.post("/p/alpha/entry/cells/", body, content_type="application/json")


def en(client, address):
    client.cookies["parkloop_language"] = "en"
    return client.get(address)


def test_a_value_tells_its_history_in_both_languages(people, client):
    set_context(people.users["tenant"].pk)
    key = Entry.objects.filter(enterprise__code="alpha", month=date(2026, 2, 1)).get().key
    page = words(en(client, f"/p/alpha/values/{key}/"))
    assert "tenant@test.invalid stated Gas/diesel oil, 02/2026: 1,000 l." in page
    client.cookies["parkloop_language"] = "vi"
    page = words(client.get(f"/p/alpha/values/{key}/?part=1"))
    assert "tenant@test.invalid ghi Dầu diesel (DO), 02/2026: 1.000 l." in page
    assert "<html" not in client.get(f"/p/alpha/values/{key}/?part=1").content.decode()
    assert client.get(f"/p/alpha/values/{'0' * 32}/").status_code == 404


def test_evidence_is_never_opened_in_place(people, client):
    person = people.users["tenant"]
    with acting_as(person.pk):
        pdf = add_evidence(
            person, people.nodes["alpha"], "month/2026-02", "a.pdf", b"%PDF-1", at=NOW
        )
        png = add_evidence(
            person, people.nodes["alpha"], "month/2026-02", "a.png", b"\x89PNG\r\n\x1a\n", at=NOW
        )
    served = client.get(f"/p/alpha/evidence/{pdf.pk}/?show=1")
    assert served["Content-Disposition"] == f'attachment; filename="evidence-{pdf.pk}-a.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["Content-Type"] == "application/pdf"
    assert client.get(f"/p/alpha/evidence/{png.pk}/?show=1")["Content-Disposition"].startswith(
        "inline"
    )
    assert people.client("neighbour").get(f"/p/alpha/evidence/{pdf.pk}/").status_code == 404
    assert people.client("operator").get(f"/p/alpha/evidence/{pdf.pk}/").status_code == 200
    client.post(f"/p/alpha/evidence/{pdf.pk}/withdraw/", {"reason": "wrong"})
    assert client.get(f"/p/alpha/evidence/{pdf.pk}/").status_code == 404


def test_the_operator_asks_and_the_tenant_settles(people, client):
    operator = people.client("operator")
    operator.post(
        "/p/alpha/comments/",
        {"about": "month/2026-01", "text": "Which meter?", "asks_for_evidence": "on"},
    )
    set_context(people.users["tenant"].pk)
    comment = Comment.objects.get()
    assert comment.asks_for_evidence
    page = words(en(client, "/notices/"))
    assert "operator, on Alpha (test): “Which meter?”" in page
    client.post(f"/p/alpha/comments/{comment.pk}/settle/")
    comment.refresh_from_db()
    assert comment.resolved_by == people.users["tenant"]
    client.post("/notices/read/", {"notice": [Notice.objects.get(kind="comment").pk]})
    assert "No new notices" in words(en(client, "/notices/"))
    # A viewer may read and not speak.
    assert people.client("viewer").post("/p/alpha/comments/").status_code == 403


def test_the_year_shows_what_came_back_and_why(people, client):
    operator = people.users["operator"]
    with acting_as(operator.pk):
        alpha = Node.objects.select_related("zone", "park").get(code="alpha")
        month = month_of(alpha, date(2026, 1, 1))
        act(identify(operator), month, Act.RETURN, at=NOW + timedelta(days=1), reason="No bill")
    page = words(en(client, "/p/alpha/year/2026/"))
    assert "operator returned it on" in page
    assert "“No bill”" in page
    assert "Jan 2026" in page
    client.post("/p/alpha/months/2026-01/act/", {"act": "submit"})
    assert "S Submitted" in words(en(client, "/p/alpha/year/2026/"))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_export_loaded_back_changes_nothing(people, client, form, language):
    client.cookies["parkloop_language"] = language
    served = client.get(f"/p/alpha/export/entries.{form}")
    assert served["Content-Disposition"].startswith("attachment")
    person = people.users["tenant"]
    with acting_as(person.pk):
        alpha = Node.objects.select_related("zone", "park").get(code="alpha")
        back = receive_upload(person, alpha, f"back.{form}", served.content, at=NOW)
        back.mode = "replace-period"
        back.save()
        keep_check(back, person, NOW)
    assert back.counts == {
        "new": 0, "same": 2, "corrected": 0, "refused": 0, "voided": 0, "bad": 0
    }  # fmt: skip


def test_the_template_has_lists(client, tmp_path):
    served = client.get("/p/alpha/export/template.xlsx")
    assert served.content.startswith(b"PK")
    assert b"dataValidation" in unzipped(served.content, "xl/worksheets/sheet2.xml")


def unzipped(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(name)


@pytest.mark.parametrize(
    "address",
    [
        "/p/alpha/imports/",
        "/p/alpha/entry/2026/",
        "/p/alpha/year/2026/",
        "/p/alpha/export/",
        "/notices/",
        "value",
        "import-check",
        "import-compare",
        "import-mapping",
    ],
)
def test_no_page_asks_the_database_more_than_30_times(
    people, client, tmp_path, address, django_assert_max_num_queries
):
    set_context(people.users["tenant"].pk)
    if address == "value":
        key = Entry.objects.filter(enterprise__code="alpha").first().key
        address = f"/p/alpha/values/{key}/"
    if address.startswith("import-"):
        send(client, book(tmp_path, ROW))
        address = step(address, Upload.objects.get())
    with django_assert_max_num_queries(BUDGET):
        assert client.get(address).status_code == 200
