"""The shipped indicators: who answers when, areas before and after July 2025, seed figures."""

from datetime import date

import pytest

from parkloop.errors import FactError
from parkloop.io.catalog_files import check_catalog_files, load_catalog
from parkloop.io.indicator_files import load_indicators, load_seed_statistics
from parkloop.ledger.boundaries import on_boundaries
from parkloop.ledger.statistics import CONFIDENTIALITY, STATUSES, DataPoint, Statistics

BOOK, SEED = load_indicators(), load_seed_statistics()
OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


def test_files_fit_their_schemas_and_lead_somewhere():
    assert check_catalog_files() == ()
    assert list(BOOK.problems()) == []
    sources = load_catalog().sources
    rows = [*BOOK.indicators.values(), *BOOK.areas.values(), *BOOK.agencies.values()]
    assert {row.source for row in rows} <= set(sources)


def test_circular_10_has_72_places_of_which_14_are_known():
    members = BOOK.of_set("circular-10-2023")
    assert len(members) == 72
    assert sum(not member.named_gap for member in members) == 14
    assert [m.code for m in members if m.code] == ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4"]


def test_63_provinces_became_34():
    assert len(BOOK.areas_on(OLD, "province")) == 63
    assert len(BOOK.areas_on(NEW, "province")) == 34
    assert {line.old for line in BOOK.parts_of("vn34-hai-phong")} == {
        "vn63-hai-phong",
        "vn63-hai-duong",
    }
    assert [line.new for line in BOOK.became("vn63-hai-duong")] == ["vn34-hai-phong"]
    for area in BOOK.areas_on(OLD, "province"):
        assert sum(line.share for line in BOOK.became(area.id)) == 1


def test_duties_pass_to_the_successor():
    assert BOOK.responsible("vn.ghg-total", date(2024, 1, 1)).id == "monre"
    assert BOOK.responsible("vn.ghg-total", date(2026, 1, 1)).id == "mae"
    assert BOOK.responsible("vn.green-credit", date(2026, 1, 1)) is None


def test_an_unknown_name_is_refused_with_candidates():
    with pytest.raises(FactError, match="There is no indicator “hp") as caught:
        BOOK.indicator("hp.clean-watr")
    assert caught.value.candidates[0] == "hp.clean-water"
    with pytest.raises(FactError, match="There is no area “vn34-haiphong”"):
        BOOK.area("vn34-haiphong")


@pytest.mark.parametrize(
    ("indicator", "area", "part", "value"),
    [
        ("hp.clean-water", "vn63-hai-phong", "", 100),
        ("hp.solid-waste-treated", "vn63-hai-phong", "residence=urban", 100),
        ("hp.solid-waste-treated", "vn63-hai-phong", "residence=rural", 91),
        ("hp.urban-wastewater", "vn63-hai-phong", "", 21.2),
        ("hp.medical-waste", "vn63-hai-phong", "", 86),
        ("hp.parks-wastewater", "vn63-hai-phong", "", 75),
        ("digital.share-of-grdp", "vn63-hai-phong", "", 29.7),
        ("digital.enterprises", "vn34-hai-phong", "", 1000),
        ("digital.smes-on-platforms", "vn34-hai-phong", "", 9000),
        ("hp.parks-planned", "vn63-hai-phong", "", 25),
        ("hp.parks-area-planned", "vn63-hai-phong", "", 15777),
        ("hp.offshore-wind-studied", "vn63-hai-phong", "", 3000),
        ("vn.parks", "vn", "", 326),
        ("vn.parks-area", "vn", "", 94000),
        ("vn.parks-projects", "vn", "", 16000),
        ("vn.parks-capital", "vn", "", 180e9),
    ],
)
def test_seed_figures_of_the_source_documents(indicator, area, part, value):
    (point,) = SEED.series(indicator, area, part)
    assert point.value == value
    assert point.source in load_catalog().sources


def test_seed_values_speak_of_known_things():
    points = SEED.points()
    assert len(points) == len(SEED.latest())
    for point in points:
        definition = BOOK.indicator(point.indicator)
        assert point.unit == definition.unit
        assert BOOK.area(point.area)
        assert point.status in STATUSES
        assert point.confidentiality in CONFIDENTIALITY
        assert (point.value is None) == (point.status in "HLMOQ")


def test_pgi_totals_that_were_not_published_are_suppressed():
    secret = [p for p in SEED.points() if p.indicator == "pgi.total" and p.status == "Q"]
    assert len(secret) > 25
    assert all(point.value is None for point in secret)


def points(**values):
    return Statistics.of(
        DataPoint(name.replace("_", "."), f"vn63-{area}", "2024", value, unit, vintage="2025")
        for name, parts in values.items()
        for area, (value, unit) in parts.items()
    )


def test_counts_are_added_over_the_parts_of_a_new_province():
    data = points(digital_enterprises={"hai-phong": (900, "piece"), "hai-duong": (300, "piece")})
    joined, gaps = on_boundaries(data, BOOK, "vn34-hai-phong")
    (point,) = joined.points()
    assert (point.value, point.status, gaps) == (1200, "E", ())
    assert point.source.startswith("vn63-hai-duong + vn63-hai-phong")


def test_a_part_without_value_is_a_gap_and_no_smaller_sum():
    data = points(digital_enterprises={"hai-phong": (900, "piece")})
    joined, (gap,) = on_boundaries(data, BOOK, "vn34-hai-phong")
    assert len(joined) == 0
    assert gap.message.en == (
        "digital.enterprises of vn34-hai-phong for 2024 cannot be had on the new boundaries: "
        "vn63-hai-duong missing."
    )


def test_a_share_is_not_added():
    data = points(hp_medical={"hai-phong": (86, "%"), "hai-duong": (80, "%")})
    assert on_boundaries(data, BOOK, "vn34-hai-phong")[1] == ()
    data = Statistics.of(
        DataPoint("hp.medical-waste", area, "2024", 86.0, "%", vintage="2025")
        for area in ("vn63-hai-phong", "vn63-hai-duong")
    )
    _, (gap,) = on_boundaries(data, BOOK, "vn34-hai-phong")
    assert "it can be neither added nor averaged" in gap.message.en


def test_an_unchanged_province_keeps_its_values():
    data = Statistics.of(
        [DataPoint("pgi.total", "vn63-quang-ninh", "2024", 26.21, "1", vintage="2025")]
    )
    joined, _ = on_boundaries(data, BOOK, "vn34-quang-ninh")
    assert [(p.value, p.status) for p in joined.points()] == [(26.21, "A")]
