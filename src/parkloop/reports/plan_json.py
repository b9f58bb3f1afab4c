"""A judged plan as plain values: for machines, by command and by address."""

from __future__ import annotations

from typing import Any

from parkloop.analyses.progress import Progress
from parkloop.analyses.progress.model import TargetStatus
from parkloop.provenance import Result


def as_dict(result: Result[Progress]) -> dict[str, Any]:
    """The result as plain values: targets, actions, findings, gaps, provenance."""
    of = result.value
    return {
        "actions": [
            {
                "action": each.action.id,
                "done": each.done,
                "evidence": each.has_evidence,
                "late_days": each.late_days,
                "planned": each.planned,
                "state": each.state.value,
            }
            for each in of.actions
        ],
        "as_of": of.as_of.isoformat(),
        "findings": [finding.as_dict() for finding in result.findings],
        "gaps": [gap.as_dict() for gap in result.gaps],
        "plan": of.plan.id,
        "provenance": result.provenance.as_dict(),
        "targets": [target_dict(each) for each in of.targets],
    }


def target_dict(each: TargetStatus) -> dict[str, Any]:
    """One target with its status, rule and numbers."""
    judged_ = each.judged
    return {
        "age": each.age,
        "classes": {k: v.status.value for k, v in (each.classes or {}).items()},
        "computed": each.computed.value,
        "expected": judged_.expected,
        "goal": judged_.goal,
        "growth_observed": judged_.growth_observed,
        "growth_required": judged_.growth_required,
        "latest": None
        if each.latest is None
        else {"period": each.latest.period, "value": each.latest.value},
        "needed_per_year": judged_.needed_per_year,
        "needed_rate": judged_.needed_rate,
        "override": None
        if each.override is None
        else {"author": each.override.author, "reason": each.override.reason},
        "points": each.points,
        "projection": judged_.projection,
        "ratio": judged_.ratio,
        "reason": judged_.reason.as_dict(),
        "rule": judged_.rule,
        "score": judged_.score,
        "status": each.status.value,
        "target": each.target.id,
    }
