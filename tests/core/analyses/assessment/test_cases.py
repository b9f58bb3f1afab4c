"""Every case of the case files, and: every criterion is met, failed and left open by one."""

from collections import defaultdict

import pytest

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from tests.core.analyses.assessment.situations import case_files, read_cases, situation

CATALOG = load_catalog()
CASES = [
    (path.stem, scheme, year, case)
    for path in case_files()
    for scheme, year, case in read_cases(path)
]


@pytest.mark.parametrize(("scheme", "year", "case"), [c[1:] for c in CASES],
                         ids=[f"{c[0]}: {c[3]['case']}" for c in CASES])  # fmt: skip
def test_case(scheme, year, case):
    ledger = situation(case, year, CATALOG)
    population = case.get("population", "")
    parameters = AssessmentParameters(reporting_year(year), (scheme,), population=population)
    found = assessment(ledger, CATALOG, parameters)
    subject = found.value.schemes[scheme].subjects[0]
    whole = scheme_result(found.value, scheme, subject)
    results = {one.criterion.id: one for one in whole.criteria}
    expected = case.get("expect", {})
    assert {name: results[name].verdict.value for name in expected} == expected
    for name, words in case.get("gap", {}).items():
        gap = results[name].gap
        assert gap is not None
        assert gap.en == words
    for name, value in case.get("value", {}).items():
        assert results[name].value == pytest.approx(value)
    if "overall" in case:
        assert whole.verdict.value == case["overall"]
    if "share" in case:
        assert whole.share.percent == pytest.approx(case["share"], abs=0.05)
    if "findings" in case:
        rules = {finding.rule for finding in found.findings}
        assert set(case["findings"]) <= rules


def test_there_are_at_least_120_cases():
    assert len(CASES) >= 120


def test_each_of_the_seven_traps_has_a_case():
    told = {case["case"].split()[0] for _, _, _, case in CASES}
    assert {f"T{number}" for number in range(1, 8)} <= told


def test_every_criterion_is_met_failed_and_left_open_by_some_case():
    seen = defaultdict(set)
    for _, scheme, _, case in CASES:
        for criterion, verdict in case.get("expect", {}).items():
            seen[scheme, criterion].add(verdict)
    wanted = {"met", "not-met", "not-assessable"}
    lacking = [
        f"{scheme.id} {criterion.id}: {sorted(wanted - have)}"
        for scheme in CATALOG.rulebook.schemes.values()
        for criterion in scheme.criteria
        if not wanted <= (have := _fails_as(seen[scheme.id, criterion.id], criterion))
    ]
    assert lacking == []


def _fails_as(have, criterion):
    """Partly is the failure of a scheme with partial credit; what is only reported cannot fail."""
    failed = {"not-met"} if have & {"not-met", "partly"} else set()
    only_reported = all(limit.op == "given" for limit in criterion.limits) and criterion.limits
    return have | failed | ({"not-met"} if only_reported else set())
