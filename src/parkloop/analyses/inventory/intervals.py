"""95 % intervals of all figures at once, by approach 1 (docs/methods/uncertainty.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parkloop.analyses.inventory.approach1 import half_width, sensitivities, variances
from parkloop.analyses.inventory.distributions import Central
from parkloop.analyses.inventory.model import Line
from parkloop.analyses.inventory.products import products_of, select, sums
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import Figure, Interval, significant

#: Digits that are the same on every machine: the last bits of exp and log are not.
_DIGITS = 10


def with_intervals(
    figures: Mapping[str, Figure],
    lines: Sequence[Line],
    weights: Mapping[str, Mapping[str, float]],
    catalog: Catalog,
    convention: str,
) -> dict[str, Figure]:
    """The figures, those with weights [t CO2e per kg] with the interval of approach 1.

    A figure of which nothing is known to be uncertain gets none.
    """
    products = products_of(lines, catalog, Central(convention))
    given = sensitivities(products, sums(products, select(products, weights)))
    variance = variances(given)
    found = dict(figures)
    for place, name in enumerate(given.figures):
        value, reach = figures[name].value, half_width(float(variance[place]))
        if value is not None and reach > 0:
            interval = Interval(
                significant(value - reach, _DIGITS),
                significant(value + reach, _DIGITS),
                "approach 1",
            )
            found[name] = replace(figures[name], interval=interval)
    return found
