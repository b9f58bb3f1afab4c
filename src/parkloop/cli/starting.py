"""`parkloop init`: a workspace to start from."""

from __future__ import annotations

from pathlib import Path

import click

from parkloop.cli.common import Voice, json_option, pass_voice, workspace_option
from parkloop.io.workspace import Workspace
from parkloop.texts import Text


@click.command("init")
@workspace_option
@json_option
@pass_voice
def init(voice: Voice, workspace: Path, *, as_json: bool) -> None:
    """Begin a workspace: a park.yaml with two tenants, to be changed by hand."""
    begun = Workspace.begin(workspace)
    path = begun.folder / "park.yaml"
    if as_json:
        voice.data({"file": str(path), "nodes": len(begun.park.nodes)})
        return
    voice.say(
        Text(
            f"{path}: sửa tên và thêm doanh nghiệp, rồi tạo mẫu nhập liệu: "
            f"parkloop template -w {workspace} --enterprise tenant-1 --out tenant-1.xlsx",
            f"{path}: change the names and add enterprises, then write the first form: "
            f"parkloop template -w {workspace} --enterprise tenant-1 --out tenant-1.xlsx",
        )
    )
