"""The water of a place as a table of sources and sinks: amounts of the ledger, qualities of the
plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parkloop.analyses.symbiosis.network.assembling import assemble
from parkloop.analyses.symbiosis.network.plan import NetworkParameters
from parkloop.errors import RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.periods import reporting_year
from parkloop.quantities import conversion, dimension
from parkloop.studies import years_of
from parkloop.texts import Text
from parkloop_web.exchanges.networking import zone_of
from parkloop_web.exchanges.plan_fields import NEED, OFFER
from parkloop_web.exchanges.planning import core_plan, drafted, rows_of
from parkloop_web.exchanges.searching import of_place
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.parks.models import Node
from parkloop_web.studies.running import what_is_seen

_HEADER = "id,role,flow_t_h,quality_mg_l,plant"
_SECONDS_PER_HOUR = 3600.0


def contaminants_of(place: Node) -> tuple[str, ...]:
    """The contaminants that the plan of a place follows."""
    return tuple(drafted(rows_of(place)).raw.get("contaminants", ()))


def water_table(place: Node, contaminant: str) -> str:
    """Sources and sinks of one contaminant [t/h, mg/l] over the newest year, as a CSV table.

    A source is what the plan says may be given away, with what it carries; a sink what is bought
    and has a limit. 1 m3 of water is taken as 1 t. Raises RequestError where the plan or the ledger
    says too little.
    """
    draft, catalog = drafted(rows_of(place)), load_catalog()
    raw = {**draft.raw, "exchanges": [], "facilities": [], "shocks": []}
    raw[OFFER] = [row for row in raw[OFFER] if contaminant in row.get("quality", {})]
    raw[NEED] = [row for row in raw[NEED] if contaminant in row.get("limit", {})]
    snapshot = of_place(what_is_seen(place), place)
    years = years_of(snapshot)
    if not years or not (raw[OFFER] and raw[NEED]):
        raise RequestError(
            Text(
                "Kế hoạch chưa nói nước thải chứa gì và nước dùng được chứa tối đa bao nhiêu, hoặc "
                "chưa có tháng nào được gửi.",
                "The plan does not say what waste water carries and how much may be in the water "
                "that is used, or no month has been submitted yet.",
            )
        )
    plan = core_plan(raw, park_of(zone_of(place)), catalog)
    period = reporting_year(years[-1], snapshot.park.zone)
    found = assemble(snapshot, catalog, NetworkParameters(period=period, plan=plan, step="year"))
    hours = period.duration.total_seconds() / _SECONDS_PER_HOUR
    rows = [
        _row(o.id.partition("/")[0], "source", o.amounts.sum(), o.rule.unit, hours,
             o.rule.quality, contaminant, o.owner)
        for o in found.offers
    ] + [
        _row(n.id.partition("/")[0], "sink", n.amounts.sum(), n.rule.unit, hours,
             n.rule.limit, contaminant, n.owner)
        for n in found.needs
    ]  # fmt: skip
    return "\n".join([_HEADER, *(row for row in rows if row)]) + "\n"


def _row(
    name: str,
    role: str,
    amount: Any,
    unit: str,
    hours: float,
    qualities: Mapping[str, float],
    contaminant: str,
    plant: str,
) -> str:
    """One line; nothing where the unit is no volume or mass."""
    kind = dimension(unit)
    if kind not in ("volume", "mass"):
        return ""
    tonnes = float(amount) * conversion(unit, "m3" if kind == "volume" else "t")
    return f"{name},{role},{tonnes / hours:.9g},{qualities[contaminant]:.9g},{plant}"
