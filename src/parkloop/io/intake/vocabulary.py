"""The closed lists of the ledger in people's words: what is written, and what is understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parkloop.ledger.entries import Measure, Notation, Status
from parkloop.quantities import dimension
from parkloop.texts import Text, same_in_both

STATUSES: Final[Mapping[str, Text]] = {
    Status.MEASURED.value: Text("Đo được", "Measured"),
    Status.BILLED.value: Text("Theo hóa đơn", "Billed"),
    Status.CALCULATED.value: Text("Tính toán", "Calculated"),
    Status.ESTIMATED.value: Text("Ước tính", "Estimated"),
    Status.MODELLED.value: Text("Theo mô hình", "Modelled"),
    Status.PROPOSED.value: Text("Đề xuất", "Proposed"),
    Status.PLANNED.value: Text("Kế hoạch", "Planned"),
}
NOTATIONS: Final[Mapping[str, Text]] = {
    Notation.NOT_OCCURRING.value: Text("Không phát sinh", "Not occurring"),
    Notation.NOT_ESTIMATED.value: Text("Không ước tính", "Not estimated"),
    Notation.INCLUDED_ELSEWHERE.value: Text("Đã tính ở nơi khác", "Included elsewhere"),
    Notation.CONFIDENTIAL.value: Text("Bảo mật", "Confidential"),
}
MEASURES: Final[Mapping[str, Text]] = {
    Measure.SUPPLY.value: Text("Tổng đến nút", "All that reached the node"),
    Measure.DELIVERY.value: Text("Tổng rời nút", "All that left the node"),
    Measure.LEVEL.value: Text("Tồn cuối kỳ", "Stock at the end"),
}
KINDS: Final[Mapping[str, Text]] = {
    "flow": Text("Dòng", "Flow"),
    "observation": Text("Quan sát", "Observation"),
    "balance": Text("Cân đối", "Balance"),
}
_DIMENSIONS: Final[Mapping[str, Text]] = {
    "mass": Text("khối lượng", "mass"),
    "volume": Text("thể tích", "volume"),
    "normal_volume": Text("thể tích ở điều kiện chuẩn", "volume at normal conditions"),
    "energy": Text("điện năng, nhiệt lượng", "electrical energy, heat"),
    "energy_ncv": Text("năng lượng theo nhiệt trị thấp", "energy on net heating value"),
    "energy_gcv": Text("năng lượng theo nhiệt trị cao", "energy on gross heating value"),
    "apparent_energy": Text("điện năng biểu kiến", "apparent energy"),
    "reactive_energy": Text("điện năng phản kháng", "reactive energy"),
    "oil_equivalent": Text("dầu quy đổi", "oil equivalent"),
    "power": Text("công suất", "power"),
    "time": Text("thời gian", "time"),
    "length": Text("độ dài", "length"),
    "area": Text("diện tích", "area"),
    "count": Text("số cái", "count"),
    "persons": Text("số người", "persons"),
    "number": Text("số thuần túy", "a plain number"),
}
#: Other words for them, in either language.
SYNONYMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "status": {
        "measured": ("đo", "đo đạc", "số đo", "thực đo", "công tơ", "metered", "meter", "actual"),
        "billed": ("hóa đơn", "theo hóa đơn chứng từ", "invoice", "invoiced", "bill"),
        "calculated": ("tính", "tính được", "số tính", "computed"),
        "estimated": ("ước lượng", "ước", "tạm tính", "estimate"),
        "modelled": ("mô hình", "modeled", "simulated"),
        "proposed": ("đề nghị", "dự kiến", "proposal"),
        "planned": ("theo kế hoạch", "plan"),
    },
    "notation": {
        "NO": ("không có", "không xảy ra", "not occuring", "none occurring"),
        "NE": ("chưa ước tính", "chưa có số liệu", "không có số liệu", "not available"),
        "IE": ("tính ở nơi khác", "đã bao gồm", "included"),
        "C": ("mật", "bí mật", "conf"),
    },
    "property": {
        "supply": ("cấp", "đầu vào", "tổng cấp", "công tơ tổng", "input"),
        "delivery": ("giao", "đầu ra", "tổng giao", "output"),
        "level": ("tồn", "tồn kho", "mức tồn", "tồn kho cuối kỳ", "stock", "closing stock"),
    },
    "kind": {
        "flow": ("dòng vật chất", "flows"),
        "observation": ("quan trắc", "observations"),
        "balance": ("balances", "cân bằng"),
    },
}


def dimension_name(unit: str) -> Text:
    """What a unit measures, in words where there are some."""
    name = dimension(unit)
    return _DIMENSIONS.get(name, same_in_both(name))
