"""Specific embedded emissions, defaults and what own data save (docs/methods/cbam.md)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from parkloop.analyses.cbam import messages
from parkloop.analyses.cbam.boundary import Boundary, made_tonnes
from parkloop.analyses.cbam.figures import figures_of
from parkloop.analyses.cbam.model import Cbam, GoodFigure, Precursor
from parkloop.analyses.cbam.parameters import VERSION, CbamParameters
from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.tracing.model import Source, Technosphere, Vertex
from parkloop.analyses.tracing.supplies import stated_term
from parkloop.analyses.tracing.trace import Trace
from parkloop.analyses.tracing.tracing import Prepared, prepared, traced
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.cbam import CbamTables, Default, Good, Scheduled
from parkloop.findings import Finding, Where
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Gap, Result, significant
from parkloop.texts import Text

_DIGITS = 8
_STATED = Text("số của nhà cung cấp", "the supplier's figure")
_DEFAULT = Text("giá trị mặc định CBAM, đã tăng", "CBAM default value with its mark-up")


def cbam(snapshot: Snapshot, catalog: Catalog, parameters: CbamParameters) -> Result[Cbam]:
    """Embedded emissions [t CO2e per t] of every good under the mechanism.

    Own data, the default of the country (else of other countries) with the mark-up of the year,
    and the difference. A default that is missing is a gap; so is a precursor without a figure.
    """
    whole = prepared(snapshot, catalog, parameters.trace)
    base = traced(snapshot, catalog, parameters.trace, whole.emissions)
    run = _Run(snapshot, catalog, parameters, whole)
    value = run.value()
    return Result(
        value=value,
        provenance=replace(
            base.provenance, analysis="cbam", version=VERSION, parameters=parameters.as_dict()
        ),
        figures=figures_of(value),
        findings=(*run.findings(value), *base.findings),
        gaps=tuple(run.gaps[key] for key in sorted(run.gaps)),
    )


@dataclass(frozen=True)
class _Burdens:
    """Burdens of vertices by gas [t CO2e]; precursors come in CO2e of the gases that count."""

    place: Mapping[str, int]
    by_gas: Mapping[str, list[float]]

    def of(self, vertex: str, good: Good) -> float:
        counted = ("CO2e", *good.gases)
        return math.fsum(
            self.by_gas[gas][self.place[vertex]] for gas in counted if gas in self.by_gas
        )


@dataclass
class _Run:
    snapshot: Snapshot
    catalog: Catalog
    parameters: CbamParameters
    whole: Prepared
    gaps: dict[str, Gap] = field(default_factory=dict)
    used: dict[str, bool] = field(default_factory=dict)

    @property
    def tables(self) -> CbamTables:
        return self.catalog.cbam

    @property
    def sphere(self) -> Technosphere:
        return self.whole.sphere

    def value(self) -> Cbam:
        goods = {vertex.id: found for vertex in self._products() if (found := self._good(vertex))}
        streams = {self.sphere.vertices[name].stream for name in goods}
        streams |= {stream for good in self.tables.goods for stream in good.streams}
        precursors = list(self._precursors())
        direct, total = self._solved(frozenset(streams), precursors)
        schedule = self._scheduled("free-share", "")
        price = self._scheduled("price", "")
        stated = self.parameters.price
        return Cbam(
            year=self.parameters.year,
            goods=tuple(
                self._figure(
                    name,
                    goods[name],
                    direct.of(name, goods[name]),
                    total.of(name, goods[name]),
                    schedule,
                    price,
                )
                for name in sorted(goods)
            ),
            precursors=tuple(one for _, one in precursors),
            price=stated if stated is not None else (price.value if price else None),
            free_share=schedule.value if schedule else None,
        )

    # Which products are goods

    def _products(self) -> list[Vertex]:
        return [v for v in self.sphere.vertices.values() if v.kind == "product"]

    def _good(self, vertex: Vertex) -> Good | None:
        code = self.parameters.codes.get(vertex.id)
        return self.tables.by_code(code) if code else self.tables.by_stream(vertex.stream)

    # Precursors bought outside

    def _precursors(self) -> Iterator[tuple[str, Precursor]]:
        """Goods bought outside, at the vertex where they arrive."""
        scene: Scene = self.whole.scene
        for flow in scene.amounts:
            good = self.tables.by_stream(flow.stream)
            outside = scene.outside(flow.from_node) and not scene.outside(flow.to_node)
            if not good or not outside or flow.dimension != "mass" or flow.total <= 0:
                continue
            arrives = f"pool:{flow.to_node}:{flow.stream}:{flow.dimension}"
            if arrives not in self.sphere.vertices:
                arrives = f"process:{flow.to_node}"
            found = self._precursor(good, flow)
            if found is None:
                gap = messages.no_precursor(flow.from_node, flow.stream)
                self.gaps[gap.id] = gap
                self.sphere.lacks(arrives, gap)
            else:
                yield arrives, found

    def _precursor(self, good: Good, flow: Amount) -> Precursor | None:
        stated = self.parameters.precursors.get(f"{flow.from_node}/{flow.stream}")
        if stated is not None:
            return Precursor(good.id, flow, stated, 0.0, "supplier")
        default = self._default(good.cn)
        markup = self._scheduled("markup", good.sector)
        if default is None or markup is None:
            return None
        more = 1 + markup.value
        indirect = (default.indirect or 0.0) * more
        return Precursor(good.id, flow, default.direct * more, indirect, default.id)

    def _solved(
        self, goods: frozenset[str], precursors: list[tuple[str, Precursor]]
    ) -> tuple[_Burdens, _Burdens]:
        """Burden of every vertex: without and with what comes with electricity."""
        boundary = Boundary(self.sphere, self.catalog, goods)
        boundary.precursors = [self._source(v, one, one.direct) for v, one in precursors]
        direct = self._burdens(boundary.direct())
        boundary.precursors = [
            self._source(v, one, one.direct + one.indirect) for v, one in precursors
        ]
        return direct, self._burdens(boundary.with_electricity())

    def _source(self, vertex: str, one: Precursor, per_tonne: float) -> Source:
        reason = _STATED if one.basis == "supplier" else _DEFAULT
        flow = one.flow
        line = self.whole.scene.line(
            flow,
            self.sphere.vertices[vertex].node,
            scope=3,
            category="precursor",
            gas="CO2e",
            terms=(stated_term("SEE", per_tonne, flow.unit, reason),),
            supplier=flow.from_node,
            tag=f"cbam-{vertex}",
        )
        return Source(vertex, "upstream", line)

    def _burdens(self, sphere: Technosphere) -> _Burdens:
        trace = Trace(self.snapshot, self.catalog, self.parameters.trace, sphere)
        by_gas = {
            gas: (solved.value * trace.gwp(gas) / 1000).tolist()
            for gas, solved in zip(trace.gases, trace.per_gas, strict=True)
        }
        return _Burdens(trace.place, by_gas)

    # Default values and the schedule

    def _default(self, cn: str) -> Default | None:
        found = self.tables.default(cn, self.parameters.country, self.parameters.year)
        if found:
            self.used[found.id] = found.verified
        return found

    def _scheduled(self, kind: str, sector: str) -> Scheduled | None:
        found = self.tables.scheduled(kind, sector, self.parameters.year)
        if found:
            self.used[found.id] = found.verified
        return found

    # One good

    def _figure(
        self,
        product: str,
        good: Good,
        direct: float,
        total: float,
        schedule: Scheduled | None,
        price: Scheduled | None,
    ) -> GoodFigure:
        vertex, tonnes = self.sphere.vertices[product], made_tonnes(self.sphere, product)
        self.used[f"cbam.good.{good.id}"] = good.verified
        code = self.parameters.codes.get(product, good.cn)
        default, markup = self._default(code), self._scheduled("markup", good.sector)
        gaps = self._gaps_of(product, code, default, tonnes)
        own = None if tonnes is None else significant(direct / tonnes, _DIGITS)
        power = None if tonnes is None else significant(max(0.0, total - direct) / tonnes, _DIGITS)
        counted = None if own is None else own + (power or 0.0 if good.indirect else 0.0)
        plain = None if default is None else default.direct
        if default is not None and good.indirect and plain is not None:
            plain += default.indirect or 0.0
        marked = None if plain is None or markup is None else plain * (1 + markup.value)
        found = GoodFigure(
            product=product,
            installation=vertex.owner,
            good=good,
            cn=code,
            made=tonnes or 0.0,
            direct=own,
            indirect=power,
            counted=None if counted is None else significant(counted, _DIGITS),
            default=default,
            default_counted=plain,
            markup=markup.value if markup else None,
            marked_up=None if marked is None else significant(marked, _DIGITS),
            saved=None
            if marked is None or counted is None
            else significant(marked - counted, _DIGITS),
            exported=self.parameters.exports.get(product),
            obligation=None,
            obligation_default=None,
            saved_money=None,
            gaps=gaps,
        )
        return self._obligation(found, schedule, price)

    def _obligation(
        self, one: GoodFigure, schedule: Scheduled | None, price: Scheduled | None
    ) -> GoodFigure:
        """Certificates to surrender: (emissions − free share · benchmark) · tonnes, at least 0."""
        if one.exported is None:
            return one
        benchmark = self.parameters.benchmarks.get(one.product)
        if benchmark is None or schedule is None:
            gap = messages.no_benchmark(one.product)
            self.gaps[gap.id] = gap
            return replace(one, gaps=(*one.gaps, gap.id))
        free, tonnes = schedule.value * benchmark, one.exported
        own, default = (
            None if value is None else significant(max(0.0, value - free) * tonnes, _DIGITS)
            for value in (one.counted, one.marked_up)
        )
        euro = self.parameters.price
        euro = euro if euro is not None else (price.value if price else None)
        money = None
        if own is not None and default is not None and euro is not None:
            money = (default - own) * euro
        return replace(
            one,
            obligation=own,
            obligation_default=default,
            saved_money=None if money is None else significant(money, _DIGITS),
        )

    def _gaps_of(
        self, product: str, code: str, default: Default | None, tonnes: float | None
    ) -> tuple[str, ...]:
        missing = []
        if default is None:
            missing.append(messages.no_default(product, code))
        if tonnes is None:
            missing.append(messages.no_mass(product))
        self.gaps |= {gap.id: gap for gap in missing}
        behind = self._lacking.get(product, ())
        return (*(gap.id for gap in missing), *behind)

    @cached_property
    def _lacking(self) -> dict[str, tuple[str, ...]]:
        """Precursors without a figure, behind each product."""
        trace = Trace(self.snapshot, self.catalog, self.parameters.trace, self.sphere)
        return {
            vertex: tuple(gap for gap in gaps if gap.startswith("cbam-precursor:"))
            for vertex, gaps in trace.lacking().items()
        }

    def findings(self, value: Cbam) -> Iterator[Finding]:
        period = str(value.year)
        unchecked = sorted(name for name, verified in self.used.items() if not verified)
        if not value.goods:
            yield messages.NO_GOODS.finding(Where(period=period))
            return
        if unchecked:
            shown = ", ".join(unchecked[:4]) + (" …" if len(unchecked) > 4 else "")
            yield messages.NOT_VERIFIED.finding(
                Where(period=period), count=len(unchecked), rows=shown
            )
        for one in value.goods:
            if one.saved is not None and one.saved < 0:
                yield messages.ABOVE_DEFAULT.finding(
                    Where(node=one.product, period=period),
                    product=one.product,
                    own=f"{one.counted:.4g}",
                    default=f"{one.marked_up:.4g}",
                )
        yield from self._small(value, period)

    def _small(self, value: Cbam, period: str) -> Iterator[Finding]:
        limit = self._scheduled("least-mass", "")
        exported = [one.exported for one in value.goods if one.exported]
        if limit and exported and sum(exported) < limit.value:
            yield messages.SMALL.finding(
                Where(period=period), mass=f"{sum(exported):.4g}", limit=f"{limit.value:g}"
            )
