"""What is shown of a place in a year: a sentence with the answer, cards, sections."""

from __future__ import annotations

from parkloop.ledger.park import NodeKind
from parkloop.provenance import Figure, FigureOperand
from parkloop.reports.balance_tables import balance_table
from parkloop.reports.emissions import by_enterprise, by_gas, by_scope, by_stream, interval_words
from parkloop.reports.exchanges import exchange_view, sections
from parkloop.reports.flows import flow_tabs
from parkloop.reports.limits import thresholds
from parkloop.reports.meters import meter_blocks
from parkloop.reports.numbers import number, percent
from parkloop.reports.parks import park_multiples
from parkloop.reports.parts import Card, Num, Section, View, bare, num
from parkloop.reports.permits import limit_blocks
from parkloop.reports.reading import Place, Reading
from parkloop.reports.records import (
    elimination,
    facts_table,
    finding_list,
    gap_list,
    memos,
    provenance_of,
)
from parkloop.reports.sureness import (
    cells_of,
    completeness_grid,
    completeness_share,
    contributions,
    quality,
    two_approaches,
    uncertainty_of,
)
from parkloop.reports.words import say
from parkloop.texts import Text

FICTIONAL = Text(
    "Số liệu minh họa, không phải của doanh nghiệp có thật.",
    "Demo data, of no real enterprise.",
)
#: A change smaller than this share is called 'about the same'.
NOTICEABLE = 0.005


def views_of(reading: Reading) -> tuple[View, ...]:
    """Every boundary in every year, the newest year of the widest boundary first."""
    return tuple(
        view_of(Place(reading, node, year))
        for node in reading.boundaries
        for year in reversed(reading.years)
    )


def view_of(place: Place) -> View:
    if not place.has_inventory:
        return exchange_view(place, band_of(place), lead_of(place))
    return View(
        id=place.id,
        place=f"{place.book.prefix}{place.node.id}",
        place_name=place.node.name,
        year=place.year.label,
        depth=0 if place.is_zone else 1,
        title=title_of(place),
        kicker=_kicker(place),
        lead=lead_of(place),
        band=band_of(place),
        cards=_cards(place),
        sections=_sections(place),
    )


#: Rule of the inventory that says a fallback stands in for a fact not yet published.
PROVISIONAL = "INV-02"


def band_of(place: Place) -> Text | None:
    """What must be said before all else: that the data is invented, and by whom."""
    park = place.reading.study.snapshot.park
    if not park.fictional:
        return None
    return say("{a} {b}.", "{a} {b}.", a=FICTIONAL, b=park.source) if park.source else FICTIONAL


def lead_of(place: Place) -> Text | None:
    """The source of published data."""
    park = place.reading.study.snapshot.park
    if park.fictional or park.source is None:
        return None
    return say("Nguồn: {s}.", "Source: {s}.", s=park.source)


def _kicker(place: Place) -> Text:
    result = place.year.inventory
    said = say(
        "Kiểm kê khí nhà kính {y} · {p} · GWP 100 năm theo {g}",
        "Greenhouse-gas inventory {y} · {p} · 100-year GWP of {g}",
        y=place.year.label,
        p=place.reading.study.snapshot.park.name,
        g=result.value.gwp_set if result else "—",
    )
    used = [f.values["fact"] for f in result.findings if f.rule == PROVISIONAL] if result else []
    if not used:
        return said
    return say(
        "{s} · tạm tính, dùng {f} cho đến khi hệ số của năm được công bố",
        "{s} · provisional, with {f} until the factor of the year is published",
        s=said,
        f=", ".join(used),
    )


# The sentence with the answer -----------------------------------------------------------------


def change_of(place: Place) -> float | None:
    """Relative change of the total against the year before; None where it cannot be said."""
    before = place.previous
    now, then = place.value("total"), before.value("total") if before else None
    return None if now is None or not then else now / then - 1


def title_of(place: Place) -> Text:
    """'Demo park A emitted 41,300 t CO₂e in 2025, 6 % less than in 2024', or what is missing."""
    total, gaps = place.figure("total"), len(place.gap_ids)
    base = say(
        "{p} phát thải {v}\u00a0t\u00a0CO₂e năm\u00a0{y}",
        "{p} emitted {v}\u00a0t\u00a0CO₂e in\u00a0{y}",
        p=place.node.name,
        v=number(total.value if total else None, 3),
        y=place.year.label,
    )
    if gaps:
        return say(
            "{base}, chưa kể {n} khoản chưa tính được",
            "{base}, not counting {n} gaps" if gaps > 1 else "{base}, not counting one gap",
            base=base,
            n=str(gaps),
        )
    change, before = change_of(place), place.previous
    if change is None or before is None:
        return base
    if abs(change) < NOTICEABLE:
        return say(
            "{base}, gần như bằng năm\u00a0{b}",
            "{base}, about as much as in\u00a0{b}",
            base=base,
            b=before.year.label,
        )
    direction = Text("giảm", "less") if change < 0 else Text("tăng", "more")
    return say(
        "{base}, {d} {c} so với năm\u00a0{b}",
        "{base}, {c} {d} than in\u00a0{b}",
        base=base,
        d=direction,
        c=percent(abs(change)),
        b=before.year.label,
    )


# Cards -------------------------------------------------------------------------------------------


