"""The columns of an import, as people see them: the template, the export and every reader
of headers share this one list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, what to write in it, and other names people give it.

    ``width`` is the column's width in the template, in characters.
    """

    id: str
    name: Text
    hint: Text
    synonyms: tuple[str, ...] = ()
    width: int = 16


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet of the template: the kind of entry it holds and its columns in order."""

    kind: str
    name: Text
    fields: tuple[str, ...]
    required: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.name.vi} · {self.name.en}"


_FIELDS: Final = (
    Field(
        "id",
        Text("Mã dòng", "Row id"),
        Text(
            "Parkloop tự ghi, xin để nguyên. Dòng bắt đầu bằng # là ghi chú, không được nhập.",
            "Written by Parkloop, leave as it is. A row that begins with # is a note, not read.",
        ),
        ("mã bản ghi", "mã dòng dữ liệu", "entry id", "id"),
        12,
    ),
    Field(
        "kind",
        Text("Loại bản ghi", "Kind"),
        Text("flow, observation hoặc balance", "flow, observation or balance"),
        ("loại mục", "entry kind", "record type"),
        14,
    ),
    Field(
        "stream",
        Text("Dòng vật chất, năng lượng", "Stream"),
        Text(
            "Chọn trong danh sách: điện, dầu DO, nước máy, chất thải…",
            "Choose from the list: electricity, diesel, tap water, waste …",
        ),
        (
            "loại năng lượng",
            "loại nhiên liệu",
            "nhiên liệu",
            "năng lượng",
            "loại chất thải",
            "tên chất thải",
            "dòng",
            "dòng vật chất",
            "dòng năng lượng",
            "vật chất",
            "chỉ tiêu",
            "tên chỉ tiêu",
            "nội dung",
            "hạng mục",
            "danh mục",
            "khoản mục",
            "thông số",
            "mặt hàng",
            "tên hàng",
            "nguyên liệu",
            "vật tư",
            "material",
            "fuel",
            "fuel type",
            "energy type",
            "energy carrier",
            "item",
            "commodity",
            "waste type",
            "subject",
        ),
        30,
    ),
    Field(
        "property",
        Text("Đại lượng", "Property"),
        Text(
            "Quan sát: tên đại lượng (COD, jobs…). Cân đối: supply, delivery hoặc level",
            "Observation: what was seen (COD, jobs …). Balance: supply, delivery or level",
        ),
        ("đặc tính", "tính chất", "measure", "loại cân đối", "parameter", "tên đại lượng"),
        22,
    ),
    Field(
        "from_node",
        Text("Từ nút", "From"),
        Text("Nơi dòng đi ra: lưới điện, nhà cung cấp, doanh nghiệp…", "Where it comes from"),
        (
            "từ",
            "bên giao",
            "nơi đi",
            "nguồn",
            "nguồn cấp",
            "nhà cung cấp",
            "nơi phát sinh",
            "from node",
            "source",
            "supplier",
            "origin",
        ),
        28,
    ),
    Field(
        "to_node",
        Text("Đến nút", "To"),
        Text("Nơi dòng đi tới: doanh nghiệp, trạm xử lý, bãi chôn lấp…", "Where it goes"),
        (
            "đến",
            "tới",
            "bên nhận",
            "nơi đến",
            "nơi nhận",
            "nơi sử dụng",
            "đơn vị sử dụng",
            "nơi tiêu thụ",
            "to node",
            "destination",
            "consumer",
            "receiver",
        ),
        28,
    ),
    Field(
        "node",
        Text("Nút", "Node"),
        Text("Nơi quan sát hoặc nơi đặt công tơ tổng", "Where it was seen or metered"),
        ("địa điểm", "vị trí", "cơ sở", "doanh nghiệp", "site", "place", "enterprise", "company"),
        28,
    ),
    Field(
        "start",
        Text("Từ ngày hoặc tháng", "From day or month"),
        Text(
            "15/03/2025 hoặc 3/2025, Quý I/2025, 2025 (khi đó để trống cột bên)",
            "15/03/2025 (day first), or 3/2025, Q1/2025, 2025 (then leave the next column empty)",
        ),
        (
            "từ ngày",
            "ngày bắt đầu",
            "bắt đầu",
            "ngày đầu kỳ",
            "đầu kỳ",
            "from date",
            "start",
            "start date",
            "period start",
            "begin",
        ),
        18,
    ),
    Field(
        "end",
        Text("Đến hết ngày", "To day (included)"),
        Text("Ngày cuối cùng, tính cả ngày đó", "The last day, itself included"),
        (
            "đến ngày",
            "ngày kết thúc",
            "kết thúc",
            "ngày cuối kỳ",
            "cuối kỳ",
            "to date",
            "to day",
            "end",
            "end date",
            "period end",
        ),
        18,
    ),
    Field(
        "period",
        Text("Kỳ", "Period"),
        Text("3/2025, Quý I/2025, 2025, 15/03/2025 - 14/04/2025", "3/2025, Q1/2025, 2025 …"),
        ("kỳ báo cáo", "thời gian", "thời kỳ", "giai đoạn", "kỳ hóa đơn", "billing period", "time"),
        18,
    ),
    Field(
        "month",
        Text("Tháng", "Month"),
        Text("3/2025", "3/2025"),
        ("tháng năm", "kỳ tháng", "month year", "thang bao cao"),
        12,
    ),
    Field(
        "day",
        Text("Ngày", "Date"),
        Text("15/03/2025 (ngày trước, tháng sau)", "15/03/2025 (day first)"),
        ("ngày tháng", "ngày tháng năm", "ngày ghi", "ngày đo", "day", "reading date"),
        12,
    ),
    Field(
        "quantity",
        Text("Số lượng", "Quantity"),
        Text(
            "Chỉ ghi số. 1.234,5 hay 1,234.5 đều được. Không có số thì điền cột ký hiệu.",
            "Only the number. If there is none, fill in the notation column.",
        ),
        (
            "khối lượng",
            "lượng",
            "sản lượng",
            "giá trị",
            "mức tiêu thụ",
            "tiêu thụ",
            "lượng tiêu thụ",
            "lượng sử dụng",
            "lượng phát sinh",
            "thể tích",
            "số liệu",
            "kết quả",
            "điện năng tiêu thụ",
            "amount",
            "value",
            "consumption",
            "volume",
            "qty",
            "usage",
            "mass",
        ),
        14,
    ),
    Field(
        "unit",
        Text("Đơn vị", "Unit"),
        Text(
            "Đơn vị của số lượng. kWh khác kVAh; nhiên liệu tính theo nhiệt ghi rõ MJ_ncv "
            "(nhiệt trị thấp) hoặc MJ_gcv (nhiệt trị cao).",
            "The unit of the quantity. kWh is not kVAh; heat of a fuel is MJ_ncv (net) or "
            "MJ_gcv (gross).",
        ),
        ("đơn vị tính", "đvt", "đv tính", "đơn vị đo", "uom", "units", "unit of measure"),
        16,
    ),
    Field(
        "text",
        Text("Nội dung quan sát", "Text"),
        Text("Điều quan sát được khi không phải là số", "What was seen, when it is no number"),
        ("mô tả", "diễn giải", "description"),
        28,
    ),
    Field(
        "notation",
        Text("Ký hiệu khi không có số", "Notation key"),
        Text(
            "NO không phát sinh · NE không ước tính · IE đã tính ở nơi khác · C bảo mật",
            "NO not occurring · NE not estimated · IE included elsewhere · C confidential",
        ),
        ("ký hiệu", "mã ký hiệu", "notation", "key"),
        24,
    ),
    Field(
        "status",
        Text("Tình trạng số liệu", "Status"),
        Text(
            "đo được, theo hóa đơn, tính toán, ước tính…",
            "measured, billed, calculated, estimated …",
        ),
        (
            "tình trạng",
            "trạng thái",
            "cách xác định",
            "nguồn số liệu",
            "data status",
            "quality",
            "data quality",
        ),
        18,
    ),
    Field(
        "activity",
        Text("Mục đích sử dụng", "Activity"),
        Text(
            "Dùng để làm gì: đốt trong nồi hơi, xe nâng… (bỏ trống: theo nút)",
            "What it is used for: boilers, forklifts … (empty: as the node says)",
        ),
        ("hoạt động", "mục đích", "loại hoạt động", "công đoạn", "use", "purpose", "end use"),
        28,
    ),
    Field(
        "series",
        Text("Công tơ, dãy số", "Meter or series"),
        Text("Mã công tơ hoặc mã khách hàng", "Number of the meter or customer"),
        (
            "công tơ",
            "số công tơ",
            "mã công tơ",
            "đồng hồ",
            "số đồng hồ",
            "mã khách hàng",
            "meter",
            "meter id",
            "meter number",
            "series",
            "account",
        ),
        16,
    ),
    Field(
        "reference",
        Text("Số chứng từ", "Reference"),
        Text(
            "Số hóa đơn, phiếu cân; phân biệt hai lần giao giống hệt nhau",
            "Invoice or slip; tells two equal deliveries apart",
        ),
        (
            "số hóa đơn",
            "hóa đơn",
            "chứng từ",
            "số phiếu",
            "phiếu cân",
            "số biên bản",
            "invoice",
            "invoice number",
            "document number",
            "voucher",
        ),
        16,
    ),
    Field(
        "uncertainty",
        Text("Độ không đảm bảo", "Uncertainty"),
        Text(
            "Nửa khoảng tin cậy 95 %, theo phần trăm của số lượng, ví dụ 5 %",
            "Half of the 95 % interval, as a share of the quantity, for example 5 %",
        ),
        ("sai số", "error margin"),
        14,
    ),
    Field(
        "page",
        Text("Trang tài liệu", "Page"),
        Text("Trang hoặc tệp chứng minh", "Page or file that proves it"),
        ("trang", "tài liệu chứng minh", "minh chứng", "evidence", "document"),
        16,
    ),
    Field(
        "note",
        Text("Ghi chú", "Note"),
        Text("Điều người đọc cần biết", "What a reader should know"),
        ("chú thích", "nhận xét", "remark", "remarks", "comment", "comments", "notes"),
        30,
    ),
)

FIELDS: Final[Mapping[str, Field]] = {field.id: field for field in _FIELDS}

_COMMON_END = (
    "status",
    "series",
    "reference",
    "uncertainty",
    "page",
    "note",
)
FLOWS: Final = SheetForm(
    "flow",
    Text("Dòng", "Flows"),
    (
        "id",
        "stream",
        "from_node",
        "to_node",
        "start",
        "end",
        "quantity",
        "unit",
        "notation",
        "activity",
        *_COMMON_END,
    ),
    ("stream", "from_node", "to_node", "period", "unit", "status"),
)
OBSERVATIONS: Final = SheetForm(
    "observation",
    Text("Quan sát", "Observations"),
    (
        "id",
        "property",
        "node",
        "stream",
        "start",
        "end",
        "quantity",
        "unit",
        "text",
        "notation",
        *_COMMON_END,
    ),
    ("property", "node", "period", "status"),
)
BALANCES: Final = SheetForm(
    "balance",
    Text("Cân đối", "Balances"),
    ("id", "property", "stream", "node", "start", "end", "quantity", "unit", *_COMMON_END),
    ("property", "stream", "node", "period", "quantity", "unit", "status"),
)
FORMS: Final[Mapping[str, SheetForm]] = {
    form.kind: form for form in (FLOWS, OBSERVATIONS, BALANCES)
}
GUIDE_TITLE: Final = "Hướng dẫn · Guide"
LISTS_TITLE: Final = "Lists"
FINDINGS_TITLE: Final = "Tóm tắt · Summary"
#: Side columns of a returned workbook; ignored when it comes back.
REASON_VI: Final = "Lý do (Parkloop)"
REASON_EN: Final = "Reason (Parkloop)"
#: A row whose id cell begins with this is a note for people.
NOTE_MARK: Final = "#"
