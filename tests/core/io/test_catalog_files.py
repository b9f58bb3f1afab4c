"""Catalog files: the shipped ones hold together; a facility's own are refused with reasons."""

from __future__ import annotations

import math
import shutil
from datetime import date

import pytest

from parkloop.errors import InputRefused
from parkloop.io.catalog_files import (
    FOLDER,
    check_catalog_files,
    load_catalog,
    read_own_facts,
    read_sources,
)
from parkloop.quantities import is_unit

SHIPPED = load_catalog()
COLUMNS = (FOLDER / "factors/grid.csv").read_text(encoding="utf-8").splitlines()[0]


def test_the_shipped_catalog_is_sound():
    assert check_catalog_files() == ()


def test_it_is_read_once():
    assert load_catalog() is load_catalog()


def test_every_word_in_a_row_is_known():
    for fact in SHIPPED.facts.values():
        assert fact.source in SHIPPED.sources, fact.id
        assert fact.rank in SHIPPED.ranks, fact.id
        assert is_unit(fact.unit), fact.id
    for activity in SHIPPED.activities.values():
        assert activity.parent in {"", *SHIPPED.activities}, activity.id
    for stream in SHIPPED.streams.values():
        assert is_unit(stream.default_unit), stream.id
    for potential in SHIPPED.potentials.values():
        assert potential.source in SHIPPED.sources, potential.id


def test_fallbacks_use_a_fact_of_their_own_kind_and_say_for_when():
    for fallback in SHIPPED.fallbacks.values():
        fact = SHIPPED.facts[fallback.uses_fact]
        assert (fact.kind, fact.stream, fact.region) == (
            fallback.kind, fallback.stream, fallback.region,
        )  # fmt: skip
        assert fallback.for_from < fallback.for_to
        assert fact.valid_to is not None
        assert fact.valid_to <= fallback.for_from


def test_shares_of_a_blend_add_up_to_one_and_its_gases_have_potentials():
    for blend, parts in SHIPPED.blends.items():
        assert math.isclose(math.fsum(part.share for part in parts), 1.0), blend
        assert SHIPPED.streams[blend].kind == "refrigerant"
        for part in parts:
            for gwp_set in ("AR4", "AR5", "AR6"):
                assert (part.gas, gwp_set) in SHIPPED.potentials, part.id


def test_exact_facts_say_so_and_have_no_width():
    exact = [fact for fact in SHIPPED.facts.values() if fact.exact]
    assert exact
    assert all(fact.low == fact.value == fact.high for fact in exact)


def test_unchecked_facts_are_marked():
    """Only what was seen in a named source with confidence A counts as verified."""
    assert all(fact.confidence == "A" for fact in SHIPPED.facts.values() if fact.verified)
    assert not any(fact.verified for fact in SHIPPED.facts.values() if fact.rank == "expert")


def test_facts_of_one_parameter_agree_on_their_value():
    """What is drawn once must be one number; rows that differ are two parameters."""
    seen: dict[str, set[tuple[float, str]]] = {}
    for fact in SHIPPED.facts.values():
        seen.setdefault(fact.drawn_as, set()).add((fact.value, fact.unit))
    assert {name: values for name, values in seen.items() if len(values) > 1} == {}


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py*"))


