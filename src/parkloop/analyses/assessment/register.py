"""What the register knows in a period, as arrays over parks and over enterprises.

The ledger is scanned once: observations to the newest statement of each property and holder (or
their sum), flows to amounts by park and way. Everything after that works on arrays of a few
hundred or thousand places. An unknown value is NaN, never zero (C-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.rulebook import RegisterProperty
from parkloop.errors import UnitError
from parkloop.ledger.columns import INSTANT
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import Period, local
from parkloop.quantities import conversion

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

#: Words that stand for a state; anything else is not understood and named as a finding.
STATE_WORDS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("yes", "có", "co", "true", "x"), 1.0),
    **dict.fromkeys(("partly", "một phần", "mot phan"), 0.5),
    **dict.fromkeys(("no", "không", "khong", "false"), 0.0),
}
_HAPPENED = [status.value for status in HAPPENED]
#: Amounts of these years before the period are kept, for growth and elasticity.
_YEARS_BACK: Final = 12
_COLUMNS = (
    "property", "to_node", "quantity", "unit", "text", "start", "end", "reference", "content",
)  # fmt: skip


def months_from(instant: datetime, months: int, zone: str) -> datetime:
    """The same local day so many months later (earlier where negative); the 28th at most."""
    here = local(instant, zone)
    count = here.year * 12 + here.month - 1 + months
    there = here.replace(year=count // 12, month=count % 12 + 1, day=min(here.day, 28))
    return there.astimezone(UTC)


@dataclass(frozen=True)
class Places:
    """Parks and enterprises as positions: which enterprise is in which park."""

    parks: tuple[str, ...]
    enterprises: tuple[str, ...]
    park_of: Numbers
    tenant: npt.NDArray[np.bool_]
    table: pl.DataFrame

    @property
    def park_place(self) -> dict[str, int]:
        return {park: number for number, park in enumerate(self.parks)}


def places_of(snapshot: Snapshot) -> Places:
    """Every park and enterprise of a definition, with a table node → park, enterprise, kind."""
    park = snapshot.park
    parks = tuple(node.id for node in park.of_kind(NodeKind.PARK))
    firms = park.of_kind(NodeKind.ENTERPRISE)
    at = {name: number for number, name in enumerate(parks)}
    firm_at = {firm.id: number for number, firm in enumerate(firms)}
    owner = [at.get(park.owner(firm.id, NodeKind.PARK), -1) for firm in firms]
    nodes = park.table.select("node", "kind", "park", "enterprise")
    operators = [firm.id for firm in firms if firm.operator]
    schema = {"id": pl.String, "place": pl.Int32}
    park_table = pl.DataFrame({"id": parks, "place": range(len(parks))}, schema=schema)
    firm_table = pl.DataFrame({"id": list(firm_at), "place": list(firm_at.values())}, schema=schema)
    table = (
        nodes.join(park_table.rename({"id": "park", "place": "p"}), on="park", how="left")
        .join(firm_table.rename({"id": "enterprise", "place": "e"}), on="enterprise", how="left")
        .with_columns(operator=pl.col("enterprise").is_in(operators))
    )
    return Places(
        parks,
        tuple(firm_at),
        np.array(owner, dtype=np.int64),
        np.array([not firm.operator for firm in firms], dtype=bool),
        table,
    )


@dataclass(frozen=True)
class Links:
    """Symbiosis links: park, whether each runs and has a contract in force, who takes part."""

    names: tuple[str, ...]
    park: Numbers
    operating: Floats
    contract: Floats
    member_link: Numbers
    member: Numbers


@dataclass
class Register:
    """The newest statements by property: arrays over parks (``park``) and enterprises."""

    snapshot: Snapshot
    catalog: Catalog
    period: Period
    places: Places
    rows: pl.DataFrame
    unread: pl.DataFrame
    links: Links
    _arrays: dict[tuple[str, str, str], Floats] = field(default_factory=dict)

    def held(self, subject: str, name: str) -> Floats:
        """State, level, document or amount of the period, by park or by enterprise."""
        known = self.catalog.rulebook.properties.get(name)
        amount = known is not None and known.kind == "amount"
        return self._array(subject, name, "amount" if amount else "newest")

    def expiry(self, subject: str, name: str) -> Floats:
        """Last instant of the newest document [s since 1970]; NaN where there is none."""
        return self._array(subject, name, "expiry")

    def began(self, subject: str, name: str) -> Floats:
        """First instant of the newest document [s since 1970]; NaN where there is none."""
        return self._array(subject, name, "began")

    def _array(self, subject: str, name: str, what: str) -> Floats:
        key = (subject, name, what)
        if key not in self._arrays:
            size = len(self.places.parks if subject == "park" else self.places.enterprises)
            found = np.full(size, np.nan)
            rows = self._by_property.get((subject, name))
            if rows is not None:
                found[rows["place"].to_numpy()] = rows[what].cast(pl.Float64).to_numpy()
            self._arrays[key] = found
        return self._arrays[key]

    @cached_property
    def _by_property(self) -> Mapping[tuple[str, str], pl.DataFrame]:
        found: dict[tuple[str, str], pl.DataFrame] = {}
        last = self.period.end
        known = self.rows.filter(pl.col("start") < last)
        for subject, place in (("park", "p"), ("enterprise", "e")):
            mine = known.filter(pl.col("subject") == subject)
            summed = (
                mine.sort("end", "start")
                .group_by(place, "property", maintain_order=False)
                .agg(
                    newest=pl.col("value").filter(pl.col("current")).last(),
                    amount=pl.when(pl.col("inside").any()).then(
                        pl.col("value").filter(pl.col("inside")).sum()
                    ),
                    began=pl.col("start").last().dt.epoch("s"),
                    expiry=pl.col("end").last().dt.epoch("s"),
                )
                .rename({place: "place"})
            )
            for (name,), part in summed.partition_by("property", as_dict=True).items():
                found[subject, str(name)] = part
        return found

    def by_year(self, subject: str, name: str, back: int) -> Floats:
        """Amount of the year that ended ``back`` years before the end of the period."""
        key = (subject, name, f"year-{back}")
        if key not in self._arrays:
            place = "p" if subject == "park" else "e"
            size = len(self.places.parks if subject == "park" else self.places.enterprises)
            found = np.full(size, np.nan)
            wanted = (pl.col("property") == name) & (pl.col("subject") == subject)
            rows = self.rows.filter(wanted & (pl.col("back") == back))
            for at, value in rows.group_by(place).agg(pl.col("value").sum()).iter_rows():
                found[at] = value
            self._arrays[key] = found
        return self._arrays[key]

    def over_months(self, subject: str, name: str, months: int) -> tuple[Floats, Floats]:
        """Sum over the months before the end of the period, and the share of them that is covered.

        Statements that overlap cover their time once.
        """
        place = "p" if subject == "park" else "e"
        size = len(self.places.parks if subject == "park" else self.places.enterprises)
        total, covered = np.full(size, np.nan), np.zeros(size)
        first = months_from(self.period.end, -months, self.snapshot.park.zone)
        wanted = (pl.col("property") == name) & (pl.col("subject") == subject)
        rows = self.rows.filter(wanted & (pl.col("end") > first) & (pl.col("value").is_not_null()))
        rows = rows.with_columns(
            a=pl.max_horizontal("start", pl.lit(first).cast(INSTANT)),
            b=pl.min_horizontal("end", pl.lit(self.period.end).cast(INSTANT)),
        ).sort("a", "b")
        before = pl.col("b").cum_max().shift(1).over(place)
        own = (pl.col("b") - pl.max_horizontal("a", before)).dt.total_seconds().clip(0)
        found = rows.with_columns(own=own).group_by(place).agg(pl.col("value", "own").sum())
        window = (self.period.end - first).total_seconds()
        for at, value, seconds in found.iter_rows():
            total[at], covered[at] = value, seconds / window
        return total, covered

    def words(self, name: str) -> tuple[str, ...]:
        """A text property by park; empty where nothing is stated."""
        found = [""] * len(self.places.parks)
        wanted = (pl.col("property") == name) & (pl.col("subject") == "park")
        for row in self.rows.filter(wanted & pl.col("current")).sort("end").iter_rows(named=True):
            found[row["p"]] = row["text"]
        return tuple(found)

    def declared(self, name: str) -> Mapping[tuple[str, str], str]:
        """(park, reference) → words, of a text property that has a reference."""
        wanted = (pl.col("property") == name) & (pl.col("subject") == "park") & pl.col("current")
        rows = self.rows.filter(wanted).sort("end")
        places = self.places.parks
        return {
            (places[row["p"]], row["reference"]): row["text"] for row in rows.iter_rows(named=True)
        }

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Amounts [kg or m3] of the period by park, way, stream kind and stream."""
        return _flow_table(self.snapshot, self.catalog, self.period, self.places)


