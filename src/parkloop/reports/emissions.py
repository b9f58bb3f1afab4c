"""Where a place's emissions come from: by scope and category, enterprise, stream and gas."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.ledger.park import NodeKind
from parkloop.provenance import Figure, FigureOperand
from parkloop.reports import charts
from parkloop.reports.numbers import column_decimals, exact, fixed, number, percent
from parkloop.reports.parts import (
    Chart,
    Column,
    Legend,
    Num,
    Row,
    Table,
    Tabled,
    bare,
    num,
)
from parkloop.reports.reading import Place, grouped, share_of, sum_of_lines
from parkloop.reports.tokens import carrier_token, category_token
from parkloop.reports.words import CATEGORIES, SCOPES, gas_name, listing, say, word
from parkloop.texts import Text, same_in_both

MOST_BARS = 15
MOST_STREAMS = 8
TONNES = Text("t CO₂e", "t CO₂e")


def tip(
    name: Text, value: float | None, whole: float | None = None, more: Text | None = None
) -> Text:
    """What a mark says when pointed at: name, exact value, share, interval."""
    lines = [name, say("{v} t CO₂e", "{v} t CO₂e", v=exact(value))]
    if value is not None and whole:
        lines[1] = say("{a} · {b}", "{a} · {b}", a=lines[1], b=percent(value / whole, 1))
    if more:
        lines.append(more)
    return Text("\n".join(line.vi for line in lines), "\n".join(line.en for line in lines))


def interval_words(figure: Figure | None) -> Text | None:
    """'95 %: 39,800–42,900' in the figure's unit."""
    if figure is None or figure.interval is None:
        return None
    low, high = number(figure.interval.low, 3), number(figure.interval.high, 3)
    return say("95\u202f%: {low}–{high}", "95\u202f%: {low}–{high}", low=low, high=high)


# By scope and category --------------------------------------------------------------------


def category_keys(place: Place) -> list[tuple[int, str, str]]:
    """(scope, category, key) of every part of the total, largest first within its scope."""
    found = []
    for scope in (1, 2):
        scope_key = place.key(f"scope-{scope}")
        keys = place.book.below(scope_key) if scope_key else ()
        parts = [(place.book.figures[k].value or 0.0, k) for k in keys]
        for _, key in sorted(parts, key=lambda part: -part[0]):
            found.append((scope, place.book.figures[key].id.rsplit("/", 1)[-1], key))
    return found


def stack_of(place: Place, label: Text, *, strong: bool) -> charts.Stack:
    total = place.value("total")
    segments = tuple(
        charts.Segment(
            key=f"{scope}/{category}",
            label=word(CATEGORIES, category),
            token=category_token(category),
            value=value,
            digits=number(value, 3),
            tip=tip(_scoped(scope, category), value, total),
            figure=key,
        )
        for scope, category, key in category_keys(place)
        if (value := place.book.figures[key].value or 0.0) > 0
    )
    return charts.Stack(label, segments, number(total, 4), strong)


def _scoped(scope: int, category: str) -> Text:
    return say("{c} ({s})", "{c} ({s})", c=word(CATEGORIES, category), s=SCOPES[scope])


def legend_of(stacks: Sequence[charts.Stack]) -> tuple[Legend, ...]:
    """The hues of all segments, once each."""
    seen = {segment.key: segment for stack in stacks for segment in stack.segments}
    return tuple(Legend(segment.token, segment.label) for segment in seen.values())


def by_scope(place: Place) -> Chart:
    """Stacked bars of the years, newest first; the newest is the subject, the others context."""
    years = [p for p in place.all_years if p.year.label <= place.year.label]
    stacks = [
        stack_of(p, same_in_both(p.year.label), strong=p.year.label == place.year.label)
        for p in years
    ]
    drawn = charts.stacked_bars(stacks)
    return Chart(
        id=f"scopes-{place.id}",
        heading=Text(
            "Phát thải theo phạm vi và loại nguồn, t CO₂e",
            "Emissions by scope and category, t CO₂e",
        ),
        sentence=_scope_sentence(place),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        legend=legend_of(stacks),
        table=_scope_table(years),
    )


