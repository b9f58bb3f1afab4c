"""What an analyst and a planner do in a real browser, in both languages."""

import pytest

from tests.web.test_design_browser import chromium, open_site  # noqa: F401
from tests.web.test_indicators import METHOD, plan_text

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def button(page, vi, en, language):
    return page.get_by_role("button", name=vi if language == "vi" else en, exact=True)


@LANGUAGES
def test_an_analyst_builds_looks_into_and_compares_an_index(people, open_site, language):  # noqa: F811
    site = open_site("board", "/z/zone/indexes/", language=language)
    page = site.page
    page.locator("#method").fill(METHOD)
    button(page, "Tính và ghi", "Build and keep", language).click()
    page.wait_for_url("**/indexes/demo/")
    leads = "Hải Dương đứng đầu" if language == "vi" else "Hai Duong leads"
    assert leads in page.locator("h1").inner_text()
    assert page.locator(".rank-span circle").count() == 3
    page.locator("select[name=unit]").select_option("vn63-an-giang@2024")
    page.locator("select[name=indicator]").select_option("pgi.env-leadership")
    page.locator("input[name=value]").fill("9.9")
    button(page, "Thử", "Try", language).click()
    page.wait_for_load_state()
    assert "3 → 1" in page.locator("#what-if").inner_text()
    for place in ("stages", "coherence", "compare"):
        page.locator(f".tabs-line a[href*='/{place}/']").click()
        page.wait_for_url(f"**/{place}/**")
        assert page.locator("main table").count() > 0
    page.goto(f"{site.address}/z/zone/indexes/demo/")
    page.locator("th a[href*='/units/vn63-hai-duong/']").click()
    page.wait_for_url("**/units/**")
    assert ("Điểm mạnh" if language == "vi" else "Strengths") in page.locator("main").inner_text()
    assert site.problems == site.elsewhere == []


@LANGUAGES
def test_a_planner_sees_the_rule_overrides_with_a_reason_and_gets_the_report(
    people,
    open_site,  # noqa: F811
    language,
):
    site = open_site("board", "/z/zone/plans/", language=language)
    page = site.page
    page.locator("#plan").fill(plan_text())
    button(page, "Ghi kế hoạch", "Keep the plan", language).click()
    page.wait_for_url("**/plans/demo-plan/")
    row = page.locator("tr", has=page.locator("a[href='/indicators/digital.share-of-grdp/']"))
    rule = "linear-ratio"
    assert rule in row.first.inner_text()
    page.locator("select[name=target]").select_option("digital-share")
    page.locator("select[name=status]").select_option("insufficient")
    save = button(page, "Ghi điều chỉnh", "Keep the override", language)
    save.click()  # without a reason the form stays
    assert page.locator("#reason:invalid").count() == 1
    page.locator("#reason").fill("The survey of May is not in yet")
    save.click()
    page.wait_for_load_state()
    words = row.first.inner_text()
    assert "The survey of May is not in yet" in words
    assert ("tính được" if language == "vi" else "computed") in words
    page.locator("select[name=action]").select_option("sme-portal")
    page.locator("#done").fill("100")
    page.locator("#evidence").fill("acceptance.pdf")
    button(page, "Ghi tiến độ", "Keep the report", language).click()
    page.wait_for_load_state()
    assert "acceptance.pdf" in page.locator("main").inner_text()
    page.locator("a[href$='report.html']").click()
    page.wait_for_url("**/report.html")
    assert "The survey of May is not in yet" in page.locator("body").inner_text()
    assert site.elsewhere == []
