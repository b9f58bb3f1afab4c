"""Certification in a real browser, in both languages: what people do, and what is refused."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.utils import timezone

from parkloop_web.certification.models import Case, Certificate, Opinion
from parkloop_web.database.rls import acting_as
from tests.web.test_design_browser import (  # noqa: F401  # fixtures
    chromium,
    complaints,
    open_site,
)

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
YEAR = timezone.localdate().year - 1
#: What the operator states first: land of which 30 % is shared, solutions for workers.
LAND = {
    "area-total": "200", "area-green": "30", "area-traffic": "20", "area-technical": "4",
    "area-social": "6",
}  # fmt: skip
SUBMIT = ("Nộp hồ sơ", "Submit the dossier")
ACCEPT = ("Xác nhận hồ sơ đầy đủ", "Confirm the dossier is complete")
CONSULT = ("Gửi lấy ý kiến các bộ", "Send letters to the ministries")
ASK_DEPARTMENTS = ("Gửi lấy ý kiến các sở", "Send letters to the departments")
CLOSE = ("Kết thúc lấy ý kiến", "Close the consultation")
PROPOSE = ("Trình Ủy ban nhân dân", "Propose to the People's Committee")
CERTIFY = ("Cấp giấy chứng nhận", "Issue the certificate")
REFUSE = ("Từ chối có nêu lý do", "Refuse with reasons")
REVOKE = ("Thu hồi giấy chứng nhận", "Revoke the certificate")


class Person:
    """Somebody at the site: what they press and read, in their language."""

    def __init__(self, opened, language):
        self.opened, self.page, self.language = opened, opened.page, language

    def word(self, words):
        return words[self.language == "en"]

    def go(self, path):
        self.opened.goto(path)
        return self

    def press(self, *words):
        self.page.get_by_role("button", name=self.word(words), exact=True).click()
        self.page.wait_for_load_state()
        return self

    def follow(self, *words):
        self.page.get_by_role("link", name=self.word(words)).first.click()
        self.page.wait_for_load_state()
        return self

    def machines_read(self):
        """Axe finds nothing grave, and nothing sticks out: wide in light, narrow in dark."""
        for width, scheme in ((1440, "light"), (390, "dark")):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            assert complaints(self.page) == []
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light")
        return self

    def reads(self, *words):
        found = self.page.locator("main").inner_text()
        assert self.word(words) in found, found
        return self


@pytest.fixture
def at(open_site):  # noqa: F811
    """A person at a page: at("operator", "/certification/", language); nothing may go wrong."""
    opened = []

    def arrives(who, path, language, **more):
        opened.append(open_site(who, path, language=language, **more))
        return Person(opened[-1], language)

    yield arrives
    assert [one.problems for one in opened if one.problems] == []
    assert [one.elsewhere for one in opened if one.elsewhere] == []


def open_case(person, name):
    """Open a case from the list; returns where it lies."""
    person.go("/certification/").press(
        f"Mở hồ sơ cho {name} (thử)", f"Open a case for {name} (test)"
    )
    person.reads("Đang soạn", "Draft")
    return re.sub(r"^https?://[^/]+", "", person.page.url)


def evaluated(person, where, *acts):
    person.go(where)
    for act in acts:
        person.press(*act)
    return person


def certified(at, language):
    """A certificate of the park, by the pages; returns the board at the case, and the code."""
    operator = at("operator", "/", language)
    where = open_case(operator, "North")
    operator.press(*SUBMIT)
    board = at("board", "/", language)
    evaluated(board, where, ACCEPT, CONSULT, CLOSE, PROPOSE, CERTIFY)
    return board, Certificate.objects.get().verification


@LANGUAGES
def test_a_park_from_first_data_to_a_printed_certificate_that_the_public_confirms(at, language):
    operator = at("operator", f"/p/north/facts/?scheme=VN-35&year={YEAR}", language)
    for name, value in LAND.items():
        operator.page.fill(f"[name={name}]", value)
    for name in ("housing-solution", "amenities-solution"):
        operator.page.select_option(f"[name={name}]", "yes")
    operator.press("Ghi vào sổ cái", "Write to the ledger").reads(
        "Đã ghi 7 mục;", "7 entries were written;"
    )
    operator.go(f"/p/north/assessment/?scheme=VN-35&year={YEAR}")
    operator.reads("2 trên 9 tiêu chí đạt", "2 of 9 criteria met")
    where = open_case(operator, "North")
    operator.press(*SUBMIT).reads("Đã nộp", "Submitted")
    with operator.page.expect_download() as kept:
        operator.page.get_by_role("link", name=f"{language.upper()} PDF").first.click()
    assert kept.value.path().read_bytes().startswith(b"%PDF")

    board = at("board", "/certification/", language)
    board.follow("North (thử)", "North (test)")
    evaluated(board, where, ACCEPT, CONSULT, CLOSE, PROPOSE)
    board.press(*CERTIFY).reads("Đã cấp chứng nhận", "Certified")
    certificate = Certificate.objects.get()

    board.follow(certificate.number, certificate.number)
    board.page.emulate_media(media="print")
    printed = pypdf.PdfReader(io.BytesIO(board.page.pdf())).pages
    assert len(printed) == 1
    words = re.sub(r"\s+", " ", printed[0].extract_text())
    assert certificate.number in words
    assert certificate.verification in words
    assert board.word(("còn hiệu lực", "in force")) in words

    public = at("public", "/certificates/", language)
    public.page.fill("[name=code]", "not-a-code")
    public.press("Xác nhận mã", "Confirm the code")
    public.reads("Không có giấy chứng nhận nào mang mã", "No certificate has the code")
    public.page.fill("[name=code]", f" {certificate.verification} ")
    public.press("Xác nhận mã", "Confirm the code")
    public.reads(
        "North (thử): giấy chứng nhận còn hiệu lực", "North (test): the certificate is in force"
    )
    public.reads(certificate.number, certificate.number)


@LANGUAGES
def test_a_refusal_says_why_and_a_second_try_succeeds(at, language):
    operator = at("operator", "/", language)
    where = open_case(operator, "North")
    operator.press(*SUBMIT)
    board = at("board", "/", language)
    evaluated(board, where, ACCEPT, CONSULT, CLOSE, PROPOSE)
    board.press(*REFUSE).reads("phải nêu lý do", "must give its reasons")
    board.page.fill("#reason", "37.2c: 12 %")
    board.press(*REFUSE).reads("“37.2c: 12 %”", "“37.2c: 12 %”")
    operator.go(where).reads("Không cấp", "Refused").reads("“37.2c: 12 %”", "“37.2c: 12 %”")
    again = open_case(operator, "North")
    assert again != where
    operator.press(*SUBMIT)
    evaluated(board, again, ACCEPT, CONSULT, CLOSE, PROPOSE, CERTIFY)
    board.reads("Đã cấp chứng nhận", "Certified")


@LANGUAGES
def test_a_revocation_is_seen_by_the_public(at, language):
    board, code = certified(at, language)
    board.press(*REVOKE).reads("phải nêu lý do", "must give its reasons")
    board.page.fill("#reason", "Khai sai")
    board.press(*REVOKE).reads("Đã thu hồi", "Revoked")
    public = at("public", f"/certificates/{code}/", language)
    public.reads("giấy chứng nhận không còn hiệu lực", "the certificate is not in force")
    public.reads("Khai sai", "Khai sai")


@LANGUAGES
def test_an_enterprise_is_refused_until_its_park_is_certified(at, language):
    tenant = at("tenant", "/", language)
    own = open_case(tenant, "Alpha")
    tenant.press(*SUBMIT).reads("Đã nộp", "Submitted")
    board = at("board", "/", language)
    evaluated(board, own, ACCEPT, ASK_DEPARTMENTS, CLOSE)
    board.press(*CERTIFY)
    board.reads(
        "Khu chưa có giấy chứng nhận sinh thái còn hiệu lực",
        "The park holds no certificate in force",
    )
    board.reads("Đang thẩm định", "Under evaluation")
    certified(at, language)
    board.go(own).press(*CERTIFY).reads("Đã cấp chứng nhận", "Certified")


@LANGUAGES
def test_an_appraiser_comes_by_a_link_and_sees_one_case(at, people, language):
    other = at("other-operator", "/", language)
    elsewhere = open_case(other, "South")
    other.press(*SUBMIT)
    operator = at("operator", "/", language)
    where = open_case(operator, "North")
    operator.press(*SUBMIT)
    board = at("board", "/", language)
    evaluated(board, where, ACCEPT, CONSULT)
    board.page.fill("#email", "appraiser@test.invalid")
    board.page.select_option("#agency", "mae")
    board.press("Cho xem riêng hồ sơ này", "Let into this case only")
    link = re.search(r"(/enter/\S+?)/?\s", board.page.locator("main").inner_text())
    assert link is not None

    appraiser = at("public", f"{link[1]}/", language)
    appraiser.page.locator("main form button").first.click()
    appraiser.page.wait_for_load_state()
    appraiser.go("/certification/").reads("North (thử)", "North (test)")
    assert "South" not in appraiser.page.locator("main").inner_text()
    appraiser.follow("North (thử)", "North (test)")
    criterion = appraiser.page.locator("article.criterion", has_text="VN35-37.2c")
    criterion.get_by_role("textbox").fill("Doanh nghiệp nào?")
    criterion.get_by_role(
        "button", name=appraiser.word(("yêu cầu bổ sung", "asks for evidence"))
    ).click()
    appraiser.page.wait_for_load_state()
    appraiser.reads("“Doanh nghiệp nào?”", "“Doanh nghiệp nào?”")
    appraiser.opened.problems.clear()
    for path in (elsewhere, "/p/north/assessment/", "/p/north/"):
        appraiser.go(path).reads("Không có trang này", "There is no such page")
    assert all("404" in problem for problem in appraiser.opened.problems)
    appraiser.opened.problems.clear()
    board.go(where).reads("“Doanh nghiệp nào?”", "“Doanh nghiệp nào?”")
    with acting_as(people.users["board"].pk):
        assert Opinion.objects.count() == 1
        assert Case.objects.count() == 2


def test_every_template_of_certification_is_read_by_machines(at):
    """What tests/web/test_every_page_is_readable.py sees empty is seen full here."""
    board, code = certified(at, "en")
    where = re.sub(r"^https?://[^/]+", "", board.page.url)
    for path in (
        where,
        "/certification/",
        "/certificates/",
        f"/certificates/{code}/",
        "/p/zone/assessment/",
        f"/p/north/assessment/?year={YEAR}",
        f"/p/north/assessment/VN-35/VN35-37.3a/?year={YEAR}",
    ):
        board.go(path).machines_read()
    at("operator", f"/p/north/facts/?year={YEAR}", "en").machines_read()
