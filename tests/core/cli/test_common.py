"""What all commands share."""

from __future__ import annotations

from parkloop.cli.common import Voice
from parkloop.findings import Rule, Severity, Where
from parkloop.texts import same_in_both

RULE = Rule("TST-01", Severity.ERROR, same_in_both("[m3] is unknown"), same_in_both("Say [kg]"))


def test_brackets_of_a_header_are_words_and_no_markup(capsys):
    Voice("en").findings([RULE.finding(Where(file="a.csv", row=2, field="Water [m3]"))])
    out = capsys.readouterr().out
    assert "a.csv, row 2, field Water [m3]" in out
    assert "[m3] is unknown" in out
    assert "→ Say [kg]" in out
