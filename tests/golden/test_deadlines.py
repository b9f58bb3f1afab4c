"""Thirty deadlines around Tết and 30 April–1 May, counted without our code (deadlines.yaml)."""

from pathlib import Path

import pytest
import yaml

from parkloop.catalog.procedures import Duration
from parkloop.procedures.calendar import WorkingCalendar
from parkloop.procedures.clock import due_date

CASES = yaml.safe_load(Path(__file__).with_name("deadlines.yaml").read_text("utf-8"))
CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c['from']} + {c['days']} {c['unit']} = {c['due']}"
)
def test_deadline(case):
    term = Duration(case["days"], case["unit"], "law", "A", verified=True)
    assert due_date(case["from"], term, CALENDAR) == case["due"]


def test_there_are_thirty():
    assert len(CASES) == 30
