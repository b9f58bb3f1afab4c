"""Who gains what of a network, which group would walk away, and what events do to it."""

from __future__ import annotations

from parkloop.analyses.symbiosis.network.asked_figures import (
    event_figure,
    group_figure,
    limit_figure,
    payment_figure,
    robust_figure,
)
from parkloop.analyses.symbiosis.network.messages import WALKS_AWAY
from parkloop.analyses.symbiosis.network.results import PlayerGain, SharedBy, StressRow
from parkloop.reports.charts import Step, waterfall
from parkloop.reports.naming import names_of
from parkloop.reports.network_reading import LIMIT_WORDS, RULE_WORDS, NetworkReading
from parkloop.reports.numbers import number
from parkloop.reports.parts import (
    Chart,
    Column,
    Flows,
    FlowTabs,
    Item,
    Items,
    Num,
    Row,
    Table,
    Tabled,
    bare,
)
from parkloop.reports.records import gap_items
from parkloop.reports.words import say, word
from parkloop.texts import Text, same_in_both

_GOALS = {
    "expected": Text("Trung bình tốt nhất", "Best mean"),
    "worst": Text("Trường hợp xấu nhất tốt nhất", "Best worst case"),
    "cvar": Text("Trung bình của phần năm xấu nhất (CVaR)", "Mean of the worst fifth (CVaR)"),
}


def player_key(reading: NetworkReading, player: str, rule: str) -> str:
    return reading.key(f"symbiosis/{reading.label}/player/{player}/{rule}")


def shares_of(reading: NetworkReading) -> FlowTabs | None:
    """A waterfall per rule: how the shares of all add up to the net benefit."""
    if not reading.network.shared:
        return None
    tabs = tuple(_rule_flows(reading, shared) for shared in reading.network.shared)
    return FlowTabs("shares", tabs)


def _rule_flows(reading: NetworkReading, shared: SharedBy) -> Flows:
    rule = word(RULE_WORDS, shared.rule)
    steps = _steps(reading, shared.rule)
    drawn = waterfall(steps)
    first = max(reading.network.gains, key=lambda gain: gain.shares[shared.rule])
    return Flows(
        id=f"shares-{shared.rule}",
        tab=rule,
        chart=Chart(
            id=f"waterfall-{shared.rule}",
            heading=say("{r}: phần của mỗi bên, {u}", "{r}: shares, {u}", r=rule, u=_unit(reading)),
            sentence=say(
                "{p} được nhiều nhất: {m}.",
                "{p} gets most: {m}.",
                p=reading.name(first.player),
                m=reading.money_words(first.shares[shared.rule]),
            ),
            option=drawn.option,
            narrow=drawn.narrow,
            height=drawn.height,
            table=Table(
                (
                    Column(Text("Doanh nghiệp", "Enterprise")),
                    Column(_unit(reading), right=True),
                ),
                tuple(
                    Row(
                        (s.label, bare(s.said, s.end - s.start, s.figure)),
                        total=n == len(steps),
                    )
                    for n, s in enumerate(steps, start=1)
                ),
            ),
        ),
        unknown=(),
        balance=walking_words(reading, shared),
    )


def _unit(reading: NetworkReading) -> Text:
    return reading.money_unit


def _steps(reading: NetworkReading, rule: str) -> list[Step]:
    steps: list[Step] = []
    at = 0.0
    for gain in sorted(reading.network.gains, key=lambda g: -g.shares[rule]):
        share = gain.shares[rule]
        steps.append(
            _step(
                reading,
                reading.name(gain.player),
                at,
                at + share,
                player_key(reading, gain.player, rule),
            )
        )
        at += share
    net, key = reading.network.net, reading.total(reading.whole, "net")
    rest = net - at
    if abs(rest) > 1e-6 * max(1.0, abs(net)):
        name = Text("Không ai được chia", "Nobody's share")
        steps.append(_step(reading, name, at, net, key))
    steps.append(_step(reading, Text("Lợi ích ròng", "Net benefit"), 0.0, net, key))
    return steps


