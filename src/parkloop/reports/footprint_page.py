"""The page of a product footprint: the answer, its parts, how sure it is, what moves it."""

from __future__ import annotations

import math
from typing import Final

from parkloop.analyses.tracing.model import Footprint
from parkloop.analyses.tracing.stages import STAGES
from parkloop.findings import in_order
from parkloop.provenance import Gap
from parkloop.reports.footprint_blocks import (
    Opened,
    by_gas,
    by_origin,
    by_stage,
    paths,
    rules,
    sensitivities,
)
from parkloop.reports.footprint_names import interval_words, small, way_name
from parkloop.reports.numbers import number, percent, unit_words
from parkloop.reports.parts import (
    Block,
    Card,
    Described,
    Items,
    Num,
    Section,
    View,
    num,
)
from parkloop.reports.records import finding_item, missing
from parkloop.reports.words import say
from parkloop.texts import Text, same_in_both

_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FOOTPRINT: Final = Text("Dấu vết", "Footprint")


def product_view(opened: Opened) -> View:
    """The page of one product in one year."""
    one = opened.footprint
    return View(
        id=f"{one.product}.{opened.label}",
        place=one.owner,
        place_name=opened.names.node(one.owner),
        year=opened.label,
        depth=1,
        title=_title(opened),
        kicker=say(
            "Dấu vết các-bon {y} · từ đầu nguồn đến cổng · GWP 100 năm theo {g}",
            "Product footprint {y} · cradle to gate · 100-year GWP of {g}",
            y=opened.label,
            g=opened.result.value.gwp_set,
        ),
        lead=_lead(opened),
        band=None,
        cards=_cards(opened),
        sections=tuple(_sections(opened)),
    )


def _title(opened: Opened) -> Text:
    one = opened.footprint
    product = opened.names.made(one)
    if one.per_unit is None:
        return say("{p} chưa có dấu vết", "{p} has no footprint yet", p=product)
    said = say(
        "Một {u} {p} mang {v}\u00a0kg\u00a0CO₂e",
        "One {u} of {p} carries {v}\u00a0kg\u00a0CO₂e",
        u=unit_words(one.unit),
        p=product,
        v=number(one.per_unit, 3),
    )
    if not one.gaps:
        return said
    return say(
        "{s}, chưa kể {n} khoản chưa tính được",
        "{s}, not counting {n} gaps" if len(one.gaps) > 1 else "{s}, not counting one gap",
        s=said,
        n=str(len(one.gaps)),
    )


def _lead(opened: Opened) -> Text | None:
    """The greatest stage and the greatest origin in one sentence."""
    one = opened.footprint
    if not one.per_unit or not one.stages or not one.origins:
        return None
    stage, of_stage = max(one.stages.items(), key=lambda part: abs(part[1]))
    origin, of_origin = max(one.origins.items(), key=lambda part: abs(part[1]))
    return say(
        "Phần lớn nhất theo giai đoạn: {s} ({a}); theo nguồn gốc: {o} ({b}).",
        "The greatest stage: {s} ({a}); the greatest origin: {o} ({b}).",
        s=small(STAGES[stage]),
        a=percent(of_stage / one.per_unit),
        o=small(opened.names.origin(origin)),
        b=percent(of_origin / one.per_unit),
    )


# Cards ------------------------------------------------------------------------------------------


def _cards(opened: Opened) -> tuple[Card, ...]:
    one = opened.footprint
    mark = "partial" if one.gaps else "complete"
    words = (
        say("thiếu {n} khoản", "{n} missing", n=str(len(one.gaps)))
        if one.gaps
        else Text("đầy đủ", "complete")
    )
    main = Card(
        _FOOTPRINT,
        Num(number(one.per_unit, 4), opened.unit, one.per_unit, opened.key()),
        mark,
        words,
        ((_interval(one), None),),
    )
    return (main, _primary(one, mark, words), _quality(one, mark, words), _year(one, mark, words))


def _interval(one: Footprint) -> Text:
    interval = interval_words(one)
    if interval is None:
        return Text("khoảng 95 % chưa biết", "95 % interval not known")
    return say("95\u202f%: {i}", "95\u202f%: {i}", i=interval)


def _primary(one: Footprint, mark: str, words: Text) -> Card:
    return Card(
        Text("Số liệu sơ cấp", "Primary data"),
        Num(percent(one.primary_share), None, one.primary_share),
        mark,
        words,
        ((Text("của phần đã biết", "of what is known"), None),),
    )


