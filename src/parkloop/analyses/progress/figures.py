"""Figures of a target: every number of its status opens to formula, values and thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.progress.limits import Limits
from parkloop.analyses.progress.model import Judged, TargetStatus
from parkloop.ledger.statistics import DataPoint
from parkloop.provenance import (
    FactOperand,
    Figure,
    FigureOperand,
    Gap,
    Operand,
    ParameterOperand,
)
from parkloop.texts import Text, same_in_both

_NAMES = {
    "current": Text("giá trị mới nhất", "latest value"),
    "base": Text("giá trị gốc", "base"),
    "goal": Text("mục tiêu", "target"),
    "growth": Text("tốc độ đạt được mỗi năm", "growth achieved a year"),
    "required": Text("tốc độ cần có mỗi năm", "growth required a year"),
    "ratio": Text("tỷ số tiến độ", "progress ratio"),
    "expected": Text("mức phải có đến nay", "level expected by now"),
    "projection": Text("dự báo đến năm mục tiêu", "projection to the target's year"),
    "needed-rate": Text("tốc độ cần có từ nay", "growth needed from now on"),
    "needed-per-year": Text("mức thay đổi cần có mỗi năm từ nay", "change needed a year from now"),
    "score": Text("điểm xu hướng", "score"),
}
_FORMULAS = {
    "growth": same_in_both("(x / x0)^(1/(t − t0)) − 1"),
    "required": same_in_both("(X / x0)^(1/(T − t0)) − 1"),
    "expected": same_in_both("x0 + (X − x0)·(t − t0)/(T − t0)"),
    "projection": same_in_both("x0 + (x − x0)·(T − t0)/(t − t0)"),
    "needed-rate": same_in_both("(X / x)^(1/(T − t)) − 1"),
    "needed-per-year": same_in_both("(X − x)/(T − t)"),
}
_RATIOS = {
    "growth-ratio": (same_in_both("g / r"), ("growth", "required")),
    "growth-rate": (same_in_both("g / r"), ("growth", "required")),
    "linear-ratio": (same_in_both("(x − x0)/(E − x0)"), ("current", "base", "expected")),
    "interval": (same_in_both("(x − x0)/(E − x0)"), ("current", "base", "expected")),
    "sdg-trend": (
        same_in_both("((x − x0)/(t − t0)) / ((X − x0)/(T − t0))"),
        ("current", "base", "goal"),
    ),
    "escap": (same_in_both("1 − (X − forecast)/(X − x0)"), ("projection", "base", "goal")),
}


def figure_id(target: str, kind: str) -> str:
    return f"progress/{target}/{kind}"


def gap_id(target: str) -> str:
    return f"progress/not-assessed/{target}"


def gap_of(each: TargetStatus) -> Gap:
    """The gap of a target that no rule could judge."""
    reason = each.judged.reason
    return Gap(
        id=gap_id(each.target.id),
        message=Text(
            f"Mục tiêu “{each.target.id}” chưa đánh giá được: {reason.vi}.",
            f"The target “{each.target.id}” is not assessed: {reason.en}.",
        ),
        remedy=Text(
            f"Nhập số liệu của chỉ tiêu {each.target.indicator} ({each.target.area}).",
            f"Load observations of the indicator {each.target.indicator} ({each.target.area}).",
        ),
    )


def figures_of(each: TargetStatus, limits: Limits) -> Iterator[Figure]:
    """Figures of one target; a number that is not there has no figure, the gap says why."""
    judged, unit = each.judged, each.target.unit
    values = {
        "current": (each.latest.value if each.latest else None, unit),
        "base": (_base_value(each), unit),
        "goal": (judged.goal, unit),
        "growth": (judged.growth_observed, "1/yr"),
        "required": (judged.growth_required, "1/yr"),
        "expected": (judged.expected, unit),
        "projection": (judged.projection, unit),
        "ratio": (judged.ratio, "1"),
        "needed-rate": (judged.needed_rate, "1/yr"),
        "needed-per-year": (judged.needed_per_year, f"{unit}/yr"),
        "score": (judged.score, "1"),
    }
    present = {kind for kind, (value, _) in values.items() if value is not None}
    for kind, (value, of_unit) in values.items():
        if value is None:
            continue
        yield Figure(
            id=figure_id(each.target.id, kind),
            label=Text(
                f"{each.target.name.vi}: {_NAMES[kind].vi}",
                f"{each.target.name.en}: {_NAMES[kind].en}",
            ),
            value=value,
            unit=of_unit,
            formula=_formula(kind, judged),
            operands=tuple(_operands(kind, each, limits, present)),
            tags={"rule": judged.rule, "status": each.status.value},
        )


def _base_value(each: TargetStatus) -> float | None:
    if each.target.base_value is not None:
        return each.target.base_value
    return each.base.value if each.base else None


def _formula(kind: str, judged: Judged) -> Text:
    if kind == "ratio" and judged.rule in _RATIOS:
        return _RATIOS[judged.rule][0]
    return _FORMULAS.get(kind, same_in_both(kind))


def _operands(
    kind: str, each: TargetStatus, limits: Limits, present: set[str]
) -> Iterator[Operand]:
    needs = {
        "growth": ("current", "base"),
        "required": ("goal", "base"),
        "expected": ("base", "goal"),
        "projection": ("base", "current"),
        "needed-rate": ("goal", "current"),
        "needed-per-year": ("goal", "current"),
        "score": ("ratio",),
    }
    if kind == "current" and each.latest is not None:
        yield _observed("x", each.latest)
    elif kind == "base":
        yield _base_operand(each)
    elif kind == "goal":
        yield _goal_operand(each)
    elif kind == "ratio":
        parts = _RATIOS.get(each.judged.rule, (None, ()))[1]
        yield from (
            FigureOperand(figure_id(each.target.id, part)) for part in parts if part in present
        )
        yield from _thresholds(limits)
    for part in needs.get(kind, ()):
        if part in present:
            yield FigureOperand(figure_id(each.target.id, part))


def _thresholds(limits: Limits) -> Iterator[FactOperand]:
    """The thresholds that turn the ratio into a status."""
    for name in ("progress.on-track", "progress.moderate", "progress.insufficient"):
        fact = limits.used.get(name)
        if fact is not None:
            yield FactOperand(name.removeprefix("progress."), fact.id, fact.value, fact.unit)


def _observed(symbol: str, point: DataPoint) -> ParameterOperand:
    said = [point.period, point.source, point.vintage, point.status]
    words = " · ".join(part for part in said if part)
    return ParameterOperand(
        symbol,
        point.value or 0.0,
        point.unit,
        Text(f"giá trị quan sát: {words}", f"observed: {words}"),
    )


def _base_operand(each: TargetStatus) -> ParameterOperand:
    target = each.target
    if target.base_value is not None:
        note = Text(
            f"giá trị gốc của kế hoạch, năm {target.base_year:g}",
            f"base of the plan, year {target.base_year:g}",
        )
        return ParameterOperand("x0", target.base_value, target.unit, note)
    if each.base is None:
        raise ValueError(each)
    return _observed("x0", each.base)


def _goal_operand(each: TargetStatus) -> ParameterOperand:
    target = each.target
    value = target.value if target.value is not None else each.judged.goal
    source = " · ".join(part for part in (target.source, target.locator) if part)
    words = f" ({source})" if source else ""
    year = "" if target.year is None else f" {target.year:g}"
    return ParameterOperand(
        "X",
        value if value is not None else "",
        "1" if target.type.value == "relative" else target.unit,
        Text(f"mục tiêu của kế hoạch, năm{year}{words}", f"target of the plan, year{year}{words}"),
    )
