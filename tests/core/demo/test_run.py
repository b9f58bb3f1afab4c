"""The whole demonstration, from files to reports, and its refusal to touch other files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parkloop.demo.run import DEMO_ZONE, run_demo
from parkloop.errors import RequestError
from parkloop.io.workspace import Workspace

EXAMPLES = Path(__file__).parents[3] / "examples"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def quiet(text, done):
    pass


def test_demo_from_files_to_reports(tmp_path, snapshot):
    told = []
    outcome = run_demo(
        tmp_path / "demo",
        EXAMPLES,
        now=NOW,
        progress=lambda text, done: told.append((text, done)),
    )
    assert [study.title_id for study in outcome.studies] == [
        "circular-38-worked-year",
        "kalundborg",
        DEMO_ZONE,
    ]
    # The way over forty-six files and the import leads to the very same ledger.
    assert outcome.studies[-1].snapshot.hash == snapshot.hash
    assert outcome.page.read_text("utf-8").startswith("<!doctype html>")
    for folder in outcome.workspaces:
        assert {path.suffix for path in (folder / "results").iterdir()} >= {".html", ".json"}
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    imports = Workspace.open(outcome.zone).imports()
    assert len(imports) == 44 + 1 + 1 + 1
    assert [record["findings"] for record in imports if record.get("findings")] == []
    assert [record["act"] for record in imports][-1] == "split"


def test_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="holds other files"):
        run_demo(tmp_path, EXAMPLES, now=NOW, progress=quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_examples_that_are_not_there_are_named(tmp_path):
    with pytest.raises(RequestError, match="circular-38-worked-year is not in"):
        run_demo(tmp_path / "demo", tmp_path, now=NOW, progress=quiet)
