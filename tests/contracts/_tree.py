"""The files the contracts speak of."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "src" / "parkloop" / "reports" / "assets"
#: Where files made by others lie.
VENDORED = (ASSETS, ROOT / "src" / "parkloop_web" / "design" / "static" / "vendor")


def tracked_files() -> list[Path]:
    """Every file under version control that is on disk."""
    # Without safe.directory git refuses a checkout that belongs to another user.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in listing.split("\0") if name]
    return [path for path in paths if path.is_file()]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Path from the root and text of every tracked file of our own that is text."""
    for path in tracked_files():
        if path.parent in VENDORED:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
