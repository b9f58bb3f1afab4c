"""Lookups return one fact or raise with the candidates; fallbacks only by name (C-09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fallback, Rank
from parkloop.errors import FactError
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import parse
from parkloop.texts import Text, same_in_both
from tests.core.builders import a_catalog, a_fact

SHIPPED = load_catalog()
YEAR = parse("2023")


def ranked(*facts):
    """A small catalog whose ranks are facility, national and world default."""
    orders = ("facility", "national", "other")
    ranks = {name: Rank(name, place, same_in_both(name)) for place, name in enumerate(orders)}
    return replace(a_catalog(*facts), ranks=ranks)


def density(fact_id, stream="lpg", **more):
    return a_fact("density", stream, 0.8, "kg/l", id=fact_id, **more)


def found(catalog: Catalog, kind="density", period=YEAR, **more):
    return catalog.find(kind, period=period, **({"stream": "lpg"} | more)).fact.id


def test_the_better_rank_wins_and_says_why():
    catalog = ranked(density("default"), density("own", rank="facility"))
    pick = catalog.find("density", period=YEAR, stream="lpg")
    assert (pick.fact.id, pick.reason.en, pick.passed_over) == ("own", "facility", ("default",))


def test_rank_beats_specificity():
    """Order of Circular 38: a national factor for all fuels of a group before the IPCC's own."""
    catalog = ranked(
        density("of-group", stream="group:gas", rank="national"),
        density("of-stream", stream="natural-gas"),
    )
    assert found(catalog, stream="natural-gas") == "of-group"


@pytest.mark.parametrize(
    ("specific", "general"),
    [
        ({"stream": "natural-gas"}, {"stream": "group:gas"}),
        ({"stream": "group:gas"}, {"stream": ""}),
        ({"activity": "stationary.manufacturing"}, {"activity": "stationary"}),
        ({"activity": "stationary"}, {"activity": ""}),
        ({"region": "VN"}, {"region": "world"}),
        ({"supplier": "gas-seller"}, {"supplier": ""}),
    ],
)
def test_within_a_rank_the_more_specific_wins(specific, general):
    catalog = ranked(
        density("a-general", **({"stream": "natural-gas"} | general)),
        density("specific", **({"stream": "natural-gas"} | specific)),
    )
    asked = {"activity": "stationary.manufacturing", "supplier": "gas-seller"}
    assert found(catalog, stream="natural-gas", **asked) == "specific"


@pytest.mark.parametrize(
    "other",
    [
        {"stream": "diesel"},
        {"activity": "stationary"},
        {"region": "TH"},
        {"supplier": "someone-else"},
        {"gas": "CO2"},
        {"superseded": date(2024, 1, 1)},
        {"valid_from": date(2023, 1, 2)},
        {"valid_to": date(2023, 12, 31)},
    ],
)
def test_a_fact_for_something_else_is_not_used(other):
    with pytest.raises(FactError, match="The catalog has no density / lpg for 2023"):
        found(ranked(density("other", **other)))


def test_two_equally_good_facts_are_refused():
    with pytest.raises(FactError, match="2 facts of the same rank fit density / lpg: a, b") as two:
        found(ranked(density("a"), density("b")))
    assert two.value.candidates == ("a", "b")
    assert "Hãy chỉ giữ một hệ số còn hiệu lực." in two.value.text.vi


def test_a_factor_printed_per_mass_and_per_volume():
    """Letter 3505/BCT-KHCN prints diesel per tonne and per 1,000 litres."""
    with pytest.raises(FactError, match="2 facts of the same rank fit toe / diesel"):
        SHIPPED.find("toe", period=YEAR, stream="diesel")
    per_litre = SHIPPED.find("toe", period=YEAR, stream="diesel", measures="oil_equivalent/volume")
    assert (per_litre.fact.value, per_litre.fact.unit) == (0.88, "toe/m3")


def test_nothing_found_names_what_is_nearest():
    catalog = ranked(
        density("of-2021", valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1)),
        density("of-2010", valid_from=date(2010, 1, 1), valid_to=date(2011, 1, 1)),
        density("of-2026", valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)),
    )
    with pytest.raises(FactError) as nothing:
        found(catalog)
    assert nothing.value.candidates == ("of-2021", "of-2026", "of-2010")
    assert nothing.value.text == Text(
        "Danh mục không có density / lpg cho kỳ 2023. Gần nhất: of-2021, of-2026, of-2010.",
        "The catalog has no density / lpg for 2023. Nearest: of-2021, of-2026, of-2010.",
    )


