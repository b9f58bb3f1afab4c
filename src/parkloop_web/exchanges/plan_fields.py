"""The sections of a plan of exchanges and their fields, as a page asks for them.

The fields are those of exchanges.yaml (docs/reference/exchanges-yaml.md); what they mean is read by
the core. Here stands only how a person writes them and what they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from parkloop.errors import RequestError
from parkloop.quantities import is_unit
from parkloop.texts import Text
from parkloop_web.design.typed import typed_number, written_number

WORD, STREAM, UNIT, MONEY = "word", "stream", "unit", "money"
NUMBER, YES, NAMES, NUMBERS, SIZES = "number", "yes", "names", "numbers", "sizes"
#: Names of other rows of the plan.
OFFER, NEED, MODE, FACILITY = "offers", "needs", "modes", "facilities"
SETTINGS, EXCHANGES, UTILITIES, SHOCKS = "settings", "exchanges", "utilities", "shocks"
#: The one row of the settings.
ONLY: Final = "plan"


@dataclass(frozen=True, slots=True)
class PlanField:
    """One field: its name in exchanges.yaml, what a person calls it, how it is written.

    ``words`` end with an example in round brackets where the form must show how to write it.
    """

    name: str
    words: Text
    kind: str = NUMBER
    needed: bool = False

    @property
    def called(self) -> Text:
        """The words without the example, for those who read."""
        if self.kind not in (NAMES, NUMBERS, SIZES, MONEY) and self.name != "payer":
            return self.words
        return Text(self.words.vi.partition(" (")[0], self.words.en.partition(" (")[0])


@dataclass(frozen=True, slots=True)
class PlanSection:
    """One kind of row; ``key`` is the field that names a row among its kind."""

    id: str
    words: Text
    about: Text
    key: str
    fields: tuple[PlanField, ...]

    def field(self, name: str) -> PlanField:
        return next(each for each in self.fields if each.name == name)


_PRICE = Text("Giá mua [tiền/đơn vị]", "Price [money/unit]")
_CO2 = Text("CO₂e khi sản xuất [kg/đơn vị]", "CO₂e of making it [kg/unit]")
_FRESH = Text("Nước sạch trong đó [m³/đơn vị]", "Fresh water in it [m³/unit]")

SECTIONS: Final[Mapping[str, PlanSection]] = {
    section.id: section
    for section in (
        PlanSection(
            SETTINGS,
            Text("Chung", "In general"),
            Text(
                "Đơn vị tiền kèm năm giá, các chất được xét, khoảng cách khi không biết vị trí.",
                "Money with its price year, contaminants, distances where places are not known.",
            ),
            "",
            (
                PlanField("money", Text("Tiền (VND@2025)", "Money (VND@2025)"), MONEY, True),
                PlanField("within_park", Text("Trong khu [km]", "Within a park [km]")),
                PlanField("between_parks", Text("Giữa các khu [km]", "Between parks [km]")),
                PlanField("detour", Text("Hệ số đường vòng", "Detour factor")),
                PlanField(
                    "contaminants", Text("Chất xét đến (a; b)", "Contaminants (a; b)"), NAMES
                ),
            ),
        ),
        PlanSection(
            OFFER,
            Text("Thứ được cho đi", "What is given away"),
            Text(
                "Bên giao tiết kiệm được gì khi thứ này được dùng; số âm nếu nay đang bán được.",
                "What the giver saves when it is used; below zero where it is sold today.",
            ),
            "stream",
            (
                PlanField("stream", Text("Dòng", "Stream"), STREAM, True),
                PlanField("unit", Text("Đơn vị", "Unit"), UNIT, True),
                PlanField(
                    "saved", Text("Tiết kiệm [tiền/đơn vị]", "Saved [money/unit]"), NUMBER, True
                ),
                PlanField(
                    "quality", Text("Chứa gì (salt=900)", "What it carries (salt=900)"), NUMBERS
                ),
                PlanField(
                    "to", Text("Chỉ khi đi tới (mã; mã)", "Only what goes to (id; id)"), NAMES
                ),
            ),
        ),
        PlanSection(
            NEED,
            Text("Thứ đang mua", "What is bought"),
            Text(
                "Giá mua hôm nay; phát thải khi sản xuất lấy từ danh mục nếu để trống.",
                "Today's price; what making it emits comes from the catalog where left empty.",
            ),
            "stream",
            (
                PlanField("stream", Text("Dòng", "Stream"), STREAM, True),
                PlanField("unit", Text("Đơn vị", "Unit"), UNIT, True),
                PlanField("price", _PRICE, NUMBER, True),
                PlanField("co2", _CO2),
                PlanField("fresh_water", _FRESH),
                PlanField("limit", Text("Giới hạn chất (salt=500)", "Limits (salt=500)"), NUMBERS),
            ),
        ),
        PlanSection(
            MODE,
            Text("Cách vận chuyển", "Ways to carry"),
            Text(
                "Xe: tiền theo đơn vị và km. Ống: các cỡ công suất=tiền mỗi km mỗi năm.",
                "A truck: money per unit and km. A pipe: sizes as capacity=money per km and year.",
            ),
            "name",
            (
                PlanField("name", Text("Tên", "Name"), WORD, True),
                PlanField("per_unit", Text("Mỗi đơn vị [tiền]", "Per unit [money]"), NUMBER, True),
                PlanField("per_unit_km", Text("Mỗi đơn vị·km [tiền]", "Per unit and km [money]")),
                PlanField("per_km", Text("Mỗi km·năm [tiền]", "Per km and year [money]")),
                PlanField("most_km", Text("Xa nhất [km]", "Farthest [km]")),
                PlanField("co2_per_unit_km", Text("CO₂e [kg/đơn vị·km]", "CO₂e [kg/unit·km]")),
                PlanField(
                    "sizes", Text("Các cỡ (120000=160000000)", "Sizes (120000=160000000)"), SIZES
                ),
            ),
        ),
        PlanSection(
            EXCHANGES,
            Text("Cái gì thay được cái gì", "What may replace what"),
            Text(
                "Tỷ lệ thay thế, xử lý, chi phí và giới hạn của mỗi kiểu trao đổi.",
                "Ratio, treatment, costs and limits of each kind of exchange.",
            ),
            "id",
            (
                PlanField("id", Text("Tên", "Name"), WORD, True),
                PlanField("offer", Text("Cho đi", "Given"), OFFER, True),
                PlanField("need", Text("Thay cho", "In place of"), NEED, True),
                PlanField("mode", Text("Vận chuyển", "Carried by"), MODE, True),
                PlanField("ratio", Text("Thay được mỗi đơn vị", "Replaced per unit")),
                PlanField("taken", Text("Còn lại sau xử lý (0–1)", "Left after treatment (0–1)")),
                PlanField(
                    "most_share", Text("Phần tối đa của nhu cầu (0–1)", "Most of a need (0–1)")
                ),
                PlanField("treatment", Text("Xử lý [tiền/đơn vị]", "Treatment [money/unit]")),
                PlanField("co2", Text("CO₂e xử lý [kg/đơn vị]", "CO₂e of treatment [kg/unit]")),
                PlanField("fixed", Text("Cố định [tiền/năm]", "Fixed [money/year]")),
                PlanField("least", Text("Ít nhất mỗi năm", "Least a year")),
                PlanField("smallest", Text("Bỏ qua nếu dưới mức", "Not looked at below")),
                PlanField("removes", Text("Loại bỏ (salt=0.93)", "Takes out (salt=0.93)"), NUMBERS),
                PlanField(
                    "uses", Text("Dùng thêm (electricity=1.2)", "Uses (electricity=1.2)"), NUMBERS
                ),
                PlanField("facility", Text("Qua công trình", "Through facility"), FACILITY),
                PlanField("givers", Text("Chỉ bên giao (mã; mã)", "Only givers (id; id)"), NAMES),
                PlanField("takers", Text("Chỉ bên nhận (mã; mã)", "Only takers (id; id)"), NAMES),
                PlanField("reference", Text("Tài liệu", "Reference"), WORD),
            ),
        ),
        PlanSection(
            FACILITY,
            Text("Công trình dùng chung", "Shared facilities"),
            Text(
                "Trạm, nhà máy xử lý, đường hơi, đường nước tái sinh: công suất=tiền mỗi năm.",
                "Hub, treatment plant, steam main, reclaimed-water header: capacity=money a year.",
            ),
            "name",
            (
                PlanField("name", Text("Tên", "Name"), WORD, True),
                PlanField(
                    "sizes",
                    Text("Các cỡ (400000=1900000000)", "Sizes (400000=1900000000)"),
                    SIZES,
                    True,
                ),
                PlanField("payer", Text("Ai trả (mã)", "Who pays (id)"), WORD),
                PlanField("per_park", Text("Mỗi khu một cái", "One in each park"), YES),
            ),
        ),
        PlanSection(
            UTILITIES,
            Text("Điện, nước dùng cho xử lý", "Power and water of treatment"),
            Text(
                "Giá của những gì các tuyến xử lý dùng thêm.", "Prices of what treatment uses up."
            ),
            "stream",
            (
                PlanField("stream", Text("Dòng", "Stream"), STREAM, True),
                PlanField("unit", Text("Đơn vị", "Unit"), UNIT, True),
                PlanField("price", _PRICE, NUMBER, True),
                PlanField("co2", _CO2),
                PlanField("fresh_water", _FRESH),
            ),
        ),
        PlanSection(
            SHOCKS,
            Text("Điều có thể xảy ra", "What may happen"),
            Text(
                "Giá đổi theo hệ số (metal-scrap=1.5), doanh nghiệp rời đi.",
                "Prices by a factor (metal-scrap=1.5), enterprises that leave.",
            ),
            "name",
            (
                PlanField("name", Text("Tên", "Name"), WORD, True),
                PlanField("prices", Text("Hệ số giá", "Factors of prices"), NUMBERS),
                PlanField("leaves", Text("Ai rời đi (mã; mã)", "Who leaves (id; id)"), NAMES),
            ),
        ),
    )
}


class NotWritten(ValueError):
    """A field that cannot be read; ``text`` says what is expected."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def value_of(field: PlanField, written: str) -> Any:
    """What a person wrote, as exchanges.yaml holds it; None where nothing is written."""
    text = written.strip()
    if not text:
        return None
    return _READ.get(field.kind, str)(text)


