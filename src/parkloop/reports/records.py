"""What stands at the end of a report: eliminations, limits, gaps, findings, sources, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from parkloop.catalog.facts import Fact
from parkloop.errors import FactError
from parkloop.findings import Finding, Severity, in_order
from parkloop.provenance import FigureOperand, Gap, Provenance
from parkloop.reports import charts
from parkloop.reports.emissions import TONNES, tip
from parkloop.reports.explaining import fact_name
from parkloop.reports.naming import by_name
from parkloop.reports.numbers import column_decimals, exact, fixed, number, unit_words
from parkloop.reports.parts import (
    Chart,
    Column,
    Described,
    Item,
    Items,
    Row,
    Table,
    Tabled,
    bare,
)
from parkloop.reports.reading import Place
from parkloop.reports.words import ANALYSES, SEVERITIES, say, word
from parkloop.texts import Text, same_in_both

# From enterprises to the park ------------------------------------------------------------------


def elimination(place: Place) -> Chart | None:
    """Sum of the enterprises, less what they deliver to each other, is the place's total."""
    summed, internal = place.value("sum-of-enterprises"), place.value("elimination")
    total = place.value("total")
    if summed is None or internal is None or total is None:
        return None
    rest = total - summed - internal
    steps = [
        _step(
            Text("Cộng các doanh nghiệp", "Sum of the enterprises"),
            0.0,
            summed,
            place.key("sum-of-enterprises"),
        ),
        _step(
            Text("Giao dịch nội bộ bị loại trừ", "Deliveries inside, eliminated"),
            summed,
            summed + internal,
            place.key("elimination"),
            pattern="hatched",
        ),
    ]
    if abs(rest) > 1e-6 * abs(total):
        steps.append(_rest_step(place, summed + internal, total))
    steps.append(_step(_total_name(place), 0.0, total, place.key("total")))
    drawn = charts.waterfall(steps)
    decimals = column_decimals([total])
    body = [
        Row((s.label, bare(fixed(s.end - s.start, decimals), s.end - s.start, s.figure)))
        for s in steps
    ]
    return Chart(
        id=f"elimination-{place.id}",
        heading=say(
            "Từ các doanh nghiệp đến {p}, t CO₂e",
            "From the enterprises to {p}, t CO₂e",
            p=place.node.name,
        ),
        sentence=_elimination_sentence(place, summed, internal, total),
        option=drawn.option,
        narrow=drawn.narrow,
        height=drawn.height,
        table=Table((Column(Text("Bước", "Step")), Column(TONNES, right=True)), tuple(body)),
    )


def _total_name(place: Place) -> Text:
    return say("Tổng của {p}", "Total of {p}", p=place.node.name)


def _step(label: Text, start: float, end: float, key: str, pattern: str = "") -> charts.Step:
    change = end - start
    return charts.Step(
        label=label,
        start=start,
        end=end,
        token="emissions",
        said=number(change, 4),
        tip=tip(label, change),
        figure=key,
        pattern=pattern,
    )


def _rest_step(place: Place, start: float, end: float) -> charts.Step:
    label = Text("Ngoài các doanh nghiệp", "Outside the enterprises")
    key = place.book.derive(
        f"outside-enterprises/{place.id}",
        label,
        end - start,
        "t CO2e",
        Text(
            "tổng − cộng các doanh nghiệp − phần loại trừ",
            "total − sum of the enterprises − elimination",
        ),
        (
            FigureOperand(place.key("total")),
            FigureOperand(place.key("sum-of-enterprises"), -1),
            FigureOperand(place.key("elimination"), -1),
        ),
    )
    return _step(label, start, end, key)


def _elimination_sentence(place: Place, summed: float, internal: float, total: float) -> Text:
    if not internal:
        return Text(
            "Không có giao dịch nội bộ nào phải loại trừ: tổng bằng cộng các doanh nghiệp.",
            "Nothing is delivered inside that would be counted twice: the total is the plain sum.",
        )
    return say(
        "{v} t CO₂e là giao dịch giữa các doanh nghiệp trong {p}, nên chỉ tính một lần.",
        "{v} t CO₂e is delivered by one enterprise to another inside {p} and is counted once only.",
        v=number(abs(internal), 3),
        p=place.node.name,
    )


