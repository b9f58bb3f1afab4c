"""`parkloop template` and `parkloop export`: the workbook to fill in, empty or full."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from parkloop.cli.common import Voice, json_option, pass_voice, workspace_option
from parkloop.io.export import export_csv, export_workbook
from parkloop.io.output import write_whole
from parkloop.io.template import write_template
from parkloop.io.workspace import Workspace
from parkloop.ledger.ledger import Snapshot
from parkloop.texts import Text


@click.command("template")
@workspace_option
@click.option("--enterprise", default="", help="Whose template: the id of an enterprise.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("parkloop-template.xlsx"),
    show_default=True,
    help="The workbook to write.",
)
@json_option
@pass_voice
def template(voice: Voice, workspace: Path, enterprise: str, out: Path, *, as_json: bool) -> None:
    """Write the Excel workbook that a tenant fills in."""
    place = Workspace.open(workspace)
    content = write_template(place.park, place.catalog, enterprise or None, voice.language)
    write_whole(out, content)
    if as_json:
        voice.data({"enterprise": enterprise, "file": str(out)})
        return
    voice.say(
        Text(
            f"Đã ghi {out}. Điền xong, hãy nhập bằng: parkloop import {out.name}",
            f"Wrote {out}. When it is filled in: parkloop import {out.name}",
        )
    )


@click.command("export")
@workspace_option
@click.option("--enterprise", default="", help="Only what touches this enterprise.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("parkloop-export.xlsx"),
    show_default=True,
    help="The file to write: .xlsx or .csv.",
)
@json_option
@pass_voice
def export(voice: Voice, workspace: Path, enterprise: str, out: Path, *, as_json: bool) -> None:
    """Write what the ledger holds in the form of the template; importing it changes nothing."""
    place = Workspace.open(workspace)
    snapshot = place.ledger().snapshot()
    if enterprise:
        snapshot = _of_enterprise(snapshot, enterprise)
    if out.suffix.lower() == ".csv":
        text = export_csv(snapshot, place.catalog, voice.language)
        write_whole(out, text.encode("utf-8-sig"))
    else:
        write_whole(out, export_workbook(snapshot, place.catalog, voice.language))
    if as_json:
        voice.data({"entries": len(snapshot.entries), "file": str(out)})
        return
    count = len(snapshot.entries)
    voice.say(Text(f"Đã ghi {count} mục vào {out}.", f"Wrote {count} entries to {out}."))


def _of_enterprise(snapshot: Snapshot, enterprise: str) -> Snapshot:
    nodes = sorted(snapshot.park.below(snapshot.park.node(enterprise).id))
    touches = pl.col("from_node").is_in(nodes) | pl.col("to_node").is_in(nodes)
    return Snapshot(snapshot.entries.filter(touches), snapshot.park)
