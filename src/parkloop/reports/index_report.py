"""The report of an index: its method prints itself, then scores, ranks, coherence, uncertainty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from parkloop.analyses.index import Index, IndexData, IndexMethod
from parkloop.analyses.index.importance import influence
from parkloop.analyses.index.method import Indicator, aggregation_at
from parkloop.analyses.index.sensitivity import RankStatistics, SobolIndices
from parkloop.analyses.index.statistics import components_or_none, cronbach
from parkloop.provenance import Result
from parkloop.reports.document import Block, Cell, Document, Heading, Items, Paragraph, Rows
from parkloop.reports.numbers import fixed, percent
from parkloop.texts import Text, same_in_both

_NONE = same_in_both("—")


def index_document(
    result: Result[Index],
    data: IndexData,
    day: date,
    uncertainty: tuple[RankStatistics, SobolIndices] | None = None,
    *,
    public: bool = True,
) -> Document:
    """Method and results of an index in both languages; hidden units are left out of tables."""
    of = result.value
    blocks: list[Block] = [
        Heading(_METHOD),
        *_settings(of.method),
        _tree(of),
        _indicators(of),
        Heading(_RESULTS),
        _scores(of, data, uncertainty, public=public),
        Heading(_COHERENCE),
        Paragraph(_COHERENCE_NOTE, quiet=True),
        _coherence(of),
    ]
    if uncertainty is not None:
        blocks += [Heading(_UNCERTAINTY), Paragraph(_how(uncertainty[1])), _sobol(uncertainty[1])]
    if result.findings:
        blocks += [Heading(_FINDINGS), Items(tuple(f.message for f in result.findings))]
    if result.gaps:
        blocks += [Heading(_GAPS), Items(tuple(g.message for g in result.gaps))]
    return Document(
        title=of.method.title,
        subtitle=Text(
            f"Phương pháp và kết quả, phiên bản {of.method.version}",
            f"Method and results, version {of.method.version}",
        ),
        day=day,
        blocks=tuple(blocks),
        fingerprint=result.provenance.ledger_hash,
    )


def _settings(method: IndexMethod) -> Iterator[Block]:
    """Every decision of the method in the order in which it acts."""
    if method.source:
        yield Paragraph(same_in_both(method.source), quiet=True)
    imputation, treatment = method.imputation, method.treatment
    rows: list[tuple[Cell, ...]] = [
        (_STEP["impute"], imputation.rule, _details(group=imputation.group, age=imputation.age)),
        (
            _STEP["screen"],
            percent(method.least_available),
            Text("trước khi điền khuyết", "before imputation")
            if method.screen_first
            else Text("sau khi điền khuyết", "after imputation"),
        ),
        (
            _STEP["treat"],
            treatment.rule,
            _details(points=treatment.points, skew=treatment.skew, kurtosis=treatment.kurtosis)
            if treatment.rule == "winsorise"
            else "",
        ),
        (
            _STEP["normalise"],
            method.normalisation.rule,
            _details(low=method.normalisation.low, high=method.normalisation.high),
        ),
        (_STEP["weigh"], method.weighting.rule, ""),
        (_STEP["aggregate"], method.aggregation.rule, _levels(method)),
        (_STEP["missing"], percent(method.least_parts), ""),
    ]
    yield Rows(_SETTINGS, (_STAGE, _RULE, _DETAILS), tuple(rows))


def _levels(method: IndexMethod) -> str:
    return "; ".join(f"{level}: {how.rule}" for level, how in sorted(method.levels.items()))


def _details(**values: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value not in ("", 0))


def _tree(of: Index) -> Rows:
    tree, method = of.scored.tree, of.method
    rows = []
    for join in reversed(tree.joins):
        node = method.nodes[join.node - len(method.indicators)]
        rows.append(
            (
                node.name,
                aggregation_at(method, tree, join).rule,
                ", ".join(
                    f"{tree.ids[part]} {share:.3f}"
                    for part, share in zip(join.parts, of.scored.shares[node.id], strict=True)
                ),
            )
        )
    return Rows(_TREE, (_NODE, _RULE, _PARTS), tuple(rows))


def _indicators(of: Index) -> Rows:
    effects = influence(of.scored)
    return Rows(
        _INDICATORS,
        (_NAME, _UNIT, _DIRECTION, _NORMALISATION, _EFFECTIVE, _INFLUENCE),
        tuple(_indicator_row(of, each, effects[each.id]) for each in of.method.indicators),
        right=(4, 5),
    )


def _indicator_row(of: Index, each: Indicator, effect: float) -> tuple[Cell, ...]:
    unit = f"{each.unit} / {each.denominator}" if each.denominator else each.unit
    return (
        each.name,
        unit,
        Text("cao là tốt", "high is good")
        if each.direction > 0
        else Text("thấp là tốt", "low is good"),
        (each.normalisation or of.method.normalisation).rule,
        percent(of.effective[each.id], 1),
        _NONE if effect != effect else fixed(effect, 2),
    )


def _scores(
    of: Index,
    data: IndexData,
    uncertainty: tuple[RankStatistics, SobolIndices] | None,
    *,
    public: bool,
) -> Rows:
    """Units by rank, each with the interval of its rank; hidden ones are left out."""
    scores, ranks = of.scores_of(of.top), of.ranks_of(of.top)
    order = np.argsort(np.nan_to_num(ranks, nan=np.inf), kind="stable")
    rows: list[tuple[Cell, ...]] = []
    for place in order.tolist():
        row = of.rows[place]
        if public and row in of.unpublished:
            continue
        unit = row.partition("@")[0]
        rows.append(
            (
                "—" if ranks[place] != ranks[place] else f"{ranks[place]:.0f}",
                data.names.get(unit, same_in_both(unit)),
                _NONE if scores[place] != scores[place] else fixed(float(scores[place]), 2),
                interval(uncertainty[0], row) if uncertainty else "—",
                percent(float(of.coverage[place])),
            )
        )
    return Rows(
        _RANKING, (_RANK, _NAME, _SCORE, _INTERVAL, _COVERAGE), tuple(rows), right=(0, 2, 3, 4)
    )


def interval(statistics: RankStatistics, row: str) -> str:
    """'3–7': where 90 % of the variants place a unit, '3' where all do; a dash if not known."""
    if row not in statistics.units:
        return "—"
    place = statistics.units.index(row)
    low, high = statistics.low[place], statistics.high[place]
    if low != low or high != high:
        return "—"
    ends = dict.fromkeys((f"{np.floor(low):.0f}", f"{np.ceil(high):.0f}"))
    return "–".join(ends)


def _coherence(of: Index) -> Rows:
    rows = []
    for join in of.scored.tree.joins:
        parts = of.scored.scores[:, list(join.parts)]
        found, alpha = components_or_none(parts), cronbach(parts)
        rows.append(
            (
                of.scored.tree.ids[join.node],
                str(len(join.parts)),
                _NONE if alpha != alpha else fixed(alpha, 2),
                _NONE if found is None else percent(float(found.shares[0])),
            )
        )
    return Rows(_BY_NODE, (_NODE, _COUNT, same_in_both("α"), _FIRST), tuple(rows), right=(1, 2, 3))


def _how(sobol: SobolIndices) -> Text:
    if sobol.how == "enumeration":
        return Text(
            f"Chỉ số Sobol' chính xác, liệt kê {sobol.evaluations} tổ hợp.",
            f"Sobol' indices are exact, over {sobol.evaluations} combinations.",
        )
    return Text(
        f"Chỉ số Sobol' ước lượng từ {sobol.evaluations} lần tính.",
        f"Sobol' indices are estimated from {sobol.evaluations} evaluations.",
    )


def _sobol(sobol: SobolIndices) -> Rows:
    rows = tuple(
        (FACTOR_NAMES[name], fixed(sobol.first[name], 3), fixed(sobol.total[name], 3))
        for name in sobol.first
    )
    return Rows(_SENSITIVITY, (_FACTOR, _FIRST_ORDER, _TOTAL_ORDER), rows, right=(1, 2))


FACTOR_NAMES = {
    "imputation": Text("điền khuyết", "imputation"),
    "treatment": Text("xử lý ngoại lai", "treatment of outliers"),
    "normalisation": Text("chuẩn hóa", "normalisation"),
    "weights": Text("trọng số", "weights"),
    "aggregation": Text("cách gộp", "aggregation"),
}
_STEP = {
    "impute": Text("điền khuyết", "imputation"),
    "screen": Text("ngưỡng số liệu của đơn vị", "least data of a unit"),
    "treat": Text("ngoại lai", "outliers"),
    "normalise": Text("chuẩn hóa", "normalisation"),
    "weigh": Text("trọng số", "weights"),
    "aggregate": Text("cách gộp", "aggregation"),
    "missing": Text("ngưỡng thành phần của nút", "least parts of a node"),
}
_METHOD, _RESULTS = Text("Phương pháp", "Method"), Text("Kết quả", "Results")
_SETTINGS, _STAGE = Text("Các bước", "Stages"), Text("bước", "stage")
_RULE, _DETAILS = Text("cách làm", "rule"), Text("chi tiết", "details")
_TREE, _NODE = Text("Cây chỉ số và tỷ trọng", "Tree and shares"), Text("nút", "node")
_PARTS, _INDICATORS = Text("thành phần", "parts"), Text("Chỉ tiêu", "Indicators")
_NAME, _UNIT = Text("tên", "name"), Text("đơn vị", "unit")
_DIRECTION, _NORMALISATION = Text("chiều", "direction"), Text("chuẩn hóa", "normalisation")
_EFFECTIVE = Text("tỷ trọng hiệu dụng", "effective weight")
_INFLUENCE = Text("r² với chỉ số", "r² with the index")
_RANKING = Text("Điểm và hạng với khoảng 5–95 %", "Scores and ranks with 5–95 % intervals")
_RANK, _SCORE = Text("hạng", "rank"), Text("điểm", "score")
_INTERVAL, _COVERAGE = Text("khoảng hạng", "rank interval"), Text("độ phủ", "coverage")
_COHERENCE = Text("Tính nhất quán", "Coherence")
_COHERENCE_NOTE = Text(
    "α của Cronbach từ 0,7 và thành phần chính thứ nhất chiếm phần lớn phương sai là dấu hiệu các "
    "thành phần cùng đo một điều; α âm cho thấy chúng ngược chiều nhau.",
    "Cronbach's α of 0.7 or more and a first component with most of the variance say that the "
    "parts measure one thing; a negative α says that they point against each other.",
)
_BY_NODE, _COUNT = Text("Theo nút", "By node"), Text("số thành phần", "parts")
_FIRST = Text("thành phần chính thứ nhất", "first component")
_UNCERTAINTY = Text("Độ nhạy với phương pháp", "Sensitivity to the method")
_SENSITIVITY = Text("Đóng góp vào thay đổi thứ hạng", "What moves the ranks")
_FACTOR = Text("lựa chọn", "choice")
_FIRST_ORDER, _TOTAL_ORDER = Text("bậc một", "first order"), Text("toàn phần", "total order")
_FINDINGS, _GAPS = Text("Lưu ý", "What to look at"), Text("Còn thiếu", "What is missing")
