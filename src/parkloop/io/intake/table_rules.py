"""The rules IMP-01 to IMP-19 and IMP-60 on: what is wrong or noteworthy about a table or plan."""

from __future__ import annotations

from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

NO_HEADER: Final = Rule(
    "IMP-01",
    Severity.ERROR,
    Text(
        "Không tìm thấy dòng tiêu đề (cần ít nhất số lượng và một cột khác).",
        "No row of headers was found (quantity and one other column at least).",
    ),
    Text(
        "Hãy dùng mẫu của parkloop template, hoặc đặt tên cột như: dòng vật chất, từ nút, "
        "đến nút, tháng, số lượng, đơn vị.",
        "Use the workbook of parkloop template, or name the columns: stream, from, to, month, "
        "quantity, unit.",
    ),
)
MISSING_COLUMN: Final = Rule(
    "IMP-02",
    Severity.ERROR,
    Text("Bảng không có cột “{name}”.", "The table has no column “{name}”."),
    Text(
        "Hãy thêm cột này, hoặc nếu cả tệp chung một giá trị thì đặt {field}=… bằng --set "
        "hoặc trong tệp ánh xạ.",
        "Add the column, or if one value holds for the whole file set {field}=… with --set or "
        "in the mapping.",
    ),
)
UNREAD_COLUMNS: Final = Rule(
    "IMP-03",
    Severity.INFO,
    Text("Các cột không được đọc: {columns}.", "Columns that are not read: {columns}."),
    Text(
        "Nếu một cột cần được đọc, hãy ghi ý nghĩa của nó vào tệp ánh xạ.",
        "If one of them should be read, say in the mapping what it means.",
    ),
)
COLUMN_TWICE: Final = Rule(
    "IMP-04",
    Severity.WARNING,
    Text(
        "Hai cột cùng tên “{name}” ({first} và {second}); chỉ cột {first} được đọc.",
        "Two columns are called “{name}” ({first} and {second}); only {first} is read.",
    ),
    Text("Hãy xóa hoặc đổi tên một cột.", "Delete or rename one of them."),
)
YEAR_FROM_TITLE: Final = Rule(
    "IMP-05",
    Severity.INFO,
    Text(
        "Các tháng không ghi năm; lấy năm {year} từ “{title}”.",
        "The months carry no year; {year} is taken from “{title}”.",
    ),
    Text(
        "Nếu năm khác, hãy đặt year=… bằng --set.", "If it is another year, set year=… with --set."
    ),
)
NO_YEAR: Final = Rule(
    "IMP-06",
    Severity.ERROR,
    Text(
        "Các tháng ở dòng tiêu đề không ghi năm và tệp không nêu một năm duy nhất.",
        "The months in the headers carry no year, and the file does not name just one.",
    ),
    Text("Hãy đặt year=… bằng --set, ví dụ year=2025.", "Set it with --set, such as year=2025."),
)
TOTAL_ROW: Final = Rule(
    "IMP-07",
    Severity.INFO,
    Text(
        "Dòng “{words}” là dòng tổng, không nhập để khỏi tính hai lần.",
        "The row “{words}” is a total; it is not imported, so as not to count twice.",
    ),
    Text(
        "Không cần làm gì. Nếu đây là số liệu thật, hãy đổi tên dòng.",
        "Nothing to do. If it is real data, give the row another name.",
    ),
)
ROWS_WITHOUT_FIGURES: Final = Rule(
    "IMP-08",
    Severity.INFO,
    Text(
        "Các dòng không có số liệu nên không được đọc: {rows}.",
        "Rows that hold no figure and are not read: {rows}.",
    ),
    Text("Thường là tiêu đề nhóm, chữ ký, chú thích.", "Mostly group titles, signatures, notes."),
)
DECIMAL_BY_EVIDENCE: Final = Rule(
    "IMP-09",
    Severity.WARNING,
    Text(
        "{count} ô như “{example}” có thể đọc hai cách; được đọc là {value} vì ô {cell} ghi "
        "“{evidence}”.",
        "{count} cells such as “{example}” can be read in two ways; read as {value} because "
        "{cell} says “{evidence}”.",
    ),
    Text(
        "Hãy kiểm tra một ô; nếu sai, đặt decimal=, hoặc decimal=. bằng --set.",
        "Check one of them; if it is wrong, set decimal=, or decimal=. with --set.",
    ),
)
TOTAL_DIFFERS: Final = Rule(
    "IMP-10",
    Severity.WARNING,
    Text(
        "Cột tổng ghi {stated} nhưng các cột cộng lại là {sum}.",
        "The total column says {stated}, but the columns add up to {sum}.",
    ),
    Text(
        "Hãy kiểm tra các ô của dòng này; cột tổng không được nhập.",
        "Check the cells of this row; the total itself is not imported.",
    ),
)
UNREAD_SHEET: Final = Rule(
    "IMP-11",
    Severity.INFO,
    Text(
        "Trang tính này không có bảng số liệu nên không được đọc.",
        "This sheet holds no table of figures and is not read.",
    ),
    Text("Không cần làm gì nếu đó là trang phụ.", "Nothing to do if it is a side sheet."),
)
NOTHING_STATED: Final = Rule(
    "IMP-12",
    Severity.WARNING,
    Text(
        "Tệp có tiêu đề nhưng không có dòng số liệu nào.",
        "The file has headers but no row of figures.",
    ),
    Text(
        "Nếu đã điền, hãy kiểm tra xem có gửi nhầm mẫu trống không.",
        "If it was filled in, check whether the empty template was sent by mistake.",
    ),
)
REFUSED_BY_LEDGER: Final = Rule(
    "IMP-60",
    Severity.WARNING,
    Text(
        "Sổ cái đã có giá trị {held} cho cùng nội dung; tệp ghi {value}. Chế độ only-new "
        "không sửa.",
        "The ledger holds {held} for the same statement; the file says {value}. The mode "
        "only-new does not correct.",
    ),
    Text(
        "Nếu số trong tệp đúng, hãy nhập lại ở chế độ sửa (--mode correct).",
        "If the file is right, import it again in the mode that corrects (--mode correct).",
    ),
)
OTHER_STATEMENT: Final = Rule(
    "IMP-61",
    Severity.WARNING,
    Text(
        "Mã dòng {id} thuộc một bản ghi khác trong sổ cái: dòng, nút hoặc kỳ đã bị đổi.",
        "The row id {id} belongs to another statement of the ledger: stream, node or period "
        "was changed.",
    ),
    Text(
        "Bản ghi cũ vẫn còn. Nếu nó sai, hãy nhập cả kỳ với --mode replace-period.",
        "The old statement stays. If it is wrong, import the whole period with --mode "
        "replace-period.",
    ),
)
WHOSE_PERIOD: Final = Rule(
    "IMP-62",
    Severity.ERROR,
    Text(
        "Không rõ thay thế kỳ của ai: dòng {row} nối {from_node} với {to_node}.",
        "It is not clear whose period is replaced: row {row} joins {from_node} and {to_node}.",
    ),
    Text(
        "Hãy nêu doanh nghiệp hoặc nút bằng --of, ví dụ --of {to_node}.",
        "Name the enterprise or node with --of, such as --of {to_node}.",
    ),
)
OUTSIDE_SCOPE: Final = Rule(
    "IMP-63",
    Severity.ERROR,
    Text(
        "Dòng này không nói về {of}, trong khi chỉ kỳ của {of} được thay thế.",
        "This row does not speak of {of}, and only the period of {of} is replaced.",
    ),
    Text(
        "Hãy tách dòng này sang tệp khác hoặc thêm nút vào --of.",
        "Move the row to another file, or add its node to --of.",
    ),
)
LATER_CHANGE: Final = Rule(
    "IMP-64",
    Severity.WARNING,
    Text(
        "{count} bản ghi của lần nhập {import_id} đã được lần nhập khác sửa; giữ nguyên.",
        "{count} statements of the import {import_id} were changed by a later one; they stay.",
    ),
    Text(
        "Nếu cũng cần hoàn tác, hãy hoàn tác lần nhập sau trước.",
        "To undo them too, undo the later import first.",
    ),
)
LOCKED_MONTH: Final = Rule(
    "IMP-65",
    Severity.ERROR,
    Text(
        "Tháng {month} đã khóa ({state}), không nhận {count} thay đổi của tệp.",
        "The month {month} is locked ({state}); it takes none of {count} changes of the file.",
    ),
    Text(
        "Hãy rút lại tháng này, hoặc đề nghị nơi đang giữ nó trả lại, rồi kiểm tra tệp lần nữa.",
        "Withdraw the month, or ask whoever holds it to return it, then check the file again.",
    ),
)
OVERLAPS_HELD: Final = Rule(
    "IMP-66",
    Severity.ERROR,
    Text(
        "Công tơ {series}: kỳ {period} chồng lên kỳ {other_period} ({other_place}); phần chung sẽ "
        "bị tính hai lần.",
        "Meter {series}: the period {period} overlaps {other_period} ({other_place}); what they "
        "share would count twice.",
    ),
    Text(
        "Sửa ngày của một trong hai; nếu là hai lần giao khác nhau, ghi số chứng từ khác nhau.",
        "Correct the dates of one of them; if they are two deliveries, give them different "
        "references.",
    ),
)
NOT_OURS: Final = Rule(
    "IMP-67",
    Severity.ERROR,
    Text(
        "Dòng từ {from_node} đến {to_node} không có đầu nào thuộc đơn vị của bạn.",
        "What goes from {from_node} to {to_node} has no end at your own place.",
    ),
    Text(
        "Chỉ ghi những gì đi vào hoặc đi ra khỏi đơn vị của bạn; hãy sửa nút hoặc bỏ dòng này.",
        "State only what enters or leaves your own place; correct the node or leave the row out.",
    ),
)
UNANSWERED: Final = Rule(
    "IMP-68",
    Severity.INFO,
    Text(
        "{count} câu hỏi của sổ đăng ký chưa có trả lời; các dòng đó được bỏ qua.",
        "{count} questions of the register have no answer; those rows were left out.",
    ),
    Text(
        "Khi đã biết, ghi số hoặc chữ (có, một phần, không) rồi nhập lại tệp này.",
        "When it is known, write the number or the words (yes, partly, no) and import it again.",
    ),
)
