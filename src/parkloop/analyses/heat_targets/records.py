"""What the rows of a table of heat streams mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from parkloop.analyses.heat_targets.model import HeatStream, Main, Side
from parkloop.analyses.heat_targets.parameters import HeatData
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.numerals import finite
from parkloop.texts import Text

#: Columns without which a table of streams means nothing.
NEEDED: Final = ("id", "supply_c", "target_c")

NOT_A_NUMBER = Rule(
    "HEA-01",
    Severity.ERROR,
    Text(
        "Dòng nhiệt “{stream}”: cột {field} ghi “{value}”, cần một số.",
        "Heat stream “{stream}”: the field {field} holds “{value}”; a number is needed.",
    ),
    Text(
        "Viết nhiệt độ theo °C, công suất theo kW, hiệu nhiệt độ theo K.",
        "Write temperatures in °C, duty in kW, temperature differences in K.",
    ),
)
NO_DUTY = Rule(
    "HEA-02",
    Severity.ERROR,
    Text(
        "Dòng nhiệt “{stream}” không có tải nhiệt dương.",
        "The heat stream “{stream}” has no heat duty above zero.",
    ),
    Text(
        "Ghi duty_kw > 0, hoặc cp_kw_per_k > 0 với hai nhiệt độ khác nhau.",
        "Give duty_kw > 0, or cp_kw_per_k > 0 with two different temperatures.",
    ),
)
NO_SIDE = Rule(
    "HEA-03",
    Severity.ERROR,
    Text(
        "Dòng nhiệt “{stream}” có nhiệt độ vào bằng nhiệt độ ra: chưa rõ cần làm nóng hay làm mát.",
        "The heat stream “{stream}” enters and leaves at one temperature: it is not clear whether "
        "it is heated or cooled.",
    ),
    Text("Ghi side là hot (tỏa nhiệt) hoặc cold (nhận nhiệt).", "Give side as hot or cold."),
)
WRONG_SIDE = Rule(
    "HEA-04",
    Severity.ERROR,
    Text(
        "Dòng nhiệt “{stream}” ghi side “{side}”, nhưng đi từ {supply} °C đến {target} °C.",
        "The heat stream “{stream}” is given as “{side}” but goes from {supply} °C to {target} °C.",
    ),
    Text(
        "Dòng nóng (hot) nguội đi, dòng lạnh (cold) nóng lên; sửa side hoặc nhiệt độ.",
        "A hot stream cools, a cold one warms; correct the side or the temperatures.",
    ),
)
TWICE = Rule(
    "HEA-05",
    Severity.ERROR,
    Text("Mã dòng nhiệt “{stream}” xuất hiện hai lần.", "The stream id “{stream}” appears twice."),
    Text("Đặt mã khác, ví dụ thêm tên nhà máy.", "Choose another id, such as with its plant."),
)


def heat_data(
    rows: Iterable[tuple[int, Mapping[str, str]]], minimum_approach: float, file: str = ""
) -> HeatData:
    """Streams from rows (number, cells); raises InputRefused with every finding.

    ``minimum_approach`` [K] is shared half and half by streams without a contribution of their
    own.
    """
    reader = _Reader(minimum_approach, file)
    streams = [stream for number, cells in rows if (stream := reader.stream(number, cells))]
    if not streams and not reader.findings:
        raise RequestError(
            Text("Bảng chưa có dòng nhiệt nào.", "The table holds no heat stream yet.")
        )
    if reader.findings:
        count = len(reader.findings)
        raise InputRefused(
            Text(
                f"Bảng dòng nhiệt chưa dùng được: {count} lỗi.",
                f"The table of heat streams cannot be used yet: {count} problems.",
            ),
            reader.findings,
        )
    return HeatData(tuple(streams))


def main_of(written: str, minimum_approach: float) -> Main:
    """'LPS=150' or 'LPS=150/7.5' as a main; half the least difference unless one is given."""
    name, _, rest = written.partition("=")
    temperature, _, contribution = rest.partition("/")
    try:
        return Main(
            name.strip(),
            float(temperature),
            float(contribution) if contribution else minimum_approach / 2,
        )
    except ValueError as problem:
        raise RequestError(
            Text(
                f"“{written}” không hiểu được. Hãy viết TÊN=NHIỆT_ĐỘ, ví dụ LPS=150 hoặc "
                "LPS=150/7.5 (°C, K).",
                f"“{written}” is not understood. Write NAME=TEMPERATURE, such as LPS=150 or "
                "LPS=150/7.5 (°C, K).",
            )
        ) from problem


@dataclass
class _Reader:
    minimum_approach: float
    file: str
    findings: list[Finding] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def stream(self, number: int, cells: Mapping[str, str]) -> HeatStream | None:
        name = cells.get("id", "") or f"#{number}"
        before = len(self.findings)
        read = {
            column: self._number(name, number, column, cells)
            for column in ("supply_c", "target_c", "duty_kw", "cp_kw_per_k", "contribution_k")
        }
        supply, target = read["supply_c"], read["target_c"]
        for column in ("supply_c", "target_c"):
            if read[column] is None and not cells.get(column):
                self._add(NOT_A_NUMBER, number, name, column, field=column, value="")
        if name in self._seen:
            self._add(TWICE, number, name, "id")
        self._seen.add(name)
        if supply is None or target is None or len(self.findings) > before:
            return None
        side = self._side(name, number, cells.get("side", "").lower(), supply, target)
        duty = read["duty_kw"]
        if duty is None and read["cp_kw_per_k"] is not None:
            duty = read["cp_kw_per_k"] * abs(supply - target)
        if duty is None or duty <= 0:
            self._add(NO_DUTY, number, name, "duty_kw")
        if side is None or duty is None or duty <= 0:
            return None
        own = read["contribution_k"]
        return HeatStream(
            id=name,
            side=side,
            supply=supply,
            target=target,
            duty=duty,
            contribution=self.minimum_approach / 2 if own is None else own,
            plant=cells.get("plant", ""),
        )

    def _side(
        self, name: str, number: int, given: str, supply: float, target: float
    ) -> Side | None:
        if supply == target:
            if given in ("hot", "cold"):
                return Side(given)
            self._add(NO_SIDE, number, name, "side")
            return None
        side = Side.HOT if supply > target else Side.COLD
        if given and given != side.value:
            self._add(WRONG_SIDE, number, name, "side", side=given, supply=supply, target=target)
            return None
        return side

    def _number(
        self, name: str, number: int, column: str, cells: Mapping[str, str]
    ) -> float | None:
        text = cells.get(column, "")
        if not text:
            return None
        value = finite(text)
        if value is not None:
            return value
        self._add(NOT_A_NUMBER, number, name, column, field=column, value=text)
        return None

    def _add(self, rule: Rule, number: int, name: str, column: str, **values: object) -> None:
        where = Where(file=self.file, row=number, field=column)
        self.findings.append(rule.finding(where, "", stream=name, **values))
