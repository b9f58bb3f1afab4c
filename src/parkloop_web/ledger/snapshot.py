"""The one bridge between the rows of the database and the core: park, ledger, snapshot.

Everything read here passes row-level security: a snapshot holds what its reader may see.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection

from parkloop.ledger.columns import ENTRY_SCHEMA
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.ledger.park import Node as CoreNode
from parkloop.ledger.park import NodeKind, Park
from parkloop.texts import Text
from parkloop_web.parks.models import Node

_COLUMNS = tuple(ENTRY_SCHEMA)
_QUOTED = ", ".join(f'e."{column}"' for column in _COLUMNS)
_STAMPS = ("start", "end", "recorded_at")


def park_of(zone: Node) -> Park:
    """The definition of the zone, with the nodes that the reader may see."""
    rows = Node.objects.filter(zone=zone).select_related("parent").order_by("id")
    return Park(
        name=zone.name,
        nodes=tuple(core_node(row) for row in rows),
        zone=zone.time_zone,
        region=zone.region,
        source=Text(zone.source_vi, zone.source_en) if zone.source_vi else None,
        fictional=zone.fictional,
    )


def core_node(row: Node) -> CoreNode:
    return CoreNode(
        id=row.code,
        kind=NodeKind(row.kind),
        name=row.name,
        parent=row.parent.code if row.parent else "",
        activity=row.activity,
        industry=row.industry,
        operator=row.operator,
        attributes=row.attributes,
    )


def ledger_of(
    zone: Node, *, enterprises: Iterable[int] | None = None, park: Park | None = None
) -> Ledger:
    """Every version of what the reader may see (of these enterprises: stated by or about them)."""
    where = "e.zone_id = %s"
    values: list[Any] = [zone.pk]
    if enterprises is not None:
        where += " AND (e.enterprise_id = ANY(%s::bigint[]) OR e.parties && %s::bigint[])"
        values += [list(enterprises)] * 2
    return Ledger(
        _read(f"SELECT {_QUOTED} FROM ledger_entry e WHERE {where}", values), park or park_of(zone)
    )


def snapshot_of(
    zone: Node,
    *,
    enterprises: Sequence[int] | None = None,
    months: tuple[date, date] | None = None,
    park: Park | None = None,
    submitted: bool = False,
) -> Snapshot:
    """What holds now of what the reader may see; ``months`` are first and last month.

    ``submitted``: nothing that has not been handed in, one's own included.
    """
    where = "e.zone_id = %s"
    values: list[Any] = [zone.pk]
    if enterprises is not None:
        where += " AND (e.enterprise_id = ANY(%s::bigint[]) OR e.parties && %s::bigint[])"
        values += [list(enterprises)] * 2
    if months is not None:
        where += " AND e.month BETWEEN %s AND %s"
        values += list(months)
    if submitted:
        where += (
            " AND EXISTS (SELECT FROM ledger_submission s WHERE s.enterprise_id = e.enterprise_id"
            " AND s.month = e.month AND s.seen_until >= e.recorded_at)"
        )
    rows = _read(
        f"SELECT DISTINCT ON (e.key) {_QUOTED} FROM ledger_entry e WHERE {where} "
        "ORDER BY e.key, e.version DESC, e.id DESC",
        values,
    )
    return Snapshot(rows.filter(~pl.col("void")).sort("key"), park or park_of(zone))


def _read(query: str, values: Sequence[Any]) -> pl.DataFrame:
    """Rows as columns; COPY of a query is under row-level security like the query itself."""
    buffer = io.BytesIO()
    with connection.cursor() as cursor:
        text = cursor.connection.cursor()
        with text.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", values) as copy:
            for block in copy:
                buffer.write(block)
    if buffer.tell() == 0:
        return pl.DataFrame(schema=ENTRY_SCHEMA)
    buffer.seek(0)
    return _typed(pl.read_csv(buffer, infer_schema=False))


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns of text as the ledger's types; an empty text is a text, a missing value is none."""
    casts: list[pl.Expr] = []
    for name, kind in ENTRY_SCHEMA.items():
        column = pl.col(name)
        if name in _STAMPS:
            casts.append(
                column.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", time_zone="UTC")
            )
        elif kind == pl.Boolean():
            casts.append(column == "t")
        elif kind == pl.String():
            casts.append(column.fill_null(""))
        else:
            casts.append(column.cast(kind))
    return rows.select(casts).cast(pl.Schema(ENTRY_SCHEMA))


