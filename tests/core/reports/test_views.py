"""What a view says: its sentence, its cards, charts that agree with their tables."""

import math
from dataclasses import replace

import pytest

from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.park import NodeKind
from parkloop.reports.html import charts_in
from parkloop.reports.parts import Num, Table
from parkloop.reports.reading import Place, read
from parkloop.reports.views import change_of, title_of, views_of
from parkloop.studies import Study, StudyParameters, run_study
from tests.core.reports.sample_study import exchange_study, sample_study
from tests.core.small_park import flow, node, park, snapshot


@pytest.fixture(scope="module")
def reading():
    return read(sample_study())


@pytest.fixture(scope="module")
def views(reading):
    return {view.id: view for view in views_of(reading)}


def place(reading, node, year):
    found = next(y for y in reading.years if y.label == year)
    return Place(reading, reading.study.snapshot.park.node(node), found)


def test_the_zone_and_its_parks_each_have_their_years(views):
    assert list(views) == [
        "zone.2025", "zone.2024", "park-a.2025", "park-a.2024", "park-b.2025", "park-b.2024",
    ]  # fmt: skip


def test_a_partial_total_says_so_and_is_compared_with_nothing(reading):
    title = title_of(place(reading, "park-a", "2025"))
    assert title.en.replace("\u00a0", " ").startswith("Demo park A emitted 45,6")
    assert title.en.endswith("not counting 10 gaps")
    assert title.vi.endswith("chưa kể 10 khoản chưa tính được")
    assert "than in" not in title.en


def without_gaps(study):
    """The same study as if nothing were missing."""

    def mended(result):
        figures = {k: replace(f, gaps=()) for k, f in result.figures.items()}
        return replace(result, figures=figures, gaps=())

    return replace(study, inventories=tuple(map(mended, study.inventories)))


def test_a_complete_total_is_compared_with_the_year_before():
    complete = read(without_gaps(sample_study()))
    newest, oldest = place(complete, "park-a", "2025"), place(complete, "park-a", "2024")
    assert title_of(newest).en.replace("\u00a0", " ").replace("\u202f", " ") == (
        "Demo park A emitted 45,600 t CO₂e in 2025, 6 % less than in 2024"
    )
    assert title_of(newest).vi.replace("\u00a0", " ").replace("\u202f", " ") == (
        "KCN Demo A phát thải 45.600 t CO₂e năm 2025, giảm 6 % so với năm 2024"
    )
    assert title_of(oldest).en.endswith("in\u00a02024")
    assert change_of(newest) == pytest.approx(newest.value("total") / oldest.value("total") - 1)


def test_five_cards_with_unit_period_and_mark(views):
    for view in views.values():
        assert len(view.cards) == 5
        assert all(card.mark in ("complete", "partial", "none") for card in view.cards)
        assert all(card.num.figure for card in view.cards)


def test_cards_show_the_figures(reading, views):
    total = views["zone.2025"].cards[0].num
    assert total.value == place(reading, "zone", "2025").value("total")
    assert total.figure == "inventory/zone/2025/total"


def numbers_of(table):
    cells = (cell for row in table.rows for cell in row.cells if isinstance(cell, Num))
    return [cell.value for cell in cells if cell.value is not None]


def charted(chart):
    """Every number a chart draws, from its option."""
    for series in chart.option["series"]:
        if series.get("silent") or series.get("name") in ("interval", "said", "band", "total"):
            continue
        for item in (*series.get("links", ()), *series["data"]):
            value = item.get("value") if isinstance(item, dict) else None
            if value is not None:
                yield value[0] if isinstance(value, list) else value


def test_every_drawn_number_stands_in_the_table_twin(views):
    seen = 0
    for view in views.values():
        for chart in charts_in(view.sections):
            if chart.id.startswith("multiple-"):
                continue
            table = [abs(n) for n in numbers_of(chart.table)]
            rest = [n for n in charted(chart) if n]
            for drawn in rest:
                scales = (1.0, 0.01, 1e-3, 1e-6)
                found = any(math.isclose(drawn * s, n, rel_tol=1e-9) for s in scales for n in table)
                assert found or "streams-other" in str(chart.option), (chart.id, drawn)
                seen += 1
    assert seen > 200


def test_every_chart_has_a_sentence_in_both_languages(views):
    for view in views.values():
        for chart in charts_in(view.sections):
            assert chart.sentence.vi
            assert chart.sentence.en
            assert not any(mark in chart.sentence.en for mark in "{}!")


def test_stacks_add_up_to_the_total(reading, views):
    chart = next(c for c in charts_in(views["park-b.2025"].sections) if c.id.startswith("scopes-"))
    first = [
        series["data"][0]["value"]
        for series in chart.option["series"]
        if isinstance(series["data"][0], dict)
    ]
    assert math.fsum(first) == pytest.approx(place(reading, "park-b", "2025").value("total"))


