"""The demo zone's register shows every verdict, a quantity that is short, evidence in all states.

Expected verdicts are worked out by hand from the tables in ``demo/data/register``.
"""

import pytest

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.model import Verdict
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.analyses.assessment.whatif import intended
from parkloop.analyses.forms.forms import forms
from parkloop.analyses.forms.model import FormParameters
from parkloop.demo.register import register_entries
from parkloop.demo.zone import demo_park
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.park import NodeKind
from parkloop.periods import reporting_year


@pytest.fixture(scope="module")
def verdicts(snapshot, catalog):
    def of(park, year, scheme="VN-35", seen=snapshot):
        parameters = AssessmentParameters(reporting_year(year), (scheme,), (park,))
        found = assessment(seen, catalog, parameters)
        return {c.criterion.id: c for c in scheme_result(found.value, scheme, park).criteria}

    return of


def names(results, verdict):
    return sorted(name for name, one in results.items() if one.verdict is verdict)


def test_park_a_lacks_one_enterprise_that_applies_recp(verdicts):
    """One of ten tenants applies RECP; a fifth of ten are two."""
    found = verdicts("park-a", 2025)
    assert names(found, Verdict.NOT_MET) == ["VN35-37.2c"]
    assert names(found, Verdict.MET) == sorted(set(found) - {"VN35-37.2c"})
    assert found["VN35-37.2c"].gap.en == "1 more enterprise must apply RECP"
    states = {e.property: e.state for one in found.values() for e in one.evidence}
    assert states["doc-inspection"] == "expired"
    assert states["doc-flow-records"] == "missing"
    assert states["doc-mechanism"] == "attached"


def test_park_b_is_short_of_enterprises_and_of_land(verdicts):
    """A fifth of 64 tenants are 13, 2 apply; a quarter of 410 ha is 102.5, 64.5 are there."""
    found = verdicts("park-b", 2025)
    assert found["VN35-37.2c"].gap.vi == "cần thêm 11 doanh nghiệp áp dụng RECP"
    assert found["VN35-37.3a"].gap.en == "38 ha of shared land short"
    assert names(found, Verdict.NOT_ASSESSABLE) == ["VN35-37.1c", "VN35-37.2b"]


def test_parks_c_and_d_may_be_certified_and_c_could_not_the_year_before(verdicts):
    for park, year in (("park-c", 2025), ("park-d", 2024), ("park-d", 2025)):
        found = verdicts(park, year)
        assert names(found, Verdict.MET) == sorted(found)
    before = verdicts("park-c", 2024)
    assert names(before, Verdict.NOT_MET) == ["VN35-37.2a", "VN35-37.2c"]


def test_every_verdict_is_seen_somewhere(verdicts):
    seen = {
        one.verdict
        for park in "abcd"
        for scheme in ("VN-35", "VN-05", "IF-1")
        for one in verdicts(f"park-{park}", 2025, scheme).values()
    }
    assert seen == set(Verdict)


def test_plans_of_park_a_turn_its_last_criterion(verdicts, snapshot):
    planned = intended(snapshot, reporting_year(2025), 3)
    found = verdicts("park-a", 2025, seen=planned)
    assert found["VN35-37.2c"].verdict is Verdict.MET


def test_plans_of_park_b_are_added_to_what_its_operator_counts(verdicts, snapshot):
    """2 of 64 apply; three more plan to: 5, and 8 are short of 13."""
    found = verdicts("park-b", 2025, seen=intended(snapshot, reporting_year(2025), 3))
    assert found["VN35-37.2c"].verdict is Verdict.NOT_MET
    assert found["VN35-37.2c"].gap.en == "8 more enterprises must apply RECP"


def test_form_a4_of_park_d_is_filled_and_adds_up(snapshot, catalog):
    """1.3.16 by the form's own formula from the table of savings of park D in 2025, by hand:
    electricity 765,000 kWh · 2.1; water 22,000 and wastewater 20,500 m3; 1,800 t reused; 310 t
    recycled; 1,620 t of material; 9 t of chemicals."""
    form = forms(snapshot, catalog, FormParameters("A.4", "park-d", 2026))
    boxes = form.value.boxes
    costs = [546 + 1060, 319, 256, 720, 279, 5022, 99]
    assert boxes["1.3.16"].value == sum(costs)
    assert [b.field.id for b in form.value.missing if b.field.required] == []


def test_papers_say_that_they_are_a_demo():
    """Documents and contracts carry numbers; nobody can take one for a real paper."""
    kinds = load_catalog().rulebook.properties
    papers = [e.text for e in every() if kinds[e.property].kind == "document"]
    assert len(papers) > 70
    assert [words for words in papers if not words.endswith("(demo)")] == []


def every():
    senders = [node.id for node in demo_park().of_kind(NodeKind.ENTERPRISE)]
    return [entry for sender in senders for entry in register_entries(sender)]


def test_what_is_stated_is_known_to_the_register(catalog):
    assert {entry.property for entry in every()} <= set(catalog.rulebook.properties)
