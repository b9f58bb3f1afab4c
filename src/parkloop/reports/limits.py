"""Enterprises against the limits of the law: who must make an inventory, who uses much energy."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.analyses.inventory.model import ThresholdCheck
from parkloop.ledger.park import NodeKind
from parkloop.reports.numbers import fixed, unit_words
from parkloop.reports.parts import Cell, Column, Row, Table, Tabled, bare
from parkloop.reports.reading import Place
from parkloop.reports.words import THRESHOLD_STATES, listing, say, word
from parkloop.texts import Text, same_in_both

#: States by how much they ask for attention.
_ORDER = ("above", "above-with-indirect", "not-assessable", "below-so-far", "below")


def thresholds(place: Place) -> Tabled | None:
    """One row per enterprise, those above a limit first; a pair of columns per kind of limit."""
    checks = checks_of(place)
    if not checks:
        return None
    units = list(dict.fromkeys(check.unit for check in checks))
    enterprises = sorted({check.boundary for check in checks}, key=lambda e: _rank(checks, e))
    above = {c.boundary for c in checks if c.state == "above"}
    perhaps = {c.boundary for c in checks if c.state == "above-with-indirect"} - above
    return Tabled(
        id=f"thresholds-{place.id}",
        heading=Text("So với các ngưỡng của luật", "Against the limits of the law"),
        sentence=say(
            "Số doanh nghiệp vượt ít nhất một ngưỡng: {a}; "
            "vượt chỉ khi tính cả năng lượng mua: {b}.",
            "Enterprises above at least one limit: {a}; only if purchased energy counts: {b}.",
            a=str(len(above)),
            b=str(len(perhaps)),
        ),
        table=Table(
            (Column(Text("Doanh nghiệp", "Enterprise")), *_columns(units)),
            tuple(_row(place, checks, enterprise, units) for enterprise in enterprises),
        ),
        folded=True,
        size="half",
        note=_note(place, checks),
    )


def checks_of(place: Place) -> list[ThresholdCheck]:
    result = place.year.inventory
    inside = {node.id for node in place.members(NodeKind.ENTERPRISE)}
    return [c for c in result.value.thresholds if c.boundary in inside] if result else []


def _rank(checks: Sequence[ThresholdCheck], enterprise: str) -> tuple[int, float, str]:
    own = [c for c in checks if c.boundary == enterprise]
    worst = min((_ORDER.index(c.state) for c in own if c.state in _ORDER), default=len(_ORDER))
    return worst, -max((c.value or 0.0 for c in own), default=0.0), enterprise


def _columns(units: Sequence[str]) -> list[Column]:
    columns = []
    for unit in units:
        columns.append(Column(unit_words(unit), right=True))
        columns.append(Column(Text("Kết quả", "Result")))
    return columns


def _row(
    place: Place, checks: Sequence[ThresholdCheck], enterprise: str, units: Sequence[str]
) -> Row:
    cells: list[Cell] = [place.reading.name(enterprise)]
    for unit in units:
        own = [c for c in checks if c.boundary == enterprise and c.unit == unit]
        if not own:
            cells += [same_in_both("–"), same_in_both("–")]
            continue
        name = "toe" if unit == "toe" else "total"
        cells.append(bare(fixed(own[0].value, 0), own[0].value, place.key(name, enterprise)))
        cells.append(listing(_results(own)))
    return Row(tuple(cells))


def _results(checks: Sequence[ThresholdCheck]) -> list[Text]:
    """'above 3,000', each limit and state once."""
    said = {
        (c.state, c.limit): say(
            "{s} {v}", "{s} {v}", s=word(THRESHOLD_STATES, c.state), v=fixed(c.limit, 0)
        )
        for c in checks
    }
    return list(said.values())


def _note(place: Place, checks: Sequence[ThresholdCheck]) -> Text:
    """Which rules the limits come from, and what must be checked before relying on them."""
    catalog = place.reading.study.catalog
    rules = {}
    for check in checks:
        rule = catalog.thresholds[check.threshold]
        source = catalog.sources.get(rule.source)
        rules[rule.id] = say(
            "{v} {u}: {d}",
            "{v} {u}: {d}",
            v=fixed(check.limit, 0),
            u=unit_words(check.unit),
            d=source.document or source.title if source else rule.source,
        )
    checked = _once([check.must_check for check in checks])
    return say("{r}. {c}", "{r}. {c}", r=listing(list(rules.values())), c=checked)


def _once(texts: Sequence[Text]) -> Text:
    """Every sentence of some texts, each once, in their order."""

    def joined(said: Sequence[str]) -> str:
        sentences = dict.fromkeys(part.rstrip(".") for one in said for part in one.split(". "))
        return ". ".join(sentences) + "."

    return Text(joined([text.vi for text in texts]), joined([text.en for text in texts]))
