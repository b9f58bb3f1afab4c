"""What all commands share: language, options, errors without tracebacks, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from parkloop.errors import FactError, InputRefused, ParkloopError, UnitError
from parkloop.findings import Finding, Severity, has_errors
from parkloop.texts import Language, Text

F = TypeVar("F", bound=Callable[..., Any])

#: Exit codes (docs/reference/cli.md).
OK, FINDINGS, USAGE, REFUSED, FACTS, FAULT = 0, 1, 2, 3, 4, 70

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_SEVERITIES = {
    Severity.ERROR: Text("lỗi", "error"),
    Severity.WARNING: Text("cảnh báo", "warning"),
    Severity.INFO: Text("lưu ý", "note"),
}


@dataclass(frozen=True)
class Voice:
    """How a command speaks: which language; machine-readable or for people."""

    language: Language = "vi"

    def say(self, text: Text | str) -> None:
        click.echo(self.word(text))

    def word(self, text: Text | str) -> str:
        return text if isinstance(text, str) else text.in_language(self.language)

    def warn(self, text: Text) -> None:
        """A sentence on standard error."""
        click.echo(self.word(text), err=True)

    def data(self, value: object) -> None:
        """Machine-readable output: one JSON document on standard output."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))

    def table(
        self, title: Text | None, columns: Iterable[Text], rows: Iterable[Iterable[str]]
    ) -> None:
        table = Table(title=self.word(title) if title else None, title_justify="left")
        for column in columns:
            table.add_column(self.word(column), overflow="fold")
        for row in rows:
            table.add_row(*row)
        console().print(table)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Each finding: how bad, where, what, what to do."""
        shown = console()
        for finding in findings:
            colour = _COLOURS[finding.severity]
            head = f"{self.word(_SEVERITIES[finding.severity])} {finding.rule}"
            shown.print(
                f"[{colour}]{head}[/] {escape(self.word(finding.where.in_words()))}",
                highlight=False,
            )
            shown.print(f"  {self.word(finding.message)}", highlight=False, markup=False)
            shown.print(f"  → {self.word(finding.remedy)}", highlight=False, markup=False)
            if finding.suggestion:
                shown.print(f"  → {finding.suggestion}", highlight=False, markup=False)


def console() -> Console:
    """Wide where the output is not a terminal, so that lines are not cut in files."""
    out = sys.stdout
    return Console(file=out, width=None if out.isatty() else 160, soft_wrap=not out.isatty())


class SpeakingGroup(click.Group):
    """A command group that turns errors of Parkloop into sentences and exit codes.

    ``plugins`` names a group of entry points whose commands belong to it too; they are looked at
    only when one of them, or the list of commands, is asked for. ``within``: a plugged-in command
    named 'pact serve' belongs to the group within 'pact'.
    """

    def __init__(
        self, *arguments: Any, plugins: str = "", within: str = "", **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.plugins = plugins
        self.within = within

    def plugged_in(self) -> dict[str, click.Command]:
        """Commands that installed packages bring, by name."""
        points = entry_points(group=self.plugins) if self.plugins else ()
        found = {command.name: command for point in points for command in point.load()}
        named = {name.rpartition(" "): command for name, command in found.items()}
        return {
            name: command for (group, _, name), command in named.items() if group == self.within
        }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.plugged_in()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or self.plugged_in().get(cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ParkloopError as problem:
            voice = ctx.obj if isinstance(ctx.obj, Voice) else Voice()
            click.echo(voice.word(problem.text), err=True)
            if isinstance(problem, InputRefused):
                voice.findings(problem.findings)
            if isinstance(problem, FactError) and problem.candidates:
                click.echo("  " + ", ".join(problem.candidates[:10]), err=True)
            ctx.exit(exit_code(problem))


def exit_code(problem: ParkloopError) -> int:
    if isinstance(problem, InputRefused):
        return REFUSED
    if isinstance(problem, FactError | UnitError):
        return FACTS
    return USAGE


def finish(findings: Iterable[Finding]) -> None:
    """End a command: 1 when there are findings of severity error."""
    if has_errors(findings):
        sys.exit(FINDINGS)


def workspace_option(command: F) -> F:
    return click.option(
        "--workspace",
        "-w",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        show_default="the current folder",
        help="Folder of the park's accounts (with park.yaml).",
    )(command)


def json_option(command: F) -> F:
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
    )(command)


pass_voice = click.make_pass_decorator(Voice, ensure=True)
