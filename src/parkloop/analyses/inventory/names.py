"""What the parts of an inventory are called."""

from __future__ import annotations

from parkloop.texts import Text

SCOPE_LABELS = {
    "scope-1": Text("Phạm vi 1 (trực tiếp)", "Scope 1 (direct)"),
    "scope-2": Text(
        "Phạm vi 2 (năng lượng mua, theo vị trí)", "Scope 2 (purchased energy, location-based)"
    ),
    "scope-3": Text("Phạm vi 3 (theo dữ liệu hiện có)", "Scope 3 (as far as entries say)"),
}
TOTAL_LABELS = {
    "total": Text("Tổng phát thải (phạm vi 1 + 2)", "Total emissions (scopes 1 + 2)"),
    "total-market": Text(
        "Tổng phát thải (phạm vi 2 theo thị trường)", "Total emissions (scope 2 market-based)"
    ),
    "scope-2-market": Text(
        "Phạm vi 2 (năng lượng mua, theo thị trường)", "Scope 2 (purchased energy, market-based)"
    ),
    "toe": Text("Tiêu thụ năng lượng", "Energy consumption"),
    "montreal": Text("Khí thuộc Nghị định thư Montreal (ghi chú)", "Montreal gases (memo)"),
    "exported": Text("Năng lượng bán ra ngoài (ghi chú)", "Energy exported (memo)"),
    "sum-of-enterprises": Text("Tổng các doanh nghiệp", "Sum of the enterprises"),
    "elimination": Text("Khử trùng giao dịch nội bộ", "Elimination of internal deliveries"),
}
PLACE_LABELS = {
    "common": Text("Khu vực chung", "Common areas"),
    "loss": Text("Tổn thất", "Losses"),
    "unexplained": Text("Chênh lệch chưa giải thích", "Unexplained difference"),
}
BIOGENIC_LABEL = Text("CO2 sinh khối (ghi chú)", "Biogenic CO2 (memo)")
CATEGORY_LABELS = {
    "stationary": Text("Đốt cố định", "Stationary combustion"),
    "mobile": Text("Đốt di động", "Mobile combustion"),
    "process": Text("Quá trình công nghiệp", "Industrial processes"),
    "refrigerants": Text("Môi chất lạnh", "Refrigerants"),
    "fugitive": Text("Phát tán", "Fugitive"),
    "waste": Text("Chất thải", "Waste"),
    "wastewater": Text("Nước thải", "Wastewater"),
    "electricity": Text("Điện mua", "Purchased electricity"),
    "heat": Text("Hơi và nhiệt mua", "Purchased steam and heat"),
    "cooling": Text("Lạnh mua", "Purchased cooling"),
}
