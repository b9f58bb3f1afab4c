"""`parkloop check`, `run`, `explain`, `split`: from a workspace to figures that open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import polars as pl
from babel.numbers import format_decimal
from rich.progress import Progress, SpinnerColumn, TextColumn

from parkloop.analyses.inventory.parameters import GWP_SETS
from parkloop.cli.common import (
    Voice,
    console,
    finish,
    json_option,
    pass_voice,
    workspace_option,
)
from parkloop.explain import Explainer, as_lines
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import commit
from parkloop.ledger.checks import CheckParameters, run_checks
from parkloop.ledger.park import NodeKind
from parkloop.ledger.split import split_by_month
from parkloop.periods import reporting_year
from parkloop.provenance import Figure, Plain
from parkloop.reports.files import write_reports
from parkloop.studies import Study, StudyParameters, run_study
from parkloop.texts import Text

F = TypeVar("F", bound=Callable[..., Any])

_STEPS = {
    "checks": Text("kiểm tra sổ cái", "checking the ledger"),
    "completeness": Text("mức đầy đủ", "completeness"),
    "balances": Text("cân bằng", "balances"),
    "meters": Text("đồng hồ và giới hạn", "meters and limits"),
    "inventory": Text("kiểm kê khí nhà kính", "greenhouse-gas inventory"),
}


def study_options(command: F) -> F:
    """The choices of a study, the same for `run` and `explain`."""
    for option in (
        click.option(
            "--seed", default=20_250_101, show_default=True, help="Seed of the Monte Carlo draws."
        ),
        click.option(
            "--draws",
            default=20_000,
            show_default=True,
            help="Most draws of approach 2; 0 leaves it out.",
        ),
        click.option(
            "--convention",
            type=click.Choice(["mean", "median", "bounds"]),
            default="mean",
            show_default=True,
            help="What the printed value of a skewed factor is taken to be.",
        ),
        click.option(
            "--fallback",
            "fallbacks",
            multiple=True,
            help="A catalog fallback chosen by name, e.g. grid-latest-published.",
        ),
        click.option(
            "--gwp",
            "gwp_set",
            type=click.Choice(GWP_SETS),
            default="AR5",
            show_default=True,
            help="Set of warming potentials of the report.",
        ),
        click.option(
            "--year", "years", type=int, multiple=True, help="Reporting year; repeatable."
        ),
    ):
        command = option(command)
    return command


@click.command("check")
@workspace_option
@json_option
@pass_voice
def check(voice: Voice, workspace: Path, *, as_json: bool) -> None:
    """Check the ledger: gaps, overlaps, implausible values, meters, balances."""
    opened = Workspace.open(workspace)
    findings = run_checks(opened.ledger().snapshot(), opened.catalog, CheckParameters())
    if as_json:
        voice.data([finding.as_dict() for finding in findings])
    else:
        voice.findings(findings)
        voice.say(Text(f"{len(findings)} phát hiện.", f"{len(findings)} findings."))
    finish(findings)


@click.command("run")
@workspace_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder for report.html, report.xlsx and result.json (default: WORKSPACE/results).",
)
@study_options
@json_option
@pass_voice
def run(
    voice: Voice, /, workspace: Path, out: Path | None, *, as_json: bool, **choices: Any
) -> None:
    """Compute balances and inventories and write the reports."""
    opened = Workspace.open(workspace)
    study = _study(voice, opened, quiet=as_json, **choices)
    written = write_reports(study, out or opened.folder / "results")
    if as_json:
        voice.data(
            {
                "figures": _headlines(study),
                "files": [path.name for path in written],
                "gaps": [gap.as_dict() for result in study.inventories for gap in result.gaps],
            }
        )
        return
    _print_headlines(voice, study)
    for path in written:
        voice.say(str(path))


@click.command("explain")
@click.argument("figure", required=False)
@workspace_option
@click.option("--depth", default=10, show_default=True, help="How many levels to open.")
@click.option("--list", "listing", is_flag=True, help="List the figures whose id holds FIGURE.")
@study_options
@json_option
@pass_voice
def explain(
    voice: Voice,
    /,
    figure: str | None,
    workspace: Path,
    depth: int,
    *,
    listing: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Open a figure: its formula, facts with sources, entries down to file and row."""
    study = _study(voice, Workspace.open(workspace), quiet=True, **choices)
    explainer = Explainer(study.snapshot, study.catalog, study.results)
    if listing or not figure:
        found = [name for name in explainer.figure_ids() if not figure or figure in name]
        if as_json:
            voice.data(found)
        else:
            shown = [n for n in found if figure or not n.startswith("line/")]
            voice.say("\n".join(shown))
        return
    tree = explainer.explain(figure, depth)
    if as_json:
        voice.data(tree.as_dict())
    else:
        voice.say("\n".join(as_lines(tree, voice.language)))


