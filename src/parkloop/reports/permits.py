"""Limits of permits and contracts at a place: what was exceeded, when, by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parkloop.analyses.exceedances import LimitRow, LimitState
from parkloop.ledger.limits import Limit, Span
from parkloop.periods import months_of
from parkloop.reports import charts
from parkloop.reports.months import month_name
from parkloop.reports.numbers import exact, fixed, number, percent, unit_words
from parkloop.reports.parts import (
    Block,
    Cell,
    Chart,
    Column,
    Grid,
    GridCell,
    Legend,
    Num,
    Row,
    Table,
    bare,
)
from parkloop.reports.reading import Place
from parkloop.reports.words import LIMIT_STATES, say, word
from parkloop.texts import Text, same_in_both

#: States from bad to good: the state of a limit is the worst of its values.
_WORSE = ("exceeded", "not-assessable", "not-measured", "so-far", "within")
_CSS = {
    "exceeded": "missing",
    "not-assessable": "partial",
    "not-measured": "partial",
    "so-far": "reported",
    "within": "reported",
}

_BY = {
    Span.EACH: Text("từng giá trị", "each value"),
    Span.MONTH: Text("theo tháng", "by month"),
    Span.YEAR: Text("cả năm", "in the year"),
}


@dataclass(frozen=True, slots=True)
class _Held:
    """A limit with everything that was held against it."""

    limit: Limit
    rows: tuple[LimitRow, ...]

    @property
    def state(self) -> str:
        return min((row.state for row in self.rows), key=_WORSE.index, default="not-measured")

    @property
    def worst(self) -> LimitRow | None:
        known = [row for row in self.rows if row.share is not None]
        if not known:
            return None
        least = self.limit.bound.value == "at-least"
        return min(known, key=lambda r: (r.share or 0.0) * (1 if least else -1))

    @property
    def exceeded(self) -> int:
        return sum(row.state == LimitState.EXCEEDED for row in self.rows)


def limit_blocks(place: Place) -> tuple[Block | None, ...]:
    """Chart, months and table of the limits in force; nothing where none was entered."""
    held = _held(place)
    if not held:
        return ()
    return (_chart(place, held), _months(place, held))


def _held(place: Place) -> list[_Held]:
    result = place.year.exceedances
    if result is None:
        return []
    inside = place.reading.study.snapshot.park.below(place.node.id)
    found = [
        _Held(limit, tuple(row for row in result.value.rows if row.limit == limit.id))
        for limit in result.value.limits
        if limit.node in inside
    ]
    return sorted(found, key=lambda h: (_WORSE.index(h.state), -_share(h), h.limit.id))


def _share(held: _Held) -> float:
    return (held.worst.share or 0.0) if held.worst else 0.0


def what_of(place: Place, limit: Limit) -> Text:
    """'COD, industrial wastewater – plant', 'Treated wastewater going out, by month – plant'."""
    what = limit.what(place.reading.stream_name(limit.stream))
    if not limit.property:
        what = say("{w}, {s}", "{w}, {s}", w=what, s=_BY[limit.span])
    return say(
        "{w} – {n}",
        "{w} – {n}",
        w=what,
        n=place.reading.name(limit.node),
    )


def _chart(place: Place, held: Sequence[_Held]) -> Chart:
    known = [one for one in held if one.worst is not None]
    drawn = charts.ranked_bars([_bar(place, one) for one in known], label_width=300)
    return Chart(
        id=f"limits-{place.id}",
        heading=Text(
            "Giá trị xấu nhất trong năm, % của giới hạn",
            "The year's worst value, % of the limit",
        ),
        sentence=_sentence(place, held),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(_COLUMNS, tuple(_row(place, one) for one in held)),
        legend=(
            Legend("warning", word(LIMIT_STATES, "exceeded")),
            Legend("context", word(LIMIT_STATES, "within")),
        ),
        note=Text(
            "Giới hạn do ban quản lý hoặc công ty hạ tầng nhập từ giấy phép, hợp đồng, quy chuẩn; "
            "chương trình chỉ so sánh. Không có số đo không phải là đạt.",
            "Limits are entered by the board or the operator from permits, contracts and "
            "regulations; the program only compares. No measurement does not mean it was kept.",
        ),
    )


def _bar(place: Place, held: _Held) -> charts.Ranked:
    worst = held.worst
    assert worst is not None
    assert worst.share is not None
    name = what_of(place, held.limit)
    said = say(
        "{s} ({v} {u})",
        "{s} ({v} {u})",
        s=percent(worst.share),
        v=number(worst.value, 3),
        u=unit_words(worst.unit),
    )
    return charts.Ranked(
        label=name,
        value=worst.share * 100,
        token="warning" if held.state == "exceeded" else "context",
        said=said,
        tip=say(
            "{n}\n{m}: {v} {u}\n{b} {l} {u}\n{s}",
            "{n}\n{m}: {v} {u}\n{b} {l} {u}\n{s}",
            n=name,
            m=worst.label,
            v=exact(worst.value),
            u=unit_words(worst.unit),
            b=held.limit.bound.words,
            l=exact(held.limit.value),
            s=held.limit.source,
        ),
        figure=place.limit_key(worst.figure.removesuffix("/value") + "/share"),
    )


def _sentence(place: Place, held: Sequence[_Held]) -> Text:
    over = [one for one in held if one.state == "exceeded"]
    unknown = sum(one.state in ("not-measured", "not-assessable") for one in held)
    if over:
        values = sum(one.exceeded for one in over)
        first = say(
            "Giới hạn bị vượt: {k} trong {n} (tổng cộng {v} lần); nặng nhất là {w}.",
            "Limits exceeded: {k} of {n} (values beyond them: {v}); worst is {w}.",
            k=str(len(over)),
            n=str(len(held)),
            v=str(values),
            w=what_of(place, over[0].limit),
        )
    elif unknown == len(held):
        return Text(
            "Chưa có số đo nào để so với các giới hạn.",
            "Nothing has been measured yet that could be held against the limits.",
        )
    else:
        first = say(
            "Không giới hạn nào trong {n} giới hạn đã so bị vượt.",
            "None of the {n} limits compared was exceeded.",
            n=str(len(held) - unknown),
        )
    if not unknown:
        return first
    return say(
        "{first} Chưa có số đo cho {u}.",
        "{first} Nothing measured for {u}.",
        first=first,
        u=str(unknown),
    )


_COLUMNS = (
    Column(Text("Giới hạn của gì, ở đâu", "Limit of what, where")),
    Column(Text("Giới hạn", "Limit")),
    Column(Text("Giá trị xấu nhất", "Worst value"), right=True),
    Column(Text("Kỳ", "Period")),
    Column(Text("% giới hạn", "% of limit"), right=True),
    Column(Text("Số lần vượt", "Times exceeded"), right=True),
    Column(Text("Kết quả", "State")),
    Column(Text("Theo", "Set by")),
    Column(Text("Hiệu lực", "In force")),
)


def _row(place: Place, held: _Held) -> Row:
    limit, worst = held.limit, held.worst
    value: Cell = bare(number(None), None)
    share: Cell = bare(number(None), None)
    if worst is not None:
        key = place.limit_key(worst.figure)
        value = Num(number(worst.value, 4), unit_words(worst.unit), worst.value, key)
        share = bare(
            percent(worst.share),
            worst.share,
            place.limit_key(worst.figure.removesuffix("/value") + "/share"),
        )
    return Row(
        (
            what_of(place, limit),
            say(
                "{b} {v} {u}, {s}",
                "{b} {v} {u}, {s}",
                b=limit.bound.words,
                v=exact(limit.value),
                u=unit_words(limit.unit),
                s=limit.span.words,
            ),
            value,
            same_in_both(worst.label if worst else "–"),
            share,
            bare(fixed(float(held.exceeded), 0), float(held.exceeded)),
            word(LIMIT_STATES, held.state),
            say("{b}: {s}", "{b}: {s}", b=limit.basis.words, s=limit.source),
            _in_force(limit),
        )
    )


def _in_force(limit: Limit) -> Text:
    if limit.last_day is None:
        return Text(f"từ {limit.first_day:%d/%m/%Y}", f"from {limit.first_day:%Y-%m-%d}")
    return Text(
        f"{limit.first_day:%d/%m/%Y} – {limit.last_day:%d/%m/%Y}",
        f"{limit.first_day:%Y-%m-%d} – {limit.last_day:%Y-%m-%d}",
    )


def _months(place: Place, held: Sequence[_Held]) -> Grid | None:
    """Limits by months, where values belong to months."""
    result = place.year.exceedances
    assert result is not None
    zone = place.reading.study.snapshot.park.zone
    months = [m.label(zone) for m in months_of(result.value.period, zone)]
    monthly = [h for h in held if any(row.label[:7] in months for row in h.rows)]
    if not monthly:
        return None
    rows = [row for h in monthly for row in h.rows]
    return Grid(
        id=f"limit-months-{place.id}",
        heading=Text("Từng tháng, % của giới hạn", "Month by month, % of the limit"),
        sentence=say(
            "Ô viền đậm là tháng vượt giới hạn ({n}).",
            "A cell with a border is a month in which the limit was exceeded ({n}).",
            n=str(sum(row.state == LimitState.EXCEEDED for row in rows)),
        ),
        columns=tuple(month_name(month) for month in months),
        rows=tuple(
            (what_of(place, h.limit), tuple(_cell(place, h, m) for m in months)) for h in monthly
        ),
        legend=tuple(
            GridCell(css, same_in_both("90"), word(LIMIT_STATES, state))
            for state, css in _CSS.items()
            if state in ("exceeded", "within")
        ),
    )


def _cell(place: Place, held: _Held, month: str) -> GridCell:
    """The worst value of a month."""
    found = [row for row in held.rows if row.label[:7] == month and row.share is not None]
    if not found:
        return GridCell("not-expected", same_in_both("–"))
    worst = _Held(held.limit, tuple(found)).worst
    assert worst is not None
    tip = say(
        "{m}: {v} {u}, {s}",
        "{m}: {v} {u}, {s}",
        m=month,
        v=exact(worst.value),
        u=unit_words(worst.unit),
        s=word(LIMIT_STATES, worst.state),
    )
    key = place.limit_key(worst.figure.removesuffix("/value") + "/share")
    share = (worst.share or 0.0) * 100
    # Near the limit a whole number would not tell which side it is on.
    mark = fixed(share, 1 if abs(share - 100) < 1 else 0)
    state = min((row.state for row in found), key=_WORSE.index)
    return GridCell(_CSS[state], mark, tip, figure=key)
