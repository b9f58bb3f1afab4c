"""Networks of exchanges on the site: prices with their source, a run as a job, pages, secrets."""

import re

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from parkloop.texts import Text, same_in_both
from parkloop_web.audit.models import Event
from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import NetworkPart, NetworkRun, NetworkView, PlanRow
from parkloop_web.exchanges.networking import Asking, ask, run
from parkloop_web.exchanges.planning import take_plan
from parkloop_web.exchanges.tasks import network_job
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.models import Notice
from tests.web.networking import LATER, NET, PLAN, planned, proposed, ready, row_of
from tests.web.test_exchanges import searched_as_job

pytestmark = pytest.mark.django_db


def get(zone, who, name, query="", **arguments):
    response = zone.client(who).get(reverse(name, kwargs=arguments or None) + query)
    return response.status_code, words(response)


def post(zone, who, name, data=None, **arguments):
    return zone.client(who).post(reverse(name, kwargs=arguments or None), data or {}, follow=True)


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_an_empty_page_teaches_and_nothing_can_be_proposed(people):
    status, text = get(people, "operator", "networks", code="north")
    assert status == 200
    assert "Chưa có mạng trao đổi nào được đề xuất cho North (thử)" in text
    assert "Kế hoạch chưa có kiểu trao đổi nào dùng được" in text
    answer = post(people, "operator", "network-propose", code="north")
    assert answer.status_code == 422
    assert "Chưa đặt đơn vị tiền của kế hoạch" in words(answer)


def test_the_operator_proposes_a_network_as_a_job(people):
    ready(people)
    answer = post(people, "operator", "network-propose", code="north")
    assert "Đang tìm mạng trao đổi tốt nhất cho North (thử)" in words(answer)
    user = people.users["operator"]
    with acting_as(user.pk):
        kept = NetworkRun.objects.get()
        job = Job.objects.get(subject=f"network/{kept.pk}")
    network_job.task.func(job_id=job.pk, user_id=user.pk, run_id=kept.pk, asker_id=user.pk)
    with acting_as(user.pk):
        kept = NetworkRun.objects.get()
        assert Notice.objects.get(user=user, kind="study").text_en.endswith("is ready.")
    assert kept.state == "done", kept.fault_en
    assert kept.summary["net"] == pytest.approx(NET)
    progress = people.client("operator").get(reverse("network-progress", kwargs={"run": kept.pk}))
    assert progress["HX-Refresh"] == "true"
    status, text = get(people, "operator", "network", code="north", run=kept.pk)
    assert status == 200
    assert "1 trao đổi đem lại cho North (thử) lợi ích ròng 46,8 triệu VND/năm" in text
    assert "Alpha (thử) → Beta (thử)" in text


def test_every_figure_of_the_page_opens(people):
    ready(people)
    kept = proposed(people, aims=("co2",), exits=True, prices={"clinker": 2.0}, profiles=(2025,))
    client = people.client("operator")
    page = client.get(reverse("network", kwargs={"code": "north", "run": kept.pk}))
    marks = {int(n) for n in re.findall(rb"data-x=(\d+)", page.content)}
    address = re.search(rb'id="explanations" data-src="([^"]+)"', page.content)[1].decode()
    opened = client.get(address).json()
    assert marks
    assert max(marks) < len(opened["figures"])
    text = words(page)
    assert "Alpha (thử) rời đi" in text
    assert "giá Clinker × 2" in text
    assert "lượng của năm 2025" in text
    for key in ("shapley", "nucleolus"):
        assert key in text.lower()


def test_a_point_of_the_front_is_a_page_of_its_own(people):
    ready(people)
    kept = proposed(people, aims=("co2",))
    status, text = get(people, "operator", "network", "?point=1", code="north", run=kept.pk)
    assert status == 200
    assert "Điểm 1: 1 liên kết, lợi ích ròng 46,8 triệu VND/năm" in text
    status, _ = get(people, "operator", "network", "?point=9", code="north", run=kept.pk)
    assert status == 404


def test_a_price_that_is_missing_is_not_zero(people):
    ready(people)
    data = {"stream": "clinker", "unit": "t", "price": "", "source": "chưa có báo giá"}
    answer = post(people, "operator", "exchange-plan-keep", data, code="north", section="needs")
    text = words(answer)
    assert "Đã ghi, còn thiếu: Giá mua" in text
    assert "“Tro bay thay Clinker” chưa dùng được vì thiếu: Clinker." in text
    _, text = get(people, "operator", "networks", code="north")
    assert "Kế hoạch chưa có kiểu trao đổi nào dùng được" in text


def test_the_plan_is_read_in_words_with_grouped_numbers_and_the_unit_in_its_label(people):
    planned(people)
    _, text = get(people, "operator", "exchange-plan", code="north")
    assert "Tro bay thay Clinker ash-for-clinker" in text
    assert "Giá mua [VND/t] 900.000" in text
    reader = people.client("operator")
    reader.cookies["parkloop_language"] = "en"
    text = words(reader.get(reverse("exchange-plan", kwargs={"code": "north"})))
    assert "Fly ash for Clinker" in text
    assert "Price [VND/t] 900,000" in text


def test_a_source_that_the_program_wrote_is_said_in_both_languages():
    row = PlanRow(source="sổ cái", source_en="the ledger")
    assert row.said_source == Text("sổ cái", "the ledger")
    assert PlanRow(source="Báo giá 12").said_source == same_in_both("Báo giá 12")