def _scope_sentence(place: Place) -> Text:
    total = place.value("total") or 0.0
    scopes = {n: place.value(f"scope-{n}") for n in (1, 2)}
    parts = [(place.book.figures[k].value or 0.0, c) for _, c, k in category_keys(place)]
    if not parts or not total:
        return Text("Chưa có phần nào tính được.", "No part of it could be computed.")
    value, largest = max(parts)
    lead = max((n for n in scopes if scopes[n] is not None), key=lambda n: scopes[n] or 0.0)
    return say(
        "{scope} chiếm {share} tổng phát thải; phần lớn nhất là {name}: {value} t CO₂e ({part}).",
        "{scope} is {share} of the total; the largest part is {name}: {value} t CO₂e ({part}).",
        scope=SCOPES[lead],
        share=percent((scopes[lead] or 0.0) / total),
        name=_lower(word(CATEGORIES, largest)),
        value=number(value, 3),
        part=percent(value / total),
    )


def _lower(text: Text) -> Text:
    return Text(text.vi[:1].lower() + text.vi[1:], text.en[:1].lower() + text.en[1:])


def _scope_table(years: Sequence[Place]) -> Table:
    names = [
        *dict.fromkeys((s, c) for place in years for s, c, _ in category_keys(place)),
    ]
    rows: list[Row] = []
    for scope in (1, 2):
        for _, category in (pair for pair in names if pair[0] == scope):
            path = f"scope-{scope}/{category}"
            rows.append(_across(_scoped(scope, category), path, years))
        rows.append(_across(SCOPES[scope], f"scope-{scope}", years, total=True))
    rows.append(
        _across(Text("Phạm vi 2 theo thị trường", "Scope 2 market-based"), "scope-2-market", years)
    )
    rows.append(
        _across(Text("Tổng phạm vi 1 + 2", "Total of scopes 1 + 2"), "total", years, total=True)
    )
    columns = [Column(Text("Loại nguồn", "Category"))]
    columns += [Column(_in_tonnes(same_in_both(p.year.label)), right=True) for p in years]
    return Table(tuple(columns), tuple(rows))


def _in_tonnes(label: Text) -> Text:
    return say("{label}, t CO₂e", "{label}, t CO₂e", label=label)


def _across(label: Text, name: str, years: Sequence[Place], *, total: bool = False) -> Row:
    decimals = column_decimals([p.value("total") for p in years])
    cells = (bare(fixed(p.value(name), decimals), p.value(name), p.key(name)) for p in years)
    return Row((label, *cells), total)


# By enterprise ------------------------------------------------------------------------------


def by_enterprise(place: Place) -> Chart:
    """Enterprises by size, each with its 95 % interval."""
    rows = _enterprises(place)
    whole = place.value("sum-of-enterprises")
    known = [(name, node, figure) for name, node, figure in rows if figure.value is not None]
    drawn = charts.ranked_bars(
        [
            charts.Ranked(
                label=name,
                value=figure.value or 0.0,
                token="emissions",
                said=number(figure.value, 3),
                tip=tip(name, figure.value, whole, interval_words(figure)),
                low=figure.interval.low if figure.interval else None,
                high=figure.interval.high if figure.interval else None,
                figure=place.key("total", node),
            )
            for name, node, figure in known[:MOST_BARS]
        ]
    )
    with_interval = any(figure.interval for _, _, figure in known)
    marks = (
        (
            Legend("emissions", Text("giá trị tính", "computed value")),
            Legend("emissions", Text("khoảng 95 %", "95 % interval"), "pale"),
        )
        if with_interval
        else ()
    )
    return Chart(
        id=f"enterprises-{place.id}",
        heading=Text("Phát thải theo doanh nghiệp, t CO₂e", "Emissions by enterprise, t CO₂e"),
        sentence=_enterprise_sentence(known, whole),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        legend=marks,
        table=_enterprise_table(place, rows),
        note=Text(
            "Phạm vi 1 + 2 của từng doanh nghiệp, trước khi loại trừ giao dịch trong khu.",
            "Scopes 1 + 2 of each enterprise, before deliveries inside the park are eliminated.",
        ),
    )


