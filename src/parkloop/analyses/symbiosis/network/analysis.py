"""The network of exchanges of a park: chosen, checked, shared, stressed.

Method, equations, sources and limits: docs/methods/symbiosis-network.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl

from parkloop.analyses._provenance import provenance
from parkloop.analyses.symbiosis.network import messages
from parkloop.analyses.symbiosis.network.apart import best_by_market
from parkloop.analyses.symbiosis.network.assembling import Assembled, assemble
from parkloop.analyses.symbiosis.network.candidates import Candidates, demand_sound
from parkloop.analyses.symbiosis.network.figures import figures_of
from parkloop.analyses.symbiosis.network.front import best_by
from parkloop.analyses.symbiosis.network.large import LargeOptions, large_network, never
from parkloop.analyses.symbiosis.network.plan import VERSION, NetworkParameters
from parkloop.analyses.symbiosis.network.results import ExchangeNetwork
from parkloop.analyses.symbiosis.network.solve import Proposal, why_not
from parkloop.analyses.symbiosis.network.telling import Progress, Told, tell, unheard
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, in_order
from parkloop.ledger.ledger import Snapshot
from parkloop.provenance import Result
from parkloop.solving import Outcome, SolveOptions


def exchange_network(
    snapshot: Snapshot,
    catalog: Catalog,
    parameters: NetworkParameters,
    stop: Callable[[], bool] = never,
    progress: Progress = unheard,
) -> Result[ExchangeNetwork | None]:
    """The best network of exchanges [money per year], and all that was asked about it.

    None with finding NET-02 where no network meets what must be met. What could not be taken into
    the candidates is a gap (C-01). ``stop`` is asked whether a long search should end, ``progress``
    is told which step begins.
    """
    assembled = assemble(snapshot, catalog, parameters)
    demand_sound(assembled.candidates)
    others = {
        period.label(snapshot.park.zone): assemble(
            snapshot, catalog, replace(parameters, period=period)
        )
        for period in (parameters.profiles if parameters.stressed else ())
    }
    progress("network", 0.1)
    proposal = choose(assembled.candidates, parameters, stop)
    findings = list(_thin(assembled, parameters))
    told: Told | None = None
    if proposal is None:
        findings.append(_refused(assembled.candidates, parameters))
    else:
        told = tell(assembled, proposal, parameters, _label(snapshot, parameters), others, progress)
        findings += [*_judged(proposal, parameters), *told.findings]
    value = told.network if told else None
    possible = {link.id: link for link in assembled.possible}
    return Result(
        value=value,
        provenance=provenance(
            snapshot,
            catalog,
            "symbiosis",
            VERSION,
            parameters.as_dict(),
            assembled.facts,
            pl.concat([assembled.entries, *(other.entries for other in others.values())]),
        ),
        figures=figures_of(value, possible, _label(snapshot, parameters)) if value else {},
        findings=in_order(findings),
        gaps=assembled.gaps,
    )


def _label(snapshot: Snapshot, parameters: NetworkParameters) -> str:
    return parameters.period.label(snapshot.park.zone)


def options_of(parameters: NetworkParameters) -> SolveOptions:
    """The solver's options that the parameters stand for."""
    return SolveOptions(time_limit=parameters.time_limit, gap=parameters.gap)


def choose(
    candidates: Candidates, parameters: NetworkParameters, stop: Callable[[], bool] = never
) -> Proposal | None:
    """The network: proved where candidate links are few, searched for where they are many."""
    options = options_of(parameters)
    if parameters.goal != "net":
        return best_by(candidates, parameters.goal, options)
    if candidates.shape[0] <= parameters.exact_links or parameters.all_gain:
        return best_by_market(candidates, options, all_gain=parameters.all_gain)
    search = LargeOptions(seed=parameters.seed, bound=parameters.time_limit)
    return large_network(candidates, search, stop)


def _thin(assembled: Assembled, parameters: NetworkParameters) -> Iterator[Finding]:
    if not assembled.possible:
        yield messages.NO_CANDIDATE.finding(
            Where(),
            exchanges=len(parameters.plan.exchanges),
            offers=len(assembled.offers),
            needs=len(assembled.needs),
        )


def _refused(candidates: Candidates, parameters: NetworkParameters) -> Finding:
    outcome: Outcome = why_not(candidates, options_of(parameters), all_gain=parameters.all_gain)
    rows = ", ".join(outcome.conflict.names[:8]) if outcome.conflict else outcome.said
    return messages.NOTHING_FITS.finding(Where(), rows=rows)


def _judged(proposal: Proposal, parameters: NetworkParameters) -> Iterator[Finding]:
    for breach in proposal.breaches:
        yield messages.BREACH.finding(
            Where(), kind=breach.kind, place=breach.where, amount=f"{breach.amount:.3g}"
        )
    gap = proposal.gap
    if parameters.goal == "net" and (gap is None or gap > 2 * parameters.gap):
        shown = "?" if gap is None else f"{100 * gap:.2f}"
        yield messages.NOT_PROVED.finding(Where(), gap=shown)
