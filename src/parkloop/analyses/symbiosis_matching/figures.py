"""Offers, needs and scores as figures that open: parts, and the rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.symbiosis_matching.model import LEDGER, Candidate, Matching, Side
from parkloop.ledger.ledger import HAPPENED_STATUS
from parkloop.periods import Period
from parkloop.provenance import (
    EntriesOperand,
    Figure,
    FigureOperand,
    Operand,
    ParameterOperand,
    significant,
)
from parkloop.texts import Text, same_in_both

_DIGITS = 10


def candidate_figure(candidate: Candidate) -> str:
    return f"match/{candidate.id}"


def figures_of(value: Matching, period: Period, counts: dict[str, int]) -> dict[str, Figure]:
    """Quantities of both sides, and the score of every candidate."""
    figures = [_of_side(side, period, counts) for side in (*value.offers, *value.needs)]
    for candidate in value.candidates:
        figures += _of_candidate(candidate)
    return {figure.id: figure for figure in figures}


def _of_side(side: Side, period: Period, counts: dict[str, int]) -> Figure:
    own: tuple[Operand, ...]
    if side.origin == LEDGER and side.quantity is not None:
        selector = {
            "stream": side.stream,
            "status": HAPPENED_STATUS,
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
        }
        own = (EntriesOperand("Q", side.quantity, side.unit, counts.get(side.id, 0), selector),)
    else:
        shown = "—" if side.quantity is None else side.quantity
        own = (ParameterOperand("Q", shown, side.unit, Text("ghi bằng tay", "added by hand")),)
    return Figure(
        id=side.id,
        label=Text(f"{side.name.vi} – {side.owner}", f"{side.name.en} – {side.owner}"),
        value=None if side.quantity is None else significant(side.quantity, _DIGITS),
        unit=side.unit,
        formula=Text("tổng các mục trong kỳ", "sum of the entries of the period"),
        operands=own,
        gaps=() if side.quantity is not None else (f"quantity:{side.id}",),
        tags={"kind": side.kind.value, "owner": side.owner},
    )


def _of_candidate(candidate: Candidate) -> Iterator[Figure]:
    operands: list[Operand] = [
        ParameterOperand(part.name, part.value, "1", part.words) for part in candidate.parts
    ]
    operands.append(FigureOperand(candidate.offer))
    if candidate.need:
        operands.append(FigureOperand(candidate.need))
    yield Figure(
        id=candidate_figure(candidate),
        label=Text(
            f"Điểm của {candidate.giver} → {candidate.taker}",
            f"Score of {candidate.giver} → {candidate.taker}",
        ),
        value=candidate.score,
        unit="1",
        formula=same_in_both("(g · t + w · l) · reach"),
        operands=tuple(operands),
        tags={"pair": candidate.pair, "reason": candidate.reason.value},
    )
