"""One's own account: name, sessions; the names of a zone; what a first administrator finds."""

import pytest
from django.test import Client
from django.urls import reverse

from parkloop.texts import Text
from parkloop_web.accounts.models import Membership, Role, User
from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as
from parkloop_web.parks.models import Node
from parkloop_web.parks.register import found_zone
from tests.web.people import BACKEND

pytestmark = pytest.mark.django_db


def entered(user, agent):
    client = Client(headers={"user-agent": agent})
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["entered_in_demo"] = True
    session.save()
    client.get("/")
    return client


def numbers(client):
    """Of the sessions that can be ended from here."""
    page = client.get(reverse("usersessions_list")).content.decode()
    return [int(part.split("/")[0]) for part in page.split("/me/sessions/")[1:]], page


def test_one_session_is_ended_and_the_others_go_on(people):
    tenant = people.users["tenant"]
    here, phone, office = (entered(tenant, name) for name in ("here", "phone", "office"))
    listed, page = numbers(here)
    assert len(listed) == 2, "this session has its own button in the rail"
    assert 'aria-label="Đăng xuất ở phone, 127.0.0.1"' in page
    number = listed[page.index("phone, 127") > page.index("office, 127")]
    answer = here.post(reverse("session-end", kwargs={"number": number}), follow=True)
    assert "Nếu đó không phải là bạn, hãy đổi mật khẩu." in answer.content.decode()
    assert phone.get("/notices/").status_code == 302
    assert office.get("/notices/").status_code == here.get("/notices/").status_code == 200
    with acting_as(tenant.pk):
        event = Event.objects.get(table="usersessions_usersession")
    assert (event.act, event.user_id, event.before["user_agent"]) == ("delete", tenant.pk, "phone")
    assert "session_key" not in event.before


def test_a_session_of_another_or_ones_own_is_not_there(people):
    theirs = entered(people.users["neighbour"], "theirs")
    here = entered(people.users["tenant"], "here")
    elsewhere = entered(people.users["tenant"], "elsewhere")
    (own,), _ = numbers(elsewhere)
    (of_elsewhere,), _ = numbers(here)
    assert theirs.post(reverse("session-end", kwargs={"number": own})).status_code == 404
    assert here.post(reverse("session-end", kwargs={"number": own})).status_code == 404
    assert here.get("/notices/").status_code == 200
    assert here.post(reverse("session-end", kwargs={"number": of_elsewhere})).status_code == 302


def test_a_name_is_kept_and_the_change_with_it(people):
    client, tenant = people.client("tenant"), people.users["tenant"]
    assert client.post("/me/name/", {"name": "", "name_en": ""}).status_code == 422
    answer = client.post("/me/name/", {"name": "Người thử", "name_en": "Trial person"}, follow=True)
    page = answer.content.decode()
    assert "Đã lưu tên của bạn." in page
    assert "Bạn được gọi là Người thử" in page
    client.cookies["parkloop_language"] = "en"
    assert "You are called Trial person" in client.get("/me/name/").content.decode()
    with acting_as(tenant.pk):
        event = Event.objects.filter(table="accounts_user").latest("pk")
    assert (event.before["name"], event.after["name"]) == ("tenant", "Người thử")


def test_an_administrator_of_the_board_renames_the_zone_and_says_why(people):
    client, place = people.client("board"), reverse("register-zone", kwargs={"code": "zone"})
    assert "Đổi tên khu" in client.get("/register/").content.decode()
    assert client.post(place, {"name_vi": "Khu Thử", "name_en": ""}).status_code == 422
    given = {"name_vi": "Khu Thử", "name_en": "Trial Zone", "reason": "Decision 1"}
    assert "Khu này mang tên Khu Thử" in client.post(place, given, follow=True).content.decode()
    with acting_as(people.users["board"].pk):
        node = Node.objects.get(kind="zone")
        event = Event.objects.filter(table="parks_node", row=str(node.pk)).latest("pk")
    assert (node.code, node.name_en) == ("zone", "Trial Zone")
    assert event.reason == "Decision 1"
    assert event.after["name_vi"] == "Khu Thử"


def test_others_of_the_board_see_the_zone_and_do_not_rename_it(people):
    member = User.objects.create_user("member@test.invalid", "member")
    with acting_as(people.users["board"].pk):
        Membership.objects.create(user=member, role=Role.BOARD, place=people.nodes["zone"])
    client = entered(member, "x")
    assert client.get(reverse("register-zone", kwargs={"code": "zone"})).status_code == 403
    assert "Đổi tên khu" not in client.get("/register/").content.decode()


def test_the_first_administrator_finds_where_to_begin(db):
    first = User.objects.create_user("first@test.invalid", "Admin")
    with acting_as(first.pk):
        # In a demo, where the second factor does not come first.
        found_zone(first, "zone", Text("Khu của tôi", "My zone"), fictional=True)
    page = entered(first, "x").get("/", follow=True).content.decode()
    assert "Khu của bạn còn trống" in page
    for place in ("/register/zone/names/", "/me/name/", "/register/zone/sheet/"):
        assert f'href="{place}"' in page


def test_who_has_a_park_finds_none_of_it(people):
    assert "Bắt đầu từ đây" not in people.client("board").get("/").content.decode()
