"""Imports go only downward, and nobody is excused from it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.contracts._tree import ROOT

EXCUSES = re.compile(r"noqa:[^\n]*\b(?:PLC0415|TID25[0-9])\b")


def test_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_import_contracts_have_no_exceptions():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert contracts
    assert [one["name"] for one in contracts if one.get("ignore_imports")] == []
    assert [one["name"] for one in contracts if one.get("exhaustive_ignores")] == []


def test_no_core_file_is_excused_from_the_rules_on_imports():
    files = (ROOT / "src" / "parkloop").rglob("*.py")
    assert [path.name for path in files if EXCUSES.search(path.read_text("utf-8"))] == []