def _step(reading: NetworkReading, label: Text, start: float, end: float, figure: str) -> Step:
    said = reading.bare_money(end - start).digits
    return Step(
        label=label,
        start=start / 1e6,
        end=end / 1e6,
        token="products" if end >= start else "heat",
        said=said,
        tip=say("{l}: {m}", "{l}: {m}", l=label, m=reading.money_words(end - start)),
        figure=figure,
        pattern="" if end >= start else "hatched",
    )


def walking_words(reading: NetworkReading, shared: SharedBy) -> Text:
    """Which group would walk away, and by how much it would be better off."""
    if not shared.walking:
        return Text("Không nhóm nào được lợi hơn khi tách ra.", "No group would do better apart.")
    members, gets, could = shared.walking[0]
    return say(
        "Nhóm sẽ rời đi: {g} được {a}, tự làm được {b}.",
        "This group would walk away: {g} gets {a}, could have {b} by itself.",
        g=reading.names(members),
        a=reading.money_words(gets),
        b=reading.money_words(could),
    )


def share_table(reading: NetworkReading) -> Tabled | None:
    """Everybody by every rule."""
    network = reading.network
    if not network.shared:
        return None
    rules = [shared.rule for shared in network.shared]
    return Tabled(
        id="share-table",
        heading=say("Các cách chia, {u}", "The rules side by side, {u}", u=_unit(reading)),
        sentence=_core_words(reading),
        table=Table(
            (
                Column(Text("Doanh nghiệp", "Enterprise")),
                *(Column(word(RULE_WORDS, rule), right=True) for rule in rules),
            ),
            tuple(_share_row(reading, gain, rules) for gain in network.gains),
        ),
    )


def _core_words(reading: NetworkReading) -> Text:
    excess = reading.network.core_excess
    if excess is None:
        return Text(
            "Quá nhiều bên để xét mọi nhóm: phần Shapley có sai số chuẩn, lõi chỉ được xét trên "
            "các nhóm đã tính.",
            "Too many take part to look at every group: Shapley shares carry a standard error, and "
            "the core is checked on the groups that were valued.",
        )
    if excess <= 1e-6 * max(1.0, abs(reading.network.net)):
        return Text(
            "Có cách chia mà không nhóm nào muốn rời đi (lõi không rỗng).",
            "There is a division that no group wants to leave (the core is not empty).",
        )
    return say(
        "Không cách chia nào giữ được mọi nhóm (lõi rỗng); nhóm thiệt nhất còn thiếu {m}.",
        "No division keeps every group (the core is empty); the worst off lacks {m}.",
        m=reading.money_words(excess),
    )


def _share_row(reading: NetworkReading, gain: PlayerGain, rules: list[str]) -> Row:
    cells = []
    for rule in rules:
        shown = reading.bare_money(gain.shares.get(rule), player_key(reading, gain.player, rule))
        if rule in gain.errors:
            error = reading.bare_money(gain.errors[rule]).digits
            digits = Text(f"{shown.digits.vi} ± {error.vi}", f"{shown.digits.en} ± {error.en}")
            shown = bare(digits, shown.value, shown.figure)
        cells.append(shown)
    return Row((reading.name(gain.player), *cells))


def walking_table(reading: NetworkReading) -> Tabled | None:
    """Every group that would do better apart, by rule."""
    rows = [
        Row(
            (
                word(RULE_WORDS, shared.rule),
                reading.names(members),
                reading.bare_money(
                    gets, reading.key(group_figure(reading.label, shared.rule, members, "gets"))
                ),
                reading.bare_money(
                    could, reading.key(group_figure(reading.label, shared.rule, members, "could"))
                ),
            )
        )
        for shared in reading.network.shared
        for members, gets, could in shared.walking
    ]
    if not rows:
        return None
    return Tabled(
        id="walking",
        heading=Text("Ai sẽ rời đi", "Who would walk away"),
        sentence=say(
            "Các nhóm được ít hơn phần họ tự làm được, {u}.",
            "Groups that get less than they could have by themselves, {u}.",
            u=_unit(reading),
        ),
        table=Table(
            (
                Column(Text("Cách chia", "Rule")),
                Column(Text("Nhóm", "Group")),
                Column(Text("Được", "Gets"), right=True),
                Column(Text("Tự làm được", "Could have"), right=True),
            ),
            tuple(rows),
        ),
        folded=len(rows) > 8,
    )


