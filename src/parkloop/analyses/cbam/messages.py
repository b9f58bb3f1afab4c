"""What is missing or should be known about figures under the mechanism."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.provenance import Gap
from parkloop.texts import Text

NOT_VERIFIED = Rule(
    "CBM-01",
    Severity.WARNING,
    Text(
        "{count} giá trị CBAM chưa được đối chiếu với văn bản gốc ({rows}).",
        "{count} values of the mechanism were not compared with their document ({rows}).",
    ),
    Text(
        "Đối chiếu với Quy định (EU) 2025/2621 và bản đính chính trước khi khai báo.",
        "Compare them with Regulation (EU) 2025/2621 and its correction before you declare.",
    ),
)
ABOVE_DEFAULT = Rule(
    "CBM-02",
    Severity.INFO,
    Text(
        "“{product}”: số liệu của chính bạn ({own} t/t) cao hơn giá trị mặc định đã tăng "
        "({default} t/t).",
        "“{product}”: your own figure ({own} t/t) is above the default with its mark-up "
        "({default} t/t).",
    ),
    Text(
        "Kiểm tra nhiên liệu, phân bổ và nguyên liệu trước khi gửi cho khách hàng.",
        "Check fuels, allocation and precursors before you send it to a customer.",
    ),
)
SMALL = Rule(
    "CBM-03",
    Severity.INFO,
    Text(
        "Xuất {mass} t trong năm, dưới ngưỡng {limit} t của một nhà nhập khẩu; tổng của nhà nhập "
        "khẩu mới quyết định.",
        "{mass} t exported in the year, below the {limit} t of one importer; the importer's sum "
        "decides.",
    ),
    Text(
        "Hỏi nhà nhập khẩu xem họ có vượt ngưỡng không.",
        "Ask the importer whether they pass the limit.",
    ),
)
NO_GOODS = Rule(
    "CBM-04",
    Severity.INFO,
    Text(
        "Không có sản phẩm nào thuộc CBAM, hoặc chưa biết mã CN của chúng.",
        "No product is under the mechanism, or their CN codes are not known.",
    ),
    Text(
        "Nêu mã CN: parkloop cbam --cn NÚT/DÒNG=7214.",
        "State the CN code: parkloop cbam --cn NODE/STREAM=7214.",
    ),
)


def no_default(product: str, cn: str) -> Gap:
    return Gap(
        f"cbam-default:{product}",
        Text(
            f"Danh mục không có giá trị mặc định cho mã CN {cn} (“{product}”).",
            f"The catalog has no default value for the CN code {cn} (“{product}”).",
        ),
        Text(
            "Tra trong Quy định (EU) 2025/2621 và nêu nó trong danh mục.",
            "Look it up in Regulation (EU) 2025/2621 and add it to the catalog.",
        ),
    )


def no_precursor(supplier: str, stream: str) -> Gap:
    return Gap(
        f"cbam-precursor:{supplier}/{stream}",
        Text(
            f"Chưa có phát thải hàm chứa của “{stream}” mua từ “{supplier}”.",
            f"The embedded emissions of “{stream}” bought from “{supplier}” are not known.",
        ),
        Text(
            f"Nêu số của nhà cung cấp: --precursor {supplier}/{stream}=SỐ (t CO2e/t).",
            f"State the supplier's figure: --precursor {supplier}/{stream}=NUMBER (t CO2e/t).",
        ),
    )


def no_mass(product: str) -> Gap:
    return Gap(
        f"cbam-mass:{product}",
        Text(
            f"“{product}” không được tính bằng khối lượng.",
            f"“{product}” is not counted by mass.",
        ),
        Text("Nhập sản phẩm theo tấn.", "Enter the product in tonnes."),
    )


def no_benchmark(product: str) -> Gap:
    return Gap(
        f"cbam-benchmark:{product}",
        Text(
            f"Chưa có mức chuẩn của “{product}”; nghĩa vụ chưa tính được.",
            f"The benchmark of “{product}” is not known; the obligation cannot be computed.",
        ),
        Text(
            "Tra trong Quy định (EU) 2025/2620 và nêu: --benchmark SẢN_PHẨM=SỐ.",
            "Look it up in Regulation (EU) 2025/2620 and state: --benchmark PRODUCT=NUMBER.",
        ),
    )
