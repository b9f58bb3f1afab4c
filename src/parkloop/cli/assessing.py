"""`parkloop assess` and `parkloop register`: schemes of criteria, and what they ask of a park."""

from __future__ import annotations

from pathlib import Path

import click

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.model import Assessment, CriterionResult, SchemeResult
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.assessment.results import scheme_result
from parkloop.analyses.assessment.sidebyside import turns
from parkloop.analyses.assessment.whatif import intended
from parkloop.catalog.catalog import Catalog
from parkloop.cli.common import Voice, json_option, pass_voice, workspace_option
from parkloop.errors import RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.output import write_whole
from parkloop.io.register_form import write_register_form
from parkloop.io.workspace import Workspace
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import reporting_year
from parkloop.provenance import Plain, Result
from parkloop.reports.numbers import number
from parkloop.texts import Text

_DEFAULT_SCHEME = "VN-35"


@click.command("assess")
@click.argument("subject", required=False)
@workspace_option
@click.option("--scheme", "schemes", multiple=True, help="A scheme; repeatable (default: VN-35).")
@click.option("--year", "years", type=int, multiple=True, help="Reporting year; repeatable.")
@click.option(
    "--population",
    type=click.Choice(["operating", "licensed"]),
    help="Whose share a percentage is of (default: as the scheme says).",
)
@click.option("--intended", type=int, help="Also: with the plans of so many years ahead.")
@click.option("--explain", "criterion", help="Open one criterion down to entries and facts.")
@click.option("--list", "listing", is_flag=True, help="List the schemes of the catalog.")
@click.option("--depth", default=4, show_default=True, help="How many levels to open.")
@json_option
@pass_voice
def assess(
    voice: Voice,
    /,
    subject: str | None,
    workspace: Path,
    schemes: tuple[str, ...],
    years: tuple[int, ...],
    population: str | None,
    intended: int | None,
    criterion: str | None,
    depth: int,
    *,
    listing: bool,
    as_json: bool,
) -> None:
    """Assess a park or an enterprise against one or more schemes of criteria."""
    place = Workspace.open(workspace)
    if listing:
        _list_schemes(voice, place.catalog, as_json=as_json)
        return
    if not years:
        raise RequestError(
            Text("Hãy nêu năm: --year 2025.", "Name the year: --year 2025."),
        )
    snapshot = place.ledger().snapshot()
    run = _Run(
        voice, place.catalog, snapshot, subject or "", schemes or (_DEFAULT_SCHEME,), population
    )
    found = [run.assess(snapshot, year) for year in sorted(years)]
    planned = run.intended(max(years), intended) if intended else None
    if as_json:
        voice.data(run.document(found, planned))
    elif criterion:
        run.explain(found[-1], criterion, depth)
    else:
        run.say(found, planned)


class _Run:
    """What was asked for, and how it is told."""

    def __init__(
        self,
        voice: Voice,
        catalog: Catalog,
        snapshot: Snapshot,
        subject: str,
        schemes: tuple[str, ...],
        population: str | None,
    ) -> None:
        self.voice, self.catalog, self.snapshot = voice, catalog, snapshot
        self.schemes, self.population = schemes, population
        self.subject = subject or _only_park(snapshot)

    def assess(self, snapshot: Snapshot, year: int) -> Result[Assessment]:
        parameters = AssessmentParameters(
            reporting_year(year, snapshot.park.zone),
            self.schemes,
            (self.subject,),
            self.population or "",  # type: ignore[arg-type]
        )
        return assessment(snapshot, self.catalog, parameters)

    def intended(self, year: int, ahead: int) -> Result[Assessment]:
        period = reporting_year(year, self.snapshot.park.zone)
        return self.assess(intended(self.snapshot, period, ahead), year)

    def explain(self, found: Result[Assessment], criterion: str, depth: int) -> None:
        """One criterion down to entries; raises RequestError when no scheme has it."""
        for scheme in self.schemes:
            whole = scheme_result(found.value, scheme, self.subject)
            for one in whole.criteria:
                if one.criterion.id == criterion:
                    tree = Explainer(self.snapshot, self.catalog, (found,)).explain(
                        one.figure, depth
                    )
                    for line in as_lines(tree, self.voice.language):
                        self.voice.say(line)
                    return
        raise RequestError(
            Text(
                f"Không có tiêu chí “{criterion}” trong {', '.join(self.schemes)}.",
                f"There is no criterion “{criterion}” in {', '.join(self.schemes)}.",
            )
        )

    def say(self, found: list[Result[Assessment]], planned: Result[Assessment] | None) -> None:
        last = found[-1]
        for scheme in self.schemes:
            whole = scheme_result(last.value, scheme, self.subject)
            _say_scheme(self.voice, whole)
            if len(found) > 1:
                _say_time(self.voice, [scheme_result(f.value, scheme, self.subject) for f in found])
            if planned is not None:
                _say_turns(self.voice, whole, scheme_result(planned.value, scheme, self.subject))
        if len(self.schemes) > 1:
            _say_beside(
                self.voice, [scheme_result(last.value, s, self.subject) for s in self.schemes]
            )
        self.voice.findings(last.findings)

    def document(
        self, found: list[Result[Assessment]], planned: Result[Assessment] | None
    ) -> Plain:
        def plain(result: Result[Assessment]) -> Plain:
            return {
                "provenance": result.provenance.as_dict(),
                "schemes": [
                    scheme_as_dict(scheme_result(result.value, scheme, self.subject))
                    for scheme in self.schemes
                ],
            }

        return {
            "assessments": [plain(one) for one in found],
            "intended": plain(planned) if planned else None,
            "subject": self.subject,
        }


