"""What is installed is what is in the tree: version, and every data file."""

import subprocess
import sys
import zipfile
from importlib.metadata import version

import parkloop
from tests.contracts._tree import ROOT, tracked_files


def test_version_is_said_once():
    assert version("parkloop") == parkloop.__version__


def test_wheel_holds_every_file_of_the_packages(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    run = subprocess.run(
        [*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = tmp_path.glob("*.whl")
    source = ROOT / "src"
    expected = {
        path.relative_to(source).as_posix()
        for path in tracked_files()
        if path.is_relative_to(source)
    }
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()