def write_entries(zone: Node, entries: pl.DataFrame, owners: Owners) -> int:
    """Add entries to the ledger of a zone; returns how many.

    Raises IntegrityError when another has written a version of the same statement meanwhile or
    periods of one meter overlap (see ``ledger.intake.explained``), ProgrammingError or
    InsufficientPrivilege when the month is locked or the enterprise is not the writer's.
    """
    if entries.is_empty():
        return 0
    rows = owners.with_owners(entries)
    names = ", ".join(f'"{column}"' for column in (*_COLUMNS, *_OWNED))
    with connection.cursor() as cursor:
        raw = cursor.connection.cursor()
        # COPY into a protected table is refused by PostgreSQL; a passing table takes it in.
        raw.execute(
            "CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE ledger_entry) ON COMMIT DELETE ROWS"
        )
        raw.execute("ALTER TABLE incoming ALTER COLUMN id DROP NOT NULL")
        raw.execute("TRUNCATE incoming")
        with raw.copy(f"COPY incoming ({names}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
            copy.write(
                rows.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric")
            )
        raw.execute(
            f"INSERT INTO ledger_entry ({names}) SELECT {names} FROM incoming ORDER BY entry"
        )
        raw.execute("TRUNCATE incoming")
    return len(rows)


_OWNED = ("enterprise_id", "zone_id", "parties", "month")


class Owners:
    """Whose each row is: the enterprise that states it, and those at both ends of a flow.

    The stating enterprise is given; without it (a whole history taken over) it is that of the
    node the row speaks of: where a flow arrives if that is inside, else where it begins.
    ``handed_in_with`` gives the month with which a row that begins in a month is handed in: its
    own, unless said otherwise.
    """

    def __init__(
        self,
        zone: Node,
        stating: Node | None = None,
        handed_in_with: Callable[[date], date] = lambda month: month,
    ) -> None:
        self.zone = zone
        self.stating = stating
        self.handed_in_with = handed_in_with
        rows = Node.objects.filter(zone=zone, enterprise__isnull=False)
        self._enterprise: Mapping[str, int] = dict(rows.values_list("code", "enterprise_id"))
        operators = Node.objects.filter(zone=zone, kind=NodeKind.ENTERPRISE.value, operator=True)
        self._operator: Mapping[str, int] = dict(operators.values_list("park__code", "id"))

    def of_node(self, code: str) -> int | None:
        """The enterprise of a node; of a park, its operator."""
        return self._enterprise.get(code) or self._operator.get(code)

    def with_owners(self, entries: pl.DataFrame) -> pl.DataFrame:
        ends = [
            (self.of_node(source), self.of_node(target))
            for source, target in entries.select("from_node", "to_node").iter_rows()
        ]
        stating = [
            self.stating.pk if self.stating is not None else (target or source)
            for source, target in ends
        ]
        parties = [
            "{" + ",".join(str(p) for p in sorted({p for p in pair if p is not None})) + "}"
            for pair in ends
        ]
        zone = ZoneInfo(self.zone.time_zone)
        months = [
            self.handed_in_with(start.astimezone(zone).date().replace(day=1))
            for start in entries["start"].to_list()
        ]
        return (
            entries.select(_COLUMNS)
            .with_columns(
                enterprise_id=pl.Series(stating, dtype=pl.Int64),
                zone_id=pl.lit(self.zone.pk),
                parties=pl.Series(parties, dtype=pl.String),
                month=pl.Series(months, dtype=pl.Date),
            )
            .with_columns(pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S%.6f+00") for name in _STAMPS)
        )


def history_of(enterprise: int, key: str) -> tuple[dict[str, Any], ...]:
    """Every version of a statement that the reader may see, oldest first."""
    rows = _read(
        f"SELECT {_QUOTED} FROM ledger_entry e WHERE e.enterprise_id = %s AND e.key = %s "
        "ORDER BY e.version",
        [enterprise, key],
    )
    return tuple(rows.iter_rows(named=True))


def versions_of_month(enterprise: Node, month: date) -> pl.DataFrame:
    """Every version of what an enterprise states of a month, as far as the reader may see."""
    return _read(
        f"SELECT {_QUOTED} FROM ledger_entry e WHERE e.enterprise_id = %s AND e.month = %s",
        [enterprise.pk, month],
    )


def stated_ledger(enterprise: Node, park: Park, keys: Sequence[str] | None = None) -> Ledger:
    """Every version of what one enterprise has stated (of these statements only, by key).

    What others state about it is theirs: a correction never touches it.
    """
    where = "e.enterprise_id = %s"
    values: list[Any] = [enterprise.pk]
    if keys is not None:
        where += " AND e.key = ANY(%s)"
        values.append(list(keys))
    return Ledger(_read(f"SELECT {_QUOTED} FROM ledger_entry e WHERE {where}", values), park)


def stated_now(enterprise: Node, first: date, last: date) -> pl.DataFrame:
    """What an enterprise states now of the months from the first to the last."""
    return _read(
        f"SELECT {_QUOTED} FROM ledger_current c JOIN ledger_entry e ON e.id = c.entry_id "
        "WHERE c.enterprise_id = %s AND c.month BETWEEN %s AND %s ORDER BY e.key",
        [enterprise.pk, first, last],
    )


def with_hidden_ends(snapshot: Snapshot) -> Snapshot:
    """The same with every end of its entries known to the park, for checks of what is stated.

    A delivery to a neighbour may end at a process that is the neighbour's secret: it is there,
    and its name is all that the reader knows of it.
    """
    known = {node.id for node in snapshot.park.nodes}
    ends = {*snapshot.entries["from_node"], *snapshot.entries["to_node"]} - known - {""}
    hidden = tuple(
        CoreNode(id=code, kind=NodeKind.PARTNER, name=Text(code, code)) for code in sorted(ends)
    )
    park = replace(snapshot.park, nodes=(*snapshot.park.nodes, *hidden))
    return Snapshot(snapshot.entries, park) if hidden else snapshot
