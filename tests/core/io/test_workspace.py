"""A workspace folder survives crashes, refuses altered parts, and lets two people write."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

from parkloop.errors import InputRefused, RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode, plan_changes
from parkloop.ledger.columns import stated
from parkloop.ledger.ledger import Ledger
from tests.core.small_park import RECORDED, flow, node, park

ROOT = Path(__file__).parents[3]
PARK = park(node("P", "park"), node("E", "enterprise", "P", "stationary.manufacturing"))
FACT_COLUMNS = (
    "id,kind,stream,activity,gas,value,low,high,distribution,central,parameter,unit,region,"
    "valid_from,valid_to,data_year,published,superseded,rank,gwp_set,supplier,source,locator,"
    "uncertainty_source,confidence,verified,note"
)


@pytest.fixture
def place(tmp_path):
    return Workspace.create(tmp_path / "work", PARK)


def planned(ledger, *quantities, import_id="i1", mode=Mode.CORRECT):
    rows = [
        flow("diesel", "market", "E", quantity, "l", period=f"2025-{month:02}")
        for month, quantity in enumerate(quantities, start=1)
    ]
    return plan_changes(
        ledger, stated(rows), mode, import_id=import_id, recorded_at=RECORDED, recorded_by="an"
    )


def take_in(place, *quantities, import_id="i1"):
    plan = planned(place.ledger(), *quantities, import_id=import_id)
    place.append(plan.appended, {"import_id": import_id, "counts": dict(plan.counts())})


def held(place):
    return sorted(Workspace.open(place.folder).ledger().snapshot().entries["quantity"])


def manifest(place):
    return json.loads((place.folder / "ledger/manifest.json").read_text())


def test_a_new_workspace(place):
    assert place.park == PARK
    assert place.ledger().entries.is_empty()
    assert place.imports() == ()
    assert place.mappings_folder.is_dir()
    assert place.catalog.facts["grid.vn.2023"].value == 0.6592


def test_one_folder_is_one_workspace(place, tmp_path):
    with pytest.raises(RequestError, match="is a workspace already"):
        Workspace.create(place.folder, PARK)
    with pytest.raises(RequestError, match=r"There is no park\.yaml in .* Name the right folder"):
        Workspace.open(tmp_path / "elsewhere")


def test_what_was_appended_is_there(place):
    take_in(place, 10.0, 20.0)
    take_in(place, 15.0, import_id="i2")
    assert held(place) == [15.0, 20.0]
    assert [record["import_id"] for record in place.imports()] == ["i1", "i2"]
    in_memory = Ledger.empty(PARK)
    for values, import_id in (((10.0, 20.0), "i1"), ((15.0,), "i2")):
        in_memory = in_memory.append(planned(in_memory, *values, import_id=import_id).appended)
    assert place.ledger().snapshot().hash == in_memory.snapshot().hash


def test_a_part_without_an_entry_in_the_manifest_is_not_there(place):
    """The writer died after writing the part and before listing it."""
    take_in(place, 10.0)
    orphan = planned(place.ledger(), 10.0, 20.0, import_id="lost").appended
    orphan.write_parquet(place.folder / "ledger/part-000002.parquet")
    (place.folder / "imports/lost.json").write_text('{"import_id": "lost"}')
    (place.folder / "ledger/manifest.json.new").write_text("[{")
    assert held(place) == [10.0]
    assert len(place.imports()) == 1
    take_in(place, 10.0, 30.0, import_id="i2")
    assert held(place) == [10.0, 30.0]


@pytest.mark.parametrize("damage", ["altered", "missing", "cut"])
def test_an_altered_part_is_refused(place, damage):
    take_in(place, 10.0)
    part = place.folder / "ledger/part-000001.parquet"
    if damage == "altered":
        entries = pl.read_parquet(part).with_columns(quantity=pl.lit(1.0))
        entries.write_parquet(part)
    elif damage == "missing":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(RequestError, match=r"part-000001\.parquet is missing or was altered") as no:
        Workspace.open(place.folder).ledger()
    assert "Hãy khôi phục từ bản sao lưu." in no.value.text.vi


def test_a_damaged_manifest_is_named(place):
    take_in(place, 10.0)
    (place.folder / "ledger/manifest.json").write_text("[{")
    with pytest.raises(RequestError, match=r"manifest\.json is missing or damaged\. Restore it"):
        place.ledger()


def test_a_lost_record_of_an_import_is_named(place):
    take_in(place, 10.0)
    (place.folder / "imports/i1.json").unlink()
    with pytest.raises(RequestError, match=r"i1\.json is missing or damaged"):
        place.imports()


def test_an_import_is_known_by_its_id(place):
    take_in(place, 10.0)
    with pytest.raises(RequestError, match="The import “i1” is in the ledger already"):
        place.append(planned(place.ledger(), 20.0).appended, {"import_id": "i1"})
    with pytest.raises(RequestError, match="may hold letters, digits, dots and dashes only"):
        place.append(planned(place.ledger(), 20.0).appended, {"import_id": "../../etc/x"})
    assert held(place) == [10.0]


@pytest.mark.parametrize("second", [(90.0,), (100.0,)])
def test_two_plans_over_the_same_ledger_do_not_both_hold(place, second):
    """Both were planned before either was committed; the later one must look again."""
    take_in(place, 80.0)
    ledger = place.ledger()
    one = planned(ledger, 100.0, import_id="i2")
    other = planned(ledger, *second, import_id="i3")
    place.append(one.appended, {"import_id": "i2"})
    with pytest.raises(RequestError, match="Someone else changed the ledger meanwhile") as late:
        place.append(other.appended, {"import_id": "i3"})
    assert "Chưa ghi gì; hãy chạy lại lệnh nhập." in late.value.text.vi
    assert held(place) == [100.0]
    assert len(manifest(place)) == 2


WRITER = """
import sys
from pathlib import Path
from parkloop.io.workspace import Workspace
from parkloop.ledger.changes import Mode, plan_changes
from parkloop.ledger.columns import stated
from tests.core.small_park import RECORDED, flow
place = Workspace.open(Path(sys.argv[1]))
who, rounds = sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(rounds):
    rows = [flow("diesel", "market", "E", number, "l", series=f"{who}-{number}")]
    import_id = f"{who}-{number}"
    plan = plan_changes(place.ledger(), stated(rows), Mode.ONLY_NEW, import_id=import_id,
                        recorded_at=RECORDED, recorded_by=who)
    place.append(plan.appended, {"import_id": import_id})
