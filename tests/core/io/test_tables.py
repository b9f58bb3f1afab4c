"""Tables that people write or copy out of a spreadsheet."""

import pytest

from parkloop.errors import InputRefused
from parkloop.io.tables import read_table, rows_of


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_divided_as_spreadsheets_divide_them(mark):
    text = "\n".join(mark.join(row) for row in (("id", "cp"), ("H1", "3"), ("", ""), ("C1", "2")))
    rows = rows_of(text, ("id", "cp"))
    assert [(row.number, row.cells["id"]) for row in rows] == [(2, "H1"), (4, "C1")]


def test_a_decimal_comma_stays_in_its_cell():
    (row,) = rows_of("id;cp\nH1;12,5\n", ("id",))
    assert row.cells["cp"] == "12,5"


def test_missing_columns_are_named_together():
    with pytest.raises(InputRefused) as refused:
        rows_of("id;cp\nH1;3\n", ("id", "from", "to"), "streams.csv")
    assert refused.value.text.en == "streams.csv: cannot be used yet."
    (finding,) = refused.value.findings
    assert finding.message.en == "Columns are missing: from, to."
    assert finding.remedy.en == "Add them to the header; there are: id, cp."


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_table(tmp_path / "none.csv", ("id",))
    assert refused.value.findings[0].message.en == "The file cannot be read: not found."
