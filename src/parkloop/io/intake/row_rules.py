"""The rules IMP-20 to IMP-59: what is wrong with one row, in one field."""

from __future__ import annotations

from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text


def _error(code: str, message: tuple[str, str], remedy: tuple[str, str]) -> Rule:
    return Rule(code, Severity.ERROR, Text(*message), Text(*remedy))


EMPTY: Final = _error(
    "IMP-20",
    ("Ô “{name}” còn trống.", "The cell “{name}” is empty."),
    ("Hãy điền ô này.", "Fill in the cell."),
)
UNKNOWN_STREAM: Final = _error(
    "IMP-21",
    (
        "Danh mục không có dòng vật chất, năng lượng “{value}”.",
        "The catalog has no stream “{value}”.",
    ),
    (
        "Hãy chọn trong danh sách của mẫu, hoặc ghi “{value}” vào mục words của tệp ánh xạ.",
        "Choose from the list of the template, or put “{value}” under words in the mapping.",
    ),
)
UNKNOWN_NODE: Final = _error(
    "IMP-22",
    ("Khu công nghiệp không có nút “{value}”.", "The park has no node “{value}”."),
    (
        "Hãy chọn trong danh sách của mẫu; nút mới phải khai báo trong park.yaml trước.",
        "Choose from the list of the template; a new node is declared in park.yaml first.",
    ),
)
UNKNOWN_UNIT: Final = _error(
    "IMP-23",
    (
        "Đơn vị “{value}” không có trong danh sách đơn vị.",
        "The unit “{value}” is not in the list of units.",
    ),
    (
        "Hãy dùng đơn vị trong danh sách, viết đúng chữ hoa thường; tiền tệ ghi kèm năm giá, "
        "ví dụ VND@2025.",
        "Use a unit of the list, capitals as written there; money carries its price year, "
        "such as VND@2025.",
    ),
)
UNKNOWN_STATUS: Final = _error(
    "IMP-24",
    ("Không hiểu tình trạng số liệu “{value}”.", "The status “{value}” is not known."),
    ("Hãy dùng một trong: {known}.", "Use one of: {known}."),
)
UNKNOWN_ACTIVITY: Final = _error(
    "IMP-25",
    (
        "Danh mục không có mục đích sử dụng “{value}”.",
        "The catalog has no activity “{value}”.",
    ),
    (
        "Hãy chọn trong danh sách của mẫu hoặc để trống.",
        "Choose from the list of the template or leave it empty.",
    ),
)
UNKNOWN_NOTATION: Final = _error(
    "IMP-26",
    ("Không hiểu ký hiệu “{value}”.", "The notation key “{value}” is not known."),
    (UNKNOWN_STATUS.remedy.vi, UNKNOWN_STATUS.remedy.en),
)
UNKNOWN_MEASURE: Final = _error(
    "IMP-27",
    (
        "Không hiểu đại lượng cân đối “{value}”.",
        "The measure “{value}” of a balance is not known.",
    ),
    (UNKNOWN_STATUS.remedy.vi, UNKNOWN_STATUS.remedy.en),
)
UNKNOWN_KIND: Final = _error(
    "IMP-28",
    ("Không hiểu loại bản ghi “{value}”.", "The kind of entry “{value}” is not known."),
    (UNKNOWN_STATUS.remedy.vi, UNKNOWN_STATUS.remedy.en),
)
SEVERAL_MEANINGS: Final = _error(
    "IMP-29",
    ("“{value}” có thể là: {candidates}.", "“{value}” can mean: {candidates}."),
    ("Hãy ghi mã.", "Write the id."),
)
WRONG_DIMENSION: Final = _error(
    "IMP-30",
    (
        "“{stream}” không đo bằng {value} ({dimension}).",
        "“{stream}” is not measured in {value} ({dimension}).",
    ),
    (
        "Hãy dùng {units}, hoặc kiểm tra lại dòng vật chất.",
        "Use {units}, or check the stream.",
    ),
)
NOT_A_NUMBER: Final = _error(
    "IMP-31",
    ("“{value}” không phải là số.", "“{value}” is not a number."),
    (
        "Chỉ ghi số; đơn vị ghi ở cột đơn vị; nếu không có số, điền cột ký hiệu.",
        "Write only the number; the unit has its own column; if there is none, use the "
        "notation column.",
    ),
)
AMBIGUOUS_NUMBER: Final = _error(
    "IMP-32",
    (
        "“{value}” có thể là {small} hoặc {large}; các ô khác trong cột không cho biết.",
        "“{value}” can be {small} or {large}; no other cell of the column tells.",
    ),
    (
        "Hãy ghi không có dấu hàng nghìn, hoặc đặt decimal=, (phẩy) hay decimal=. (chấm) bằng "
        "--set.",
        "Write it without a thousands sign, or set decimal=, (comma) or decimal=. (point) with "
        "--set.",
    ),
)
NEGATIVE: Final = _error(
    "IMP-33",
    ("Số lượng âm: {value}.", "The quantity is negative: {value}."),
    (
        "Chiều của dòng do hai nút quyết định: hãy đổi chỗ từ nút và đến nút, hoặc sửa số đã "
        "nhập bằng --mode correct.",
        "The two nodes give the direction: swap from and to, or correct the earlier figure "
        "with --mode correct.",
    ),
)
TOO_LARGE: Final = _error(
    "IMP-34",
    (
        "Số lượng {value} {unit} lớn hơn mức sổ cái ghi được.",
        "The quantity {value} {unit} is larger than the ledger can hold.",
    ),
    ("Hãy kiểm tra số và đơn vị.", "Check number and unit."),
)
PERIOD_UNREADABLE: Final = _error(
    "IMP-35",
    ("Không đọc được kỳ “{value}”.", "The period “{value}” cannot be read."),
    (
        "Hãy ghi 15/03/2025, 3/2025, Quý I/2025 hoặc 2025.",
        "Write 15/03/2025 (day first), 3/2025, Q1/2025 or 2025.",
    ),
)
END_BEFORE_START: Final = _error(
    "IMP-36",
    (
        "Kỳ “{value}” kết thúc không sau khi bắt đầu.",
        "The period “{value}” ends no later than it starts.",
    ),
    ("Hãy kiểm tra hai ngày.", "Check the two dates."),
)
MONTH_FIRST: Final = _error(
    "IMP-37",
    ("“{value}” ghi tháng trước ngày.", "“{value}” is written month first."),
    (
        "Hãy ghi ngày trước tháng sau, hoặc dạng 2025-03-15, cho cả cột.",
        "Write the day first, or 2025-03-15, in the whole column.",
    ),
)
TWO_DAYS: Final = _error(
    "IMP-56",
    (
        "Cột này có ngày viết tháng trước (như “{evidence}”), nên “{value}” có thể là hai ngày "
        "khác nhau.",
        "The column holds dates written month first (such as “{evidence}”), so “{value}” can "
        "be two days.",
    ),
    (
        "Hãy ghi ngày trước tháng sau, hoặc dạng 2025-03-15, cho cả cột.",
        "Write the day first, or 2025-03-15, in the whole column.",
    ),
)
END_MISSING: Final = _error(
    "IMP-38",
    (
        "Kỳ bắt đầu ngày {value} nhưng không ghi ngày kết thúc.",
        "The period starts on {value} but has no last day.",
    ),
    (
        "Hãy điền ngày cuối, hoặc ghi cả tháng là 3/2025.",
        "Fill in the last day, or write a whole month as 3/2025.",
    ),
)
DAY_OR_MONTH: Final = _error(
    "IMP-39",
    (
        "Không rõ {value} là một ngày hay cả tháng.",
        "It is not clear whether {value} is one day or its whole month.",
    ),
    (
        "Hãy ghi tháng dưới dạng văn bản 3/2025, hoặc ghi cả ngày đầu và ngày cuối.",
        "Write the month as the text 3/2025, or give first and last day.",
    ),
)
IN_THE_FUTURE: Final = _error(
    "IMP-40",
    (
        "Kỳ {value} chưa bắt đầu, nhưng tình trạng là “{status}”.",
        "The period {value} has not begun, but the status is “{status}”.",
    ),
    (
        "Hãy kiểm tra năm, hoặc dùng tình trạng kế hoạch.",
        "Check the year, or use the status planned.",
    ),
)
NOT_OVER: Final = Rule(
    "IMP-41",
    Severity.WARNING,
    Text(
        "Kỳ {value} chưa kết thúc, nhưng tình trạng là “{status}”.",
        "The period {value} is not over, but the status is “{status}”.",
    ),
    Text("Hãy nhập lại khi có số cuối cùng.", "Import it again when the final figure is there."),
)
QUANTITY_AND_NOTATION: Final = _error(
    "IMP-42",
    (
        "Có cả số lượng ({quantity}) và ký hiệu “không có số” ({value}).",
        "There is a quantity ({quantity}) and a key that says there is none ({value}).",
    ),
    ("Hãy xóa một trong hai.", "Clear one of the two."),
)
NEITHER: Final = _error(
    "IMP-43",
    (
        "Không có số lượng và cũng không có ký hiệu.",
        "There is neither a quantity nor a notation key.",
    ),
    (
        "Hãy ghi số, hoặc một ký hiệu: NO, NE, IE, C. Thiếu số không phải là số 0.",
        "Write the number, or a key: NO, NE, IE, C. A missing figure is not zero.",
    ),
)
SAME_ENDS: Final = _error(
    "IMP-44",
    ("Từ nút và đến nút đều là “{value}”.", "From and to are both “{value}”."),
    ("Hãy sửa một trong hai nút.", "Correct one of the two nodes."),
)
BOTH_OUTSIDE: Final = _error(
    "IMP-45",
    (
        "Cả hai nút “{other}” và “{value}” đều ở ngoài khu công nghiệp.",
        "Both “{other}” and “{value}” lie outside the park.",
    ),
    ("Một trong hai nút phải thuộc khu.", "One of the two nodes must belong to the park."),
)
DUPLICATE: Final = _error(
    "IMP-46",
    ("Dòng này giống hệt dòng {other_row}.", "This row says the same as row {other_row}."),
    (
        "Nếu lặp, hãy xóa; nếu là hai lần giao, hãy ghi số chứng từ khác nhau.",
        "Delete it if it is a repeat; if there were two deliveries, give them different "
        "references.",
    ),
)
CONTRADICTION: Final = _error(
    "IMP-47",
    (
        "Dòng này và dòng {other_row} nói về cùng một việc nhưng khác {differs}: {value} và "
        "{other_value}. Cả hai không được nhập.",
        "This row and row {other_row} speak of the same but differ in {differs}: {value} and "
        "{other_value}. Neither is imported.",
    ),
    (
        "Hãy giữ dòng đúng; nếu là hai lần giao, hãy ghi số chứng từ khác nhau.",
        "Keep the right one; if there were two deliveries, give them different references.",
    ),
)
UNCERTAINTY: Final = _error(
    "IMP-49",
    (
        "Độ không đảm bảo “{value}” không nằm trong khoảng 0–100 % hoặc không rõ.",
        "The uncertainty “{value}” is not between 0 and 100 %, or not clear.",
    ),
    ("Hãy ghi kèm dấu %, ví dụ 5 %.", "Write it with the sign, such as 5 %."),
)
TOO_LONG: Final = _error(
    "IMP-50",
    (
        "Văn bản dài {length} ký tự, tối đa {limit}.",
        "The text has {length} characters, at most {limit} are kept.",
    ),
    ("Hãy rút gọn.", "Shorten it."),
)
CONTROL_CHARACTERS: Final = _error(
    "IMP-51",
    (
        "Văn bản chứa ký tự điều khiển không nhìn thấy.",
        "The text holds control characters that cannot be seen.",
    ),
    ("Hãy gõ lại ô này.", "Type the cell again."),
)
LIKE_A_FORMULA: Final = Rule(
    "IMP-52",
    Severity.INFO,
    Text(
        "Văn bản bắt đầu như một công thức; được giữ là văn bản.",
        "The text begins like a formula; it is kept as text.",
    ),
    Text(
        "Khi xuất ra, Parkloop thêm dấu ' ở đầu để không bảng tính nào chạy nó.",
        "When exported it gets a leading ', so that no spreadsheet runs it.",
    ),
)
TOO_SMALL: Final = Rule(
    "IMP-53",
    Severity.WARNING,
    Text(
        "Số lượng {value} {unit} nhỏ hơn mức sổ cái ghi được, được ghi là 0.",
        "The quantity {value} {unit} is below what the ledger resolves and is kept as 0.",
    ),
    Text("Hãy kiểm tra số và đơn vị.", "Check number and unit."),
)
YEAR_OUT_OF_RANGE: Final = _error(
    "IMP-54",
    (
        "Năm trong “{value}” nằm ngoài khoảng {first}–{last}.",
        "The year in “{value}” is outside {first}–{last}.",
    ),
    ("Hãy kiểm tra năm.", "Check the year."),
)
MERGED_FIGURE: Final = _error(
    "IMP-55",
    (
        "Số {value} nằm trong ô gộp của nhiều dòng hoặc cột, không rõ thuộc về đâu.",
        "The figure {value} stands in a merged cell over several rows or columns; it is not "
        "clear which it belongs to.",
    ),
    (
        "Hãy bỏ gộp ô và ghi mỗi số vào đúng dòng; nếu là số chung cho nhiều tháng, hãy ghi một "
        "dòng với kỳ dài hơn.",
        "Unmerge the cell and write each figure in its row; if it is one figure for several "
        "months, give it one row with the longer period.",
    ),
)
