"""Splitting billing periods by months: an explicit act with a reason, recorded (C-06).

The parts are shares by duration (``periods.pro_rata``), whole micro-units that add up to the
original to the last one. The original is voided with the reason; the parts are *calculated* and
name it in their note.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import polars as pl

from parkloop.errors import RequestError
from parkloop.ledger.changes import Mode, Plan, plan_changes, void
from parkloop.ledger.columns import ENTRY_SCHEMA, MICRO, STATED_SCHEMA
from parkloop.ledger.entries import Status
from parkloop.ledger.ledger import Ledger
from parkloop.periods import Period, pro_rata
from parkloop.quantities import LEDGER_UNITS, conversion
from parkloop.texts import Text


def split_by_month(
    ledger: Ledger,
    keys: Sequence[str],
    reason: str,
    *,
    import_id: str,
    recorded_at: datetime,
    recorded_by: str,
) -> Plan:
    """The changes that split these statements at local month ends; ``commit`` takes them in.

    Statements within one month, or taken back already, are left alone, so that the same act
    twice changes nothing. Raises RequestError for an empty reason, an unknown key, a statement
    that is no amount over time (an observation, a stock level), or a part that the ledger
    states already.
    """
    if not reason.strip():
        raise RequestError(Text("Chia kỳ phải có lý do.", "Splitting a period needs a reason."))
    zone = ledger.park.zone
    held = _held(ledger, keys)
    across = [row for row in held.iter_rows(named=True) if len(_parts(row, zone)) > 1]
    _refuse_what_is_no_amount(across)
    parts = [part for row in across for part in _split(row, zone, reason)]
    plan = plan_changes(
        ledger,
        pl.DataFrame(parts, schema=STATED_SCHEMA),
        Mode.ONLY_NEW,
        import_id=import_id,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        reason=reason,
    )
    _refuse_what_is_there(plan)
    split_keys = tuple(row["key"] for row in across)
    after = void(
        ledger,
        split_keys,
        reason,
        import_id=import_id,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
    )
    voids = after.entries.slice(len(ledger.entries)).select(ENTRY_SCHEMA.keys())
    return Plan(
        new=plan.new,
        same=plan.same,
        corrected=plan.corrected,
        refused=plan.refused,
        voided=held.filter(pl.col("key").is_in(list(split_keys))),
        appended=pl.concat([plan.appended, voids]),
    )


def _held(ledger: Ledger, keys: Sequence[str]) -> pl.DataFrame:
    """What the ledger holds of these keys; those taken back are not among them."""
    known = set(ledger.entries.filter(pl.col("key").is_in(list(keys))).get_column("key"))
    unknown = sorted(set(keys) - known)
    if unknown:
        raise RequestError(
            Text(
                f"Sổ cái không có {', '.join(unknown)}. Hãy dùng khóa của các mục trong sổ cái.",
                f"The ledger has no {', '.join(unknown)}. Use the keys of its entries.",
            )
        )
    return ledger.snapshot().entries.filter(pl.col("key").is_in(list(keys)))


def _parts(row: dict[str, Any], zone: str) -> tuple[tuple[Period, Fraction], ...]:
    return pro_rata(Period(row["start"], row["end"]), zone)


def _refuse_what_is_no_amount(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        over_time = row["kind"] == "flow" or row["property"] in ("supply", "delivery")
        unusable = row["amount"] is None and row["quantity"] is not None
        if row["kind"] == "observation" or not over_time or unusable:
            raise RequestError(
                Text(
                    f"Không thể chia “{row['property'] or row['stream']}” ở {row['to_node']}: đó "
                    "không phải là một lượng theo thời gian trong đơn vị đã biết.",
                    f"“{row['property'] or row['stream']}” at {row['to_node']} cannot be split: "
                    "it is not an amount over time in a known unit.",
                )
            )


def _refuse_what_is_there(plan: Plan) -> None:
    if len(plan.refused):
        row = plan.refused.row(0, named=True)
        raise RequestError(
            Text(
                f"Sổ cái đã có mục {row['stream']} {row['from_node']} → {row['to_node']} cho một "
                f"phần của kỳ ({len(plan.refused)} phần). Hãy hủy hoặc sửa mục đó trước.",
                f"The ledger already states {row['stream']} {row['from_node']} → {row['to_node']} "
                f"for {len(plan.refused)} part(s) of the period. Void or correct that first.",
            )
        )


def _split(row: dict[str, Any], zone: str, reason: str) -> list[dict[str, Any]]:
    parts = _parts(row, zone)
    amounts = _shares(row["amount"], [share for _, share in parts])
    label = Period(row["start"], row["end"]).label(zone)
    act = f"Chia theo tháng / split by month: {row['entry']} ({label}); {reason}"
    return [
        {name: row[name] for name in STATED_SCHEMA}
        | {
            "start": part.start,
            "end": part.end,
            **_quantity(amount, row),
            "status": Status.CALCULATED.value,
            "note": f"{row['note']} | {act}" if row["note"] else act,
        }
        for (part, _), amount in zip(parts, amounts, strict=True)
    ]


def _shares(amount: int | None, shares: Sequence[Fraction]) -> list[int | None]:
    """Whole parts of a whole amount, by largest remainder (Hamilton): they add up exactly."""
    if amount is None:
        return [None] * len(shares)
    wanted = [amount * share for share in shares]
    whole = [math.floor(part) for part in wanted]
    left = amount - sum(whole)
    by_remainder = sorted(range(len(shares)), key=lambda n: (whole[n] - wanted[n], n))
    for position in by_remainder[:left]:
        whole[position] += 1
    return list(whole)


def _quantity(amount: int | None, row: dict[str, Any]) -> dict[str, Any]:
    """The quantity and unit that the ledger reads back as exactly this amount.

    The row's own unit, or the ledger's where the own one is too coarse for so many digits.
    """
    if amount is None:
        return {"quantity": None, "unit": row["unit"]}
    in_ledger = LEDGER_UNITS.get(row["dimension"], row["unit"])
    for unit in (row["unit"], in_ledger):
        factor = conversion(unit, in_ledger)
        for candidate in _neighbours(amount / MICRO / factor):
            if round(candidate * factor * MICRO) == amount:
                return {"quantity": candidate, "unit": unit}
    raise RequestError(
        Text(
            f"{row['quantity']} {row['unit']} có quá nhiều chữ số để chia chính xác. Hãy ghi ít "
            "chữ số hơn.",
            f"{row['quantity']} {row['unit']} has too many digits to be split exactly. State it "
            "with fewer digits.",
        )
    )


def _neighbours(value: float) -> tuple[float, ...]:
    up, down = math.nextafter(value, math.inf), math.nextafter(value, -math.inf)
    return (value, up, down, math.nextafter(up, math.inf), math.nextafter(down, -math.inf))
