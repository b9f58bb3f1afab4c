"""Commands shown in the documentation exist, and examples marked to run do run.

Every line of a fenced block that begins with `parkloop` is compared with the command line. Blocks
fenced as ```console are run as well, page by page, in an empty folder beside a copy of examples/;
blocks fenced as ```python are run, page by page, in one namespace.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from parkloop.cli.main import cli
from tests.contracts._tree import ROOT

BLOCK = re.compile(r"^```(?P<form>\w*)[^\n]*\n(?P<body>.*?)^```\s*$", re.M | re.S)
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, *forms: str) -> list[str]:
    found = BLOCK.finditer(page.read_text("utf-8"))
    return [block["body"] for block in found if not forms or block["form"] in forms]


def command_lines(body: str) -> list[str]:
    joined = body.replace("\\\n", " ")
    lines = (line.strip().removeprefix("$ ") for line in joined.splitlines())
    return [line for line in lines if re.match(r"(?:\.venv/bin/)?parkloop\b", line)]


def unknown_parts(line: str) -> list[str]:
    """Commands and options in the line that the command line does not have."""
    command: click.Command = cli
    known = {"-h", "--help", *option_names(cli)}
    unknown = []
    for part in shlex.split(line.split("|", maxsplit=1)[0], comments=True)[1:]:
        if re.match(r"--?[a-zA-Z]", part):
            unknown += [] if part.split("=")[0] in known else [part]
        elif isinstance(command, click.Group) and (found := named(command, part)):
            command = found
            known |= option_names(command)
    if isinstance(command, click.Group) and not {"-h", "--help", "--version"} & set(line.split()):
        unknown.append("no command")
    return unknown


def named(group: click.Group, part: str) -> click.Command | None:
    return group.get_command(click.Context(group), part)


def option_names(command: click.Command) -> set[str]:
    return {name for param in command.params for name in [*param.opts, *param.secondary_opts]}


def test_every_command_shown_exists():
    wrong = {
        f"{name_of(page)}: {line}": unknown_parts(line)
        for page in PAGES
        for body in blocks(page)
        for line in command_lines(body)
        if unknown_parts(line)
    }
    assert wrong == {}


def run_console(body: str, folder: Path) -> None:
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    for line in command_lines(body):
        run = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{line}\n{run.stdout}{run.stderr}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "console", "python")], ids=name_of
)
def test_examples_run(page, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": name_of(page)}
    for block in BLOCK.finditer(page.read_text("utf-8")):
        if block["form"] == "console":
            run_console(block["body"], tmp_path)
        elif block["form"] == "python":
            exec(compile(block["body"], name_of(page), "exec"), names)
