"""The generator writes the same files from the same seed, in every process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest
import yaml

from parkloop.demo.generate import CORRECTIONS, FIRST, READINGS, generate_demo, handed_in
from parkloop.demo.profiles import planted_profile
from parkloop.io.park_files import read_park
from parkloop.ledger.columns import set_hash, stated, with_amounts, with_hashes

#: Over every statement of seed 2025; it moves when a profile or the generator changes.
EXPECTED = "2ad08f4b1f7d3387796780da26b9bedea6b8300698e3d9a94f1081e43e04fc95"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zone")
    return folder, generate_demo(folder)


def test_files_in_the_order_in_which_they_are_taken_in(written):
    folder, files = written
    places = [path.parent.name for path in files]
    assert places == sorted(places)
    assert [places.count(name) for name in (FIRST, READINGS, CORRECTIONS)] == [44, 1, 1]
    assert all(path.is_relative_to(folder) for path in files)


def test_definition_and_list_of_what_is_planted_stand_beside_them(written):
    folder, _ = written
    assert read_park(folder / "park.yaml").fictional
    assert yaml.safe_load((folder / "planted.yaml").read_text("utf-8")) == planted_profile()


def test_readings_are_a_list_as_loggers_write_it(written):
    folder, _ = written
    lines = (folder / READINGS / "d-port-1.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Loại bản ghi;Đại lượng;Nút;")
    assert len(lines) == 1 + 27
    assert lines[1].split(";")[4] == "31/12/2023"


def test_another_process_writes_the_same_bytes(written, tmp_path):
    folder, files = written
    code = (
        "import sys; from pathlib import Path; "
        "from parkloop.demo.generate import generate_demo; generate_demo(Path(sys.argv[1]))"
    )
    again = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=again)
    differing = [
        path.name for path in files if digest(path) != digest(tmp_path / path.relative_to(folder))
    ]
    assert differing == []


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content_hash(seed):
    entries = [
        entry
        for each in handed_in(seed)
        for entry in (*each.entries, *each.readings, *each.correction)
    ]
    return set_hash(with_hashes(with_amounts(stated(entries)))["content"])


def test_content_of_the_seed_is_fixed():
    assert content_hash(2025) == EXPECTED


def test_another_seed_gives_another_zone():
    assert content_hash(7) != content_hash(2025)
