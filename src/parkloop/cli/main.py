"""The ``parkloop`` command."""

from __future__ import annotations

import os
import sys

import click

from parkloop import __version__
from parkloop.cli.assessing import assess, register
from parkloop.cli.catalog import catalog
from parkloop.cli.cbam import cbam
from parkloop.cli.clocking import clock
from parkloop.cli.common import FAULT, SpeakingGroup, Voice
from parkloop.cli.demo import demo
from parkloop.cli.filing import dossier, forms
from parkloop.cli.importing import import_command
from parkloop.cli.indexing import index_group
from parkloop.cli.indicators import indicators
from parkloop.cli.pact import pact
from parkloop.cli.planning import plan_group
from parkloop.cli.starting import init
from parkloop.cli.studying import check, explain, run, split
from parkloop.cli.symbiosis import symbiosis
from parkloop.cli.templates import export, template
from parkloop.cli.tracing import trace
from parkloop.texts import LANGUAGES, Language, Text


def _default_language() -> Language:
    return "en" if os.environ.get("PARKLOOP_LANG") == "en" else "vi"


@click.group(
    cls=SpeakingGroup,
    plugins="parkloop.commands",
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    assess,
    catalog,
    cbam,
    check,
    clock,
    demo,
    dossier,
    explain,
    export,
    forms,
    import_command,
    index_group,
    indicators,
    init,
    pact,
    plan_group,
    register,
    run,
    split,
    symbiosis,
    template,
    trace,
):
    cli.add_command(command)


def main() -> None:
    """Entry point: UTF-8 output everywhere, no traceback for people."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        cli()
    except Exception as fault:
        if os.environ.get("PARKLOOP_DEBUG"):
            raise
        click.echo(Voice(_default_language()).word(_fault_words(fault)), err=True)
        sys.exit(FAULT)


def _fault_words(fault: Exception) -> Text:
    name = f"{type(fault).__name__}: {fault}"
    return Text(
        f"Lỗi của chính Parkloop ({name}). Không có gì được ghi dở dang. "
        "Hãy chạy lại với PARKLOOP_DEBUG=1 và gửi kèm kết quả khi báo lỗi.",
        f"A fault of Parkloop itself ({name}). Nothing was half-written. "
        "Run again with PARKLOOP_DEBUG=1 and send what it prints with your report.",
    )
