"""The frame of every page: languages, navigation, policy of the browser, errors, tokens."""

import re
from datetime import date

import pytest
from django.template import engines
from django.test import Client
from django.utils import translation

from parkloop.reports.tokens import THEMES, css_variables
from parkloop.texts import Text
from parkloop_web.design.navigation import ITEMS, Of
from parkloop_web.design.tokens import FILE, style_sheet
from parkloop_web.ledger.due import Standing, months_between
from parkloop_web.ledger.overview import HeatRow

pytestmark = pytest.mark.django_db

PAGES = ("/", "/look/", "/queue/", "/p/alpha/", "/p/alpha/months/", "/p/alpha/months/2026-01/")


def text(client, address, language="vi", status=200):
    client.cookies["parkloop_language"] = language
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_style_sheet_holds_the_tokens_of_the_reports():
    assert FILE.read_text("utf-8") == style_sheet()
    assert all(css_variables(theme) in style_sheet() for theme in THEMES)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_script_or_handlers_inside(people, address, language):
    page = text(people.client("operator"), address, language)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))[^>]*>", page)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", page)
    assert not re.search(r"(href|action|src)=[\"']\s*javascript:", page, re.I)
    assert not re.search(r"(src|href)=[\"'](https?:)?//", page)


def test_each_role_sees_its_own_lines_in_the_rail(people):
    operator, tenant = (text(people.client(who), "/") for who in ("operator", "tenant"))
    assert "Thay đổi sau duyệt" in operator
    assert 'href="/queue/"' in operator
    assert 'href="/queue/"' not in tenant
    assert 'href="/p/alpha/months/"' in tenant


def test_every_line_of_the_rail_leads_somewhere_and_no_key_is_used_twice():
    for item in ITEMS:
        assert item.address(dict.fromkeys(Of, "x"))
    keys = [item.key for item in ITEMS if item.key]
    assert len(keys) == len(set(keys))


def test_the_language_changes_in_place(people):
    client = people.client("tenant")
    answer = client.post("/language/", {"language": "en", "next": "/p/alpha/months/?to=2026-01"})
    assert answer["Location"] == "/p/alpha/months/?to=2026-01"
    assert client.cookies["parkloop_language"].value == "en"
    assert "Months of Alpha (test)" in client.get(answer["Location"]).content.decode()
    away = client.post("/language/", {"language": "vi", "next": "//elsewhere.test/"})
    assert away["Location"] == "/"


def test_demo_data_is_called_demo_data_on_every_page(people):
    assert "Số liệu minh họa." in text(people.client("tenant"), "/")
    assert "Demo data." in text(people.client("public"), "/", "en")


# Errors ---------------------------------------------------------------------------------------


def test_what_is_not_there_says_so_and_leads_on(people):
    page = text(people.client("tenant"), "/p/nowhere/", "vi", 404)
    assert "Không có trang này" in page
    assert "Về trang chính" in page
    number = re.search(r'class="id">([0-9a-f]{12})<', page)
    assert number
    assert "There is no such page" in text(people.client("public"), "/nowhere/", "en", 404)


def test_a_form_that_is_too_old_says_what_to_do(people):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["parkloop_language"] = "en"
    answer = strict.post("/language/", {"language": "vi"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()


def test_a_fault_of_ours_says_that_nothing_was_saved(people, monkeypatch):
    def fails(*args):
        raise RuntimeError("planted")

    monkeypatch.setattr("parkloop_web.pages.months.queue", fails)
    client = people.client("operator")
    client.cookies["parkloop_language"] = "en"
    answer = client.get("/queue/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "What you just did is not saved" in page
    assert answer["X-Request-Id"][:12] in page
    assert "planted" not in page


def test_a_host_that_is_not_ours_is_told_in_words(people, client):
    answer = client.get("/", headers={"host": "elsewhere.test"})
    assert answer.status_code == 400
    assert "Yêu cầu này không đọc được" in answer.content.decode()


# The map of months --------------------------------------------------------------------------------


def heat_map(count):
    """The map of so many invented enterprises over 24 months."""
    months = months_between(date(2024, 1, 1), date(2025, 12, 1))
    states = tuple(Standing)
    rows = [
        HeatRow(f"firm-{n}", Text(f"Doanh nghiệp {n}", f"Firm {n}"), "", False,
                tuple(states[(n + m) % len(states)] for m in range(len(months))))
        for n in range(count)
    ]  # fmt: skip
    template = engines["jinja2"].env.from_string(
        '{% from "components/heat.html" import heat with context %}'
        "{{ heat(rows, months, standings, counts, 'Map') }}"
    )
    counts = dict.fromkeys(states, 0)
    # Whoever asked before in this process may have left the other language on.
    with translation.override("vi"):
        return template.render(
            rows=rows, months=months, standings=states, counts=counts, language="vi"
        )


def test_a_small_map_has_a_link_in_each_cell():
    page = heat_map(3)
    assert page.count("/months/2024-01/") == 3
    assert page.count("<td ") == 3 * 24
    assert 'title="01/2024: Chưa đến hạn"' in page


def test_a_map_of_a_thousand_is_a_grid_without_a_link_per_cell():
    page = heat_map(1000)
    assert page.count("<td ") == 24_000
    assert page.count("<a ") == 1000
    assert "data-heat" in page
    assert len(page) < 1_000_000
