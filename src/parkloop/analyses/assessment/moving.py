"""What exchanges and savings would move: the amounts that criteria count, from ledger to ledger.

An exchange takes its quantity from where the giver's stream goes now and brings it to the taker:
m′ᵢ = mᵢ · (1 − q / Σm) for the flows m of the stream that leave the giver unused, and one flow q,
at most Σm, to the taker. Reused water takes the place of as much fresh water, m3 for m3. A saving
lowers the amount that the catalog names for it (``lowers``). What cannot be moved is said by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import polars as pl

from parkloop.analyses.assessment.measures import REUSED_WATER, TAKING, USING
from parkloop.analyses.assessment.whatif import overlaid, put_over
from parkloop.analyses.assessment.wording import number_words
from parkloop.catalog.catalog import Catalog
from parkloop.errors import UnitError
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import HAPPENED, Flow, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import Period
from parkloop.quantities import conversion
from parkloop.texts import Text

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HAPPENED: Final = [status.value for status in HAPPENED]
_FRESH, _DISCHARGED, _SEWAGE = "fresh-water-use", "wastewater-discharged", "wastewater-industrial"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What an exchange would bring from one enterprise to another in a period.

    ``quantity`` [``unit``] is None where nothing is promised.
    """

    name: Text
    stream: str
    giver: str
    taker: str
    quantity: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Saving:
    """What a measure would save in a period: ``quantity`` [``unit``] of a property of savings."""

    name: Text
    property: str
    enterprise: str
    quantity: float
    unit: str


@dataclass(frozen=True)
class Moved:
    """A ledger in which amounts were moved; in words what was, and what could not be."""

    snapshot: Snapshot
    moved: tuple[Text, ...] = ()
    left: tuple[Text, ...] = ()

    def telling(self, vi: str, en: str) -> Moved:
        return replace(self, moved=(*self.moved, Text(vi, en)))

    def leaving(self, name: Text, vi: str, en: str) -> Moved:
        return replace(self, left=(*self.left, Text(f"{name.vi}: {vi}", f"{name.en}: {en}")))


def moved_by(
    snapshot: Snapshot,
    catalog: Catalog,
    period: Period,
    deliveries: Iterable[Delivery] = (),
    savings: Iterable[Saving] = (),
) -> Moved:
    """The ledger as it would be in a period if these exchanges ran and these savings were made."""
    found = Moved(snapshot)
    for delivery in deliveries:
        found = _delivered(found, catalog, period, delivery)
    for saving in savings:
        found = _saved(found, catalog, period, saving)
    return found


def _delivered(before: Moved, catalog: Catalog, period: Period, one: Delivery) -> Moved:
    stream = catalog.streams.get(one.stream)
    if stream is None or one.quantity is None:
        return before.leaving(
            one.name,
            "chưa có lượng cam kết; chỉ tính liên kết.",
            "no quantity is promised; only the link counts.",
        )
    water = one.stream in REUSED_WATER
    if stream.kind != "waste" and not water:
        return before.leaving(
            one.name,
            f"không tiêu chí nào đếm lượng {stream.name.vi.lower()} giao nhận trong sổ cái; "
            "chỉ tính liên kết.",
            f"no criterion counts deliveries of {stream.name.en.lower()} in the ledger; only the "
            "link counts.",
        )
    rows = _leaving(before.snapshot, one.giver, one.stream, period, TAKING if water else USING)
    held = _sum_in(rows, one.unit)
    if held is None or held <= 0:
        return before.leaving(
            one.name,
            f"sổ cái không có {stream.name.vi.lower()} chưa dùng của bên giao, đo bằng {one.unit}.",
            f"the ledger has no unused {stream.name.en.lower()} of the giver in {one.unit}.",
        )
    taken = min(one.quantity, held)
    snapshot = _scaled(before.snapshot, rows, 1 - taken / held)
    flow = Flow(
        one.stream, rows.get_column("from_node")[0], one.taker, period, taken, one.unit,
        Status.MODELLED, reference="what-if",
    )  # fmt: skip
    words, all_of_it = number_words(taken), number_words(one.quantity)
    after = replace(before, snapshot=overlaid(snapshot, [flow])).telling(
        f"{one.name.vi}: {words.vi} {one.unit} {stream.name.vi.lower()} được tái sử dụng",
        f"{one.name.en}: {words.en} {one.unit} of {stream.name.en.lower()} reused",
    )
    if taken < one.quantity:
        after = after.leaving(
            one.name,
            f"cam kết {all_of_it.vi} {one.unit}, bên giao chỉ có {words.vi} {one.unit}.",
            f"{all_of_it.en} {one.unit} are promised, the giver has only {words.en} {one.unit}.",
        )
    if water:
        after = _lowered(after, catalog, period, one.taker, _FRESH, taken, one.unit, one.name)
    return after.leaving(
        one.name,
        "CO2 và năng lượng tiết kiệm không suy ra được từ lượng cam kết.",
        "CO2 and energy saved do not follow from the promised quantity.",
    )