_MEMOS = (
    ("total-market", Text("Tổng, phạm vi 2 theo thị trường", "Total, scope 2 market-based")),
    ("scope-3", Text("Phạm vi 3, theo số liệu hiện có", "Scope 3, as far as entries say")),
    ("biogenic", Text("CO₂ sinh học", "Biogenic CO₂")),
    ("exported", Text("Năng lượng bán ra ngoài", "Energy sold outside")),
    ("montreal", Text("Khí thuộc Nghị định thư Montreal", "Montreal Protocol gases")),
    ("common", Text("Khu vực chung", "Common areas")),
    ("loss", Text("Tổn thất trên mạng", "Losses of networks")),
    ("unexplained", Text("Chênh lệch chưa giải thích", "Unexplained difference")),
)


def memos(place: Place) -> Tabled | None:
    """Figures that stand beside the total and are not part of it."""
    figures = [(label, place.figure(name), place.key(name)) for name, label in _MEMOS]
    there = [(label, figure, key) for label, figure, key in figures if figure is not None]
    if not there:
        return None
    decimals = column_decimals([place.value("total")])
    rows = [
        Row(
            (label, bare(fixed(figure.value, decimals), figure.value, key), unit_words(figure.unit))
        )
        for label, figure, key in there
    ]
    return Tabled(
        id=f"memos-{place.id}",
        heading=Text("Ghi nhận bên cạnh tổng", "Beside the total"),
        sentence=Text(
            "Các số này không cộng vào tổng ở trên.", "These figures are not added to the total."
        ),
        table=Table(
            (
                Column(Text("Khoản", "Item")),
                Column(Text("Giá trị", "Value"), right=True),
                Column(Text("Đơn vị", "Unit")),
            ),
            tuple(rows),
        ),
        size="half",
    )


# Gaps and findings -------------------------------------------------------------------------


def gaps_of(place: Place) -> tuple[Gap, ...]:
    """Gaps of the place's inventory, and of its balances, each once."""
    found: dict[str, Gap] = {}
    inventory, balances = place.year.inventory, place.year.balances
    if inventory is not None:
        wanted = set(place.gap_ids)
        found |= {gap.id: gap for gap in inventory.gaps if gap.id in wanted}
    if balances is not None:
        inside = place.reading.study.snapshot.park.below(place.node.id)
        wanted = {g for row in balances.value.rows if row.node in inside for g in row.gaps}
        wanted |= {g for s in balances.value.sankeys if s.park == place.node.id for g in s.gaps}
        found |= {gap.id: gap for gap in balances.gaps if gap.id in wanted and gap.id not in found}
    return tuple(found[key] for key in sorted(found))


def gap_items(gaps: Iterable[Gap], names: Mapping[str, Text]) -> tuple[Item, ...]:
    """What is missing, with what to do about it; ``names`` of places and streams by their id."""
    return tuple(
        Item(Text("Thiếu", "Missing"), True, by_name(gap.message, names), None, gap.remedy)
        for gap in gaps
    )


def missing(gaps: Sequence[Gap], names: Mapping[str, Text]) -> Items | None:
    """The gaps of one result, without a place of a study; None where nothing is missing."""
    if not gaps:
        return None
    return Items(
        id="gaps",
        heading=Text("Còn thiếu", "Missing"),
        sentence=say(
            "{n} khoản chưa tính được; không khoản nào coi là 0.",
            "{n} not computed; none counts as zero.",
            n=str(len(gaps)),
        ),
        items=gap_items(gaps, names),
        first=8,
    )


def gap_list(place: Place) -> Items | None:
    gaps = gaps_of(place)
    if not gaps:
        return None
    return Items(
        id=f"gaps-{place.id}",
        heading=Text("Khoảng trống", "Gaps"),
        sentence=say(
            "Số khoản chưa tính được: {n}. Không khoản nào coi là 0; tổng thiếu chúng đều ghi rõ.",
            "Not computed: {n}. None counts as zero, and totals that lack them say so.",
            n=str(len(gaps)),
        ),
        items=gap_items(gaps, place.reading.by_id),
    )


def finding_list(place: Place) -> Items | None:
    """Findings that concern the place, most severe first."""
    findings = in_order(_findings_of(place))
    if not findings:
        return None
    counts = {s: str(sum(f.severity is s for f in findings)) for s in Severity}
    return Items(
        id=f"findings-{place.id}",
        heading=Text("Phát hiện khi kiểm tra", "Findings"),
        sentence=say(
            "Lỗi: {e}; cảnh báo: {w}; thông tin: {i}.",
            "Errors: {e}; warnings: {w}; information: {i}.",
            e=counts[Severity.ERROR],
            w=counts[Severity.WARNING],
            i=counts[Severity.INFO],
        ),
        items=tuple(finding_item(finding) for finding in findings),
    )


