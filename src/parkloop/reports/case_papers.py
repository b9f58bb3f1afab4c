"""Papers that a board writes in a case: letters of consultation, evaluation report, decision.

They are drawn up from what was handed in and from what happened, never from the ledger as it is
now. Numbers of letters and signatures are left to the people who sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from parkloop.analyses.assessment.model import Verdict
from parkloop.catalog.indicators import Agency
from parkloop.catalog.procedures import Procedure
from parkloop.procedures.clock import ClockState, Reading
from parkloop.procedures.machine import Event
from parkloop.reports.document import (
    Block,
    Cell,
    Document,
    Heading,
    Items,
    Letterhead,
    Paragraph,
    Rows,
    Signatures,
    day_words,
)
from parkloop.reports.dossier import SIGNS, evidence_words
from parkloop.reports.numbers import number
from parkloop.texts import Text, same_in_both

CLOCK_WORDS: Final = {
    ClockState.NOT_STARTED: Text("chưa bắt đầu", "not started"),
    ClockState.RUNNING: Text("đang chạy", "running"),
    ClockState.PAUSED: Text("tạm dừng", "paused"),
    ClockState.OVERDUE: Text("quá hạn", "overdue"),
    ClockState.DONE: Text("đúng hạn", "done in time"),
    ClockState.DONE_LATE: Text("trễ hạn", "done late"),
    ClockState.UNKNOWN: Text("chưa rõ thời hạn", "term not known"),
}
STANCE_WORDS: Final = {
    "agrees": Text("đồng ý", "agrees"),
    "disagrees": Text("không đồng ý", "disagrees"),
    "asks": Text("yêu cầu bổ sung", "asks for evidence"),
}
ACTOR_WORDS: Final = {
    "operator": Text("chủ đầu tư", "operator"),
    "enterprise": Text("doanh nghiệp", "enterprise"),
    "board": Text("ban quản lý", "board"),
    "committee": Text("Ủy ban nhân dân", "People's Committee"),
    "ministries": Text("các bộ", "ministries"),
    "departments": Text("các sở", "departments"),
}
_NO_CAPTION = same_in_both("–")
_NONE = same_in_both("–")
_FILED = Text("Lưu hồ sơ.", "Files.")
_DRAFT = Text(
    "Bản do hệ thống lập từ hồ sơ; số văn bản và chữ ký do người ký điền.",
    "Drawn up from the case; the number of the letter and the signature are left to who signs.",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion as it was handed in: value, limit, verdict, what is short, evidence."""

    id: str
    name: Text
    verdict: Verdict
    value: float | None
    limit: float | None
    sign: str
    unit: str
    gap: Text | None
    evidence: tuple[tuple[Text, str, str], ...]


@dataclass(frozen=True, slots=True)
class Given:
    """An opinion that an agency gave on a criterion in a round."""

    agency: str
    criterion: str
    stance: str
    comment: str
    round: int
    day: date


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What papers of a case are drawn up from; ``law`` names the act that the procedure follows."""

    number: int
    procedure: Procedure
    law: Text
    applicant: Text
    board: Text
    year: int
    criteria: tuple[Judged, ...]
    events: tuple[Event, ...]
    opinions: tuple[Given, ...]
    agencies: tuple[Agency, ...]
    readings: tuple[Reading, ...]
    fingerprint: str = ""

    def day_of(self, event: str) -> date | None:
        """The day of the last event of this name."""
        return next((one.day for one in reversed(self.events) if one.event == event), None)

    def due(self, actor: str) -> Reading | None:
        """The clock that runs for an actor, if there is one."""
        return next((one for one in self.readings if one.clock.actor == actor), None)

    def newest(self) -> Mapping[tuple[str, str], Given]:
        """(agency, criterion) → the opinion of the last round."""
        return {(one.agency, one.criterion): one for one in self.opinions}

    @property
    def silent(self) -> tuple[Agency, ...]:
        """Agencies that were asked and have said nothing."""
        heard = {one.agency for one in self.opinions}
        return tuple(one for one in self.agencies if one.id not in heard)


def judged(content: Mapping[str, object]) -> Judged:
    """A criterion from the frozen content of a case."""
    raw: dict = dict(content)  # type: ignore[type-arg]
    gap = raw["gap"]
    return Judged(
        id=raw["id"],
        name=_words(raw["name"]),
        verdict=Verdict(raw["verdict"]),
        value=raw["value"],
        limit=raw["limit"],
        sign=SIGNS[raw.get("op") or "ge"],
        unit=raw["unit"],
        gap=_words(gap) if gap else None,
        evidence=tuple((_words(e["name"]), e["state"], e["until"]) for e in raw["evidence"]),
    )


def _words(raw: Mapping[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])


def consultation_letter(case: CaseFacts, agency: Agency, day: date) -> Document:
    """The board's letter to one agency: what was received, what is asked, until when."""
    name, title = case.applicant, case.procedure.title
    complete = case.day_of("accept") or day
    blocks: list[Block] = [
        Paragraph(Text(f"Kính gửi: {agency.name.vi}", f"To: {agency.name.en}")),
        Paragraph(
            Text(
                f"Ngày {_vi(complete)}, {case.board.vi} đã nhận đủ hồ sơ hợp lệ của {name.vi} về: "
                f"{title.vi} ({case.law.vi}). Số liệu của hồ sơ là của năm {case.year}.",
                f"On {_en(complete)} {case.board.en} received the complete dossier of {name.en} "
                f"for: {title.en} ({case.law.en}). Its figures are those of {case.year}.",
            )
        ),
        Paragraph(
            Text(
                f"Đề nghị {agency.name.vi} cho ý kiến về từng tiêu chí dưới đây.",
                f"{agency.name.en} is asked for its opinion on each of the criteria below.",
            )
        ),
        *_until(case),
        Heading(Text("Hồ sơ kèm theo", "Enclosed"), 2),
        Items(tuple(_enclosed(case.procedure))),
        Heading(Text("Tiêu chí xin ý kiến", "Criteria on which an opinion is asked"), 2),
        _asked(case),
        Paragraph(_DRAFT, quiet=True),
        Signatures((case.board,), (agency.name, _FILED)),
    ]
    paper = case.procedure.document("consultation-letter")
    return _paper(paper.name, case, day, blocks, case.board)


