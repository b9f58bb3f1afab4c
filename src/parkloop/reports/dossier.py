"""The registration dossier: registration, operation report, self-assessment with evidence."""

from __future__ import annotations

from datetime import date

from parkloop.analyses.assessment.model import Assessment, CriterionResult, EvidenceState, Verdict
from parkloop.analyses.assessment.results import PILLARS, scheme_result
from parkloop.catalog.procedures import Procedure
from parkloop.provenance import Result, content_hash
from parkloop.reports.document import Block, Document, Heading, Paragraph, Rows, Signatures
from parkloop.reports.numbers import number, unit_words
from parkloop.texts import Text, same_in_both

PILLAR_WORDS = {
    "economic": Text("Kinh tế", "Economic"),
    "environment": Text("Môi trường", "Environment"),
    "management": Text("Quản lý", "Management"),
    "social": Text("Xã hội", "Social"),
}
_NO_CAPTION = same_in_both("–")
EVIDENCE_WORDS = {
    "attached": Text("đã có", "attached"),
    "expired": Text("hết hạn", "expired"),
    "missing": Text("còn thiếu", "missing"),
}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "given": ""}
_HEADER = (
    Text("Tiêu chí", "Criterion"),
    Text("Nội dung", "What is asked"),
    Text("Giá trị / ngưỡng", "Value / limit"),
    Text("Kết luận", "Verdict"),
    Text("Giải trình, phần còn thiếu", "Explanation, what is short"),
    Text("Minh chứng", "Evidence"),
)
#: What the operation report tells of a park: properties of the register in their order.
_REPORTED = (
    "area-total", "area-industrial", "occupancy-share", "tenants-licensed", "tenants-operating",
    "workers-total", "service-power", "service-water", "service-wastewater",
)  # fmt: skip


def dossier(
    found: Result[Assessment], scheme: str, subject: str, procedure: Procedure, day: date
) -> Document:
    """All parts of a dossier in one document, for the subject's case."""
    register = found.value.register
    whole = scheme_result(found.value, scheme, subject)
    name = register.snapshot.park.node(subject).name
    share = whole.share
    label = register.period.label(register.snapshot.park.zone)
    blocks: list[Block] = [
        Heading(Text("1. Văn bản đăng ký", "1. Registration"), 1),
        Paragraph(
            Text(
                f"{name.vi} đăng ký: {procedure.title.vi}.",
                f"{name.en} applies for: {procedure.title.en}.",
            )
        ),
        Paragraph(whole.scheme.title),
        _papers(procedure),
        Heading(Text("2. Báo cáo hoạt động", "2. Operation report"), 1),
        _report(found.value, subject),
        Heading(Text("3. Tự đánh giá theo từng tiêu chí", "3. Self-assessment by criterion"), 1),
        Paragraph(
            Text(
                f"Kỳ {label}: {whole.verdict.words.vi}. {share.met} tiêu chí đạt trên "
                f"{share.applicable} tiêu chí áp dụng; {share.not_assessable} chưa đánh giá được.",
                f"Period {label}: {whole.verdict.words.en}. {share.met} criteria met of "
                f"{share.applicable} that apply; {share.not_assessable} not assessable.",
            )
        ),
    ]
    for pillar in PILLARS:
        mine = [one for one in whole.criteria if one.criterion.pillar == pillar]
        if mine:
            blocks.append(Heading(PILLAR_WORDS[pillar], 2))
            blocks.append(_criteria(mine))
    blocks += _unchecked(whole.criteria)
    blocks.append(
        Signatures((Text("Người lập", "Prepared by"), Text("Người đại diện", "For the applicant")))
    )
    fingerprint = content_hash(found.provenance.as_dict())
    return Document(procedure.title, name, day, tuple(blocks), fingerprint)


