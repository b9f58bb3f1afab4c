"""What can be wrong with a statement as a whole; every check returns marks, all at once.

A field that could not be read is marked already and asked nothing more, so that one slip gives
one finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from parkloop.findings import Rule
from parkloop.io.intake import row_rules as rules
from parkloop.io.intake.drafts import Draft, Mark, Setting
from parkloop.io.intake.fields import FIELDS, FORMS
from parkloop.io.intake.readings import Problem
from parkloop.io.intake.units import units_for
from parkloop.io.intake.vocabulary import STATUSES, dimension_name
from parkloop.io.intake.wording import number_text
from parkloop.ledger.columns import VALUE_COLUMNS, with_amounts, with_hashes
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.park import OUTSIDE
from parkloop.periods import Period
from parkloop.quantities import dimension
from parkloop.texts import Text, same_in_both

Row = dict[str, Any]
Check = Callable[[pl.DataFrame, Setting], Iterator[Mark]]


def check_rows(
    draft: Draft, setting: Setting, now: datetime | None, missing: frozenset[str] = frozenset()
) -> list[Mark]:
    """Every mark on every statement of a table, beyond what single cells showed.

    ``missing`` are fields whose whole column is missing, which has been said already.
    """
    marks = [mark for check in _CHECKS for mark in check(draft.frame, setting)]
    marks += _empty_fields(draft, missing)
    if now is not None:
        marks += _future(draft.frame, setting, now)
    return marks


def _marks(
    frame: pl.DataFrame,
    broken: pl.Expr,
    field: str,
    rule: Rule,
    words: Callable[[Row], Mapping[str, object]] = lambda _: {},
    suggestion: Callable[[Row], str] = lambda _: "",
) -> Iterator[Mark]:
    for row in frame.filter(broken).iter_rows(named=True):
        yield Mark(row["position"], field, Problem(rule, suggestion(row), words(row)))


def _empty_fields(draft: Draft, missing: frozenset[str]) -> Iterator[Mark]:
    """Required fields that a row leaves empty, unless the whole column is missing."""
    for form in FORMS.values():
        of_kind = pl.col("kind") == form.kind
        for name in form.required:
            if name in {"period", "unit", "quantity", *missing}:
                continue
            given = pl.col(f"has_{'to_node' if name == 'node' else name}")
            yield from _marks(draft.frame, of_kind & ~given, name, rules.EMPTY, _named(draft, name))
    if "period" not in missing:
        unread = sorted({mark.position for mark in draft.marks if mark.field in _PERIODS})
        empty = pl.col("start").is_null() & ~pl.col("position").is_in(unread)
        yield from _marks(draft.frame, empty, "period", rules.EMPTY, _named(draft, "period"))
    if "unit" not in missing:
        yield from _unit_given(draft)


_PERIODS = ("start", "period", "month", "day", "end")


def _named(draft: Draft, field: str) -> Callable[[Row], Mapping[str, object]]:
    layout, actual = draft.statements.layout, draft.statements.actual(field)
    return lambda _: {"name": layout.named(actual)}


def _quantity_or_key(frame: pl.DataFrame, _: Setting) -> Iterator[Mark]:
    quantity, key = pl.col("has_quantity"), pl.col("has_notation")
    yield from _marks(
        frame,
        quantity & key,
        "notation",
        rules.QUANTITY_AND_NOTATION,
        lambda row: {"quantity": _quantity(row), "value": row["notation"] or "?"},
    )
    said = (pl.col("kind") == "observation") & pl.col("has_text")
    yield from _marks(frame, ~quantity & ~key & ~said, "quantity", rules.NEITHER)


def _unit_given(draft: Draft) -> Iterator[Mark]:
    bare = pl.col("has_quantity") & ~pl.col("has_unit")
    yield from _marks(draft.frame, bare, "unit", rules.EMPTY, _named(draft, "unit"))


def _negative(frame: pl.DataFrame, _: Setting) -> Iterator[Mark]:
    counts = pl.col("kind") != "observation"
    yield from _marks(
        frame,
        counts & (pl.col("quantity") < 0),
        "quantity",
        rules.NEGATIVE,
        lambda row: {"value": _quantity(row)},
        lambda row: f"{-row['quantity']:.12g}",
    )


def _amount_kept(frame: pl.DataFrame, _: Setting) -> Iterator[Mark]:
    """Quantities beyond what whole micro-units can hold, or below one of them (C-04)."""
    known = pl.col("unit").is_not_null() & (pl.col("unit") != "") & pl.col("quantity").is_not_null()
    amounts = with_amounts(frame.filter(known))
    words = lambda row: {"value": _quantity(row), "unit": row["unit"]}  # noqa: E731
    yield from _marks(amounts, pl.col("amount").is_null(), "quantity", rules.TOO_LARGE, words)
    lost = (pl.col("amount") == 0) & (pl.col("quantity") != 0)
    yield from _marks(amounts, lost, "quantity", rules.TOO_SMALL, words)


def _dimension_fits(frame: pl.DataFrame, setting: Setting) -> Iterator[Mark]:
    """A flow or balance is measured in what its stream may be measured in."""
    streams = setting.catalog.streams
    pairs = frame.filter(pl.col("kind") != "observation").select("stream", "unit").unique()
    wrong = [
        (stream, unit)
        for stream, unit in pairs.iter_rows()
        if stream and unit and dimension(unit) not in streams[stream].dimensions
    ]
    if not wrong:
        return
    table = pl.DataFrame(wrong, schema={"stream": pl.String, "unit": pl.String}, orient="row")
    broken = frame.filter(pl.col("kind") != "observation").join(
        table, on=["stream", "unit"], how="semi", maintain_order="left"
    )

    def words(row: Row) -> Mapping[str, object]:
        stream = streams[row["stream"]]
        return {
            "value": row["unit"],
            "stream": stream.name,
            "dimension": dimension_name(row["unit"]),
            "units": ", ".join(units_for(stream)),
        }

    yield from _marks(
        broken,
        pl.lit(value=True),
        "unit",
        rules.WRONG_DIMENSION,
        words,
        lambda row: _suggested_unit(row["unit"], streams[row["stream"]].dimensions),
    )


def _suggested_unit(unit: str, dimensions: tuple[str, ...]) -> str:
    """The same size on the basis that the stream is measured in, when there is only one."""
    named = [f"{unit}_{basis}" for basis in ("ncv", "gcv") if f"energy_{basis}" in dimensions]
    return named[0] if dimension(unit) == "energy" and len(named) == 1 else ""


def _two_ends(frame: pl.DataFrame, setting: Setting) -> Iterator[Mark]:
    flows = (pl.col("kind") == "flow") & (pl.col("from_node") != "") & (pl.col("to_node") != "")
    same = flows & (pl.col("from_node") == pl.col("to_node"))

    def words(row: Row) -> Mapping[str, object]:
        nodes = setting.names.nodes
        return {"value": nodes.words(row["to_node"]), "other": nodes.words(row["from_node"])}

    yield from _marks(frame, same, "to_node", rules.SAME_ENDS, words)
    outside = sorted(node.id for node in setting.park.nodes if node.kind in OUTSIDE)
    both = pl.col("from_node").is_in(outside) & pl.col("to_node").is_in(outside)
    yield from _marks(frame, flows & ~same & both, "to_node", rules.BOTH_OUTSIDE, words)


def _future(frame: pl.DataFrame, setting: Setting, now: datetime) -> Iterator[Mark]:
    """What is said to have happened cannot lie ahead."""
    happened = pl.col("status").is_in([status.value for status in HAPPENED])

    def words(row: Row) -> Mapping[str, object]:
        label = Period(row["start"], row["end"]).label(setting.park.zone)
        return {"value": label, "status": STATUSES[row["status"]]}

    yield from _marks(
        frame, happened & (pl.col("start") >= now), "period", rules.IN_THE_FUTURE, words
    )
    lasting = [p.id for p in setting.catalog.rulebook.properties.values() if p.lasting]
    running = (pl.col("start") < now) & (pl.col("end") > now) & ~pl.col("property").is_in(lasting)
    yield from _marks(frame, happened & running, "period", rules.NOT_OVER, words)


_CHECKS: tuple[Check, ...] = (
    _quantity_or_key,
    _negative,
    _amount_kept,
    _dimension_fits,
    _two_ends,
)


def check_repeats(frame: pl.DataFrame) -> Iterator[Mark]:
    """Rows of one file that say the same twice, or two things of the same.

    ``position`` numbers the statements of the whole file.
    """
    hashed = with_hashes(with_amounts(frame))
    again = hashed.filter(pl.col("key").is_duplicated()).sort("position")
    first: dict[str, Row] = {}
    for row in again.iter_rows(named=True):
        if row["key"] not in first:
            first[row["key"]] = row
        elif row["content"] == first[row["key"]]["content"]:
            words = {"other_row": _place(first[row["key"]], row)}
            yield Mark(row["position"], "quantity", Problem(rules.DUPLICATE, "", words))
        else:
            yield _contradiction(first[row["key"]], row)


def _contradiction(first: Row, row: Row) -> Mark:
    differing = next(c for c in ("quantity", *VALUE_COLUMNS) if first[c] != row[c])
    field = "quantity" if differing in ("quantity", "amount", "dimension") else differing
    words = {
        "other_row": _place(first, row),
        "differs": FIELDS[field].name,
        "value": _said(row, field),
        "other_value": _said(first, field),
    }
    return Mark(row["position"], field, Problem(rules.CONTRADICTION, "", words), first["position"])


def _said(row: Row, field: str) -> Text:
    if field == "quantity" and row[field] is not None:
        number = number_text(row[field])
        return Text(f"{number.vi} {row['unit']}", f"{number.en} {row['unit']}")
    return same_in_both(str(row[field] or "—"))


def _quantity(row: Row) -> Text:
    return same_in_both("?") if row["quantity"] is None else number_text(row["quantity"])


def _place(first: Row, row: Row) -> str:
    """The other row's number, with its sheet when that is another one."""
    return (
        str(first["row"]) if first["sheet"] == row["sheet"] else f"{first['sheet']}!{first['row']}"
    )
