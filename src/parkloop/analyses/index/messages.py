"""What the index says about its data: rules of the findings IDX-01 to IDX-05."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

SCREENED, IMPUTED, ILL_POSED, OUTLIER, WEIGHTS = "IDX-01", "IDX-02", "IDX-03", "IDX-04", "IDX-05"

RULES: Final[Mapping[str, Rule]] = {
    SCREENED: Rule(
        SCREENED,
        Severity.WARNING,
        Text(
            "“{row}” bị loại: chỉ có {share} số liệu, ngưỡng là {limit}.",
            "“{row}” is left out: it has {share} of the data, the limit is {limit}.",
        ),
        Text(
            "Bổ sung số liệu, hoặc hạ ngưỡng least_available trong phương pháp và ghi lý do.",
            "Add data, or lower least_available in the method and say why.",
        ),
    ),
    IMPUTED: Rule(
        IMPUTED,
        Severity.INFO,
        Text(
            "Chỉ tiêu {indicator}: {count} ô trống được điền theo cách {rule}.",
            "Indicator {indicator}: {count} empty cells were filled by the rule {rule}.",
        ),
        Text(
            "Các ô này được đánh dấu trong bảng kết quả; hãy thay bằng số quan sát khi có.",
            "They are marked in the tables; replace them by observations when there are some.",
        ),
    ),
    ILL_POSED: Rule(
        ILL_POSED,
        Severity.WARNING,
        Text(
            "Trụ cột {pillar}: quá ít dòng đầy đủ để ước lượng EM cho {count} chỉ tiêu.",
            "Pillar {pillar}: too few complete rows for EM over {count} indicators.",
        ),
        Text(
            "Dùng cách điền đơn giản hơn (group-mean, pillar-mean) hoặc ít chỉ tiêu hơn.",
            "Take a simpler imputation (group-mean, pillar-mean) or fewer indicators.",
        ),
    ),
    OUTLIER: Rule(
        OUTLIER,
        Severity.WARNING,
        Text(
            "Chỉ tiêu {indicator} vẫn lệch sau xử lý (độ lệch {skew}, độ nhọn {kurtosis}).",
            "Indicator {indicator} is still skewed after treatment (skewness {skew}, "
            "kurtosis {kurtosis}).",
        ),
        Text(
            "Xem lại số liệu, tăng points hoặc chọn phép biến đổi khác.",
            "Look at the data, raise points or choose another transformation.",
        ),
    ),
    WEIGHTS: Rule(
        WEIGHTS,
        Severity.WARNING,
        Text("Trọng số ở nút {node}: {remark_vi}.", "Weights at the node {node}: {remark_en}."),
        Text(
            "Xem mục trọng số trong docs/methods/index.md rồi sửa phương pháp.",
            "See the section on weights in docs/methods/index.md, then mend the method.",
        ),
    ),
}
