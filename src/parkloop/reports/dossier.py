"""The registration dossier: registration, operation report, self-assessment with evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

from parkloop.analyses.assessment.model import Assessment, CriterionResult, EvidenceState, Verdict
from parkloop.analyses.assessment.results import PILLARS, scheme_result
from parkloop.catalog.procedures import Procedure
from parkloop.catalog.rulebook import RegisterProperty
from parkloop.provenance import Result, content_hash
from parkloop.reports.document import (
    Block,
    Document,
    Heading,
    Letterhead,
    PageBreak,
    Paragraph,
    Rows,
    Signatures,
    day_words,
)
from parkloop.reports.numbers import number, unit_words
from parkloop.texts import Text, same_in_both

PILLAR_WORDS = {
    "economic": Text("Kinh tế", "Economic"),
    "environment": Text("Môi trường", "Environment"),
    "management": Text("Quản lý", "Management"),
    "social": Text("Xã hội", "Social"),
}
_NO_CAPTION = same_in_both("–")
_UNSTATED = Text("chưa khai", "not stated")
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
#: Who applies, for the registration: properties of the register in their order.
_APPLICANT = (
    "developer-name", "developer-code", "developer-tax-code", "developer-address",
    "developer-form", "representative", "project-name", "project-decision",
)  # fmt: skip
#: What the operation report tells of a park, and of an enterprise.
_REPORTED = (
    "area-total", "area-industrial", "area-green", "area-traffic", "area-technical",
    "area-social", "occupancy-share", "tenants-licensed", "tenants-operating", "workers-total",
    "workers-local", "service-power", "service-water", "service-information", "service-fire",
    "service-wastewater", "service-symbiosis", "housing-description", "amenities-description",
    "compliance-summary", "symbiosis-description", "symbiosis-support", "energy-management",
)  # fmt: skip
_OF_ENTERPRISE = ("employees", "production", "recp-applied", "recp-model")
_ARTICLE = re.compile(r"art\. (\d+)(?:\((\d+)\))?(?:\((\w+)\))?")


def dossier(
    found: Result[Assessment], scheme: str, subject: str, procedure: Procedure, day: date
) -> Document:
    """All parts of a dossier in one document, for the subject's case."""
    register = found.value.register
    whole = scheme_result(found.value, scheme, subject)
    name = register.snapshot.park.node(subject).name
    issuer = same_in_both(_said(found.value, subject, "developer-name") or "–")
    issuer = name if issuer.vi == "–" else issuer
    share, of_park = whole.share, subject in register.places.parks
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
        _told(found.value, subject, _APPLICANT),
        Heading(Text("Thành phần hồ sơ", "Parts of the dossier"), 2),
        _papers(procedure),
        PageBreak(),
        Heading(Text("2. Báo cáo hoạt động", "2. Operation report"), 1),
        Paragraph(
            Text(
                f"Tình hình của {name.vi}, kỳ {label}, theo sổ đăng ký.",
                f"{name.en} in {label}, by the register.",
            )
        ),
        _told(found.value, subject, _REPORTED if of_park else _OF_ENTERPRISE),
        PageBreak(),
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
    title = Text(
        f"Hồ sơ đề nghị {_small(procedure.title.vi)}",
        f"Application: {_small(procedure.title.en)}",
    )
    return Document(title, name, day, tuple(blocks), fingerprint, head=Letterhead(issuer))


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _papers(procedure: Procedure) -> Rows:
    """What the applicant brings when it submits, and in how many sets."""
    first = procedure.transitions[0]
    asked = (*first.needs, "other")
    rows = tuple(
        (one.name, same_in_both(str(one.copies))) for one in procedure.documents if one.id in asked
    )
    header = (Text("Thành phần hồ sơ", "Part of the dossier"), Text("Số bộ", "Sets"))
    return Rows(_NO_CAPTION, header, rows, widths=(85, 15))


