"""What can be wrong with a plan of exchanges or with the network made of it."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

NO_CANDIDATE = Rule(
    "NET-01",
    Severity.WARNING,
    Text(
        "Không có liên kết nào khả dĩ: kế hoạch có {exchanges} kiểu trao đổi, sổ cái có {offers} "
        "nguồn và {needs} nhu cầu phù hợp.",
        "No link is possible: the plan has {exchanges} kinds of exchange, the ledger {offers} "
        "offers and {needs} needs that fit.",
    ),
    Text(
        "Kiểm tra mã dòng của offers và needs, khoảng cách và most_km.",
        "Check the streams of offers and needs, the distances and most_km.",
    ),
)
NOTHING_FITS = Rule(
    "NET-02",
    Severity.ERROR,
    Text(
        "Không có mạng nào thỏa mọi yêu cầu. Các yêu cầu mâu thuẫn: {rows}.",
        "No network meets every demand. The demands in conflict: {rows}.",
    ),
    Text(
        "Nới một trong các yêu cầu này, hoặc thêm nguồn mua ngoài.",
        "Relax one of these demands, or add a supply from outside.",
    ),
)
NOT_PROVED = Rule(
    "NET-03",
    Severity.INFO,
    Text(
        "Mạng này chưa được chứng minh là tốt nhất: cách cận trên {gap} %.",
        "This network is not proved to be the best: it is {gap} % from the bound.",
    ),
    Text(
        "Cho thêm thời gian (--time-limit) nếu cần gần hơn.",
        "Give it more time (--time-limit) if it must be closer.",
    ),
)
BREACH = Rule(
    "NET-04",
    Severity.ERROR,
    Text(
        "Mạng không qua được phép kiểm độc lập: {kind} tại “{place}” lệch {amount}.",
        "The network fails the independent check: {kind} at “{place}” is off by {amount}.",
    ),
    Text(
        "Không dùng kết quả này; hãy gửi kế hoạch kèm báo lỗi.",
        "Do not use this result; send the plan with a fault report.",
    ),
)
WALKS_AWAY = Rule(
    "NET-05",
    Severity.INFO,
    Text(
        "Theo cách chia {rule}, nhóm {members} được {share} nhưng tự làm được {value}.",
        "By the rule {rule} the group {members} gets {share} but could have {value} by itself.",
    ),
    Text(
        "Chọn cách chia khác (nucleolus không làm nhóm nào muốn rời đi nếu có thể).",
        "Choose another rule (the nucleolus leaves no group wanting to go, where that can be).",
    ),
)
UNKNOWN_NAME = Rule(
    "NET-06",
    Severity.ERROR,
    Text(
        "Kế hoạch nhắc đến {kind} “{name}” nhưng không có.",
        "The plan names the {kind} “{name}”, which does not exist.",
    ),
    Text(
        "Sửa tên, hoặc khai báo nó; gần nhất: {near}.",
        "Correct the name or declare it; nearest: {near}.",
    ),
)
TOO_MANY = Rule(
    "NET-07",
    Severity.WARNING,
    Text(
        "Cách chia {rule} không tính được: một thị trường có hơn 12 bên tham gia.",
        "The rule {rule} is not computed: more than 12 take part in one market.",
    ),
    Text(
        "Dùng shapley (lấy mẫu, kèm sai số) hoặc proportional.",
        "Use shapley (sampled, with its error) or proportional.",
    ),
)
FRONT_ENDED = Rule(
    "NET-08",
    Severity.INFO,
    Text(
        "Đường biên dừng vì hết thời gian: {points} điểm chưa được chứng minh là tốt nhất (xa cận "
        "nhất là {gap} %), {levels} mức chưa thử.",
        "The front ended with its time: {points} points are not proved to be the best (the "
        "farthest is {gap} % from its bound), {levels} levels were not tried.",
    ),
    Text(
        "Cho thêm thời gian (--time-limit), hoặc ít mức hơn (--points).",
        "Give it more time (--time-limit), or fewer levels (--points).",
    ),
)
