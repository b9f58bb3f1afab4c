"""What can be wrong with a data set, in both languages."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

ASK = Text(
    "Hãy đề nghị bên cung cấp gửi lại bộ dữ liệu đã sửa.",
    "Ask the partner for a corrected data set.",
)
NOT_A_SET = Rule(
    "PCT-01",
    Severity.ERROR,
    Text("Đây không phải bộ dữ liệu PACT: {problem}.", "This is no PACT data set: {problem}."),
    Text(
        "Cần một đối tượng JSON, một danh sách, hoặc câu trả lời có khóa “data”.",
        "A JSON object is needed, a list of them, or an answer with the key “data”.",
    ),
)
MISSING = Rule(
    "PCT-02",
    Severity.ERROR,
    Text("Thiếu trường bắt buộc “{field}”.", "The required field “{field}” is missing."),
    ASK,
)
WRONG_FORM = Rule(
    "PCT-03",
    Severity.ERROR,
    Text(
        "Trường “{field}” có giá trị “{value}”; cần: {wanted}.",
        "The field “{field}” holds “{value}”; needed: {wanted}.",
    ),
    ASK,
)
WRONG_SIGN = Rule(
    "PCT-04",
    Severity.ERROR,
    Text("“{field}” = {value}, nhưng phải {sign}.", "“{field}” = {value}, but it must be {sign}."),
    ASK,
)
UNKNOWN_VERSION = Rule(
    "PCT-05",
    Severity.ERROR,
    Text("Phiên bản “{version}” không được hỗ trợ.", "The version “{version}” is not supported."),
    Text("Có hỗ trợ phiên bản 2.x và 3.x.", "Versions 2.x and 3.x are supported."),
)
UPTAKE = Rule(
    "PCT-06",
    Severity.ERROR,
    Text(
        "CO2 sinh học hấp thụ là {stated}, nhưng hàm lượng các-bon sinh học {carbon} kg C ứng với "
        "{expected}.",
        "The biogenic CO2 uptake is {stated}, but a biogenic carbon content of {carbon} kg C "
        "means {expected}.",
    ),
    ASK,
)
TOTALS = Rule(
    "PCT-07",
    Severity.ERROR,
    Text(
        "Dấu vết gồm hấp thụ là {stated}, nhưng không gồm hấp thụ cộng hấp thụ là {expected}.",
        "The footprint with uptake is {stated}, but the one without plus the uptake is {expected}.",
    ),
    ASK,
)
PARTS_DIFFER = Rule(
    "PCT-08",
    Severity.WARNING,
    Text(
        "Tổng các phần là {sum}, dấu vết không gồm hấp thụ là {stated}: lệch {apart} %, cho phép "
        "{allowed} %.",
        "The parts add up to {sum}, the footprint without uptake is {stated}: {apart} % apart, "
        "{allowed} % allowed.",
    ),
    ASK,
)
PERIOD = Rule(
    "PCT-09",
    Severity.ERROR,
    Text(
        "“{end}” không sau “{start}” ({first} … {last}).",
        "“{end}” is not after “{start}” ({first} … {last}).",
    ),
    ASK,
)
GEOGRAPHY = Rule(
    "PCT-10",
    Severity.ERROR,
    Text(
        "Nêu {count} phạm vi địa lý; chỉ được nêu một: vùng, nước, hoặc tỉnh.",
        "{count} geographies are stated; it must be one: region, country or subdivision.",
    ),
    ASK,
)
QUALITY_MISSING = Rule(
    "PCT-11",
    Severity.WARNING,
    Text(
        "Kỳ tham chiếu từ năm {year}: phải có cả tỷ lệ số liệu sơ cấp và chỉ số chất lượng; thiếu "
        "{missing}.",
        "For reference periods from {year} the share of primary data and the quality indicators "
        "are both due; missing: {missing}.",
    ),
    ASK,
)
OUT_OF_RANGE = Rule(
    "PCT-12",
    Severity.ERROR,
    Text(
        "“{field}” = {value} nằm ngoài {low}–{high}.",
        "“{field}” = {value} lies outside {low}–{high}.",
    ),
    ASK,
)
LONG_VALIDITY = Rule(
    "PCT-13",
    Severity.WARNING,
    Text(
        "Hiệu lực đến {end}, lâu hơn {years} năm sau kỳ tham chiếu ({latest}).",
        "Valid until {end}, longer than {years} years after the reference period ({latest}).",
    ),
    ASK,
)
OLD_VERSION = Rule(
    "PCT-14",
    Severity.INFO,
    Text(
        "Bộ dữ liệu theo phiên bản {version}, đã được thay thế; vẫn dùng được đến hết hiệu lực.",
        "The data set is of version {version}, which was withdrawn; it may be used until its "
        "validity ends.",
    ),
    Text("Hãy xin bộ dữ liệu phiên bản 3.", "Ask for a data set of version 3."),
)
NO_COMMON_UNIT = Rule(
    "PCT-15",
    Severity.ERROR,
    Text(
        "Đơn vị khai báo “{unit}” không dùng được cho {stream}, và không nêu khối lượng.",
        "The declared unit “{unit}” does not fit {stream}, and the data set states no mass.",
    ),
    Text(
        "Hãy chọn dòng khác, hoặc xin bộ dữ liệu theo kilôgam.",
        "Choose another stream, or ask for a data set per kilogram.",
    ),
)
NOT_ACTIVE = Rule(
    "PCT-16",
    Severity.ERROR,
    Text(
        "Bộ dữ liệu “{id}” đã bị rút ({status}).", "The data set “{id}” was withdrawn ({status})."
    ),
    Text("Hãy xin bộ dữ liệu còn hiệu lực.", "Ask for the one in force."),
)
SEVERAL_SETS = Rule(
    "PCT-17",
    Severity.ERROR,
    Text(
        "Bộ dữ liệu trộn nhiều bộ GWP ({sets}); không dùng được trong một kết quả theo một bộ.",
        "The data set mixes sets of warming potentials ({sets}); it cannot enter a result of one "
        "set.",
    ),
    ASK,
)
