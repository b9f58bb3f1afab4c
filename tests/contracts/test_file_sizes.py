"""No file of the program is longer than 500 lines, unless it says why.

Migrations are made by Django from the models and read by it alone.
"""

from tests.contracts._tree import ROOT, VENDORED

LIMIT = 500
REASON = f"Longer than {LIMIT} lines because"
PROGRAM = {".py", ".html", ".css", ".js", ".j2", ".jinja"}


def test_no_long_file_without_its_reason():
    long = []
    for path in (ROOT / "src").rglob("*"):
        if (
            path.suffix not in PROGRAM
            or path.parent in VENDORED
            or path.parent.name == "migrations"
        ):
            continue
        lines = path.read_text("utf-8").splitlines()
        if len(lines) > LIMIT and REASON not in "\n".join(lines[:15]):
            long.append(f"{path.relative_to(ROOT)}: {len(lines)} lines")
    assert long == []
