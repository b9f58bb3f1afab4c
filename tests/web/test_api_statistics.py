"""Statistics, indices and plans by the API: each operation for each identity, and what it says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parkloop_web.database.rls import acting_as
from parkloop_web.indicators import varying
from parkloop_web.indicators.models import Observation, Record
from parkloop_web.jobs.models import Job
from tests.web.api_of_zones import METHOD, OF_ZONES, PLAN, Z
from tests.web.test_api import caller, token

pytestmark = pytest.mark.django_db
FILE = "indicator,area,year,value,confidentiality\nhp.clean-water,vn63-hai-phong,2022,99.5,F\n"
SECRET = "hp.medical-waste,vn63-hai-phong,2022,77,C\n"


def as_json(client, address, body, **headers):
    return client.post(address, body, content_type="application/json", headers=headers)


@pytest.fixture
def board(people):
    client = caller(token(people, "board"))
    assert as_json(client, f"{Z}/indexes", {"content": METHOD}).status_code == 201
    assert as_json(client, f"{Z}/plans", {"content": PLAN}).status_code == 201
    return client


def ask(client, how, address, body):
    return client.get(address) if how == "get" else as_json(client, address, body)


@pytest.mark.parametrize("name", OF_ZONES)
def test_the_board_gets_in_and_others_see_what_members_may(people, board, name):
    how, address, body, inside, member = OF_ZONES[name]
    assert ask(Client(), how, address, body).status_code == 401
    for who in ("stranger", "expired"):
        assert ask(caller(token(people, who)), how, address, body).status_code in (404, 422), who
    for who in ("tenant", "operator"):
        assert ask(caller(token(people, who)), how, address, body).status_code == member, who
    answer = ask(board, how, address, body)
    assert answer.status_code == inside, answer.content


def test_scopes_are_asked_for(people, board):
    reader = caller(token(people, "board", ["statistics:read"]))
    assert reader.get(f"{Z}/observations").status_code == 200
    assert as_json(reader, f"{Z}/plans", {"content": PLAN}).status_code == 403
    other = caller(token(people, "board", ["studies:read"]))
    assert other.get(f"{Z}/observations").status_code == 403


def send(client, content, **headers):
    return client.post(
        f"{Z}/observations/imports",
        {"file": SimpleUploadedFile("a.csv", content.encode()), "vintage": "2026-02-01"},
        headers=headers,
    )


def test_a_file_is_sent_taken_once_and_read_back(people, board):
    sent = send(board, FILE + SECRET + "hp.clean-watr,vn,2022,1,F\n")
    assert (sent.status_code, sent.json()["values"]) == (201, 2)
    assert sent.json()["findings"][0]["message"]["en"] == "There is no indicator “hp.clean-watr”."
    where = f"{Z}/observations/imports/{sent.json()['id']}"
    first = as_json(board, f"{where}/take", {}, **{"Idempotency-Key": "k"})
    again = as_json(board, f"{where}/take", {}, **{"Idempotency-Key": "k"})
    assert first.json() == again.json()
    assert first.json()["new"] == 2
    assert as_json(board, f"{where}/take", {}).json()["new"] == 0
    rows = board.get(f"{Z}/observations", {"indicator": "hp.clean-water"}).json()["items"]
    assert [(row["value"], row["vintage"]) for row in rows] == [(99.5, "2026-02-01")]
    with acting_as(people.users["board"].pk):
        assert Observation.objects.count() == 2
    wrong = board.post(
        f"{Z}/observations/imports",
        {"file": SimpleUploadedFile("a.csv", FILE.encode()), "vintage": "yesterday"},
    )
    assert wrong.status_code == 409
    assert "“vintage” is a day such as 2026-06-30" in wrong.json()["detail"]


def test_pages_go_on_and_secrets_stay_with_the_board(people, board):
    sent = send(board, FILE + SECRET)
    as_json(board, f"{Z}/observations/imports/{sent.json()['id']}/take", {})
    one = board.get(f"{Z}/observations", {"limit": 1}).json()
    two = board.get(f"{Z}/observations", {"limit": 1, "cursor": one["next"]}).json()
    assert (len(one["items"]), len(two["items"]), two["next"]) == (1, 1, "")
    member = caller(token(people, "tenant"))
    assert [row["value"] for row in member.get(f"{Z}/observations").json()["items"]] == [99.5]
    for who in (board, member):
        text = who.get(f"{Z}/observations/file", {"format": "csv"}).content.decode()
        assert "99.5" in text
        assert "77" not in text
    own = board.get(f"{Z}/observations/file", {"format": "csv", "public": "false"})
    assert "77.0" in own.content.decode()


@pytest.mark.parametrize(
    ("form", "start", "kind"),
    [
        ("csv", "indicator,area", "text/csv"),
        ("sdmx-csv", "STRUCTURE,STRUCTURE_ID,ACTION", "application/vnd.sdmx.data+csv"),
        ("sdmx-json", '{"meta"', "application/vnd.sdmx.data+json"),
        ("sdmx-structure", "<?xml", "application/vnd.sdmx.structure+xml"),
        ("json-stat", '{"version":"2.0","class":"dataset"', "application/json"),
    ],
)
def test_files_of_statistics_exchange(board, form, start, kind):
    sent = send(board, FILE)
    as_json(board, f"{Z}/observations/imports/{sent.json()['id']}/take", {})
    answer = board.get(f"{Z}/observations/file", {"format": form})
    assert answer.content.decode().lstrip("\ufeff").startswith(start)
    assert answer["Content-Type"].startswith(kind)


def test_an_index_is_built_compared_and_varied(board):
    found = board.get(f"{Z}/indexes/trial").json()
    assert found["rows"][0]["unit"] == "vn63-hai-duong"
    assert (found["version"], found["periods"]) == (1, ["2024", "2023", "2022"])
    changed = {
        **METHOD,
        "indicators": [{**METHOD["indicators"][0], "weight": 9}, *METHOD["indicators"][1:]],
    }
    assert as_json(board, f"{Z}/indexes", {"content": changed}).json()["version"] == 2
    changes = board.get(f"{Z}/indexes/trial/compare", {"version": 1, "to_version": 2}).json()
    for each in changes["changes"]:
        assert each["after"] - each["before"] == pytest.approx(each["by_method"])
    varied = board.get(f"{Z}/indexes/trial/sensitivity").json()
    assert (varied["state"], varied["variants"]) == ("done", 40)
    assert set(varied["sobol"]["first"]) == {"weights", "aggregation"}


def test_a_long_variation_waits_for_a_job(people, board, monkeypatch):
    monkeypatch.setattr(varying, "MOST_AT_ONCE", 1)
    assert board.get(f"{Z}/indexes/trial/sensitivity").json()["state"] == "waiting"
    with acting_as(people.users["board"].pk):
        job = Job.objects.get(kind="indicators.vary")
        record = Record.objects.get(kind="method")
    assert (job.state, job.name.en) == ("waiting", "uncertainty of the index trial")
    varying.vary_job.task.func(
        job_id=job.pk, user_id=people.users["board"].pk, record_id=record.pk, public=False
    )
    assert board.get(f"{Z}/indexes/trial/sensitivity").json()["state"] == "done"


def test_a_plan_stands_as_of_a_day(board):
    found = board.get(f"{Z}/plans/city-plan", {"day": "2026-06-30"}).json()
    (target,) = found["targets"]
    assert (found["as_of"], target["target"]) == ("2026-06-30", "digital-2030")
    assert target["status"] in ("not-assessed", "on-track", "single-value")


def test_what_means_nothing_is_refused_with_every_problem(board):
    wrong = as_json(board, f"{Z}/plans", {"content": {**PLAN, "targets": [{"id": "x"}]}})
    assert wrong.status_code == 422
    assert wrong.json()["findings"]
    wrong = as_json(board, f"{Z}/indexes", {"content": {**METHOD, "normalisation": "best"}})
    assert wrong.json()["findings"][0]["message"]["en"] == (
        "“best” cannot be used for normalisation.rule."
    )
    wrong = as_json(board, f"{Z}/indexes", {"content": {**METHOD, "id": "a/b"}})
    assert "small letters, digits, dots and dashes" in wrong.json()["detail"]
    wrong = as_json(board, f"{Z}/indexes", {"content": {**METHOD, "source": "\x00"}})
    assert "holds a NUL" in wrong.json()["detail"]
