"""Figures of an index: every score opens into its parts, down to the observation."""

from __future__ import annotations

from collections.abc import Iterator

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
        reason = data.reasons.get(data.key(row, indicator.id), "M")
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


def figures(
    data: IndexData, method: IndexMethod, prepared: Prepared, scored: Scored
) -> dict[str, Figure]:
    """All figures by id: index/score/NODE/ROW, index/normalised|treated|value/INDICATOR/ROW."""
    missing = {gap.id for gap in gaps(data, method, prepared)}
    found: dict[str, Figure] = {}
    for place, row in enumerate(prepared.kept):
        name = data.rows[row]
        for number in range(len(method.indicators)):
            for figure in _indicator(data, method, prepared, place, number, missing):
                found[figure.id] = figure
        for join in scored.tree.joins:
            figure = _node(method, scored, join, place, name, found)
            found[figure.id] = figure
    return found


def _node(
    method: IndexMethod,
    scored: Scored,
    join: Join,
    place: int,
    row: str,
    below: dict[str, Figure],
) -> Figure:
    tree = scored.tree
    node = method.nodes[join.node - len(method.indicators)]
    rule = aggregation_at(method, tree, join).rule
    operands: list[Operand] = []
    lacking: list[str] = []
    for part, share in zip(join.parts, scored.shares[node.id], strict=True):
        kind = "normalised" if part < len(method.indicators) else "score"
        child = f"index/{kind}/{tree.ids[part]}/{row}"
        operands.append(FigureOperand(child))
        operands.append(ParameterOperand(f"w({tree.ids[part]})", float(share), "1", _SHARE))
        lacking += below[child].gaps
    return Figure(
        id=f"index/score/{node.id}/{row}",
        label=Text(f"{node.name.vi}: {row}", f"{node.name.en}: {row}"),
        value=_value(scored.scores[place, join.node]),
        unit="1",
        formula=_FORMULAS.get(rule, same_in_both(rule)),
        operands=tuple(operands),
        gaps=tuple(dict.fromkeys(lacking)),
        tags={"rule": rule},
    )


def _indicator(
    data: IndexData,
    method: IndexMethod,
    prepared: Prepared,
    place: int,
    number: int,
    missing: set[str],
) -> Iterator[Figure]:
    indicator = method.indicators[number]
    row = data.rows[prepared.kept[place]]
    label = Text(f"{indicator.name.vi}: {row}", f"{indicator.name.en}: {row}")
    gap = gap_id(indicator.id, row)
    lacking = (gap,) if gap in missing else ()
    yield _observation(data, method, prepared, place, number, lacking)
    log = prepared.treatments[number]
    moved = place in log.raised or place in log.lowered
    done = "winsorised" if moved else log.transformed or "unchanged"
    yield Figure(
        id=f"index/treated/{indicator.id}/{row}",
        label=label,
        value=_value(prepared.treated[place, number]),
        unit=indicator.unit if not log.transformed else "1",
        formula=_TREATED[done] if done in _TREATED else same_in_both(done),
        operands=(FigureOperand(f"index/value/{indicator.id}/{row}"),),
        gaps=lacking,
        tags={"treatment": done},
    )
    rule = (indicator.normalisation or method.normalisation).rule
    constants = tuple(
        ParameterOperand(name, value, "1", _CONSTANT)
        for name, value in prepared.constants[number].items()
    )
    yield Figure(
        id=f"index/normalised/{indicator.id}/{row}",
        label=label,
        value=_value(prepared.normalised[place, number]),
        unit="1",
        formula=_FORMULAS.get(rule, same_in_both(rule)),
        operands=(
            FigureOperand(f"index/treated/{indicator.id}/{row}"),
            ParameterOperand("d", indicator.direction, "1", _DIRECTION),
            *constants,
        ),
        gaps=lacking,
        tags={"rule": rule},
    )


_TREATED = {
    "unchanged": Text("giữ nguyên", "unchanged"),
    "winsorised": Text("kéo về giá trị kế tiếp", "moved to the next value inward"),
}


def _observation(
    data: IndexData,
    method: IndexMethod,
    prepared: Prepared,
    place: int,
    number: int,
    lacking: tuple[str, ...],
) -> Figure:
    """The value used: observed (and divided), or filled and marked so."""
    indicator = method.indicators[number]
    index_row = prepared.kept[place]
    row = data.rows[index_row]
    filled = bool(prepared.imputed[place, number])
    operands: list[Operand] = []
    if not filled and not lacking:
        operands.append(_observed(data, index_row, indicator.id, indicator.unit))
        if indicator.denominator:
            operands.append(_observed(data, index_row, indicator.denominator, "1"))
    formula = same_in_both("x / denominator" if indicator.denominator else "x")
    if filled:
        rule = method.imputation.rule
        formula = Text(f"điền khuyết: {rule}", f"imputed: {rule}")
    return Figure(
        id=f"index/value/{indicator.id}/{row}",
        label=Text(f"{indicator.name.vi}: {row}", f"{indicator.name.en}: {row}"),
        value=_value(prepared.filled[place, number]),
        unit=indicator.unit,
        formula=formula,
        operands=tuple(operands),
        gaps=lacking,
        tags={"status": "imputed" if filled else "missing" if lacking else "observed"},
    )


def _observed(data: IndexData, row: int, column: str, unit: str) -> ParameterOperand:
    source = data.sources.get(data.key(row, column), "")
    note = Text(f"{_OBSERVED.vi}. {source}", f"{_OBSERVED.en}. {source}") if source else _OBSERVED
    return ParameterOperand(column, float(data.column(column)[row]), unit, note)


def _value(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
