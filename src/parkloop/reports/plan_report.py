"""The periodic report of a plan: how every target and action stands, by which rule, since when."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.progress import Progress, Status
from parkloop.analyses.progress.model import ACTION_NAMES, STATUS_NAMES, ActionStatus, TargetStatus
from parkloop.catalog.indicators import IndicatorBook
from parkloop.provenance import Result
from parkloop.reports.document import Block, Cell, Document, Heading, Items, Paragraph, Rows
from parkloop.reports.numbers import fixed, number, percent, unit_words
from parkloop.texts import Text, same_in_both

_NONE = same_in_both("—")


def plan_document(result: Result[Progress], book: IndicatorBook) -> Document:
    """The report of a judged plan in both languages."""
    of = result.value
    blocks: list[Block] = [Paragraph(_summary(of)), _counts(of)]
    goals = [goal for goal in of.plan.goals if not goal.parent]
    for goal in goals:
        members = {each.id for each in of.plan.under(goal.id)}
        targets = [each for each in of.targets if each.target.objective in members]
        actions = [each for each in of.actions if each.action.objective in members]
        if targets or actions:
            blocks += [Heading(goal.name), *_section(targets, actions)]
    loose = [each for each in of.targets if not each.target.objective]
    loose_actions = [each for each in of.actions if not each.action.objective]
    if loose or loose_actions:
        blocks += [Heading(_OTHERS), *_section(loose, loose_actions)]
    blocks += list(_reasons(of, book))
    if result.gaps:
        blocks += [Heading(_GAPS), Items(tuple(gap.message for gap in result.gaps))]
    if result.findings:
        blocks += [Heading(_FINDINGS), Items(tuple(f.message for f in result.findings))]
    return Document(
        title=of.plan.title,
        subtitle=Text(
            f"Báo cáo tiến độ định kỳ, phiên bản kế hoạch {of.plan.version}",
            f"Periodic progress report, version {of.plan.version} of the plan",
        ),
        day=of.as_of,
        blocks=tuple(blocks),
        fingerprint=result.provenance.ledger_hash,
    )


def _summary(of: Progress) -> Text:
    good = (Status.REACHED, Status.ON_TRACK, Status.WITHIN, Status.SIGNIFICANT_PROGRESS)
    total = len(of.targets)
    fine = sum(each.status in good for each in of.targets)
    unknown = sum(each.status in (Status.NOT_ASSESSED, Status.OLD) for each in of.targets)
    late = sum(bool(each.late_days) for each in of.actions)
    return Text(
        f"{fine} trên {total} chỉ tiêu đã đạt hoặc đúng tiến độ; {unknown} chỉ tiêu chưa đánh giá "
        f"được hoặc có số liệu đã cũ; {late} trên {len(of.actions)} nhiệm vụ có ngày trễ hạn.",
        f"{fine} of {total} targets are met or on track; {unknown} are not assessed or stand on "
        f"old data; {late} of {len(of.actions)} actions have days of delay.",
    )


def _counts(of: Progress) -> Rows:
    rows = tuple((STATUS_NAMES[status], str(count)) for status, count in of.counts().items())
    return Rows(_BY_STATUS, (_STATUS, _NUMBER), rows, right=(1,))


def _section(targets: list[TargetStatus], actions: list[ActionStatus]) -> Iterator[Block]:
    if targets:
        yield Rows(
            _TARGETS,
            (_TARGET, _LATEST, _GOAL, _STATUS, _NEEDED),
            tuple(_target_row(each) for each in targets),
            right=(1, 2, 4),
        )
    if actions:
        yield Rows(
            _ACTIONS,
            (_ACTION, _LEAD, _DATES, _DONE, _STATUS, _EVIDENCE),
            tuple(_action_row(each) for each in actions),
            right=(3,),
        )


def _target_row(each: TargetStatus) -> tuple[Cell, ...]:
    unit = unit_words(each.target.unit)
    latest: Text = _NONE
    if each.latest is not None:
        shown = number(each.latest.value)
        latest = Text(
            f"{shown.vi} {unit.vi} ({each.latest.period})",
            f"{shown.en} {unit.en} ({each.latest.period})",
        )
    status = STATUS_NAMES[each.status]
    if each.override is not None:
        computed = STATUS_NAMES[each.computed]
        status = Text(
            f"{status.vi} (điều chỉnh; tính được: {computed.vi})",
            f"{status.en} (override; computed: {computed.en})",
        )
    needed: Text = _NONE
    if each.judged.needed_per_year is not None and each.computed is not Status.REACHED:
        needed = number(each.judged.needed_per_year, 3)
    return each.target.name, latest, _goal(each), status, needed


def _goal(each: TargetStatus) -> Text:
    target = each.target
    year = "" if target.year is None else f" ({target.year:g})"
    if target.classes:
        parts = [f"{name}: {value:g}" for name, value in target.classes.items()]
        return same_in_both("; ".join(parts) + year)
    if target.low is not None and target.high is not None:
        rates = target.type.value == "growth"
        low = percent(target.low, 1) if rates else number(target.low)
        high = percent(target.high, 1) if rates else number(target.high)
        return Text(f"{low.vi} – {high.vi}{year}", f"{low.en} – {high.en}{year}")
    if each.judged.goal is None:
        return _NONE
    shown = number(each.judged.goal)
    return Text(f"{shown.vi}{year}", f"{shown.en}{year}")


def _action_row(each: ActionStatus) -> tuple[Cell, ...]:
    action = each.action
    dates = " – ".join(day.isoformat() if day else "…" for day in (action.start, action.end))
    state = ACTION_NAMES[each.state]
    if each.late_days:
        state = Text(
            f"{state.vi} ({each.late_days} ngày)", f"{state.en} ({each.late_days} days late)"
        )
    done = _NONE if each.done is None else percent(each.done)
    return action.name, action.lead or "—", dates, done, state, "; ".join(action.evidence) or "—"


def _reasons(of: Progress, book: IndicatorBook) -> Iterator[Block]:
    """Why each status is what it is: rule, ratio, data, agency; and every override."""
    rows = []
    for each in of.targets:
        ratio = each.judged.ratio
        agency = None
        if each.target.indicator in book.indicators:
            agency = book.responsible(each.target.indicator, of.as_of)
        source = each.latest.source if each.latest else ""
        vintage = each.latest.vintage if each.latest else ""
        rows.append(
            (
                each.target.name,
                each.judged.rule,
                _NONE if ratio is None else fixed(ratio, 2),
                each.judged.reason,
                f"{source} {vintage}".strip() or "—",
                agency.name if agency else each.target.responsible or "—",
            )
        )
    yield Heading(_WHY)
    yield Rows(
        _RULES_USED, (_TARGET, _RULE, _RATIO, _REASON, _DATA, _AGENCY), tuple(rows), right=(2,)
    )
    made = [each for each in of.targets if each.override is not None]
    if made:
        yield Heading(_OVERRIDES)
        yield Items(tuple(_override(each) for each in made))


def _override(each: TargetStatus) -> Text:
    own = each.override
    if own is None:
        raise ValueError(each)
    now, computed = STATUS_NAMES[each.status], STATUS_NAMES[each.computed]
    return Text(
        f"{each.target.name.vi}: {own.author} đặt “{now.vi}” thay cho “{computed.vi}” ngày "
        f"{own.day.isoformat()}. Lý do: {own.reason}",
        f"{each.target.name.en}: {own.author} set “{now.en}” in place of “{computed.en}” on "
        f"{own.day.isoformat()}. Reason: {own.reason}",
    )


_BY_STATUS = Text("Chỉ tiêu theo tình trạng", "Targets by status")
_STATUS, _NUMBER = Text("tình trạng", "status"), Text("số chỉ tiêu", "targets")
_TARGETS, _ACTIONS = Text("Chỉ tiêu", "Targets"), Text("Nhiệm vụ", "Actions")
_TARGET, _ACTION = Text("chỉ tiêu", "target"), Text("nhiệm vụ", "action")
_LATEST, _GOAL = Text("mới nhất", "latest"), Text("mục tiêu", "goal")
_NEEDED = Text("cần mỗi năm từ nay", "needed a year from now")
_LEAD, _DATES = Text("chủ trì", "lead"), Text("thời gian", "dates")
_DONE, _EVIDENCE = Text("hoàn thành", "done"), Text("minh chứng", "evidence")
_OTHERS = Text("Chỉ tiêu và nhiệm vụ khác", "Other targets and actions")
_WHY = Text("Căn cứ đánh giá", "What each status stands on")
_RULES_USED = Text("Quy tắc, tỷ số, số liệu", "Rule, ratio, data")
_RULE, _RATIO = Text("quy tắc", "rule"), Text("tỷ số", "ratio")
_REASON, _DATA = Text("lý do", "reason"), Text("nguồn, ngày công bố", "source, vintage")
_AGENCY = Text("cơ quan phụ trách", "responsible agency")
_OVERRIDES = Text("Điều chỉnh có lý do", "Overrides with their reasons")
_GAPS = Text("Còn thiếu", "What is missing")
_FINDINGS = Text("Lưu ý", "What to look at")
