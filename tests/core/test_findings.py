"""Findings say what, where and what to do; their order is the same on every machine."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from parkloop.findings import Rule, Severity, Where, has_errors, in_order
from parkloop.texts import Text

TOO_MUCH = Rule(
    "CHK-99",
    Severity.WARNING,
    Text("“{node}” nhận {amount} t.", "“{node}” received {amount} t."),
    Text("Kiểm tra đồng hồ ở “{node}”.", "Check the meter at “{node}”."),
)
WRONG = Rule("CHK-98", Severity.ERROR, Text("Sai.", "Wrong."), Text("Sửa.", "Correct it."))


def test_a_finding_carries_its_values():
    finding = TOO_MUCH.finding(Where(node="a"), suggestion="12", node="a", amount=1.5)
    assert finding.as_dict() == {
        "message": {"en": "“a” received 1.5 t.", "vi": "“a” nhận 1.5 t."},
        "remedy": {"en": "Check the meter at “a”.", "vi": "Kiểm tra đồng hồ ở “a”."},
        "rule": "CHK-99",
        "severity": "warning",
        "suggestion": "12",
        "values": {"amount": "1.5", "node": "a"},
        "where": {"node": "a"},
    }


def test_places_in_words():
    where = Where(file="flows.xlsx", sheet="Flows", row=12, field="unit")
    assert where.in_words().en == "flows.xlsx, sheet Flows, row 12, field unit"
    assert where.in_words().vi == "flows.xlsx, trang tính Flows, dòng 12, cột unit"
    assert Where(node="a", period="2025-03").in_words().en == "node a, period 2025-03"
    assert Where().in_words() == Text("toàn bộ", "as a whole")
    assert Where(entries=("x",)).as_dict() == {"entries": ["x"]}


def test_errors_stop_and_warnings_do_not():
    warning, error = TOO_MUCH.finding(Where(), node="a", amount=1), WRONG.finding(Where())
    assert not has_errors([warning])
    assert has_errors([warning, error])
    assert [Severity.ERROR.rank, Severity.WARNING.rank, Severity.INFO.rank] == [0, 1, 2]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.booleans()), max_size=8),
    st.randoms(use_true_random=False),
)
def test_order_does_not_depend_on_where_findings_come_from(places, chance: random.Random):
    findings = [
        (WRONG if wrong else TOO_MUCH).finding(Where(file=file, row=row), node=file, amount=row)
        for file, row, wrong in places
    ]
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert in_order(shuffled) == in_order(findings)
    ranks = [finding.severity.rank for finding in in_order(shuffled)]
    assert ranks == sorted(ranks)
