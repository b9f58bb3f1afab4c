"""Certification on the site: assessment, a case up to its certificate, refusal, revocation."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.utils import timezone

from parkloop_web.certification.models import Case, CaseFile, Certificate, Opinion
from parkloop_web.database.rls import acting_as
from parkloop_web.design.qr import qr_code
from parkloop_web.ledger.models import Entry
from parkloop_web.pages.certification import _CONFIRMS
from parkloop_web.parks.models import Node

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year - 1


def text(response):
    return response.content.decode()


def english(client):
    client.post("/language/", {"language": "en", "next": "/"})
    return client


@pytest.fixture
def operator(people):
    return english(people.client("operator"))


@pytest.fixture
def board(people):
    return english(people.client("board"))


def step(client, case, act, **more):
    response = client.post(f"/certification/{case.pk}/act/", {"act": act, **more}, follow=True)
    assert response.status_code == 200
    case.refresh_from_db()
    return text(response)


def opened(operator, code="north"):
    operator.post(f"/p/{code}/certification/")
    return Case.objects.latest("pk")


def as_seen(people, who, model=Case):
    with acting_as(people.users[who].pk):
        return list(model.objects.all())


@pytest.fixture
def case(people, operator):
    with acting_as(people.users["operator"].pk):
        yield opened(operator)


def certified(operator, board, case):
    step(operator, case, "submit")
    for act in ("accept", "consult", "close-opinions", "propose", "certify"):
        step(board, case, act)
    return case


def test_an_assessment_says_what_is_not_known(operator):
    page = text(operator.get(f"/p/north/assessment/?year={YEAR}"))
    assert "North (test): 0 of 9 criteria met, 9 not assessable" in page
    assert "nothing is stated on: Land for greenery" in page
    assert "answers of 2 enterprises are missing" in page
    assert "International framework" in page


def test_what_is_stated_turns_a_criterion(operator):
    facts = {"area-total": "200", "area-green": "30", "area-traffic": "20", "area-technical": "4",
             "area-social": "6", "housing-solution": "yes", "amenities-solution": "no"}  # fmt: skip
    operator.post(f"/p/north/facts/?scheme=VN-35&year={YEAR}", facts)
    page = text(operator.get(f"/p/north/assessment/?year={YEAR}"))
    assert "North (test): 1 of 9 criteria met" in page
    assert "still missing: Service works and public amenities for workers" in page
    page = text(operator.get(f"/p/north/assessment/VN-35/VN35-37.3a/?year={YEAR}"))
    assert "shared social infrastructure: met" in page
    assert "art. 37(3)(a)" in page
    operator.post("/language/", {"language": "vi", "next": "/"})
    vietnamese = text(operator.get(f"/p/north/assessment/VN-35/VN35-37.3a/?year={YEAR}"))
    assert "VN35-37.3a · điểm a khoản 3 điều 37" in vietnamese
    assert "area-green: 1 entries = <b>30&#8239;ha</b>" in page


def test_a_number_is_asked_for_where_words_were_typed(people, operator):
    typed = {"area-total": "big", "area-green": "1.500", "area-traffic": "12"}
    answer = operator.post(f"/p/north/facts/?scheme=VN-35&year={YEAR}", typed)
    page = text(answer)
    assert answer.status_code == 422
    assert "Area of the park: “big” is no number; write 1500 or 1.5." in page
    assert "“1.500” may be 1500 or 1.5; write 1500 or 1.50." in page
    assert 'value="big"' in page
    with acting_as(people.users["operator"].pk):
        assert not Entry.objects.filter(property="area-traffic").exists(), "nothing is half-written"


def test_a_tenant_cannot_state_for_the_park(people):
    assert people.client("tenant").post("/p/north/facts/").status_code == 404
    assert people.client("viewer").get("/p/alpha/facts/").status_code == 403


def test_a_park_from_dossier_to_a_certificate_that_anybody_confirms(people, operator, board, case):
    page = text(operator.get(f"/certification/{case.pk}/"))
    assert "North (test): Draft" in page
    step(operator, case, "submit")
    assert case.state == "submitted"
    names = sorted(re.sub(r"-\d{8}-", "-", f.name) for f in CaseFile.objects.filter(case=case))
    assert names == ["north-en.docx", "north-en.pdf", "north-vi.docx", "north-vi.pdf"]
    paper = CaseFile.objects.get(case=case, name__endswith="vi.pdf")
    assert operator.get(f"/certification/{case.pk}/files/{paper.pk}/").content.startswith(b"%PDF")
    page = step(board, case, "accept")
    assert "P2 Letters to the ministries" in page
    assert "Ministry of Finance" in page
    for act in ("consult", "close-opinions", "propose"):
        step(board, case, act)
    page = step(board, case, "certify")
    assert "VN35-PARK-" in page
    certificate = Certificate.objects.get(case=case)
    public = english(people.client("public"))
    page = text(public.get(f"/certificates/{certificate.verification}/"))
    assert "North (test): the certificate is in force" in page
    assert certificate.verification in page
    assert "North (test)" in text(public.get("/certificates/"))


def test_a_refusal_has_reasons_and_a_second_try_succeeds(operator, board, case):
    step(operator, case, "submit")
    for act in ("accept", "consult", "close-opinions", "propose"):
        step(board, case, act)
    assert "must give its reasons" in step(board, case, "refuse")
    assert case.state == "proposed"
    page = step(board, case, "refuse", reason="37.2c: 12 % instead of 20 %")
    assert "37.2c: 12 % instead of 20 %" in page
    assert case.state == "refused"
    again = opened(operator)
    assert again.pk != case.pk
    assert certified(operator, board, again).state == "certified"


def test_a_second_case_waits_for_the_first(operator, case):
    page = text(operator.post("/p/north/certification/", follow=True))
    assert "North (test) has a case that is not finished." in page
    assert Case.objects.count() == 1


def test_a_revocation_ends_the_certificate_in_public(people, operator, board, case):
    certified(operator, board, case)
    step(board, case, "revoke", reason="false information")
    certificate = Certificate.objects.get(case=case)
    assert not certificate.holds_on(timezone.localdate())
    page = text(english(people.client("public")).get(f"/certificates/{certificate.verification}/"))
    assert "the certificate is not in force" in page
    assert "false information" in page


def test_an_enterprise_waits_for_its_park(people, operator, board, case):
    tenant = english(people.client("tenant"))
    with acting_as(people.users["tenant"].pk):
        own = opened(tenant, "alpha")
        step(tenant, own, "submit")
        for act in ("accept", "consult", "close-opinions"):
            step(board, own, act)
        page = step(board, own, "certify")
        assert "The park holds no certificate in force" in page
        assert own.state == "evaluating"
    certified(operator, board, case)
    with acting_as(people.users["tenant"].pk):
        step(board, own, "certify")
        assert own.state == "certified"


def test_clocks_stand_out_when_they_are_late_and_pause_with_reasons(board, operator, case):
    step(operator, case, "submit", day=str(timezone.localdate() - timedelta(days=60)))
    step(board, case, "accept", day=str(timezone.localdate() - timedelta(days=59)))
    assert "1 case has an overdue step" in text(board.get("/certification/"))
    assert "A pause must give its reason." in step(board, case, "pause", clock="P4")
    page = step(board, case, "pause", clock="P4", reason="waiting for the land table")
    assert "paused" in page
    assert "waiting for the land table" in page
    assert "already paused" in step(board, case, "pause", clock="P4", reason="again")


def invited(people, board, case):
    page = text(
        board.post(
            f"/certification/{case.pk}/mandate/",
            {"email": "appraiser@test.invalid", "agency": "mae"},
            follow=True,
        )
    )
    shown = re.search(r"http://testserver(/\S+?)</code>", page)
    assert shown is not None
    link = shown[1]
    people.users["appraiser"] = type(people.users["board"]).objects.get(
        email="appraiser@test.invalid"
    )
    return link, english(people.client("appraiser"))


def test_an_appraiser_sees_this_case_and_no_other(people, operator, board, case):
    other = english(people.client("other-operator"))
    with acting_as(people.users["other-operator"].pk):
        elsewhere = opened(other, "south")
    step(operator, case, "submit")
    step(board, case, "accept")
    step(board, case, "consult")
    link, appraiser = invited(people, board, case)
    assert people.client("public").get(link).status_code == 200
    page = text(appraiser.get(f"/certification/{case.pk}/"))
    assert "Enterprises applying RECP" in page
    assert appraiser.get(f"/certification/{elsewhere.pk}/").status_code == 404
    assert appraiser.get("/p/north/assessment/").status_code == 404
    assert appraiser.get("/").headers["Location"] == f"/certification/{case.pk}/"
    assert "opinions are given on 0 of 9 criteria" in page
    assert [c.pk for c in as_seen(people, "appraiser")] == [case.pk]
    assert as_seen(people, "appraiser", Node) == []
    page = text(
        appraiser.post(f"/certification/{elsewhere.pk}/opinion/", {"criterion": "VN35-37.2c"})
    )
    assert Opinion.objects.count() == 0


def test_opinions_in_several_rounds(people, operator, board, case):
    step(operator, case, "submit")
    step(board, case, "accept")
    step(board, case, "consult")
    _, appraiser = invited(people, board, case)
    where = f"/certification/{case.pk}/opinion/"
    said = {"criterion": "VN35-37.2c", "stance": "asks"}
    page = text(appraiser.post(where, said, follow=True))
    assert "Say why, or what is missing." in page
    appraiser.post(where, {**said, "comment": "Which enterprises?"})
    appraiser.post(where, {"criterion": "VN35-37.2c", "stance": "agrees"})
    page = text(board.get(f"/certification/{case.pk}/"))
    assert "Ministry of Agriculture and Environment" in page
    assert "“Which enterprises?”" in page
    assert re.search(r"\(round 2\): agrees", page)
    assert "no act in it is yours" in step(appraiser, case, "close-opinions")
    assert case.state == "consulting"


def test_nobody_acts_for_another(people, operator, board, case):
    step(operator, case, "submit")
    page = step(operator, case, "accept")
    assert "is for: board" in page
    assert case.state == "submitted"
    assert people.client("other-operator").get(f"/certification/{case.pk}/").status_code == 404
    assert people.client("tenant").get(f"/certification/{case.pk}/").status_code == 404


def written(case, document):
    kept = CaseFile.objects.filter(case=case, document=document).order_by("pk")
    return [re.sub(r"-\d{8}-", "-", one.name) for one in kept], list(kept)


def words_of(file):
    pages = pypdf.PdfReader(io.BytesIO(bytes(file.content))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_letters_go_to_the_five_ministries_by_their_names_of_the_day(operator, board, case):
    step(operator, case, "submit", day="2025-02-10")
    step(board, case, "accept", day="2025-02-12")
    step(board, case, "consult", day="2025-02-14")
    names, letters = written(case, "consultation-letter")
    assert names[:4] == [f"letter-mpi-{end}" for end in ("vi.pdf", "vi.docx", "en.pdf", "en.docx")]
    asked = list(dict.fromkeys(name.split("-")[1] for name in names))
    assert asked == ["mpi", "monre", "most", "moit", "moc"]
    english_one = words_of(letters[2])
    assert "To: Ministry of Planning and Investment" in english_one
    assert "asked for by 3 March 2025 (15 days)" in english_one  # 1 March 2025 was a Saturday
    assert "Enterprises applying RECP" in english_one
    assert "Kính gửi: Bộ Kế hoạch và Đầu tư" in words_of(letters[0])


def test_after_the_merger_the_same_letters_go_to_other_ministries(operator, board, case):
    step(operator, case, "submit")
    step(board, case, "accept")
    page = step(board, case, "consult")
    names, _ = written(case, "consultation-letter")
    asked = list(dict.fromkeys(name.split("-")[1] for name in names))
    assert asked == ["mof", "mae", "most", "moit", "moc"]
    assert "letter-mof-" in page


def test_the_evaluation_report_tells_terms_opinions_and_what_stands_against(
    people, operator, board, case
):
    step(operator, case, "submit")
    step(board, case, "accept")
    step(board, case, "consult")
    _, appraiser = invited(people, board, case)
    said = {"criterion": "VN35-37.2c", "stance": "disagrees", "comment": "12 of 60 is not seen"}
    appraiser.post(f"/certification/{case.pk}/opinion/", said)
    step(board, case, "close-opinions")
    step(board, case, "propose", reason="The board supports it.")
    names, reports = written(case, "evaluation-report")
    assert names == [f"evaluation-{end}" for end in ("vi.pdf", "vi.docx", "en.pdf", "en.docx")]
    text = words_of(reports[2])
    assert "Ministry of Agriculture and Environment (round 1): disagrees: 12 of 60" in text
    assert "Nothing was heard from: Ministry of Finance; Ministry of Science" in text
    assert "VN35-37.3a Land for greenery" in text
    assert "The board supports it." in text
    assert "P3 Opinions of the ministries" in text


def test_the_decision_names_certificate_or_reasons(operator, board, case):
    certified(operator, board, case)
    number = Certificate.objects.get(case=case).number
    _, decisions = written(case, "decision")
    assert f"Certificate {number}, valid to" in words_of(decisions[2])
    step(board, case, "revoke", reason="false information")
    _, decisions = written(case, "decision")
    text = words_of(decisions[-2])
    assert "The certificate issued to North (test) is revoked." in text
    assert "false information" in text


def test_a_printed_certificate_leads_to_its_confirmation(client, operator, board, case):
    certified(operator, board, case)
    held = Certificate.objects.get(case=case)
    page = text(english(client).get(f"/certificates/{held.verification}/?from=mail"))
    assert 'aria-label="QR code that leads to the page which confirms this certificate"' in page
    drawn = qr_code(f"http://testserver/certificates/{held.verification}/", _CONFIRMS, "en")
    assert str(drawn) in page, "the code leads to the page without what was asked along the way"
    assert "(Signature, name, seal)" in page


def test_a_certificate_is_renewed_and_not_asked_for_twice(people, operator, board, case):
    certified(operator, board, case)
    old = Certificate.objects.get(case=case)
    page = text(operator.post("/p/north/certification/", follow=True))
    assert f"North (test) holds certificate {old.number}" in page
    assert "apply for renewal" in page
    page = step(operator, case, "renew")
    renewal = Case.objects.get(renews=case)
    assert "This case renews" in page
    assert "A renewal of this certificate is under way" in step(operator, case, "renew")
    assert Certificate.objects.get(case=case).holds_on(timezone.localdate())
    certified(operator, board, renewal)
    case.refresh_from_db()
    new = Certificate.objects.get(case=renewal)
    assert case.state == "renewed"
    assert renewal.state == "certified"
    assert not Certificate.objects.get(case=case).holds_on(timezone.localdate())
    public = english(people.client("public"))
    page = text(public.get(f"/certificates/{old.verification}/"))
    assert "the certificate is not in force" in page
    assert new.number in page


def test_a_renewal_that_is_refused_leaves_the_certificate(operator, board, case):
    certified(operator, board, case)
    step(operator, case, "renew")
    renewal = Case.objects.get(renews=case)
    step(operator, renewal, "withdraw")
    case.refresh_from_db()
    assert (case.state, renewal.state) == ("certified", "withdrawn")
    assert Certificate.objects.get(case=case).holds_on(timezone.localdate())
    step(operator, case, "renew")
    assert Case.objects.filter(renews=case).count() == 2


def test_yearly_reports_are_owed_and_filed(operator, board, case):
    last_year = timezone.localdate().year - 1
    step(operator, case, "submit", day=f"{last_year}-02-02")
    for act in ("accept", "consult", "close-opinions", "propose", "certify"):
        step(board, case, act, day=f"{last_year}-03-03")
    page = text(operator.get(f"/certification/{case.pk}/"))
    assert f"Report filed in {last_year + 1} (figures of {last_year})" in page
    assert "not filed" in page
    assert "filed on" in step(operator, case, "report")


def test_an_act_has_a_day_that_has_come(operator, case):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "has yet to come" in step(operator, case, "submit", day=str(tomorrow))
    assert "“soon” is not a day" in step(operator, case, "submit", day="soon")
    assert case.state == "draft"


def test_every_step_is_audited(people, operator, board, case):
    certified(operator, board, case)
    with acting_as(people.users["board"].pk):
        events = case.events.order_by("pk")
        assert [event.event for event in events] == [
            "submit", "accept", "consult", "close-opinions", "propose", "certify",
        ]  # fmt: skip
        assert {event.by.email for event in events} == {
            "operator@test.invalid",
            "board@test.invalid",
        }
        assert date.fromisoformat(str(events[0].day)) == timezone.localdate()
