"""The balances of a place in numbers: what passing nodes received and gave."""

from __future__ import annotations

from parkloop.analyses.balances import BalanceRow
from parkloop.reports.flows import ORDER, domain_name
from parkloop.reports.numbers import column_decimals, fixed, scale, unit_words
from parkloop.reports.parts import Cell, Column, Row, Table, Tabled, bare
from parkloop.reports.reading import Place
from parkloop.reports.words import BALANCE_STATES, say, word
from parkloop.texts import Text


def balance_table(place: Place) -> Tabled | None:
    """Every balance of the place, those that do not close first."""
    result = place.year.balances
    if result is None:
        return None
    park = place.reading.study.snapshot.park
    inside = park.below(place.node.id)
    own = [
        row
        for row in result.value.rows
        if row.node in inside
        and row.state != "conversion"
        and (row.domain in ORDER or row.state != "closed")
    ]
    if not own:
        return None
    order = {"open": 0, "closed": 1, "not-assessable": 2}
    own.sort(key=lambda r: (order.get(r.state, 3), r.domain, r.node))
    counts = {state: sum(r.state == state for r in own) for state in order}
    return Tabled(
        id=f"balances-{place.id}",
        heading=Text(
            "Cân bằng tại các nút trung chuyển", "Balances of the nodes that pass things on"
        ),
        sentence=say(
            "Khớp trong dung sai: {closed}; lệch: {open}; chưa đánh giá được: {none}.",
            "Within tolerance: {closed}; open: {open}; not assessable: {none}.",
            closed=str(counts["closed"]),
            open=str(counts["open"]),
            none=str(counts["not-assessable"]),
        ),
        table=Table(_BALANCE_COLUMNS, tuple(_balance_row(place, row) for row in own)),
        folded=len(own) > 12 or not counts["open"] + counts["closed"],
    )


_BALANCE_COLUMNS = (
    Column(Text("Nút", "Node")),
    Column(Text("Miền", "Domain")),
    Column(Text("Nhận vào", "Supplied"), right=True),
    Column(Text("Giao ra", "Delivered"), right=True),
    Column(Text("Chênh lệch", "Difference"), right=True),
    Column(Text("Dung sai", "Tolerance"), right=True),
    Column(Text("Kết quả", "State")),
)


def _balance_row(place: Place, row: BalanceRow) -> Row:
    home = place.reading.balance_homes[place.year.label]
    base = row.figure.rpartition("/")[0]
    largest = max(abs(row.supplied or 0.0), abs(row.delivered or 0.0))
    unit, factor = scale(row.unit, largest)
    decimals = column_decimals([largest / factor])

    def cell(value: float | None, figure: str = "") -> Cell:
        shown = None if value is None else value / factor
        return bare(fixed(shown, decimals), shown, figure)

    return Row(
        (
            place.reading.name(row.node),
            say("{d}, {u}", "{d}, {u}", d=domain_name(place, row.domain), u=unit_words(unit)),
            cell(row.supplied, home.keys.get(f"{base}/supplied", "")),
            cell(row.delivered, home.keys.get(f"{base}/delivered", "")),
            cell(row.difference, home.keys.get(row.figure, "")),
            cell(row.tolerance),
            word(BALANCE_STATES, row.state),
        )
    )