def _only_park(snapshot: Snapshot) -> str:
    parks = [node.id for node in snapshot.park.of_kind(NodeKind.PARK)]
    if len(parks) != 1:
        raise RequestError(
            Text(
                f"Hãy nêu khu hoặc doanh nghiệp: {', '.join(parks) or '—'}.",
                f"Name a park or an enterprise: {', '.join(parks) or '—'}.",
            )
        )
    return parks[0]


def _list_schemes(voice: Voice, catalog: Catalog, *, as_json: bool) -> None:
    schemes = catalog.rulebook.schemes.values()
    if as_json:
        voice.data(
            [
                {
                    "criteria": len(one.criteria),
                    "id": one.id,
                    "subject": one.subject,
                    "title": one.title.as_dict(),
                    "unverified": sum(1 for c in one.criteria if not c.verified),
                    "valid_from": one.valid_from.isoformat() if one.valid_from else None,
                    "valid_to": one.valid_to.isoformat() if one.valid_to else None,
                }
                for one in schemes
            ]
        )
        return
    voice.table(
        None,
        (
            Text("mã", "id"),
            Text("bộ tiêu chí", "scheme"),
            Text("hiệu lực", "in force"),
            Text("tiêu chí", "criteria"),
            Text("chưa đối chiếu", "unverified"),
        ),
        [
            (
                one.id,
                voice.word(one.title),
                f"{one.valid_from or '…'} – {one.valid_to or '…'}",
                str(len(one.criteria)),
                str(sum(1 for c in one.criteria if not c.verified)),
            )
            for one in schemes
        ],
    )


def _say_scheme(voice: Voice, whole: SchemeResult) -> None:
    share = whole.share
    percent = "—" if share.percent is None else f"{voice.word(number(share.percent, 3))} %"
    verdict = whole.verdict.words
    title = whole.scheme.title
    voice.say(Text(f"{title.vi}: {verdict.vi}", f"{title.en}: {verdict.en}"))
    voice.say(
        Text(
            f"  {share.met} đạt trên {share.applicable} áp dụng ({percent}), "
            f"{share.not_assessable} chưa đánh giá được, {share.not_applicable} không áp dụng.",
            f"  {share.met} met of {share.applicable} that apply ({percent}), "
            f"{share.not_assessable} not assessable, {share.not_applicable} not applicable.",
        )
    )
    if whole.scheme.reads_as:
        voice.say(Text(f"  {whole.scheme.reads_as.vi}", f"  {whole.scheme.reads_as.en}"))
    voice.table(
        None,
        (
            Text("tiêu chí", "criterion"),
            Text("nội dung", "what is asked"),
            Text("kết quả", "verdict"),
            Text("giá trị", "value"),
            Text("ngưỡng", "limit"),
            Text("còn thiếu", "gap"),
            Text("minh chứng", "evidence"),
        ),
        [_row(voice, one) for one in whole.criteria],
    )


_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "given": ""}
_EVIDENCE = {
    "attached": Text("có", "attached"),
    "expired": Text("hết hạn", "expired"),
    "missing": Text("thiếu", "missing"),
}


def _row(voice: Voice, one: CriterionResult) -> tuple[str, ...]:
    unit = "" if one.unit == "1" else f" {one.unit}"
    value = "—" if one.value is None else f"{voice.word(number(one.value))}{unit}"
    limit = "—"
    if one.limit is not None:
        sign = _SIGNS[one.limit_used.op] if one.limit_used else "≥"
        limit = f"{sign} {voice.word(number(one.limit))}{unit}".strip()
    evidence = "; ".join(
        f"{voice.word(e.name)}: {voice.word(_EVIDENCE[e.state])}"
        + (f" ({e.held}/{e.asked})" if e.asked else f" → {e.until}" if e.until else "")
        for e in one.evidence
    )
    words = one.reason or one.gap
    return (
        one.criterion.id,
        voice.word(one.criterion.name),
        voice.word(one.verdict.words),
        value,
        limit,
        voice.word(words) if words else "",
        evidence,
    )


