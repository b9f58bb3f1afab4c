"""Indicators, indices and plans on the site: what everybody sees, what the board keeps."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from parkloop_web.database.rls import acting_as
from parkloop_web.indicators.models import Intake, Observation, Record
from parkloop_web.indicators.refreshing import refresh_job
from parkloop_web.indicators.shelf import book_of
from parkloop_web.jobs.models import Job
from parkloop_web.studies.asking import ask
from parkloop_web.studies.models import Publication
from parkloop_web.studies.tasks import run_study_job, start
from tests.web.people import NOW

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "examples"


def text(response):
    return response.content.decode()


def test_the_public_finds_an_indicator_with_its_source(client):
    page = text(client.get("/indicators/?q=digital"))
    assert "Tỷ trọng kinh tế số trong GRDP" in page
    page = text(client.get("/indicators/digital.share-of-grdp/"))
    assert "Tỷ trọng kinh tế số trong GRDP: 29,7 % (Hải Phòng, 2024)" in page
    assert "Số liệu kinh tế số của thành phố Hải Phòng" in page
    assert "Bộ Khoa học và Công nghệ" in page


def test_a_panel_is_drawn_without_script(client):
    page = text(client.get("/indicators/pgi.total/?area=vn63-hai-duong"))
    assert '<svg class="lines"' in page
    assert "26,34" in page


def test_a_name_that_is_not_there_does_not_exist(client):
    assert client.get("/indicators/x/").status_code == 404
    assert client.get("/indicators/pgi.total/data.xls").status_code == 404
    assert client.get("/plans/x/").status_code == 404
    assert client.get("/indexes/x/").status_code == 404


@pytest.mark.parametrize(
    ("ending", "start", "kind"),
    [
        ("csv", "indicator,area", "text/csv"),
        ("sdmx.csv", "STRUCTURE,STRUCTURE_ID,ACTION", "application/vnd.sdmx.data+csv"),
        ("sdmx.json", '{"meta"', "application/vnd.sdmx.data+json"),
        ("structure.xml", "<?xml", "application/vnd.sdmx.structure+xml"),
        ("json", '{"version":"2.0","class":"dataset"', "application/json"),
    ],
)
def test_downloads(client, ending, start, kind):
    response = client.get(f"/indicators/digital.share-of-grdp/data.{ending}")
    assert text(response).lstrip("\ufeff").startswith(start)
    assert response["Content-Type"].startswith(kind)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_ranks_stand_beside_their_intervals_and_hidden_scores_are_not_shown(client):
    page = text(client.get("/indexes/pci/?period=2021"))
    assert "Quảng Ninh" in page
    assert "Khoảng 5–95 %" in page
    page = text(client.get("/indexes/pgi/"))
    assert "33 đơn vị có điểm nhưng không được công bố" in page
    assert "Quảng Bình" not in page


@pytest.mark.parametrize(
    ("ending", "start"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")]
)
def test_reports_for_everybody(client, ending, start):
    for address in ("/indexes/pgi/report", "/plans/hai-phong-green-growth/report"):
        assert client.get(f"{address}.{ending}").content.startswith(start)


def test_a_plan_for_everybody(client):
    page = text(client.get("/plans/hai-phong-green-growth/"))
    assert "1 trên 9 chỉ tiêu đã đạt hoặc đúng tiến độ" in page
    assert "số liệu đã cũ" in page


FILE = "chỉ tiêu;địa bàn;năm;giá trị;bảo mật\nhp.clean-water;vn63-hai-phong;2022;99,5;F\n"
SECRET = "hp.medical-waste;vn63-hai-phong;2022;77;C\n"


def upload(zone, content, who="board", name="a.csv"):
    """What the board sees after it has sent a file."""
    return zone.client(who).post(
        "/z/zone/statistics/load/",
        {
            "file": SimpleUploadedFile(name, content.encode()),
            "vintage": "2026-02-01",
            "source": "x",
        },
        follow=True,
    )


def take_in(zone, content):
    response = upload(zone, content)
    return zone.client("board").post(response.request["PATH_INFO"], follow=True)


def test_a_file_is_shown_before_it_is_taken(people):
    page = text(upload(people, FILE + "hp.clean-watr;vn;2022;1;F\n"))
    assert "a.csv: 1 giá trị dùng được, 1 lỗi" in page
    assert "Không có chỉ tiêu “hp.clean-watr”." in page
    assert "Nhập 1 giá trị" in page
    with acting_as(people.users["board"].pk):
        assert not Observation.objects.exists()
        assert Intake.objects.count() == 1


def test_taken_values_are_kept_once(people):
    assert "Đã nhập 1 giá trị mới từ a.csv." in text(take_in(people, FILE))
    assert "Đã nhập 0 giá trị mới" in text(take_in(people, FILE))
    with acting_as(people.users["board"].pk):
        (row,) = Observation.objects.all()
        assert (row.value, row.vintage, row.recorded_by.email) == (
            99.5,
            "2026-02-01",
            "board@test.invalid",
        )


def test_members_read_what_is_free_and_the_board_alone_what_is_not(people):
    take_in(people, FILE + SECRET)
    for who, count in (("board", 2), ("tenant", 1), ("operator", 1), ("stranger", 0)):
        with acting_as(people.users[who].pk):
            assert Observation.objects.count() == count, who


def test_a_release_has_a_stable_address_and_no_secret(people, client):
    take_in(people, FILE + SECRET)
    people.client("board").post("/z/zone/statistics/release/", {"name": "green"})
    first = text(client.get("/data/zone/green/v1.csv"))
    assert "99.5" in first
    assert "77" not in first
    assert "hp.medical-waste,vn63-hai-phong,,2022,,%,Q" in first
    assert "99,5" in text(client.get("/indicators/hp.clean-water/"))
    take_in(people, FILE.replace("2022", "2023").replace("99,5", "98"))
    people.client("board").post("/z/zone/statistics/release/", {"name": "green"})
    assert text(client.get("/data/zone/green/v1.csv")) == first
    assert "98.0" in text(client.get("/data/zone/green/v2.csv"))
    assert Publication.objects.count() == 2


def test_an_indicator_of_ones_own_takes_data(people):
    given = {
        "id": "zone.green-roofs", "name_vi": "Mái xanh", "name_en": "Green roofs", "unit": "ha",
        "direction": "1", "formula": "", "lead": "heza",
    }  # fmt: skip
    board = people.client("board")
    assert "Đã ghi chỉ tiêu zone.green-roofs, phiên bản 1." in text(
        board.post("/z/zone/statistics/define/", given, follow=True)
    )
    assert "phiên bản 2" in text(
        board.post("/z/zone/statistics/define/", given | {"unit": "m2"}, follow=True)
    )
    content = "indicator,area,year,value\nzone.green-roofs,north,2025,3\n"
    assert "1 giá trị dùng được, 0 lỗi" in text(upload(people, content))
    assert "cần mã, tên tiếng Việt" in text(
        board.post("/z/zone/statistics/define/", given | {"unit": ""}, follow=True)
    )


def test_what_was_released_is_found_by_everybody_with_its_areas_and_outlines(people, client):
    given = {
        "id": "zone.green-roofs", "name_vi": "Mái xanh", "name_en": "Green roofs", "unit": "ha",
        "direction": "1",
    }  # fmt: skip
    board = people.client("board")
    board.post("/z/zone/statistics/define/", given)
    with acting_as(people.users["board"].pk):
        people.nodes["north"].geometry = {
            "type": "Polygon",
            "coordinates": [[[106.6, 20.8], [106.7, 20.8], [106.7, 20.9], [106.6, 20.8]]],
        }
        people.nodes["north"].save()
    take_in(people, "indicator,area,year,value\nzone.green-roofs,north,2025,3\n")
    assert client.get("/indicators/zone.green-roofs/").status_code == 404
    board.post("/z/zone/statistics/release/", {"name": "roofs"})
    page = text(client.get("/indicators/zone.green-roofs/"))
    assert "Mái xanh: 3 ha (North (thử), 2025)" in page
    assert '<svg class="map"' in page


def test_indicators_of_parks_from_the_ledger_stay_with_the_board(people, client):
    page = text(
        people.client("board").post("/z/zone/statistics/compute/", {"year": "2026"}, follow=True)
    )
    assert "giá trị năm 2026 từ sổ cái; chúng chưa được công bố" in page
    with acting_as(people.users["board"].pk):
        rows = Observation.objects.filter(indicator="park.ghg-total", period="2026")
        assert {row.area for row in rows} == {"north", "south"}
        assert all((row.value or 0) > 0 and row.confidentiality == "N" for row in rows)
    with acting_as(people.users["tenant"].pk):
        assert not Observation.objects.exists()
    people.client("board").post("/z/zone/statistics/release/", {"name": "all"})
    released = text(client.get("/data/zone/all/v1.csv"))
    assert "park.ghg-total,north,,2026,,kg,Q" in released
    assert "Hãy nhập một năm" in text(
        people.client("board").post("/z/zone/statistics/compute/", {"year": "x"}, follow=True)
    )


METHOD = """
id: demo
version: "1"
title: {vi: Chỉ số thử, en: A trial index}
nodes:
  - {id: top, name: {vi: Tổng, en: Total}}
