"""Sentences of the balance of meters, in both languages."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.provenance import Gap
from parkloop.texts import Text

UNEXPLAINED = Rule(
    "MTR-01",
    Severity.WARNING,
    Text(
        "{node}, {stream}, năm {period}: đồng hồ tổng và các công tơ nhánh lệch quá dung sai trong "
        "các tháng {months}. Nhiều nhất là {worst}: {unexplained_vi} {unit} không giải thích được "
        "trên {main_vi} {unit} (dung sai ±{tolerance_vi} {unit}).",
        "{node}, {stream}, {period}: main meter and sub-meters differ by more than the tolerance "
        "in {months}. Most in {worst}: {unexplained_en} {unit} of {main_en} {unit} are not "
        "explained (tolerance ±{tolerance_en} {unit}).",
    ),
    Text(
        "Số dương: tìm nhánh chưa có công tơ, rò rỉ, tổn thất chưa ghi. Số âm: tìm công tơ ghi "
        "trùng, hệ số nhân sai hoặc ngày đọc khác nhau.",
        "Positive: look for a branch without a meter, a leak, losses not stated. Negative: look "
        "for a meter counted twice, a wrong multiplier or readings of another day.",
    ),
)
LABELS = {
    "main": Text("Đồng hồ tổng", "Main meter"),
    "supplied": Text("Nguồn cấp", "Supplied"),
    "counted": Text("Tổng công tơ nhánh", "Sum of sub-meters"),
    "losses": Text("Tổn thất đã khai", "Stated losses"),
    "difference": Text("Chênh lệch", "Difference"),
    "unexplained": Text("Không giải thích được", "Unexplained"),
}
_SIDES = {
    "main": Text("đồng hồ tổng hay nguồn cấp nào", "main meter or supply"),
    "counted": Text("công tơ nhánh nào", "sub-meter"),
}
NOTHING = Text("{node}, {stream}: chưa có {side}.", "{node}, {stream}: there is no {side}.")
NOTHING_REMEDY = Text(
    "Nhập số đọc hoặc hóa đơn còn thiếu; đến khi đó chưa so được.",
    "Enter the reading or bill that is missing; until then there is nothing to compare.",
)
BLIND = Text(
    "{node}, {stream}: có số chưa rõ độ bất định, nên chưa nói được chênh lệch là sai số hay tổn "
    "thất.",
    "{node}, {stream}: the uncertainty of an entry is not known, so nobody can tell whether the "
    "difference is an error or a loss.",
)
BLIND_REMEDY = Text(
    "Ghi độ bất định của công tơ (cột uncertainty).",
    "State the uncertainty of the meter (column uncertainty).",
)


def nothing_there(node: str, stream: str, name: Text, side: str, label: str) -> Gap:
    """A network of which one side has no entries at all."""
    words = _SIDES[side]
    return Gap(
        f"meters/{label}/{node}/{stream}/{side}",
        Text(
            NOTHING.vi.format(node=node, stream=name.vi, side=words.vi),
            NOTHING.en.format(node=node, stream=name.en, side=words.en),
        ),
        NOTHING_REMEDY,
    )


def not_judged(node: str, stream: str, name: Text, label: str) -> Gap:
    """A difference of which nobody knows how large an error may be."""
    return Gap(
        f"meters/{label}/{node}/{stream}/uncertainty",
        Text(
            BLIND.vi.format(node=node, stream=name.vi),
            BLIND.en.format(node=node, stream=name.en),
        ),
        BLIND_REMEDY,
    )
