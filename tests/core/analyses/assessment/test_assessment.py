"""Explanations, shares, plans and the register's workbook."""

from io import BytesIO

import openpyxl
import pytest

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.measures import FUNCTIONS
from parkloop.analyses.assessment.model import Share
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.analyses.assessment.sidebyside import gain, in_order_of_time, turns
from parkloop.analyses.assessment.whatif import (
    assumed,
    intended,
    overlaid,
    plans,
    without_yet,
)
from parkloop.errors import FactError, RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.fields import OBSERVATIONS
from parkloop.io.register_form import asked_properties, write_register_form
from parkloop.ledger.entries import Observation, Status
from parkloop.periods import parse, reporting_year
from tests.core.analyses.assessment.situations import situation

CATALOG = load_catalog()
PERIOD = reporting_year(2025)


def run(ledger, *schemes, **more):
    return assessment(ledger, CATALOG, AssessmentParameters(PERIOD, schemes, **more))


def park_with(**case):
    return situation(case, 2025, CATALOG)


def test_shares_leave_out_what_does_not_apply():
    # Published for three Vietnamese parks (Vietnam Investment Review, 15 April 2024): 52, 54 and
    # 47 of 64 items, 83, 86 and 76 per cent.
    for met, left_out, percent in ((52, 1, 83), (54, 1, 86), (47, 2, 76)):
        share = Share(met, 0, 64 - met - left_out, 0, left_out)
        assert round(share.percent or 0) == percent
        assert round(100 * met / 64) != percent


def test_partial_credit_is_told_beside():
    share = Share(10, 4, 4, 2, 5)
    assert share.applicable == 20
    assert (share.percent, share.percent_partial, share.percent_at_most) == (50, 60, 80)


def test_nothing_stated_leaves_every_criterion_open():
    found = run(park_with(), "VN-35")
    whole = scheme_result(found.value, "VN-35", "park")
    assert whole.share.not_assessable == 9
    assert len(found.gaps) == 9
    assert "Enter these observations" in found.gaps[0].remedy.en


def test_a_criterion_opens_to_entries_and_the_limit():
    ledger = park_with(firms={"recp-applied": "9 yes 41 no"})
    found = run(ledger, "VN-35")
    name = "assessment/VN-35/park/2025/VN35-37.2c"
    text = "\n".join(as_lines(Explainer(ledger, CATALOG, (found,)).explain(name), "en"))
    assert "Enterprises applying RECP: not met = 18 %" in text
    assert "≥: VN35-37.2c = 20 %" in text
    assert "recp-applied: 50 entries" in text
    assert "unverified" in text


def test_all_figures_open():
    ledger = park_with(firms={"recp-applied": "9 yes 41 no"})
    found = run(ledger, *CATALOG.rulebook.schemes)
    assert len(found.figures) == len(list(found.figures))
    for name in found.figures:
        assert found.figures[name].id == name


def test_the_same_inputs_give_the_same_provenance():
    ledger = park_with(firms={"recp-applied": "9 yes 41 no"})
    assert run(ledger, "VN-35").provenance == run(ledger, "VN-35").provenance
    assert run(ledger, "VN-35").provenance.entries_count == 50


def test_plans_turn_criteria_and_stay_out_of_today():
    ledger = park_with(firms={"count": 20, "recp-applied": "3 yes 17 no"})
    plan = [
        Observation("recp-applied", "firm-4", parse("2027"), 1.0, "1", status=Status.PLANNED),
    ]
    ledger = overlaid(ledger, plan)
    today = scheme_result(run(ledger, "VN-35").value, "VN-35", "park")
    later = run(intended(ledger, PERIOD, 3), "VN-35")
    found = turns(today, scheme_result(later.value, "VN-35", "park"))
    assert [(t.criterion, t.before.value, t.after.value) for t in found] == [
        ("VN35-37.2c", "not-met", "met")
    ]
    too_late = run(intended(ledger, PERIOD, 1), "VN-35")
    assert not turns(today, scheme_result(too_late.value, "VN-35", "park"))


def test_only_chosen_plans_are_carried_out_and_a_solution_applies_recp():
    ledger = park_with(firms={"count": 20, "recp-applied": "3 yes 17 no"})
    later = parse("2027")
    ledger = overlaid(
        ledger,
        [
            Observation("recp-solution", "firm-4", later, 1.0, "1", status=Status.PROPOSED,
                        reference="heat-recovery"),
            Observation("recp-solution", "firm-5", later, 1.0, "1", status=Status.PLANNED,
                        reference="led"),
        ],
    )  # fmt: skip
    known = plans(ledger, PERIOD, 3)
    assert sorted(known.get_column("to_node")) == ["firm-4", "firm-5"]

    def applying(chosen):
        found = run(intended(ledger, PERIOD, 3, chosen), "VN-35")
        whole = scheme_result(found.value, "VN-35", "park")
        return next(one.value for one in whole.criteria if one.criterion.id == "VN35-37.2c")

    first = known.get_column("entry")[:1].to_list()
    assert [applying(chosen) for chosen in ([], first, None)] == [15.0, 20.0, 25.0]


