"""docs/reference/cli.md names every command and every option, each under its own heading."""

import re
from collections.abc import Iterator

import click

from parkloop.cli.main import cli
from tests.contracts._tree import ROOT

PAGE = ROOT / "docs" / "reference" / "cli.md"
HEADING = re.compile(r"^#+ +`?(parkloop[a-z0-9 -]*?)`?\s*$", re.M)


def commands(command: click.Command, name: str = "parkloop") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            child = command.get_command(context, part)
            assert child is not None
            yield from commands(child, f"{name} {part}")


def sections() -> dict[str, str]:
    """Text under each heading that names a command."""
    pieces = HEADING.split(PAGE.read_text("utf-8"))
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def options(command: click.Command) -> list[str]:
    found = [param for param in command.params if isinstance(param, click.Option)]
    return [name for param in found for name in [*param.opts, *param.secondary_opts]]


def test_every_command_has_its_heading():
    assert sorted(sections()) == sorted(name for name, _ in commands(cli))


def test_every_option_is_described_under_its_command():
    texts = sections()
    missing = [
        f"{name} {option}"
        for name, command in commands(cli)
        for option in options(command)
        if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", texts.get(name, ""))
    ]
    assert missing == []


def test_no_option_is_described_that_does_not_exist():
    known = {option for _, command in commands(cli) for option in options(command)} | {"--help"}
    described = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE.read_text("utf-8")))
    assert described - known == set()


def test_every_command_and_option_helps():
    bare = [name for name, command in commands(cli) if not command.help]
    bare += [
        f"{name} {param.opts[0]}"
        for name, command in commands(cli)
        for param in command.params
        if isinstance(param, click.Option) and not param.help
    ]
    assert bare == []


def test_every_variable_of_the_environment_is_described():
    web = ROOT / "src" / "parkloop_web"
    sources = [
        *(ROOT / "src" / "parkloop" / "cli").rglob("*.py"),
        web / "settings.py",
        *(web / "server").rglob("*.py"),
    ]
    read = re.compile(r"""environ(?:\.get\(|\[)["'](\w+)["']|envvar=["'](\w+)["']""")
    names = {a or b for path in sources for a, b in read.findall(path.read_text("utf-8"))}
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert names
    assert sorted(name for name in names if f"`{name}`" not in page) == []