def _told(value: Assessment, subject: str, properties: Sequence[str]) -> Rows:
    """What the register tells of the subject; what it does not is said."""
    book = value.register.catalog.rulebook.properties
    rows = tuple((book[name].name, _known(value, subject, book[name])) for name in properties)
    header = (Text("Nội dung", "What"), Text("Giá trị", "Value"))
    return Rows(_NO_CAPTION, header, rows, widths=(45, 55))


def _known(value: Assessment, subject: str, known: RegisterProperty) -> Text:
    """A property of the subject in words."""
    register = value.register
    park = subject in register.places.parks
    names = register.places.parks if park else register.places.enterprises
    place, kind = names.index(subject), "park" if park else "enterprise"
    if known.kind == "text":
        words = _said(value, subject, known.id)
        return same_in_both(words) if words else _UNSTATED
    held = float(register.held(kind, known.id)[place])
    if held != held:
        return _UNSTATED
    if known.kind == "state":
        return Text("có", "yes") if held >= 1 else Text("không", "no")
    shown, unit = number(held), unit_words(known.unit)
    plain = known.unit in ("", "1")
    return shown if plain else Text(f"{shown.vi}\u00a0{unit.vi}", f"{shown.en}\u00a0{unit.en}")


def _said(value: Assessment, subject: str, name: str) -> str:
    """The newest words of the subject on a property; empty where there are none."""
    register = value.register
    rows = register.snapshot.observations.filter(
        (pl.col("property") == name)
        & (pl.col("to_node") == subject)
        & (pl.col("start") < register.period.end)
        & (pl.col("text") != "")
    ).sort("end", "start")
    return "" if rows.is_empty() else str(rows.get_column("text")[-1])


def clause_words(clause: str) -> Text:
    """Where a criterion stands: art. 37(1)(a) is “điểm a khoản 1 điều 37” in Vietnamese."""
    found = _ARTICLE.fullmatch(clause)
    if found is None:
        return same_in_both(clause or "–")
    article, paragraph, point = found.groups()
    parts = [f"điểm {point}" if point else "", f"khoản {paragraph}" if paragraph else ""]
    return Text(" ".join([*filter(None, parts), f"điều {article}"]), clause)


def evidence_words(name: Text, state: str, until: str, more: str = "") -> Text:
    """A document, its state, and to which day it is or was in force."""
    words = EVIDENCE_WORDS[state]
    said = Text(f"{name.vi}: {words.vi}{more}", f"{name.en}: {words.en}{more}")
    if more or not until:
        return said
    day, past = day_words(date.fromisoformat(until)), state == "expired"
    return Text(
        f"{said.vi} {'ngày' if past else 'đến'} {day.vi}",
        f"{said.en} {'on' if past else 'to'} {day.en}",
    )


def _criteria(results: list[CriterionResult]) -> Rows:
    rows = tuple(
        (
            _name(one),
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
    return Rows(_NO_CAPTION, _HEADER, rows, widths=(17, 24, 14, 11, 21, 24), marks=marks)


def _name(one: CriterionResult) -> Text:
    clause = clause_words(one.criterion.clause)
    return Text(f"{one.criterion.id}\n{clause.vi}", f"{one.criterion.id}\n{clause.en}")


def _value(one: CriterionResult) -> Text:
    unit = "" if one.unit == "1" else f"\u00a0{one.unit}"
    shown = number(one.value) if one.value is not None else Text("–", "–")
    if one.limit is None:
        return Text(f"{shown.vi}{unit}", f"{shown.en}{unit}")
    sign = SIGNS[one.limit_used.op] if one.limit_used else "≥"
    limit = number(one.limit)
    return Text(
        f"{shown.vi}{unit} / {sign}\u00a0{limit.vi}{unit}",
        f"{shown.en}{unit} / {sign}\u00a0{limit.en}{unit}",
    )


def _evidence(states: tuple[EvidenceState, ...]) -> Text:
    if not states:
        return same_in_both("–")
    parts = [
        evidence_words(
            one.name, one.state, one.until, f" ({one.held}/{one.asked})" if one.asked else ""
        )
        for one in states
    ]
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
