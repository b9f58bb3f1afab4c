"""The words of reports that belong to no single chart: scopes, categories, states, statuses.

Ids come from the ledger, the catalog and the analyses; what has no word here is shown by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parkloop.texts import Text, same_in_both

CATEGORIES: Final[Mapping[str, Text]] = {
    "stationary": Text("Đốt tại chỗ", "Stationary combustion"),
    "mobile": Text("Phương tiện, máy di động", "Mobile combustion"),
    "process": Text("Quá trình công nghiệp", "Industrial processes"),
    "fugitive": Text("Phát tán", "Fugitive"),
    "refrigerants": Text("Môi chất lạnh", "Refrigerants"),
    "waste": Text("Chất thải", "Waste"),
    "wastewater": Text("Nước thải", "Wastewater"),
    "electricity": Text("Điện mua", "Purchased electricity"),
    "heat": Text("Hơi và nhiệt mua", "Purchased steam and heat"),
    "steam": Text("Hơi mua", "Purchased steam"),
    "cooling": Text("Lạnh mua", "Purchased cooling"),
}
SCOPES: Final[Mapping[int, Text]] = {
    1: Text("Phạm vi 1", "Scope 1"),
    2: Text("Phạm vi 2", "Scope 2"),
    3: Text("Phạm vi 3", "Scope 3"),
}
SCOPE_NOTES: Final[Mapping[int, Text]] = {
    1: Text(
        "Phát thải trực tiếp từ nguồn do doanh nghiệp trong khu sở hữu hoặc kiểm soát.",
        "Direct emissions from sources that the park's enterprises own or control.",
    ),
    2: Text(
        "Phát thải gián tiếp từ điện, hơi, nhiệt, lạnh mua vào.",
        "Indirect emissions from purchased power, steam, heat and cooling.",
    ),
    3: Text(
        "Các phát thải gián tiếp khác, trong chừng mực số liệu cho biết.",
        "Other indirect emissions, as far as the entries say.",
    ),
}
BASES: Final[Mapping[str, Text]] = {
    "location": Text("theo vị trí", "location-based"),
    "market": Text("theo thị trường", "market-based"),
}
CARRIERS: Final[Mapping[str, Text]] = {
    "electricity": Text("Điện", "Electricity"),
    "fuels": Text("Nhiên liệu", "Fuels"),
    "heat": Text("Hơi và nhiệt", "Steam and heat"),
    "cooling": Text("Lạnh", "Cooling"),
    "fresh-water": Text("Nước sạch", "Fresh water"),
    "wastewater": Text("Nước thải", "Wastewater"),
    "materials": Text("Nguyên vật liệu", "Materials"),
    "products": Text("Sản phẩm", "Products"),
    "services": Text("Dịch vụ, vận chuyển", "Services and transport"),
    "waste": Text("Chất thải", "Waste"),
    "hazardous-waste": Text("Chất thải nguy hại", "Hazardous waste"),
    "emissions": Text("Phát thải", "Emissions"),
}
DOMAINS: Final[Mapping[str, Text]] = {
    "energy": Text("Năng lượng", "Energy"),
    "water": Text("Nước", "Water"),
    "mass": Text("Vật chất", "Materials"),
}
STATUSES: Final[Mapping[str, Text]] = {
    "measured": Text("đo", "measured"),
    "billed": Text("theo hóa đơn", "billed"),
    "calculated": Text("tính toán", "calculated"),
    "estimated": Text("ước tính", "estimated"),
    "modelled": Text("mô hình hóa", "modelled"),
    "proposed": Text("đề xuất", "proposed"),
    "planned": Text("kế hoạch", "planned"),
}
STATES: Final[Mapping[str, Text]] = {
    "reported": Text("đã có số liệu", "reported"),
    "estimated": Text("có số ước tính", "estimated in part"),
    "partial": Text("thiếu một phần tháng", "part of the month"),
    "missing": Text("thiếu", "missing"),
    "notation": Text("có ký hiệu giải thích", "explained by a notation key"),
    "not-expected": Text("không phải báo cáo", "not expected"),
}
STATE_LETTERS: Final[Mapping[str, Text]] = {
    "reported": Text("Đ", "R"),
    "estimated": Text("Ư", "E"),
    "partial": Text("M", "P"),
    "missing": Text("•", "•"),
    "notation": Text("K", "N"),
    "not-expected": Text("–", "–"),
}
NOTATIONS: Final[Mapping[str, Text]] = {
    "NO": Text("không phát sinh", "not occurring"),
    "NE": Text("chưa ước tính", "not estimated"),
    "IE": Text("đã tính ở nơi khác", "included elsewhere"),
    "C": Text("bảo mật", "confidential"),
}
BALANCE_STATES: Final[Mapping[str, Text]] = {
    "closed": Text("khớp", "closed"),
    "open": Text("lệch", "open"),
    "conversion": Text("dùng hoặc chuyển hóa", "used or converted"),
    "not-assessable": Text("chưa đánh giá được", "not assessable"),
}
METER_REASONS: Final[Mapping[str, Text]] = {
    "agree": Text("khớp", "they agree"),
    "losses": Text("tổn thất đã khai", "stated losses"),
    "not-counted": Text(
        "vào nhiều hơn số đã đếm: thiếu công tơ, rò rỉ, tổn thất chưa khai",
        "more came in than was counted: a missing meter, a leak, losses not stated",
    ),
    "counted-too-much": Text(
        "đếm nhiều hơn lượng vào: công tơ trùng, hệ số nhân hoặc ngày đọc sai",
        "more was counted than came in: a meter twice, a wrong multiplier or day",
    ),
    "gaps": Text("chưa biết, còn khoảng trống", "not known, something is missing"),
    "uncertainty": Text("chưa biết, thiếu độ bất định", "not known, no uncertainty is stated"),
}
LIMIT_STATES: Final[Mapping[str, Text]] = {
    "exceeded": Text("vượt giới hạn", "exceeded"),
    "within": Text("trong giới hạn", "within the limit"),
    "so-far": Text("đến nay trong giới hạn", "within so far"),
    "not-measured": Text("chưa có số đo", "not measured"),
    "not-assessable": Text("chưa so được", "not assessable"),
}
SEVERITIES: Final[Mapping[str, Text]] = {
    "error": Text("Lỗi", "Error"),
    "warning": Text("Cảnh báo", "Warning"),
    "info": Text("Thông tin", "Information"),
}
THRESHOLD_STATES: Final[Mapping[str, Text]] = {
    "above": Text("vượt", "above"),
    "above-with-indirect": Text("nếu tính cả năng lượng mua thì vượt", "with purchases above"),
    "below": Text("dưới", "below"),
    "below-so-far": Text("đến nay dưới (còn khoảng trống)", "so far (with gaps) below"),
    "not-assessable": Text("chưa so được với", "not assessable against"),
}
CONFIDENCE: Final[Mapping[str, Text]] = {
    "A": Text("A – đã thấy trong nguồn", "A – seen in the source"),
    "B": Text("B – khá chắc", "B – fairly sure"),
    "C": Text("C – chưa chắc", "C – unsure"),
}
FACT_KINDS: Final[Mapping[str, Text]] = {
    "combustion": Text("Hệ số phát thải khi đốt", "Combustion factor"),
    "ncv": Text("Nhiệt trị thấp", "Net calorific value"),
    "density": Text("Khối lượng riêng", "Density"),
    "grid": Text("Hệ số phát thải lưới điện", "Grid emission factor"),
    "supply": Text("Hệ số của nhà cung cấp", "Supplier's factor"),
    "process": Text("Hệ số quá trình công nghiệp", "Process factor"),
    "toe": Text("Quy đổi ra TOE", "Conversion to toe"),
    "toe_energy": Text("Năng lượng của một TOE", "Energy of one toe"),
    "steam_enthalpy": Text("Entanpi của hơi", "Enthalpy of steam"),
    "boiler_efficiency": Text("Hiệu suất lò hơi", "Boiler efficiency"),
    "refrigerant_leakage": Text("Tỷ lệ rò rỉ môi chất lạnh", "Refrigerant leakage rate"),
    "methane_density": Text("Khối lượng riêng của metan", "Density of methane"),
    "flare_efficiency": Text("Hiệu suất đốt đuốc", "Flare efficiency"),
    "ww_cod": Text("COD của nước thải", "COD of wastewater"),
    "ww_mcf": Text("Hệ số hiệu chỉnh metan (nước thải)", "Methane correction (wastewater)"),
    "ww_b0": Text("Khả năng sinh metan tối đa", "Maximum methane capacity"),
    "ww_n2o": Text("Hệ số N₂O của nước thải", "N₂O factor of wastewater"),
    "incineration": Text("Hệ số đốt chất thải", "Incineration factor"),
    "biological": Text("Hệ số xử lý sinh học", "Biological treatment factor"),
    "mcf": Text("Hệ số hiệu chỉnh metan", "Methane correction factor"),
    "doc": Text("Cacbon hữu cơ phân hủy được", "Degradable organic carbon"),
    "docf": Text("Phần cacbon hữu cơ bị phân hủy", "Fraction of carbon decomposed"),
    "carbon_content": Text("Hàm lượng cacbon", "Carbon content"),
    "dry_matter": Text("Hàm lượng chất khô", "Dry matter content"),
    "fossil_share": Text("Phần cacbon hóa thạch", "Fossil carbon share"),
    "activity_uncertainty": Text(
        "Độ bất định của số liệu hoạt động", "Uncertainty of activity data"
    ),
    "gwp": Text("Tiềm năng nóng lên toàn cầu", "Global warming potential"),
    "blend": Text("Tỷ phần trong hỗn hợp", "Share in the blend"),
}
ANALYSES: Final[Mapping[str, Text]] = {
    "inventory": Text("Kiểm kê khí nhà kính", "Greenhouse-gas inventory"),
    "balances": Text("Cân bằng", "Balances"),
    "completeness": Text("Mức đầy đủ của số liệu", "Completeness of data"),
    "meters": Text("Đồng hồ tổng và công tơ nhánh", "Main meters and sub-meters"),
    "exceedances": Text("So với giới hạn", "Against limits"),
    "report": Text(
        "Tính trong báo cáo từ các số trên", "Computed in the report from the figures above"
    ),
}
METHODS: Final[Mapping[str, Text]] = {
    "approach 1": Text("phương pháp 1, lan truyền sai số", "approach 1, error propagation"),
    "approach 2": Text("phương pháp 2, Monte Carlo", "approach 2, Monte Carlo"),
    "printed bounds": Text("khoảng in trong nguồn", "printed bounds"),
}

#: Words of the page that scripts need.
PANEL: Final[Mapping[str, Text]] = {
    "not_known": Text("chưa biết", "not known"),
    "source": Text("Nguồn", "Source"),
    "interval": Text("Khoảng 95 %", "95 % interval"),
    "no_interval": Text("Nguồn không cho khoảng tin cậy", "The source gives no interval"),
    "confidence": Text("độ tin cậy", "confidence"),
    "valid": Text("Hiệu lực", "Valid"),
    "unverified": Text("Chưa đối chiếu với bản gốc", "Not yet checked against the original"),
    "formula": Text("Công thức", "Formula"),
    "operands": Text("Các thành phần", "What it is made of"),
    "entries": Text("{n} mục trong sổ cái", "{n} ledger entries"),
    "show_entries": Text("Xem từng mục", "Show the entries"),
    "more_entries": Text(
        "và {n} mục nữa trong các dòng nêu trên", "and {n} more in the rows above"
    ),
    "show_all": Text("Hiện tất cả {n} thành phần", "Show all {n} parts"),
    "sheet": Text("trang tính", "sheet"),
    "row": Text("dòng", "row"),
    "rows": Text("dòng", "rows"),
    "no_file": Text("Nhập không kèm tệp", "Entered without a file"),
    "month": Text("Kỳ", "Period"),
    "quantity": Text("Lượng", "Quantity"),
    "status": Text("Trạng thái", "Status"),
    "place": Text("Tệp", "File"),
    "lacks": Text("chưa đầy đủ, khoảng trống nêu bên dưới: {n}", "partial; gaps named below: {n}"),
    "gaps_partial": Text("Chưa gồm", "Not in this number"),
    "gaps_none": Text("Vì sao chưa biết", "Why it is not known"),
    "made_by": Text("Tính từ", "Computed from"),
    "unknown_figure": Text(
        "Báo cáo này không có số mang mã đó.", "This report has no figure with that id."
    ),
}


def word(words: Mapping[str, Text], key: str) -> Text:
    """The word for an id; the id itself when there is none."""
    return words.get(key) or same_in_both(key or "—")


def gas_name(gas: str) -> Text:
    """CO2 as CO₂; biogenic CO2 by name."""
    if gas == "CO2_bio":
        return Text("CO₂ sinh học", "biogenic CO₂")
    if gas == "TOE":
        return Text("năng lượng quy đổi", "oil equivalent")
    shown = gas.replace("CO2", "CO₂").replace("CH4", "CH₄").replace("N2O", "N₂O")
    if shown.endswith("_fossil"):
        return Text(f"{shown[:-7]} hóa thạch", f"fossil {shown[:-7]}")
    if shown.endswith("_nonfossil"):
        return Text(f"{shown[:-10]} không hóa thạch", f"non-fossil {shown[:-10]}")
    return same_in_both(shown)


def say(vi: str, en: str, **values: Text | str) -> Text:
    """One sentence in both languages; each value speaks its own language."""
    return Text(
        vi.format(**{k: v.vi if isinstance(v, Text) else v for k, v in values.items()}),
        en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
    )


def listing(names: list[Text]) -> Text:
    """'a, b và c' / 'a, b and c'."""
    if len(names) < 2:
        return names[0] if names else Text("—", "—")
    head, last = names[:-1], names[-1]
    return Text(
        f"{', '.join(n.vi for n in head)} và {last.vi}",
        f"{', '.join(n.en for n in head)} and {last.en}",
    )


#: Words of the page's frame.
FRAME: Final[Mapping[str, Text]] = {
    "reports": Text("Các báo cáo", "Reports"),
    "skip": Text("Đến nội dung", "Skip to content"),
    "places": Text("Khu và khu công nghiệp", "Zone and parks"),
    "years": Text("Năm", "Year"),
    "contents": Text("Trong báo cáo này", "In this report"),
    "dark": Text("Nền tối", "Dark ground"),
    "contrast": Text("Tương phản cao", "High contrast"),
    "print": Text("In", "Print"),
    "no_script": Text(
        "Trình duyệt đang tắt JavaScript: biểu đồ không hiện, các bảng vẫn đầy đủ.",
        "JavaScript is off: charts are not drawn, the tables are complete.",
    ),
    "show_more": Text("Xem thêm", "Show more"),
    "as_table": Text("Xem bảng số", "Show as a table"),
    "by_name": Text("Xem từng ô chưa đủ", "Show every open cell by name"),
    "unknown_quantity": Text("Chưa biết số lượng", "Quantity not known"),
    "back": Text("Quay lại", "Back"),
    "close": Text("Đóng", "Close"),
    "foot": Text(
        "Lập bằng Parkloop. Bấm vào con số có gạch chấm để xem công thức, hệ số và dòng số liệu.",
        "Made with Parkloop. Every number with a dotted line opens to its formula, facts and rows.",
    ),
}