def _quality(one: Footprint, mark: str, words: Text) -> Card:
    rated = one.quality
    label = Text("Chất lượng số liệu", "Data quality")
    if rated is None:
        return Card(label, Num(number(None), None, None), mark, words)
    worst = max(rated.technology, rated.geography, rated.timeliness)
    lines = (
        say("công nghệ {v}", "technology {v}", v=number(rated.technology, 2)),
        say("địa lý {v}", "geography {v}", v=number(rated.geography, 2)),
        say("thời gian {v}", "time {v}", v=number(rated.timeliness, 2)),
    )
    return Card(
        label,
        Num(number(worst, 2), Text("kém nhất trong ba (1 tốt – 3 kém)", "worst of three"), worst),
        mark,
        words,
        tuple((line, None) for line in lines),
    )


def _year(one: Footprint, mark: str, words: Text) -> Card:
    made = num(one.made, one.unit)
    return Card(
        Text("Cả kỳ", "The whole year"),
        num(one.burden / 1000, "t CO2e"),
        mark,
        words,
        ((Text("sản lượng", "made"), made),),
    )


# Sections ---------------------------------------------------------------------------------------


def _sections(opened: Opened) -> list[Section]:
    where: list[Block] = [paths(opened), by_stage(opened), by_origin(opened), by_gas(opened)]
    sure: list[Block] = [block for block in (sensitivities(opened),) if block]
    found = [
        Section("paths", Text("Các-bon đến từ đâu", "Where the carbon comes from"), tuple(where)),
        Section("rules", Text("Theo quy tắc khác", "Under other rules"), (rules(opened),)),
    ]
    if sure:
        title = Text("Chắc chắn đến đâu", "How sure it is")
        found.insert(1, Section("sure", title, tuple(sure)))
    lacking = missing(_gaps(opened), opened.names.by_id)
    records: list[Block] = [b for b in (lacking, _findings(opened)) if b]
    records.append(_provenance(opened))
    found.append(Section("records", Text("Hồ sơ", "Records"), tuple(records)))
    return found


def _gaps(opened: Opened) -> list[Gap]:
    known = {gap.id: gap for gap in opened.result.gaps}
    return [known[name] for name in opened.footprint.gaps if name in known]


def _findings(opened: Opened) -> Items | None:
    found = in_order(f for f in opened.result.findings if f.rule.startswith("TRC"))
    if not found:
        return None
    return Items(
        id="findings",
        heading=Text("Phát hiện khi truy vết", "Findings of the trace"),
        sentence=say(
            "{n} phát hiện.",
            "{n} findings." if len(found) > 1 else "One finding.",
            n=str(len(found)),
        ),
        items=tuple(finding_item(each) for each in found),
    )


def _provenance(opened: Opened) -> Described:
    made = opened.result.provenance
    value = opened.result.value
    sums = value.conservation
    pairs = [
        (Text("Sổ cái (SHA-256)", "Ledger (SHA-256)"), same_in_both(made.ledger_hash), True),
        (Text("Danh mục", "Catalog"), same_in_both(made.catalog_hash), True),
        (
            Text("Quy tắc", "Rule"),
            way_name(value.rule, str(value.parameters["allocation"])),
            False,
        ),
        (
            Text("Sai số của phép giải", "Error of the solution"),
            say(
                "dưới {e} {u}",
                "below {e} {u}",
                e=same_in_both(_power_above(opened.footprint.error)),
                u=opened.unit,
            ),
            False,
        ),
    ]
    if sums is not None:
        pairs.append(
            (
                Text("Bảo toàn", "Conservation"),
                say(
                    "nguồn {s}, rời đi {l}, khấu trừ {c} kg CO₂e; chênh lệch {d}",
                    "sources {s}, leaving {l}, credit {c} kg CO₂e; difference {d}",
                    s=number(sums.sources, 8),
                    l=number(sums.leaving, 8),
                    c=number(sums.credit, 8),
                    d=number(0.0 if sums.agrees else sums.difference, 2),
                ),
                False,
            )
        )
    return Described(
        "provenance", Text("Phương pháp và nguồn gốc", "Method and provenance"), tuple(pairs)
    )


def _power_above(value: float) -> str:
    """The power of ten that is not exceeded: 10⁻¹³."""
    exponent = math.ceil(math.log10(value)) if value > 0 else -15
    return f"10{str(exponent).translate(_RAISED)}"
