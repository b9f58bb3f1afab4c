"""Life-cycle stages of emissions, seen from the gate of who makes the product."""

from __future__ import annotations

from collections.abc import Mapping

from parkloop.analyses.tracing.model import Source
from parkloop.catalog.catalog import Catalog
from parkloop.texts import Text

MATERIALS, ENERGY, TRANSPORT = "materials", "energy", "transport"
PRODUCTION, WASTE, CREDIT = "production", "waste", "credit"
STAGES: Mapping[str, Text] = {
    MATERIALS: Text("Nguyên liệu mua vào", "Materials bought"),
    ENERGY: Text("Năng lượng mua vào và khâu trước của nhiên liệu", "Energy bought, fuel supply"),
    TRANSPORT: Text("Vận tải", "Transport"),
    PRODUCTION: Text("Sản xuất", "Production"),
    WASTE: Text("Xử lý chất thải, nước thải", "Treatment of waste and wastewater"),
    CREDIT: Text("Khấu trừ sản phẩm bị thay thế", "Credit for products displaced"),
}
_BY_CATEGORY = {"mobile": TRANSPORT, "waste": WASTE, "wastewater": WASTE}
_ENERGY_KINDS = frozenset({"fuel", "electricity", "heat", "cooling"})


def stage_of(source: Source, catalog: Catalog) -> str:
    """The stage in which emissions of a source occur (ISO 14067, cradle to gate)."""
    if source.origin == "upstream":
        kind = catalog.stream(source.line.stream).kind
        if kind == "service":
            return TRANSPORT
        return ENERGY if kind in _ENERGY_KINDS else MATERIALS
    if source.origin in ("energy", "waste", "credit"):
        return source.origin
    return _BY_CATEGORY.get(source.line.category, PRODUCTION)
