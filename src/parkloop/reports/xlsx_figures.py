"""Sheets of the workbook with figures: summary, lines with their operands, all figures."""

from __future__ import annotations

from collections.abc import Mapping

from parkloop.analyses.inventory.model import Inventory, Line, Memo
from parkloop.ledger.park import Node, NodeKind
from parkloop.provenance import Figure, Result
from parkloop.reports.xlsx_tables import Formula, Head, Row, Sheet, column, head
from parkloop.studies import Study

TOE = "TOE"
LINES = "Dòng · Lines"


# Lines ---------------------------------------------------------------------------------------

_LINE_COLUMNS = (
    head("Năm", "Year", width=8),
    head("Mã dòng", "Line id", width=40),
    head("Khu", "Park"),
    head("Doanh nghiệp", "Enterprise", width=20),
    head("Nút", "Node"),
    head("Bên cung cấp", "Supplier"),
    head("Phạm vi", "Scope", "whole", 8),
    head("Cơ sở", "Basis", width=10),
    head("Loại nguồn", "Category"),
    head("Dòng", "Stream", width=18),
    head("Hoạt động", "Activity", width=18),
    head("Khí", "Gas", width=10),
    head("Ghi nhận riêng", "Memo", width=10),
    head("Nội bộ", "Internal", width=8),
    head("Tính vào tổng (1/0)", "Counts in totals (1/0)", "whole", 10),
    head("Số mục", "Entries", "whole", 8),
    head("Dấu", "Sign", "whole", 6),
    head("Lượng", "Amount", "number", 16),
    head("Đơn vị", "Unit", width=8),
)
_TERM_COLUMNS = 6
_SIGN, _AMOUNT = 16, 17


def lines(study: Study, years: Mapping[str, Result[Inventory]]) -> Sheet:
    """Every line: mass = sign × amount × Π valueᵖ × scale, then × GWP / 1000, as formulas."""
    every = [(year, n) for year, result in years.items() for n in result.value.lines]
    most = most_terms(years)
    columns = [*_LINE_COLUMNS]
    for number in range(1, most + 1):
        columns += _term_heads(number)
    columns += [
        head("Khối lượng khí, kg (TOE: toe)", "Mass of gas, kg (TOE: toe)", "number", 18),
        head("GWP", "GWP", "exact", 10),
        head("t CO2e", "t CO2e", "number", 16),
    ]
    sets = {year: result.value.gwp_set for year, result in years.items()}
    rows = tuple(_line_row(study, year, sets[year], line, most) for year, line in every)
    return Sheet(LINES, tuple(columns), rows, frozen=2)


def most_terms(years: Mapping[str, Result[Inventory]]) -> int:
    """How many groups of columns the factors of a line may take."""
    sizes = (len(n.terms) for result in years.values() for n in result.value.lines)
    return max(sizes, default=0)


def _term_heads(number: int) -> tuple[Head, ...]:
    return (
        head(f"Ký hiệu {number}", f"Symbol {number}", width=8),
        head(f"Hệ số {number}", f"Fact {number}", width=24),
        head(f"Giá trị {number}", f"Value {number}", "exact", 12),
        head(f"Đơn vị {number}", f"Unit {number}", width=12),
        head(f"Lũy thừa {number}", f"Power {number}", "whole", 8),
        head(f"Tỷ lệ đơn vị {number}", f"Unit scale {number}", "exact", 10),
    )


def _line_row(study: Study, year: str, gwp_set: str, line: Line, most: int) -> Row:
    fixed: list[object] = [
        year,
        line.id,
        line.park,
        line.enterprise,
        line.node,
        line.supplier,
        line.scope,
        line.basis,
        line.category,
        line.stream,
        line.activity,
        line.gas,
        line.memo.value,
        "x" if line.internal else "",
        int(counts(line)),
        line.entries,
        line.sign,
        line.amount,
        line.amount_unit,
    ]
    terms: list[object] = []
    for term in line.terms:
        terms += [term.symbol, term.fact, term.value, term.unit, term.power, term.scale]
    terms += [None] * (_TERM_COLUMNS * (most - len(line.terms)))
    mass_column = len(fixed) + len(terms)
    mass = Formula(_mass_formula(len(line.terms)), line.mass)
    if line.gas == TOE:
        return (*fixed, *terms, mass, None, None)
    potential = gwp(study, gwp_set, line.gas)
    tonnes = f"={column(mass_column)}{{row}}*{column(mass_column + 1)}{{row}}/1000"
    return (*fixed, *terms, mass, potential, Formula(tonnes, line.mass * potential / 1000))


def gwp(study: Study, gwp_set: str, gas: str) -> float:
    """kg CO2e per kg; a mass that is in CO2e already weighs 1, a biogenic memo nothing."""
    if gas == "CO2e":
        return 1.0
    if gas == "CO2_bio":
        return 0.0
    return study.catalog.potential(gas, gwp_set).value


def counts(line: Line) -> bool:
    """Whether a line is part of its enterprise's total: scopes 1 and 2 location-based, no memo."""
    return (
        line.memo is Memo.NONE
        and line.gas != TOE
        and line.basis != "market"
        and line.scope in (1, 2)
    )


