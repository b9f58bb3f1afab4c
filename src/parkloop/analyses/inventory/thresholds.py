"""Figures against the limits of the rules, with what must be checked (Decree 06/2022, art. 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from parkloop.analyses.inventory.model import ThresholdCheck
from parkloop.analyses.inventory.totals import Total
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Threshold
from parkloop.ledger.park import Node
from parkloop.periods import Period, local

_FIGURE_OF_SUBJECT = {"emission": "total", "energy": "toe"}
_UNITS = {"total": "t CO2e", "toe": "toe"}


def threshold_checks(
    enterprise: Node,
    totals: Mapping[str, Total],
    base: str,
    catalog: Catalog,
    period: Period,
    zone: str,
) -> Iterator[ThresholdCheck]:
    """Every limit that may concern an enterprise.

    ``state``: above; above-with-indirect (only because of purchased energy, which the decree may
    or may not count); below; below-so-far (gaps are missing from the figure); not-assessable
    (nothing known, or a limit on something that the inventory does not measure).
    The kind of facility is the node's attribute ``facility`` (industry unless stated).
    """
    facility = str(enterprise.attributes.get("facility", "industry"))
    for threshold in sorted(catalog.thresholds.values(), key=lambda t: t.id):
        if threshold.facility not in ("any", facility) or not _valid(threshold, period, zone):
            continue
        name = _FIGURE_OF_SUBJECT.get(threshold.subject, "")
        figure = totals[f"{base}/{name}"] if name else None
        direct = totals[f"{base}/scope-1"] if name == "total" else figure
        yield ThresholdCheck(
            threshold=threshold.id,
            boundary=enterprise.id,
            value=figure.value if figure else None,
            limit=threshold.value,
            unit=_UNITS.get(name, threshold.unit.removesuffix("/yr")),
            state=_state(figure, direct, threshold.value),
            must_check=threshold.must_check,
        )


def _valid(threshold: Threshold, period: Period, zone: str) -> bool:
    """Whether the limit was in force on the last local day of the period."""
    last = local(period.end - timedelta(microseconds=1), zone).date()
    began = threshold.valid_from is None or threshold.valid_from <= last
    return began and (threshold.valid_to is None or last < threshold.valid_to)


def _state(figure: Total | None, direct: Total | None, limit: float) -> str:
    if figure is None or figure.value is None:
        return "not-assessable"
    if direct and (direct.value or 0.0) >= limit:
        return "above"
    if figure.value >= limit:
        return "above-with-indirect"
    return "below-so-far" if figure.partial else "below"
