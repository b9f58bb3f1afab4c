"""What might be counted twice: once in the inventory or the ledger, once in a factor."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from parkloop.analyses.inventory.model import Memo
from parkloop.analyses.inventory.scene import Scene
from parkloop.analyses.tracing import messages
from parkloop.analyses.tracing.model import Technosphere
from parkloop.analyses.tracing.parameters import TracingParameters
from parkloop.findings import Finding, Where


def check_doubles(
    sphere: Technosphere, scene: Scene, parameters: TracingParameters
) -> tuple[Finding, ...]:
    """TRC-03 (a stated number beside a fact), TRC-04 (a set of who is traced), TRC-05 (a fuel);
    TRC-06 says which sets are not used for their warming potentials."""
    period = parameters.period.label(scene.park.zone)
    return (
        *_stated_beside_facts(sphere, parameters, period),
        *_sets_of_the_traced(scene, period),
        *_of_another_set(scene, parameters, period),
        *_burning_in_the_supply(sphere, scene, period),
    )


def _stated_beside_facts(
    sphere: Technosphere, parameters: TracingParameters, period: str
) -> Iterator[Finding]:
    used: dict[str, str] = {}
    for source in sphere.sources:
        if source.origin == "upstream" and source.line.stream in parameters.upstream:
            for term in source.line.terms:
                if term.fact:
                    used.setdefault(source.line.stream, term.fact)
    for stream, fact in sorted(used.items()):
        where = Where(field=stream, period=period)
        yield messages.STATED_AND_KNOWN.finding(where, stream=stream, fact=fact)


def _sets_of_the_traced(scene: Scene, period: str) -> Iterator[Finding]:
    for fact in scene.book.catalog.of_kind("upstream"):
        if fact.supplier and fact.supplier in scene.park.by_id and not scene.outside(fact.supplier):
            where = Where(node=fact.supplier, field=fact.id, period=period)
            yield messages.SET_OF_A_TENANT.finding(where, fact=fact.id, supplier=fact.supplier)


def _of_another_set(scene: Scene, parameters: TracingParameters, period: str) -> Iterator[Finding]:
    for fact in scene.book.catalog.of_kind("upstream"):
        if fact.supplier and fact.gwp_set not in ("", parameters.gwp_set):
            yield messages.OTHER_SET.finding(
                Where(node=fact.supplier, field=fact.id, period=period),
                fact=fact.id,
                supplier=fact.supplier,
                theirs=fact.gwp_set,
                ours=parameters.gwp_set,
            )


def _burning_in_the_supply(sphere: Technosphere, scene: Scene, period: str) -> Iterator[Finding]:
    """A supply that emits as much as the burning itself most likely contains the burning."""
    upstream: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    burnt: dict[str, float] = {}
    for source in sphere.sources:
        line = source.line
        if not line.amount or scene.stream_kind(line.stream) != "fuel":
            continue
        key = f"{line.stream} [{line.amount_unit}]"
        if source.origin == "upstream":
            weight = 1.0 if line.gas == "CO2e" else scene.book.weigh(line.gas).value
            fact = ", ".join(term.fact for term in line.terms if term.fact) or "--upstream"
            upstream[f"{key} {line.supplier}"].append((line.mass / line.amount * weight, 0.0, fact))
        elif source.origin == "own" and line.gas == "CO2" and line.memo is Memo.NONE:
            burnt[key] = max(burnt.get(key, 0.0), line.mass / line.amount)
    for name, parts in sorted(upstream.items()):
        fuel = name.rpartition(" ")[0]
        supply = math.fsum(value for value, _, _ in parts)
        if burnt.get(fuel) and supply >= burnt[fuel]:
            yield messages.BURNING_IN_THE_SUPPLY.finding(
                Where(field=fuel, period=period),
                fuel=fuel,
                fact=parts[0][2],
                supply=f"{supply:.4g}",
                burnt=f"{burnt[fuel]:.4g}",
            )
