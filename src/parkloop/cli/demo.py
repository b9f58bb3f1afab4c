"""`parkloop demo`: everything at once, on published examples and on a fictional zone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from parkloop.cli.common import Voice, json_option, pass_voice
from parkloop.demo.run import DemoOutcome, run_demo
from parkloop.errors import RequestError
from parkloop.texts import Text

#: Beside the sources; an installed package has no examples of its own.
_EXAMPLES = Path(__file__).parents[3] / "examples"


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/demo"),
    show_default=True,
    help="Folder for workspaces and reports; emptied first if an earlier demo made it.",
)
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=_EXAMPLES,
    show_default="examples/ of the source tree",
    help="Folder of the published examples.",
)
@click.option(
    "--serve/--no-serve",
    envvar="SERVE",
    default=False,
    show_envvar=True,
    help="Afterwards serve the site with the demo zone, until Ctrl-C.",
)
@json_option
@pass_voice
@click.pass_context
def demo(
    context: click.Context, voice: Voice, out: Path, examples: Path, *, serve: bool, as_json: bool
) -> None:
    """Import, check and compute the published examples and the demo zone; write the reports."""
    site = _site(context) if serve else None
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task("…", total=1.0)
        outcome = run_demo(
            out,
            examples,
            now=datetime.now(UTC),
            progress=lambda text, done: bar.update(
                task, description=voice.word(text), completed=done
            ),
        )
    if as_json:
        voice.data(_as_data(outcome))
        return
    for line in _what_to_open(outcome):
        voice.say(line)
    if site is not None:
        context.invoke(site, workspace=outcome.zone, data=out / "site")


def _site(context: click.Context) -> click.Command:
    """The command that serves a demo zone; it comes with the site, which the core does not know."""
    root = context.find_root()
    command = (
        root.command.get_command(root, "demo-site")
        if isinstance(root.command, click.Group)
        else None
    )
    if command is None:
        raise RequestError(
            Text(
                "Bản cài đặt này không có trang web. Hãy chạy lại không có --serve (SERVE=0).",
                "This installation has no site. Run it again without --serve (SERVE=0).",
            )
        )
    return command


def _what_to_open(outcome: DemoOutcome) -> tuple[Text, Text, Text]:
    results = outcome.zone / "results"
    return (
        Text(f"Báo cáo: mở {outcome.page}", f"Report: open {outcome.page}"),
        Text(f"Bảng tính và JSON: trong {results}", f"Workbook and JSON: in {results}"),
        Text(
            f"Giải thích một số liệu: parkloop explain -w {outcome.zone} "
            "inventory/park-a/2025/total --fallback grid-latest-published",
            f"Open a figure: parkloop explain -w {outcome.zone} "
            "inventory/park-a/2025/total --fallback grid-latest-published",
        ),
    )


def _as_data(outcome: DemoOutcome) -> dict[str, object]:
    return {
        "entries": outcome.entries,
        "ledger_hashes": {study.title_id: study.snapshot.hash for study in outcome.studies},
        "page": str(outcome.page),
        "workspaces": [str(folder) for folder in outcome.workspaces],
    }
