"""`parkloop forms` and `parkloop dossier`: statutory papers of a park or an enterprise."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from parkloop.analyses.assessment.assessment import assessment
from parkloop.analyses.assessment.parameters import AssessmentParameters
from parkloop.analyses.forms.forms import forms as fill_form
from parkloop.analyses.forms.model import Box, FormParameters
from parkloop.cli.common import Voice, json_option, pass_voice, workspace_option
from parkloop.errors import RequestError
from parkloop.explain import Explainer, as_lines
from parkloop.io.output import write_whole
from parkloop.io.workspace import Workspace
from parkloop.periods import reporting_year
from parkloop.provenance import Plain
from parkloop.reports.documents import render_as
from parkloop.reports.dossier import dossier as dossier_document
from parkloop.reports.form_papers import form_document, form_workbook
from parkloop.reports.numbers import exact
from parkloop.texts import Text, same_in_both


def _today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


@click.command("forms")
@click.argument("form")
@click.argument("subject")
@workspace_option
@click.option("--year", type=int, required=True, help="Year of filing N; figures are of N−1.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write .docx, .pdf, .html or .xlsx; repeatable.",
)
@click.option("--explain", "box", help="Open one box down to entries.")
@click.option("--depth", default=4, show_default=True, help="How many levels to open.")
@json_option
@pass_voice
def forms(
    voice: Voice,
    form: str,
    subject: str,
    workspace: Path,
    year: int,
    outs: tuple[Path, ...],
    box: str | None,
    depth: int,
    *,
    as_json: bool,
) -> None:
    """Fill a yearly form (A.4, A.5, B.4, B.5) from register and ledger."""
    place = Workspace.open(workspace)
    snapshot = place.ledger().snapshot()
    found = fill_form(snapshot, place.catalog, FormParameters(form, subject, year))
    day = _today(snapshot.park.zone)
    for out in outs:
        if out.suffix.lower() == ".xlsx":
            write_whole(out, form_workbook(found, voice.language))
        else:
            document = form_document(found, day)
            write_whole(out, render_as(document, out.suffix.lower(), voice.language))
    if box:
        if box not in found.value.boxes:
            known = ", ".join(found.value.boxes)
            raise RequestError(Text(f"Không có ô “{box}”: {known}.", f"No box “{box}”: {known}."))
        tree = Explainer(snapshot, place.catalog, (found,)).explain(
            found.value.boxes[box].figure, depth
        )
        for line in as_lines(tree, voice.language):
            voice.say(line)
        return
    if as_json:
        voice.data(
            {
                "boxes": [_plain(one) for one in found.value.boxes.values()],
                "form": form,
                "missing": [one.field.id for one in found.value.missing],
                "provenance": found.provenance.as_dict(),
                "subject": subject,
                "year": year,
            }
        )
        return
    filled = [one for one in found.value.boxes.values() if not one.missing]
    voice.table(
        Text(f"{form} {found.value.form.title.vi}", f"{form} {found.value.form.title.en}"),
        (
            Text("ô", "box"),
            Text("nội dung", "what"),
            Text("giá trị", "value"),
            Text("đơn vị", "unit"),
        ),
        [(b.field.id, voice.word(b.field.name), _shown(voice, b), b.unit) for b in filled],
    )
    count = len(found.value.missing)
    voice.say(Text(f"{count} ô còn trống.", f"{count} boxes are empty."))
    voice.findings(found.findings)


def _shown(voice: Voice, box: Box) -> str:
    if isinstance(box.value, bool):
        return voice.word(Text("có", "yes") if box.value else Text("không", "no"))
    words = exact(box.value) if isinstance(box.value, float) else same_in_both(str(box.value))
    return voice.word(words) + (" …" if box.partial else "")


def _plain(box: Box) -> dict[str, Plain]:
    return {
        "box": box.field.id,
        "figure": box.figure,
        "name": dict(box.field.name.as_dict()),
        "partial": list(box.partial),
        "refused_by_portal": box.refused_by_portal,
        "unit": box.unit,
        "value": box.value,
    }


@click.command("dossier")
@click.argument("subject")
@workspace_option
@click.option("--year", type=int, required=True, help="The last whole year of the figures.")
@click.option(
    "--procedure",
    default="",
    help="VN35-PARK or VN35-ENTERPRISE (default: by the subject).",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write .docx, .pdf or .html; repeatable.",
)
@json_option
@pass_voice
def dossier(
    voice: Voice,
    subject: str,
    workspace: Path,
    year: int,
    procedure: str,
    outs: tuple[Path, ...],
    *,
    as_json: bool,
) -> None:
    """Assemble the registration dossier: registration, report, self-assessment with evidence."""
    place = Workspace.open(workspace)
    snapshot = place.ledger().snapshot()
    book = place.catalog.rulebook
    kind = snapshot.park.node(subject).kind.value
    name = procedure or next(
        (one.id for one in book.procedures.values() if one.subject == kind), "VN35-PARK"
    )
    chosen = book.procedure(name)
    found = assessment(
        snapshot,
        place.catalog,
        AssessmentParameters(
            reporting_year(year, snapshot.park.zone), (chosen.scheme,), (subject,)
        ),
    )
    document = dossier_document(found, chosen.scheme, subject, chosen, _today(snapshot.park.zone))
    for out in outs:
        write_whole(out, render_as(document, out.suffix.lower(), voice.language))
    if as_json:
        voice.data({"files": [str(out) for out in outs], "procedure": name, "subject": subject})
        return
    files = ", ".join(str(out) for out in outs)
    voice.say(Text(f"Đã ghi {files}.", f"Wrote {files}."))
    voice.findings(found.findings)
