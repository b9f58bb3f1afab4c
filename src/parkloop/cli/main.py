"""The ``parkloop`` command."""

from __future__ import annotations

import os
import sys

import click

from parkloop import __version__
from parkloop.cli.catalog import catalog
from parkloop.cli.common import SpeakingGroup, Voice
from parkloop.cli.demo import demo
from parkloop.cli.importing import import_command
from parkloop.cli.studying import check, explain, run, split
from parkloop.cli.templates import export, template
from parkloop.texts import LANGUAGES, Language


def _default_language() -> Language:
    return "en" if os.environ.get("PARKLOOP_LANG") == "en" else "vi"


@click.group(cls=SpeakingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="parkloop")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=None,
    help="Language of the output (default: PARKLOOP_LANG, else vi).",
)
@click.pass_context
def cli(context: click.Context, lang: Language | None) -> None:
    """Accounts of an eco-industrial park: energy, water, materials, waste, emissions."""
    context.obj = Voice(lang or _default_language())


for command in (
    catalog,
    check,
    demo,
    explain,
    export,
    import_command,
    run,
    split,
    template,
):
    cli.add_command(command)


def main() -> None:
    """Entry point: UTF-8 output everywhere, no traceback for people."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    cli()
