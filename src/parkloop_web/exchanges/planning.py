"""The plan of exchanges of a place, from stored rows: whole for the core, with what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from parkloop.analyses.symbiosis.network.plan import Plan
from parkloop.analyses.symbiosis.network.planning import plan_of
from parkloop.catalog.catalog import Catalog
from parkloop.errors import RequestError
from parkloop.ledger.park import Park
from parkloop.texts import Text, same_in_both
from parkloop_web.accounts.models import User
from parkloop_web.exchanges.models import Candidate, PlanRow, Search
from parkloop_web.exchanges.plan_fields import (
    EXCHANGES,
    FACILITY,
    MODE,
    NEED,
    OFFER,
    ONLY,
    SECTIONS,
    SETTINGS,
    PlanSection,
)
from parkloop_web.exchanges.plan_words import name_words, stream_words
from parkloop_web.parks.models import Node

_DISTANCES: Final = ("within_park", "between_parks", "detour")
_LEDGER: Final = Text("sổ cái", "the ledger")
_SEARCH: Final = Text("tìm trao đổi", "the search for exchanges")
#: Which section the names in a field of an exchange come from.
_REFERS: Final = {"offer": OFFER, "need": NEED, "mode": MODE, "facility": FACILITY}


@dataclass(frozen=True)
class Drafted:
    """The rows of a plan that are whole, as exchanges.yaml would hold them, and what was left
    out, with the reason."""

    raw: Mapping[str, Any]
    left_out: tuple[Text, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not self.raw.get(EXCHANGES)


def rows_of(place: Node) -> list[PlanRow]:
    """The rows in force, in the order of the sections."""
    rows = list(PlanRow.objects.filter(place=place, ended_at=None).select_related("set_by"))
    order = list(SECTIONS)
    return sorted(rows, key=lambda row: (order.index(row.section), row.name))


def lacking(row: PlanRow) -> tuple[Text, ...]:
    """What a row still needs before it can be used."""
    fields = SECTIONS[row.section].fields
    return tuple(f.words for f in fields if f.needed and row.content.get(f.name) is None)


def drafted(rows: Iterable[PlanRow]) -> Drafted:
    """The plan that the rows make. A row that lacks something is left out, and so is what refers
    to it: a price that nobody set is not zero."""
    whole: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in SECTIONS}
    left_out: list[Text] = []
    names: dict[str, Text] = {}
    for row in rows:
        if missing := lacking(row):
            left_out.append(_lacks(row, missing))
        else:
            if row.section == EXCHANGES:
                names[row.name] = name_words(row)
            whole[row.section][row.name] = {k: v for k, v in row.content.items() if v is not None}
    for name, content in list(whole[EXCHANGES].items()):
        absent = [
            stream_words(str(content[key]))
            for key, section in _REFERS.items()
            if content.get(key) and content[key] not in whole[section]
        ]
        if absent:
            del whole[EXCHANGES][name]
            left_out.append(_refers(names[name], absent))
    return Drafted(_raw(whole), tuple(left_out))


def _refers(name: Text, absent: list[Text]) -> Text:
    return Text(
        f"“{name.vi}” chưa dùng được vì thiếu: {', '.join(a.vi for a in absent)}.",
        f"“{name.en}” cannot be used yet, since these are missing: "
        f"{', '.join(a.en for a in absent)}.",
    )


def _lacks(row: PlanRow, missing: tuple[Text, ...]) -> Text:
    section, name = SECTIONS[row.section].words, name_words(row)
    return Text(
        f"{section.vi} “{name.vi}” còn thiếu: {', '.join(m.vi for m in missing)}.",
        f"{section.en} “{name.en}” still lacks: {', '.join(m.en for m in missing)}.",
    )


def _raw(whole: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    settings = whole[SETTINGS].get(ONLY, {})
    raw: dict[str, Any] = {
        name: [dict(content) for content in rows.values()]
        for name, rows in whole.items()
        if name != SETTINGS
    }
    raw["contaminants"] = list(settings.get("contaminants", ()))
    raw["distance_km"] = {name: settings[name] for name in _DISTANCES if name in settings}
    if "money" in settings:
        raw["money"] = settings["money"]
    return raw


def core_plan(raw: Mapping[str, Any], park: Park, catalog: Catalog) -> Plan:
    """The plan as the core reads it; raises InputRefused with every fault."""
    if "money" not in raw:
        raise RequestError(
            Text(
                "Chưa đặt đơn vị tiền của kế hoạch (mục Chung).",
                "The money of the plan is not set (section In general).",
            )
        )
    return plan_of(raw, "plan", park, catalog)


# Writing ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """A row to be written: its content and where it comes from."""

    section: str
    content: Mapping[str, Any]
    source: Text
    origin: PlanRow.Origin = PlanRow.Origin.PERSON
    fact: str = ""
    verified: bool = False

    @property
    def name(self) -> str:
        return name_in(SECTIONS[self.section], self.content)


def name_in(section: PlanSection, content: Mapping[str, Any]) -> str:
    """What names a row among its kind."""
    return str(content.get(section.key) or "") if section.key else ONLY


def set_row(place: Node, setting: Setting, user: User, at: datetime) -> PlanRow:
    """Write a row in place of the one in force with the same name, which gets its end."""
    PlanRow.objects.filter(
        place=place, section=setting.section, name=setting.name, ended_at=None
    ).update(ended_at=at)
    return PlanRow.objects.create(
        place=place,
        section=setting.section,
        name=setting.name,
        content=dict(setting.content),
        source=setting.source.vi[:500],
        source_en="" if setting.source.en == setting.source.vi else setting.source.en[:500],
        origin=setting.origin,
        fact=setting.fact,
        verified=setting.verified,
        set_by=user,
        set_at=at,
    )


def take_plan(
    place: Node, raw: Mapping[str, Any], source: Text, user: User, at: datetime
) -> list[PlanRow]:
    """Every row of an exchanges.yaml; rows of the same name are replaced, others stay."""
    return [set_row(place, each, user, at) for each in settings_in(raw, source)]


def settings_in(raw: Mapping[str, Any], source: Text) -> list[Setting]:
    """The rows that a file states; what it holds beyond them is checked by the core before."""
    distances = raw.get("distance_km") or {}
    general = {
        "money": raw.get("money"),
        "contaminants": list(raw.get("contaminants") or ()),
        **{name: distances.get(name) for name in _DISTANCES},
    }
    origin = PlanRow.Origin.FILE
    found = [Setting(SETTINGS, general, source, origin)]
    for name in SECTIONS:
        if name != SETTINGS:
            found += [Setting(name, row, source, origin) for row in raw.get(name) or ()]
    return found


# Proposing rows -----------------------------------------------------------------------------------


def suggested(place: Node, catalog: Catalog) -> list[Setting]:
    """Rows for what the newest search found and the plan does not hold yet: ratios of the catalog,
    prices left open for people to set. Where the catalogue names a taker and not which of its
    streams would be replaced, that is left open too."""
    search = Search.objects.filter(place=place).order_by("-asked_at").first()
    if search is None:
        return []
    sides = {side["id"]: side for side in (*search.offers, *search.needs)}
    known = {(row.section, row.name) for row in rows_of(place)}
    found: dict[tuple[str, str], Setting] = {}
    for candidate in Candidate.objects.filter(search=search):
        offer = sides.get(candidate.content["offer"])
        if offer is None or not offer["stream"]:
            continue
        need = sides.get(candidate.content["need"])
        for each in _settings_of(candidate.content, offer, need, catalog):
            key = (each.section, each.name)
            if key not in known and key not in found:
                found[key] = each
    return list(found.values())


def _settings_of(
    content: Mapping[str, Any],
    offer: Mapping[str, Any],
    need: Mapping[str, Any] | None,
    catalog: Catalog,
) -> Iterator[Setting]:
    origin = PlanRow.Origin.CATALOG
    pair = catalog.exchanges.pairs.get(content["pair"])
    given = str(offer["stream"])
    yield Setting(OFFER, {"stream": given, "unit": offer["unit"]}, _LEDGER, origin)
    replaced = str(need["stream"]) if need is not None else ""
    if need is not None and replaced:
        yield Setting(NEED, {"stream": replaced, "unit": need["unit"]}, _LEDGER, origin)
    elif pair is None:
        return
    exchange: dict[str, Any] = {
        "id": f"{given}-for-{replaced or (pair.id if pair else '')}",
        "offer": given,
    }
    if replaced:
        exchange["need"] = replaced
    if pair is not None:
        exchange["ratio"] = pair.ratio_typical
        exchange["reference"] = f"{pair.id}: {pair.name.en} ({pair.ratio_unit})"[:200]
    yield Setting(
        EXCHANGES,
        exchange,
        same_in_both(f"{pair.id} · {pair.source}") if pair else _SEARCH,
        origin,
        pair.id if pair else "",
        verified=bool(pair and pair.verified),
    )
