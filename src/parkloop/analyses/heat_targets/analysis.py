"""Heat targets of plants, of the site over its mains, and of all streams together."""

from __future__ import annotations

from parkloop.analyses.heat_targets.cascade import targets
from parkloop.analyses.heat_targets.curves import curves
from parkloop.analyses.heat_targets.figures import figures_of
from parkloop.analyses.heat_targets.model import HeatTargets
from parkloop.analyses.heat_targets.parameters import VERSION, HeatData, HeatParameters
from parkloop.analyses.heat_targets.total_site import total_site
from parkloop.catalog.catalog import Catalog
from parkloop.provenance import Provenance, Result


def heat_targets(
    data: HeatData, catalog: Catalog, parameters: HeatParameters
) -> Result[HeatTargets]:
    """Least heating and cooling [kW] at three levels, curves [kW, °C], pinches [°C].

    Direct ≤ total site ≤ sum of the plants (docs/methods/heat-targets.md). Streams of equal
    content in another order give the same result.
    """
    streams = tuple(sorted(data.streams, key=lambda s: s.id))
    names = sorted({stream.plant for stream in streams})
    plants = {name: targets([s for s in streams if s.plant == name]) for name in names}
    direct = targets(streams)
    value = HeatTargets(
        plants=tuple(plants.items()),
        direct=direct,
        total_site=total_site(plants, parameters.mains) if parameters.mains else None,
        curves=curves(streams, direct.cascade),
        streams=streams,
    )
    return Result(
        value=value,
        provenance=Provenance(
            analysis="heat_targets",
            version=VERSION,
            ledger_hash=data.hash,
            catalog_version=catalog.version,
            catalog_hash=catalog.hash,
            parameters=parameters.as_dict(),
        ),
        figures=figures_of(value),
    )
