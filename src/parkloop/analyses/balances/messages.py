"""Sentences of the balances: gaps and findings, in both languages."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

NO_QUANTITY = Text(
    "Không có số lượng {stream} từ “{source}” đến “{target}” ({why}; {entries}).",
    "The quantity of {stream} from “{source}” to “{target}” is not known ({why}; {entries}).",
)
NO_QUANTITY_REMEDY = Text(
    "Bổ sung số đo, hóa đơn hoặc ước tính có ghi rõ; đến khi đó cân bằng này chưa đánh giá được.",
    "Enter a reading, a bill or a stated estimate; until then the balance cannot be assessed.",
)
MONTHS_LACKING = Text(
    "Chuỗi {stream} từ “{source}” đến “{target}” thiếu {months}.",
    "The series of {stream} from “{source}” to “{target}” lacks {months}.",
)
STRADDLES_REMEDY = Text(
    "Tách theo tháng bằng một hành động có lý do: parkloop split --reason …",
    "Split them by month with a stated reason: parkloop split --reason …",
)
WHY_NO_QUANTITY = {
    "": Text("ô trống hoặc đơn vị không dùng được", "empty cell or unusable unit"),
    "NE": Text("chưa ước tính", "not estimated"),
    "C": Text("bảo mật", "confidential"),
    "straddles": Text("kỳ vắt qua ranh giới", "their period crosses the border"),
}
NO_CONVERSION = Text(
    "{stream} từ “{source}” đến “{target}” đo bằng {unit} không đổi được sang {domain_unit} "
    "({domain}): danh mục thiếu {missing} ({entries}).",
    "{stream} from “{source}” to “{target}”, measured in {unit}, cannot be brought to "
    "{domain_unit} ({domain}): the catalog lacks {missing} ({entries}).",
)
NO_CONVERSION_REMEDY = Text(
    "Thêm hệ số có nguồn vào facts.csv của cơ sở (nhiệt trị, khối lượng riêng, entanpi hơi).",
    "Add a sourced fact to the facility's facts.csv (heating value, density, enthalpy of steam).",
)
FACT_NAMES = {
    "mass_per_piece": Text("khối lượng một đơn vị sản phẩm", "a mass per piece"),
    "density": Text("khối lượng riêng", "a density"),
    "ncv": Text("nhiệt trị thấp", "a net heating value"),
    "ncv_per_normal_volume": Text(
        "nhiệt trị thấp theo m3 tiêu chuẩn", "a net heating value per normal volume"
    ),
    "net_to_gross": Text(
        "tỷ số nhiệt trị thấp trên nhiệt trị cao", "a ratio of net to gross heating value"
    ),
    "steam_enthalpy": Text("entanpi của hơi", "an enthalpy of steam"),
}
JOINING_FACT = Text("hệ số nối hai đơn vị", "a fact that joins the two units")
NO_LEVEL = Text(
    "Kho “{node}”, {stream}: không có số kiểm kê vào {when}.",
    "Stock “{node}”, {stream}: there is no stocktaking {when}.",
)
AT_START = Text("đầu kỳ", "at the start of the period")
AT_END = Text("cuối kỳ", "at the end of the period")
NO_LEVEL_REMEDY = Text(
    "Nhập mục cân bằng “level” có kỳ kết thúc đúng ngày đó.",
    "Enter a balance entry “level” whose period ends on that day.",
)
NO_ENTRIES = Text(
    "“{node}” chuyển tiếp {domain}, nhưng không có mục nào cho {side}.",
    "“{node}” passes {domain} on, but no entry says what {side}.",
)
SIDES = {
    "supplied": Text("lượng nhận vào", "reached it"),
    "delivered": Text("lượng giao ra", "left it"),
}
NO_ENTRIES_REMEDY = Text(
    "Nhập các dòng còn thiếu hoặc số của đồng hồ tổng (mục cân bằng supply hay delivery).",
    "Enter the missing flows, or the main meter's total (a balance entry supply or delivery).",
)
NO_UNCERTAINTY = Text(
    "“{node}”, {domain}: chênh lệch khác không, nhưng chưa biết độ bất định của mọi mục.",
    "“{node}”, {domain}: the difference is not zero, and not every entry's uncertainty is known.",
)
NO_UNCERTAINTY_REMEDY = Text(
    "Ghi độ bất định của đồng hồ vào các mục.", "State the uncertainty of the meters."
)

OPEN = Rule(
    "BAL-01",
    Severity.WARNING,
    Text(
        "{node}, {stream}, kỳ {period}: nhận {supplied_vi} {unit}, giao {delivered_vi} {unit}; "
        "{difference_vi} {unit} chưa giải thích được ({percent_vi} %), vượt dung sai "
        "±{tolerance_vi} {unit}.",
        "{node}, {stream}, {period}: {supplied_en} {unit} came, {delivered_en} {unit} left; "
        "{difference_en} {unit} are unexplained ({percent_en} %), beyond the tolerance of "
        "±{tolerance_en} {unit}.",
    ),
    Text(
        "Tìm nhánh chưa có đồng hồ, tổn thất chưa ghi, hoặc số đọc lệch kỳ.",
        "Look for a branch without a meter, losses not entered, or readings of another period.",
    ),
)
MORE_LEFT_THAN_CAME = Rule(
    "BAL-02",
    Severity.WARNING,
    Text(
        "{node}, {domain_vi}, kỳ {period}: giao ra {delivered_vi} {unit} nhưng chỉ nhận "
        "{supplied_vi} {unit}.",
        "{node}, {domain_en}, {period}: {delivered_en} {unit} left, but only {supplied_en} {unit} "
        "came.",
    ),
    Text(
        "Bổ sung nguồn vào còn thiếu (nhiên liệu, nước mưa, nhiệt phản ứng), hoặc kiểm tra đơn vị "
        "và chiều của dòng.",
        "Enter the source that is missing (fuel, rain, heat of reaction), or check the unit and "
        "the direction of the flows.",
    ),
)
PART_OF_PERIOD = Rule(
    "BAL-03",
    Severity.INFO,
    Text(
        "{node}, {stream}: đồng hồ tổng ({side}) chỉ phủ một phần kỳ {period}, nên không được "
        "dùng.",
        "{node}, {stream}: the main meter ({side}) covers only part of {period} and is not used.",
    ),
    Text(
        "Nhập số của các tháng còn lại.",
        "Enter the months that are missing.",
    ),
)
