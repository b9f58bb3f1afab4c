"""How far a job is, as the pages show it: what the job itself has noted, and only to its asker."""

import pytest
from django.urls import reverse

from parkloop_web.database.rls import acting_as
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.models import Upload
from parkloop_web.ledger.tasks import start_import
from parkloop_web.studies.asking import ask
from parkloop_web.studies.tasks import start
from tests.web.people import NOW

pytestmark = pytest.mark.django_db


def seen(people, who, place):
    client = people.client(who)
    client.cookies["parkloop_language"] = "en"
    answer = client.get(place)
    return answer, answer.content.decode()


def note(people, done):
    with acting_as(people.users["tenant"].pk):
        Job.objects.update(done=done, doing_vi="Đang ghi", doing_en="Writing", state="running")


def test_a_study_shows_what_its_job_has_noted(people):
    with acting_as(people.users["tenant"].pk):
        study = ask(people.nodes["alpha"], people.users["tenant"], NOW)
        start(study, people.users["tenant"])
    place = reverse("study-progress", kwargs={"study": study.pk})
    _, before = seen(people, "tenant", place)
    assert "Computing Alpha (test)…" in before
    assert "value=" not in before
    note(people, 0.375)
    _, fragment = seen(people, "tenant", place)
    assert 'value="0.375" max="1"' in fragment
    assert "37.5 %" in fragment
    assert "Writing" in fragment
    assert 'value="0.375"' in seen(people, "tenant", "/p/alpha/")[1]
    _, others = seen(people, "viewer", place)
    assert "Computing Alpha (test)…" in others
    assert "value=" not in others, "a job is seen by its asker only"


def test_an_import_shows_what_its_job_has_noted(people):
    with acting_as(people.users["tenant"].pk):
        upload = Upload.objects.create(
            enterprise=people.nodes["alpha"], by=people.users["tenant"], file_name="a.xlsx",
            content=b"x", sha256="0" * 64, state=Upload.State.CHECKED,
        )  # fmt: skip
        start_import(upload, people.users["tenant"])
    note(people, 0.1)
    one = {"code": "alpha", "upload": upload.pk}
    place = reverse("import-state", kwargs=one)
    answer, fragment = seen(people, "tenant", place)
    assert 'value="0.1" max="1"' in fragment
    assert f'hx-get="{place}"' in fragment
    assert "HX-Refresh" not in answer.headers
    assert 'value="0.1"' in seen(people, "tenant", reverse("import", kwargs=one))[1]
    with acting_as(people.users["tenant"].pk):
        Upload.objects.update(state=Upload.State.COMMITTED, record={})
    assert seen(people, "tenant", place)[0]["HX-Refresh"] == "true"