def _until(case: CaseFacts) -> Iterator[Paragraph]:
    """Until when an answer is asked for; a term nobody has checked says so."""
    found = case.due("ministries") or case.due("departments")
    if found is None or found.due is None:
        return
    term = found.clock.duration
    unit = Text("ngày làm việc", "working days") if "work" in term.unit else Text("ngày", "days")
    yield Paragraph(
        Text(
            f"Văn bản trả lời xin gửi trước hết ngày {_vi(found.due)} ({term.days} {unit.vi}).",
            f"The answer is asked for by {_en(found.due)} ({term.days} {unit.en}).",
        )
    )
    if not term.verified:
        yield Paragraph(
            Text(
                "Thời hạn này chưa đối chiếu với văn bản.",
                "This term was not checked in the law's text.",
            ),
            quiet=True,
        )


def _enclosed(procedure: Procedure) -> Iterator[Text]:
    for name in procedure.transition("submit").needs:
        paper = procedure.document(name)
        yield paper.name


def _asked(case: CaseFacts) -> Rows:
    header = (
        Text("Tiêu chí", "Criterion"),
        Text("Nội dung", "What is asked"),
        Text("Giá trị / ngưỡng", "Value / limit"),
        Text("Tự đánh giá", "Applicant's verdict"),
        Text("Minh chứng", "Evidence"),
        Text("Ý kiến", "Opinion"),
    )
    rows = tuple(
        (one.id, one.name, _value(one), _verdict(one), _evidence(one), "") for one in case.criteria
    )
    return Rows(
        _NO_CAPTION, header, rows, widths=(14, 26, 15, 18, 22, 16), marks=_marks(case.criteria)
    )


def evaluation_report(case: CaseFacts, day: date, remarks: str = "") -> Document:
    """What the board lays before who decides: terms, opinions on each criterion, what is open."""
    against = tuple(_against(case))
    nothing = Text(
        "Mọi tiêu chí đều đạt theo tự đánh giá, không cơ quan nào không đồng ý hay chờ bổ sung.",
        "Every criterion is met by the self-assessment; no agency disagrees or waits for evidence.",
    )
    blocks: list[Block] = [
        Paragraph(
            Text(
                f"{case.board.vi} báo cáo kết quả thẩm định hồ sơ của {case.applicant.vi} về: "
                f"{case.procedure.title.vi} ({case.law.vi}).",
                f"{case.board.en} reports on the dossier of {case.applicant.en} for: "
                f"{case.procedure.title.en} ({case.law.en}).",
            )
        ),
        Heading(Text("1. Diễn biến và thời hạn", "1. What happened, and the terms"), 1),
        _happened(case),
        _terms(case),
        Heading(Text("2. Ý kiến theo từng tiêu chí", "2. Opinions on each criterion"), 1),
        _opinions(case),
        *_unheard(case),
        Heading(Text("3. Điều còn vướng", "3. What stands against"), 1),
        Items(against) if against else Paragraph(nothing),
        Heading(Text("4. Nhận xét của ban quản lý", "4. Remarks of the board"), 1),
        Paragraph(same_in_both(remarks) if remarks.strip() else _NOT_SAID),
        Paragraph(_DRAFT, quiet=True),
        Signatures((Text("Người lập", "Prepared by"), case.board)),
    ]
    paper = case.procedure.document("evaluation-report")
    return _paper(paper.name, case, day, blocks, case.board)


