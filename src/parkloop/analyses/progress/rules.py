"""One function per status rule; every threshold is a fact of the catalog.

A rule sees a ``Series`` and the catalog's ``Limits`` and returns what it finds. A rule that is not
defined for the numbers says so (``not-assessed``) instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from parkloop.analyses.progress import formulas
from parkloop.analyses.progress.formulas import Point
from parkloop.analyses.progress.limits import Limits
from parkloop.analyses.progress.model import Judged, Status
from parkloop.catalog.plans import Target, TargetType
from parkloop.texts import Text

#: Ratios that differ from a threshold by less are taken to meet it.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Series:
    """The values that a rule judges: (year, level) of base and latest, the goal, all points."""

    target: Target
    base: Point | None
    latest: Point
    goal: Point | None
    points: tuple[Point, ...]

    @property
    def direction(self) -> int:
        """+1 where more is better. The type decides it, or the sign of a relative change."""
        kind = self.target.type
        if kind is TargetType.RELATIVE and self.target.value:
            return 1 if self.target.value > 0 else -1
        return {TargetType.FLOOR: 1, TargetType.CEILING: -1}.get(kind, self.target.direction)

    @property
    def lost(self) -> bool:
        """The base met the goal, the latest value does not: any pace would read as progress."""
        if self.base is None or self.goal is None or reached(self):
            return False
        return self.direction * (self.goal[1] - self.base[1]) < 0

    @property
    def years(self) -> float:
        return self.latest[0] - self.base[0] if self.base else 0.0

    @property
    def path(self) -> tuple[Point, ...]:
        """Base, milestones and goal, in time."""
        ends = [end for end in (self.base, self.goal) if end is not None]
        return tuple(sorted({*ends, *((m.year, m.value) for m in self.target.milestones)}))


def reached(series: Series) -> bool:
    """Whether the latest value meets the goal. A target that nothing moved from is not reached."""
    if series.goal is None:
        return False
    goal, x = series.goal[1], series.latest[1]
    return series.direction * (x - goal) >= -TOLERANCE * max(abs(goal), 1.0)


def measured(series: Series) -> Judged:
    """Every formula that is defined for the series; no status yet."""
    latest, goal, base = series.latest, series.goal, series.base
    found = Judged(Status.NOT_ASSESSED, "", _NOTHING)
    if base is not None:
        found = replace(
            found, growth_observed=formulas.growth(base[1], latest[1], latest[0] - base[0])
        )
    if goal is None:
        return found
    left = goal[0] - latest[0]
    found = replace(
        found,
        goal=goal[1],
        needed_rate=formulas.growth(latest[1], goal[1], left),
        needed_per_year=(goal[1] - latest[1]) / left if left > 0 else None,
    )
    if base is None or goal[0] <= base[0]:
        return found
    return replace(
        found,
        growth_required=formulas.growth(base[1], goal[1], goal[0] - base[0]),
        expected=formulas.expected_on_path(series.path, latest[0]),
        projection=formulas.projection(base, latest, goal[0]),
    )


def growth_ratio(series: Series, limits: Limits) -> Judged:
    """Observed growth against required growth: Eurostat, Statistics Canada, Open SDG."""
    found = measured(series)
    ratio = formulas.growth_ratio(found.growth_observed, found.growth_required)
    if reached(series):
        return _said(found, Status.REACHED, "growth-ratio", _REACHED)
    barred = _barred(series)
    if barred:
        return _said(found, barred[0], "growth-ratio", barred[1])
    if ratio is None:
        return _said(found, Status.NOT_ASSESSED, "growth-ratio", _UNDEFINED)
    points = formulas.score(
        ratio, limits("score-full"), limits("score-level"), limits("score-most")
    )
    found = replace(found, ratio=ratio, score=points)
    return _said(found, _banded(ratio, limits), "growth-ratio", _RATIO)


def linear_ratio(series: Series, limits: Limits) -> Judged:
    """Done against planned on a straight line, or on the line through the milestones."""
    found = measured(series)
    if reached(series):
        return _said(found, Status.REACHED, "linear-ratio", _REACHED)
    barred = _barred(series)
    if barred:
        return _said(found, barred[0], "linear-ratio", barred[1])
    if series.base is None or found.expected is None:
        return _said(found, Status.NOT_ASSESSED, "linear-ratio", _NO_BASE)
    ratio = formulas.linear_ratio(series.base[1], series.latest[1], found.expected)
    if ratio is None:
        return _said(found, Status.NOT_ASSESSED, "linear-ratio", _UNDEFINED)
    return _said(replace(found, ratio=ratio), _banded(ratio, limits), "linear-ratio", _RATIO)


def stepwise(series: Series, limits: Limits) -> Judged:
    """Counts that come in steps: the last milestone passed is met, or not yet."""
    found = measured(series)
    if reached(series):
        return _said(found, Status.REACHED, "stepwise", _REACHED)
    passed = [m for m in series.target.milestones if m.year <= series.latest[0]]
    if not passed:
        return _said(found, Status.DUE, "stepwise", _NO_STEP)
    step = max(passed, key=lambda milestone: milestone.year)
    met = series.direction * (series.latest[1] - step.value) >= -TOLERANCE
    status = Status.ON_TRACK if met else Status.INSUFFICIENT
    return _said(replace(found, expected=step.value), status, "stepwise", _STEP)


def band(series: Series, limits: Limits) -> Judged:
    """Maintain: inside the band, outside by at most the tolerance, or further out."""
    low, high = _band(series.target)
    x = series.latest[1]
    off = max(low - x, x - high, 0.0)
    found = replace(measured(series), goal=low if x < low else high if x > high else None)
    if off <= TOLERANCE:
        return _said(found, Status.WITHIN, "band", _WITHIN)
    near = off <= series.target.tolerance + TOLERANCE
    return _said(found, Status.NEAR if near else Status.OUTSIDE, "band", _OFF)


def interval(series: Series, limits: Limits) -> Judged:
    """Reached inside the interval; outside, the way to its nearest end is judged on a line."""
    low, high = _band(series.target)
    x = series.latest[1]
    if low - TOLERANCE <= x <= high + TOLERANCE:
        return _said(replace(measured(series), goal=x), Status.REACHED, "interval", _WITHIN)
    if series.target.year is None:
        return _said(measured(series), Status.NOT_ASSESSED, "interval", _NO_BASE)
    below = x < low
    target = replace(series.target, type=TargetType.FLOOR if below else TargetType.CEILING)
    nearest = replace(series, target=target, goal=(series.target.year, low if below else high))
    return replace(linear_ratio(nearest, limits), rule="interval")


def growth_rate(series: Series, limits: Limits) -> Judged:
    """The yearly rate itself is the target: observed growth against its interval."""
    low, high = _band(series.target)
    found = replace(measured(series), goal=None, needed_rate=None, needed_per_year=None)
    rate = found.growth_observed
    if rate is None:
        return _said(found, Status.NOT_ASSESSED, "growth-rate", _UNDEFINED)
    # The end that demands more is the goal; beyond it is as good as within.
    least = low if series.target.direction > 0 else high
    ahead = series.target.direction * (rate - least)
    if ahead >= -TOLERANCE:
        return _said(replace(found, ratio=_ratio(rate, least)), Status.ON_TRACK, "growth-rate", _IN)
    ratio = _ratio(rate, least)
    status = Status.INSUFFICIENT if ratio is None else _banded(ratio, limits)
    return _said(replace(found, ratio=ratio, growth_required=least), status, "growth-rate", _RATIO)


def trend(series: Series, limits: Limits) -> Judged:
    """Without target, five steps: Eurostat's newer thresholds, smaller near a natural limit."""
    return _trend(series, limits, "trend")


