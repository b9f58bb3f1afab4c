"""Figures against the limits of the rules, with what must be checked (Decree 06/2022, art. 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parkloop.analyses.inventory.model import ThresholdCheck
from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Threshold
from parkloop.ledger.park import Node
from parkloop.periods import Period
from parkloop.provenance import Figure

_FIGURE_OF_SUBJECT = {"emission": "total", "energy": "toe"}


def threshold_checks(
    enterprise: Node,
    figures: Mapping[str, Figure],
    base: str,
    catalog: Catalog,
    period: Period,
    zone: str,
) -> Iterator[ThresholdCheck]:
    """Every limit that may concern an enterprise.

    ``state``: above; above-with-indirect (only because of purchased energy, which the decree may
    or may not count); below; below-so-far (gaps are missing from the figure); not-assessable.
    The kind of facility is the node's attribute ``facility`` (industry unless stated).
    """
    facility = str(enterprise.attributes.get("facility", "industry"))
    for threshold in sorted(catalog.thresholds.values(), key=lambda t: t.id):
        name = _FIGURE_OF_SUBJECT.get(threshold.subject)
        if name is None or threshold.facility not in ("any", facility):
            continue
        if not _valid(threshold, period):
            continue
        figure = figures[f"{base}/{name}"]
        direct = figures[f"{base}/scope-1"].value if name == "total" else figure.value
        yield ThresholdCheck(
            threshold=threshold.id,
            boundary=enterprise.id,
            value=figure.value,
            limit=threshold.value,
            unit="t CO2e" if name == "total" else "toe",
            state=_state(figure, direct, threshold.value),
            must_check=threshold.must_check,
        )


def _valid(threshold: Threshold, period: Period) -> bool:
    return threshold.valid_to is None or period.start.date() < threshold.valid_to


def _state(figure: Figure, direct: float | None, limit: float) -> str:
    if figure.value is None:
        return "not-assessable"
    if (direct or 0.0) >= limit:
        return "above"
    if figure.value >= limit:
        return "above-with-indirect"
    return "below-so-far" if figure.partial else "below"
