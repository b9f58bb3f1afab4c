"""The circular footprint formula of the product environmental footprint, material part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaterialCycle:
    """What a material is made of and what becomes of it; burdens in kg CO2e per kg of material.

    ``allocation`` (A) shares burdens and credits between supplier and user of recycled material,
    0–1. ``recycled_content`` (R1), ``recycled_at_end`` (R2) and ``energy_recovered`` (R3) are
    shares of the mass. ``quality_in`` and ``quality_out`` compare recycled with virgin material.
    """

    allocation: float
    recycled_content: float
    recycled_at_end: float
    virgin: float
    recycling_in: float
    recycling_at_end: float
    virgin_displaced: float
    quality_in: float
    quality_out: float
    disposal: float
    energy_recovered: float = 0.0


def circular_footprint(material: MaterialCycle) -> float:
    """Footprint of a material [kg CO2e per kg] without the terms of energy recovery.

    (1−R1)·Ev + R1·(A·Erec + (1−A)·Ev·Qs_in) + (1−A)·R2·(ErecEoL − E*v·Qs_out) + (1−R2−R3)·Ed,
    Recommendation (EU) 2021/2279, Annex I.
    """
    m = material
    first = (1 - m.recycled_content) * m.virgin
    from_recycling = m.recycled_content * (
        m.allocation * m.recycling_in + (1 - m.allocation) * m.virgin * m.quality_in
    )
    to_recycling = (
        (1 - m.allocation)
        * m.recycled_at_end
        * (m.recycling_at_end - m.virgin_displaced * m.quality_out)
    )
    disposed = (1 - m.recycled_at_end - m.energy_recovered) * m.disposal
    return first + from_recycling + to_recycling + disposed
