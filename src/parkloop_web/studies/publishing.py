"""What a board releases to the public: sums that give nobody away, in numbered versions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from parkloop.disclosure import DisclosureRule, Sum, peer_band, release
from parkloop.ledger.park import NodeKind
from parkloop_web.accounts.models import User
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Basis, Publication, Study

RULE: Final = DisclosureRule()
EMISSIONS: Final = "emissions"
PEERS: Final = "peers"
#: The indicator of released statistics that is the same sum as ``total`` here.
TOTAL_OF_INDICATORS: Final = "park.ghg-total"
#: What is released of each place, the most important first: it wins where two cannot both stand.
SHOWN: Final = ("total", "scope-1", "scope-2", "toe")
#: What enterprises are compared by.
COMPARED: Final = ("total", "toe")


def sums_of(study: Study, year: str, name: str) -> Mapping[str, Sum]:
    """The zone and each park as sums over their enterprises; what is unknown stays out."""
    figures: Mapping[str, Mapping[str, float | None]] = study.summary.get(year, {})
    enterprises = Node.objects.filter(zone=study.place, kind=NodeKind.ENTERPRISE.value)
    sums: dict[str, dict[str, float]] = {study.place.code: {}}
    for code, park in enterprises.values_list("code", "park__code"):
        value = figures.get(code, {}).get(name)
        if value is None or park is None:
            continue
        sums[study.place.code][code] = value
        sums.setdefault(park, {})[code] = value
    return sums


def prepare(study: Study, year: str, rule: DisclosureRule = RULE) -> dict[str, Any]:
    """What would be shown of a year: per figure and place a value, or why there is none.

    The value is that of the place itself (with elimination of internal deliveries), released where
    the sum over its enterprises may be.
    """
    before = _shown_before(study, year)
    content: dict[str, Any] = {
        "figures": {},
        "firms": {},
        "provisional": study.reservations.get(year, {}).get("provisional", []),
        "year": year,
        "zone": study.place.code,
    }
    partial: Mapping[str, list[str]] = study.reservations.get(year, {}).get("partial", {})
    for name in SHOWN:
        sums = sums_of(study, year, name)
        found = release(sums, rule, shown_before=before.get(name, ()))
        content["figures"][name] = {
            place: {
                "value": study.summary[year].get(place, {}).get(name)
                if place in found.shown
                else None,
                "partial": place in found.shown and name in partial.get(place, ()),
                "withheld": "" if place in found.shown else found.withheld[place].value,
            }
            for place in sums
        }
        content["firms"][name] = {place: sorted(sums[place]) for place in found.shown}
    return content


def bands(study: Study, year: str, rule: DisclosureRule = RULE) -> dict[str, Any]:
    """Quartiles of enterprises per industry (first two digits) and over all, where enough are."""
    figures = study.summary.get(year, {})
    enterprises = Node.objects.filter(
        zone=study.place, kind=NodeKind.ENTERPRISE.value, operator=False
    ).values_list("code", "industry")
    groups: dict[str, list[str]] = {"": []}
    for code, industry in enterprises:
        groups[""].append(code)
        if industry:
            groups.setdefault(industry[:2], []).append(code)
    return {
        name: {
            group: {"low": band[0], "middle": band[1], "high": band[2], "firms": len(values)}
            for group, codes in groups.items()
            if (values := _known(figures, codes, name)) and (band := peer_band(values, rule))
        }
        for name in COMPARED
    }


def _known(
    figures: Mapping[str, Mapping[str, float | None]], codes: Iterable[str], name: str
) -> list[float]:
    found = (figures.get(code, {}).get(name) for code in codes)
    return [value for value in found if value is not None]


def _shown_before(study: Study, year: str) -> dict[str, list[Sum]]:
    """Sums of earlier versions of the same year; what this study does not know of a firm is NaN."""
    figures = study.summary.get(year, {})
    shown: dict[str, list[Sum]] = {}
    for earlier in Basis.objects.filter(zone=study.place).select_related("publication"):
        publication = earlier.publication
        if publication.kind == EMISSIONS and publication.period == year:
            sums = earlier.firms
        elif publication.kind == EMISSIONS:
            continue
        else:
            sums = {"total": earlier.firms.get(TOTAL_OF_INDICATORS, {}).get(year, {})}
        for name, places in sums.items():
            for firms in places.values():
                known = {firm: figures.get(firm, {}).get(name) for firm in firms}
                shown.setdefault(name, []).append(
                    {firm: math.nan if value is None else value for firm, value in known.items()}
                )
    return shown


def publish(study: Study, year: str, by: User, at: datetime) -> Publication:
    """Release a year's sums and bands as the next version."""
    content = prepare(study, year)
    firms = content.pop("firms")
    content["names"] = {
        code: {"vi": vi, "en": en}
        for code, vi, en in Node.objects.filter(
            zone=study.place, kind__in=(NodeKind.ZONE.value, NodeKind.PARK.value)
        ).values_list("code", "name_vi", "name_en")
    }
    _next(study, PEERS, year, bands(study, year), by, at)
    released = _next(study, EMISSIONS, year, content, by, at)
    Basis.objects.create(publication=released, zone=study.place, firms=firms)
    return released


def _next(study: Study, kind: str, year: str, content: Any, by: User, at: datetime) -> Publication:
    of_kind = Publication.objects.filter(zone=study.place, kind=kind, period=year)
    last = of_kind.aggregate(last=Max("version"))["last"] or 0
    return Publication.objects.create(
        zone=study.place,
        kind=kind,
        period=year,
        version=last + 1,
        content=content,
        study=study,
        released_by=by,
        released_at=at,
    )
