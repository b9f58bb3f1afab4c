"""The page as text: self-contained, both languages, safe, repeatable."""

import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from parkloop.reports.html import charts_in, figure_keys, render_html, render_index
from parkloop.reports.reading import read
from parkloop.reports.views import views_of
from tests.core.reports.sample_study import exchange_study, large_study, sample_study


@pytest.fixture(scope="module")
def page():
    return render_html([sample_study()])


def script(page, name):
    opening = f'id="{name}">'
    start = page.index(opening) + len(opening)
    return json.loads(page[start : page.index("</script>", start)])


def test_nothing_is_fetched_from_anywhere(page):
    without_echarts = re.sub(r"<script>/?\*?[\s\S]{900000,1300000}?</script>", "", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', without_echarts)
    assert not re.findall(r"url\((?!data:)", without_echarts)
    assert "default-src 'none'" in page
    assert "@import" not in page


def test_names_cannot_break_out_of_the_page(page):
    assert "Demo Plastics 1 <b>" not in page
    assert "Demo Plastics 1 &lt;b&gt;" in page
    data = script(page, "explanations")
    assert any("Demo Plastics 1 <b>" in en for _, en in data["texts"])


class Structure(HTMLParser):
    """Collects what is opened, closed, and named twice."""

    VOID = {"meta", "br", "link", "input", "path", "circle"}  # noqa: RUF012

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.ids, self.text = [], [], [], {"vi": 0, "en": 0}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "i" and "lang" in given:
            self.text[given["lang"]] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_page_is_well_formed_and_ids_are_unique(page):
    structure = Structure()
    structure.feed(page)
    assert structure.wrong == []
    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))


def test_every_text_stands_there_in_both_languages(page):
    structure = Structure()
    structure.feed(page)
    assert structure.text["vi"] == structure.text["en"] > 500


def test_every_number_that_can_be_pressed_has_an_explanation(page):
    data = script(page, "explanations")
    pressed = [int(place) for place in re.findall(r"data-x=(\d+)", page)]
    assert len(pressed) > 300
    assert max(pressed) < len(data["figures"])
    assert len(data["ids"]) == 2 * len(data["figures"])


def test_operands_point_at_figures_that_are_there(page):
    data = script(page, "explanations")
    count = len(data["figures"])
    for label, formula, _, _, _, operands, *_ in data["figures"]:
        assert label < len(data["texts"])
        assert formula < len(data["texts"])
        for operand in operands:
            if isinstance(operand, int):
                assert -count <= operand < count
            elif operand[0] == "e":
                assert operand[5] < len(data["selections"])


def test_every_link_of_views_is_embedded(page):
    reading = read(sample_study())
    views = views_of(reading)
    wanted = {key for key in figure_keys(views) if key}
    assert wanted <= set(reading.book.figures)


def test_charts_have_options_and_labels_in_both_languages(page):
    specs = script(page, "charts")
    drawn = re.findall(r'data-chart="([^"]+)"', page)
    assert set(drawn) == set(specs)
    assert all(len(spec["label"]["$t"]) == 2 for spec in specs.values())


def test_the_same_study_gives_the_same_page(page):
    assert render_html([sample_study()]) == page


def test_the_same_page_comes_from_another_process(page):
    code = (
        "import hashlib; from parkloop.reports.html import render_html\n"
        "from tests.core.reports.sample_study import sample_study\n"
        "print(hashlib.sha256(render_html([sample_study()]).encode()).hexdigest())"
    )
    own = hashlib.sha256(page.encode()).hexdigest()
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": "src:."},
    )
    assert run.stdout.strip() == own


def test_forty_enterprises_stay_below_six_megabytes():
    study = large_study()
    assert sum(node.kind.value == "enterprise" for node in study.snapshot.park.nodes) == 44
    assert len(render_html([study]).encode()) < 6_000_000


def test_invented_data_says_so_before_all_else(page):
    assert page.index("Số liệu minh họa") < page.index("<h1>")


def test_published_data_carries_its_source_under_the_title():
    page = render_html([exchange_study()])
    assert "Số liệu minh họa" not in page
    assert page.index("<h1>") < page.index("Nguồn: Một cuốn sách.")


def test_several_studies_share_a_page_without_mixing_figures():
    page = render_html([sample_study(), exchange_study()])
    specs = script(page, "charts")
    own = {c.id for c in charts_in(views_of(read(sample_study(), "sample.")))}
    assert own < set(specs)
    assert 'data-view="exchanges.network.1994"' in page


def test_the_index_names_every_study_with_its_sentence_and_figure():
    page = render_index([("a.html", sample_study()), ("b.html", exchange_study())])
    assert re.findall(r'<h2><a href="([^"]+)"', page) == ["a.html", "b.html"]
    assert "Demo zone emitted" in page
    assert "Test network: 4 exchanges" in page
    assert len(page) < 300_000
