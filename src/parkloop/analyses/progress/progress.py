"""Monitoring of a plan as an analysis: (plan and data, catalog, parameters) -> Result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parkloop.analyses.progress.actions import action_status
from parkloop.analyses.progress.choice import choose, of_class, series_of
from parkloop.analyses.progress.figures import figures_of, gap_of
from parkloop.analyses.progress.formulas import Point
from parkloop.analyses.progress.limits import Limits
from parkloop.analyses.progress.messages import (
    BAD_OVERRIDE,
    LATE_ACTION,
    NO_EVIDENCE,
    OLD,
    OVERRIDDEN,
    STALE,
    UNDEFINED,
)
from parkloop.analyses.progress.model import (
    ORDER,
    ActionState,
    Judged,
    PlanData,
    Progress,
    ProgressParameters,
    Status,
    TargetStatus,
)
from parkloop.analyses.progress.rules import RULES, measured
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.plans import Override, Plan, Target, TargetType
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.checks.wording import spoken
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop.provenance import Provenance, Result
from parkloop.texts import Text

VERSION = "1"


def progress(data: PlanData, catalog: Catalog, parameters: ProgressParameters) -> Result[Progress]:
    """Status of every target and action on ``parameters.as_of``, with the rule that gave it.

    The type of a target chooses its rule (docs/methods/progress.md). Values published after
    ``as_of`` are not seen. What cannot be judged is a gap, never "on track".
    """
    limits = Limits(catalog)
    known = data.statistics.latest(parameters.vintage or parameters.as_of.isoformat())
    old_after = parameters.old_after
    if old_after is None:
        old_after = limits("old-after")
    usable = {o.target: o for o in data.plan.overrides if not _wrong(o, data.plan)}
    targets = tuple(
        _status(target, known, limits, parameters.as_of, old_after, usable.get(target.id))
        for target in data.plan.targets
    )
    value = Progress(
        plan=data.plan,
        as_of=parameters.as_of,
        targets=targets,
        actions=tuple(action_status(each, parameters.as_of) for each in data.plan.actions),
    )
    return Result(
        value=value,
        provenance=Provenance(
            analysis="progress",
            version=VERSION,
            ledger_hash=data.hash,
            catalog_version=catalog.version,
            catalog_hash=catalog.hash,
            parameters=parameters.as_dict(),
            facts=tuple(sorted(limits.used)),
            entries_hash=known.hash,
            entries_count=len(known),
        ),
        figures={figure.id: figure for each in targets for figure in figures_of(each, limits)},
        findings=in_order([*_findings(value, old_after), *_override_findings(data.plan)]),
        gaps=tuple(gap_of(each) for each in targets if each.judged.status is Status.NOT_ASSESSED),
    )


def _status(
    target: Target,
    known: Statistics,
    limits: Limits,
    as_of: date,
    old_after: float,
    override: Override | None,
) -> TargetStatus:
    if target.type is TargetType.BY_CLASS:
        found = _by_class(target, known, limits, as_of)
    else:
        found = _one(target, known, limits, as_of)
    status = found.judged.status
    stale = False
    if found.age is not None and found.age > old_after and status is not Status.REACHED:
        status = Status.OLD
    if override is not None:
        status = Status(override.status)
        stale = found.latest is not None and found.latest.vintage > override.day.isoformat()
    return replace(found, status=status, override=override, override_stale=stale)


def _one(target: Target, known: Statistics, limits: Limits, as_of: date) -> TargetStatus:
    observed = known.series(target.indicator, target.area, target.disaggregation)
    points = [p for p in observed if p.year <= _year(as_of)]
    if not points:
        return _silent(target, as_of)
    base = _base(target, points)
    since = tuple(_point(p) for p in points if base is None or p.year >= base[0])
    series = series_of(target, base, since or (_point(points[-1]),))
    rule, why = choose(target, series)
    judged = RULES[rule](series, limits)
    if target.type is TargetType.MILESTONE and judged.status is Status.DUE:
        judged = _late_if_due(judged, target, as_of)
    if judged.status is Status.NOT_ASSESSED and judged.goal is None:
        judged = replace(measured(series), rule=rule, reason=judged.reason)
    latest = points[-1]
    return TargetStatus(
        target=target,
        as_of=as_of,
        judged=replace(
            judged, reason=Text(f"{judged.reason.vi}; {why.vi}", f"{judged.reason.en}; {why.en}")
        ),
        status=judged.status,
        base=next((p for p in points if base and p.year == base[0]), None),
        latest=latest,
        points=len(since),
        age=max(_year(as_of) - (latest.year + _length(latest)), 0.0),
    )


def _by_class(target: Target, known: Statistics, limits: Limits, as_of: date) -> TargetStatus:
    """Every class by its own level; the target stands as its worst class."""
    parts = {label: _one(of_class(target, label), known, limits, as_of) for label in target.classes}
    worst = max(parts.values(), key=lambda part: ORDER.index(part.judged.status))
    oldest = max((part.age for part in parts.values() if part.age is not None), default=None)
    return replace(
        worst,
        target=target,
        age=oldest,
        points=sum(part.points for part in parts.values()),
        classes={label: part.judged for label, part in parts.items()},
    )


def _silent(target: Target, as_of: date) -> TargetStatus:
    """A target of which nothing was observed."""
    rule, why = choose(target, None)
    status = Status.NOT_ASSESSED
    if target.type is TargetType.MILESTONE:
        return TargetStatus(
            target, as_of, _late_if_due(Judged(Status.DUE, rule, why), target, as_of), status
        )
    return TargetStatus(target, as_of, Judged(status, rule, _NO_DATA), status)


def _late_if_due(judged: Judged, target: Target, as_of: date) -> Judged:
    """A milestone that is not there: late once its year is over."""
    over = target.year is not None and _year(as_of) >= target.year + 1
    return replace(judged, status=Status.LATE if over else Status.DUE)


def _base(target: Target, points: list[DataPoint]) -> Point | None:
    """The base of the plan; else what was observed in its year, or in the next year that was.

    A target without a base year starts from its first observation.
    """
    if target.base_value is not None and target.base_year is not None:
        return target.base_year, target.base_value
    start = points[0].year if target.base_year is None else target.base_year
    later = [p for p in points if p.year >= start]
    return _point(later[0]) if later else None


def _point(point: DataPoint) -> Point:
    if point.value is None:
        raise ValueError(point)
    return point.year, point.value


def _year(day: date) -> float:
    """The day as a calendar year with its part: 2026.9 for late November."""
    start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - start).days / (end - start).days


def _length(point: DataPoint) -> float:
    """Length of a period [yr]: data of 2024 are new on 1 January 2025."""
    tail = point.period.partition("-")[2]
    return {"": 1.0, "Q": 0.25, "S": 0.5}.get(tail[:1], 1 / 12)


def _wrong(override: Override, plan: Plan) -> Text | None:
    if override.target not in {target.id for target in plan.targets}:
        return Text("kế hoạch không có mục tiêu này", "the plan has no such target")
    if override.status not in {status.value for status in Status}:
        return Text(f"không có tình trạng {override.status}", f"no status {override.status}")
    if not override.reason.strip() or not override.author.strip():
        return Text("thiếu lý do hoặc người đặt", "the reason or the person is missing")
    return None


def _override_findings(plan: Plan) -> Iterator[Finding]:
    for override in plan.overrides:
        problem = _wrong(override, plan)
        if problem:
            yield BAD_OVERRIDE.finding(
                Where(field=override.target),
                target=override.target,
                problem_vi=problem.vi,
                problem_en=problem.en,
            )


def _findings(of: Progress, old_after: float) -> Iterator[Finding]:
    for each in of.targets:
        where = Where(field=each.target.id)
        name = each.target.id
        if each.status is Status.OLD and each.latest is not None and each.age is not None:
            yield OLD.finding(
                where,
                target=name,
                period=each.latest.period,
                **spoken(age=round(each.age, 1), limit=old_after),
            )
        if each.judged.status is Status.NOT_ASSESSED and each.latest is not None:
            reason = each.judged.reason
            yield UNDEFINED.finding(
                where,
                target=name,
                rule=each.judged.rule,
                reason_vi=reason.vi,
                reason_en=reason.en,
            )
        yield from _override_told(each, where)
    for action in of.actions:
        where = Where(field=action.action.id)
        if action.state is ActionState.LATE:
            yield LATE_ACTION.finding(where, action=action.action.id, days=action.late_days)
        if action.state is ActionState.DONE_WITHOUT_EVIDENCE:
            yield NO_EVIDENCE.finding(where, action=action.action.id)


def _override_told(each: TargetStatus, where: Where) -> Iterator[Finding]:
    if each.override is None:
        return
    yield OVERRIDDEN.finding(
        where,
        target=each.target.id,
        author=each.override.author,
        status=each.status.value,
        computed=each.computed.value,
        day=each.override.day,
        reason=each.override.reason,
    )
    if each.override_stale and each.latest is not None:
        yield STALE.finding(
            where, target=each.target.id, day=each.override.day, vintage=each.latest.vintage
        )


_NO_DATA = Text("chưa có giá trị nào được quan sát", "nothing was observed")
