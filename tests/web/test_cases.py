"""Exchange cases: stages, risks, documents, promised against measured, who sees them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import Case, CaseRisk, Stage
from tests.web.exchanging import ash, searched, unshared_case
from tests.web.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(people):
    searched(people)
    people.case = unshared_case(people)
    return people


def page(zone, who):
    response = zone.client(who).get(reverse("case", kwargs={"case": zone.case.pk}))
    return response.status_code, response.content.decode()


def act(zone, who, what, **data):
    address = reverse("case-act", kwargs={"case": zone.case.pk})
    response = zone.client(who).post(address, {"what": what} | data, follow=True)
    return response.status_code, response.content.decode()


def stage(zone):
    with acting_as(zone.users["operator"].pk):
        return Case.objects.get(pk=zone.case.pk).stage


def test_an_idea_is_the_brokers_until_it_is_a_talk(zone):
    assert page(zone, "tenant")[0] == 404
    act(zone, "operator", "stage", stage="talk", note="both asked")
    for who in ("tenant", "neighbour", "expert", "board"):
        assert page(zone, who)[0] == 200, who
    for who in ("other-park", "stranger"):
        assert page(zone, who)[0] == 404, who


def test_no_stage_is_left_out_and_the_end_needs_a_reason(zone):
    status, text = act(zone, "operator", "stage", stage="pilot")
    assert status == 422
    assert "Sau “Ý tưởng” là “Trao đổi”; không bỏ qua giai đoạn." in text
    status, text = act(zone, "operator", "stage", stage="ended")
    assert status == 422
    assert "Khi kết thúc phải ghi lý do, để người khác học được." in text
    for name in ("talk", "study", "pilot", "contract", "running"):
        assert act(zone, "operator", "stage", stage=name)[0] == 200
    act(zone, "operator", "stage", stage="ended", note="the boiler was shut down")
    assert stage(zone) == Stage.ENDED
    status, text = act(zone, "operator", "stage", stage="talk")
    assert "Hồ sơ đã kết thúc; hãy mở hồ sơ mới." in text
    response = zone.client("operator").get(reverse("cases", kwargs={"code": "north"}))
    assert "the boiler was shut down" in response.content.decode()


def test_parties_add_risks_and_notes_but_do_not_lead(zone):
    act(zone, "operator", "stage", stage="talk")
    status, text = act(
        zone, "tenant", "risk", text="Lô tro ẩm", likelihood="4", severity="3", measure="Mái che"
    )
    assert status == 200
    assert "Lô tro ẩm" in text
    assert "12" in text
    assert act(zone, "tenant", "stage", stage="study")[0] == 403
    assert act(zone, "viewer", "note", note="hello")[0] == 403
    with acting_as(zone.users["neighbour"].pk):
        assert CaseRisk.objects.get().priority == 12


def test_a_wrong_risk_is_told(zone):
    status, text = act(zone, "operator", "risk", text="x", likelihood="9", severity="1")
    assert status == 422
    assert "likelihood" in text


def test_kind_of_the_circular_and_geography(zone):
    status, text = act(
        zone, "operator", "about", kind="IS-5", geography="residential", readiness="4"
    )
    assert status == 422
    assert "Hình thức khác phải được mô tả." in text
    data = {"kind": "IS-5", "kind_note": "shared training", "geography": "residential"}
    status, text = act(zone, "operator", "about", readiness="4", **data)
    assert "shared training" in text
    assert "Giữa khu và khu dân cư bên ngoài" in text


def test_measured_flows_stand_against_the_promise(zone):
    march = date(2026, 3, 1)
    for month, tonnes in ((march, "100"), (date(2026, 4, 1), "200")):
        act(zone, "operator", "promise", month=f"{month:%Y-%m}", quantity=tonnes, unit="t")
    zone.state("tenant", "alpha", ash(150.0, "beta-site", march), at=NOW + timedelta(hours=3))
    zone.submit("tenant", "alpha", march, at=NOW + timedelta(hours=4))
    _, text = page(zone, "operator")
    assert "1 trên 1 tháng có số đo đạt mức cam kết." in text
    assert "150 %" in text
    assert text.count('class="promised"') == 2
    assert text.count('class="measured"') == 1


def test_a_promise_in_an_unknown_unit_is_refused(zone):
    status, text = act(zone, "operator", "promise", month="2026-01", quantity="1", unit="barrel")
    assert status == 422
    assert "Đơn vị “barrel” không có trong danh sách" in text


def test_documents_are_kept_and_checked(zone):
    good = SimpleUploadedFile("plan.pdf", b"%PDF-1.4", content_type="application/pdf")
    assert "plan.pdf" in act(zone, "operator", "document", document=good)[1]
    bad = SimpleUploadedFile("run.exe", b"MZ", content_type="application/x-msdownload")
    status, text = act(zone, "operator", "document", document=bad)
    assert status == 422
    assert "Chỉ nhận PDF, Word, Excel, văn bản" in text


def test_a_case_is_opened_once(zone):
    from_candidate = reverse(
        "case-open", kwargs={"code": "north", "candidate": zone.case.candidate_id}
    )
    response = zone.client("operator").post(from_candidate)
    assert response["Location"] == reverse("case", kwargs={"case": zone.case.pk})
    with acting_as(zone.users["operator"].pk):
        assert Case.objects.count() == 1
