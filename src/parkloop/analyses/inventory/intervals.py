"""95 % intervals of all figures at once, by approach 1 (docs/methods/uncertainty.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parkloop.analyses.inventory.approach1 import half_width, sensitivities, variances
from parkloop.analyses.inventory.distributions import Central
from parkloop.analyses.inventory.model import Line
from parkloop.analyses.inventory.products import products_of, select_members, sums
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import Figure, Interval, significant

#: Digits that are the same on every machine: the last bits of exp and log are not.
_DIGITS = 10


def half_widths(
    members: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
    lines: Sequence[Line],
    catalog: Catalog,
    convention: str,
) -> dict[str, float]:
    """Half-widths of the intervals of figures [t CO2e] by approach 1.

    ``members`` gives for each figure the lines in it, ``weights`` what a line weighs [t CO2e per
    kg of gas].
    """
    products = products_of(lines, catalog, Central(convention))
    given = sensitivities(products, sums(products, select_members(products, members, weights)))
    variance = variances(given).tolist()
    return {name: half_width(value) for name, value in zip(given.figures, variance, strict=True)}


def with_interval(figure: Figure, half_width: float) -> Figure:
    """The figure with its interval; one of which nothing is known to be uncertain gets none."""
    if figure.value is None or not half_width:
        return figure
    low = significant(figure.value - half_width, _DIGITS)
    high = significant(figure.value + half_width, _DIGITS)
    return replace(figure, interval=Interval(low, high, "approach 1"))