def test_another_use_of_the_same_fuel_is_named_too():
    with pytest.raises(FactError) as nothing:
        SHIPPED.find("process", period=YEAR, stream="nitric-acid", gas="N2O")
    assert "process.nitric-acid.high-pressure.ipcc-2006" in nothing.value.candidates


LAST_KNOWN = Fallback(
    id="last-known",
    kind="density",
    stream="lpg",
    region="VN",
    for_from=date(2023, 1, 1),
    for_to=date(2025, 1, 1),
    uses_fact="of-2021",
    name=same_in_both("last known"),
    reason=Text("chưa công bố", "not published yet"),
    source="test",
    confidence="A",
    verified=True,
)


def with_fallback():
    old = density("of-2021", valid_from=date(2021, 1, 1), valid_to=date(2022, 1, 1))
    return replace(ranked(old), fallbacks={LAST_KNOWN.id: LAST_KNOWN})


def test_a_fallback_is_offered_but_never_taken_by_itself():
    catalog = with_fallback()
    with pytest.raises(FactError, match="A fallback may be chosen by name: last-known") as offered:
        found(catalog)
    assert "Có thể chọn phương án thay thế theo tên: last-known." in offered.value.text.vi
    pick = catalog.find("density", period=YEAR, stream="lpg", fallbacks=["last-known"])
    assert (pick.fact.id, pick.fallback, pick.reason.en) == (
        "of-2021", "last-known", "not published yet",
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        {"period": parse("2025")},
        {"period": parse("2022-07-01/2023-07-01")},
        {"region": "TH"},
        {"gas": "CO2"},
        {"stream": "diesel", "kind": "ncv", "period": parse("2023"), "gas": "CH4"},
    ],
)
def test_a_fallback_stands_in_only_for_what_it_says(asked):
    with pytest.raises(FactError):
        found(with_fallback(), fallbacks=["last-known"], **asked)


def test_a_published_fact_comes_before_a_fallback():
    newer = density("of-2023", valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1))
    catalog = with_fallback().with_facts([newer])
    assert found(catalog, fallbacks=["last-known"]) == "of-2023"


def test_more_facts_change_the_hash_and_nothing_else_does():
    assert SHIPPED.with_facts([]).hash == SHIPPED.hash
    assert SHIPPED.with_facts([SHIPPED.facts["grid.vn.2023"]]).hash == SHIPPED.hash
    own = a_fact("density", "lpg", 0.55, "kg/l", id="own.lpg", rank="facility")
    more = SHIPPED.with_facts([own])
    assert more.hash != SHIPPED.hash
    assert more.hash == SHIPPED.with_facts([own]).hash
    assert more.hash != SHIPPED.with_facts([replace(own, value=0.56)]).hash
    assert "own.lpg" not in SHIPPED.facts


def test_facts_by_kind():
    assert [f.id for f in a_catalog().of_kind("ncv")] == ["ncv.diesel"]
    assert a_catalog().of_kind("ncv", "lpg") == ()
    assert {f.stream for f in SHIPPED.of_kind("toe", "diesel")} == {"diesel"}


def test_any_fact_by_its_id():
    assert SHIPPED.known("gwp.AR5.CH4").value == 28
    assert SHIPPED.known("blend.R-410A.HFC-32").value == 0.5
    assert SHIPPED.known("grid.vn.2023").unit == "t/MWh"
    with pytest.raises(FactError, match=r"The catalog has no fact “grid\.vn\.2032”") as missing:
        SHIPPED.known("grid.vn.2032")
    assert "grid.vn.2023" in missing.value.candidates


def test_unknown_streams_and_gases_name_near_ones():
    with pytest.raises(FactError, match="The catalog has no stream “deisel”") as stream:
        SHIPPED.stream("deisel")
    assert "diesel" in stream.value.candidates
    with pytest.raises(FactError, match="no warming potential of CH4_fossil in AR4") as gas:
        SHIPPED.potential("CH4_fossil", "AR4")
    assert gas.value.candidates == ("gwp.AR5.CH4_fossil", "gwp.AR6.CH4_fossil")


def test_activities_and_their_parents():
    assert SHIPPED.activity_chain("mobile.road.low-mileage") == (
        "mobile.road.low-mileage", "mobile.road", "mobile",
    )  # fmt: skip
    assert SHIPPED.activity_chain("nonsense") == ()
    assert SHIPPED.category("landfill.unmanaged-deep") == "waste"
    assert SHIPPED.category("nonsense") == ""
