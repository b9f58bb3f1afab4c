"""examples/circular-38-worked-year: the published total through the whole path, from its file.

Expected figures: published test figures of the project energy-dashboard (pqhuy2013),
tests/giai_doan_3.test.js (see the example's README).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parkloop.demo.taking_in import Desk
from parkloop.io.park_files import read_park
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode, void
from parkloop.studies import StudyParameters, run_study

SOURCE = Path(__file__).parents[2] / "examples" / "circular-38-worked-year"
AT = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worked-year") / "workspace"
    desk = Desk(Workspace.create(folder, read_park(SOURCE / "park.yaml")), "test")
    preview = desk.take_in(SOURCE / "flows.csv", Mode.ONLY_NEW, AT)
    assert preview.findings == ()
    assert preview.counts["new"] == 6
    return desk


def study(desk, ledger, gwp_set):
    parameters = StudyParameters(years=(2023,), gwp_set=gwp_set, draws=0)
    return run_study("t1", ledger.snapshot(), desk.workspace.catalog, parameters)


def value(found, figure):
    return found.inventories[0].figures[f"inventory/example/2023/{figure}"].value


def test_published_total_under_ar4(desk):
    found = study(desk, desk.ledger, "AR4")
    assert value(found, "total") == pytest.approx(20_796.122, abs=5e-4)
    assert value(found, "scope-2") == pytest.approx(901.202, abs=5e-4)
    assert found.inventories[0].gaps == ()
    assert found.checks == ()


def test_mine_methane_under_ar5(desk):
    """The published 18,760 t of the released gas; with the unburnt 13.4 t of the flare besides."""
    found = study(desk, desk.ledger, "AR5")
    figures = found.inventories[0].figures
    methane = figures["inventory/example/2023/scope-1/fugitive/CH4"].value
    assert methane - 13.4 * 28 == pytest.approx(18_760.0, abs=1e-6)


def test_other_reading_deducts_the_captured_methane(desk):
    """Without row 4 the total is 20,796.122 − 16,750 (stated in the example's README)."""
    released = desk.ledger.snapshot().flows.filter(
        desk.ledger.snapshot().flows["activity"] == "fugitive.release"
    )
    without = void(
        desk.ledger,
        tuple(released["key"]),
        "the captured part is deducted",
        import_id="void",
        recorded_at=AT,
        recorded_by="test",
    )
    found = study(desk, without, "AR4")
    assert value(found, "total") == pytest.approx(20_796.122 - 16_750, abs=5e-4)


def test_same_file_again_changes_nothing(desk):
    before = desk.ledger.snapshot().hash
    assert desk.take_in(SOURCE / "flows.csv", Mode.ONLY_NEW, AT).counts["same"] == 6
    assert desk.ledger.snapshot().hash == before