def _cards(place: Place) -> tuple[Card, ...]:
    return (
        _card(
            place,
            "total",
            Text(
                "Tổng phát thải, phạm vi 1\u00a0+\u00a02", "Total emissions, scopes 1\u00a0+\u00a02"
            ),
        ),
        _card(place, "scope-1", Text("Phạm vi 1, trực tiếp", "Scope 1, direct")),
        _scope_2_card(place),
        _card(place, "toe", Text("Năng lượng tiêu thụ", "Energy used")),
        _completeness_card(place),
    )


def _card(
    place: Place, name: str, label: Text, more: tuple[tuple[Text, Num | None], ...] = ()
) -> Card:
    figure = place.figure(name)
    mark, words = _mark(figure)
    unit = figure.unit if figure else "t CO2e"
    lines: list[tuple[Text, Num | None]] = []
    if interval := interval_words(figure):
        lines.append((interval, None))
    if change := _change_line(place, name):
        lines.append(change)
    return Card(
        label=label,
        num=num(figure.value if figure else None, unit, place.key(name)),
        mark=mark,
        mark_words=words,
        lines=(*lines, *more),
    )


def _mark(figure: Figure | None) -> tuple[str, Text]:
    if figure is None or figure.value is None:
        return "none", Text("chưa tính được", "not computed")
    if figure.partial:
        count = str(len(figure.gaps))
        return "partial", say("thiếu {n} khoản", "lacks {n}", n=count)
    return "complete", Text("đầy đủ", "complete")


def _change_line(place: Place, name: str) -> tuple[Text, Num | None] | None:
    before = place.previous
    now, then = place.value(name), before.value(name) if before else None
    if before is None or now is None or not then:
        return None
    change = now / then - 1
    key = place.book.derive(
        f"change/{name}/{place.id}",
        say("Thay đổi so với {y}", "Change since {y}", y=before.year.label),
        change,
        "1",
        Text("năm nay / năm trước − 1", "this year / the year before − 1"),
        (FigureOperand(place.key(name)), FigureOperand(before.key(name))),
    )
    shown = percent(change, 1)
    sign = "+" if change > 0 else ""
    digits = Text(f"{sign}{shown.vi}", f"{sign}{shown.en}")
    return say("so với {y}:", "since {y}:", y=before.year.label), Num(digits, None, change, key)


def _scope_2_card(place: Place) -> Card:
    market = place.figure("scope-2-market")
    beside = (
        (
            (
                Text("theo thị trường:", "market-based:"),
                bare(number(market.value), market.value, place.key("scope-2-market")),
            ),
        )
        if market
        else ()
    )
    label = Text("Phạm vi 2, theo vị trí", "Scope 2, location-based")
    return _card(place, "scope-2", label, beside)


def _completeness_card(place: Place) -> Card:
    cells = cells_of(place)
    share = completeness_share(cells)
    expected = sum(cell.state != "not-expected" for cell in cells)
    key = place.book.derive(
        f"completeness/{place.id}",
        say("Mức đầy đủ của số liệu, {p}", "Completeness of data, {p}", p=place.node.name),
        share,
        "1",
        say(
            "ô tháng × dòng đã có số liệu hoặc lời giải thích / {n} ô cần có",
            "cells month × stream reported or explained / {n} cells expected",
            n=str(expected),
        ),
    )
    gaps = len(place.gap_ids)
    return Card(
        label=Text("Số liệu đã có", "Data that is there"),
        num=Num(percent(share, 1), None, share, key),
        mark="complete" if share == 1 and not gaps else "partial" if share else "none",
        mark_words=say("khoảng trống: {n}", "gaps: {n}", n=str(gaps)),
        lines=(
            (
                say(
                    "của {n} ô tháng × dòng cần có",
                    "of {n} expected cells month × stream",
                    n=number(float(expected), 9),
                ),
                None,
            ),
        ),
    )


# Sections -----------------------------------------------------------------------------------


def _sections(place: Place) -> tuple[Section, ...]:
    report = uncertainty_of(place)
    approaches = (two_approaches(place, report),) if report else ()
    drivers = (contributions(place, report),) if report else ()
    parks = (park_multiples(place),) if place.is_zone and place.members(NodeKind.PARK) else ()
    return sections(
        place,
        (
            "emissions",
            Text("Phát thải từ đâu", "Where the emissions come from"),
            (by_scope(place), *parks, by_enterprise(place), by_stream(place), by_gas(place)),
        ),
        (
            "flows",
            Text("Năng lượng, nước, vật chất", "Energy, water, materials"),
            (flow_tabs(place), balance_table(place)),
        ),
        (
            "meters",
            Text("Đồng hồ tổng và công tơ nhánh", "Main meters and sub-meters"),
            meter_blocks(place),
        ),
        (
            "limits",
            Text("Giới hạn của giấy phép và hợp đồng", "Limits of permits and contracts"),
            limit_blocks(place),
        ),
        (
            "park",
            Text("Loại trừ và ngưỡng", "Elimination and limits"),
            (elimination(place), memos(place), thresholds(place)),
        ),
        (
            "sureness",
            Text("Chắc chắn đến đâu", "How sure this is"),
            (*approaches, quality(place), *drivers, completeness_grid(place)),
        ),
        (
            "records",
            Text("Khoảng trống, phát hiện, nguồn gốc", "Gaps, findings, provenance"),
            (gap_list(place), finding_list(place), facts_table(place), provenance_of(place)),
        ),
    )
