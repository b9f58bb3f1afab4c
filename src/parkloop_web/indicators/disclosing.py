"""What of the figures computed from the ledger may be public: no figure gives one firm away."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from parkloop.disclosure import DisclosureRule, Sum
from parkloop.disclosure import release as released_sums
from parkloop.io.indicator_files import load_seed_statistics
from parkloop.ledger.statistics import DataPoint, Statistics
from parkloop_web.indicators.models import Contribution
from parkloop_web.indicators.shelf import STATISTICS, statistics_of
from parkloop_web.parks.models import Node
from parkloop_web.studies.models import Basis
from parkloop_web.studies.publishing import EMISSIONS
from parkloop_web.studies.publishing import TOTAL_OF_INDICATORS as _TOTAL

RULE = DisclosureRule()
#: The list of indicators that follow from a ledger; whoever states one by hand states the same.
FROM_LEDGER = "park."
Behind = Mapping[tuple[str, str, str], Contribution]
#: Firms behind what is shown, by indicator, period and area.
Firms = dict[str, dict[str, dict[str, list[str]]]]


def disclosed(zone: Node, statistics: Statistics) -> tuple[Statistics, Firms]:
    """The statistics in which whatever gives a firm away is not free, and the firms behind what
    stays so.

    Values of an enterprise never are. Values of a park by an indicator of the ledger are where at
    least three firms stand behind the sum, none holds more than 70 %, and nothing that is or was
    public lets anybody reckon a smaller set; ratios are where their parts are. A value without
    known firms (loaded from a file) is not.
    """
    places = dict(Node.objects.filter(zone=zone).values_list("code", "kind"))
    behind = _behind(zone)
    points = statistics.points()
    concerned = [p for p in points if _of_ledger(p, places)]
    shown, firms = _shown(zone, concerned, behind)
    kept = [
        replace(p, confidentiality="N")
        if p.confidentiality == "F" and _is_secret(p, places, shown)
        else p
        for p in points
    ]
    return Statistics.of(kept), firms


def _of_ledger(point: DataPoint, places: Mapping[str, str]) -> bool:
    return point.area in places and point.indicator.startswith(FROM_LEDGER)


def _is_secret(
    point: DataPoint, places: Mapping[str, str], shown: set[tuple[str, str, str]]
) -> bool:
    if places.get(point.area) == "enterprise":
        return True
    key = point.indicator, point.area, point.period
    return _of_ledger(point, places) and (key not in shown or bool(point.disaggregation))


def _behind(zone: Node) -> Behind:
    """The newest contributions of every figure."""
    rows = Contribution.objects.filter(zone=zone).order_by("pk")
    return {(row.indicator, row.area, row.period): row for row in rows}


def _shown(
    zone: Node, points: Iterable[DataPoint], behind: Behind
) -> tuple[set[tuple[str, str, str]], Firms]:
    asked: dict[tuple[str, str], dict[str, Sum]] = {}
    keys = {(p.indicator, p.area, p.period) for p in points if p.confidentiality == "F"}
    for indicator, area, period in sorted(keys):
        found = behind.get((indicator, area, period))
        if found is not None and not found.parts:
            asked.setdefault((indicator, period), {})[area] = found.firms
    shown: set[tuple[str, str, str]] = set()
    firms: Firms = {}
    for (indicator, period), sums in asked.items():
        values = _known(behind, indicator, period)
        before = [
            {firm: values.get(firm, math.nan) for firm in earlier}
            for earlier in shown_before(zone, indicator, period)
        ]
        for area in released_sums(sums, RULE, shown_before=before).shown:
            shown.add((indicator, area, period))
            firms.setdefault(indicator, {}).setdefault(period, {})[area] = sorted(sums[area])
    for indicator, area, period in keys:
        found = behind.get((indicator, area, period))
        parts = () if found is None else found.parts
        if parts and all((part, area, period) in shown for part in parts):
            shown.add((indicator, area, period))
    return shown, firms


def _known(behind: Behind, indicator: str, period: str) -> dict[str, float]:
    """What each firm contributes to an indicator in a period, in any park."""
    return {
        firm: value
        for (name, _, when), row in behind.items()
        if name == indicator and when == period
        for firm, value in row.firms.items()
    }


def shown_before(zone: Node, indicator: str, period: str) -> list[list[str]]:
    """Sets of firms whose sums of this indicator the public has, also as released emissions."""
    found: list[list[str]] = []
    for basis in Basis.objects.filter(zone=zone).select_related("publication"):
        if basis.publication.kind == STATISTICS:
            found += basis.firms.get(indicator, {}).get(period, {}).values()
        elif (
            basis.publication.kind == EMISSIONS
            and basis.publication.period == period
            and indicator == _TOTAL
        ):
            found += basis.firms.get("total", {}).values()
    return [list(firms) for firms in dict.fromkeys(tuple(sorted(each)) for each in found)]


def publishable(zone: Node) -> Statistics:
    """What everybody may see of a zone's observations with what ships; the rest is suppressed."""
    safe, _ = disclosed(zone, statistics_of(zone))
    return load_seed_statistics().overlaid(safe).public()
