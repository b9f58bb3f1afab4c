"""A place without an inventory: the exchanges that are known, and the gaps by name.

Published networks come with some quantities and many open ends. What cannot be computed is said;
an empty or zero inventory is never shown (convention C-01).
"""

from __future__ import annotations

import polars as pl

from parkloop.provenance import EntriesOperand
from parkloop.reports.balance_tables import balance_table
from parkloop.reports.flows import flow_tabs
from parkloop.reports.numbers import number, unit_words
from parkloop.reports.parts import (
    Block,
    Card,
    Cell,
    Column,
    Num,
    Row,
    Section,
    Table,
    Tabled,
    View,
    bare,
)
from parkloop.reports.reading import Place
from parkloop.reports.records import finding_list, gap_list, gaps_of, provenance_of
from parkloop.reports.words import NOTATIONS, STATUSES, say, word
from parkloop.texts import Text, same_in_both


def exchange_view(place: Place, band: Text | None, lead: Text | None) -> View:
    flows = flows_of(place)
    known = flows.filter(pl.col("quantity").is_not_null())
    return View(
        id=place.id,
        place=f"{place.book.prefix}{place.node.id}",
        place_name=place.node.name,
        year=place.year.label,
        depth=0 if place.is_zone else 1,
        title=_title(place, len(flows), len(flows) - len(known)),
        kicker=say(
            "Các trao đổi {y} · {p}",
            "Exchanges {y} · {p}",
            y=place.year.label,
            p=place.reading.study.snapshot.park.name,
        ),
        lead=lead,
        band=band,
        cards=_cards(place, flows, known),
        sections=sections(
            place,
            (
                "flows",
                Text("Ai trao đổi gì với ai", "Who exchanges what with whom"),
                (flow_tabs(place, richest_first=True), exchange_table(place, flows)),
            ),
            (
                "balances",
                Text("Cân bằng lập được", "Balances that can be struck"),
                (balance_table(place),),
            ),
            (
                "records",
                Text("Khoảng trống, phát hiện, nguồn gốc", "Gaps, findings, provenance"),
                (gap_list(place), finding_list(place), provenance_of(place)),
            ),
        ),
    )


def flows_of(place: Place) -> pl.DataFrame:
    """The year's flows with an end inside the place."""
    park = place.reading.study.snapshot.park
    inside = list(park.below(place.node.id))
    touches = pl.col("from_node").is_in(inside) | pl.col("to_node").is_in(inside)
    flows = place.reading.study.snapshot.flows.filter(touches)
    result = place.year.balances or place.year.inventory
    if result is None:
        return flows
    period = result.value.period
    within = (pl.col("start") >= period.start) & (pl.col("end") <= period.end)
    return flows.filter(within).sort("file", "sheet", "row", "key")


def _title(place: Place, flows: int, unknown: int) -> Text:
    if not unknown:
        return say(
            "{p} có {n} dòng trao đổi năm {y}; chưa đủ số liệu để lập kiểm kê phát thải",
            "{p} has {n} exchanges in {y}; the data does not allow an emission inventory",
            p=place.node.name,
            n=str(flows),
            y=place.year.label,
        )
    return say(
        "{p}: {n} dòng trao đổi được biết, {u} dòng chưa rõ số lượng; "
        "chưa đủ số liệu để lập kiểm kê phát thải",
        "{p}: {n} exchanges are known, {u} of them without a quantity; "
        "the data does not allow an emission inventory",
        p=place.node.name,
        n=str(flows),
        u=str(unknown),
    )


def _cards(place: Place, flows: pl.DataFrame, known: pl.DataFrame) -> tuple[Card, ...]:
    ends = {*flows.get_column("from_node"), *flows.get_column("to_node")}
    gaps = gaps_of(place)
    every = Text("Trao đổi được biết", "Exchanges known")
    return (
        _count_card(place, "exchanges", every, len(flows), "complete", same_in_both("100\u202f%")),
        _count_card(
            place,
            "quantities",
            Text("Trong đó có số lượng", "Of these with a quantity"),
            len(known),
            "complete" if len(known) == len(flows) else "partial",
            say("{n} chưa rõ", "{n} not known", n=str(len(flows) - len(known))),
        ),
        _count_card(
            place,
            "ends",
            Text("Bên tham gia và điểm đầu cuối", "Participants and end points"),
            len(ends),
            "complete",
            Text("trong và ngoài khu", "inside and outside"),
        ),
        Card(
            label=Text("Khoảng trống nêu tên", "Gaps by name"),
            num=Num(number(float(len(gaps)), 9), None, float(len(gaps))),
            mark="partial" if gaps else "complete",
            mark_words=Text("xem danh sách bên dưới", "listed below"),
        ),
        Card(
            label=Text("Tổng phát thải", "Total emissions"),
            num=Num(Text("chưa tính được", "not computed"), None, None, place.key("total")),
            mark="none",
            mark_words=Text("không phải bằng 0", "which is not zero"),
        ),
    )


def _count_card(
    place: Place, name: str, label: Text, count: int, mark: str, mark_words: Text
) -> Card:
    key = place.book.derive(
        f"{name}/{place.id}",
        label,
        float(count),
        "1",
        Text("đếm trong sổ cái", "counted in the ledger"),
        (EntriesOperand("n", float(count), "1", count, {"kind": "flow"}),),
    )
    return Card(label, Num(number(float(count), 9), None, float(count), key), mark, mark_words)


def exchange_table(place: Place, flows: pl.DataFrame) -> Tabled | None:
    """Every exchange with its quantity as stated, or the reason why there is none."""
    if flows.is_empty():
        return None
    rows = [
        Row(
            (
                place.reading.name(row["from_node"]),
                place.reading.name(row["to_node"]),
                place.reading.stream_name(row["stream"]),
                _quantity(row),
                word(NOTATIONS, row["notation"])
                if row["notation"]
                else word(STATUSES, row["status"]),
                same_in_both(row["note"] or "–"),
            )
        )
        for row in flows.iter_rows(named=True)
    ]
    return Tabled(
        id=f"exchanges-{place.id}",
        heading=Text("Từng dòng trao đổi", "Every exchange"),
        sentence=Text(
            "Số lượng đúng như nguồn ghi; dòng nào nguồn không cho số lượng thì ghi “chưa biết”.",
            "Quantities as the sources print them; where they print none, “not known” is written.",
        ),
        table=Table(
            (
                Column(Text("Từ", "From")),
                Column(Text("Đến", "To")),
                Column(Text("Dòng", "Stream")),
                Column(Text("Lượng", "Quantity"), right=True),
                Column(Text("Trạng thái", "Status")),
                Column(Text("Ghi chú của nguồn", "Note of the source")),
            ),
            tuple(rows),
        ),
        folded=len(rows) > 60,
    )


def _quantity(row: dict[str, object]) -> Cell:
    value = row["quantity"]
    if not isinstance(value, float):
        return bare(number(None), None)
    return Num(number(value, 9), unit_words(str(row["unit"])), value)


def sections(
    place: Place, *given: tuple[str, Text, tuple[Block | None, ...]]
) -> tuple[Section, ...]:
    """Sections that have something to show; the records begin a sheet of paper."""
    filled = [
        (name, title, tuple(block for block in blocks if block is not None))
        for name, title, blocks in given
    ]
    return tuple(
        Section(f"part-{name}-{place.id}", title, blocks, new_sheet=name == "records")
        for name, title, blocks in filled
        if blocks
    )
