"""`parkloop plan`: how the targets and actions of a plan stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from parkloop.analyses.progress import PlanData, Progress, ProgressParameters, Status, progress
from parkloop.analyses.progress.model import ACTION_NAMES, STATUS_NAMES, TargetStatus
from parkloop.catalog.plans import Plan
from parkloop.cli.common import Voice, finish, json_option, pass_voice
from parkloop.cli.index_tables import number
from parkloop.cli.indicators import statistics_of
from parkloop.io.catalog_files import load_catalog
from parkloop.io.indicator_files import load_indicators
from parkloop.io.output import write_whole
from parkloop.io.plan_files import load_plan, read_plan, shipped_plans
from parkloop.provenance import Result
from parkloop.reports.documents import render_as
from parkloop.reports.plan_json import as_dict
from parkloop.reports.plan_report import plan_document
from parkloop.texts import Text


@click.group("plan")
def plan_group() -> None:
    """Action plans: status of targets and actions, periodic report."""


def plan_options(command: Any) -> Any:
    """PLAN, the observations, the day."""
    for option in (
        click.option(
            "--data",
            type=click.Path(path_type=Path, file_okay=False),
            default=None,
            help="Folder of observations (default: what ships with Parkloop).",
        ),
        click.option("--as-of", default="", help="Day of the judgement (default: today)."),
        click.option("--vintage", default="", help="Data as they were known on a day."),
    ):
        command = option(command)
    return click.argument("plan")(command)


def judged(plan: str, data: Path | None, as_of: str, vintage: str) -> Result[Progress]:
    """The plan of a file, or one that ships with Parkloop, judged on a day."""
    path = Path(plan)
    found: Plan = read_plan(path) if path.suffix in (".yaml", ".yml") else load_plan(plan)
    if data is None and path.is_file() and (path.parent / "observations.csv").is_file():
        data = path.parent
    day = date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    return progress(
        PlanData(found, statistics_of(data)), load_catalog(), ProgressParameters(day, vintage)
    )


@plan_group.command("list")
@pass_voice
def list_command(voice: Voice) -> None:
    """List the plans that ship with Parkloop."""
    for name in shipped_plans():
        voice.say(f"{name}  {voice.word(load_plan(name).title)}")


@plan_group.command("status")
@plan_options
@json_option
@pass_voice
def status_command(
    voice: Voice, plan: str, data: Path | None, as_of: str, vintage: str, *, as_json: bool
) -> None:
    """Judge every target and action of PLAN (a file, or the name of a shipped plan)."""
    result = judged(plan, data, as_of, vintage)
    if as_json:
        voice.data(as_dict(result))
    else:
        _print(voice, result)
    finish(result.findings)


@plan_group.command("report")
@plan_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write; its ending decides: .html, .pdf or .docx.",
)
@pass_voice
def report_command(
    voice: Voice, plan: str, data: Path | None, as_of: str, vintage: str, out: Path
) -> None:
    """Write the periodic report of PLAN as HTML, PDF or DOCX."""
    result = judged(plan, data, as_of, vintage)
    document = plan_document(result, load_indicators())
    write_whole(out, render_as(document, out.suffix, voice.language))
    voice.say(Text(f"Đã ghi {out}.", f"Wrote {out}."))


def _print(voice: Voice, result: Result[Progress]) -> None:
    of = result.value
    title = f"{voice.word(of.plan.title)} · {of.as_of}"
    voice.table(
        Text(title, title),
        (
            Text("chỉ tiêu kế hoạch", "target"),
            Text("mới nhất", "latest"),
            Text("mục tiêu", "goal"),
            Text("tình trạng", "status"),
            Text("quy tắc", "rule"),
            Text("cần mỗi năm từ nay", "needed a year"),
        ),
        [_row(voice, each) for each in of.targets],
    )
    if of.actions:
        voice.table(
            Text("Nhiệm vụ", "Actions"),
            (
                Text("nhiệm vụ", "action"),
                Text("tình trạng", "state"),
                Text("trễ (ngày)", "days late"),
            ),
            [
                (
                    voice.word(each.action.name),
                    voice.word(ACTION_NAMES[each.state]),
                    str(each.late_days or ""),
                )
                for each in of.actions
            ],
        )
    for gap in result.gaps:
        voice.say(gap.message)
    voice.findings(result.findings)


def _row(voice: Voice, each: TargetStatus) -> tuple[str, ...]:
    latest = each.latest
    seen = "—"
    if latest is not None:
        seen = f"{number(voice, latest.value)} {each.target.unit} ({latest.period})"
    status = voice.word(STATUS_NAMES[each.status])
    if each.override is not None:
        status = f"{status} ({voice.word(STATUS_NAMES[each.computed])})"
    return (
        voice.word(each.target.name),
        seen,
        number(voice, each.judged.goal),
        status,
        each.judged.rule,
        "—" if each.computed is Status.REACHED else number(voice, each.judged.needed_per_year),
    )