def payment_table(reading: NetworkReading) -> Tabled | None:
    """What takers pay givers so that each ends with its share, by the last rule that has it."""
    paid = [shared for shared in reading.network.shared if shared.payments]
    if not paid:
        return None
    shared, links = paid[-1], {link.id: link for link in reading.network.links}
    return Tabled(
        id="payments",
        heading=say("Thanh toán theo {r}", "Payments by {r}", r=word(RULE_WORDS, shared.rule)),
        sentence=say(
            "Bên nhận trả bên giao, {u}; số âm: bên giao trả.",
            "Taker pays giver, {u}; below zero: the giver pays.",
            u=_unit(reading),
        ),
        table=Table(
            (
                Column(Text("Giữa", "Between")),
                Column(Text("Trao đổi", "Exchange")),
                Column(Text("Mỗi năm", "A year"), right=True),
                Column(Text("Mỗi đơn vị", "Per unit"), right=True),
                Column(Text("Trong khoảng giá", "Inside the interval")),
            ),
            tuple(
                Row(
                    (
                        reading.between(links[link]),
                        reading.exchange(links[link]),
                        reading.bare_money(
                            each, reading.key(payment_figure(reading.label, shared.rule, link))
                        ),
                        bare(number(unit, 4), unit),
                        Text("có", "yes") if inside else Text("không", "no"),
                    )
                )
                for link, each, unit, inside in shared.payments
                if link in links
            ),
        ),
        folded=len(shared.payments) > 12,
    )


def limit_table(reading: NetworkReading, most: int = 12) -> Tabled | None:
    """What holds the network back, the dearest first."""
    network = reading.network
    if not network.binding:
        return None
    money = network.money.partition("@")[0]
    return Tabled(
        id="limits",
        heading=Text("Điều gì đang giới hạn", "What holds it back"),
        sentence=say(
            "Thêm một đơn vị của giới hạn đáng giá bao nhiêu [{m}], khi các công trình giữ nguyên.",
            "What one unit more of a limit would add [{m}], with what is built as it is.",
            m=money,
        ),
        table=Table(
            (
                Column(Text("Ở đâu", "Where")),
                Column(Text("Giới hạn", "Limit")),
                Column(Text("Một đơn vị nữa", "One unit more"), right=True),
                Column(Text("Số kỳ", "Periods"), right=True),
            ),
            tuple(
                Row(
                    (
                        _limited(reading, where),
                        LIMIT_WORDS.get(kind, Text(f"chất lượng: {kind}", f"quality: {kind}")),
                        bare(
                            number(price, 4),
                            price,
                            reading.key(limit_figure(reading.label, kind, where)),
                        ),
                        bare(number(float(periods), 4), float(periods)),
                    )
                )
                for kind, where, price, periods in network.binding[:most]
            ),
        ),
    )


def _limited(reading: NetworkReading, where: str) -> Text:
    """'Demo Steel 1: slag' for the id of an offer or need; anything else as it is."""
    head, slash, side = where.rpartition(" → ")[2].partition("/")
    if not slash or head not in reading.snapshot.park.by_id:
        return same_in_both(where)
    name, stream = reading.name(head), reading.stream_name(f"{head}/{side}")
    return Text(f"{name.vi}: {stream.vi}", f"{name.en}: {stream.en}")


# Events ------------------------------------------------------------------------------------------


def event_words(reading: NetworkReading, row: StressRow) -> Text:
    if row.kind == "exit":
        return say("{p} rời đi", "{p} leaves", p=reading.name(row.name))
    if row.kind == "profile":
        return say("lượng của năm {y}", "amounts of {y}", y=row.name)
    stream, times, factor = row.name.partition(" × ")
    if times and stream in reading.catalog.streams:  # a price that was tried by its factor
        return say("giá {s} × {f}", "price of {s} × {f}", s=reading.stream_of_id(stream), f=factor)
    return same_in_both(row.name)


