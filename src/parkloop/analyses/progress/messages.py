"""What the monitoring says about a plan and its data: rules of the findings PRG-01 to PRG-07."""

from __future__ import annotations

from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

OLD: Final = Rule(
    "PRG-01",
    Severity.WARNING,
    Text(
        "Mục tiêu “{target}”: giá trị mới nhất thuộc kỳ {period}, đã {age_vi} năm tuổi "
        "(giới hạn {limit_vi} năm).",
        "Target “{target}”: the latest value is of {period}, {age_en} years old "
        "(limit {limit_en}).",
    ),
    Text(
        "Đề nghị cơ quan phụ trách cập nhật số liệu; tình trạng theo số cũ không được công bố.",
        "Ask the responsible agency for newer data; a status by old data is not shown as one.",
    ),
)
UNDEFINED: Final = Rule(
    "PRG-02",
    Severity.WARNING,
    Text(
        "Mục tiêu “{target}” không đánh giá được bằng quy tắc {rule}: {reason_vi}.",
        "Target “{target}” cannot be judged by the rule {rule}: {reason_en}.",
    ),
    Text(
        "Chọn quy tắc khác trong kế hoạch, hoặc bổ sung giá trị gốc và năm mục tiêu.",
        "Name another rule in the plan, or add the base and the year of the target.",
    ),
)
OVERRIDDEN: Final = Rule(
    "PRG-03",
    Severity.INFO,
    Text(
        "Mục tiêu “{target}”: {author} đặt “{status}” thay cho “{computed}” ngày {day}: {reason}.",
        "Target “{target}”: {author} set “{status}” in place of “{computed}” on {day}: {reason}.",
    ),
    Text(
        "Cả hai tình trạng cùng được hiển thị; xóa dòng điều chỉnh khi không còn cần.",
        "Both are shown; remove the override when it is no longer needed.",
    ),
)
STALE: Final = Rule(
    "PRG-04",
    Severity.WARNING,
    Text(
        "Điều chỉnh ngày {day} của mục tiêu “{target}” có trước số liệu công bố ngày {vintage}.",
        "The override of {day} for the target “{target}” is older than the data of {vintage}.",
    ),
    Text(
        "Xem lại lý do với số liệu mới, rồi ghi điều chỉnh mới hoặc bỏ đi.",
        "Look at the reason again with the new data, then renew or remove the override.",
    ),
)
BAD_OVERRIDE: Final = Rule(
    "PRG-05",
    Severity.ERROR,
    Text(
        "Điều chỉnh của mục tiêu “{target}” không dùng được: {problem_vi}.",
        "The override of the target “{target}” cannot be used: {problem_en}.",
    ),
    Text(
        "Ghi mã mục tiêu có trong kế hoạch, một tình trạng có trong danh sách, lý do và người đặt.",
        "Name a target of the plan, a status of the list, the reason and the person.",
    ),
)
LATE_ACTION: Final = Rule(
    "PRG-06",
    Severity.WARNING,
    Text(
        "Nhiệm vụ “{action}” quá hạn {days} ngày.",
        "The action “{action}” is {days} days late.",
    ),
    Text(
        "Đơn vị chủ trì báo cáo tiến độ và minh chứng, hoặc đề xuất thời hạn mới.",
        "The lead reports progress with evidence, or proposes another date.",
    ),
)
NO_EVIDENCE: Final = Rule(
    "PRG-07",
    Severity.WARNING,
    Text(
        "Nhiệm vụ “{action}” ghi là hoàn thành nhưng chưa có minh chứng.",
        "The action “{action}” is said to be done, but there is no evidence.",
    ),
    Text("Bổ sung tài liệu nghiệm thu.", "Add the document that shows it."),
)
