"""Findings whose sentences hold words that differ by language."""

from __future__ import annotations

from parkloop.findings import Finding, Rule, Where
from parkloop.texts import Text


def finding_of(rule: Rule, where: Where, suggestion: str = "", **values: object) -> Finding:
    """A breach of ``rule``; a value that is a ``Text`` is put into each language's sentence."""
    return Finding(
        rule=rule.code,
        severity=rule.severity,
        where=where,
        message=_filled(rule.message, values),
        remedy=_filled(rule.remedy, values),
        suggestion=suggestion,
        values={name: _plain(value) for name, value in values.items()},
    )


def _filled(sentence: Text, values: dict[str, object]) -> Text:
    vi = {n: v.vi if isinstance(v, Text) else v for n, v in values.items()}
    en = {n: v.en if isinstance(v, Text) else v for n, v in values.items()}
    return Text(sentence.vi.format(**vi), sentence.en.format(**en))


def _plain(value: object) -> str:
    return value.en if isinstance(value, Text) else str(value)


def number_text(value: float) -> Text:
    """A number as each language writes it: 1.234,5 and 1,234.5 (convention C-16)."""
    english = f"{value:,.12g}"
    return Text(english.translate(str.maketrans(".,", ",.")), english)
