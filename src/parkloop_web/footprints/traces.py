"""Traces of what a person may see: nothing is computed here, the core does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from parkloop.analyses.cbam import cbam
from parkloop.analyses.cbam.model import Cbam
from parkloop.analyses.cbam.parameters import CbamParameters
from parkloop.analyses.footprints import footprints
from parkloop.analyses.footprints.footprints import Issued as CoreIssued
from parkloop.analyses.footprints.parameters import Company, FootprintParameters
from parkloop.analyses.footprints.stated import declared
from parkloop.analyses.inventory.model import Inventory
from parkloop.analyses.tracing.comparing import Comparison, compare
from parkloop.analyses.tracing.model import Footprint, Tracing
from parkloop.analyses.tracing.parameters import ALLOCATIONS, TracingParameters
from parkloop.analyses.tracing.tracing import emissions_of, traced
from parkloop.catalog.catalog import Catalog
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import NodeKind
from parkloop.pact.facts import as_fact, source_of
from parkloop.periods import reporting_year
from parkloop.provenance import Result
from parkloop.studies import years_of
from parkloop_web.footprints.models import Stated, Supplied
from parkloop_web.parks.models import Node
from parkloop_web.studies.asking import USUAL
from parkloop_web.studies.running import what_is_seen


@dataclass(frozen=True)
class Scene:
    """What a place's traces are made of, under the rights of whoever asks."""

    place: Node
    snapshot: Snapshot
    catalog: Catalog
    years: tuple[int, ...]
    inventories: dict[int, Result[Inventory]] = field(default_factory=dict)

    @classmethod
    def of(cls, place: Node) -> Scene:
        snapshot = what_is_seen(place)
        return cls(place, snapshot, catalog_of(place), years_of(snapshot))

    def year(self, wanted: str) -> int:
        """The year asked for, if there is data of it, else the last."""
        known = {str(year): year for year in self.years}
        return known.get(wanted, self.years[-1] if self.years else 0)

    @cached_property
    def agreed(self) -> dict[str, dict[str, float]]:
        """Prices, agreed shares and what exchanges displace, as far as the reader may see them."""
        return agreements(self.holder) if self.holder else {}

    @cached_property
    def holder(self) -> Node | None:
        return holder_of(self.place)

    def parameters(self, year: int, **more: Any) -> TracingParameters:
        usual = TracingParameters(
            period=reporting_year(year, self.snapshot.park.zone),
            fallbacks=tuple(USUAL["fallbacks"]),
            prices=self.agreed.get("prices", {}),
            shares=self.agreed.get("shares", {}),
            displaced=self.agreed.get("displaced", {}),
            upstream=self.agreed.get("upstream", {}),
            partly_seen=self.partly_seen,
            neighbours=self.neighbours,
        )
        return replace(usual, **more)

    @cached_property
    def partly_seen(self) -> tuple[str, ...]:
        """Utilities of the operator, of which an enterprise sees what goes in and what it takes
        itself; whoever sees a whole park sees all of them."""
        park = self.snapshot.park
        if self.place.kind != NodeKind.ENTERPRISE.value:
            return ()
        operators = {
            one.id
            for one in park.of_kind(NodeKind.ENTERPRISE)
            if one.operator and one.id != self.place.code
        }
        owners = {node.id: park.owner(node.id, NodeKind.ENTERPRISE) for node in park.nodes}
        return tuple(sorted(n for n, owner in owners.items() if owner in operators - {n}))

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """Takers in other enterprises whose places are their own secret: with_hidden_ends."""
        if self.place.kind != NodeKind.ENTERPRISE.value:
            return ()
        partners = [node.id for node in self.snapshot.park.of_kind(NodeKind.PARTNER)]
        known = Node.objects.filter(zone=self.place.zone, code__in=partners)
        return tuple(sorted(set(partners) - set(known.values_list("code", flat=True))))

    def trace(self, year: int, *, streams: bool = False, **more: Any) -> Result[Tracing]:
        """Footprints of a year; ``streams``: with figures of every stream and of the sums."""
        parameters, emissions = self.parameters(year, **more), self.emissions(year)
        return traced(self.snapshot, self.catalog, parameters, emissions, streams=streams)

    def emissions(self, year: int) -> Result[Inventory]:
        """The inventory of a year, computed once however many traces begin from it."""
        if year not in self.inventories:
            self.inventories[year] = emissions_of(
                self.snapshot, self.catalog, self.parameters(year)
            )
        return self.inventories[year]

    def own(self, result: Result[Tracing]) -> list[Footprint]:
        """Footprints of what the place itself makes; of a park or zone, of all."""
        every = result.value.footprints
        if self.place.kind != NodeKind.ENTERPRISE.value:
            return list(every)
        return [one for one in every if one.owner == self.place.code]

    def compare(
        self, year: int, *, opened: Collection[str] | None = None, **more: Any
    ) -> Comparison:
        """The same under other rules; ``opened`` are products whose figures are wanted."""
        return compare(
            self.snapshot,
            self.catalog,
            self.parameters(year, **more),
            allocations=ALLOCATIONS,
            emissions=self.emissions(year),
            opened=opened,
        )

    def issue(
        self, year: int, product: str, gwp_set: str, created: datetime, valid_to: datetime | None
    ) -> Result[CoreIssued]:
        """The data set of a product, from the trace and what the enterprise states."""
        stated = statements(self.place)
        company = stated.get("company", {})
        products = stated.get("products", {})
        return footprints(
            self.snapshot,
            self.catalog,
            FootprintParameters(
                trace=self.parameters(year, gwp_set=gwp_set),
                company=Company(company.get("name", ""), tuple(company.get("ids", ()))),
                products={product: declared(products[product])},
                created=created,
                valid_to=valid_to,
            ),
        )

    def cbam(self, year: int, import_year: int, **more: Any) -> Result[Cbam]:
        return cbam(
            self.snapshot,
            self.catalog,
            CbamParameters(self.parameters(year), import_year, **more),
        )


