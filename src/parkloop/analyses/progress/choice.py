"""Which rule judges which target: the type decides, the numbers may forbid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from parkloop.analyses.progress import formulas
from parkloop.analyses.progress.rules import RULES, Series
from parkloop.catalog.plans import Target, TargetType
from parkloop.texts import Text

#: Units in which a difference means more than a ratio: small bases flatter growth.
SHARES: Final = ("%", "1")

_BY_TYPE: Final[Mapping[TargetType, tuple[str, Text]]] = {
    TargetType.RELATIVE: (
        "growth-ratio",
        Text("mục tiêu so với năm gốc: xét tốc độ", "a target against a base year: by growth"),
    ),
    TargetType.INTERVAL: ("interval", Text("mục tiêu là một khoảng", "the target is an interval")),
    TargetType.MAINTAIN: (
        "band",
        Text(
            "mục tiêu giữ ổn định: tốc độ cần có bằng 0 nên không xét tốc độ",
            "a target to be held: the growth it needs is zero, so that growth cannot judge it",
        ),
    ),
    TargetType.GROWTH: (
        "growth-rate",
        Text("mục tiêu chính là tốc độ", "the target is the rate itself"),
    ),
    TargetType.SHARE: (
        "linear-ratio",
        Text("tỷ lệ đơn vị: xét theo đường thẳng", "a share: on a line"),
    ),
    TargetType.BY_CLASS: (
        "linear-ratio",
        Text(
            "theo từng loại đơn vị: lấy loại kém nhất", "by class of units: the worst class counts"
        ),
    ),
    TargetType.MILESTONE: ("done", Text("mốc có hoặc chưa", "a milestone: met or not")),
    TargetType.WATCH: ("trend", Text("không có mục tiêu: xét xu hướng", "no target: by trend")),
}
#: Types whose goal is no single level.
_WITHOUT_LEVEL = (TargetType.INTERVAL, TargetType.MAINTAIN, TargetType.GROWTH, TargetType.WATCH)
_OWN = Text("quy tắc do kế hoạch chỉ định", "the rule that the plan names")
_LINE_SHARE = Text(
    "đơn vị là tỷ lệ: xét theo đường thẳng, vì gốc nhỏ làm tốc độ đẹp giả tạo",
    "a share: on a line, because a small base flatters growth",
)
_LINE_UNDEFINED = Text(
    "tốc độ không xác định (gốc hoặc mục tiêu bằng 0, hoặc đổi dấu): xét theo đường thẳng",
    "growth is not defined (a base or target of zero, or a change of sign): on a line",
)
_LINE_STEPS = Text(
    "có mốc trung gian: xét theo đường gấp khúc", "milestones: on the line through them"
)
_COUNT = Text("số đếm: xét theo đường thẳng", "a count: on a line")
_GROWTH = Text("mức với gốc và mục tiêu khác 0: xét tốc độ", "a level away from zero: by growth")


def choose(target: Target, series: Series | None) -> tuple[str, Text]:
    """Name of the rule and why it was taken."""
    if target.rule in RULES:
        return target.rule, _OWN
    if target.type in _BY_TYPE:
        return _BY_TYPE[target.type]
    if target.milestones:
        return "linear-ratio", _LINE_STEPS
    if target.type is TargetType.COUNT:
        return "linear-ratio", _COUNT
    if target.unit in SHARES:
        return "linear-ratio", _LINE_SHARE
    if series is not None and not _growth_defined(series):
        return "linear-ratio", _LINE_UNDEFINED
    return "growth-ratio", _GROWTH


def _growth_defined(series: Series) -> bool:
    """Whether growth from base to goal and from base to latest exists and something is needed."""
    if series.base is None or series.goal is None:
        return False
    (t0, x0), (t1, goal), (t, x) = series.base, series.goal, series.latest
    required = formulas.growth(x0, goal, t1 - t0)
    return bool(required) and formulas.growth(x0, x, t - t0) is not None


def series_of(
    target: Target, base: formulas.Point | None, points: tuple[formulas.Point, ...]
) -> Series:
    """The series a rule sees: the goal of a relative target follows from its base."""
    return Series(target, base, points[-1], goal_of(target, base), points)


def goal_of(target: Target, base: formulas.Point | None) -> formulas.Point | None:
    """(year, level) of the target [unit]; None where it has no single level."""
    if target.year is None or target.value is None or target.type in _WITHOUT_LEVEL:
        return None
    if target.type is TargetType.RELATIVE:
        return None if base is None else (target.year, base[1] * (1 + target.value))
    return target.year, target.value


def of_class(target: Target, label: str) -> Target:
    """The part of a target that speaks of one class of units."""
    return replace(
        target,
        type=TargetType.FLOOR if target.direction > 0 else TargetType.CEILING,
        value=target.classes[label],
        disaggregation=label,
        classes={},
    )