def written_of(field: PlanField, value: object) -> str:
    """A value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={_plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        if field.kind == SIZES:
            return "; ".join(f"{_plain(s['capacity'])}={_plain(s['cost'])}" for s in value)
        return "; ".join(map(str, value))
    return _plain(value)


def _plain(value: object) -> str:
    return written_number(value) if isinstance(value, float) else str(value)


def _number(text: str) -> float:
    try:
        return typed_number(text)
    except RequestError as wrong:
        raise NotWritten(wrong.text) from wrong


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _pairs(text: str) -> list[tuple[str, float]]:
    found = []
    for part in _names(text):
        name, sign, number = part.partition("=")
        if not sign or not name.strip():
            raise NotWritten(
                Text(
                    f"“{part}”: viết tên=số, cách nhau bằng dấu chấm phẩy.",
                    f"“{part}”: write name=number, with semicolons between.",
                )
            )
        found.append((name.strip(), _number(number)))
    return found


def _numbers(text: str) -> dict[str, float]:
    return dict(_pairs(text))


def _sizes(text: str) -> list[dict[str, float]]:
    return [{"capacity": _number(name), "cost": cost} for name, cost in _pairs(text)]


def _unit(text: str) -> str:
    if not is_unit(text):
        raise NotWritten(
            Text(
                f"Đơn vị “{text}” không có trong danh sách; ví dụ t, m3, MWh.",
                f"The unit “{text}” is not in the list; for example t, m3, MWh.",
            )
        )
    return text


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    NUMBER: _number,
    NAMES: _names,
    NUMBERS: _numbers,
    SIZES: _sizes,
    UNIT: _unit,
    MONEY: _unit,
    YES: bool,
}