def changed(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_changed_digit_is_another_catalog(copy):
    before = load_catalog(copy)
    assert before.hash == SHIPPED.hash
    changed(copy, "factors/grid.csv", "0.6592", "0.6593")
    after = load_catalog(copy)
    assert after.hash != before.hash
    assert after.facts["grid.vn.2023"].value == 0.6593


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "words"),
    [
        ("factors/grid.csv", "CO2,0.6592", 'CO2,"0,6592"', "CAT-01",
         "The field “value” holds “0,6592”, which does not fit its form"),
        ("factors/grid.csv", "2023-01-01,2024-01-01,2023", "2023-01-01,2024-01-01,", "CAT-01",
         "The field “data_year” holds “”"),
        ("factors/fuel_properties.csv", "ncv.diesel.ipcc-2006,ncv,diesel,,,43,41.4,43.3",
         "ncv.diesel.ipcc-2006,ncv,diesel,,,36,41.4,43.3", "CAT-05",
         "The fact “ncv.diesel.ipcc-2006” = 36.0 TJ_ncv/Gg lies outside the plausible range"),
        ("sources.yaml", "licence:", "license:", "CAT-11", "'licence' is a required property"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_named(copy, name, old, new, rule, words):
    changed(copy, name, old, new)
    found = [f.message.en for f in check_catalog_files(copy) if f.rule == rule]
    assert any(words in message for message in found)


def test_an_id_twice_in_the_catalog_is_refused(copy):
    changed(copy, "factors/grid.csv", "grid.vn.2014,", "grid.vn.2015,")
    with pytest.raises(InputRefused, match=r"two rows with the id “grid\.vn\.2015”"):
        load_catalog(copy)


OWN = dict.fromkeys(COLUMNS.split(","), "") | {
    "id": "own.density", "kind": "density", "stream": "diesel", "value": "0.845",
    "central": "mean", "unit": "kg/l", "region": "VN", "valid_from": "2023-01-01",
    "rank": "facility", "source": "expert-parkloop", "locator": "certificate 7",
    "confidence": "B", "verified": "false",
}  # fmt: skip


def written(tmp_path, *rows, header=COLUMNS, encoding="utf-8"):
    path = tmp_path / "facts.csv"
    lines = [header, *(",".join(row.values()) for row in rows)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def refusal(path):
    with pytest.raises(InputRefused, match=r"facts\.csv: cannot be used yet") as refused:
        read_own_facts(path, SHIPPED)
    assert {finding.where.file for finding in refused.value.findings} == {"facts.csv"}
    return [(f.rule, f.where.row, f.message.en) for f in refused.value.findings]


def test_own_facts(tmp_path):
    (fact,) = read_own_facts(written(tmp_path, OWN), SHIPPED)
    assert (fact.id, fact.value, fact.unit, fact.valid_from) == (
        "own.density", 0.845, "kg/l", date(2023, 1, 1),
    )  # fmt: skip
    assert read_own_facts(written(tmp_path), SHIPPED) == ()


def test_a_byte_order_mark_is_no_trouble(tmp_path):
    assert len(read_own_facts(written(tmp_path, OWN, encoding="utf-8-sig"), SHIPPED)) == 1


@pytest.mark.parametrize(
    "row",
    [
        {"id": "own.supply", "kind": "supply", "stream": "steam", "gas": "CO2", "value": "0.2",
         "unit": "t/t", "supplier": "seller"},
        {"id": "own.gcv", "kind": "net_to_gross", "stream": "natural-gas", "value": "0.9",
         "unit": "GJ_ncv/GJ_gcv"},
        {"id": "own.ncv", "kind": "ncv_per_normal_volume", "stream": "natural-gas",
         "value": "36", "unit": "MJ_ncv/Nm3"},
    ],
)  # fmt: skip
def test_kinds_that_only_a_facility_can_know(tmp_path, row):
    assert read_own_facts(written(tmp_path, OWN | row), SHIPPED)[0].kind == row["kind"]


def test_a_supplier_s_factor_needs_its_supplier(tmp_path):
    row = {"kind": "supply", "stream": "steam", "gas": "CO2", "value": "0.2", "unit": "t/t"}
    assert ("CAT-01", 2) in [r[:2] for r in refusal(written(tmp_path, OWN | row))]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": "0,845"}, ("CAT-01", 2)),
        ({"value": "nan"}, ("CAT-01", 2)),
        ({"unit": "kg/gal"}, ("CAT-01", 2)),
        ({"verified": "yes"}, ("CAT-01", 2)),
        ({"source": "hearsay"}, ("CAT-02", 0)),
        ({"unit": "kg/Nm3"}, ("CAT-04", 0)),
        ({"value": "0.9133"}, ("CAT-05", 0)),
    ],
)
def test_what_is_wrong_with_own_facts(tmp_path, change, expected):
    row = OWN | change
    row["value"] = f'"{row["value"]}"'
    assert {r[:2] for r in refusal(written(tmp_path, row))} == {expected}


def test_an_id_that_is_taken_is_refused(tmp_path):
    """Otherwise a facility's row would silently stand in for a published factor."""
    found = refusal(written(tmp_path, OWN, OWN, OWN | {"id": "grid.vn.2023"}))
    assert found == [
        ("CAT-10", 3, "The id “own.density” is taken (facts.csv: 2)."),
        ("CAT-10", 4, "The id “grid.vn.2023” is taken (letter-1726-2024)."),
    ]


def test_cells_beyond_the_last_column_are_named(tmp_path):
    row = OWN | {"note": "a, b"}
    assert refusal(written(tmp_path, row))[0][2].endswith("more cells than columns.")


@pytest.mark.parametrize(
    ("header", "encoding", "words"),
    [
        (COLUMNS.replace(",", ";"), "utf-8", "The file cannot be read: id, kind, stream"),
        (COLUMNS.replace(",locator", ",place"), "utf-8", "The file cannot be read: locator?."),
        (COLUMNS, "utf-16", "The file cannot be read: 'utf-8' codec can't decode"),
    ],
)
def test_what_is_no_such_table_is_said_once(tmp_path, header, encoding, words):
    path = written(tmp_path, OWN, OWN | {"id": "second"}, header=header, encoding=encoding)
    (finding,) = refusal(path)
    assert finding[0] == "CAT-09"
    assert finding[2].startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "The source “—”: while parsing a flow node"),
        ("- a", "The source “—”: id: {title: …}."),
        ("mine: {title: {vi: Sổ}}", "The source “mine”: 'en' is a required property."),
    ],
)
def test_sources_that_cannot_be_used(tmp_path, text, words):
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_sources(path)
    assert any(finding.message.en.startswith(words) for finding in refused.value.findings)


def test_no_sources_of_one_s_own(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("", encoding="utf-8")
    assert read_sources(path) == {}
