"""Sentences of the exceedances, in both languages."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.provenance import Gap
from parkloop.texts import Text

EXCEEDED = Rule(
    "EXC-01",
    Severity.WARNING,
    Text(
        "{node}: {what_vi} kỳ {period} là {value_vi} {unit}, {side_vi} giới hạn {limit_vi} {unit} "
        "({source}){sure_vi}.",
        "{node}: {what_en} in {period} was {value_en} {unit}, {side_en} the limit of {limit_en} "
        "{unit} ({source}){sure_en}.",
    ),
    Text(
        "Kiểm tra lại số đo và chứng từ; nếu đúng, báo cáo theo giấy phép hoặc hợp đồng và ghi "
        "biện pháp khắc phục.",
        "Check the reading and its evidence; if it stands, report it as the permit or contract "
        "demands and enter what is done about it.",
    ),
)
UNKNOWN_PLACE = Rule(
    "EXC-02",
    Severity.WARNING,
    Text(
        "Giới hạn “{limit}” thuộc nơi “{node}”, nhưng định nghĩa khu không có nơi này.",
        "The limit “{limit}” is of the place “{node}”, which the park's definition does not have.",
    ),
    Text("Sửa mã nơi của giới hạn.", "Correct the place of the limit."),
)
SIDES = {
    "at-most": Text("vượt", "above"),
    "at-least": Text("dưới", "below"),
}
UNSURE = Text(
    "; giới hạn nằm trong khoảng bất định của số đo",
    "; the limit lies within the uncertainty of the value",
)
NOT_MEASURED = Text(
    "Chưa có số liệu nào để so với giới hạn “{limit}” ({what}) trong {period}.",
    "Nothing was stated that could be held against the limit “{limit}” ({what}) in {period}.",
)
NOT_MEASURED_REMEDY = Text(
    "Nhập kết quả quan trắc hoặc lượng của kỳ này. Không có số liệu không phải là đạt.",
    "Enter the measurement or amount of the period. No figure does not mean it was kept.",
)
NO_COMPARISON = Text(
    "Giới hạn “{limit}” tính bằng {unit}, còn số liệu ghi bằng {stated}: không so được.",
    "The limit “{limit}” is in {unit}, what was stated in {stated}: they cannot be compared.",
)
NO_COMPARISON_REMEDY = Text(
    "Ghi số liệu bằng đơn vị của giới hạn, hoặc thêm hệ số quy đổi có nguồn.",
    "State the value in the unit of the limit, or add a sourced fact that converts it.",
)
VALUE = Text("Giá trị so với giới hạn", "Value held against the limit")
SHARE = Text("Phần của giới hạn", "Share of the limit")


def not_measured(limit: str, what: Text, label: str) -> Gap:
    """Nothing was stated for a limit in a period."""
    return Gap(
        f"limit/{label}/{limit}/not-measured",
        Text(
            NOT_MEASURED.vi.format(limit=limit, what=what.vi, period=label),
            NOT_MEASURED.en.format(limit=limit, what=what.en, period=label),
        ),
        NOT_MEASURED_REMEDY,
    )


def no_comparison(limit: str, unit: str, stated: str, label: str, entry: str) -> Gap:
    """A value that no conversion brings to the unit of its limit, or without a quantity."""
    return Gap(
        f"limit/{label}/{limit}/unit/{stated}",
        Text(
            NO_COMPARISON.vi.format(limit=limit, unit=unit, stated=stated or "—"),
            NO_COMPARISON.en.format(limit=limit, unit=unit, stated=stated or "—"),
        ),
        NO_COMPARISON_REMEDY,
        (entry,),
    )