def _paper(name: Text, case: CaseFacts, day: date, blocks: list[Block], issuer: Text) -> Document:
    return Document(
        name, _about(case), day, tuple(blocks), case.fingerprint, head=Letterhead(issuer)
    )


_NOT_SAID: Final = Text("Không có nhận xét thêm.", "No further remarks.")


def _happened(case: CaseFacts) -> Rows:
    names = {one.event: one.name for one in case.procedure.transitions}
    rows = tuple(
        (
            _day(one.day),
            ACTOR_WORDS.get(one.actor, same_in_both(one.actor)),
            names.get(one.event, same_in_both(one.event)),
            one.reason or "–",
        )
        for one in case.events
    )
    header = (
        Text("Ngày", "Day"),
        Text("Ai", "Who"),
        Text("Việc", "What"),
        Text("Lý do", "Reasons"),
    )
    return Rows(_NO_CAPTION, header, rows, widths=(14, 18, 34, 34))


def _terms(case: CaseFacts) -> Rows:
    rows: list[tuple[Cell, ...]] = []
    for one in case.readings:
        if one.state is ClockState.NOT_STARTED:
            continue
        name = one.clock.name
        note = "" if one.clock.duration.verified else " (*)"
        rows.append(
            (
                Text(f"{one.clock.id} {name.vi}{note}", f"{one.clock.id} {name.en}{note}"),
                _day(one.due),
                _day(one.done),
                CLOCK_WORDS[one.state],
            )
        )
    header = (
        Text("Bước; (*) thời hạn chưa đối chiếu", "Step; (*) term not checked in the law"),
        Text("Chậm nhất", "Due"),
        Text("Xong ngày", "Done"),
        Text("Tình trạng", "State"),
    )
    return Rows(_NO_CAPTION, header, tuple(rows), widths=(46, 18, 18, 18))


def _opinions(case: CaseFacts) -> Rows:
    names = {one.id: one.name for one in case.agencies}
    newest = case.newest()
    rows: list[tuple[Cell, ...]] = []
    for one in case.criteria:
        said = [given for (_, criterion), given in newest.items() if criterion == one.id]
        parts = [_opinion(names.get(given.agency, same_in_both(given.agency)), given)
                 for given in said]  # fmt: skip
        joined = _lines(parts) if parts else _NONE
        rows.append((one.id, one.name, _value(one), _verdict(one), joined))
    header = (
        Text("Tiêu chí", "Criterion"),
        Text("Nội dung", "What is asked"),
        Text("Giá trị / ngưỡng", "Value / limit"),
        Text("Tự đánh giá", "Applicant's verdict"),
        Text("Ý kiến của các cơ quan", "Opinions of the agencies"),
    )
    return Rows(
        _NO_CAPTION, header, tuple(rows), widths=(14, 26, 15, 19, 37), marks=_marks(case.criteria)
    )


def _lines(parts: list[Text]) -> Text:
    return Text("\n".join(p.vi for p in parts), "\n".join(p.en for p in parts))


def _opinion(agency: Text, given: Given) -> Text:
    stance, comment = STANCE_WORDS[given.stance], f": {given.comment}" if given.comment else ""
    return Text(
        f"{agency.vi} (vòng {given.round}): {stance.vi}{comment}",
        f"{agency.en} (round {given.round}): {stance.en}{comment}",
    )


def _unheard(case: CaseFacts) -> Iterator[Paragraph]:
    if case.silent:
        yield Paragraph(
            Text(
                "Chưa có ý kiến của: " + "; ".join(one.name.vi for one in case.silent) + ".",
                "Nothing was heard from: " + "; ".join(one.name.en for one in case.silent) + ".",
            )
        )


def _against(case: CaseFacts) -> Iterator[Text]:
    """What somebody who decides has to know: open criteria, agencies that do not agree."""
    for one in case.criteria:
        if one.verdict not in (Verdict.MET, Verdict.NOT_APPLICABLE):
            verdict = _verdict(one)
            yield Text(
                f"{one.id} {one.name.vi}: {verdict.vi}", f"{one.id} {one.name.en}: {verdict.en}"
            )
    names = {one.id: one.name for one in case.agencies}
    for given in case.newest().values():
        if given.stance != "agrees":
            said = _opinion(names.get(given.agency, same_in_both(given.agency)), given)
            yield Text(f"{given.criterion}: {said.vi}", f"{given.criterion}: {said.en}")


