"""limits.csv: everything that is wrong, all at once; what is written reads back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkloop.demo.profiles import demo_limits
from parkloop.errors import InputRefused
from parkloop.io.limit_files import limits_as_csv, read_limits
from parkloop.ledger.limits import Basis, Bound, Limit, Span, Way
from tests.core.builders import a_catalog, a_park

PARK = a_park(("plant", "treatment"), ("river", "water-body"))
HEAD = "id,node,stream,property,way,bound,value,unit,span,basis,source,evidence,first_day,last_day"


def read(tmp_path, *rows, head=HEAD):
    path = tmp_path / "limits.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return read_limits(path, PARK, a_catalog())


def test_a_limit_is_read_with_its_document(tmp_path):
    (limit,) = read(
        tmp_path,
        "cod,plant,wastewater-industrial,cod,,at-most,125,mg/l,each,permit,Permit 12/GP,p.pdf,"
        "2025-01-01,2027-12-31",
    )
    assert limit == Limit(
        "cod",
        "plant",
        "wastewater-industrial",
        "cod",
        Bound.AT_MOST,
        125.0,
        "mg/l",
        Span.EACH,
        "Permit 12/GP",
        date(2025, 1, 1),
        date(2027, 12, 31),
        evidence="p.pdf",
    )


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read(
            tmp_path,
            "a,nowhere,sand,,,at-most,12,m3,month,permit,,,2025-01-01,",
            "b,plant,tap-water,,,at-best,-3,mg/l,each,permit,Permit 1,,2025-13-01,",
            "c,plant,tap-water,,,at-most,3,m3,month,permit,Permit 1,,2025-06-01,2025-01-01",
            "d,plant,tap-water,,,at-most,3,m3,month,permit,Permit 1,,2025-06-01,",
            "d,plant,tap-water,,,at-most,4,m3,month,permit,Permit 1,,2025-06-01,",
        )
    said = [(f.where.row, f.rule, f.message.en) for f in refused.value.findings]
    assert said == [
        (2, "LIM-01", "The limit “a” lacks “source”."),
        (2, "LIM-08", "The limit “a”: there is no “nowhere” (node)."),
        (3, "LIM-02", "The limit “b”: “at-best” cannot stand in “bound”."),
        (3, "LIM-03", "The limit “b”: the value “-3” is no positive number."),
        (3, "LIM-05", "The limit “b”: “2025-13-01” is no day, or the limit ends before it begins."),
        (3, "LIM-06", "The limit “b”: “each” does not fit what is limited."),
        (3, "LIM-04", "The limit “b”: the unit “mg/l” cannot be used here."),
        (4, "LIM-05", "The limit “c”: “2025-01-01” is no day, or the limit ends before it begins."),
        (6, "LIM-07", "Two limits have the id “d”."),
    ]
    remedies = {f.rule: f.remedy for f in refused.value.findings}
    assert remedies["LIM-01"].en.endswith("without a document there is no limit.")
    assert remedies["LIM-02"].vi == "Dùng một trong: at-most, at-least."


def test_the_demo_zones_limits_say_that_they_are_invented():
    lines = demo_limits().splitlines()
    assert len(lines) > 10
    assert all("DEMO" in line and "(demo)" in line for line in lines[1:])


WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1).map(str.strip)


@given(
    WORDS.filter(bool).filter(lambda w: not w.startswith("'")),
    st.floats(1e-3, 1e9).map(lambda v: float(f"{v:.12g}")),
    st.sampled_from(Way),
    st.sampled_from(Basis),
)
def test_what_is_written_reads_back(tmp_path_factory, source, value, way, basis):
    limit = Limit(
        "q",
        "plant",
        "tap-water",
        "",
        Bound.AT_LEAST,
        value,
        "m3",
        Span.MONTH,
        source,
        date(2025, 1, 1),
        way=way,
        basis=basis,
        note="=1+1",
    )
    path = tmp_path_factory.mktemp("limits") / "limits.csv"
    path.write_text(limits_as_csv([limit]), "utf-8")
    assert read_limits(path, PARK, a_catalog()) == (limit,)
