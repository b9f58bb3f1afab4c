"""Offers, needs, candidates: what the operator sees, what each side sees, agreement."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import Candidate, Face, OwnSide, Search
from parkloop_web.exchanges.searching import search
from parkloop_web.exchanges.tasks import search_job
from parkloop_web.jobs.models import Job
from parkloop_web.parks.models import Consent
from tests.web.exchanging import LATER, ash_candidate, face_of, searched
from tests.web.networking import proposed, ready
from tests.web.people import NOW

pytestmark = pytest.mark.django_db


def get(zone, who, name, **arguments):
    response = zone.client(who).get(reverse(name, kwargs=arguments or None))
    return response.status_code, response.content.decode()


def post(zone, who, name, data=None, **arguments):
    return zone.client(who).post(reverse(name, kwargs=arguments or None), data or {}, follow=True)


def searched_as_job(zone):
    """What the worker does with a search that waits."""
    user, place = zone.users["operator"], zone.nodes["north"]
    with acting_as(user.pk):
        job = Job.objects.filter(subject=f"search/{place.pk}", state="waiting").latest("pk")
    search_job.task.func(job_id=job.pk, user_id=user.pk, place_id=place.pk, asker_id=user.pk)


def test_an_empty_page_teaches(people):
    status, text = get(people, "operator", "exchanges", code="north")
    assert status == 200
    assert "Chưa tìm trao đổi nào cho North (thử)" in text
    assert "Tìm trao đổi" in text


def test_the_operator_searches_and_sees_reason_treatment_and_law(people):
    searched(people)
    response = post(people, "operator", "exchanges-search", code="north")
    assert "Đang tìm trao đổi" in response.content.decode()
    searched_as_job(people)
    asked = people.client("operator").get(reverse("exchanges-searching", kwargs={"code": "north"}))
    assert asked["HX-Refresh"] == "true"
    _, text = get(people, "operator", "exchanges", code="north")
    assert "Alpha (thử) → Beta (thử)" in text
    assert "Danh mục P001" in text
    assert "Thu khô, si-lô, phân loại" in text
    assert "Quyết định 452/QĐ-TTg" in text
    assert "4.321" in text


def test_each_side_sees_a_class_and_no_name(people):
    searched(people)
    status, text = get(people, "neighbour", "exchanges", code="beta")
    assert status == 200
    assert "1.000–10.000 t" in text
    shown = text.partition("<main")[2].partition("Ai được xem gì")[0]
    for secret in ("Alpha", "4.321", "4321", "alpha"):
        assert secret not in shown
    assert "Một doanh nghiệp ngành sản xuất, phân phối điện, khí, hơi nước" in text
    status, own = get(people, "tenant", "exchanges", code="alpha")
    assert "4.321 t" in own
    assert "Beta" not in own.partition("<main")[2].partition("Ai được xem gì")[0]


def test_a_consent_shows_more_to_that_partner_only(people):
    with acting_as(people.users["tenant"].pk):
        Consent.objects.create(
            enterprise=people.nodes["alpha"],
            partner=people.nodes["beta"],
            field="quantity",
            precision="interval",
            valid_from=NOW,
            valid_until=LATER.replace(year=2100),
            given_by=people.users["tenant"],
        )
    searched(people)
    _, text = get(people, "neighbour", "exchanges", code="beta")
    assert "2.000–5.000 t" in text


def test_names_are_told_when_both_have_agreed(people):
    searched(people)
    giver, taker = face_of(people, "tenant", "alpha"), face_of(people, "neighbour", "beta")
    first = post(
        people, "tenant", "exchange-answer", {"answer": "accept"}, code="alpha", face=giver.pk
    )
    assert "Tên của bạn chỉ được cho biết khi bên kia cũng đồng ý." in first.content.decode()
    assert ash_candidate(people).agreed_at is None
    second = post(
        people, "neighbour", "exchange-answer", {"answer": "accept"}, code="beta", face=taker.pk
    )
    assert "Đối tác là Alpha (thử)." in second.content.decode()
    assert ash_candidate(people).agreed_at is not None
    _, text = get(people, "tenant", "exchanges", code="alpha")
    assert "Beta (thử)" in text.partition("<main")[2].partition("Ai được xem gì")[0]


def test_declining_tells_nobody_anything(people):
    searched(people)
    giver = face_of(people, "tenant", "alpha")
    said = post(
        people, "tenant", "exchange-answer", {"answer": "decline"}, code="alpha", face=giver.pk
    )
    assert "bên kia không được biết bạn là ai" in said.content.decode()
    _, text = get(people, "neighbour", "exchanges", code="beta")
    assert "Alpha" not in text.partition("<main")[2].partition("Ai được xem gì")[0]


def test_the_database_keeps_candidates_from_tenants(people):
    searched(people)
    for who, faces in (("tenant", 1), ("neighbour", 1), ("other-park", 0), ("stranger", 0)):
        with acting_as(people.users[who].pk):
            assert Search.objects.count() == 0
            assert Candidate.objects.count() == 0
            assert Face.objects.count() == faces, who
    with acting_as(people.users["other-operator"].pk):
        assert Candidate.objects.count() == 0


def test_a_side_cannot_write_who_its_partner_is(people):
    searched(people)
    face = face_of(people, "tenant", "alpha")
    with acting_as(people.users["tenant"].pk):
        changes: tuple[dict[str, object], ...] = (
            {"partner": people.nodes["beta"]},
            {"content": {}},
        )
        for change in changes:
            with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
                Face.objects.filter(pk=face.pk).update(**change)


def test_an_offer_by_hand_is_checked_searched_and_withdrawn(people):
    wrong = people.client("tenant").post(
        reverse("exchange-side-add", kwargs={"code": "alpha"}),
        {"side": "offer", "name": "Bùn thải nhuộm", "kind": "waste", "unit": "barrel"},
    )
    assert wrong.status_code == 422
    assert "Đơn vị “barrel” không có trong danh sách" in wrong.content.decode()
    data = {
        "side": "offer",
        "name": "Bùn thải nhuộm",
        "kind": "waste",
        "quantity": "12",
        "unit": "t",
    }
    post(people, "tenant", "exchange-side-add", data, code="alpha")
    searched(people)
    with acting_as(people.users["operator"].pk):
        offers = [c.content["offer"] for c in Candidate.objects.filter(giver__code="alpha")]
        side = OwnSide.objects.get()
    assert f"offer:alpha/by-hand-{side.pk}" in offers
    post(people, "tenant", "exchange-side-withdraw", code="alpha", side=side.pk)
    _, text = get(people, "tenant", "exchanges", code="alpha")
    assert "Rút lại Bùn thải nhuộm" not in text


def test_an_offer_is_given_by_month_or_as_a_year_in_twelve_parts(people):
    plain = {"side": "offer", "name": "Xỉ", "kind": "by-product", "stream": "slag", "unit": "t"}
    post(people, "tenant", "exchange-side-add", {**plain, "quantity": "120"}, code="alpha")
    months = {f"month_{n}": str(n) for n in range(1, 13)}
    answer = post(people, "tenant", "exchange-side-add", {**plain, **months}, code="alpha")
    assert "chia đều 12 tháng" in answer.content.decode()
    with acting_as(people.users["tenant"].pk):
        year, monthly = OwnSide.objects.order_by("pk")
    assert year.by_month == [10.0] * 12
    assert (monthly.quantity, monthly.by_month[:2]) == (78.0, [1.0, 2.0])
    months.pop("month_7")
    answer = post(people, "tenant", "exchange-side-add", {**plain, **months}, code="alpha")
    assert answer.status_code == 422
    assert "Mới ghi 11 trên 12 tháng" in answer.content.decode()


def test_a_stated_offer_goes_into_the_network(people):
    ready(people)
    stated = {"side": "offer", "name": "Tro thêm", "kind": "by-product", "stream": "fly-ash"}
    data = {**stated, "unit": "t", "quantity": "1200"}
    post(people, "tenant", "exchange-side-add", data, code="alpha")
    kept = proposed(people, step="year")
    # 400 t of clinker are needed, 0.5 replaced per tonne: 800 of the 1,200 t stated, over one link.
    assert kept.summary["net"] == pytest.approx(800 * 478_000 - 1_000_000)


def test_a_consent_is_given_for_a_year_and_taken_back(people):
    data = {"field": "name", "precision": "number", "partner": str(people.nodes["north"].pk)}
    post(people, "tenant", "exchange-consent", data, code="alpha")
    with acting_as(people.users["tenant"].pk):
        kept = Consent.objects.get()
        assert (kept.valid_until - kept.valid_from).days == 365
    searched(people)
    post(people, "operator", "exchanges-search", code="north")
    searched_as_job(people)
    _, text = get(people, "neighbour", "exchanges", code="beta")
    assert "Alpha (thử)" in text.partition("<main")[2].partition("Ai được xem gì")[0]
    post(people, "tenant", "exchange-consent-end", code="alpha", consent=kept.pk)
    _, own = get(people, "tenant", "exchanges", code="alpha")
    assert "Chưa cho phép ai" in own


def test_a_viewer_sees_and_cannot_answer(people):
    searched(people)
    _, text = get(people, "viewer", "exchanges", code="alpha")
    assert "Đồng ý trao đổi" not in text
    assert "Cho phép</button>" not in text


def test_nothing_submitted_is_told(people):
    with acting_as(people.users["other-operator"].pk):
        assert search(people.nodes["south"], people.users["other-operator"], LATER) is not None


def test_english_is_equal(people):
    searched(people)
    client = people.client("operator")
    client.post(reverse("language"), {"language": "en"})
    text = client.get(reverse("exchanges", kwargs={"code": "north"})).content.decode()
    assert "Catalogue P001: Coal fly ash" in text
    assert "Would replace" in text
