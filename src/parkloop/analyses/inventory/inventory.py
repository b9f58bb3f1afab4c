"""The greenhouse-gas inventory of a zone: every enterprise and park, per gas and scope.

Sources: IPCC 2006 Guidelines; GHG Protocol Corporate Standard and Scope 2 Guidance; Circular
38/2023/TT-BCT. Method, formulas and limits: docs/methods/inventory.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from parkloop.analyses._provenance import hashed_meanwhile, provenance
from parkloop.analyses.inventory.activity import Amount, amounts
from parkloop.analyses.inventory.direct import (
    fuel_lines,
    gas_lines,
    process_lines,
    refrigerant_lines,
)
from parkloop.analyses.inventory.distributions import Central
from parkloop.analyses.inventory.energy import TOE, toe_lines
from parkloop.analyses.inventory.intervals import half_widths
from parkloop.analyses.inventory.market import market_lines
from parkloop.analyses.inventory.messages import (
    NO_FUEL,
    NO_FUEL_REMEDY,
    NO_RESIDUAL_MIX,
    NOTHING_ENTERED,
    NOTHING_ENTERED_REMEDY,
    PASSES_ON_TOO_MUCH,
    PROVISIONAL,
    STRADDLES,
    STRADDLES_REMEDY,
    UNVERIFIED,
)
from parkloop.analyses.inventory.model import (
    Elimination,
    Inventory,
    Line,
    Memo,
    ThresholdCheck,
    UncertaintyReport,
)
from parkloop.analyses.inventory.names import TOTAL_LABELS
from parkloop.analyses.inventory.parameters import VERSION, InventoryParameters
from parkloop.analyses.inventory.purchased import purchased_lines
from parkloop.analyses.inventory.scene import Scene, default_errors
from parkloop.analyses.inventory.thresholds import threshold_checks
from parkloop.analyses.inventory.totals import (
    SUM,
    SUM_OF_MASS_TIMES_GWP,
    Boundary,
    Figures,
    Total,
    Totals,
)
from parkloop.analyses.inventory.uncertainty import UncertaintyParameters, uncertainty_of
from parkloop.analyses.inventory.unlisted import name_unlisted_streams
from parkloop.analyses.inventory.waste import own_landfill_lines, waste_lines
from parkloop.analyses.inventory.wastewater import wastewater_lines
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.checks.coverage import check_gaps
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.entries import HAPPENED
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.periods import parse, reporting_year
from parkloop.provenance import Result
from parkloop.texts import Text

_LEVELS = {
    NodeKind.ZONE: "zone",
    NodeKind.PARK: "park",
    NodeKind.ENTERPRISE: "enterprise",
    NodeKind.SITE: "site",
}
#: Boundaries in which an emission may stand twice: with who caused it and with who bought from it.
_ELIMINATING = ("park", "zone")
_EMITTING = ("fuel", "electricity", "heat", "cooling", "refrigerant", "waste", "wastewater", "gas")


def inventory(
    snapshot: Snapshot, catalog: Catalog, parameters: InventoryParameters
) -> Result[Inventory]:
    """The inventory of all boundaries in one period; masses in kg, totals in t CO2e.

    What cannot be computed is a gap, and the totals that lack it are partial (C-01, C-15).
    """
    with hashed_meanwhile(snapshot):
        scene = Scene.of(snapshot, catalog, parameters)
    lines = _lines(scene)
    _gaps_of_entries(scene, lines)
    totals = Totals(catalog, parameters.gwp_set, parameters.period.label(scene.book.zone))
    boundaries = _boundaries(scene)
    eliminations = _add_boundaries(totals, boundaries, lines, scene)
    emissions = tuple(line for line in lines if line.gas != TOE)
    value = Inventory(
        period=parameters.period,
        gwp_set=parameters.gwp_set,
        boundaries=tuple(boundary.id for boundary in boundaries),
        lines=lines,
        eliminations=eliminations,
        thresholds=_thresholds(scene, totals),
        uncertainty=_uncertainty(totals, boundaries, emissions, catalog, parameters),
        parameters=parameters.as_dict(),
    )
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "inventory",
            VERSION,
            parameters.as_dict(),
            _facts_used(scene, lines, totals),
            _entries_used(snapshot, parameters),
        ),
        figures=Figures(
            totals,
            half_widths(totals.members, totals.weights, emissions, catalog, parameters.convention),
            lines,
        ),
        findings=in_order(_findings(scene, lines)),
        gaps=tuple(scene.gaps[key] for key in sorted(scene.gaps)),
    )


def _lines(scene: Scene) -> tuple[Line, ...]:
    """All lines in the order of their ids."""
    direct = [
        *fuel_lines(scene),
        *process_lines(scene),
        *refrigerant_lines(scene),
        *gas_lines(scene),
        *waste_lines(scene),
        *own_landfill_lines(scene, _deposits(scene)),
        *wastewater_lines(scene),
    ]
    purchased = list(purchased_lines(scene, direct))
    market = list(market_lines(scene, purchased))
    energy = list(toe_lines(scene))
    return _with_unique_ids([*direct, *purchased, *market, *energy])


def _with_unique_ids(lines: Sequence[Line]) -> tuple[Line, ...]:
    seen: dict[str, int] = {}
    unique = []
    for line in lines:
        seen[line.id] = seen.get(line.id, 0) + 1
        again = seen[line.id]
        unique.append(line if again == 1 else replace(line, id=f"{line.id}#{again}"))
    return tuple(sorted(unique, key=lambda line: line.id))


def _deposits(scene: Scene) -> tuple[tuple[int, Amount], ...]:
    """Waste put into the park's own landfills in earlier years, by year."""
    period, zone = scene.book.period, scene.book.zone
    if not (scene.snapshot.entries.get_column("start") < period.start).any():
        return ()
    own = Snapshot(scene.snapshot.entries.filter(_landfilled_before(scene)), scene.park)
    local_year = pl.col("start").dt.convert_time_zone(zone).dt.year()
    years = own.entries.select(local_year.unique().sort()).to_series().to_list()
    shares = default_errors(scene.book.catalog)
    return tuple(
        (year, amount)
        for year in years
        for amount in amounts(own, reporting_year(year, zone), shares)
    )


