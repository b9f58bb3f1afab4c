"""What became of a statement, in plain sentences: who, what, old → new, when, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parkloop.texts import Text
from parkloop_web.ledger.history_words import Words, status_words, value_words

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One act on a statement. ``source`` is where the value was read, or that it was typed."""

    at: datetime
    by: str
    sentence: Text
    reason: str
    source: Text
    version: int
    entry: str


def lines_of(versions: Sequence[Row], words: Words) -> tuple[Line, ...]:
    """Every act on a statement, the newest first; ``versions`` come oldest first."""
    lines = []
    before: Row | None = None
    for row in versions:
        lines.append(
            Line(
                at=row["recorded_at"],
                by=row["recorded_by"],
                sentence=sentence(before, row, words),
                reason=row["reason"],
                source=source_of(row),
                version=row["version"],
                entry=row["entry"],
            )
        )
        before = row
    return tuple(reversed(lines))


def sentence(before: Row | None, after: Row, words: Words) -> Text:
    """'Lan changed Tap water, 03/2025: 1,204 m³ → 1,240 m³.'"""
    by, what, period = after["recorded_by"] or "—", words.what(after), words.period(after)
    old, new = value_words(before), value_words(after)
    if before is None or before["void"]:
        vi, en = f"ghi {what.vi}, {period.vi}: {new.vi}", f"stated {what.en}, {period.en}: {new.en}"
    elif after["void"]:
        vi = f"hủy {what.vi}, {period.vi}: {old.vi} → không còn"
        en = f"took back {what.en}, {period.en}: {old.en} → nothing"
    elif (old.vi, old.en) != (new.vi, new.en):
        vi = f"sửa {what.vi}, {period.vi}: {old.vi} → {new.vi}"
        en = f"changed {what.en}, {period.en}: {old.en} → {new.en}"
    else:
        other = _other_change(before, after)
        vi = f"sửa {what.vi}, {period.vi}, {other.vi}"
        en = f"changed {what.en}, {period.en}, {other.en}"
    return Text(f"{by} {vi}.", f"{by} {en}.")


def _other_change(before: Row, after: Row) -> Text:
    if before["status"] != after["status"]:
        old, new = status_words(before["status"]), status_words(after["status"])
        return Text(f"tình trạng: {old.vi} → {new.vi}", f"status: {old.en} → {new.en}")
    if before["note"] != after["note"]:
        return Text(
            f"ghi chú: “{before['note']}” → “{after['note']}”",
            f"note: “{before['note']}” → “{after['note']}”",
        )
    return Text("độ không đảm bảo", "uncertainty")


def source_of(row: Row) -> Text:
    """Where a value was read: a row of a file, or typed on the page."""
    if not row["file"]:
        return Text("nhập trên trang", "typed on the page")
    if not row["row"]:
        return Text(row["file"], row["file"])
    return Text(f"{row['file']}, dòng {row['row']}", f"{row['file']}, row {row['row']}")