indicators:
  - {id: pgi.climate-hazard-risk, parent: top}
  - {id: pgi.env-leadership, parent: top, weight: 2}
areas: [vn63-bac-ninh, vn63-hai-duong, vn63-an-giang]
sensitivity: {weight_sets: 20, aggregations: [arithmetic, geometric]}
normalisation: {rule: scale, low: 0, high: 10}
"""


def test_an_analyst_builds_an_index_and_asks_what_if(people):
    board = people.client("board")
    page = text(board.post("/z/zone/indexes/", {"method": METHOD}, follow=True))
    assert "Hải Dương đứng đầu" in page
    assert "Thứ hạng phụ thuộc vào lựa chọn nào" in page
    page = text(
        board.get(
            "/z/zone/indexes/demo/?unit=vn63-an-giang@2024&indicator=pgi.env-leadership&value=9,9"
        )
    )
    assert "3 → 1" in page
    board.post("/z/zone/indexes/", {"method": METHOD.replace("weight: 2", "weight: 3")})
    with acting_as(people.users["board"].pk):
        assert [r.version for r in Record.objects.filter(kind="method").order_by("version")] == [
            1,
            2,
        ]


def test_an_index_is_released_as_it_was(people, client):
    board = people.client("board")
    board.post("/z/zone/indexes/", {"method": METHOD})
    page = text(board.post("/z/zone/indexes/demo/release/", follow=True))
    assert "Đã công bố chỉ số, phiên bản 1." in page
    assert "/data/zone/indexes/demo/v1/" in text(client.get("/indexes/"))
    page = text(client.get("/data/zone/indexes/demo/v1/"))
    assert "Hải Dương đứng đầu" in page
    assert "pgi.env-leadership" in page


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("a: [", "Phương pháp không phải YAML"),
        ("id: x", "Phương pháp cần các mục nodes và indicators"),
        (METHOD.replace("rule: scale", "rule: best"), "“best” không dùng được"),
        (METHOD.replace("parent: top}", "parent: x}"), "Cây chỉ số sai"),
    ],
)
def test_a_method_that_means_nothing_is_refused_with_its_problems(people, method, message):
    response = people.client("board").post("/z/zone/indexes/", {"method": method})
    assert response.status_code == 422
    assert message in text(response)


def plan_text():
    raw = yaml.safe_load((EXAMPLES / "action-plan" / "plan.yaml").read_text("utf-8"))
    raw["area"] = "vn63-hai-phong"
    return yaml.safe_dump(raw, allow_unicode=True)


def test_a_planner_keeps_a_plan_overrides_with_a_reason_and_reports(people):
    board = people.client("board")
    page = text(board.post("/z/zone/plans/", {"plan": plan_text()}, follow=True))
    assert "Kế hoạch tăng trưởng xanh của Địa bàn Demo" in page
    where = "/z/zone/plans/demo-plan"
    refused = {"target": "digital-share", "status": "moderate", "reason": " "}
    assert "cần một chỉ tiêu của kế hoạch và lý do" in text(
        board.post(f"{where}/judge/", refused, follow=True)
    )
    page = text(board.post(f"{where}/judge/", refused | {"reason": "điều tra lại"}, follow=True))
    assert "điều chỉnh: điều tra lại" in page
    back = refused | {"status": "", "reason": "đã có số mới"}
    assert "điều tra lại" not in text(board.post(f"{where}/judge/", back, follow=True))
    done = {"action": "sme-portal", "done": "100", "evidence": "nghiem-thu.pdf"}
    assert "nghiem-thu.pdf" in text(board.post(f"{where}/action/", done, follow=True))
    assert "phần trăm từ 0 đến 100" in text(
        board.post(f"{where}/action/", done | {"done": "150"}, follow=True)
    )
    assert "Đã công bố kế hoạch, phiên bản 1." in text(board.post(f"{where}/release/", follow=True))
    public = text(people.client("public").get("/plans/demo-plan/"))
    assert "nghiem-thu.pdf" in public
    assert "@test.invalid" not in public
    for ending, first in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")):
        assert board.get(f"{where}/report.{ending}").content.startswith(first)


def test_a_plan_with_errors_is_refused_with_all_of_them(people):
    response = people.client("board").post(
        "/z/zone/plans/", {"plan": plan_text().replace("type: floor", "type: best")}
    )
    assert response.status_code == 422
    assert text(response).count("is not one of") == 3


def test_english_as_well(client):
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Digital economy in GRDP: 29.7 %" in text(
        client.get("/indicators/digital.share-of-grdp/")
    )
    assert "units have a score that is not published" in text(client.get("/indexes/pgi/"))


def test_machines_get_the_same_as_people(client):
    found = client.get("/indicators/digital.share-of-grdp/metadata.json").json()
    assert (found["unit"], found["agency"]) == ("%", "most")
    rows = client.get("/indexes/pgi/data.json").json()["rows"]
    assert [row["unit"] for row in rows] == ["vn63-bac-ninh@2024", "vn63-hai-duong@2024"]
    targets = client.get("/plans/hai-phong-green-growth/data.json").json()["targets"]
    assert {t["target"]: t["status"] for t in targets}["digital-2025"] == "reached"


def test_areas_that_change_and_agencies_are_defined_and_take_data(people):
    board = people.client("board")
    where = "/z/zone/statistics/define/"
    old = {"kind": "area", "name_vi": "Xã cũ", "name_en": "Old commune", "kind_of": "commune"}
    ended = old | {"id": "old-1", "valid_to": "2025-07-01"}
    assert "Đã ghi địa bàn old-1, phiên bản 1." in text(board.post(where, ended, follow=True))
    assert "Địa bàn cần mã" in text(
        board.post(where, old | {"name_en": "", "id": "x"}, follow=True)
    )
    assert "chỉ chữ thường không dấu" in text(board.post(where, old | {"id": "a b"}, follow=True))
    wrong = old | {"id": "new-1", "valid_from": "July 2025"}
    assert "Ngày viết như 2025-07-01" in text(board.post(where, wrong, follow=True))
    joined = old | {"id": "new-1", "valid_from": "2025-07-01", "parts": "old-1; old-2=0.4"}
    board.post(where, joined)
    agency = {"kind": "agency", "id": "office", "name_vi": "Phòng", "name_en": "Office"}
    assert "Đã ghi cơ quan office" in text(board.post(where, agency, follow=True))
    with acting_as(people.users["board"].pk):
        book = book_of(people.zone)
    assert [(t.old, t.share) for t in book.parts_of("new-1")] == [("old-1", 1.0), ("old-2", 0.4)]
    assert [a.id for a in book.areas_on(date(2025, 6, 30), "commune")] == ["old-1"]
    assert book.agencies["office"].name.en == "Office"
    content = "indicator,area,year,value\nhp.clean-water,Old commune,2024,91\n"
    assert "1 giá trị dùng được, 0 lỗi" in text(upload(people, content))


def test_a_study_of_the_zone_renews_the_indicators_and_each_is_explained(people):
    board = people.users["board"]
    with acting_as(board.pk):
        study = ask(people.zone, board, NOW)
        run_study_job.task.func(
            job_id=start(study, board).pk, user_id=board.pk, study_id=study.pk, asker_id=board.pk
        )
        job = Job.objects.get(kind="indicators.refresh")
        refresh_job.task.func(job_id=job.pk, user_id=board.pk, study_id=study.pk, asker_id=board.pk)
        row = Observation.objects.get(indicator="park.ghg-total", area="north", period="2026")
    assert row.value > 0
    client = people.client("board")
    where = "/z/zone/statistics/values/park.ghg-total/"
    assert "từ sổ cái: giải thích" in text(client.get(where))
    page = text(client.get(f"{where}?area=north&period=2026"))
    assert "Được tính từ đâu" in page
    assert "alpha.xlsx" in page