def _landfilled_before(scene: Scene) -> pl.Expr:
    """Masses that reached an enterprise before the period, for a use that is a landfill."""
    inside = {
        node.id: scene.default_activity(node.id)
        for node in scene.park.nodes
        if scene.enterprise(node.id)
    }
    landfills = [node for node, activity in inside.items() if activity.startswith("landfill")]
    untold = (pl.col("activity") == "") & pl.col("to_node").is_in(landfills)
    return (
        (pl.col("end") <= scene.book.period.start)
        & (pl.col("kind") == "flow")
        & (pl.col("dimension") == "mass")
        & pl.col("to_node").is_in(list(inside))
        & (pl.col("activity").str.starts_with("landfill") | untold)
    )


def _gaps_of_entries(scene: Scene, lines: Sequence[Line]) -> None:
    """Gaps that stand in the entries themselves: borders crossed, months missing, nothing there."""
    period, zone = scene.book.period, scene.book.zone
    label = period.label(zone)
    crossing = scene.snapshot.straddling(period).filter(_may_emit(scene))
    for node, rows in _by_enterprise(scene, crossing):
        streams = ", ".join(sorted(rows.get_column("stream").unique().to_list()))
        scene.gap(
            f"straddling:{node}:{label}",
            node,
            STRADDLES.format(entries=len(rows), period=label, streams=streams),
            STRADDLES_REMEDY,
        )
    name_unlisted_streams(scene)
    _gaps_in_series(scene)
    touched = {scene.enterprise(n) for a in scene.amounts for n in (a.from_node, a.to_node)}
    _gaps_of_generators(scene, lines)
    for silent in scene.park.of_kind(NodeKind.ENTERPRISE):
        if silent.id not in touched:
            scene.gap(
                f"nothing:{silent.id}",
                silent.id,
                NOTHING_ENTERED.format(enterprise=silent.id, period=label),
                NOTHING_ENTERED_REMEDY.format(enterprise=silent.id),
            )


def _may_emit(scene: Scene) -> pl.Expr:
    """Flows that happened, of streams whose absence an inventory would notice."""
    catalog = scene.book.catalog
    emitting = {stream.id for stream in catalog.streams.values() if stream.kind in _EMITTING}
    emitting |= {fact.stream for fact in catalog.of_kind("process")}
    happened = pl.col("status").is_in([status.value for status in HAPPENED])
    return (pl.col("kind") == "flow") & happened & pl.col("stream").is_in(sorted(emitting))


def _gaps_of_generators(scene: Scene, lines: Sequence[Line]) -> None:
    """Generators that deliver energy but for which no fuel is entered."""
    burning = {line.node for line in lines if line.scope == 1}
    delivering = {
        (amount.from_node, amount.stream)
        for amount in scene.of_kind("electricity", "heat", "cooling")
        if scene.kind(amount.from_node) is NodeKind.GENERATOR
    }
    for node, stream in sorted(delivering):
        if node not in burning and not scene.park.node(node).attributes.get("renewable"):
            name = scene.book.catalog.stream(stream).name
            scene.gap(
                f"generator:{stream}:{node}",
                node,
                Text(
                    NO_FUEL.vi.format(node=node, stream=name.vi),
                    NO_FUEL.en.format(node=node, stream=name.en),
                ),
                NO_FUEL_REMEDY,
            )


