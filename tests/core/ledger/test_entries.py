"""Entries are frozen records of three kinds; intentions are told from what happened."""

from __future__ import annotations

import dataclasses

import pytest

from parkloop.ledger.columns import stated
from parkloop.ledger.entries import (
    HAPPENED,
    Balance,
    Evidence,
    Flow,
    Measure,
    Notation,
    Observation,
    Status,
)
from parkloop.periods import parse

YEAR = parse("2025")
SHEET = Evidence("flows.xlsx", "Flows", 12, "p. 3")


def test_what_happened_and_what_is_intended():
    assert set(Status) - set(HAPPENED) == {Status.PROPOSED, Status.PLANNED}


def test_notation_keys_are_those_of_national_inventories():
    """UNFCCC decision 24/CP.19: NO, NE, NA, IE, C; NA has no use for a single flow."""
    assert {key.value for key in Notation} == {"NO", "NE", "IE", "C"}


@pytest.mark.parametrize(
    ("entry", "columns"),
    [
        (
            Flow("diesel", "market", "boiler", YEAR, 5.0, "t", activity="stationary", series="m1",
                 reference="inv-7", uncertainty=0.05, evidence=SHEET),
            {"kind": "flow", "stream": "diesel", "property": "", "from_node": "market",
             "to_node": "boiler", "activity": "stationary", "quantity": 5.0, "unit": "t",
             "series": "m1", "reference": "inv-7", "uncertainty": 0.05, "notation": "",
             "status": "measured", "file": "flows.xlsx", "sheet": "Flows", "row": 12,
             "page": "p. 3"},
        ),
        (
            Flow("diesel", "market", "boiler", YEAR, None, "t", notation=Notation.NOT_ESTIMATED),
            {"quantity": None, "notation": "NE"},
        ),
        (
            Observation("cod", "plant", YEAR, 2.5, "kg/m3", subject="wastewater-industrial"),
            {"kind": "observation", "property": "cod", "stream": "wastewater-industrial",
             "from_node": "", "to_node": "plant", "quantity": 2.5},
        ),
        (
            Observation("ems", "firm", YEAR, text="ISO 14001", notation=Notation.CONFIDENTIAL),
            {"quantity": None, "unit": "", "text": "ISO 14001", "notation": "C"},
        ),
        (
            Balance(Measure.LEVEL, "diesel", "tank", YEAR, 3, "t"),
            {"kind": "balance", "property": "level", "stream": "diesel", "from_node": "",
             "to_node": "tank", "quantity": 3.0, "notation": ""},
        ),
    ],
)  # fmt: skip
def test_records_as_columns(entry, columns):
    row = stated([entry]).row(0, named=True)
    assert {name: row[name] for name in columns} == columns
    assert (row["start"], row["end"]) == (YEAR.start, YEAR.end)


def test_entries_cannot_be_changed():
    flow = Flow("diesel", "market", "boiler", YEAR, 5.0, "t")
    with pytest.raises(dataclasses.FrozenInstanceError):
        flow.quantity = 6.0  # type: ignore[misc]
