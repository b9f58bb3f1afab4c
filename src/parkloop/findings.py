"""Findings: problems in data, as data.

A *rule* is declared once, next to the check that applies it, with its sentence and its
remedy in both languages. A *finding* is one place where a rule does not hold. Checks return
all their findings at once and never raise for bad data (convention C-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parkloop.texts import Text


class Severity(StrEnum):
    """error: the row or figure is not used. warning: used, look at it. info: good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return {"error": 0, "warning": 1, "info": 2}[self.value]


@dataclass(frozen=True, slots=True)
class Where:
    """The place a finding speaks of; empty parts do not apply.

    ``row`` is the row number a person sees in the spreadsheet (1-based).
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    field: str = ""
    entries: tuple[str, ...] = ()
    node: str = ""
    period: str = ""

    def in_words(self) -> Text:
        """'flows.xlsx, sheet Flows, row 12, field unit' in both languages."""
        parts_vi, parts_en = [], []
        for label_vi, label_en, value in (
            ("", "", self.file),
            ("trang tính ", "sheet ", self.sheet),
            ("dòng ", "row ", str(self.row) if self.row else ""),
            ("cột ", "field ", self.field),
            ("nút ", "node ", self.node),
            ("kỳ ", "period ", self.period),
        ):
            if value:
                parts_vi.append(label_vi + value)
                parts_en.append(label_en + value)
        return Text(", ".join(parts_vi) or "toàn bộ", ", ".join(parts_en) or "as a whole")

    def as_dict(self) -> dict[str, object]:
        full = {
            "entries": list(self.entries),
            "field": self.field,
            "file": self.file,
            "node": self.node,
            "period": self.period,
            "row": self.row,
            "sheet": self.sheet,
        }
        return {name: value for name, value in full.items() if value}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule does not hold, in plain words, with what to do next."""

    rule: str
    severity: Severity
    where: Where
    message: Text
    remedy: Text
    suggestion: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {
            "message": self.message.as_dict(),
            "remedy": self.remedy.as_dict(),
            "rule": self.rule,
            "severity": self.severity.value,
            "suggestion": self.suggestion,
            "values": dict(sorted(self.values.items())),
            "where": self.where.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered rule: what it demands, how a breach reads, what to do about it."""

    code: str
    severity: Severity
    message: Text
    remedy: Text

    def finding(self, where: Where, suggestion: str = "", **values: object) -> Finding:
        """A breach of this rule at ``where``; ``values`` fill the places in the sentences."""
        return Finding(
            rule=self.code,
            severity=self.severity,
            where=where,
            message=self.message.format(**values),
            remedy=self.remedy.format(**values),
            suggestion=suggestion,
            values={name: str(value) for name, value in values.items()},
        )


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by file, sheet, row, rule: the same order on every machine."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                f.severity.rank,
                f.where.file,
                f.where.sheet,
                f.where.row,
                f.where.node,
                f.where.period,
                f.where.field,
                f.rule,
                f.message.en,
            ),
        )
    )