def test_a_row_keeps_its_source_and_the_old_one_stays(people):
    planned(people)
    data = {"stream": "clinker", "unit": "t", "price": "950 000", "source": "Báo giá 12"}
    post(people, "operator", "exchange-plan-keep", data, code="north", section="needs")
    user = people.users["operator"]
    with acting_as(user.pk):
        rows = list(PlanRow.objects.filter(section="needs").order_by("id"))
        assert [row.content["price"] for row in rows] == [900_000, 950_000.0]
        assert rows[0].ended_at is not None
        assert (rows[1].source, rows[1].set_by) == ("Báo giá 12", user)
        assert Event.objects.filter(table="exchanges_planrow").exists()


def test_what_cannot_be_read_is_told_by_field(people):
    planned(people)
    data = {"stream": "clinker", "unit": "bao", "price": "dear", "limit": "salt", "source": "x"}
    answer = post(people, "operator", "exchange-plan-keep", data, code="north", section="needs")
    assert answer.status_code == 422
    text = words(answer)
    assert "Đơn vị “bao” không có trong danh sách" in text
    assert "“dear” không phải là số; viết như 1500 hoặc 1,5." in text
    assert "“salt”: viết tên=số" in text


def test_a_whole_plan_comes_from_a_file_or_is_refused_with_every_fault(people):
    def sent(raw):
        given = SimpleUploadedFile("exchanges.yaml", yaml.safe_dump(raw).encode())
        data = {"file": given, "source": "a study"}
        return post(people, "operator", "exchange-plan-load", data, code="north")

    assert "Đã nhận 5 dòng." in words(sent(PLAN))
    assert row_of(people, "offers").origin == "file"
    bad = {**PLAN, "offers": [{"stream": "fly-ash", "unit": "bao", "saved": "x"}]}
    answer = sent(bad)
    assert answer.status_code == 422
    assert "trường unit thiếu hoặc sai (“bao”)" in words(answer)
    assert "trường saved thiếu hoặc sai (“x”)" in words(answer)


def test_rows_are_proposed_from_what_was_found_with_the_catalogs_ratio_and_no_price(people):
    ready(people)
    with acting_as(people.users["operator"].pk):
        PlanRow.objects.update(ended_at=LATER)
    post(people, "operator", "exchanges-search", code="north")
    searched_as_job(people)
    answer = post(people, "operator", "exchange-plan-suggest", code="north")
    assert "giá và chi phí còn để trống" in words(answer)
    with acting_as(people.users["operator"].pk):
        rows = {(r.section, r.name): r for r in PlanRow.objects.filter(ended_at=None)}
    exchange = rows["exchanges", "fly-ash-for-P001"]
    assert exchange.origin == "catalog"
    assert exchange.fact == "P001"
    assert exchange.content["ratio"] > 0
    assert "saved" not in rows["offers", "fly-ash"].content
    assert "chưa đối chiếu" in words(answer)
    assert "“fly-ash-for-P001” còn thiếu: Thay cho, Vận chuyển." in words(answer)


def test_nothing_is_read_by_those_who_do_not_lead_the_place(people):
    ready(people)
    proposed(people)
    for who in ("tenant", "neighbour", "other-operator", "expert"):
        with acting_as(people.users[who].pk):
            assert not NetworkRun.objects.exists()
            assert not NetworkView.objects.exists()
            assert not NetworkPart.objects.exists()
            assert not PlanRow.objects.exists()


def test_an_enterprise_sees_its_own_part_once_it_is_shown_and_no_name_or_price_of_the_partner(
    people,
):
    ready(people)
    kept = proposed(people)
    _, text = get(people, "tenant", "networks", code="alpha")
    assert "Chưa có mạng trao đổi nào cho bạn" in text
    answer = post(people, "operator", "network-show", code="north", run=kept.pk)
    assert "Số doanh nghiệp vừa được xem phần của mình: 2." in words(answer)
    with acting_as(people.users["tenant"].pk):
        (part,) = NetworkPart.objects.all()
    status, text = get(people, "tenant", "network-part", code="alpha", part=part.pk)
    assert status == 200
    assert "Bạn giao: Tro bay" in text
    assert "Một doanh nghiệp ngành" in text
    behind = people.client("tenant").get(
        reverse("network-part-explanations", kwargs={"part": part.pk})
    )
    for seen in (text, behind.content.decode()):
        assert "Beta" not in seen
        assert "beta" not in seen
        assert "900000" not in seen, "what the partner pays for clinker"
    with acting_as(people.users["other-park"].pk):
        assert not NetworkPart.objects.exists()


def test_a_part_is_not_written_by_its_enterprise(people):
    ready(people)
    kept = proposed(people)
    post(people, "operator", "network-show", code="north", run=kept.pk)
    with acting_as(people.users["tenant"].pk):
        assert NetworkPart.objects.update(content={}) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            PlanRow.objects.create(
                place=people.nodes["north"],
                section="needs",
                name="x",
                source="x",
                set_by=people.users["tenant"],
            )


def test_a_run_without_submitted_months_says_so(people):
    planned(people)
    user = people.users["other-operator"]
    with acting_as(user.pk):
        take_plan(people.nodes["south"], PLAN, same_in_both("a quote"), user, LATER)
        kept = run(ask(people.nodes["south"], user, LATER, Asking()))
    assert kept.state == "done"
    assert kept.summary["links"] == 0
    status, text = get(people, "other-operator", "network", code="south", run=kept.pk)
    assert status == 200
    assert "South (thử) chưa có trao đổi nào đáng làm với các giá đã đặt" in text
