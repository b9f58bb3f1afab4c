"""Reads settings and numbers of one file and gathers everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final, TypeVar

import numpy as np

from parkloop.analyses.index.method import (
    AGGREGATIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    WEIGHTINGS,
    Aggregation,
    Imputation,
    Normalisation,
    Treatment,
    Weighting,
)
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.texts import Text

T = TypeVar("T")
A_NUMBER = "number"

RULES: Final[Mapping[str, Rule]] = {
    "IDX-12": Rule(
        "IDX-12",
        Severity.ERROR,
        Text("“{value}” không dùng được ở {field}.", "“{value}” cannot be used for {field}."),
        Text("Giá trị dùng được: {known}.", "What can be used: {known}."),
    ),
    "IDX-16": Rule(
        "IDX-16",
        Severity.ERROR,
        Text("“{value}” ở {field} không phải là số.", "“{value}” at {field} is not a number."),
        Text(
            "Viết số với dấu chấm thập phân, ví dụ 1.5; để trống nếu không biết.",
            "Write numbers with a decimal point, such as 1.5; leave empty what is not known.",
        ),
    ),
    "IDX-13": Rule(
        "IDX-13",
        Severity.ERROR,
        Text("“{value}” không có trong {file}.", "“{value}” is not in {file}."),
        Text("Thêm vào {file} hoặc sửa lại mã.", "Add it to {file} or correct the id."),
    ),
    "IDX-14": Rule(
        "IDX-14",
        Severity.ERROR,
        Text("“{value}” xuất hiện hai lần.", "“{value}” stands there twice."),
        Text("Giữ lại một dòng.", "Keep one row."),
    ),
    "IDX-15": Rule(
        "IDX-15",
        Severity.ERROR,
        Text(
            "Có giá trị {value} nhưng mã {status} nói là không có.",
            "There is the value {value}, but the code {status} says that there is none.",
        ),
        Text(
            "Bỏ giá trị hoặc sửa mã; ô trống không bao giờ là số 0.",
            "Remove the value or correct the code; an empty cell is never zero.",
        ),
    ),
}


_RULES_OF: Final[Mapping[type, tuple[str, ...]]] = {
    Imputation: IMPUTATIONS,
    Treatment: TREATMENTS,
    Normalisation: NORMALISATIONS,
    Aggregation: AGGREGATIONS,
    Weighting: WEIGHTINGS,
}


class Reader:
    """Reads settings of one file and gathers everything that is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def wrong(
        self, code: str, row: int, column: str, values: Mapping[str, Any], file: str = ""
    ) -> None:
        where = Where(file=file or self.file, row=row, field=column)
        self.findings.append(RULES[code].finding(where, "", **values))

    def unusable(
        self, name: str, value: object, known: str = A_NUMBER, row: int = 0, file: str = ""
    ) -> None:
        values = {"value": value, "field": name, "known": known}
        self.wrong("IDX-16" if known == A_NUMBER else "IDX-12", row, name, values, file)

    def refuse_if_wrong(self) -> None:
        if self.findings:
            count = len(self.findings)
            raise InputRefused(
                Text(f"Có {count} lỗi trong tệp chỉ số.", f"{count} problems in the index files."),
                self.findings,
            )

    def known(self, raw: Mapping[Any, Any], names: set[str]) -> None:
        for name in raw:
            if name not in names:
                known = ", ".join(sorted(names))
                self.unusable(self.file, name, known)

    def mapping(self, raw: Any, name: str) -> Mapping[Any, Any]:
        if raw is None:
            return {}
        if isinstance(raw, Mapping):
            return raw
        self.unusable(name, raw, "name: value")
        return {}

    def sequence(self, raw: Any, name: str) -> list[Any]:
        if raw is None:
            return []
        if isinstance(raw, list):
            return raw
        self.unusable(name, raw, "- …")
        return []

    def number(self, raw: Any, name: str) -> float:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and np.isfinite(raw):
            return float(raw)
        self.unusable(name, raw, A_NUMBER)
        return 0.0

    def numbers(self, raw: Any, name: str) -> dict[str, float]:
        return {str(k): self.number(v, f"{name}.{k}") for k, v in self.mapping(raw, name).items()}

    def text(self, raw: Any, name: str, otherwise: str) -> Text:
        if isinstance(raw, str) and raw.strip():
            return Text(raw, raw)
        both = self.mapping(raw, name)
        vi, en = str(both.get("vi") or ""), str(both.get("en") or "")
        return Text(vi or en or otherwise, en or vi or otherwise)

    def settings(self, kind: type[T], raw: Any, name: str) -> T:
        """A record of settings from a mapping, or from the name of its rule alone."""
        given = {"rule": raw} if isinstance(raw, str) else self.mapping(raw, name)
        defaults = {
            f.name: f.default
            for f in fields(kind)  # type: ignore[arg-type]
            if f.default is not MISSING
        }
        self.known(given, set(defaults))
        chosen: dict[str, Any] = {}
        for key, value in given.items():
            if key in defaults:
                chosen[key] = self._setting(value, defaults[key], f"{name}.{key}")
        rule = chosen.get("rule", defaults["rule"])
        if rule not in _RULES_OF[kind]:
            known = ", ".join(_RULES_OF[kind])
            self.unusable(f"{name}.rule", rule, known)
        return kind(**chosen)

    def _setting(self, value: Any, default: Any, name: str) -> Any:
        if isinstance(default, bool):
            if not isinstance(value, bool):
                self.unusable(name, value, "true, false")
            return bool(value)
        if isinstance(default, str):
            return str(value)
        if isinstance(default, tuple):
            return tuple(self.number(item, name) for item in self.sequence(value, name))
        found = self.number(value, name)
        return int(found) if isinstance(default, int) else found