def _by_enterprise(scene: Scene, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    owners = [
        scene.enterprise(to_node) or scene.enterprise(from_node)
        for from_node, to_node in zip(rows["from_node"], rows["to_node"], strict=True)
    ]
    owned = rows.with_columns(_owner=pl.Series(owners, dtype=pl.String))
    for owner in sorted(set(owners)):
        yield owner, owned.filter(pl.col("_owner") == owner)


def _gaps_in_series(scene: Scene) -> None:
    """Months that a regular series of an emitting stream lacks inside the period (CHK-11)."""
    period, zone = scene.book.period, scene.park.zone
    suspects = [a for a in scene.of_kind(*_EMITTING) if a.holes_possible]
    if not suspects:
        return
    ends = pl.DataFrame(
        [(a.stream, a.from_node, a.to_node) for a in suspects],
        schema=["stream", "from_node", "to_node"],
        orient="row",
    ).unique()
    rows = scene.snapshot.entries.join(ends, on=ends.columns, how="semi", maintain_order="left")
    seen = Snapshot(rows, scene.park)
    for finding in check_gaps(seen, scene.book.catalog, CheckParameters()):
        if not parse(finding.where.period, zone).overlaps(period):
            continue
        first = rows.filter(pl.col("entry") == finding.where.entries[0]).row(0, named=True)
        owner = first["to_node"] if scene.enterprise(first["to_node"]) else first["from_node"]
        scene.gap(
            f"months:{first['stream']}:{first['from_node']}>{first['to_node']}:"
            f"{first['series']}:{finding.where.period}",
            owner,
            finding.message,
            finding.remedy,
        )


def _boundaries(scene: Scene) -> tuple[Boundary, ...]:
    return tuple(
        Boundary(node.id, _LEVELS[node.kind], node.name, scene.park.below(node.id))
        for node in scene.park.nodes
        if node.kind in _LEVELS
    )


def _add_boundaries(
    totals: Totals, boundaries: Sequence[Boundary], lines: Sequence[Line], scene: Scene
) -> tuple[Elimination, ...]:
    at_node: dict[str, list[Line]] = {}
    for line in lines:
        at_node.setdefault(line.node, []).append(line)
    held = {
        boundary.id: [n for node in sorted(boundary.nodes) for n in at_node.get(node, ())]
        for boundary in boundaries
    }
    inside: dict[str, list[Line]] = {}
    for boundary in boundaries:
        kept = held[boundary.id]
        if boundary.level in _ELIMINATING:
            inside[boundary.id] = [n for n in kept if _internal(n, boundary, scene)]
            kept = [n for n in kept if not _internal(n, boundary, scene)]
        totals.add_boundary(boundary, kept, _gaps_within(scene, boundary))
    return tuple(
        _eliminate(totals, boundary, boundaries, inside[boundary.id])
        for boundary in boundaries
        if boundary.level in _ELIMINATING
    )


def _internal(line: Line, boundary: Boundary, scene: Scene) -> bool:
    """Whether the line repeats an emission that the boundary counts as scope 1 already (C-14)."""
    if line.memo in (Memo.PLACE, Memo.EXPORTED):
        return False
    if boundary.level == "park":
        return line.internal
    return line.internal or bool(line.supplier and scene.park_of(line.supplier))


def _gaps_within(scene: Scene, boundary: Boundary) -> tuple[str, ...]:
    return tuple(sorted(gap for gap, owner in scene.gap_owners.items() if owner in boundary.nodes))


def _eliminate(
    totals: Totals,
    boundary: Boundary,
    boundaries: Sequence[Boundary],
    internal_lines: Sequence[Line],
) -> Elimination:
    """Sum of the enterprises − internal deliveries = total of the park, as figures."""
    base = f"inventory/{boundary.id}/{totals.period}"
    members = [
        f"inventory/{b.id}/{totals.period}/total"
        for b in boundaries
        if b.level == "enterprise" and b.id in boundary.nodes
    ]
    inside = [
        n for n in internal_lines if n.memo is Memo.NONE and n.gas != TOE and n.basis != "market"
    ]
    known = [v for m in members if (v := totals.by_id[m].value) is not None]
    summed = math.fsum(known) if known else None
    internal = -math.fsum(n.mass * totals.gwp(n.gas) / 1000.0 for n in inside)
    total = totals.by_id[f"{base}/total"]
    totals.by_id[f"{base}/sum-of-enterprises"] = Total(
        TOTAL_LABELS["sum-of-enterprises"],
        boundary,
        summed,
        "t CO2e",
        SUM,
        parts=members,
        gaps=total.gaps,
    )
    totals.by_id[f"{base}/elimination"] = Total(
        TOTAL_LABELS["elimination"],
        boundary,
        internal,
        "t CO2e",
        SUM_OF_MASS_TIMES_GWP,
        lines=inside,
        sign=-1,
        gaps=total.gaps,
    )
    return Elimination(boundary.id, summed, internal, total.value)


def _thresholds(scene: Scene, totals: Totals) -> tuple[ThresholdCheck, ...]:
    return tuple(
        check
        for enterprise in scene.park.of_kind(NodeKind.ENTERPRISE)
        for check in threshold_checks(
            enterprise,
            totals.by_id,
            f"inventory/{enterprise.id}/{totals.period}",
            scene.book.catalog,
            scene.book.period,
            scene.book.zone,
        )
    )


def _facts_used(scene: Scene, lines: Sequence[Line], totals: Totals) -> tuple[str, ...]:
    in_lines = {term.fact for line in lines for term in line.terms if term.fact}
    potentials = {
        f"gwp.{totals.gwp_set}.{n.gas}" for n in lines if n.gas not in (TOE, "CO2e", "CO2_bio")
    }
    return tuple(sorted(in_lines | potentials))


def _entries_used(snapshot: Snapshot, parameters: InventoryParameters) -> pl.DataFrame:
    """Content of all entries of the period: enough to tell whether any of them changed."""
    period = parameters.period
    return (
        snapshot.entries.lazy()
        .filter((pl.col("start") >= period.start) & (pl.col("end") <= period.end))
        .select("content")
        .collect()
    )


def _findings(scene: Scene, lines: Sequence[Line]) -> Iterator[Finding]:
    catalog = scene.book.catalog
    yield from _passed_on_too_much(scene)
    for fallback in scene.book.fallbacks_used:
        fact = catalog.fallbacks[fallback].uses_fact
        yield PROVISIONAL.finding(Where(field=fact), fallback=fallback, fact=fact)
    used = {term.fact for line in lines for term in line.terms if term.fact}
    unverified = sorted(fact for fact in used if not catalog.known(fact).verified)
    if unverified:
        shown = ", ".join(unverified[:8]) + (" …" if len(unverified) > 8 else "")
        yield UNVERIFIED.finding(Where(), count=len(unverified), facts=shown)
    if any(line.basis == "market" for line in lines):
        yield NO_RESIDUAL_MIX.finding(Where())


def _passed_on_too_much(scene: Scene) -> Iterator[Finding]:
    """Nodes that use a fuel or energy and hand on more of it than they received."""
    handed: dict[tuple[str, str, str], list[Amount]] = {}
    for amount in scene.of_kind("fuel", "electricity", "heat", "cooling"):
        key = (amount.from_node, amount.stream, amount.dimension)
        makes_it = scene.kind(amount.from_node) is NodeKind.GENERATOR
        if scene.consumes(amount.from_node) and not makes_it and scene.received(*key) > 0:
            handed.setdefault(key, []).append(amount)
    for (node, stream, dimension), flows in sorted(handed.items()):
        out, received = (
            math.fsum(a.total for a in flows),
            scene.received(node, stream, dimension),
        )
        if out > received and not math.isclose(out, received, rel_tol=1e-9):
            yield PASSES_ON_TOO_MUCH.finding(
                Where(node=node), node=node, out=out, received=received, unit=flows[0].unit,
                stream=stream,
            )  # fmt: skip


def _uncertainty(
    totals: Totals,
    boundaries: Sequence[Boundary],
    lines: Sequence[Line],
    catalog: Catalog,
    parameters: InventoryParameters,
) -> tuple[UncertaintyReport, ...]:
    """Both approaches for the total of every boundary that has one."""
    names = [f"inventory/{boundary.id}/{totals.period}/total" for boundary in boundaries]
    weights = {
        name: {line: totals.weights[line] for line in totals.members[name]}
        for name in names
        if totals.members[name]
    }
    if not parameters.draws or not weights:
        return ()
    return uncertainty_of(
        lines,
        weights,
        catalog,
        UncertaintyParameters(
            seed=parameters.seed,
            max_draws=parameters.draws,
            skewed_as=Central(parameters.convention),
        ),
    )