def _enterprises(place: Place) -> list[tuple[Text, str, Figure]]:
    found = [
        (node.name, node.id, figure)
        for node in place.members(NodeKind.ENTERPRISE)
        if (figure := place.figure("total", node.id)) is not None
    ]
    return sorted(found, key=lambda row: (row[2].value is None, -(row[2].value or 0.0), row[1]))


def _enterprise_sentence(known: Sequence[tuple[Text, str, Figure]], whole: float | None) -> Text:
    if not known or not whole:
        return Text("Chưa doanh nghiệp nào tính được.", "No enterprise could be computed.")
    first, three = known[0], known[:3]
    share = percent((first[2].value or 0.0) / whole)
    if len(known) < 4:
        return say(
            "{name} phát thải {share} tổng của các doanh nghiệp.",
            "{name} emits {share} of the sum of the enterprises.",
            name=first[0],
            share=share,
        )
    together = sum(figure.value or 0.0 for _, _, figure in three) / whole
    return say(
        "{name} phát thải nhiều nhất, {share} tổng của các doanh nghiệp; "
        "ba doanh nghiệp đứng đầu cộng lại là {together}.",
        "{name} emits most, {share} of the sum of the enterprises; "
        "the first three together make {together}.",
        name=first[0],
        share=share,
        together=percent(together),
    )


def _enterprise_table(place: Place, rows: Sequence[tuple[Text, str, Figure]]) -> Table:
    decimals = column_decimals([figure.value for _, _, figure in rows])

    def cell(name: str, node: str) -> Num:
        value = place.value(name, node)
        return bare(fixed(value, decimals), value, place.key(name, node))

    body = [
        Row(
            (
                name,
                cell("total", node),
                _interval_cell(figure, decimals),
                cell("scope-1", node),
                cell("scope-2", node),
                cell("toe", node),
                same_in_both(str(len(figure.gaps)) if figure.gaps else "–"),
            )
        )
        for name, node, figure in rows
    ]
    columns = (
        Column(Text("Doanh nghiệp", "Enterprise")),
        Column(Text("Tổng, t CO₂e", "Total, t CO₂e"), right=True),
        Column(Text("Khoảng 95 %", "95 % interval"), right=True),
        Column(Text("Phạm vi 1", "Scope 1"), right=True),
        Column(Text("Phạm vi 2", "Scope 2"), right=True),
        Column(Text("Năng lượng, TOE", "Energy, toe"), right=True),
        Column(Text("Khoảng trống", "Gaps"), right=True),
    )
    return Table(columns, tuple(body))


def _interval_cell(figure: Figure, decimals: int) -> Text:
    if figure.interval is None:
        return same_in_both("–")
    low, high = fixed(figure.interval.low, decimals), fixed(figure.interval.high, decimals)
    return say("{a} – {b}", "{a} – {b}", a=low, b=high)


# By stream and gas ---------------------------------------------------------------------------


def by_stream(place: Place) -> Chart:
    """What the emissions come from: fuels, power, heat, refrigerants, wastes."""
    catalog = place.reading.study.catalog
    total = place.value("total")
    sized = []
    for stream, lines in grouped(place.lines, lambda line: line.stream):
        name = place.reading.stream_name(stream)
        key = sum_of_lines(place, f"stream/{stream}", name, lines)
        value = place.book.figures[key].value or 0.0
        known = catalog.streams.get(stream)
        sized.append((value, stream, name, carrier_token(known.carrier if known else ""), key))
    sized.sort(key=lambda row: (-row[0], row[1]))
    drawn = charts.ranked_bars(
        [
            charts.Ranked(name, value, token, number(value, 3), tip(name, value, total), figure=key)
            for value, name, token, key in _first_streams(place, sized)
            if value > 0
        ],
        label_width=150,
        ticks=3,
    )
    decimals = column_decimals([row[0] for row in sized])
    body = tuple(
        Row(
            (
                name,
                bare(fixed(value, decimals), value, key),
                _share(place, f"stream-share/{stream}", name, key),
            )
        )
        for value, stream, name, _, key in sized
    )
    return Chart(
        id=f"streams-{place.id}",
        heading=Text("Phát thải theo dòng, t CO₂e", "Emissions by stream, t CO₂e"),
        sentence=_stream_sentence([row[2] for row in sized], [row[0] for row in sized], total),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        size="half",
        table=Table(
            (
                Column(Text("Dòng", "Stream")),
                Column(TONNES, right=True),
                Column(Text("Tỷ phần", "Share"), right=True),
            ),
            body,
        ),
    )


