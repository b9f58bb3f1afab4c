"""Sentences of the inventory: gaps and findings, in both languages."""

from __future__ import annotations

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

NO_FACT_REMEDY = Text(
    "Thêm hệ số có nguồn vào facts.csv của cơ sở, hoặc chọn một phương án thay thế theo tên.",
    "Add a sourced factor to the facility's facts.csv, or choose a fallback by name.",
)
USE_UNKNOWN = Text(
    "{stream} đến “{node}” nhưng không rõ dùng để làm gì, nên chưa tính được phát thải.",
    "{stream} reaches “{node}”, but what it is used for is not known, so no emission is computed.",
)
USE_UNKNOWN_REMEDY = Text(
    "Điền cột “Hoạt động” hoặc đặt hoạt động mặc định cho nút trong park.yaml.",
    "Fill in the column “Activity” or give the node a default activity in park.yaml.",
)
QUANTITY_UNKNOWN = Text(
    "Không có số lượng {stream} từ “{source}” đến “{target}” ({notation}; {entries} mục).",
    "The quantity of {stream} from “{source}” to “{target}” is not known "
    "({notation}; {entries} entries).",
)
QUANTITY_UNKNOWN_REMEDY = Text(
    "Bổ sung số đo hoặc hóa đơn cho kỳ này; đến khi đó tổng số là số chưa đầy đủ.",
    "Add the reading or invoice for the period; until then totals are partial.",
)
SUPPLIER_UNKNOWN = Text(
    "Chưa biết phát thải của {stream} do “{node}” cung cấp: {why}",
    "The emissions of {stream} supplied by “{node}” are not known: {why}",
)
SUPPLIER_REMEDY = Text(
    "Lấy hệ số của nhà cung cấp (facts.csv, cột supplier) hoặc khai báo nhiên liệu của họ.",
    "Get the supplier's factor (facts.csv, column supplier) or enter its fuels.",
)
LOOP = Text(
    "Mạng {stream} chạy vòng qua “{node}”, nên không xác định được nguồn gốc.",
    "The networks of {stream} run in a loop through “{node}”, so the origin is undetermined.",
)
LOOP_REMEDY = Text(
    "Khai báo nút phát (generator) trong vòng, hoặc ghi lượng ròng của một chiều.",
    "Declare the generator in the loop, or enter the net amount of one direction.",
)
CONCENTRATION_MISSING = Text(
    "Thiếu {property} của {stream} từ “{source}” đến “{target}” cho {missing}/{entries} mục.",
    "{property} of {stream} from “{source}” to “{target}” is missing for "
    "{missing} of {entries} entries.",
)
CONCENTRATION_REMEDY = Text(
    "Nhập kết quả phân tích (quan sát “{property}”, kg/m3) cho cùng kỳ.",
    "Enter the analysis result (observation “{property}”, kg/m3) for the same period.",
)
STRADDLES = Text(
    "{entries} mục vượt qua ranh giới kỳ {period} và chưa được tính ({streams}).",
    "{entries} entries cross the border of {period} and are not counted ({streams}).",
)
STRADDLES_REMEDY = Text(
    "Tách theo tháng bằng một hành động có lý do: parkloop split --reason …",
    "Split them by month with a stated reason: parkloop split --reason …",
)
NOTHING_ENTERED = Text(
    "“{enterprise}” chưa có mục nào trong kỳ {period}.",
    "“{enterprise}” has no entries in {period}.",
)
NOTHING_ENTERED_REMEDY = Text(
    "Gửi mẫu nhập liệu cho doanh nghiệp: parkloop template --enterprise {enterprise}",
    "Send the enterprise a form: parkloop template --enterprise {enterprise}",
)

NO_FUEL = Text(
    "Nút phát “{node}” cung cấp {stream} nhưng chưa nhập nhiên liệu nào.",
    "The generator “{node}” delivers {stream}, but no fuel of it is entered.",
)
NO_FUEL_REMEDY = Text(
    "Nhập nhiên liệu đến nút phát; nếu là năng lượng tái tạo, đặt attributes: {renewable: true}.",
    "Enter the fuels that reach it; if it is renewable, set attributes: {renewable: true}.",
)
MADE_HERE = Text(
    "tỷ phần được sản xuất tại đây: lượng chuyển đi trừ lượng nhận được",
    "share that was made here: what is handed on less what was received",
)
UNLISTED = Text(
    "Danh mục không có “{stream}”: chưa biết {entries} mục ở “{enterprise}” phát thải bao nhiêu.",
    "The catalog has no “{stream}”: what {entries} entries at “{enterprise}” give off is not "
    "known.",
)
UNLISTED_REMEDY = Text(
    "Sửa mã dòng vật chất trong các mục này (parkloop catalog search {stream}).",
    "Correct the stream of these entries (parkloop catalog search {stream}).",
)
RENEWABLE = Text("nguồn tái tạo, không đốt nhiên liệu", "renewable source, burns no fuel")
STAGE_METHOD = Text(
    "{stream} tại “{node}” ghi theo “{activity}”: chỉ lượng nạp bổ sung hoặc thải bỏ được tính "
    "là phát thải.",
    "{stream} at “{node}” is entered as “{activity}”: only what is topped up or disposed of is "
    "counted as emitted.",
)
STAGE_METHOD_REMEDY = Text(
    "Ghi lượng nạp bổ sung trong kỳ với hoạt động refrigerant.topup.",
    "Enter what was topped up in the period with the activity refrigerant.topup.",
)

PASSES_ON_TOO_MUCH = Rule(
    "INV-01",
    Severity.WARNING,
    Text(
        "“{node}” chuyển đi {out} {unit} {stream} nhưng chỉ nhận {received}.",
        "“{node}” passes on {out} {unit} of {stream} but received only {received}.",
    ),
    Text(
        "Kiểm tra đồng hồ, hoặc khai báo nút phát nếu nó tự sản xuất.",
        "Check the meters, or declare a generator if it produces some itself.",
    ),
)
PROVISIONAL = Rule(
    "INV-02",
    Severity.WARNING,
    Text(
        "Dùng phương án thay thế “{fallback}” ({fact}): kết quả là tạm tính.",
        "The fallback “{fallback}” ({fact}) is used: the result is provisional.",
    ),
    Text(
        "Tính lại khi hệ số chính thức được công bố.",
        "Recalculate when the official factor is published.",
    ),
)
UNVERIFIED = Rule(
    "INV-03",
    Severity.INFO,
    Text(
        "{count} hệ số đã dùng chưa được đối chiếu với văn bản gốc: {facts}.",
        "{count} facts in use have not been checked against their document: {facts}.",
    ),
    Text(
        "Đối chiếu trước khi nộp báo cáo chính thức.",
        "Check them before an official report is handed in.",
    ),
)
NO_RESIDUAL_MIX = Rule(
    "INV-04",
    Severity.INFO,
    Text(
        "Chưa có hệ số lưới dư (residual mix) được công bố: phần không có chứng chỉ tính theo "
        "hệ số lưới.",
        "No residual mix is published: what no certificate covers is counted at the grid factor.",
    ),
    Text(
        "Khi có hệ số lưới dư, kết quả theo thị trường sẽ tăng.",
        "With a residual mix the market-based result will be higher.",
    ),
)
