"""From the ledger to a proposed network with shares, in a real browser, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from parkloop_web.database.rls import acting_as
from parkloop_web.exchanges.models import NetworkRun
from parkloop_web.exchanges.tasks import network_job
from parkloop_web.jobs.models import Job
from tests.web.browsing import Serving, open_context
from tests.web.networking import ready
from tests.web.test_design_browser import chromium  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
WORDS = {
    "vi": ("Đề xuất mạng", "1 trao đổi đem lại", "46,8", "Cho mỗi doanh nghiệp xem", "Bạn nhận"),
    "en": ("Propose a network", "1 exchanges would bring", "46.8", "Show each enterprise", "You"),
}


@pytest.fixture
def serving(people, chromium):  # noqa: F811
    made = Serving()
    yield made
    made.end()


@pytest.fixture
def open_as(people, chromium, serving):  # noqa: F811
    contexts = []

    def opened(who, path, language, width=1440):
        context, made = open_context(
            chromium, serving, people.client(who),
            language=language, width=width, scheme="light", contrast=False,
        )  # fmt: skip
        contexts.append(context)
        made.goto(path)
        return made

    yield opened
    for context in contexts:
        context.close()


def work(people, serving):
    """What the worker does; no request is answered meanwhile, since there is one connection."""
    user = people.users["operator"]
    with serving.application.lock:
        with acting_as(user.pk):
            kept = NetworkRun.objects.latest("pk")
            job = Job.objects.get(subject=f"network/{kept.pk}")
        network_job.task.func(job_id=job.pk, user_id=user.pk, run_id=kept.pk, asker_id=user.pk)


def grave(page):
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], node["html"][:160])
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_the_ledger_to_a_network_with_shares(people, serving, open_as, language):
    propose, title, benefit, show, side = WORDS[language]
    ready(people)
    site = open_as("operator", "/p/north/networks/", language)
    page = site.page
    page.click("details summary")
    page.check("[name=aims][value=co2]")
    page.check("[name=exits]")
    page.get_by_role("button", name=propose, exact=True).click()
    page.wait_for_selector("progress")
    work(people, serving)
    page.wait_for_selector("#part-network", timeout=20_000)
    assert title in page.inner_text("h1")
    assert benefit in page.inner_text(".cards")
    # Map, Sankey, waterfall, front: each is drawn, and each has its table.
    for chart in ("map-0", "sankey-0-t", "waterfall-stand-alone"):
        assert page.locator(f"[data-chart={chart}] svg").count() == 1
    assert page.locator("#matrix-0 td").count() == 1
    shares = page.inner_text("#share-table")
    assert "23" in shares
    assert grave(page) == []
    # A figure opens to its prices and to the rows of the ledger.
    page.locator("#list-0 button.n").first.click()
    page.wait_for_selector("#panel:not([hidden])")
    expect(page.locator("#panel-body")).to_contain_text("fly-ash")
    page.click("#panel-close")
    page.get_by_role("button", name=show).click()
    page.wait_for_load_state()
    assert site.problems == site.elsewhere == []
    own = open_as("neighbour", "/p/beta/networks/", language)
    own.page.locator("main ul a").first.click()
    own.page.wait_for_selector("#own-links")
    assert side in own.page.inner_text("#own-links")
    assert "Alpha" not in own.page.inner_text("main")
    assert own.problems == own.elsewhere == []


def test_the_plan_and_the_network_fit_a_telephone(people, serving, open_as):
    ready(people)
    site = open_as("operator", "/p/north/exchanges/plan/", "vi", 390)
    assert site.page.evaluate("document.documentElement.scrollWidth") <= 390
    site.goto("/p/north/exchanges/plan/?section=exchanges&name=ash-for-clinker")
    assert site.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert grave(site.page) == []