def read_register(snapshot: Snapshot, catalog: Catalog, period: Period) -> Register:
    """Scan the observations once; see the module."""
    places = places_of(snapshot)
    properties = catalog.rulebook.properties
    kinds = pl.DataFrame(
        [(p.id, p.kind, p.holder) for p in properties.values()],
        schema={"property": pl.String, "is": pl.String, "holder": pl.String},
        orient="row",
    )
    earliest = period.start - timedelta(days=366 * _YEARS_BACK)
    found = (
        snapshot.entries.lazy()
        .filter(
            (pl.col("kind") == "observation")
            & pl.col("status").is_in(_HAPPENED)
            & (pl.col("end") > earliest)
            & (pl.col("start") < period.end)
            & (pl.col("notation") == "")
        )
        .select(_COLUMNS)
        .join(kinds.lazy(), on="property")
        .collect()
    )
    rows = _valued(found, properties, period, snapshot.park.zone, places)
    unread = rows.filter(pl.col("value").is_null() & (pl.col("is") != "text"))
    return Register(snapshot, catalog, period, places, rows, unread, _links(rows, places))


def _valued(
    found: pl.DataFrame,
    properties: Mapping[str, RegisterProperty],
    period: Period,
    zone: str,
    places: Places,
) -> pl.DataFrame:
    """Values in the property's unit, whose they are, and how they lie to the period."""
    factors = _factors(found, properties)
    words = pl.col("text").str.strip_chars().str.to_lowercase()
    stated = pl.col("quantity") * pl.col("factor")
    state = pl.coalesce(stated, words.replace_strict(STATE_WORDS, default=None))
    value = (
        pl.when(pl.col("is") == "document")
        .then((pl.col("end") >= period.end).cast(pl.Float64))
        .when(pl.col("is") == "state")
        .then(state)
        .otherwise(stated)
    )
    at_park = (pl.col("kind_of_node") == "park") | (
        (pl.col("holder") != "enterprise") & pl.col("operator")
    )
    touches = (pl.col("end") > period.start) | (pl.col("is") == "document")
    last = pl.col("end").dt.convert_time_zone(zone)
    end = local(period.end, zone)
    months = (end.year * 12 + end.month) - (last.dt.year().cast(pl.Int32) * 12 + last.dt.month())
    return (
        found.join(factors, on=["property", "unit"], how="left")
        .join(
            places.table.select("node", "p", "e", "operator", kind_of_node="kind"),
            left_on="to_node",
            right_on="node",
        )
        .with_columns(
            value=value,
            subject=pl.when(at_park)
            .then(pl.lit("park"))
            .when(pl.col("e").is_not_null())
            .then(pl.lit("enterprise")),
            current=touches,
            inside=(pl.col("start") >= period.start) & (pl.col("end") <= period.end),
            back=(months // 12),
        )
        .drop("factor", "operator", "kind_of_node")
    )


def _factors(found: pl.DataFrame, properties: Mapping[str, RegisterProperty]) -> pl.DataFrame:
    """What a stated unit is multiplied by to be in the property's unit; absent: not the same."""
    rows = []
    for name, unit in found.select("property", "unit").unique().iter_rows():
        wanted = properties[name].unit or "1"
        try:
            rows.append((name, unit, conversion(unit or wanted, wanted)))
        except UnitError:
            continue
    schema = {"property": pl.String, "unit": pl.String, "factor": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _links(rows: pl.DataFrame, places: Places) -> Links:
    """Links by park and reference; the newest statement of each counts."""
    newest = rows.filter(
        (pl.col("holder") == "link") & (pl.col("reference") != "") & pl.col("current")
    )
    names: dict[tuple[int, str], int] = {}
    for place, name in newest.select("p", "reference").unique().sort("p", "reference").iter_rows():
        names[place, name] = len(names)
    operating, contract = np.full(len(names), np.nan), np.full(len(names), np.nan)
    target = {"link-operating": operating, "link-contract": contract}
    for row in newest.sort("end").select("property", "p", "reference", "value").iter_rows():
        if row[0] in target and row[3] is not None:
            target[row[0]][names[row[1], row[2]]] = row[3]
    members = rows.filter(
        (pl.col("property") == "link-member") & (pl.col("value") == 1.0) & pl.col("current")
    )
    pairs = [
        (names[park, link], firm)
        for park, link, firm in members.select("p", "reference", "e").unique().sort("e").iter_rows()
        if (park, link) in names and firm is not None
    ]
    return Links(
        tuple(name for _, name in names),
        np.array([place for place, _ in names], dtype=np.int64),
        operating,
        contract,
        np.array([link for link, _ in pairs], dtype=np.int64),
        np.array([firm for _, firm in pairs], dtype=np.int64),
    )


def _flow_table(
    snapshot: Snapshot, catalog: Catalog, period: Period, places: Places
) -> pl.DataFrame:
    streams = pl.DataFrame(
        [(s.id, s.kind) for s in catalog.streams.values()],
        schema={"stream": pl.String, "stream_kind": pl.String},
        orient="row",
    ).filter(pl.col("stream_kind").is_in(["waste", "wastewater", "water"]))
    ends = places.table.select("node", "kind", "p", "e")
    source = ends.rename({"node": "from_node", "kind": "from_kind", "p": "from_p", "e": "from_e"})
    target = ends.rename({"node": "to_node", "kind": "to_kind", "p": "to_p", "e": "to_e"})
    return (
        snapshot.entries.lazy()
        .filter(
            (pl.col("kind") == "flow")
            & pl.col("status").is_in(_HAPPENED)
            & (pl.col("start") >= period.start)
            & (pl.col("end") <= period.end)
        )
        .select("stream", "from_node", "to_node", "amount")
        .join(streams.lazy(), on="stream")
        .group_by("stream", "stream_kind", "from_node", "to_node")
        .agg(pl.col("amount").sum(), pl.col("amount").null_count().alias("unknown"))
        .join(source.lazy(), on="from_node", how="left")
        .join(target.lazy(), on="to_node", how="left")
        .collect()
    )