def catalog_of(place: Node) -> Catalog:
    """The catalog with the suppliers' data sets of an enterprise as facts."""
    catalog = load_catalog()
    if place.kind != NodeKind.ENTERPRISE.value:
        return catalog
    rows = Supplied.objects.filter(enterprise=place, withdrawn_at=None).order_by("pk")
    sets = {row.data_set.id: row for row in rows}
    return catalog.with_facts(
        [
            as_fact(row.data_set, row.supplier, catalog.stream(row.stream), catalog)
            for row in sets.values()
        ],
        [source_of(row.data_set) for row in sets.values()],
    )


def is_made_by(scene: Scene, product: str) -> bool:
    """Whether a place of the enterprise is named as the maker of a product."""
    park, code = scene.snapshot.park, scene.place.code
    node = product.partition("/")[0]
    return node in park.by_id and park.owner(node, NodeKind.ENTERPRISE) == code


#: What an enterprise, or the operator of a park, states so that burdens can be shared.
AGREED: Final = ("prices", "shares", "displaced")


def agreements(holder: Node) -> dict[str, dict[str, float]]:
    """Prices, shares and what is displaced that an enterprise states, by 'node/stream'; and what
    goods bought emit, by stream [kg CO2e per ledger unit]."""
    stated = statements(holder)
    found = {name: {k: float(v) for k, v in stated.get(name, {}).items()} for name in AGREED}
    bought = stated.get("upstream", {})
    return found | {"upstream": {name: float(one["value"]) for name, one in bought.items()}}


def holder_of(place: Node) -> Node | None:
    """Who states what burdens are shared by: the enterprise; of a park, its operator."""
    if place.kind == NodeKind.ENTERPRISE.value:
        return place
    return Node.objects.filter(park=place, kind="enterprise", operator=True).first()


def statements(place: Node) -> dict[str, Any]:
    row = Stated.objects.filter(pk=place.pk).first()
    return dict(row.content) if row else {}
