"""Random ledgers that imports would admit, for property tests."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from parkloop.io.catalog_files import load_catalog
from parkloop.io.intake.words import has_control
from parkloop.ledger.changes import Mode, commit, plan_changes
from parkloop.ledger.columns import stated, with_amounts, with_hashes
from parkloop.ledger.entries import Balance, Entry, Flow, Measure, Notation, Observation, Status
from parkloop.ledger.ledger import Ledger
from parkloop.ledger.park import OUTSIDE
from parkloop.periods import Period, at, month, reporting_year
from tests.core.io.import_park import PARK

CATALOG = load_catalog()
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
_STREAMS = [
    ("electricity", ("kWh", "MWh", "GJ")),
    ("diesel", ("l", "kg", "GJ_ncv", "GJ_gcv")),
    ("wastewater-industrial", ("m3",)),
    ("R-134a", ("kg", "g")),
    ("fly-ash", ("t",)),
]
_OBSERVED = [("COD", "mg/l"), ("jobs", "person"), ("revenue", "VND@2025"), ("share", "%")]
_NODES = [node.id for node in PARK.nodes]
_INSIDE = [node.id for node in PARK.nodes if node.kind not in OUTSIDE]


def _admitted(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r", "\n")).strip()


#: Anything people type, and what spreadsheets would run as a formula.
words = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf")),
        max_size=20,
    ),
    st.sampled_from(
        ["=1+1", "'=x", "''@y", "+84 225", "-5", "@SUM(A1)", "＝A1", "001", "1.234", "NO", "#1",
         "Điện — electricity", "a\nb", "a;b,\"c\"", "TRUE", "2025-01-01", "Tổng cộng"]
    ),
).map(_admitted).filter(lambda text: not has_control(text))  # fmt: skip
#: What is compared with other names or rows must not look like a total or a note.
codes = words.filter(lambda text: not text.startswith("#"))

quantities = st.one_of(
    st.floats(0, 1e9, allow_nan=False),
    st.integers(0, 10**9).map(float),
    st.sampled_from([0.0, 0.1, 1.234, 1e-5, 123456789.123456, 1 / 3, 999999.999999]),
)
shares = st.one_of(st.none(), st.floats(0, 1), st.sampled_from([0.05, 0.1 + 0.2, 1.0]))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    year = draw(st.integers(1995, 2024))
    kind = draw(st.sampled_from(["year", "month", "days", "hours", "odd"]))
    if kind == "year":
        return reporting_year(year)
    number = draw(st.integers(1, 12))
    if kind == "month":
        return month(year, number)
    start = at(year, PARK.zone, number, draw(st.integers(1, 28)))
    if kind == "days":
        return Period(start, start + timedelta(days=draw(st.integers(1, 60))))
    if kind == "hours":
        start += timedelta(hours=draw(st.integers(0, 23)))
        return Period(start, start + timedelta(hours=draw(st.integers(1, 30))))
    start += timedelta(microseconds=draw(st.integers(0, 86_399_999_999)))
    return Period(start, start + timedelta(microseconds=draw(st.integers(1, 10**12))))


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    stream, units = draw(st.sampled_from(_STREAMS))
    inside = draw(st.sampled_from(_INSIDE))
    other = draw(st.sampled_from([node for node in _NODES if node != inside]))
    ends = (inside, other) if draw(st.booleans()) else (other, inside)
    notation = draw(st.one_of(st.none(), st.none(), st.sampled_from(list(Notation))))
    return Flow(
        stream,
        *ends,
        draw(periods()),
        None if notation else draw(quantities),
        draw(st.sampled_from(["", units[0]])) if notation else draw(st.sampled_from(units)),
        draw(st.sampled_from(list(Status))),
        draw(st.sampled_from(["", "stationary.manufacturing", "mobile.road"])),
        series=draw(codes),
        reference=draw(codes),
        uncertainty=draw(shares),
        notation=notation,
        note=draw(words),
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    name, unit = draw(st.sampled_from(_OBSERVED))
    said = draw(words.filter(bool))
    numeric = draw(st.booleans())
    return Observation(
        name,
        draw(st.sampled_from(_NODES)),
        draw(periods()),
        draw(quantities) if numeric else None,
        unit if numeric else "",
        said if not numeric else "",
        draw(st.sampled_from(["", "wastewater-industrial"])),
        series=draw(codes),
        uncertainty=draw(shares) if numeric else None,
        note=draw(words),
    )


@st.composite
def balances(draw: st.DrawFn) -> Balance:
    stream, units = draw(st.sampled_from(_STREAMS))
    return Balance(
        draw(st.sampled_from(list(Measure))),
        stream,
        draw(st.sampled_from(_INSIDE)),
        draw(periods()),
        draw(quantities),
        draw(st.sampled_from(units)),
        series=draw(codes),
        note=draw(words),
    )


entries: st.SearchStrategy[list[Entry]] = st.lists(
    st.one_of(flows(), observations(), balances()), max_size=12
)


def distinct(records: list[Entry]) -> pl.DataFrame:
    """Stated rows, one for each thing spoken of."""
    rows = stated(records)
    keys = with_hashes(with_amounts(rows)).get_column("key")
    return rows.filter(keys.is_first_distinct())


def ledger_of(rows: pl.DataFrame) -> Ledger:
    plan = plan_changes(
        Ledger.empty(PARK),
        rows,
        Mode.ONLY_NEW,
        import_id="first",
        recorded_at=RECORDED,
        recorded_by="test",
    )
    return commit(Ledger.empty(PARK), plan)