@click.command("split")
@workspace_option
@click.option("--reason", required=True, help="Why the periods are split pro rata by days.")
@click.option("--year", type=int, required=True, help="Split what crosses this year's borders.")
@click.option("--by", "person", default="", help="Who does it.")
@click.option("--at", "moment", default=None, help="When (ISO time; default: now).")
@json_option
@pass_voice
def split(
    voice: Voice,
    workspace: Path,
    reason: str,
    year: int,
    person: str,
    moment: str | None,
    *,
    as_json: bool,
) -> None:
    """Split billing periods that cross a year's border by month, as a recorded act."""
    opened = Workspace.open(workspace)
    ledger = opened.ledger()
    period = reporting_year(year, opened.park.zone)
    crossing = ledger.snapshot().straddling(period).filter(pl.col("kind") == "flow")
    at = datetime.fromisoformat(moment) if moment else datetime.now(UTC)
    plan = split_by_month(
        ledger,
        crossing.get_column("key").to_list(),
        reason,
        import_id=f"split-{year}-{at:%Y%m%dT%H%M%S}",
        recorded_at=at,
        recorded_by=person,
    )
    after = commit(ledger, plan)
    if len(plan.appended):
        record: dict[str, Plain] = {
            "at": at.isoformat(),
            "by": person,
            "counts": dict(plan.counts()),
            "import_id": f"split-{year}-{at:%Y%m%dT%H%M%S}",
            "kind": "split",
            "reason": reason,
        }
        opened.append(plan.appended, record)
    if as_json:
        voice.data({**plan.counts(), "ledger_hash": after.snapshot().hash})
    else:
        parts = len(plan.new)
        voice.say(
            Text(
                f"Đã tách {len(crossing)} mục thành {parts} phần.",
                f"{len(crossing)} entries were split into {parts} parts.",
            )
        )


def _study(voice: Voice, opened: Workspace, *, quiet: bool, **choices: Any) -> Study:
    parameters = StudyParameters(**choices, limits=opened.limits)
    snapshot = opened.ledger().snapshot()
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    shown = console()
    hidden = quiet or not shown.is_terminal
    with Progress(*columns, console=shown, transient=True, disable=hidden) as progress:
        task = progress.add_task("…")
        return run_study(
            opened.folder.resolve().name,
            snapshot,
            opened.catalog,
            parameters,
            lambda step: progress.update(task, description=voice.word(_STEPS[step])),
        )


def _headlines(study: Study) -> dict[str, float | None]:
    """Totals of the zone, the parks and the enterprises, by figure id."""
    return {name: figure.value for name, figure in _totals(study)}


def _totals(study: Study) -> Iterator[tuple[str, Figure]]:
    park = study.snapshot.park
    for result in study.inventories:
        label = result.value.period.label(park.zone)
        for kind in (NodeKind.ZONE, NodeKind.PARK, NodeKind.ENTERPRISE):
            for node in park.of_kind(kind):
                name = f"inventory/{node.id}/{label}/total"
                yield name, result.figures[name]


def _print_headlines(voice: Voice, study: Study) -> None:
    rows = []
    for name, figure in _totals(study):
        node = study.snapshot.park.node(name.split("/")[1])
        partial = voice.word(Text("chưa đầy đủ", "partial")) if figure.partial else ""
        value = "—" if figure.value is None else written(figure.value, voice.language)
        rows.append((voice.word(node.name), name, value, figure.unit, partial))
    voice.table(
        Text("Tổng phát thải (phạm vi 1 + 2)", "Total emissions (scopes 1 + 2)"),
        (
            Text("nơi", "where"),
            Text("số liệu", "figure"),
            Text("giá trị", "value"),
            Text("đơn vị", "unit"),
            Text("ghi chú", "note"),
        ),
        rows,
    )


def written(value: float, language: str) -> str:
    """1.234,567 in Vietnamese, 1,234.567 in English (C-16)."""
    return str(format_decimal(value, format="#,##0.000", locale=language))
