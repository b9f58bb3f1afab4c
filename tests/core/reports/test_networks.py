"""A network of exchanges as pages: sentence, pictures with table twins, shares, front, events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parkloop.periods import reporting_year
from parkloop.reports.explaining import Embedding
from parkloop.reports.html import charts_in, figure_keys
from parkloop.reports.network_charts import laid_out
from parkloop.reports.network_reading import read_network
from parkloop.reports.networks import network_views
from parkloop.texts import Text
from tests.core.analyses.symbiosis.test_network import PLAN, network
from tests.core.builders import ZONE

#: Slag for sand does not pay, so that landfill stands against net benefit.
APART = {**PLAN, "exchanges": [PLAN["exchanges"][0], {**PLAN["exchanges"][1], "treatment": 160}]}
EVERY = {
    "plan": APART,
    "rules": ("stand-alone", "proportional", "shapley", "nucleolus"),
    "aims": ("landfill",),
    "points": 4,
    "stressed": True,
    "profiles": (reporting_year(2024, ZONE),),
}


def reading_of(**more: Any):
    snapshot, catalog, result = network(**more)
    return read_network(result, snapshot, catalog, "park", Text("Khu", "The park"))


@pytest.fixture(scope="module")
def views():
    return network_views(reading_of(**EVERY))


def said(view, language="en"):
    return json.dumps([str(getattr(text, language)) for text in texts_in(view)], ensure_ascii=False)


def texts_in(value):
    if isinstance(value, Text):
        yield value
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)


def test_the_title_is_the_answer_in_both_languages():
    (view,) = network_views(reading_of())
    assert view.title == Text(
        "2 trao đổi đem lại cho Khu lợi ích ròng 0,0423 triệu VND/năm",
        "2 exchanges would bring The park a net benefit of 0.0423 million VND/year",
    )


def test_the_network_is_a_map_a_matrix_a_sankey_and_a_list(views):
    blocks = [block for section in views[0].sections for block in section.blocks]
    assert {"map-0", "matrix-0", "flows-0", "list-0", "shares", "events", "limits", "sureness"} <= {
        block.id for block in blocks
    }
    assert "Given 100" in said(views[0])


def test_every_point_of_the_front_opens_as_the_same_pictures(views):
    assert [view.id for view in views[1:]] == [f"point-{n}" for n in range(1, len(views))]
    assert len(views) > 2
    for view in views[1:]:
        assert [block.kind for block in view.sections[0].blocks] == [
            "chart",
            "grid",
            "flows",
            "table",
        ]


def test_every_chart_has_a_sentence_and_a_table(views):
    for view in views:
        for chart in charts_in(view):
            assert chart.sentence.vi
            assert chart.table.rows


def test_every_figure_that_is_shown_opens_down_to_the_ledger():
    reading = reading_of(**EVERY)
    keys = {key for view in network_views(reading) for key in figure_keys(view) if key}
    assert keys <= set(reading.book.figures)
    embedding = Embedding()
    embedding.add(reading.book, sorted(keys))
    assert keys <= set(embedding.places)
    assert any("/point-2/link/" in key for key in keys)
    assert any("/profile/2024/kept" in key for key in keys)


def test_another_year_without_flows_leaves_only_what_was_built(views):
    """By hand: nothing is offered in 2024, so the link costs its fixed 1,000 and brings nothing."""
    assert "Worst: " in said(views[0])
    (events,) = [b for s in views[0].sections for b in s.blocks if b.id == "events"]
    row = next(row for row in events.table.rows if row.cells[0].en == "amounts of 2024")
    assert row.cells[1].value == pytest.approx(-0.001)
    assert row.cells[2].value == pytest.approx(0)


def test_who_would_walk_away_is_named():
    words = said(network_views(reading_of(rules=("stand-alone",)))[0])
    assert "walk away" in words or "No group would do better apart" in words


def test_without_a_link_the_page_says_so():
    dear = {**PLAN, "offers": [{"stream": "slag", "unit": "t", "saved": -100_000}]}
    (view,) = network_views(reading_of(plan=dear))
    assert view.title.en == "No exchange of The park pays at the prices that are set"


def test_places_keep_their_proportions_and_a_ring_stands_in_for_unknown_ones():
    where = {"a": (0.0, 0.0), "b": (1.0, 0.5)}
    placed = laid_out(("a", "b"), where)
    assert placed["b"][0] - placed["a"][0] == pytest.approx(2 * (placed["a"][1] - placed["b"][1]))
    assert set(laid_out(("a", "b", "c"), where)) == {"a", "b", "c"}