def test_enterprises_are_sorted_and_keep_their_intervals(views):
    charts = {c.id: c for c in charts_in(views["park-a.2025"].sections)}
    bars, low, band, _ = charts["enterprises-park-a.2025"].option["series"]
    values = [item["value"] for item in bars["data"]]
    assert values == sorted(values, reverse=True)
    for value, start, width in zip(values, low["data"], band["data"], strict=True):
        assert start <= value <= start + width["value"]


def test_elimination_ends_at_the_park_total(reading, views):
    charts = {c.id: c for c in charts_in(views["park-a.2025"].sections)}
    rows = charts["elimination-park-a.2025"].table.rows
    values = [n for row in rows for n in numbers_of(Table((), (row,)))]
    assert math.fsum(values[:-1]) == pytest.approx(values[-1])
    assert values[-1] == pytest.approx(place(reading, "park-a", "2025").value("total"))


def test_the_months_that_are_missing_are_shown_by_letter_and_name(views):
    grids = [b for s in views["park-a.2025"].sections for b in s.blocks if b.kind == "grid"]
    grid = next(g for g in grids if g.id.startswith("completeness-"))
    quiet = next(cells for name, cells in grid.rows if name.en.startswith("Demo Plastics"))
    assert [cell.css for cell in quiet[:6]] == ["reported"] * 3 + ["missing"] * 2 + ["reported"]
    assert [cell.mark.vi for cell in quiet[2:5]] == ["Đ", "•", "•"]
    textile = next(cells for name, cells in grid.rows if name.en.startswith("Demo Textile"))
    assert textile[5].css == "estimated"
    named = [tuple(c.en for c in row.cells) for row in grid.details.rows]
    assert ("Demo Plastics 1 <b>", "Electricity", "missing", "2025-04 – 2025-05") in named


def test_quality_shares_add_up_to_one(views):
    grids = [b for s in views["park-b.2025"].sections for b in s.blocks if b.kind == "grid"]
    grid = next(g for g in grids if g.id.startswith("quality-"))
    for _, cells in grid.rows:
        assert math.fsum(cell.share or 0.0 for cell in cells) == pytest.approx(1.0)


def test_a_place_without_an_inventory_shows_exchanges_and_gaps_but_no_zero():
    (view,) = views_of(read(exchange_study()))
    assert view.title.en == (
        "Test network: 4 exchanges are known, 1 of them without a quantity; "
        "the data does not allow an emission inventory"
    )
    total = view.cards[-1]
    assert total.num.value is None
    assert total.num.digits.vi == "chưa tính được"
    headings = [b.id.split("-")[0] for s in view.sections for b in s.blocks]
    assert "exchanges" in headings
    assert "gaps" in headings
    assert "scopes" not in headings
    assert "enterprises" not in headings


def test_an_exchange_without_quantity_is_listed_beside_the_picture():
    (view,) = views_of(read(exchange_study()))
    tabs = next(b for s in view.sections for b in s.blocks if b.kind == "flows")
    unknown = [one.between.en for flow in tabs.flows for one in flow.unknown]
    assert unknown == ["Station → Refinery"]
    assert tabs.flows[0].tab.en == "Materials"


def test_parks_stand_side_by_side_on_one_scale(views):
    block = next(b for s in views["zone.2025"].sections for b in s.blocks if b.kind == "multiples")
    assert [m.name.en for m in block.members] == ["Demo park A", "Demo park B"]
    assert len({m.chart.option["xAxis"]["max"] for m in block.members}) == 1


def test_only_nodes_of_the_kinds_named_have_views(reading):
    kinds = {node.kind for node in reading.boundaries}
    assert kinds == {NodeKind.ZONE, NodeKind.PARK}


def test_a_fallback_makes_the_year_provisional():
    """The head of the page says so, not only a finding at its foot."""
    from_fallback = study_of_one_meter(("grid-latest-published",))
    assert "tạm tính, dùng grid.vn.2023" in views_of(read(from_fallback))[0].kicker.vi
    assert "provisional, with grid.vn.2023" in views_of(read(from_fallback))[0].kicker.en


def study_of_one_meter(fallbacks: tuple[str, ...]) -> Study:
    one_firm = park(node("P", "park"), node("E", "enterprise", "P", "use"))
    entries = [flow("electricity", "grid", "E", 100, "MWh", period="2025")]
    return run_study(
        "one-meter",
        snapshot(one_firm, entries),
        load_catalog(),
        StudyParameters(fallbacks=fallbacks, draws=0),
    )
