"""What can be wrong with a file of statistics: rules OBS-01 to OBS-13."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

RULES: Final[Mapping[str, Rule]] = {
    "OBS-01": Rule(
        "OBS-01",
        Severity.ERROR,
        Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
        Text(
            "Dùng CSV hoặc Excel có dòng tiêu đề, PX (PX-Axis), SDMX-CSV, SDMX-JSON hoặc SDMX-ML.",
            "Use CSV or Excel with a header row, PX (PX-Axis), SDMX-CSV, SDMX-JSON or SDMX-ML.",
        ),
    ),
    "OBS-02": Rule(
        "OBS-02",
        Severity.ERROR,
        Text("Thiếu cột {columns}; có: {present}.", "No column {columns}; there are: {present}."),
        Text(
            "Đặt tên cột như chỉ tiêu, địa bàn, năm, giá trị; hoặc nêu --indicator, --area.",
            "Name the columns indicator, area, year, value; or give --indicator, --area.",
        ),
    ),
    "OBS-03": Rule(
        "OBS-03",
        Severity.ERROR,
        Text("Không có chỉ tiêu “{value}”.", "There is no indicator “{value}”."),
        Text(
            "Dùng mã hoặc tên trong danh mục (parkloop indicators list).",
            "Use an id or a name of the catalog (parkloop indicators list).",
        ),
    ),
    "OBS-04": Rule(
        "OBS-04",
        Severity.ERROR,
        Text("Không có địa bàn “{value}”.", "There is no area “{value}”."),
        Text(
            "Dùng mã hoặc tên địa bàn; khu công nghiệp khai báo thêm bằng --areas.",
            "Use the id or name of an area; parks of your own are declared with --areas.",
        ),
    ),
    "OBS-05": Rule(
        "OBS-05",
        Severity.ERROR,
        Text("“{value}” không phải là số.", "“{value}” is not a number."),
        Text(
            "Viết 1.234,5 hoặc 1234.5; để trống khi không có số liệu.",
            "Write 1,234.5 or 1234.5; leave it empty where there is none.",
        ),
    ),
    "OBS-06": Rule(
        "OBS-06",
        Severity.ERROR,
        Text(
            "Có giá trị {value} nhưng mã {status} nói là không có.",
            "There is the value {value}, but the code {status} says that there is none.",
        ),
        Text("Bỏ giá trị hoặc sửa mã.", "Remove the value or correct the code."),
    ),
    "OBS-07": Rule(
        "OBS-07",
        Severity.ERROR,
        Text("Không có mã “{value}” ở cột {column}.", "There is no code “{value}” for {column}."),
        Text("Các mã dùng được: {known}.", "Codes that can be used: {known}."),
    ),
    "OBS-08": Rule(
        "OBS-08",
        Severity.ERROR,
        Text("Không đọc được kỳ “{value}”.", "The period “{value}” cannot be read."),
        Text(
            "Viết 2024, 2024-Q3, 2024-S2 hoặc 2024-07.", "Write 2024, 2024-Q3, 2024-S2 or 2024-07."
        ),
    ),
    "OBS-09": Rule(
        "OBS-09",
        Severity.ERROR,
        Text(
            "Đơn vị “{value}” khác đơn vị “{unit}” của chỉ tiêu {indicator}.",
            "The unit “{value}” is not “{unit}”, the unit of the indicator {indicator}.",
        ),
        Text(
            "Đổi số về đơn vị của chỉ tiêu; Parkloop không tự đoán hệ số quy đổi.",
            "Convert to the unit of the indicator; a factor is never guessed.",
        ),
    ),
    "OBS-10": Rule(
        "OBS-10",
        Severity.ERROR,
        Text("“{value}” xuất hiện hai lần trong tệp.", "“{value}” stands in the file twice."),
        Text("Giữ lại một dòng.", "Keep one row."),
    ),
    "OBS-11": Rule(
        "OBS-11",
        Severity.WARNING,
        Text(
            "Địa bàn “{area}” không tồn tại trong kỳ {period}.",
            "The area “{area}” did not exist in {period}.",
        ),
        Text(
            "Kiểm tra: số liệu tính theo địa giới trước hay sau tháng 7/2025?",
            "Check: are the data for the boundaries before or after July 2025?",
        ),
    ),
    "OBS-12": Rule(
        "OBS-12",
        Severity.ERROR,
        Text(
            "{key}: phiên bản {vintage} đã có giá trị {old}, tệp ghi {new}.",
            "{key}: the vintage {vintage} holds {old} already, the file says {new}.",
        ),
        Text(
            "Nếu là bản sửa, hãy nhập với ngày công bố mới (--vintage).",
            "If this is a correction, load it with its own day of publication (--vintage).",
        ),
    ),
    "OBS-13": Rule(
        "OBS-13",
        Severity.ERROR,
        Text(
            "Tên “{value}” có thể là nhiều địa bàn: {known}.",
            "The name “{value}” can be several areas: {known}.",
        ),
        Text("Dùng mã của địa bàn.", "Use the id of the area."),
    ),
    "OBS-14": Rule(
        "OBS-14",
        Severity.ERROR,
        Text(
            "Chỉ tiêu “{value}” mới là một chỗ trống có tên trong danh mục.",
            "The indicator “{value}” is only a named gap of the catalog.",
        ),
        Text(
            "Bổ sung tên và định nghĩa của chỉ tiêu trước khi nhập số liệu.",
            "Give the indicator its name and definition before loading data.",
        ),
    ),
}
