"""Figures of goods that open: specific embedded emissions, default, difference."""

from __future__ import annotations

from collections.abc import Iterator

from parkloop.analyses.cbam.model import Cbam, GoodFigure
from parkloop.provenance import Figure, Operand, ParameterOperand
from parkloop.texts import Text, same_in_both

_UNIT = "t CO2e/t"
_OWN = Text("phát thải trực tiếp hàm chứa, từ sổ cái", "embedded direct emissions, of the ledger")
_POWER = Text("phần đi cùng điện", "what comes with electricity")
_ROW = Text("dòng của danh mục", "row of the catalog")


def figures_of(value: Cbam) -> dict[str, Figure]:
    """Figures ``cbam/PRODUCT/YEAR/…`` of every good."""
    return {f.id: f for one in value.goods for f in _of(one, value.year)}


def _of(one: GoodFigure, year: int) -> Iterator[Figure]:
    base = f"cbam/{one.product}/{year}"
    own: list[Operand] = []
    if one.direct is not None:
        own.append(ParameterOperand("SEE_direct", one.direct, _UNIT, _OWN))
    if one.good.indirect and one.indirect is not None:
        own.append(ParameterOperand("SEE_indirect", one.indirect, _UNIT, _POWER))
    yield Figure(
        id=f"{base}/own",
        label=Text(
            f"Phát thải hàm chứa – {one.product}", f"Specific embedded emissions – {one.product}"
        ),
        value=one.counted,
        unit=_UNIT,
        formula=same_in_both(" + ".join(o.symbol for o in own if isinstance(o, ParameterOperand))),
        operands=tuple(own),
        gaps=tuple(g for g in one.gaps if g.startswith(("cbam-precursor:", "cbam-mass:"))),
        tags={"cn": one.cn, "owner": one.installation},
    )
    operands: list[Operand] = []
    if one.default is not None and one.default_counted is not None:
        operands.append(ParameterOperand(one.default.id, one.default_counted, _UNIT, _ROW))
    if one.markup is not None:
        operands.append(ParameterOperand("markup", one.markup, "1", _ROW))
    yield Figure(
        id=f"{base}/default",
        label=Text(
            f"Giá trị mặc định đã tăng – {one.product}", f"Default with mark-up – {one.product}"
        ),
        value=one.marked_up,
        unit=_UNIT,
        formula=same_in_both("default × (1 + markup)"),
        operands=tuple(operands),
        gaps=tuple(g for g in one.gaps if g.startswith("cbam-default:")),
        tags={"cn": one.cn, "owner": one.installation},
    )
