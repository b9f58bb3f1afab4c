"""What a sender's columns and words mean, kept so that it is asked only once.

A mapping is a small JSON file in the workspace's ``mappings`` folder. It names columns by their
headers, so that a column that moves is still found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Rule, Severity, Where
from parkloop.io.intake.fields import FIELDS
from parkloop.io.intake.numbers import Decimal
from parkloop.io.intake.words import plain
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text

BAD_MAPPING = Rule(
    "IMP-48",
    Severity.ERROR,
    Text("Không dùng được tệp ánh xạ: {problem}.", "The mapping cannot be used: {problem}."),
    Text(
        "Xem docs/guides/import.md, mục “Ánh xạ đã lưu”.",
        "See docs/guides/import.md, “Saved mappings”.",
    ),
)
_TOP = {"sender", "columns", "constants", "words", "decimal", "year"}


@dataclass(frozen=True, slots=True)
class SenderMapping:
    """How to read one sender's files.

    ``columns``: header → field, '' for a column that is left out. ``constants``: field → value
    for what no column says; 'from_node:diesel' holds for that stream only. ``words``: field →
    the sender's own spelling → id. ``decimal``: ',' or '.', '' when cells must show it.
    """

    sender: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: str = ""
    year: int | None = None

    def column(self, header: str) -> str | None:
        """The field of a header; None when the mapping does not know it."""
        return self.columns.get(plain(header))

    def constant(self, field_id: str, stream: str = "") -> str:
        return self.constants.get(f"{field_id}:{stream}") or self.constants.get(field_id, "")

    def has_constant(self, field_id: str) -> bool:
        return any(key.partition(":")[0] == field_id for key in self.constants)

    @property
    def decimal_sign(self) -> Decimal | None:
        return Decimal(self.decimal) if self.decimal else None

    def with_constants(self, more: Mapping[str, str]) -> SenderMapping:
        """The same, with values set by hand; refuses a field that does not exist."""
        settings = dict(more)
        decimal = settings.pop("decimal", self.decimal)
        year = settings.pop("year", "")
        for key in settings:
            if key.partition(":")[0] not in FIELDS:
                raise RequestError(_unknown_field(key))
        if decimal not in ("", ",", ".") or not re.fullmatch(r"(\d{4})?", year):
            raise RequestError(_unknown_field(f"decimal={decimal} year={year}"))
        return replace(
            self,
            constants={**self.constants, **settings},
            decimal=decimal,
            year=int(year) if year else self.year,
        )

    def with_columns(self, found: Mapping[str, str]) -> SenderMapping:
        """The same, remembering what headers were found to mean."""
        return replace(self, columns={**found, **self.columns})

    def as_dict(self) -> dict[str, Plain]:
        return {
            "columns": dict(sorted(self.columns.items())),
            "constants": dict(sorted(self.constants.items())),
            "decimal": self.decimal,
            "sender": self.sender,
            "words": {name: dict(sorted(own.items())) for name, own in sorted(self.words.items())},
            "year": self.year,
        }

    @property
    def hash(self) -> str:
        return content_hash(self.as_dict())


def mapping_path(folder: Path, sender: str) -> Path:
    """Where the mapping of a sender is kept; the name of the file is safe on every system."""
    slug = re.sub(r"[^a-z0-9]+", "-", plain(sender)).strip("-") or "sender"
    return folder / f"{slug}.json"


def read_mapping(path: Path) -> SenderMapping:
    """A mapping from its file; raises InputRefused that says what is wrong with it."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise _refused(path, str(problem)) from problem
    wrong = _problem(raw)
    if wrong:
        raise _refused(path, wrong)
    return mapping_from(raw)


def mapping_from(raw: Mapping[str, Any]) -> SenderMapping:
    """A mapping from what ``SenderMapping.as_dict`` gave."""
    return SenderMapping(
        sender=raw.get("sender", ""),
        columns={plain(header): name for header, name in raw.get("columns", {}).items()},
        constants=raw.get("constants", {}),
        words=raw.get("words", {}),
        decimal=raw.get("decimal", ""),
        year=raw.get("year"),
    )


def write_mapping(mapping: SenderMapping, path: Path) -> None:
    text = json.dumps(mapping.as_dict(), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _problem(raw: Any) -> str:
    if not isinstance(raw, dict) or set(raw) - _TOP:
        return ", ".join(sorted(set(raw) - _TOP)) if isinstance(raw, dict) else "JSON {…}?"
    for part in ("columns", "constants"):
        if not _is_words(raw.get(part, {})):
            return part
    if not isinstance(raw.get("words", {}), dict) or not all(
        map(_is_words, raw.get("words", {}).values())
    ):
        return "words"
    unknown = [f for f in raw.get("columns", {}).values() if f and f not in FIELDS]
    unknown += [f for f in raw.get("constants", {}) if f.partition(":")[0] not in FIELDS]
    if unknown:
        return ", ".join(sorted(unknown))
    return _scalar_problem(raw)


def _scalar_problem(raw: Mapping[str, Any]) -> str:
    if raw.get("decimal", "") not in ("", ",", "."):
        return "decimal"
    if not isinstance(raw.get("sender", ""), str):
        return "sender"
    year = raw.get("year")
    return "" if year is None or (isinstance(year, int) and 1990 <= year <= 2100) else "year"


def _is_words(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(k, str) and isinstance(v, str) for k, v in value.items()
    )


def _refused(path: Path, problem: str) -> InputRefused:
    return InputRefused(
        Text(f"Không dùng được ánh xạ {path.name}.", f"The mapping {path.name} cannot be used."),
        (BAD_MAPPING.finding(Where(file=path.name), problem=problem),),
    )


def _unknown_field(key: str) -> Text:
    known = ", ".join(sorted([*FIELDS, "decimal", "year"]))
    return Text(
        f"Không có cột “{key}”. Các cột: {known}.", f"There is no field “{key}”. Fields: {known}."
    )
