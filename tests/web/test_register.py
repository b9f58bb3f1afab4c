"""The register: searched without accents, changed with a reason, taken in whole from a sheet."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as
from parkloop_web.parks.models import Node

pytestmark = pytest.mark.django_db
HEADER = "code,kind,parent,name_vi,name_en,tax_code,area_ha,contact_email\n"
GOOD = HEADER + (
    "dinh-vu,park,,KCN Đình Vũ (thử),Dinh Vu park (test),,120,\n"
    "nhua-1,enterprise,dinh-vu,Nhựa 1 (thử),Plastics 1 (test),0200000001,,a@test.invalid\n"
)
BAD = HEADER + (
    "Đình Vũ,park,,KCN,Park,,,\n"
    "x-1,factory,north,X,X,,,\n"
    "x-2,enterprise,alpha,X,X,,,\n"
    "x-3,enterprise,north,,,,,\n"
    "x-4,enterprise,north,X,X,,a lot,\n"
    "alpha,site,beta,X,X,,,\n"
    "x-5,enterprise,north,X,X,,,no address\n"
    "x-6,enterprise,north,X,X,,,\n"
    "x-6,enterprise,north,X,X,,,\n"
)


def send(client, text, **more):
    file = SimpleUploadedFile("register.csv", text.encode(), "text/csv")
    return client.post("/register/zone/sheet/", {"file": file, **more})


def test_a_sheet_is_compared_first_and_taken_in_as_a_whole(people):
    client = people.client("board")
    client.cookies["parkloop_language"] = "en"
    checked = send(client, GOOD)
    assert checked.status_code == 200
    assert "2 new, 0 changed, 0 as before" in checked.content.decode()
    with acting_as(people.users["board"].pk):
        assert not Node.objects.filter(code="dinh-vu").exists()
    assert send(client, GOOD, take="1", reason="from the board's list").status_code == 302
    assert "0 new, 0 changed, 2 as before" in send(client, GOOD).content.decode()
    found = client.get("/register/", {"q": "dinh vu"}).content.decode()
    assert "Dinh Vu park (test)" in found
    with acting_as(people.users["board"].pk):
        node = Node.objects.get(code="nhua-1")
        assert node.park.code == "dinh-vu"
        assert node.registration.tax_code == "0200000001"
        assert Event.objects.filter(row=str(node.pk), reason="from the board's list").exists()


def test_every_problem_is_named_at_once_and_nothing_is_written(people):
    client = people.client("board")
    client.cookies["parkloop_language"] = "en"
    answer = send(client, BAD, take="1")
    assert answer.status_code == 422
    text = answer.content.decode()
    for said in (
        "The code “đình vũ” cannot be used",
        "There is no kind “factory”.",
        "“x-2” belongs to “alpha”; a enterprise belongs to a park",
        "“x-3” has no name.",
        "“a lot” is not a number.",
        "“alpha” is in the register as enterprise and cannot become site.",
        "“no address” is not an e-mail address.",
        "The code “x-6” stands in row 9 already.",
        "row 10",
    ):
        assert said in text.replace("&#39;", "'"), said
    with acting_as(people.users["board"].pk):
        assert not Node.objects.filter(code__startswith="x-").exists()


def test_a_change_needs_its_reason_and_stands_in_the_history(people):
    client = people.client("tenant")
    client.cookies["parkloop_language"] = "en"
    form = {"name_vi": "Alpha mới", "name_en": "Alpha new", "industry": "2410"}
    assert client.post("/register/alpha/", form).status_code == 422
    assert client.post("/register/alpha/", {**form, "reason": "renamed"}).status_code == 302
    history = client.get("/p/alpha/history/").content.decode()
    assert "Alpha new" in history
    assert "renamed" in history
    assert people.client("neighbour").post("/register/alpha/", form).status_code == 403
