"""Asks for a network of exchanges, runs it and keeps what it shows. The core computes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from parkloop.analyses.symbiosis.network.analysis import exchange_network
from parkloop.analyses.symbiosis.network.plan import NetworkParameters, Stated
from parkloop.analyses.symbiosis.network.results import ExchangeNetwork
from parkloop.analyses.symbiosis.network.shares import RULES
from parkloop.catalog.catalog import Catalog
from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.ledger import Snapshot
from parkloop.periods import reporting_year
from parkloop.provenance import Result
from parkloop.quantities import dimension
from parkloop.reports.explaining import Embedding
from parkloop.reports.figurebook import FigureBook
from parkloop.reports.html import charts_json, figure_keys
from parkloop.reports.network_part import own_part
from parkloop.reports.network_reading import NetworkReading, read_network
from parkloop.reports.networks import network_views
from parkloop.reports.parts import View
from parkloop.studies import years_of
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.exchanges.models import NetworkPart, NetworkRun, NetworkView, OwnSide
from parkloop_web.exchanges.placing import where_enterprises_are
from parkloop_web.exchanges.planning import core_plan, drafted, rows_of
from parkloop_web.exchanges.searching import of_place
from parkloop_web.exchanges.showing import Consents, partner_words
from parkloop_web.ledger.snapshot import park_of
from parkloop_web.parks.models import Consent, Node
from parkloop_web.studies.running import Progress, what_is_seen
from parkloop_web.studies.stored import as_plain

#: What a search is allowed to take [s]; the demo's parks need a few.
TIME_LIMIT: Final = 60.0
_FICTION = Text("Số liệu minh họa, không có thật.", "Invented data, for demonstration.")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a person asks of a network, beside the plan: year and step; aims of the front with
    points for each; whether every exit is tested, or only ``leavers``; prices by a factor; years
    whose amounts are tried."""

    year: int | None = None
    step: str = "month"
    aims: tuple[str, ...] = ()
    points: int = 8
    exits: bool = False
    leavers: tuple[str, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)
    profiles: tuple[int, ...] = ()
    shocks: bool = False
    all_gain: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Asking:
        lists = ("aims", "leavers", "profiles")
        given: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in stored.items()}
        return cls(**given)

    @property
    def tests(self) -> bool:
        """Whether any event is tried."""
        return bool(self.exits or self.leavers or self.prices or self.profiles or self.shocks)


def ask(place: Node, user: User, at: datetime, asking: Asking) -> NetworkRun:
    """A run that waits; raises a ParkloopError with every fault of the plan as it stands."""
    plan = drafted(rows_of(place))
    raw = _with_tests(plan.raw, asking)
    zone = zone_of(place)
    # Of the whole zone: a plan may name enterprises of other parks.
    core_plan(raw, park_of(zone), load_catalog())
    return NetworkRun.objects.create(
        place=place,
        asked=asking.as_dict(),
        plan=raw,
        left_out=[{"vi": text.vi, "en": text.en} for text in plan.left_out],
        asked_by=user,
        asked_at=at,
    )


def zone_of(place: Node) -> Node:
    """The zone of a place, which may be the place itself."""
    if place.zone is None:
        return place
    return place.zone


def _with_tests(raw: Mapping[str, Any], asking: Asking) -> dict[str, Any]:
    """The plan with the shocks that were asked for: its own, and each price by its factor."""
    shocks = list(raw.get("shocks", ())) if asking.shocks else []
    shocks += [
        {"name": f"{stream} × {factor:g}", "prices": {stream: factor}}
        for stream, factor in asking.prices.items()
    ]
    return {**raw, "shocks": shocks}


def run(kept: NetworkRun, progress: Progress = lambda what, done: None) -> NetworkRun:
    """Compute a stored run and keep its views; a refusal is kept in words, both languages."""
    kept.state = NetworkRun.State.RUNNING
    kept.save(update_fields=["state"])
    try:
        _run(kept, progress)
    except ParkloopError as refused:
        kept.state = NetworkRun.State.FAILED
        said = _refusal(refused)
        kept.fault_vi, kept.fault_en = said.vi, said.en
    kept.finished_at = timezone.now()
    kept.save()
    return kept


def _refusal(refused: ParkloopError) -> Text:
    """The words of a refusal with all its findings."""
    if not isinstance(refused, InputRefused):
        return refused.text
    found = refused.findings
    return Text(
        " ".join([refused.text.vi, *(f"{f.message.vi} {f.remedy.vi}" for f in found)]),
        " ".join([refused.text.en, *(f"{f.message.en} {f.remedy.en}" for f in found)]),
    )


