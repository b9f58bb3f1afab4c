"""What a filled form warns of."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

REQUIRED_MISSING = Rule(
    "FRM-01",
    Severity.WARNING,
    Text(
        "Ô {field} “{name_vi}” bắt buộc nhưng chưa có số liệu.",
        "Box {field} “{name_en}” must be filled, and nothing is stated.",
    ),
    Text(
        "Nhập số liệu; cổng quốc gia không nhận ô trống, nhưng 0 không thay cho chưa biết.",
        "Enter it; the national portal takes no empty box, but 0 does not stand for not known.",
    ),
)
PARTIAL = Rule(
    "FRM-02",
    Severity.WARNING,
    Text(
        "Ô {field} chưa đầy đủ: thiếu {count} phần ({lacking}).",
        "Box {field} is partial: {count} parts are missing ({lacking}).",
    ),
    Text(
        "Bổ sung các phần này, hoặc ghi rõ trong báo cáo là chưa đầy đủ.",
        "Add these parts, or say in the report that the figure is partial.",
    ),
)
PORTAL_REFUSES = Rule(
    "FRM-03",
    Severity.WARNING,
    Text(
        "Ô {field}: giá trị thực {value} nằm ngoài khoảng mà cổng quốc gia chấp nhận ({span}).",
        "Box {field}: the true value {value} lies outside what the national portal accepts "
        "({span}).",
    ),
    Text(
        "Giữ giá trị thực; nộp bản giấy kèm giải trình, không sửa số để qua cổng.",
        "Keep the true value; file it on paper with a letter, do not bend it for the portal.",
    ),
)
DIFFERS = Rule(
    "FRM-04",
    Severity.WARNING,
    Text(
        "Ô {field}: khai {stated}, nhưng {adds} = {total}.",
        "Box {field}: stated as {stated}, but {adds} = {total}.",
    ),
    Text(
        "Giải thích phần chênh, hoặc để trống ô này để dùng tổng gợi ý.",
        "Explain the difference, or leave the box empty to use the suggested sum.",
    ),
)
