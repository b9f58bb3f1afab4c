"""Where a footprint comes from, how sure it is, and what another rule would make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parkloop.analyses.tracing.comparing import Comparison, Under
from parkloop.analyses.tracing.figures import figure_id
from parkloop.analyses.tracing.model import Footprint, Tracing
from parkloop.analyses.tracing.stages import STAGES
from parkloop.catalog.catalog import Catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Result
from parkloop.reports import charts
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.footprint_names import Names, small, way_name
from parkloop.reports.footprints import STAGE_HUES, footprint_sankey
from parkloop.reports.numbers import exact, number, percent, unit_words
from parkloop.reports.parts import (
    Chart,
    Column,
    Row,
    Table,
    Tabled,
    bare,
)
from parkloop.reports.words import gas_name, say
from parkloop.texts import Text

_MOST_PATHS: Final = 12
_MOST_PARAMETERS: Final = 8
_SHARE: Final = Text("Phần", "Share")
_ORIGIN_HUES: Final[Mapping[str, str]] = {
    "own": "fuels",
    "utilities": "wastewater",
    "energy": "electricity",
    "upstream": "materials",
    "waste": "waste",
    "credit": "cooling",
}


@dataclass(frozen=True)
class Opened:
    """A traced product with what its page names and explains; ``label`` is the year."""

    footprint: Footprint
    result: Result[Tracing]
    comparison: Comparison
    snapshot: Snapshot
    catalog: Catalog
    label: str

    @property
    def names(self) -> Names:
        return Names(self.snapshot.park, self.catalog)

    @property
    def unit(self) -> Text:
        return unit_words(f"kg CO2e/{self.footprint.unit}")

    def key(self, part: str = "") -> str:
        """The key of a figure of this footprint."""
        base = figure_id(self.footprint.product, self.label)
        return f"{base}/{part}" if part else base

    @property
    def book(self) -> FigureBook:
        """All figures behind the page, under their keys."""
        book = FigureBook(self.snapshot, self.catalog)
        for one in self.comparison.under:
            if one.opened is not None:
                book.take(one.opened, self.label, one.way)
        book.take(self.result, self.label)
        return book

    def under(self, way: Under) -> str:
        """The key of this footprint under another rule; '' where it was not opened."""
        key = figure_id(self.footprint.product, self.label, way.way)
        return key if way.opened is not None and key in way.opened.figures else ""


def paths(opened: Opened) -> Chart:
    one = opened.footprint
    drawn = footprint_sankey(one, opened.names)
    known = sum(path.value for path in one.paths)
    rows = tuple(
        Row(
            (
                _way(path.vertices, opened.names),
                bare(number(path.value, 3), path.value),
                bare(_part(path.value, one), None),
            )
        )
        for path in one.paths[:_MOST_PATHS]
    )
    return Chart(
        id="chart-paths",
        heading=say(
            "Từ nguồn phát thải đến một {u} sản phẩm, {k}",
            "From where emissions begin to one {u} of product, {k}",
            u=unit_words(one.unit),
            k=opened.unit,
        ),
        sentence=say(
            "{n} đường đi mạnh nhất mang {s} của dấu vết.",
            "The {n} strongest paths carry {s} of the footprint.",
            n=str(len(one.paths)),
            s=_part(known, one),
        ),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(
            (
                Column(
                    Text("Từ sản phẩm về nơi phát thải", "From the product to where it is emitted")
                ),
                Column(opened.unit, right=True),
                Column(_SHARE, right=True),
            ),
            rows,
        ),
        wide=True,
    )


def _way(vertices: Sequence[str], names: Names) -> Text:
    called = list(dict.fromkeys(names.vertex(vertex) for vertex in vertices))
    return Text(" ← ".join(c.vi for c in called), " ← ".join(c.en for c in called))


def _part(value: float, one: Footprint) -> Text:
    return percent(value / one.per_unit, 1) if one.per_unit else number(None)


def by_stage(opened: Opened) -> Chart:
    one = opened.footprint
    rows = [(STAGES[k], v, f"stage/{k}", STAGE_HUES[k]) for k, v in one.stages.items()]
    heading = Text("Theo giai đoạn vòng đời", "By life-cycle stage")
    return _bars(opened, "stages", heading, rows)


def by_origin(opened: Opened) -> Chart:
    one = opened.footprint
    rows = [
        (opened.names.origin(k), v, k, _ORIGIN_HUES.get(k, "products"))
        for k, v in one.origins.items()
    ]
    return _bars(opened, "origins", Text("Theo nguồn gốc", "By origin"), rows)


def _bars(
    opened: Opened, name: str, heading: Text, parts: Sequence[tuple[Text, float, str, str]]
) -> Chart:
    one = opened.footprint
    parts = sorted(parts, key=lambda part: -abs(part[1]))
    drawn = charts.ranked_bars(
        [
            charts.Ranked(
                label=label,
                value=value,
                token=token,
                said=_part(value, one),
                tip=_tip(label, value, opened),
                figure=opened.key(part),
            )
            for label, value, part, token in parts
        ],
        label_width=170,
    )
    rows = tuple(
        Row(
            (
                label,
                bare(number(value, 4), value, opened.key(part)),
                bare(_part(value, one), None),
            )
        )
        for label, value, part, _ in parts
    )
    first = parts[0] if parts else None
    return Chart(
        id=f"chart-{name}",
        heading=say("{h}, {u}", "{h}, {u}", h=heading, u=opened.unit),
        sentence=say("Nhiều nhất: {n}.", "Most: {n}.", n=small(first[0]))
        if first
        else Text("Chưa có nguồn nào.", "There is no source."),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table(
            (Column(heading), Column(opened.unit, right=True), Column(_SHARE, right=True)), rows
        ),
        size="half",
    )


def _tip(label: Text, value: float, opened: Opened) -> Text:
    return say(
        "{l}\n{v} {u} · {p}",
        "{l}\n{v} {u} · {p}",
        l=label,
        v=exact(value),
        u=opened.unit,
        p=_part(value, opened.footprint),
    )


def by_gas(opened: Opened) -> Tabled:
    one = opened.footprint
    unit = unit_words(f"g/{one.unit}")
    carried = dict.fromkeys(one.gases, 0.0)
    for part in one.contributions:
        carried[part.gas] = carried.get(part.gas, 0.0) + part.value
    rows = tuple(
        Row(
            (
                gas_name(gas),
                bare(number(mass * 1000, 3), mass * 1000, opened.key(f"gas/{gas}")),
                bare(number(carried[gas], 3), carried[gas]),
                bare(_part(carried[gas], one), None),
            )
        )
        for gas, mass in sorted(one.gases.items(), key=lambda each: -abs(carried[each[0]]))
    )
    return Tabled(
        id="gases",
        heading=Text("Theo khí", "By gas"),
        sentence=None,
        table=Table(
            (
                Column(Text("Khí", "Gas")),
                Column(unit, right=True),
                Column(opened.unit, right=True),
                Column(_SHARE, right=True),
            ),
            rows,
        ),
    )


def sensitivities(opened: Opened) -> Tabled | None:
    one = opened.footprint
    if not one.sensitivities:
        return None
    rows = tuple(
        Row(
            (
                opened.names.parameter(found.parameter),
                bare(number(found.deviation, 3), found.deviation),
                bare(percent(found.share, 1), None),
            )
        )
        for found in one.sensitivities[:_MOST_PARAMETERS]
    )
    first = one.sensitivities[0]
    return Tabled(
        id="sensitivities",
        heading=Text("Điều gì làm kết quả không chắc chắn", "What makes the footprint uncertain"),
        sentence=say(
            "{p} gây ra {s} của phương sai.",
            "{p} makes {s} of the variance.",
            p=opened.names.parameter(first.parameter),
            s=percent(first.share),
        ),
        table=Table(
            (
                Column(Text("Tham số", "Parameter")),
                Column(
                    say(
                        "Một độ lệch chuẩn làm đổi, {u}",
                        "One standard deviation moves, {u}",
                        u=opened.unit,
                    ),
                    right=True,
                ),
                Column(Text("Phần phương sai", "Part of the variance"), right=True),
            ),
            rows,
        ),
    )


def rules(opened: Opened) -> Tabled:
    product = opened.footprint.product
    usual = opened.comparison.under[0] if opened.comparison.under else None
    base = usual.per_unit.get(product) if usual else None
    rows = tuple(_rule_row(opened, one, base) for one in opened.comparison.under)
    moved = {one.per_unit.get(product) for one in opened.comparison.under}
    sentence = (
        Text(
            "Mọi quy tắc cho cùng một con số: sản phẩm này không phụ thuộc vào cách chia.",
            "Every rule gives the same: this product does not depend on how burdens are shared.",
        )
        if len(moved) == 1
        else Text(
            "Cùng một sổ cái, chia theo quy tắc khác; dòng đầu là quy tắc đang dùng.",
            "The same ledger shared by other rules; the first row is the rule in use.",
        )
    )
    return Tabled(
        id="rules-table",
        heading=Text("Trao đổi và phân bổ", "Exchanges and allocation"),
        sentence=sentence,
        table=Table(
            (
                Column(Text("Quy tắc", "Rule")),
                Column(opened.unit, right=True),
                Column(Text("So với đang dùng", "Against the rule in use"), right=True),
            ),
            rows,
        ),
        note=Text(
            "* còn thiếu số liệu. Quy tắc cần giá hoặc phát thải của sản phẩm bị thay thế mà chưa "
            "có thì được tính theo quy tắc cắt.",
            "* data is missing. Where a rule lacks a price or the emissions of what is displaced, "
            "cut-off stands in.",
        ),
    )


def _rule_row(opened: Opened, one: Under, base: float | None) -> Row:
    product = opened.footprint.product
    value = one.per_unit.get(product)
    digits = number(value, 4)
    if value is not None and product in one.partial:
        digits = Text(f"{digits.vi} *", f"{digits.en} *")
    change = percent(value / base - 1, 1) if base and value is not None else number(None)
    return Row(
        (
            way_name(one.rule, one.allocation),
            bare(digits, value, opened.under(one)),
            bare(change, None),
        )
    )
