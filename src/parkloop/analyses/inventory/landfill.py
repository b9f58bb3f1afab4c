"""Methane from landfills by first-order decay (IPCC 2006 Guidelines, Volume 5, chapter 3)."""

from __future__ import annotations

import math


def decayed_share(rate: float, year: int) -> float:
    """Share of the degradable mass that decays in the n-th year after the year of deposit [–].

    ``rate`` is k [1/yr]. The reaction starts on 1 January of the year after deposition, so the
    year of deposit has none: year 1 decays 1 − e^(−k), year n decays e^(−k(n−1)) · (1 − e^(−k)).
    """
    if year < 1:
        return 0.0
    return math.exp(-rate * (year - 1)) * -math.expm1(-rate)


def methane_potential(
    waste: float,
    doc: float,
    doc_f: float,
    mcf: float,
    fraction: float,
    carbon_to_methane: float,
    oxidised: float = 0.0,
) -> float:
    """Methane that a deposit gives over all years [same mass unit as ``waste``].

    W · DOC · DOCf · MCF · F · 16/12 · (1 − OX), IPCC 2006 V5 equations 3.2 and 3.6.
    """
    return waste * doc * doc_f * mcf * fraction * carbon_to_methane * (1 - oxidised)
