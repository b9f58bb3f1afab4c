"""Whatever a sheet holds, reading it gives findings and never an exception."""

from __future__ import annotations

import math
import random
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parkloop.errors import InputRefused
from parkloop.findings import Severity
from parkloop.io.intake.fields import FIELDS
from parkloop.io.intake.mappings import SenderMapping
from parkloop.io.intake.spreadsheet import Merge, Table, read_tables
from parkloop.io.intake.staging import Staged, stage
from parkloop.io.returned import returned_workbook
from tests.core.io.import_park import NOW, PARK, flow_book, flow_row
from tests.core.io.ledgers import CATALOG

heads = st.sampled_from(
    [name for field in FIELDS.values() for name in (field.name.vi, field.name.en, *field.synonyms)]
    + [
        "Tháng 1",
        "T2",
        "1/2025",
        "Quý I/2025",
        "2024",
        "Tổng cộng",
        "Điện (kWh)",
        "Nước máy",
        "STT",
    ]
)
words = st.sampled_from(
    ["Điện", "diesel", "t01", "net", "grid", "Thị trường", "kWh", "lít", "m³", "measured", "NO",
     "1.234", "1,5", "abc", "-", "=1", "#", "01/02/2025", "02/25/2025", "T13", "5 %", "9999", "",
     "Tổng", "9" * 400, "\x00", "\ud800".encode("utf-8", "replace").decode(), "a" * 3000]
)  # fmt: skip
cells = st.one_of(
    st.none(),
    heads,
    words,
    st.text(max_size=8),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-5, 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
grids = st.lists(st.lists(cells, max_size=9), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    head = draw(st.lists(heads, min_size=2, max_size=9))
    rows: list[Any] = [*draw(grids)[:3], head, *draw(grids)]
    height = len(rows)
    corner = st.integers(0, height - 1)
    merges = [
        Merge(min(a, b), c, max(a, b), c + draw(st.integers(0, 3)))
        for a, b, c in draw(st.lists(st.tuples(corner, corner, st.integers(0, 8)), max_size=3))
    ]
    return Table(
        "t.xlsx", draw(st.sampled_from(["Flows", "2025", "Quan sát", ""])), rows, tuple(merges)
    )


@settings(max_examples=200)
@given(st.lists(tables(), max_size=2))
def test_any_table_is_staged(found):
    for number, table in enumerate(found):
        object.__setattr__(table, "sheet", f"{table.sheet}{number or ''}")
    staged = stage(found, SenderMapping(), PARK, CATALOG, NOW)
    consistent(staged)
    returned_workbook(Path("t.csv"), staged, staged.findings)
    returned_workbook(Path("t.csv"), staged, staged.findings, only_bad=True)


def consistent(staged: Staged) -> None:
    """Nothing is lost: what is not among the good rows has an error to its name."""
    errors = [f for f in staged.findings if f.severity is Severity.ERROR]
    assert len(staged.rows) <= staged.stated
    assert len(staged.rows) == len(staged.ids)
    assert bool(errors) or len(staged.rows) == staged.stated
    assert all(f.message.vi and f.remedy.en for f in staged.findings)
    keys = staged.rows.select("stream", "from_node", "to_node", "status", "start", "end")
    assert keys.null_count().sum_horizontal().sum() == 0


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_a_damaged_workbook_is_refused_or_read(seed, bites):
    """Bytes changed at random, as by a bad line or a bad mind."""
    chance = random.Random(seed)
    with TemporaryDirectory() as folder:
        path = flow_book(Path(folder) / "a.xlsx", [flow_row(), flow_row(start="2/2025")])
        data = bytearray(path.read_bytes())
        for _ in range(bites):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            found = read_tables(path)
        except InputRefused as refused:
            assert refused.findings  # noqa: PT017 - either outcome is right
        else:
            consistent(stage(found, SenderMapping(), PARK, CATALOG, NOW))


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_called_csv_are_refused_or_read(content):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            found = read_tables(path)
        except InputRefused as refused:
            assert refused.findings  # noqa: PT017 - either outcome is right
        else:
            consistent(stage(found, SenderMapping(), PARK, CATALOG, NOW))


def test_odd_cells_are_read_as_their_words():
    odd = [time(5, 30), timedelta(hours=3), True, date.max, math.inf]
    rows: list[list[Any]] = [
        ["Chỉ tiêu", "Tháng", "Số lượng", "ĐVT"],
        *(["Điện", "1/2025", cell, "kWh"] for cell in odd),
    ]
    staged = stage([Table("t", "", rows)], SenderMapping(), PARK, CATALOG, NOW)
    assert [f.rule for f in staged.findings if f.rule == "IMP-31"] == ["IMP-31"] * 5