def trend_canada(series: Series, limits: Limits) -> Judged:
    """Without target, the older thresholds of Statistics Canada: 1.5 % and 0.5 % a year."""
    return _trend(series, limits, "trend-canada")


def _trend(series: Series, limits: Limits, rule: str) -> Judged:
    found = measured(series)
    rate = found.growth_observed
    if rate is None or series.base is None:
        reason = _UNDEFINED if series.years else _ONE
        return _said(found, Status.NOT_ASSESSED, rule, reason)
    shrunk = 1.0
    if series.target.limit:
        shrunk = formulas.limit_factor(
            series.base[1], series.target.limit, limits("near-limit-exponent")
        )
    ahead = series.target.direction * rate
    strong, some = limits(f"{rule}-significant"), limits(f"{rule}-moderate")
    if ahead > strong * shrunk:
        status = Status.SIGNIFICANT_PROGRESS
    elif ahead > some * shrunk:
        status = Status.MODERATE_PROGRESS
    elif ahead >= (-some if rule == "trend" else 0.0):
        status = Status.NO_PROGRESS
    elif ahead >= -strong:
        status = Status.MODERATE_DETERIORATION
    else:
        status = Status.SIGNIFICANT_DETERIORATION
    points = formulas.trend_score(ahead, limits("score-per-growth"), limits("score-most"))
    return _said(replace(found, score=points), status, rule, _TREND)


def sdg_trend(series: Series, limits: Limits) -> Judged:
    """SDG Index: linear rate since the base against the linear rate needed."""
    found = measured(series)
    if reached(series):
        return _said(found, Status.REACHED, "sdg-trend", _REACHED)
    barred = _barred(series)
    if barred:
        return _said(found, barred[0], "sdg-trend", barred[1])
    base, goal, latest = series.base, series.goal, series.latest
    if base is None or goal is None or latest[0] <= base[0] or goal[1] == base[1]:
        return _said(found, Status.NOT_ASSESSED, "sdg-trend", _UNDEFINED)
    rate = (latest[1] - base[1]) / (latest[0] - base[0])
    ratio = rate / ((goal[1] - base[1]) / (goal[0] - base[0]))
    steps = (
        (limits("sdg-on-track"), Status.ON_TRACK),
        (limits("sdg-improving"), Status.MODERATE),
        (0.0, Status.INSUFFICIENT),
    )
    return _said(replace(found, ratio=ratio), _step(ratio, steps), "sdg-trend", _RATIO)