def _run(kept: NetworkRun, progress: Progress) -> None:
    place, catalog = kept.place, load_catalog()
    progress("ledger", 0.02)
    snapshot = of_place(what_is_seen(place), place)
    parameters = parameters_of(kept, snapshot, catalog)
    result = exchange_network(snapshot, catalog, parameters, progress=progress)
    progress("views", 0.9)
    band = _FICTION if snapshot.park.fictional else None
    where = where_enterprises_are(place)
    reading = read_network(
        result, snapshot, catalog, place.code, place.name, band=band, where=where
    )
    if reading is None:
        raise RequestError(_why_none(result))
    _keep(kept, reading)
    kept.state = NetworkRun.State.DONE
    kept.ledger_hash = snapshot.hash
    kept.catalog_hash, kept.catalog_version = catalog.hash, catalog.version
    kept.summary = summary_of(reading)


def _why_none(result: Result[ExchangeNetwork | None]) -> Text:
    said = [f"{found.message.vi} {found.remedy.vi}" for found in result.findings]
    also = [f"{found.message.en} {found.remedy.en}" for found in result.findings]
    return Text(" ".join(said), " ".join(also))


def parameters_of(kept: NetworkRun, snapshot: Snapshot, catalog: Catalog) -> NetworkParameters:
    """What the core is asked for a stored run."""
    asking, zone = Asking.of(kept.asked), snapshot.park.zone
    years = years_of(snapshot)
    if not years:
        raise RequestError(
            Text(
                "Chưa có tháng nào được gửi, nên chưa có gì để tối ưu.",
                "No month has been submitted yet, so that there is nothing to optimise.",
            )
        )
    return NetworkParameters(
        period=reporting_year(asking.year or years[-1], zone),
        plan=core_plan(kept.plan, park_of(zone_of(kept.place)), catalog),
        step=asking.step,
        aims=asking.aims,
        points=asking.points,
        rules=RULES,
        stressed=asking.tests,
        exits=bool(asking.exits or asking.leavers),
        leavers=() if asking.exits else asking.leavers,
        profiles=tuple(reporting_year(year, zone) for year in asking.profiles),
        all_gain=asking.all_gain,
        time_limit=TIME_LIMIT,
        stated=stated_sides(),
    )


def stated_sides() -> tuple[Stated, ...]:
    """Offers and needs added by hand that name a stream, a unit and an amount; of enterprises
    outside the place nothing is used."""
    rows = OwnSide.objects.filter(withdrawn_at=None).exclude(stream="").select_related("enterprise")
    return tuple(
        Stated(row.side, row.enterprise.code, row.stream, row.unit, tuple(row.by_month))
        for row in rows
        if row.by_month and row.unit and _measures(row)
    )


def _measures(row: OwnSide) -> bool:
    """Whether the unit is one that the stream may be measured in."""
    stream = load_catalog().streams.get(row.stream)
    return stream is not None and dimension(row.unit) in stream.dimensions


def summary_of(reading: NetworkReading) -> dict[str, Any]:
    """What lists show of a run: net benefit [money/year], impacts, bound and gap, counts."""
    network = reading.network
    return {
        "year": reading.label,
        "money": network.money,
        "net": network.net,
        **network.impacts,
        "gap": network.gap,
        "links": len(network.links),
        "players": len(network.gains),
        "candidates": network.candidates,
        "points": len(network.front),
        "gaps": len(reading.result.gaps),
    }


def _keep(kept: NetworkRun, reading: NetworkReading) -> None:
    NetworkView.objects.filter(run=kept).delete()
    NetworkPart.objects.filter(run=kept).delete()
    NetworkView.objects.bulk_create(
        NetworkView(run=kept, key=view.id, position=n, **stored(view, reading.book))
        for n, view in enumerate(network_views(reading))
    )
    NetworkPart.objects.bulk_create(_parts(kept, reading))


def stored(view: View, book: FigureBook) -> dict[str, Any]:
    """A view as the columns that keep it, with everything that its figures open to."""
    embedding = Embedding()
    embedding.add(book, sorted({key for key in figure_keys(view) if key}))
    return {
        "content": as_plain(view),
        "charts": charts_json((view,), embedding.places),
        "explanations": embedding.as_json(),
        "places": embedding.places,
    }


def _parts(kept: NetworkRun, reading: NetworkReading) -> list[NetworkPart]:
    """What each enterprise of the network may see of it (decision 0423)."""
    codes = [gain.player for gain in reading.network.gains]
    zone = kept.place.zone_id or kept.place_id
    nodes = {n.code: n for n in Node.objects.filter(zone_id=zone, code__in=codes)}
    consents = Consents.at(kept.asked_at, [node.pk for node in nodes.values()])
    facts = reading.catalog.exchanges
    found = []
    for code, viewer in nodes.items():
        partners = {
            other: partner_words(node, facts, consents.precision(node, viewer, Consent.Field.NAME))
            for other, node in nodes.items()
            if other != code
        }
        part = own_part(reading, code, partners)
        if part is not None:
            found.append(NetworkPart(run=kept, enterprise=viewer, **stored(part.view, part.book)))
    return found


def show_parts(kept: NetworkRun, at: datetime) -> int:
    """Let every enterprise of a network see its own part; how many there are."""
    kept.shown_at = at
    kept.save(update_fields=["shown_at"])
    return NetworkPart.objects.filter(run=kept, shown_at=None).update(shown_at=at)
