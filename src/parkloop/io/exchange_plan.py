"""Reads a plan of exchanges (``exchanges.yaml``) as plain values.

What they mean is decided by ``parkloop.analyses.symbiosis.network.planning``; the format is
described in docs/reference/exchanges-yaml.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from parkloop.errors import InputRefused
from parkloop.findings import Rule, Severity, Where
from parkloop.texts import Text

PLAN_FILE = "exchanges.yaml"
MOST_BYTES = 2_000_000

NOT_A_PLAN = Rule(
    "NET-10",
    Severity.ERROR,
    Text("Không đọc được kế hoạch: {problem}.", "The plan cannot be read: {problem}."),
    Text(
        "Tệp phải là YAML với money, offers, needs, exchanges, modes; xem "
        "docs/reference/exchanges-yaml.md.",
        "The file must be YAML with money, offers, needs, exchanges, modes; see "
        "docs/reference/exchanges-yaml.md.",
    ),
)


def read_exchange_plan(path: Path) -> Mapping[str, Any]:
    """The values in a plan's file; raises InputRefused where it is no such file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path.name, f"> {MOST_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _refused(path.name, str(problem).splitlines()[0]) from problem
    return plan_values(text, path.name)


def plan_values(text: str, name: str) -> Mapping[str, Any]:
    """The values in the text of a plan; raises InputRefused where it is none."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise _refused(name, str(problem).splitlines()[0]) from problem
    if not isinstance(raw, Mapping):
        raise _refused(name, "money, offers, needs, exchanges?")
    return raw


def _refused(name: str, problem: str) -> InputRefused:
    return InputRefused(
        Text(
            f"{name}: kế hoạch trao đổi chưa dùng được.",
            f"{name}: the plan of exchanges cannot be used yet.",
        ),
        [NOT_A_PLAN.finding(Where(file=name), problem=problem)],
    )
