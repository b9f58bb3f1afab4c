"""Every benchmark starts as the script that its first lines tell of, from any folder."""

import os
import subprocess
import sys

import pytest

from tests.contracts._tree import ROOT

SCRIPTS = sorted((ROOT / "benchmarks").glob("[!_]*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_starts_and_is_told_how(script, tmp_path):
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, script, "--help"],
        cwd=tmp_path, env=bare, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "--quick" in done.stdout
    assert f"python benchmarks/{script.name}" in script.read_text("utf-8")
