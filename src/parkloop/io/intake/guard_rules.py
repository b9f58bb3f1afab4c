"""The rules FILE-nn: why a file is refused before its rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.io.intake.wording import finding_of
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; a limit is there to bound memory, not to judge people."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 400_000_000
    ratio: int = 200
    ratio_from_bytes: int = 10_000_000
    parts: int = 2_000
    directory_bytes: int = 1_000_000
    rows: int = 250_000
    columns: int = 702
    cells: int = 6_000_000
    line_length: int = 1_000_000
    named_cells: int = 50


DEFAULT_LIMITS: Final = Limits()


EMPTY = Rule(
    "FILE-01",
    Severity.ERROR,
    Text("Không có tệp này hoặc tệp rỗng.", "The file does not exist or is empty."),
    Text("Hãy kiểm tra đường dẫn và gửi lại.", "Check the path and send it again."),
)
TOO_LARGE = Rule(
    "FILE-02",
    Severity.ERROR,
    Text("Tệp lớn {size}, giới hạn là {limit}.", "The file has {size}, the limit is {limit}."),
    Text("Hãy chia tệp theo năm hoặc theo quý.", "Split it by year or by quarter."),
)
WRONG_CONTENT = Rule(
    "FILE-03",
    Severity.ERROR,
    Text(
        "Tên tệp có đuôi {suffix} nhưng nội dung là {content}.",
        "The file is called {suffix} but holds {content}.",
    ),
    Text(
        "Hãy mở bằng Excel hoặc LibreOffice rồi lưu thành .xlsx hoặc .csv (UTF-8).",
        "Open it in Excel or LibreOffice and save it as .xlsx or .csv (UTF-8).",
    ),
)
OTHER_ARCHIVE = Rule(
    "FILE-04",
    Severity.ERROR,
    Text("Tệp không phải sổ tính .xlsx mà là {content}.", "The file is no .xlsx but {content}."),
    Text(
        "Hãy mở tệp rồi chọn Lưu thành “Excel Workbook (.xlsx)”.",
        "Open it and save it as “Excel Workbook (.xlsx)”.",
    ),
)
OLD_EXCEL = Rule(
    "FILE-05",
    Severity.ERROR,
    Text("Tệp là định dạng Excel cũ (.xls).", "The file has the old Excel format (.xls)."),
    Text(
        "Hãy mở tệp rồi chọn Lưu thành “Excel Workbook (.xlsx)”.",
        "Open it and save it as “Excel Workbook (.xlsx)”.",
    ),
)
ENCRYPTED = Rule(
    "FILE-06",
    Severity.ERROR,
    Text("Tệp được bảo vệ bằng mật khẩu mở tệp.", "The file is encrypted with a password."),
    Text(
        "Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi lưu lại.",
        "Remove the password (File → Info → Protect Workbook) and save it again.",
    ),
)
MACROS = Rule(
    "FILE-07",
    Severity.ERROR,
    Text("Tệp chứa macro ({part}).", "The file holds macros ({part})."),
    Text(
        "Hãy lưu thành “Excel Workbook (.xlsx)”, không phải .xlsm.",
        "Save it as “Excel Workbook (.xlsx)”, not as .xlsm.",
    ),
)
BOMB = Rule(
    "FILE-08",
    Severity.ERROR,
    Text(
        "Tệp nén bất thường: {what}. Đây là dấu hiệu của “bom nén”.",
        "The archive is abnormal: {what}. That is how a “zip bomb” looks.",
    ),
    Text(
        "Hãy chép dữ liệu sang một sổ tính mới rồi lưu lại.",
        "Copy the data into a new workbook and save that.",
    ),
)
ENTITIES = Rule(
    "FILE-09",
    Severity.ERROR,
    Text(
        "Phần {part} khai báo DTD, thực thể XML hoặc bảng mã lạ.",
        "The part {part} declares a DTD, XML entities or a strange encoding.",
    ),
    Text(
        "Excel không ghi như vậy; hãy lưu lại tệp bằng Excel hoặc LibreOffice.",
        "Excel writes no such thing; save the file again with Excel or LibreOffice.",
    ),
)
BLANK_ROWS = Rule(
    "FILE-10",
    Severity.ERROR,
    Text(
        "Trang có {rows} dòng nhưng chỉ khoảng {filled} ô hoặc dòng có nội dung.",
        "The sheet has {rows} rows, of which only about {filled} hold something.",
    ),
    Text(
        "Hãy xóa các dòng trống ở cuối trang (chọn dòng → Xóa) rồi lưu lại.",
        "Delete the blank rows at the end (select the rows → Delete) and save it again.",
    ),
)
TOO_MANY = Rule(
    "FILE-11",
    Severity.ERROR,
    Text(
        "Trang có {count} {things}, giới hạn là {limit}.",
        "The sheet has {count} {things}, the limit is {limit}.",
    ),
    Text("Hãy chia dữ liệu thành nhiều tệp.", "Split the data into several files."),
)
FORMULA = Rule(
    "FILE-12",
    Severity.ERROR,
    Text("Ô {cell} chứa công thức.", "The cell {cell} holds a formula."),
    Text(
        "Hãy sao chép rồi dán dưới dạng giá trị (Paste Special → Values).",
        "Copy the cells and paste them as values (Paste Special → Values).",
    ),
)
MORE_FORMULAS = Rule(
    "FILE-12",
    Severity.ERROR,
    Text(
        "Và còn {count} ô công thức nữa trong trang này.",
        "And {count} more formula cells in this sheet.",
    ),
    FORMULA.remedy,
)
ERROR_VALUE = Rule(
    "FILE-13",
    Severity.ERROR,
    Text(
        "Ô {cell} chứa giá trị lỗi của Excel (như #N/A, #REF!).",
        "The cell {cell} holds an Excel error value (such as #N/A, #REF!).",
    ),
    Text("Hãy xóa ô hoặc ghi giá trị đúng.", "Clear the cell or write the right value."),
)
EXTERNAL_LINK = Rule(
    "FILE-14",
    Severity.ERROR,
    Text("Tệp liên kết tới nguồn bên ngoài ({part}).", "The file links to outside data ({part})."),
    Text(
        "Hãy ngắt liên kết (Dữ liệu → Sửa liên kết → Ngắt) rồi lưu lại.",
        "Break the links (Data → Edit Links → Break Link) and save it again.",
    ),
)
UNSAFE_NAME = Rule(
    "FILE-15",
    Severity.ERROR,
    Text(
        "Bên trong tệp có phần mang tên trỏ ra ngoài: “{part}”.",
        "The archive holds a part whose name points outside: “{part}”.",
    ),
    BOMB.remedy,
)
DAMAGED = Rule(
    "FILE-16",
    Severity.ERROR,
    Text("Tệp bị hỏng, không đọc được: {problem}.", "The file is damaged: {problem}."),
    Text(
        "Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi gửi lại.",
        "Open it in Excel or LibreOffice, save it again and send that.",
    ),
)
WRONG_ENCODING = Rule(
    "FILE-17",
    Severity.ERROR,
    Text(
        "Bảng mã không phải UTF-8 hay UTF-16 (byte thứ {position}); có thể là TCVN3 hoặc "
        "windows-1258.",
        "The text is neither UTF-8 nor UTF-16 (byte {position}); it may be TCVN3 or windows-1258.",
    ),
    Text(
        "Trong Excel hãy chọn Lưu thành “CSV UTF-8 (*.csv)”.",
        "In Excel choose Save as “CSV UTF-8 (*.csv)”.",
    ),
)


def row_findings(where: Where, rows: int, filled: int, limits: Limits) -> Iterator[Finding]:
    """Too many rows, told apart from too many *blank* rows."""
    if rows <= limits.rows:
        return
    if filled < rows / 2:
        yield BLANK_ROWS.finding(where, rows=rows, filled=filled)
    else:
        yield too_many(where, rows, limits.rows, Text("dòng", "rows"))


def too_many(where: Where, count: int, limit: int, things: Text) -> Finding:
    return finding_of(TOO_MANY, where, count=count, limit=limit, things=things)
