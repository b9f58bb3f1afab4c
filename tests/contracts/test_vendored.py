"""Every file made by others is listed in VENDORED.md with its licence, and is the file listed."""

import hashlib
import re

from tests.contracts._tree import ASSETS, ROOT, VENDORED

ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|(?P<about>.+)\| `(?P<sha256>[0-9a-f]{64})` \|$", re.M)


def listed() -> dict[str, str]:
    text = (ROOT / "VENDORED.md").read_text("utf-8")
    return {row["file"]: row["sha256"] for row in ROW.finditer(text)}


def test_every_vendored_file_is_listed_and_unchanged():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in VENDORED
        for path in folder.iterdir()
        if path.is_file()
    }
    assert found == listed()


def test_every_vendored_file_has_version_licence_and_source():
    text = (ROOT / "VENDORED.md").read_text("utf-8")
    cells = [[cell.strip() for cell in row["about"].split("|")] for row in ROW.finditer(text)]
    assert cells
    assert all(len(row) == 3 and all(row) for row in cells)


def test_fonts_stay_small():
    assert sum(path.stat().st_size for path in ASSETS.glob("*.woff2")) < 400_000