"""


def start_writer(place, who, rounds):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place.folder), who, str(rounds)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_processes_that_write_at_once_lose_nothing(place):
    rounds = 12
    writers = [start_writer(place, who, rounds) for who in ("an", "binh")]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0]
    series = Workspace.open(place.folder).ledger().entries.get_column("series").to_list()
    assert sorted(series) == sorted(f"{who}-{n}" for who in ("an", "binh") for n in range(rounds))
    assert [part["file"] for part in manifest(place)] == [
        f"part-{number:06d}.parquet" for number in range(1, 2 * rounds + 1)
    ]
    assert len(place.imports()) == 2 * rounds


def test_a_writer_waits_for_the_one_before_it(place):
    plan = planned(place.ledger(), 10.0)
    with (place.folder / "ledger/.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        writer = threading.Thread(target=place.append, args=(plan.appended, {"import_id": "i1"}))
        writer.start()
        writer.join(timeout=0.2)
        assert writer.is_alive()
        assert held(place) == []
    writer.join(timeout=10)
    assert held(place) == [10.0]


def own_fact(**more):
    row = dict.fromkeys(FACT_COLUMNS.split(","), "") | {
        "id": "own.steam", "kind": "supply", "stream": "steam", "gas": "CO2", "value": "0.21",
        "central": "mean", "unit": "t/t", "region": "VN", "rank": "facility",
        "supplier": "partner", "source": "certificate-1", "locator": "page 1", "confidence": "B",
        "verified": "false",
    } | more  # fmt: skip
    return ",".join(row.values())


SOURCES = """
certificate-1:
  title: {vi: Giấy chứng nhận, en: Certificate}
  publisher: Nhà cung cấp hơi
  published: '2024'
  document: '1'
  licence: own
  redistribute: 'no'
  note: ''
"""


def test_a_facility_s_own_facts_and_sources(place):
    (place.folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (place.folder / "facts.csv").write_text(f"{FACT_COLUMNS}\n{own_fact()}\n", encoding="utf-8")
    catalog = Workspace.open(place.folder).catalog
    assert catalog.facts["own.steam"].supplier == "partner"
    assert catalog.sources["certificate-1"].title.en == "Certificate"
    assert catalog.hash != load_catalog().hash


def test_own_facts_without_their_source_are_refused(place):
    (place.folder / "facts.csv").write_text(f"{FACT_COLUMNS}\n{own_fact()}\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        _ = Workspace.open(place.folder).catalog
    assert [f.rule for f in refused.value.findings] == ["CAT-02"]