def _say_time(voice: Voice, results: list[SchemeResult]) -> None:
    parts = [
        f"{one.criteria[0].figure.split('/')[3]}: {one.share.met}/{one.share.applicable}"
        for one in results
    ]
    voice.say(Text(f"  Theo thời gian: {' → '.join(parts)}", f"  Over time: {' → '.join(parts)}"))


def _say_turns(voice: Voice, now: SchemeResult, planned: SchemeResult) -> None:
    changed = turns(now, planned)
    if not changed:
        voice.say(Text("  Kế hoạch không làm đổi tiêu chí nào.", "  The plans turn no criterion."))
    for turn in changed:
        voice.say(
            Text(
                f"  Theo kế hoạch: {turn.criterion} {turn.before.words.vi} → {turn.after.words.vi}",
                f"  As planned: {turn.criterion} {turn.before.words.en} → {turn.after.words.en}",
            )
        )


def _say_beside(voice: Voice, results: list[SchemeResult]) -> None:
    voice.table(
        Text(
            "Các bộ tiêu chí cạnh nhau (không so tỷ lệ với nhau)",
            "Schemes side by side (their shares are not compared)",
        ),
        (
            Text("bộ", "scheme"),
            Text("kết quả", "verdict"),
            Text("đạt", "met"),
            Text("chưa đạt", "not met"),
            Text("chưa đánh giá được", "not assessable"),
            Text("không áp dụng", "not applicable"),
        ),
        [
            (
                one.scheme.id,
                voice.word(one.verdict.words),
                str(one.share.met),
                str(one.share.not_met + one.share.partly),
                str(one.share.not_assessable),
                str(one.share.not_applicable),
            )
            for one in results
        ],
    )


def scheme_as_dict(whole: SchemeResult) -> dict[str, Plain]:
    """A scheme's result as plain values."""
    share = whole.share
    return {
        "criteria": [criterion_as_dict(one) for one in whole.criteria],
        "groups": [
            {"id": g.id, "met": g.met, "needed": g.needed, "verdict": g.verdict.value}
            for g in whole.groups
        ],
        "in_force": whole.in_force,
        "index": whole.index,
        "scheme": whole.scheme.id,
        "share": {
            "applicable": share.applicable,
            "met": share.met,
            "not_applicable": share.not_applicable,
            "not_assessable": share.not_assessable,
            "not_met": share.not_met,
            "partly": share.partly,
            "percent": share.percent,
            "percent_at_most": share.percent_at_most,
            "percent_partial": share.percent_partial,
        },
        "subject": whole.subject,
        "verdict": whole.verdict.value,
        "version": whole.scheme.version,
    }


def criterion_as_dict(one: CriterionResult) -> dict[str, Plain]:
    return {
        "evidence": [
            {
                "asked": e.asked,
                "held": e.held,
                "property": e.property,
                "state": e.state,
                "until": e.until,
            }
            for e in one.evidence
        ],
        "figure": one.figure,
        "gap": dict(one.gap.as_dict()) if one.gap else None,
        "high": one.high,
        "id": one.criterion.id,
        "limit": one.limit,
        "low": one.low,
        "name": dict(one.criterion.name.as_dict()),
        "pillar": one.criterion.pillar,
        "portal_refuses": one.portal_refuses,
        "reason": dict(one.reason.as_dict()) if one.reason else None,
        "short": one.short,
        "unit": one.unit,
        "value": one.value,
        "verdict": one.verdict.value,
        "verified": one.criterion.verified,
    }


@click.command("register")
@workspace_option
@click.option("--park", default="", help="Which park (default: the only one).")
@click.option("--scheme", "schemes", multiple=True, help="Only what a scheme asks; repeatable.")
@click.option("--year", type=int, required=True, help="The year the statements are about.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("parkloop-register.xlsx"),
    show_default=True,
    help="The workbook to write.",
)
@json_option
@pass_voice
def register(
    voice: Voice,
    workspace: Path,
    park: str,
    schemes: tuple[str, ...],
    year: int,
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Write the workbook in which an operator states what assessments ask of a park."""
    place = Workspace.open(workspace)
    snapshot = place.ledger().snapshot()
    subject = park or _only_park(snapshot)
    content, rows = write_register_form(
        snapshot.park, place.catalog, subject, year, schemes, voice.language
    )
    write_whole(out, content)
    if as_json:
        voice.data({"file": str(out), "rows": rows})
        return
    voice.say(
        Text(
            f"Đã ghi {rows} dòng vào {out}. Điền xong, hãy nhập: parkloop import {out.name}",
            f"Wrote {rows} rows to {out}. When it is filled in: parkloop import {out.name}",
        )
    )
