"""What the demo zone shows of indicators, index and plan: to everybody and to its board."""

import pytest
from django.test import Client

from parkloop.demo.statistics import demo_statistics
from parkloop.texts import same_in_both
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.demo.statistics import load_statistics
from parkloop_web.parks.register import found_zone
from tests.web.people import BACKEND, NOW

pytestmark = pytest.mark.django_db


def text(response):
    assert response.status_code == 200, response.content.decode()[-3000:]
    return response.content.decode()


@pytest.fixture
def board(db):
    user = User.objects.create_user("demo-board@test.invalid", "board")
    with acting_as(user.pk):
        name, source = same_in_both("Demo zone"), same_in_both("a test")
        zone = found_zone(user, "demo-zone", name, fictional=True, source=source)
    load_statistics(zone, user, NOW)
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["entered_in_demo"] = True
    session.save()
    return client


def test_every_value_is_marked_as_invented():
    given = demo_statistics()
    assert {point.source for point in given.points} == {"fictional"}
    assert all(row["source"] == "fictional" for row in (*given.indicators, *given.areas))
    assert all("Demo" in row["name_en"] for row in (*given.areas, *given.agencies))


def test_everybody_sees_indicator_index_and_plan_with_the_band(board, client):
    page = text(client.get("/indicators/demo.digital-share/?area=demo-zone"))
    assert "Tỷ trọng kinh tế số trong GRDP: 26,8 % (Demo zone, 2025)" in page
    assert '<svg class="map"' in page
    assert "Số liệu minh họa." in page
    page = text(client.get("/data/demo-zone/indexes/demo-green-growth/v1/"))
    assert "Quận Demo" in page
    assert "Số liệu minh họa." in page
    page = text(client.get("/plans/demo-green-growth/"))
    assert "trên 13 chỉ tiêu đã đạt hoặc đúng tiến độ" in page
    assert "Dây chuyền phân loại mới" in page
    assert "Số liệu minh họa." in page
    assert "Số liệu minh họa." not in text(client.get("/indicators/pgi.total/"))


def test_the_index_of_districts_hides_who_is_not_published(board, client):
    page = text(client.get("/data/demo-zone/indexes/demo-green-growth/v1/"))
    ranks = page[: page.index("<pre")]
    assert "Quận Demo 6<" not in ranks
    assert "Quận Demo 7<" in ranks


def test_districts_that_were_joined_end_and_name_what_they_became(board, client):
    page = text(client.get("/indicators/demo.digital-share/?area=demo-district-11"))
    assert "Quận Demo 11 (đến 01/07/2025)" in page
    assert "Quận Demo 11 đã thành Quận Demo 13" in page


def test_who_answers_follows_from_the_validity_of_agencies(board, client):
    page = text(client.get("/indicators/demo.ghg-per-person/"))
    assert "Sở Nông nghiệp và Môi trường Demo" in page


def test_the_board_finds_the_same_with_its_forms(board):
    assert "giá trị của 17 chỉ tiêu" in text(board.get("/z/demo-zone/statistics/"))
    assert "Quận Demo" in text(board.get("/z/demo-zone/indexes/demo-green-growth/?period=2025"))
    where = "/z/demo-zone/indexes/demo-green-growth"
    for stage in ("observed", "denominated", "filled", "treated", "normalised", "scores"):
        assert "Quận Demo 13" in text(board.get(f"{where}/stages/?stage={stage}"))
    assert "0 ô được xử lý ngoại lai" in text(board.get(f"{where}/stages/?stage=treated"))
    for kind in ("pearson", "spearman", "kendall"):
        assert "Cronbach" in text(board.get(f"{where}/coherence/?kind={kind}"))
    page = text(board.get(f"{where}/compare/?before_period=2024&after_period=2025"))
    assert "Chỉ có trong chỉ số trước: Quận Demo 11, Quận Demo 12" in page
    assert "Điểm mạnh" in text(board.get(f"{where}/units/demo-district-04/?period=2025"))
    assert board.get(f"{where}/units/demo-district-11/?period=2025").status_code == 404
    for ending, start in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")):
        assert board.get(f"{where}/report.{ending}").content.startswith(start)
    assert "Ghi điều chỉnh" in text(board.get("/z/demo-zone/plans/demo-green-growth/"))