def event_table(reading: NetworkReading) -> Tabled | None:
    """The network in each event: links kept, best rebuilt, who loses most."""
    rows = reading.network.stress
    if not rows:
        return None
    worst = min(rows, key=lambda row: float("inf") if row.kept is None else row.kept)
    return Tabled(
        id="events",
        heading=say("Nếu có chuyện xảy ra, {u}", "If something happens, {u}", u=_unit(reading)),
        sentence=None
        if worst.kept is None
        else say(
            "Nặng nhất: {e}; mạng còn {k} trong {n}.",
            "Worst: {e}; {k} of {n} would be left.",
            e=event_words(reading, worst),
            k=reading.money_words(worst.kept),
            n=reading.money_words(reading.network.net),
        ),
        table=Table(
            (
                Column(Text("Sự kiện", "Event")),
                Column(Text("Giữ các liên kết", "Links kept"), right=True),
                Column(Text("Mạng tốt nhất khi đó", "Best network then"), right=True),
                Column(Text("Ai thiệt nhất", "Who loses most")),
            ),
            tuple(_event_row(reading, row) for row in rows),
        ),
        folded=len(rows) > 20,
    )


def _event_row(reading: NetworkReading, row: StressRow) -> Row:
    losing = [
        say("{p} {m}", "{p} {m}", p=reading.name(name), m=reading.bare_money(change).digits)
        for name, change in row.losing
    ]
    return Row(
        (
            event_words(reading, row),
            reading.bare_money(row.kept, reading.key(event_figure(reading.label, row, "kept"))),
            reading.bare_money(
                row.rebuilt, reading.key(event_figure(reading.label, row, "rebuilt"))
            ),
            Text("; ".join(w.vi for w in losing) or "—", "; ".join(w.en for w in losing) or "—"),
        )
    )


def robust_table(reading: NetworkReading) -> Tabled | None:
    """Networks chosen over every exit, with their gaps."""
    rows = reading.network.robust
    if not rows:
        return None
    return Tabled(
        id="robust",
        heading=say(
            "Mạng vững trước mọi lần rời đi, {u}", "Networks over every exit, {u}", u=_unit(reading)
        ),
        sentence=Text(
            "Chọn công trình trước, dòng sau; khoảng cách tới cận cho biết còn có thể tốt hơn bao "
            "nhiêu.",
            "What is built first, flows second; the gap says how much better it could still be.",
        ),
        table=Table(
            (
                Column(Text("Mục tiêu", "Goal")),
                Column(Text("Như kế hoạch", "As planned"), right=True),
                Column(Text("Trung bình", "Mean"), right=True),
                Column(Text("Xấu nhất", "Worst"), right=True),
                Column(Text("Khoảng cách, %", "Gap, %"), right=True),
            ),
            tuple(
                Row(
                    (
                        word(_GOALS, row.goal),
                        *(
                            reading.bare_money(
                                getattr(row, what),
                                reading.key(robust_figure(reading.label, row, what)),
                            )
                            for what in ("nominal", "expected", "worst")
                        ),
                        _gap(row.gap),
                    )
                )
                for row in rows
            ),
        ),
    )


def _gap(gap: float | None) -> Num:
    """A gap in per cent to a hundredth; a dash where there is no bound."""
    shown = None if gap is None else round(100 * gap, 2)
    return bare(number(shown, 3), shown)


def finding_items(reading: NetworkReading) -> Items | None:
    """Gaps and findings of the run, nothing hidden."""
    result = reading.result
    items = [*gap_items(result.gaps, names_of(reading.snapshot.park, reading.catalog))]
    # Who would walk away stands in a table of its own.
    findings = [found for found in result.findings if found.rule != WALKS_AWAY.code]
    items += [
        Item(same_in_both(found.rule), False, found.message, None, found.remedy)
        for found in findings
    ]
    if not items:
        return None
    return Items(
        id="known",
        heading=Text("Khoảng trống và phát hiện", "Gaps and findings"),
        sentence=say(
            "Khoảng trống: {g}; phát hiện: {f}. Không khoản nào coi là 0.",
            "Gaps: {g}; findings: {f}. None counts as zero.",
            g=str(len(result.gaps)),
            f=str(len(findings)),
        ),
        items=tuple(items),
    )
