"""Summary per installation of goods under the border mechanism, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from parkloop.analyses.cbam.model import Cbam, GoodFigure
from parkloop.ledger.park import Park
from parkloop.provenance import Result
from parkloop.reports.xlsx import workbook
from parkloop.reports.xlsx_tables import Formula, Head, Sheet, head
from parkloop.texts import Text

_GOODS: tuple[Head, ...] = (
    head("Cơ sở", "Installation", "text", 28),
    head("Sản phẩm", "Product", "text", 30),
    head("Mã CN", "CN code", "text", 12),
    head("Hàng hóa", "Good", "text", 24),
    head("Sản lượng (t)", "Made (t)", "number"),
    head("Trực tiếp (t CO2e/t)", "Direct (t CO2e/t)", "exact"),
    head("Gián tiếp (t CO2e/t)", "Indirect (t CO2e/t)", "exact"),
    head("Gián tiếp có tính", "Indirect counts", "text"),
    head("Được tính (t CO2e/t)", "Counted (t CO2e/t)", "exact"),
    head("Mặc định (t CO2e/t)", "Default (t CO2e/t)", "exact"),
    head("Mức tăng", "Mark-up", "share"),
    head("Mặc định đã tăng", "Default with mark-up", "exact"),
    head("Số liệu riêng giảm được (t CO2e/t)", "Own data save (t CO2e/t)", "exact"),
    head("Xuất sang EU (t)", "Sold into the EU (t)", "number"),
    head("Nghĩa vụ, số riêng (t CO2e)", "Obligation, own data (t CO2e)", "number"),
    head("Nghĩa vụ, mặc định (t CO2e)", "Obligation, default (t CO2e)", "number"),
    head("Tiết kiệm (EUR)", "Saved (EUR)", "number"),
    head("Còn thiếu", "Missing", "wrapped", 40),
)
_PRECURSORS: tuple[Head, ...] = (
    head("Nơi dùng", "Used at", "text", 26),
    head("Nhà cung cấp", "Supplier", "text", 20),
    head("Dòng", "Stream", "text", 20),
    head("Khối lượng (t)", "Mass (t)", "number"),
    head("Trực tiếp (t CO2e/t)", "Direct (t CO2e/t)", "exact"),
    head("Gián tiếp (t CO2e/t)", "Indirect (t CO2e/t)", "exact"),
    head("Căn cứ", "Basis", "text", 26),
)
_NOTES: tuple[Head, ...] = (
    head("Loại", "Kind", "text", 12),
    head("Nội dung", "Statement", "wrapped", 70),
    head("Việc cần làm", "What to do", "wrapped", 70),
)


def render_cbam_xlsx(result: Result[Cbam], park: Park) -> bytes:
    """A workbook: goods per installation, precursors, what is missing or to be known."""
    value = result.value
    goods = tuple(_good(one, park) for one in value.goods)
    precursors = tuple(
        (p.flow.to_node, p.flow.from_node, p.flow.stream, p.tonnes, p.direct, p.indirect, p.basis)
        for p in value.precursors
    )
    own = [f for f in result.findings if f.rule.startswith("CBM-")]
    notes = tuple((f.rule, _both(f.message), _both(f.remedy)) for f in own)
    notes += tuple(("—", _both(gap.message), _both(gap.remedy)) for gap in result.gaps)
    sheets: Sequence[Sheet] = (
        Sheet(f"CBAM {value.year}", _GOODS, goods, frozen=2),
        Sheet("Precursors", _PRECURSORS, precursors),
        Sheet("Notes", _NOTES, notes),
    )
    return workbook(sheets, Text(f"CBAM {value.year} – {park.name.vi}", f"CBAM {value.year}"))


def _good(one: GoodFigure, park: Park) -> tuple[object, ...]:
    known = one.default_counted is not None and one.markup is not None
    marked = Formula("=J{row}*(1+K{row})", one.marked_up or 0.0) if known else None
    saved = Formula("=L{row}-I{row}", one.saved) if one.saved is not None else None
    return (
        park.node(one.installation).name.vi,
        one.product,
        one.cn,
        f"{one.good.name.vi} / {one.good.name.en}",
        one.made,
        one.direct,
        one.indirect,
        "có / yes" if one.good.indirect else "không / no",
        one.counted,
        one.default_counted,
        one.markup,
        marked,
        saved,
        one.exported,
        one.obligation,
        one.obligation_default,
        one.saved_money,
        ", ".join(one.gaps),
    )


def _both(text: Text) -> str:
    return text.vi if text.vi == text.en else f"{text.vi}\n{text.en}"
