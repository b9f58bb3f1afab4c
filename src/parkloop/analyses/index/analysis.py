"""The composite index as an analysis: (data, catalog, method) -> Result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from parkloop.analyses.index.data import Array, IndexData
from parkloop.analyses.index.figures import IndexFigures, gaps
from parkloop.analyses.index.importance import effective_weights
from parkloop.analyses.index.impute import em_is_ill_posed
from parkloop.analyses.index.messages import (
    ILL_POSED,
    IMPUTED,
    OUTLIER,
    RULES,
    SCREENED,
    WEIGHTS,
)
from parkloop.analyses.index.method import IndexMethod
from parkloop.analyses.index.stages import Prepared, Scored, prepare, score
from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Where, in_order
from parkloop.provenance import Provenance, Result

VERSION = "1"


@dataclass(frozen=True, eq=False)
class Index:
    """Every stage of an index. ``rows`` are the units that passed the screening, in order.

    ``coverage`` is the share of indicators [1] that was observed for each of them; ``dropped``
    lists the others. Rows of ``unpublished`` units are scored and ranked but not for publication.
    """

    method: IndexMethod
    rows: tuple[str, ...]
    dropped: tuple[str, ...]
    unpublished: frozenset[str]
    prepared: Prepared
    scored: Scored
    coverage: Array
    effective: Mapping[str, float]

    @property
    def top(self) -> str:
        return self.scored.tree.ids[self.scored.tree.top]

    def scores_of(self, node: str) -> Array:
        """Scores of an indicator or node, one for each row; NaN where there is none."""
        return self.scored.scores[:, self.scored.tree.ids.index(node)]

    def ranks_of(self, node: str) -> Array:
        """Ranks (1 = best), one for each row; NaN where there is no score."""
        return self.scored.ranks[:, self.scored.tree.ids.index(node)]


def index(data: IndexData, catalog: Catalog, method: IndexMethod) -> Result[Index]:
    """Scores and ranks [1] of all units by a method, with the table of every stage.

    The data take the place of a ledger: their content hash stands in the provenance as
    ``ledger_hash``. Raises RequestError where the method cannot be applied to the data.
    OECD/JRC Handbook on Constructing Composite Indicators (2008), doi:10.1787/9789264043466-en.
    """
    prepared = prepare(data, method)
    kept = list(prepared.kept)
    periods = [data.periods[row] for row in kept] if data.periods else ()
    scored = score(prepared.normalised, method, periods=periods)
    rows = tuple(data.rows[row] for row in kept)
    dropped = sorted(set(range(len(data.rows))) - set(kept))
    value = Index(
        method=method,
        rows=rows,
        dropped=tuple(data.rows[row] for row in dropped),
        unpublished=frozenset(
            data.rows[row] for row in kept if data.units[row] in data.unpublished
        ),
        prepared=prepared,
        scored=scored,
        coverage=(~np.isnan(prepared.denominated[kept])).mean(axis=1),
        effective=effective_weights(scored),
    )
    return Result(
        value=value,
        provenance=Provenance(
            analysis="index",
            version=VERSION,
            ledger_hash=data.hash,
            catalog_version=catalog.version,
            catalog_hash=catalog.hash,
            parameters=method.as_dict(),
            entries_hash=data.hash,
            entries_count=int((~np.isnan(data.values)).sum()),
        ),
        figures=IndexFigures(data, method, prepared, scored),
        findings=in_order(_findings(data, value)),
        gaps=gaps(data, method, prepared),
    )


def _findings(data: IndexData, of: Index) -> Iterator[Finding]:
    method, prepared = of.method, of.prepared
    for row, name in enumerate(data.rows):
        if name in of.dropped:
            share = float((~np.isnan(prepared.denominated[row])).mean())
            yield RULES[SCREENED].finding(
                Where(node=name),
                row=name,
                share=f"{share:.0%}",
                limit=f"{method.least_available:.0%}",
            )
    for number, indicator in enumerate(method.indicators):
        count = int(prepared.imputed[:, number].sum())
        where = Where(field=indicator.id)
        if count:
            rule = method.imputation.rule
            yield RULES[IMPUTED].finding(where, indicator=indicator.id, count=count, rule=rule)
        log = prepared.treatments[number]
        if method.treatment.rule != "none" and not log.passed_after:
            yield RULES[OUTLIER].finding(
                where,
                indicator=indicator.id,
                skew=round(log.skew_after, 2),
                kurtosis=round(log.kurtosis_after, 2),
            )
    if method.imputation.rule == "em":
        yield from _ill_posed(of)
    for node, remarks in of.scored.remarks.items():
        for remark in remarks:
            yield RULES[WEIGHTS].finding(
                Where(node=node), node=node, remark_vi=remark.vi, remark_en=remark.en
            )


def _ill_posed(of: Index) -> Iterator[Finding]:
    table = of.prepared.denominated[list(of.prepared.kept)]
    parents = [indicator.parent for indicator in of.method.indicators]
    for pillar in dict.fromkeys(parents):
        columns = [number for number, parent in enumerate(parents) if parent == pillar]
        part = table[:, columns]
        if np.isnan(part).any() and em_is_ill_posed(part):
            yield RULES[ILL_POSED].finding(Where(node=pillar), pillar=pillar, count=len(columns))