def _papers(procedure: Procedure) -> Rows:
    """What the applicant brings when it submits, and in how many sets."""
    first = procedure.transitions[0]
    asked = (*first.needs, "other")
    rows = tuple(
        (one.name, same_in_both(str(one.copies))) for one in procedure.documents if one.id in asked
    )
    header = (Text("Thành phần hồ sơ", "Part of the dossier"), Text("Số bộ", "Sets"))
    return Rows(_NO_CAPTION, header, rows, widths=(85, 15))


def _report(value: Assessment, subject: str) -> Rows:
    """What the register tells of the subject; what it does not is said."""
    register = value.register
    book = register.catalog.rulebook.properties
    park = subject in register.places.parks
    names = register.places.parks if park else register.places.enterprises
    place, kind = names.index(subject), "park" if park else "enterprise"
    rows = []
    for name in _REPORTED if park else ("employees", "recp-applied"):
        known = book[name]
        held = float(register.held(kind, name)[place])
        if held != held:
            words = Text("chưa khai", "not stated")
        elif known.kind == "state":
            words = Text("có", "yes") if held >= 1 else Text("không", "no")
        else:
            shown, unit = number(held), unit_words(known.unit)
            plain = known.unit in ("", "1")
            words = shown if plain else Text(f"{shown.vi} {unit.vi}", f"{shown.en} {unit.en}")
        rows.append((known.name, words))
    header = (Text("Nội dung", "What"), Text("Giá trị", "Value"))
    return Rows(_NO_CAPTION, header, tuple(rows), widths=(65, 35))


def _criteria(results: list[CriterionResult]) -> Rows:
    rows = tuple(
        (
            same_in_both(f"{one.criterion.id}\n{one.criterion.clause}".strip()),
            one.criterion.name,
            _value(one),
            one.verdict.words,
            one.reason or one.gap or same_in_both("–"),
            _evidence(one.evidence),
        )
        for one in results
    )
    marks = tuple(
        "" if one.verdict is Verdict.NOT_APPLICABLE else one.verdict.value for one in results
    )
    return Rows(_NO_CAPTION, _HEADER, rows, widths=(14, 26, 15, 11, 21, 24), marks=marks)


def _value(one: CriterionResult) -> Text:
    unit = "" if one.unit == "1" else f" {one.unit}"
    shown = number(one.value) if one.value is not None else Text("–", "–")
    if one.limit is None:
        return Text(f"{shown.vi}{unit}", f"{shown.en}{unit}")
    sign = SIGNS[one.limit_used.op] if one.limit_used else "≥"
    limit = number(one.limit)
    return Text(
        f"{shown.vi}{unit} / {sign} {limit.vi}{unit}", f"{shown.en}{unit} / {sign} {limit.en}{unit}"
    )


def _evidence(states: tuple[EvidenceState, ...]) -> Text:
    if not states:
        return same_in_both("–")
    parts = []
    for one in states:
        state = EVIDENCE_WORDS[one.state]
        more_vi = (
            f" ({one.held}/{one.asked})" if one.asked else f" đến {one.until}" if one.until else ""
        )
        more_en = (
            f" ({one.held}/{one.asked})" if one.asked else f" to {one.until}" if one.until else ""
        )
        parts.append(
            Text(f"{one.name.vi}: {state.vi}{more_vi}", f"{one.name.en}: {state.en}{more_en}")
        )
    return Text("; ".join(p.vi for p in parts), "; ".join(p.en for p in parts))


def _unchecked(results: tuple[CriterionResult, ...]) -> list[Block]:
    """Criteria whose wording or limit nobody compared with the law's text."""
    names = [one.criterion.id for one in results if not one.criterion.verified]
    if not names:
        return []
    shown = ", ".join(sorted(names))
    return [
        Paragraph(
            Text(
                f"Ngưỡng hoặc nội dung chưa đối chiếu với văn bản gốc: {shown}.",
                f"Limit or content not compared with the original text: {shown}.",
            ),
            quiet=True,
        )
    ]