def test_what_is_assumed_stands_in_place_of_what_was_stated():
    ledger = park_with(park={"area-total": 200, "area-green": 10, "area-traffic": 10,
                             "area-technical": 5, "area-social": 5})  # fmt: skip
    shorter = Observation("area-green", "park", parse("2025-11"), 12.0, "ha")
    ledger = overlaid(ledger, [shorter])
    more = assumed(ledger, [Observation("area-green", "park", parse("2025"), 40.0, "ha")], PERIOD)
    whole = scheme_result(run(more, "VN-35").value, "VN-35", "park")
    land = next(one for one in whole.criteria if one.criterion.id == "VN35-37.3a")
    assert (land.value, land.verdict.value) == (30.0, "met")
    assert len(more.observations) == len(ledger.observations) - 1
    assert more.hash != ledger.hash


def test_more_enterprises_are_those_that_do_not_hold_it_yet():
    ledger = park_with(firms={"count": 5, "recp-applied": "2 yes 1 no"})
    register = run(ledger, "VN-35").value.register
    assert without_yet(register, "park", "recp-applied", 2) == ("firm-3", "firm-4")
    assert len(without_yet(register, "park", "recp-applied", 99)) == 3
    assert without_yet(register, "park", "enterprise-breaches", 1, wanted=0.0) == ("firm-1",)


def test_a_what_if_changes_the_hash_and_not_the_ledger():
    ledger = park_with(park={"area-total": 200})
    before = ledger.hash
    other = overlaid(ledger, [Observation("area-green", "park", parse("2025"), 60.0, "ha")])
    assert ledger.hash == before != other.hash


def test_shares_of_two_schemes_are_not_subtracted():
    found = run(park_with(), "IF-1", "IF-2")
    one, other = (scheme_result(found.value, s, "park") for s in ("IF-1", "IF-2"))
    with pytest.raises(RequestError, match="are not compared"):
        gain(one, other)
    with pytest.raises(RequestError, match="count different criteria"):
        in_order_of_time([one, other])
    assert gain(one, one) == 0


def test_an_unknown_scheme_names_the_known_ones():
    with pytest.raises(FactError, match=r"no scheme “VN-99”. There are: CN-GIP, CN274"):
        run(park_with(), "VN-99")


def test_a_subject_of_the_wrong_kind_is_refused():
    with pytest.raises(RequestError, match="VN-35 is for parks"):
        run(park_with(firms={"count": 1}), "VN-35", subjects=("firm-1",))


def test_decree_35_does_not_ask_for_awareness():
    for scheme in ("VN-35", "VN-35-ENT", "VN-05"):
        asked = {one.id for one in asked_properties(CATALOG, (scheme,))}
        assert not asked & {"recp-aware", "symbiosis-planned"}


def test_every_measure_and_property_a_scheme_names_exists():
    book = CATALOG.rulebook
    for scheme in book.schemes.values():
        for one in scheme.criteria:
            measures = [m for m in (one.numerator, one.denominator) if m]
            assert {m.function for m in measures} <= set(FUNCTIONS)
            names = {p for m in measures for p in m.properties}
            names |= {e.property for e in one.evidence} | {w.observed for w in one.limits} - {""}
            names |= {one.only_if} - {""}
            assert names <= set(book.properties), one.id
            assert one.source in CATALOG.sources
            assert not one.group or one.group in {g.id for g in scheme.groups}


@pytest.mark.parametrize(
    ("scheme", "count"),
    [("VN-35", 9), ("VN-05", 23), ("IF-1", 51), ("CN274", 32), ("VN-82", 10)],
)
def test_schemes_have_as_many_criteria_as_published(scheme, count):
    assert len(CATALOG.rulebook.scheme(scheme).criteria) == count


def test_framework_has_18_prerequisites_and_33_indicators():
    ids = [one.id for one in CATALOG.rulebook.scheme("IF-1").criteria]
    assert sum("-P" in one for one in ids) == 18
    assert sum("-I" in one for one in ids) == 33


def test_chinese_standard_has_17_mandatory_and_six_optional_groups():
    scheme = CATALOG.rulebook.scheme("CN274")
    assert sum(not one.group for one in scheme.criteria) == 17
    assert sum(bool(one.group) for one in scheme.criteria) == 15
    assert len(scheme.groups) == 6


def test_version_2_uses_our_own_words_and_says_it_is_not_whole():
    first = {one.id: one for one in CATALOG.rulebook.scheme("IF-1").criteria}
    second = CATALOG.rulebook.scheme("IF-2")
    assert not second.complete
    for one in second.criteria:
        assert one.name == first[one.derived_from].name
        assert not one.verified


def test_register_workbook_asks_what_the_scheme_asks():
    ledger = park_with(firms={"count": 2})
    content, rows = write_register_form(ledger.park, CATALOG, "park", 2025, ("VN-35",), "en")
    sheet = openpyxl.load_workbook(BytesIO(content))[OBSERVATIONS.title]
    names = {row[1].value for row in sheet.iter_rows(min_row=3) if row[1].value}
    assert names == {one.id for one in asked_properties(CATALOG, ("VN-35",))}
    assert rows > len(names)
