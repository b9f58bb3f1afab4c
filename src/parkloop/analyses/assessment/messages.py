"""What an assessment warns of."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

UNREAD_VALUE = Rule(
    "EIP-01",
    Severity.WARNING,
    Text(
        "“{property}” được ghi bằng “{unit}”, “{text}”; cần đơn vị {wanted}. Giá trị không được "
        "dùng.",
        "“{property}” is stated as “{unit}”, “{text}”; it needs the unit {wanted}. The value is "
        "not used.",
    ),
    Text(
        "Ghi lại giá trị theo đơn vị này; tình trạng ghi có, một phần hoặc không.",
        "State it again in this unit; a state is yes, partly or no.",
    ),
)
NOT_IN_FORCE = Rule(
    "EIP-02",
    Severity.WARNING,
    Text(
        "{scheme} không có hiệu lực vào ngày {day} (hiệu lực: {span}).",
        "{scheme} is not in force on {day} (in force: {span}).",
    ),
    Text(
        "Chỉ dùng kết quả để đối chiếu; chọn bộ tiêu chí có hiệu lực cho quyết định.",
        "Use it for comparison only; choose a scheme in force for a decision.",
    ),
)
PORTAL_REFUSES = Rule(
    "EIP-03",
    Severity.WARNING,
    Text(
        "{criterion}: giá trị thực {value} nằm ngoài khoảng mà cổng quốc gia chấp nhận ({span}).",
        "{criterion}: the true value {value} lies outside what the national portal accepts "
        "({span}).",
    ),
    Text(
        "Giữ giá trị thực trong sổ; nộp kèm văn bản giải trình cho Ban quản lý.",
        "Keep the true value in the accounts; file it with a letter to the board.",
    ),
)
MAY_NOT_BE_LEFT_OUT = Rule(
    "EIP-04",
    Severity.WARNING,
    Text(
        "{criterion} được khai là không áp dụng, nhưng bộ tiêu chí không cho phép, hoặc thiếu lý "
        "do.",
        "{criterion} is declared not applicable, but the scheme does not allow it, or no reason "
        "is given.",
    ),
    Text(
        "Ghi lý do bằng chữ, hoặc bỏ khai báo; tiêu chí vẫn được đánh giá.",
        "Give the reason in words, or take the statement back; the criterion is still judged.",
    ),
)
COUNT_CONTRADICTS = Rule(
    "EIP-05",
    Severity.WARNING,
    Text(
        "{property}: số khai chung {counted} trái với câu trả lời của doanh nghiệp ({low}–{high}); "
        "dùng câu trả lời.",
        "{property}: the count stated for the park, {counted}, contradicts the enterprises' own "
        "answers ({low}–{high}); the answers are used.",
    ),
    Text(
        "Đối chiếu danh sách doanh nghiệp với số khai chung.",
        "Compare the list of enterprises with the count.",
    ),
)
UNVERIFIED = Rule(
    "EIP-06",
    Severity.INFO,
    Text(
        "{scheme}: {count} ngưỡng hoặc nội dung tiêu chí chưa đối chiếu với bản gốc: {criteria}.",
        "{scheme}: {count} criteria or limits were not checked against the original: {criteria}.",
    ),
    Text(
        "Đối chiếu văn bản gốc trước khi dựa vào kết quả.",
        "Check the original before relying on the result.",
    ),
)