def decision_paper(
    case: CaseFacts, event: Event, decides: Text, certificate: str = "", until: date | None = None
) -> Document:
    """The decision on a case: a certificate, a refusal or a revocation, with its reasons."""
    holder = case.applicant
    proposed = case.day_of("propose")
    considered = Text(
        f"Xét hồ sơ số {case.number} của {holder.vi} về: {case.procedure.title.vi}",
        f"Having considered case {case.number} of {holder.en} for: {case.procedure.title.en}",
    )
    if proposed:
        considered = Text(
            f"{considered.vi}; báo cáo thẩm định của {case.board.vi} ngày {_vi(proposed)}",
            f"{considered.en}; the evaluation report of {case.board.en} of {_en(proposed)}",
        )
    on_what = (
        Text(f"Căn cứ {case.law.vi};", f"Having regard to {case.law.en};"),
        Text(f"{considered.vi}.", f"{considered.en}."),
    )
    blocks: list[Block] = [Paragraph(words) for words in on_what]
    blocks.append(Heading(Text("QUYẾT ĐỊNH", "DECIDES"), 2))
    articles = [_decided(case, event)]
    if certificate and until:
        articles.append(
            Text(
                f"Giấy chứng nhận số {certificate}, có hiệu lực đến hết ngày {_vi(until)}.",
                f"Certificate {certificate}, valid to {_en(until)}.",
            )
        )
    if event.reason.strip():
        articles.append(Text(f"Lý do: {event.reason}", f"Reasons: {event.reason}"))
    articles.append(
        Text(
            f"{case.board.vi} và {holder.vi} chịu trách nhiệm thi hành quyết định này.",
            f"{case.board.en} and {holder.en} carry out this decision.",
        )
    )
    blocks += [
        Paragraph(Text(f"Điều {number}. {words.vi}", f"Article {number}. {words.en}"))
        for number, words in enumerate(articles, start=1)
    ]
    blocks += [
        Paragraph(_DRAFT, quiet=True),
        Signatures((decides,), (holder, case.board, _FILED)),
    ]
    paper = case.procedure.document("decision")
    return _paper(paper.name, case, event.day, blocks, decides)


def _decided(case: CaseFacts, event: Event) -> Text:
    """The first article: what is decided."""
    holder, title = case.applicant, case.procedure.title
    words = {
        "certify": Text(f"{title.vi} cho {holder.vi}.", f"{title.en}: issued to {holder.en}."),
        "refuse": Text(
            f"Từ chối đề nghị của {holder.vi} về việc: {title.vi}.",
            f"The application of {holder.en} is refused: {title.en}.",
        ),
        "revoke": Text(
            f"Thu hồi giấy chứng nhận đã cấp cho {holder.vi}.",
            f"The certificate issued to {holder.en} is revoked.",
        ),
    }
    act = case.procedure.transition(event.event).name
    return words.get(event.event, Text(f"{act.vi}: {holder.vi}.", f"{act.en}: {holder.en}."))


def _about(case: CaseFacts) -> Text:
    return Text(
        f"{case.applicant.vi} · hồ sơ số {case.number}",
        f"{case.applicant.en} · case {case.number}",
    )


def _marks(criteria: tuple[Judged, ...]) -> tuple[str, ...]:
    return tuple(
        "" if one.verdict is Verdict.NOT_APPLICABLE else one.verdict.value for one in criteria
    )


def _verdict(one: Judged) -> Text:
    words = one.verdict.words
    if one.gap is None:
        return words
    return Text(f"{words.vi}: {one.gap.vi}", f"{words.en}: {one.gap.en}")


def _value(one: Judged) -> Text:
    unit = "" if one.unit == "1" else f"\u00a0{one.unit}"
    shown = number(one.value) if one.value is not None else _NONE
    if one.limit is None:
        return Text(f"{shown.vi}{unit}", f"{shown.en}{unit}")
    limit = number(one.limit)
    return Text(
        f"{shown.vi}{unit} / {one.sign}\u00a0{limit.vi}{unit}",
        f"{shown.en}{unit} / {one.sign}\u00a0{limit.en}{unit}",
    )


def _evidence(one: Judged) -> Text:
    if not one.evidence:
        return _NONE
    parts = [evidence_words(name, state, until) for name, state, until in one.evidence]
    return Text("; ".join(p.vi for p in parts), "; ".join(p.en for p in parts))


def _day(day: date | None) -> Text:
    return _NONE if day is None else Text(_vi(day), _en(day))


def _vi(day: date) -> str:
    return day_words(day).vi


def _en(day: date) -> str:
    return day_words(day).en
