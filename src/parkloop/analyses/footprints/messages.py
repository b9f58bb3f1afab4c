"""Why a footprint cannot leave the house yet."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

NO_VALUE = Rule(
    "FPT-01",
    Severity.ERROR,
    Text("“{product}” chưa có dấu vết.", "“{product}” has no footprint."),
    Text("Xem các khoảng trống của phép truy vết.", "Look at the gaps of the trace."),
)
GAPS_NOT_STATED = Rule(
    "FPT-02",
    Severity.ERROR,
    Text(
        "Dấu vết của “{product}” còn {count} khoảng trống ({gaps}), mà tỷ lệ phát thải bỏ ngoài "
        "chưa được nêu.",
        "The footprint of “{product}” has {count} gaps ({gaps}), and the share of emissions left "
        "out is not stated.",
    ),
    Text(
        "Lấp khoảng trống, hoặc nêu tỷ lệ bỏ ngoài (%) và chịu trách nhiệm về nó.",
        "Close the gaps, or state the share left out (%) and answer for it.",
    ),
)
CARBON_NOT_STATED = Rule(
    "FPT-03",
    Severity.ERROR,
    Text(
        "Chưa nêu hàm lượng các-bon hóa thạch của “{product}” (kg C trên một đơn vị).",
        "The fossil carbon content of “{product}” is not stated (kg C per unit).",
    ),
    Text("Nêu 0 nếu sản phẩm không chứa.", "State 0 if the product contains none."),
)
MASS_NOT_STATED = Rule(
    "FPT-04",
    Severity.ERROR,
    Text(
        "Chưa nêu khối lượng của một đơn vị “{product}” ({unit}).",
        "The mass of one unit of “{product}” ({unit}) is not stated.",
    ),
    Text("Nêu khối lượng bằng kilôgam.", "State it in kilograms."),
)
CREDITS = Rule(
    "FPT-05",
    Severity.ERROR,
    Text(
        "Quy tắc “{rule}” đưa khấu trừ vào dấu vết; bộ dữ liệu cho khách hàng không được có khấu "
        "trừ.",
        "The rule “{rule}” puts credits into the footprint; a data set for customers has none.",
    ),
    Text("Chọn cut-off hoặc economic.", "Choose cut-off or economic."),
)
NO_UNIT = Rule(
    "FPT-06",
    Severity.ERROR,
    Text(
        "“{product}” tính theo “{unit}”, không có trong các đơn vị khai báo.",
        "“{product}” is counted in “{unit}”, which is no declared unit.",
    ),
    Text("Nhập sản phẩm theo kg, m3, kWh, MJ hoặc cái.", "Enter it in kg, m3, kWh, MJ or pieces."),
)