def _first_streams(
    place: Place, sized: Sequence[tuple[float, str, Text, str, str]]
) -> list[tuple[float, Text, str, str]]:
    """The largest streams, and the others as one."""
    first = [(value, name, token, key) for value, _, name, token, key in sized[:MOST_STREAMS]]
    rest = sized[MOST_STREAMS:]
    if len(rest) < 2:
        return first + [(value, name, token, key) for value, _, name, token, key in rest]
    label = say("{n} dòng khác", "{n} other streams", n=str(len(rest)))
    value = sum(row[0] for row in rest)
    operands = tuple(FigureOperand(row[4]) for row in rest)
    formula = Text("tổng các dòng", "sum of the streams")
    key = place.book.derive(f"streams-other/{place.id}", label, value, "t CO2e", formula, operands)
    return [*first, (value, label, "context", key)]


def _share(place: Place, figure_id: str, name: Text, key: str) -> Num:
    label = say("Tỷ phần của {n}", "Share of {n}", n=name)
    share = share_of(place, figure_id, label, key, place.key("total"))
    value = place.book.figures[share].value if share else None
    return Num(percent(value, 1), None, value, share)


def _stream_sentence(names: Sequence[Text], values: Sequence[float], total: float | None) -> Text:
    if not names or not total:
        return Text("Chưa có dòng nào tính được.", "No stream could be computed.")
    first = [_lower(name) for name in names[:2]]
    return say(
        "{names} gây ra {share} phát thải.",
        "{names} cause {share} of the emissions."
        if len(first) > 1
        else "{names} causes {share} of the emissions.",
        names=_upper(listing(first)),
        share=percent(sum(values[: len(first)]) / total),
    )


def _upper(text: Text) -> Text:
    return Text(text.vi[:1].upper() + text.vi[1:], text.en[:1].upper() + text.en[1:])


def by_gas(place: Place) -> Tabled:
    """Mass and CO2e of every gas in the total."""
    total = place.value("total")
    sized = []
    for gas, lines in grouped(place.lines, lambda line: line.gas):
        key = sum_of_lines(place, f"gas/{gas}", gas_name(gas), lines)
        sized.append((place.book.figures[key].value or 0.0, gas, sum(n.mass for n in lines), key))
    sized.sort(key=lambda row: (-row[0], row[1]))
    decimals = column_decimals([row[0] for row in sized])
    body = [
        Row(
            (
                gas_name(gas),
                num(mass, "kg"),
                bare(fixed(value, decimals), value, key),
                percent(value / total, 1) if total else same_in_both("–"),
            )
        )
        for value, gas, mass, key in sized
    ]
    result = place.year.inventory
    gwp_set = result.value.gwp_set if result else ""
    return Tabled(
        id=f"gases-{place.id}",
        heading=Text("Từng loại khí", "Gas by gas"),
        sentence=say(
            "Quy đổi ra CO₂e theo tiềm năng nóng lên toàn cầu 100 năm của {set}.",
            "Converted to CO₂e by the 100-year warming potentials of {set}.",
            set=gwp_set,
        ),
        table=Table(
            (
                Column(Text("Khí", "Gas")),
                Column(Text("Khối lượng", "Mass"), right=True),
                Column(TONNES, right=True),
                Column(Text("Tỷ phần", "Share"), right=True),
            ),
            tuple(body),
        ),
        size="half",
    )