def _mass_formula(terms: int) -> str:
    parts = [f"{column(_SIGN)}{{row}}", f"{column(_AMOUNT)}{{row}}"]
    for number in range(terms):
        first = len(_LINE_COLUMNS) + number * _TERM_COLUMNS
        value, power, factor = (column(first + offset) for offset in (2, 4, 5))
        parts.append(f"{value}{{row}}^{power}{{row}}*{factor}{{row}}")
    return "=" + "*".join(parts)


# Summary and figures ----------------------------------------------------------------------------

_NAMES = ("total", "scope-1", "scope-2", "scope-2-market", "toe")


def summary(study: Study, years: Mapping[str, Result[Inventory]]) -> Sheet:
    """One row per boundary and year, with the sum of its lines beside it for comparison."""
    columns = (
        head("Năm", "Year", width=8),
        head("Cấp", "Level", width=12),
        head("Mã", "Id", width=20),
        head("Tên", "Name (vi)", width=30),
        head("Tên tiếng Anh", "Name (en)", width=30),
        head("Tổng, t CO2e", "Total, t CO2e", "number", 16),
        head("Cận dưới 95 %", "95 % low", "number", 16),
        head("Cận trên 95 %", "95 % high", "number", 16),
        head("Phạm vi 1", "Scope 1", "number", 16),
        head("Phạm vi 2 theo vị trí", "Scope 2 location-based", "number", 16),
        head("Phạm vi 2 theo thị trường", "Scope 2 market-based", "number", 16),
        head("Năng lượng, TOE", "Energy, toe", "number", 16),
        head("Khoảng trống", "Gaps", "whole", 10),
        head("Cộng các dòng, t CO2e", "Sum of the lines, t CO2e", "number", 16),
    )
    tonnes = column(len(_LINE_COLUMNS) + most_terms(years) * _TERM_COLUMNS + 2)
    rows = tuple(
        _summary_row(study, year, result, node, tonnes)
        for year, result in years.items()
        for node in study.snapshot.park.nodes
        if f"inventory/{node.id}/{year}/total" in result.figures
    )
    return Sheet("Tóm tắt · Summary", columns, rows, frozen=3)


def _summary_row(
    study: Study, year: str, result: Result[Inventory], node: Node, tonnes: str
) -> Row:
    named = {name: result.figures.get(f"inventory/{node.id}/{year}/{name}") for name in _NAMES}
    total = named["total"]
    interval = total.interval if total else None
    values = [_known(named[name]) for name in _NAMES]
    return (
        year,
        node.kind.value,
        node.id,
        node.name.vi,
        node.name.en,
        values[0],
        interval.low if interval else None,
        interval.high if interval else None,
        *values[1:],
        len(total.gaps) if total else 0,
        _sum_of_lines(study, result, node, tonnes),
    )


def _known(figure: Figure | None) -> object:
    """The value; a figure that could not be computed says so and is never an empty zero."""
    if figure is None:
        return None
    return "chưa biết / not known" if figure.value is None else figure.value


def _sum_of_lines(
    study: Study, result: Result[Inventory], node: Node, tonnes: str
) -> Formula | None:
    """For an enterprise: the lines that count in its total, added up by the workbook."""
    if node.kind is not NodeKind.ENTERPRISE:
        return None
    own = [n for n in result.value.lines if n.enterprise == node.id and counts(n)]
    if not own:
        return None
    gwp_set = result.value.gwp_set
    summed = sum(n.mass * gwp(study, gwp_set, n.gas) / 1000 for n in own)
    sheet = f"'{LINES}'"
    text = (
        f"=SUMIFS({sheet}!${tonnes}:${tonnes},{sheet}!$A:$A,A{{row}},"
        f"{sheet}!$D:$D,C{{row}},{sheet}!$O:$O,1)"
    )
    return Formula(text, summed)


def figures(study: Study) -> Sheet:
    """Every figure of every result, but for the lines, which have their own sheet."""
    columns = (
        head("Phân tích", "Analysis", width=12),
        head("Mã", "Id", width=48),
        head("Tên", "Label (vi)", width=40),
        head("Tên tiếng Anh", "Label (en)", width=40),
        head("Giá trị", "Value", "exact", 20),
        head("Đơn vị", "Unit", width=10),
        head("Cận dưới 95 %", "95 % low", "exact"),
        head("Cận trên 95 %", "95 % high", "exact"),
        head("Công thức", "Formula (vi)", width=30),
        head("Công thức tiếng Anh", "Formula (en)", width=30),
        head("Số thành phần", "Operands", "whole", 10),
        head("Khoảng trống", "Gaps", width=30),
    )
    rows = tuple(
        _figure_row(result.provenance.analysis, figure)
        for result in study.results
        for key, figure in sorted(result.figures.items())
        if not key.startswith("line/")
    )
    return Sheet("Số liệu · Figures", columns, rows, frozen=2)


def _figure_row(analysis: str, figure: Figure) -> Row:
    interval = figure.interval
    return (
        analysis,
        figure.id,
        figure.label.vi,
        figure.label.en,
        _known(figure),
        figure.unit,
        interval.low if interval else None,
        interval.high if interval else None,
        figure.formula.vi,
        figure.formula.en,
        len(figure.operands),
        "; ".join(figure.gaps),
    )
