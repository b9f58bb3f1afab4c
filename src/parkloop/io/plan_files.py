"""Reads plans from YAML; every problem of a file is named at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import yaml

from parkloop.catalog.plans import Action, Goal, Milestone, Override, Plan, Target, TargetType
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.texts import Text
from parkloop_catalog import DATA

FOLDER = Path(str(DATA)) / "plans"
MOST_BYTES = 20_000_000

BROKEN: Final = Rule(
    "PRG-10",
    Severity.ERROR,
    Text("Kế hoạch, mục “{field}”: {problem}.", "The plan at “{field}”: {problem}."),
    Text(
        "Sửa tệp theo src/parkloop_catalog/schema/plan.schema.json (ví dụ: examples/action-plan).",
        "Correct the file after src/parkloop_catalog/schema/plan.schema.json (an example: "
        "examples/action-plan).",
    ),
)
STRAY: Final = Rule(
    "PRG-11",
    Severity.ERROR,
    Text(
        "“{item}” trỏ tới “{name}” không có trong kế hoạch.",
        "“{item}” points to “{name}”, which the plan does not have.",
    ),
    Text("Thêm mục đó hoặc sửa mã.", "Add it or correct the id."),
)
TWICE: Final = Rule(
    "PRG-12",
    Severity.ERROR,
    Text("Mã “{item}” xuất hiện hai lần.", "The id “{item}” stands there twice."),
    Text("Đặt mã khác cho một trong hai.", "Give one of them another id."),
)


def shipped_plans() -> tuple[str, ...]:
    """Names of the plans that ship with Parkloop."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load_plan(name: str) -> Plan:
    """A plan that ships with Parkloop; raises RequestError with the names there are."""
    if name not in shipped_plans():
        known = ", ".join(shipped_plans())
        raise RequestError(
            Text(
                f"Không có kế hoạch “{name}”; có: {known}.",
                f"No plan “{name}”; there are: {known}.",
            )
        )
    return read_plan(FOLDER / f"{name}.yaml")


def read_plan(path: Path) -> Plan:
    """A plan from a file; raises InputRefused with every finding."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path.name, [_broken(path.name, "", f"> {MOST_BYTES:,} bytes")])
        raw = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        words = str(problem).splitlines()[0]
        raise _refused(path.name, [_broken(path.name, "", words)]) from problem
    return plan_of(raw, path.name)


def plan_of(raw: object, file: str = "plan.yaml") -> Plan:
    """A plan from plain values (a file, a form); raises InputRefused with every finding."""
    plain = _plain(raw)
    findings = [
        _broken(file, "/".join(map(str, problem.path)), problem.message)
        for problem in sorted(_validator().iter_errors(plain), key=lambda e: list(map(str, e.path)))
    ]
    if findings:
        raise _refused(file, findings)
    plan = _plan(plain)
    findings = list(_strays(plan, file))
    if findings:
        raise _refused(file, findings)
    return plan


def _strays(plan: Plan, file: str) -> Iterator[Finding]:
    for group in (plan.goals, plan.targets, plan.actions):
        ids = [each.id for each in group]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield TWICE.finding(Where(file=file, field=name), item=name)
    goals = {goal.id for goal in plan.goals}
    pointers = [
        *((goal.id, goal.parent) for goal in plan.goals),
        *((target.id, target.objective) for target in plan.targets),
        *((action.id, action.objective) for action in plan.actions),
    ]
    for item, name in pointers:
        if name and name not in goals:
            yield STRAY.finding(Where(file=file, field=item), item=item, name=name)


@cache
def _validator() -> jsonschema.Draft202012Validator:
    path = Path(str(DATA)) / "schema" / "plan.schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _plain(value: object) -> Any:
    """YAML reads days as dates; the schema and the records want them as they are written."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _broken(file: str, field: str, problem: str) -> Finding:
    return BROKEN.finding(Where(file=file, field=field), field=field or file, problem=problem)


def _refused(file: str, findings: list[Finding]) -> InputRefused:
    count = len(findings)
    return InputRefused(
        Text(f"{file}: kế hoạch có {count} lỗi.", f"{file}: {count} problems in the plan."),
        findings,
    )


def _plan(raw: Mapping[str, Any]) -> Plan:
    return Plan(
        id=raw["id"],
        version=raw["version"],
        title=_text(raw["title"]),
        area=raw["area"],
        goals=tuple(
            Goal(g["id"], _text(g["name"]), g.get("parent", "")) for g in raw.get("goals", ())
        ),
        targets=tuple(_target(each, raw["area"]) for each in raw.get("targets", ())),
        actions=tuple(_action(each) for each in raw.get("actions", ())),
        overrides=tuple(
            Override(
                o["target"], o["status"], o["reason"], o["author"], date.fromisoformat(o["day"])
            )
            for o in raw.get("overrides", ())
        ),
        source=raw.get("source", ""),
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        note=raw.get("note", ""),
    )


def _target(raw: Mapping[str, Any], area: str) -> Target:
    given = {key: value for key, value in raw.items() if key not in _OWN}
    for name in ("base_year", "base_value", "year", "value", "low", "high", "limit"):
        if name in given:
            given[name] = float(given[name])
    return Target(
        name=_text(raw["name"]),
        area=raw.get("area", area),
        type=TargetType(raw["type"]),
        classes={key: float(value) for key, value in raw.get("classes", {}).items()},
        milestones=tuple(
            Milestone(float(m["year"]), float(m["value"])) for m in raw.get("milestones", ())
        ),
        **given,
    )


_OWN = ("name", "area", "type", "classes", "milestones")


def _action(raw: Mapping[str, Any]) -> Action:
    given = {key: value for key, value in raw.items() if key not in _DAYS and key not in _WORDS}
    for name in ("partners", "evidence"):
        given[name] = tuple(given.get(name, ()))
    deliverable = raw.get("deliverable")
    return Action(
        name=_text(raw["name"]),
        deliverable=_text(deliverable) if deliverable else None,
        start=_day(raw.get("start")),
        end=_day(raw.get("end")),
        reported=_day(raw.get("reported")),
        completed=_day(raw.get("completed")),
        **given,
    )


_DAYS = ("start", "end", "reported", "completed")
_WORDS = ("name", "deliverable")


def _text(raw: Mapping[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None
