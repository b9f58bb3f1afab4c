"""The day's task of each of five people, in a real browser, in both languages."""

import pytest

from parkloop_web.database.rls import acting_as
from parkloop_web.ledger.models import Submission
from parkloop_web.studies.asking import ask
from parkloop_web.studies.running import run
from tests.web.people import NOW
from tests.web.test_design_browser import chromium, open_site  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def button(page, vi, en, language):
    return page.get_by_role("button", name=vi if language == "vi" else en, exact=True)


@LANGUAGES
def test_an_operator_approves_what_awaits(people, open_site, language):  # noqa: F811
    site = open_site("operator", language=language)
    page = site.page
    page.locator("a[href='/queue/']").first.click()
    page.wait_for_url("**/queue/")
    for box in page.locator("input[name=submission]").all():
        box.check()
    button(page, "Duyệt", "Approve", language).click()
    page.wait_for_load_state()
    said = page.locator("#said").inner_text()
    assert ("Duyệt: 2 tháng" if language == "vi" else "Approve: 2 months") in said
    assert site.problems == site.elsewhere == []
    with acting_as(people.users["operator"].pk):
        states = set(Submission.objects.filter(month="2026-01-01").values_list("state", flat=True))
    assert states == {"approved"}


@LANGUAGES
def test_a_board_returns_with_a_reason_and_only_with_one(people, open_site, language):  # noqa: F811
    site = open_site("board", "/p/alpha/months/2026-01/", language=language)
    page = site.page
    button(page, "Trả lại", "Return", language).click()
    page.wait_for_load_state()
    wanted = "cần lý do" if language == "vi" else "needs a reason"
    assert wanted in page.locator("main").inner_text()
    page.locator("input[name=reason]").first.fill("The bill is missing")
    button(page, "Trả lại", "Return", language).click()
    page.wait_for_load_state()
    assert "The bill is missing" in page.locator("main").inner_text()
    with acting_as(people.users["board"].pk):
        alpha = Submission.objects.get(enterprise=people.nodes["alpha"], month="2026-01-01")
    assert alpha.state == "returned"
    assert site.elsewhere == []


@LANGUAGES
def test_a_tenant_opens_a_figure_down_to_its_file(people, open_site, language):  # noqa: F811
    with acting_as(people.users["tenant"].pk):
        assert run(ask(people.nodes["alpha"], people.users["tenant"], NOW)).state == "done"
    site = open_site("tenant", "/p/alpha/", language=language)
    page = site.page
    page.locator(".card.first button.n").first.click()
    panel = page.locator("#panel")
    panel.wait_for(state="visible")
    for _ in range(6):
        if "alpha.xlsx" in panel.inner_text():
            break
        panel.locator("button.op").first.click()
        page.wait_for_timeout(150)
    assert "alpha.xlsx" in panel.inner_text()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert site.problems == site.elsewhere == []


@LANGUAGES
def test_an_expert_sees_the_mandate_and_nothing_else(people, open_site, language):  # noqa: F811
    site = open_site("expert", "/p/alpha/months/", language=language)
    assert site.page.locator(".heatmap td a, .heat td a").count() > 0
    site.page.goto(site.address + "/p/beta/months/")
    assert ("Không có trang này" if language == "vi" else "There is no such page") in (
        site.page.locator("h1").inner_text()
    )
    assert site.elsewhere == []


@LANGUAGES
def test_the_public_reads_what_was_released(people, open_site, language):  # noqa: F811
    with acting_as(people.users["board"].pk):
        run(ask(people.nodes["zone"], people.users["board"], NOW))
    people.client("board").post("/p/zone/publish/", {"year": "2026"})
    site = open_site("public", "/public/", language=language)
    site.page.locator("a[href='/public/zone/2026/']").click()
    site.page.wait_for_url("**/public/zone/2026/")
    text = site.page.locator("main").inner_text()
    assert ("phát thải" if language == "vi" else "emitted") in text
    assert "alpha" not in text.lower()
    assert site.problems == site.elsewhere == []


def test_the_language_changes_in_place(people, open_site):  # noqa: F811
    site = open_site("tenant", "/p/alpha/months/?to=2026-01")
    page = site.page
    page.evaluate("window.scrollTo(0, 120)")
    page.locator("button[name=language][value=en]").first.click()
    page.wait_for_selector("html[lang=en][data-ready]")
    assert page.url.endswith("/p/alpha/months/?to=2026-01")