def finding_item(finding: Finding) -> Item:
    tag = say("{s} {r}", "{s} {r}", s=word(SEVERITIES, finding.severity.value), r=finding.rule)
    where = finding.where.in_words()
    known = where if where.en != "as a whole" else None
    return Item(tag, finding.severity is not Severity.INFO, finding.message, known, finding.remedy)


def _findings_of(place: Place) -> Iterable[Finding]:
    park = place.reading.study.snapshot.park
    inside = park.below(place.node.id)
    every = (
        *place.reading.study.checks,
        *(place.year.inventory.findings if place.year.inventory else ()),
        *(place.year.balances.findings if place.year.balances else ()),
        *place.reading.study.completeness.findings,
    )
    for finding in dict.fromkeys(map(_Same, every)):
        node = finding.it.where.node
        if not node or node in inside or node not in park.by_id:
            yield finding.it


class _Same:
    """A finding that equals another with the same words at the same place."""

    def __init__(self, it: Finding) -> None:
        self.it = it

    def __hash__(self) -> int:
        return hash((self.it.rule, self.it.where, self.it.message))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it == other.it


# Sources and provenance --------------------------------------------------------------------


def facts_table(place: Place) -> Tabled | None:
    """Every fact behind the place's figures, with its source."""
    result = place.year.inventory
    if result is None:
        return None
    catalog = place.reading.study.catalog
    used = sorted({t.fact for line in place.lines for t in line.terms if t.fact})
    used += sorted({f"gwp.{result.value.gwp_set}.{n.gas}" for n in place.lines if n.gas != "CO2e"})
    facts: list[Fact] = []
    for fact_id in used:
        try:
            facts.append(catalog.known(fact_id))
        except FactError:
            continue
    if not facts:
        return None
    unverified = sum(not fact.verified for fact in facts)
    rows = [_fact_row(place, fact) for fact in facts]
    return Tabled(
        id=f"facts-{place.id}",
        heading=Text("Hệ số đã dùng và nguồn", "Facts used and their sources"),
        sentence=say(
            "{n} hệ số; {u} hệ số chưa đối chiếu với bản gốc được đánh dấu ⚠.",
            "{n} facts; {u} not yet checked against the original are marked ⚠.",
            n=str(len(facts)),
            u=str(unverified),
        ),
        table=Table(
            (
                Column(Text("Hệ số", "Fact")),
                Column(Text("Giá trị", "Value"), right=True),
                Column(Text("Đơn vị", "Unit")),
                Column(Text("Nguồn", "Source")),
                Column(Text("Độ tin cậy", "Confidence")),
            ),
            tuple(rows),
        ),
        folded=True,
    )


def _fact_row(place: Place, fact: Fact) -> Row:
    catalog = place.reading.study.catalog
    source = catalog.sources.get(fact.source)
    document = same_in_both(source.document) if source and source.document else None
    title = document or (source.title if source else same_in_both(fact.source))
    locator = f", {fact.locator}" if fact.locator else ""
    mark = "" if fact.verified else " ⚠"
    return Row(
        (
            fact_name(catalog, fact),
            exact(fact.value),
            unit_words(fact.unit),
            Text(f"{title.vi}{locator}", f"{title.en}{locator}"),
            same_in_both(f"{fact.confidence}{mark}"),
        )
    )


def provenance_of(place: Place) -> Described:
    """What the figures were computed from, so that they can be computed again."""
    study = place.reading.study
    pairs: list[tuple[Text, Text, bool]] = [
        (Text("Sổ cái (SHA-256)", "Ledger (SHA-256)"), same_in_both(study.snapshot.hash), True),
        (
            Text("Số mục trong sổ cái", "Ledger entries"),
            number(float(len(study.snapshot.entries)), 12),
            False,
        ),
        (
            Text("Danh mục hệ số", "Catalog"),
            same_in_both(f"{study.catalog.version} · {study.catalog.hash}"),
            True,
        ),
    ]
    results = [r.provenance for r in (place.year.inventory, place.year.balances) if r is not None]
    for provenance in (*results, study.completeness.provenance):
        pairs.append((word(ANALYSES, provenance.analysis), _analysis_words(provenance), False))
    return Described(
        f"provenance-{place.id}",
        Text("Phương pháp và nguồn gốc", "Method and provenance"),
        tuple(pairs),
    )


def _analysis_words(provenance: Provenance) -> Text:
    said = [f"{name} = {_plain(value)}" for name, value in sorted(provenance.parameters.items())]
    listed = "; ".join(said) or "—"
    return say(
        "bản {v}; {n} mục; {p}",
        "version {v}; {n} entries; {p}",
        v=provenance.version,
        n=number(float(provenance.entries_count), 12),
        p=listed,
    )


def _plain(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "—"
    return str(value)
