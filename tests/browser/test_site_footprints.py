"""Footprints in a real browser: the picture is drawn, the forms keep, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.trial import running, site  # noqa: F401 - fixtures

WORDS = {
    "vi": ("Các-bon đến từ đâu", "Theo giai đoạn vòng đời", "Lưu", "Đã lưu thông tin công bố."),
    "en": (
        "Where the carbon comes from",
        "By life-cycle stage",
        "Keep",
        "What is stated has been kept.",
    ),
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_product_is_pictured_and_stated(site, language):  # noqa: F811
    picture, stages, keep, kept = WORDS[language]
    page = site.open(
        "/p/t02/footprints/product/?product=t02/plastic-part",
        "neighbour",
        language=language,
    )
    expect(page.get_by_role("heading", name=picture)).to_be_visible()
    expect(page.get_by_role("heading", name=stages)).to_be_visible()
    expect(page.locator("[data-chart=chart-paths] svg")).to_have_count(1)
    page.fill("[name=company]", "Trial")
    page.fill("[name=company_ids]", "urn:pact:company:test:trial")
    page.fill("[name=name]", "Part")
    page.fill("[name=ids]", "urn:pact:product:test:part")
    page.fill("[name=description]", "Moulded part")
    page.get_by_role("button", name=keep, exact=True).click()
    expect(page.locator("#said")).to_contain_text(kept)
    expect(page.locator("[name=company]")).to_have_value("Trial")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_list_and_its_neighbours_open_on_narrow_and_wide_screens(site, width):  # noqa: F811
    for path in ("", "partners/", "received/"):
        page = site.open(f"/p/t02/footprints/{path}", "neighbour", language="en", width=width)
        expect(page.locator("h1")).to_be_visible()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, path


PRODUCT = "/p/t02/footprints/product/?product=t02/plastic-part"
STATING = {
    "vi": ("Lưu hệ số và tính lại", "Con số này đã thay đổi"),
    "en": ("Keep factors and compute again", "This figure has moved"),
}
BORDER = {
    "vi": ("Dùng mã này", "Số liệu riêng giảm", "chưa được đối chiếu với văn bản gốc"),
    "en": ("Use this code", "Own data save", "were not compared with their document"),
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_number_opens_and_a_factor_with_its_source_moves_it(site, language):  # noqa: F811
    keep, moved = STATING[language]
    page = site.open(PRODUCT, "neighbour", language=language)
    page.locator(".cards .n").first.click()
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#panel-body")).to_contain_text("CO")
    page.locator("#panel-close").click()
    page.fill("[name='upstream:diesel']", "0,5" if language == "vi" else "0.7")
    page.fill("[name='source:diesel']", "Trial letter 1")
    page.get_by_role("button", name=keep).click()
    expect(page.locator("main")).to_contain_text(moved)
    expect(page.locator("[name='source:diesel']")).to_have_value("Trial letter 1")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_good_gets_its_code_and_stands_beside_the_default(site, language):  # noqa: F811
    use, saved, unverified = BORDER[language]
    page = site.open("/p/t02/cbam/", "neighbour", language=language)
    page.fill("[name=cn_code]", "7214")
    page.get_by_role("button", name=use).click()
    expect(page.locator("h1")).to_contain_text(saved)
    expect(page.locator("main")).to_contain_text(unverified)
    expect(page.locator("[data-chart=chart-cbam] svg")).to_have_count(1)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
