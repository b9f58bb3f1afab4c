"""Invented land for the demo's parks: rectangles of the stated areas, on the open sea.

Nobody's land is shown: the parks lie side by side in the Gulf of Tonkin, south-east of Hai Phong,
where there is only water. A park is as large as its ``area_ha``; each tenant holds one plot as
large as the tenant's, in rows from the south; what is left is the park's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from parkloop.ledger.park import NodeKind
from parkloop_web.parks.models import Node, Plot

#: South-western corner of the first park [°, WGS 84].
_CORNER: Final = (107.2, 20.4)
#: Width of a park by its depth, and the water between two [m].
_STRETCH: Final = 1.3
_BETWEEN_M: Final = 400.0
_M2_PER_HA: Final = 10_000.0
#: WGS 84: semi-major axis [m] and squared eccentricity (NIMA TR8350.2, tables 3.1 and 3.3).
_AXIS_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 6.694_379_990_14e-3

Box = tuple[float, float, float, float]
"""West, south, east, north [m] from the corner."""


def lay_out(nodes: Mapping[str, Node]) -> None:
    """Write the outline of every park and a plot per tenant; needs the rights of the board."""
    parks = [node for node in nodes.values() if node.kind == NodeKind.PARK.value and _area(node)]
    west = 0.0
    plots: list[Plot] = []
    for park in sorted(parks, key=lambda node: node.code):
        depth = math.sqrt(_area(park) / _STRETCH)
        width = _area(park) / depth
        park.geometry = polygon((west, 0.0, west + width, depth))
        tenants = [node for node in nodes.values() if _is_tenant_of(node, park)]
        plots += _plots(park, sorted(tenants, key=lambda node: node.code), (west, width, depth))
        west += width + _BETWEEN_M
    Node.objects.bulk_update(parks, ["geometry"])
    Plot.objects.bulk_create(plots)


def polygon(box: Box) -> dict[str, Any]:
    """A rectangle in metres as a GeoJSON polygon in degrees, counter-clockwise."""
    west, south, east, north = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return {"type": "Polygon", "coordinates": [[_degrees(*corner) for corner in corners]]}


def _degrees(east_m: float, north_m: float) -> list[float]:
    """Metres from the corner in degrees, by the radii of curvature there."""
    latitude = math.radians(_CORNER[1])
    bulge = 1 - _ECCENTRICITY_2 * math.sin(latitude) ** 2
    along_meridian = _AXIS_M * (1 - _ECCENTRICITY_2) / bulge**1.5
    along_parallel = _AXIS_M / math.sqrt(bulge) * math.cos(latitude)
    return [
        round(_CORNER[0] + math.degrees(east_m / along_parallel), 7),
        round(_CORNER[1] + math.degrees(north_m / along_meridian), 7),
    ]


def _area(node: Node) -> float:
    """The stated area [m2]; 0 where none is."""
    return float(node.attributes.get("area_ha") or 0) * _M2_PER_HA


def _is_tenant_of(node: Node, park: Node) -> bool:
    tenant = node.kind == NodeKind.ENTERPRISE.value and not node.operator
    return tenant and node.park_id == park.pk and _area(node) > 0


def _plots(park: Node, tenants: Sequence[Node], frame: tuple[float, float, float]) -> list[Plot]:
    west, width, depth = frame
    made: list[Plot] = []
    south = 0.0
    for row in _rows(tenants, width, depth):
        high = sum(map(_area, row)) / width
        left = west
        for tenant in row:
            right = left + _area(tenant) / high
            made.append(_plot(park, tenant, (left, south, right, south + high), len(made) + 1))
            left = right
        south += high
    return made


def _rows(tenants: Sequence[Node], width: float, depth: float) -> Iterable[Sequence[Node]]:
    """Tenants in as many rows as make plots about square; all rows are of equal numbers."""
    if not tenants:
        return
    used = sum(map(_area, tenants)) / width / depth
    rows = max(1, round(math.sqrt(len(tenants) * used * depth / width)))
    each = math.ceil(len(tenants) / rows)
    for first in range(0, len(tenants), each):
        yield tenants[first : first + each]


def _plot(park: Node, tenant: Node, box: Box, number: int) -> Plot:
    return Plot(
        park=park,
        code=f"{park.code}-{number:02d}",
        enterprise=tenant,
        land_class="industrial",
        area_ha=Decimal(str(round(float(tenant.attributes["area_ha"]), 4))),
        geometry=polygon(box),
    )
