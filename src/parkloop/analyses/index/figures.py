"""Figures of an index: every score opens into its parts, down to the observation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parkloop.analyses.index.data import IndexData
from parkloop.analyses.index.method import IndexMethod, Join, aggregation_at
from parkloop.analyses.index.stages import Prepared, Scored
from parkloop.provenance import Figure, FigureOperand, Gap, Operand, ParameterOperand
from parkloop.texts import Text, same_in_both

_FORMULAS = {
    "arithmetic": same_in_both("Σ w·x / Σ w"),
    "geometric": same_in_both("exp(Σ w·ln x / Σ w)"),
    "harmonic": same_in_both("Σ w / Σ (w/x)"),
    "power": same_in_both("(Σ w·xᵖ / Σ w)^(1/p)"),
    "min-max": same_in_both("low + (high − low)·(d·x − min)/(max − min)"),
    "z-score": same_in_both("low + high·(d·x − mean)/s"),
    "goalposts": same_in_both("low + (high − low)·(x − worst)/(best − worst)"),
    "distance-to-best": same_in_both("1 − (goal − d·x)/(goal − min)"),
    "distance-to-unit": same_in_both("1 − (goal − d·x)/(goal − min)"),
    "distance-to-target": same_in_both("min(1, 1 − (goal − d·x)/(goal − min))"),
    "fraction-of-best": same_in_both("x / best; best / x"),
    "scale": same_in_both("low + high·d·x"),
    "none": same_in_both("d·x"),
}
_OBSERVED = Text("giá trị quan sát", "observed value")
_SHARE = Text("tỷ trọng trong nút", "share in the node")
_CONSTANT = Text("hằng số của bước chuẩn hóa", "constant of the normalisation")
_DIRECTION = Text("hướng: +1 cao là tốt, −1 thấp là tốt", "direction: +1 high is good, −1 low is")


def gap_id(indicator: str, row: str) -> str:
    return f"index/missing/{indicator}/{row}"


def gaps(data: IndexData, method: IndexMethod, prepared: Prepared) -> tuple[Gap, ...]:
    """One gap for each cell that is empty and was not filled."""
    found = []
    for place, column in np.argwhere(np.isnan(prepared.filled)):
        row = prepared.kept[int(place)]
        indicator = method.indicators[int(column)]
        reason = data.reasons.get(data.key(row, indicator.id), "O")
        found.append(
            Gap(
                id=gap_id(indicator.id, data.rows[row]),
                message=Text(
                    f"{data.rows[row]} không có giá trị {indicator.id} (mã {reason}).",
                    f"{data.rows[row]} has no value of {indicator.id} (code {reason}).",
                ),
                remedy=Text(
                    "Bổ sung quan sát hoặc chọn cách điền khuyết trong phương pháp.",
                    "Add the observation or choose an imputation in the method.",
                ),
            )
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class IndexFigures(Mapping[str, Figure]):
    """All figures by id, made when they are asked for: a panel has millions of them.

    Ids are index/score/NODE/ROW and index/normalised|treated|value/INDICATOR/ROW.
    """

    data: IndexData
    method: IndexMethod
    prepared: Prepared
    scored: Scored

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {self.data.rows[row]: place for place, row in enumerate(self.prepared.kept)}

    @cached_property
    def _indicators(self) -> Mapping[str, int]:
        return {indicator.id: number for number, indicator in enumerate(self.method.indicators)}

    @cached_property
    def _joins(self) -> Mapping[str, Join]:
        return {self.scored.tree.ids[join.node]: join for join in self.scored.tree.joins}

    def __len__(self) -> int:
        return len(self._places) * (3 * len(self._indicators) + len(self._joins))

    def __iter__(self) -> Iterator[str]:
        for row in self._places:
            yield from (f"index/score/{node}/{row}" for node in self._joins)
            for kind in ("normalised", "treated", "value"):
                yield from (f"index/{kind}/{name}/{row}" for name in self._indicators)

    def __getitem__(self, key: str) -> Figure:
        try:
            _, kind, name, row = key.split("/", maxsplit=3)
            place = self._places[row]
            if kind == "score" and key.startswith("index/"):
                return self._node(self._joins[name], place, row)
            number = self._indicators[name]
        except (ValueError, KeyError):
            raise KeyError(key) from None
        makers = {
            "normalised": self._normalised,
            "treated": self._treated,
            "value": self._observation,
        }
        if kind not in makers or not key.startswith("index/"):
            raise KeyError(key)
        return makers[kind](place, number, row)

    def _lacking(self, place: int, position: int, row: str) -> tuple[str, ...]:
        """Gaps below an indicator or node."""
        found = []
        for leaf in self.scored.tree.leaves(position):
            if np.isnan(self.prepared.filled[place, leaf]):
                found.append(gap_id(self.method.indicators[leaf].id, row))
        return tuple(found)

    def _node(self, join: Join, place: int, row: str) -> Figure:
        tree, count = self.scored.tree, len(self.method.indicators)
        node = self.method.nodes[join.node - count]
        rule = aggregation_at(self.method, tree, join).rule
        operands: list[Operand] = []
        for part, share in zip(join.parts, self.scored.shares[node.id], strict=True):
            kind = "normalised" if part < count else "score"
            operands.append(FigureOperand(f"index/{kind}/{tree.ids[part]}/{row}"))
            operands.append(ParameterOperand(f"w({tree.ids[part]})", float(share), "1", _SHARE))
        return Figure(
            id=f"index/score/{node.id}/{row}",
            label=_label(node.name, row),
            value=_value(self.scored.scores[place, join.node]),
            unit="1",
            formula=_FORMULAS.get(rule, same_in_both(rule)),
            operands=tuple(operands),
            gaps=self._lacking(place, join.node, row),
            tags={"rule": rule},
        )

    def _normalised(self, place: int, number: int, row: str) -> Figure:
        indicator = self.method.indicators[number]
        rule = (indicator.normalisation or self.method.normalisation).rule
        constants = (
            ParameterOperand(name, value, "1", _CONSTANT)
            for name, value in self.prepared.constants[number].items()
        )
        return Figure(
            id=f"index/normalised/{indicator.id}/{row}",
            label=_label(indicator.name, row),
            value=_value(self.prepared.normalised[place, number]),
            unit="1",
            formula=_FORMULAS.get(rule, same_in_both(rule)),
            operands=(
                FigureOperand(f"index/treated/{indicator.id}/{row}"),
                ParameterOperand("d", indicator.direction, "1", _DIRECTION),
                *constants,
            ),
            gaps=self._lacking(place, number, row),
            tags={"rule": rule},
        )

    def _treated(self, place: int, number: int, row: str) -> Figure:
        indicator, log = self.method.indicators[number], self.prepared.treatments[number]
        moved = place in log.raised or place in log.lowered
        done = "winsorised" if moved else log.transformed or "unchanged"
        return Figure(
            id=f"index/treated/{indicator.id}/{row}",
            label=_label(indicator.name, row),
            value=_value(self.prepared.treated[place, number]),
            unit="1" if log.transformed else indicator.unit,
            formula=_TREATED.get(done, same_in_both(done)),
            operands=(FigureOperand(f"index/value/{indicator.id}/{row}"),),
            gaps=self._lacking(place, number, row),
            tags={"treatment": done},
        )

    def _observation(self, place: int, number: int, row: str) -> Figure:
        """The value used: observed (and divided), or filled and marked so."""
        indicator, of_row = self.method.indicators[number], self.prepared.kept[place]
        filled = bool(self.prepared.imputed[place, number])
        lacking = self._lacking(place, number, row)
        operands: list[Operand] = []
        if not filled and not lacking:
            operands.append(_observed(self.data, of_row, indicator.id, indicator.unit))
            if indicator.denominator:
                operands.append(_observed(self.data, of_row, indicator.denominator, "1"))
        formula = same_in_both("x / denominator" if indicator.denominator else "x")
        if filled:
            rule = self.method.imputation.rule
            formula = Text(f"điền khuyết: {rule}", f"imputed: {rule}")
        return Figure(
            id=f"index/value/{indicator.id}/{row}",
            label=_label(indicator.name, row),
            value=_value(self.prepared.filled[place, number]),
            unit=indicator.unit,
            formula=formula,
            operands=tuple(operands),
            gaps=lacking,
            tags={"status": "imputed" if filled else "missing" if lacking else "observed"},
        )


def _label(name: Text, row: str) -> Text:
    return Text(f"{name.vi}: {row}", f"{name.en}: {row}")


_TREATED = {
    "unchanged": Text("giữ nguyên", "unchanged"),
    "winsorised": Text("kéo về giá trị kế tiếp", "moved to the next value inward"),
}


def _observed(data: IndexData, row: int, column: str, unit: str) -> ParameterOperand:
    source = data.sources.get(data.key(row, column), "")
    note = Text(f"{_OBSERVED.vi}. {source}", f"{_OBSERVED.en}. {source}") if source else _OBSERVED
    return ParameterOperand(column, float(data.column(column)[row]), unit, note)


def _value(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