def escap(series: Series, limits: Limits) -> Judged:
    """UN ESCAP's anticipated progress: how much of the way the forecast leaves undone."""
    found = measured(series)
    if reached(series):
        return _said(found, Status.REACHED, "escap", _REACHED)
    barred = _barred(series)
    if barred:
        return _said(found, barred[0], "escap", barred[1])
    if series.base is None or series.goal is None:
        return _said(found, Status.NOT_ASSESSED, "escap", _NO_BASE)
    forecast = formulas.weighted_forecast(series.points, series.goal[0])
    gap = None
    if forecast is not None:
        gap = formulas.anticipated_gap(series.base[1], forecast, series.goal[1])
    index = formulas.current_status_index(series.base[1], series.latest[1], series.goal[1])
    if gap is None:
        return _said(found, Status.NOT_ASSESSED, "escap", _UNDEFINED)
    status = Status.AWAY
    if gap <= limits("escap-maintain") + TOLERANCE:
        status = Status.ON_TRACK
    elif gap <= limits("escap-accelerate") + TOLERANCE:
        status = Status.MODERATE
    found = replace(found, ratio=1 - gap, projection=forecast, score=index)
    return _said(found, status, "escap", _GAP)


def done(series: Series, limits: Limits) -> Judged:
    """A milestone that is met or not: a value of 1 says that it is there."""
    found = measured(series)
    return _said(found, Status.REACHED if series.latest[1] else Status.DUE, "done", _DONE)


Rule = Callable[[Series, Limits], Judged]
RULES: Final[Mapping[str, Rule]] = {
    "growth-ratio": growth_ratio,
    "linear-ratio": linear_ratio,
    "stepwise": stepwise,
    "band": band,
    "interval": interval,
    "growth-rate": growth_rate,
    "trend": trend,
    "trend-canada": trend_canada,
    "sdg-trend": sdg_trend,
    "escap": escap,
    "done": done,
}


def _barred(series: Series) -> tuple[Status, Text] | None:
    """What no pace can say about a target that is not met: its year is over, or it was lost."""
    if series.goal is not None and series.latest[0] >= series.goal[0]:
        return Status.LATE, _MISSED
    if series.lost:
        return Status.AWAY, _LOST
    if series.base is not None and series.latest[0] <= series.base[0]:
        return Status.NOT_ASSESSED, _ONE
    return None


def _band(target: Target) -> tuple[float, float]:
    """Ends of a band; one that states a single value is as wide as that value."""
    low = target.value if target.low is None else target.low
    high = target.value if target.high is None else target.high
    return (
        -float("inf") if low is None else low,
        float("inf") if high is None else high,
    )


def _banded(ratio: float, limits: Limits) -> Status:
    steps = (
        (limits("on-track"), Status.ON_TRACK),
        (limits("moderate"), Status.MODERATE),
        (limits("insufficient"), Status.INSUFFICIENT),
    )
    return _step(ratio, steps)


def _step(ratio: float, steps: Sequence[tuple[float, Status]]) -> Status:
    return next((s for least, s in steps if ratio >= least - TOLERANCE), Status.AWAY)


def _ratio(observed: float, required: float) -> float | None:
    return observed / required if required else None


def _said(found: Judged, status: Status, rule: str, reason: Text) -> Judged:
    return replace(found, status=status, rule=rule, reason=reason)


_NOTHING = Text("chưa đánh giá", "not judged")
_REACHED = Text("giá trị mới nhất đã đạt mục tiêu", "the latest value meets the target")
_ONE = Text("chỉ có một giá trị nên chưa có tốc độ", "there is one value only, so no pace yet")
_MISSED = Text(
    "năm mục tiêu đã đến mà chưa đạt", "the year of the target has come and it is not met"
)
_LOST = Text(
    "giá trị gốc đã đạt mục tiêu nhưng nay không còn đạt",
    "the base met the target and the latest value does not",
)
_UNDEFINED = Text(
    "quy tắc không xác định với các số này (gốc bằng 0, đổi dấu hoặc mục tiêu bằng gốc)",
    "the rule is not defined for these numbers (a base of zero, a change of sign, or a target "
    "equal to the base)",
)
_NO_BASE = Text("thiếu giá trị gốc hoặc năm mục tiêu", "the base or the target's year is missing")
_RATIO = Text("tốc độ đạt được so với tốc độ cần có", "pace achieved against the pace needed")
_NO_STEP = Text("chưa qua mốc trung gian nào", "no milestone has passed yet")
_STEP = Text("so với mốc trung gian gần nhất đã qua", "against the last milestone passed")
_WITHIN = Text("nằm trong khoảng", "within the band")
_OFF = Text("nằm ngoài khoảng", "outside the band")
_IN = Text("tốc độ nằm trong khoảng yêu cầu", "the rate is within the interval demanded")
_TREND = Text("không có mục tiêu: xét xu hướng", "no target: the trend is judged")
_GAP = Text("phần quãng đường mà dự báo còn thiếu", "the part of the way that the forecast leaves")
_DONE = Text("mốc có hoặc chưa có", "the milestone is there, or not yet")