def _saved(before: Moved, catalog: Catalog, period: Period, one: Saving) -> Moved:
    known = catalog.rulebook.properties[one.property]
    if not known.lowers:
        return before.leaving(
            one.name,
            f"không tiêu chí nào đếm “{known.name.vi}”.",
            f"no criterion counts “{known.name.en}”.",
        )
    if known.lowers == _DISCHARGED:
        rows = _leaving(before.snapshot, one.enterprise, _SEWAGE, period, ())
        held = _sum_in(rows, one.unit)
        if held:
            less = min(one.quantity, held)
            snapshot = _scaled(before.snapshot, rows, 1 - less / held)
            return _told_less(replace(before, snapshot=snapshot), catalog, one, less)
    return _lowered(
        before, catalog, period, one.enterprise, known.lowers, one.quantity, one.unit, one.name
    )


def _told_less(after: Moved, catalog: Catalog, one: Saving, less: float) -> Moved:
    name, words = catalog.rulebook.properties[_DISCHARGED].name, number_words(less)
    return after.telling(
        f"{one.name.vi}: {name.vi.lower()} giảm {words.vi} {one.unit}",
        f"{one.name.en}: {name.en.lower()} falls by {words.en} {one.unit}",
    )


def _lowered(
    before: Moved,
    catalog: Catalog,
    period: Period,
    enterprise: str,
    name: str,
    quantity: float,
    unit: str,
    why: Text,
) -> Moved:
    """An amount that the park of an enterprise states, lowered by a quantity."""
    known = catalog.rulebook.properties[name]
    park = before.snapshot.park.owner(enterprise, NodeKind.PARK)
    rows = before.snapshot.observations.filter(
        (pl.col("property") == name) & (pl.col("to_node") == park) & _inside(period)
    )
    held = _sum_in(rows, unit)
    if not held:
        return before.leaving(
            why,
            f"khu chưa khai “{known.name.vi}”, nên không trừ được.",
            f"the park has not stated “{known.name.en}”, so nothing can be taken off.",
        )
    less = min(quantity, held)
    words = number_words(less)
    return replace(before, snapshot=_scaled(before.snapshot, rows, 1 - less / held)).telling(
        f"{why.vi}: {known.name.vi.lower()} giảm {words.vi} {unit}",
        f"{why.en}: {known.name.en.lower()} falls by {words.en} {unit}",
    )


def _inside(period: Period) -> pl.Expr:
    happened = pl.col("status").is_in(_HAPPENED) & pl.col("quantity").is_not_null()
    return happened & (pl.col("start") >= period.start) & (pl.col("end") <= period.end)


def _leaving(
    snapshot: Snapshot, enterprise: str, stream: str, period: Period, used: tuple[str, ...]
) -> pl.DataFrame:
    """Flows of a stream that leave an enterprise in a period, but not to a use, largest first."""
    park = snapshot.park
    own = sorted(park.below(enterprise))
    uses = [node.id for node in park.nodes if node.kind.value in used]
    return snapshot.flows.filter(
        (pl.col("stream") == stream)
        & pl.col("from_node").is_in(own)
        & ~pl.col("to_node").is_in([*own, *uses])
        & _inside(period)
    ).sort("amount", "key", descending=[True, False], nulls_last=True)


def _sum_in(rows: pl.DataFrame, unit: str) -> float | None:
    """What rows add up to in a unit; None where one of them cannot be read in it."""
    try:
        parts = [
            float(quantity * conversion(of or "1", unit or "1"))
            for quantity, of in rows.select("quantity", "unit").iter_rows()
        ]
    except UnitError:
        return None
    return sum(parts, 0.0)


def _scaled(snapshot: Snapshot, rows: pl.DataFrame, factor: float) -> Snapshot:
    """A snapshot in which these rows say ``factor`` times what they said."""
    again = rows.select(stated([]).columns).with_columns(quantity=pl.col("quantity") * factor)
    more = as_entries(again, import_id="what-if", recorded_at=_NEVER, recorded_by="what-if")
    return put_over(snapshot, more)
