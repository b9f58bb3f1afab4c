"""A plan of exchanges from plain values, with every fault at once.

The format is described in docs/reference/exchanges-yaml.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from parkloop.analyses.symbiosis.network.messages import UNKNOWN_NAME
from parkloop.analyses.symbiosis.network.plan import (
    Distances,
    ExchangeRule,
    FacilityRule,
    Mode,
    NeedRule,
    OfferRule,
    Plan,
    Shock,
    Size,
    UtilityRule,
)
from parkloop.catalog.catalog import Catalog
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where, in_order
from parkloop.ledger.park import NodeKind, Park
from parkloop.quantities import is_unit
from parkloop.texts import Text

BAD_FIELD = Rule(
    "NET-11",
    Severity.ERROR,
    Text(
        "{place}: trường {name} thiếu hoặc sai (“{value}”).",
        "{place}: the field {name} is missing or wrong (“{value}”).",
    ),
    Text("Ghi {expected_vi}.", "State {expected_en}."),
)
UNKNOWN_FIELD = Rule(
    "NET-12",
    Severity.ERROR,
    Text("{place}: không có trường “{name}”.", "{place}: there is no field “{name}”."),
    Text("Các trường có thể dùng: {known}.", "The fields that can be used: {known}."),
)

_NUMBER = ("một số", "a number")
_POSITIVE = ("một số lớn hơn 0", "a number above zero")
_NOT_NEGATIVE = ("một số từ 0 trở lên", "a number of zero or more")
_SHARE = ("một số từ 0 đến 1", "a number from 0 to 1")
_YES = ("true hoặc false", "true or false")
_WORD = ("một tên", "a name")
_UNIT = ("một đơn vị trong danh sách, như t hoặc m3", "a unit of the list, as t or m3")
_NAMES = ("một danh sách tên", "a list of names")
_NUMBERS = ("tên: số", "name: number")


def plan_of(raw: Mapping[str, Any], file: str, park: Park, catalog: Catalog) -> Plan:
    """The plan that these values state; raises InputRefused with every finding."""
    reader = _Reader(file)
    plan = reader.plan(raw)
    findings = [*reader.findings, *(_names(plan, park, catalog, file) if plan else ())]
    if findings or plan is None:
        raise InputRefused(
            Text(
                f"{file}: kế hoạch trao đổi chưa dùng được.",
                f"{file}: the plan of exchanges cannot be used yet.",
            ),
            in_order(findings),
        )
    return plan


class _Row:
    """One mapping of the file, read field by field; every fault is kept."""

    def __init__(self, reader: _Reader, place: str, raw: object) -> None:
        self.reader = reader
        self.place = place
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.known: list[str] = []
        if not isinstance(raw, Mapping):
            reader.bad(place, "", raw, ("tên: giá trị", "name: value"))

    def word(self, name: str, default: str | None = None) -> str:
        return str(self._value(name, default, lambda v: isinstance(v, str) and v, _WORD) or "")

    def unit(self, name: str) -> str:
        return str(
            self._value(name, None, lambda v: isinstance(v, str) and is_unit(v), _UNIT) or ""
        )

    def number(
        self,
        name: str,
        default: float | None = None,
        expected: tuple[str, str] = _NUMBER,
    ) -> float:
        value = self._value(name, default, lambda v: _fits(v, expected), expected)
        return float(value) if isinstance(value, int | float) else math.nan

    def yes(self, name: str) -> bool:
        return bool(self._value(name, False, lambda v: isinstance(v, bool), _YES))

    def maybe(self, name: str, expected: tuple[str, str] = _NOT_NEGATIVE) -> float | None:
        """A number, or None where the field is not there."""
        self.known.append(name)
        return self.number(name, None, expected) if name in self.raw else None

    def names(self, name: str) -> tuple[str, ...]:
        value = self._value(name, [], _is_names, _NAMES)
        return tuple(value) if isinstance(value, list) else ()

    def numbers(self, name: str, expected: tuple[str, str] = _NUMBER) -> dict[str, float]:
        value = self._value(
            name,
            {},
            lambda v: isinstance(v, Mapping) and all(_fits(n, expected) for n in v.values()),
            _NUMBERS,
        )
        return {str(k): float(v) for k, v in value.items()} if isinstance(value, Mapping) else {}

    def rows(self, name: str) -> list[_Row]:
        value = self._value(name, [], lambda v: isinstance(v, list), ("một danh sách", "a list"))
        parts = value if isinstance(value, list) else []
        return [_Row(self.reader, f"{self.place} {name} {n}", p) for n, p in enumerate(parts, 1)]

    def done(self) -> None:
        """Refuse fields that nobody asked for: a slip of the pen would otherwise do nothing."""
        for name in self.raw:
            if name not in self.known:
                known = ", ".join(sorted(set(self.known)))
                self.reader.findings.append(
                    UNKNOWN_FIELD.finding(
                        Where(file=self.reader.file, field=str(name)),
                        get_close_matches(str(name), self.known, n=1)[0]
                        if get_close_matches(str(name), self.known, n=1)
                        else "",
                        place=self.place,
                        name=name,
                        known=known,
                    )
                )

    def _value(
        self,
        name: str,
        default: object,
        good: Callable[[Any], object],
        expected: tuple[str, str],
    ) -> object:
        self.known.append(name)
        value = self.raw.get(name, default)
        if (value is None and default is None) or not (value is default or good(value)):
            self.reader.bad(self.place, name, value, expected)
            return default
        return value


def _fits(value: object, expected: tuple[str, str]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    if expected == _POSITIVE:
        return value > 0
    if expected == _SHARE:
        return 0 <= value <= 1
    return value >= 0 if expected == _NOT_NEGATIVE else True


def _is_a_unit(value: object) -> bool:
    return isinstance(value, str) and is_unit(value)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) and part for part in value)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def bad(self, place: str, name: str, value: object, expected: tuple[str, str]) -> None:
        shown = "" if value is None else str(value)[:80]
        self.findings.append(
            BAD_FIELD.finding(
                Where(file=self.file, field=name),
                place=place,
                name=name or "–",
                value=shown,
                expected_vi=expected[0],
                expected_en=expected[1],
            )
        )

    def plan(self, raw: Mapping[str, Any]) -> Plan | None:
        row = _Row(self, self.file, raw)
        plan = Plan(
            money=row.word("money"),
            contaminants=row.names("contaminants"),
            distances=self._distances(row),
            modes=tuple(self._mode(r) for r in row.rows("modes")),
            offers=tuple(self._offer(r) for r in row.rows("offers")),
            needs=tuple(self._need(r) for r in row.rows("needs")),
            exchanges=tuple(self._exchange(r) for r in row.rows("exchanges")),
            utilities=tuple(self._utility(r) for r in row.rows("utilities")),
            facilities=tuple(self._facility(r) for r in row.rows("facilities")),
            shocks=tuple(self._shock(r) for r in row.rows("shocks")),
        )
        if plan.money and not is_unit(plan.money):
            self.bad(
                self.file,
                "money",
                plan.money,
                ("tiền kèm năm giá, như VND@2025", "money with its price year, as VND@2025"),
            )
        row.done()
        return None if self.findings else plan

    def _distances(self, row: _Row) -> Distances:
        row.known.append("distance_km")
        own = _Row(self, "distance_km", row.raw.get("distance_km", {}))
        found = Distances(
            within_park=own.maybe("within_park"),
            between_parks=own.maybe("between_parks"),
            pairs=own.numbers("pairs", _NOT_NEGATIVE),
            detour=own.number("detour", 1.0, _POSITIVE),
        )
        own.done()
        return found

    def _sizes(self, row: _Row) -> tuple[Size, ...]:
        found = []
        for part in row.rows("sizes"):
            found.append(
                Size(
                    part.number("capacity", None, _POSITIVE),
                    part.number("cost", None, _NOT_NEGATIVE),
                )
            )
            part.done()
        return tuple(found)

    def _mode(self, row: _Row) -> Mode:
        mode = Mode(
            name=row.word("name"),
            per_unit=row.number("per_unit", 0.0, _NOT_NEGATIVE),
            per_unit_km=row.number("per_unit_km", 0.0, _NOT_NEGATIVE),
            per_km=row.number("per_km", 0.0, _NOT_NEGATIVE),
            most_km=row.maybe("most_km"),
            co2=row.number("co2_per_unit_km", 0.0, _NOT_NEGATIVE),
            sizes=self._sizes(row),
        )
        row.done()
        return mode

    def _offer(self, row: _Row) -> OfferRule:
        offer = OfferRule(
            stream=row.word("stream"),
            unit=row.unit("unit"),
            saved=row.number("saved"),
            quality=row.numbers("quality", _NOT_NEGATIVE),
            to=row.names("to"),
        )
        row.done()
        return offer

    def _need(self, row: _Row) -> NeedRule:
        need = NeedRule(
            stream=row.word("stream"),
            unit=row.unit("unit"),
            price=row.number("price"),
            co2=row.maybe("co2"),
            fresh_water=row.number("fresh_water", 0.0, _NOT_NEGATIVE),
            limit=row.numbers("limit", _NOT_NEGATIVE),
        )
        row.done()
        return need

    def _exchange(self, row: _Row) -> ExchangeRule:
        rule = ExchangeRule(
            id=row.word("id"),
            offer=row.word("offer"),
            need=row.word("need"),
            mode=row.word("mode"),
            ratio=row.number("ratio", 1.0, _POSITIVE),
            taken=row.number("taken", 1.0, _POSITIVE),
            most_share=row.number("most_share", 1.0, _SHARE),
            treatment=row.number("treatment", 0.0, _NOT_NEGATIVE),
            co2=row.number("co2", 0.0, _NOT_NEGATIVE),
            fixed=row.number("fixed", 0.0, _NOT_NEGATIVE),
            least=row.number("least", 0.0, _NOT_NEGATIVE),
            smallest=row.number("smallest", 0.0, _NOT_NEGATIVE),
            removes=row.numbers("removes", _SHARE),
            uses=row.numbers("uses"),
            facility=row.word("facility", ""),
            givers=row.names("givers"),
            takers=row.names("takers"),
            reference=row.word("reference", ""),
        )
        row.done()
        return rule

    def _utility(self, row: _Row) -> UtilityRule:
        utility = UtilityRule(
            stream=row.word("stream"),
            unit=row.unit("unit"),
            price=row.number("price"),
            co2=row.maybe("co2"),
            fresh_water=row.number("fresh_water", 0.0, _NOT_NEGATIVE),
        )
        row.done()
        return utility

    def _facility(self, row: _Row) -> FacilityRule:
        rule = FacilityRule(
            name=row.word("name"),
            sizes=self._sizes(row),
            payer=row.word("payer", ""),
            per_park=row.yes("per_park"),
        )
        row.done()
        return rule

    def _shock(self, row: _Row) -> Shock:
        shock = Shock(row.word("name"), row.numbers("prices", _NOT_NEGATIVE), row.names("leaves"))
        row.done()
        return shock


def _names(plan: Plan, park: Park, catalog: Catalog, file: str) -> list[Finding]:
    """Names that nothing answers to, with the nearest that does."""
    streams = set(catalog.streams)
    enterprises = {node.id for node in park.of_kind(NodeKind.ENTERPRISE)}
    asked = [
        *(("stream", offer.stream, streams) for offer in plan.offers),
        *(("stream", need.stream, streams) for need in plan.needs),
        *(("stream", utility.stream, streams) for utility in plan.utilities),
        *(
            ("utility", name, {u.stream for u in plan.utilities})
            for rule in plan.exchanges
            for name in rule.uses
        ),
        *(("offer", rule.offer, {o.stream for o in plan.offers}) for rule in plan.exchanges),
        *(("need", rule.need, {n.stream for n in plan.needs}) for rule in plan.exchanges),
        *(("mode", rule.mode, {m.name for m in plan.modes}) for rule in plan.exchanges),
        *(
            ("facility", rule.facility, {f.name for f in plan.facilities})
            for rule in plan.exchanges
            if rule.facility
        ),
        *(("enterprise", f.payer, enterprises) for f in plan.facilities if f.payer),
        *(("enterprise", name, enterprises) for s in plan.shocks for name in s.leaves),
        *(("enterprise", n, enterprises) for r in plan.exchanges for n in (*r.givers, *r.takers)),
        *(("stream", name, streams) for shock in plan.shocks for name in shock.prices),
        *(("node", to, set(park.by_id)) for offer in plan.offers for to in offer.to),
        *(
            ("contaminant", name, set(plan.contaminants))
            for part in (
                *(offer.quality for offer in plan.offers),
                *(need.limit for need in plan.needs),
                *(rule.removes for rule in plan.exchanges),
            )
            for name in part
        ),
    ]
    found = []
    for kind, name, known in dict.fromkeys((k, n, frozenset(s)) for k, n, s in asked):
        if name not in known:
            near = ", ".join(get_close_matches(name, sorted(known), n=3)) or "—"
            found.append(UNKNOWN_NAME.finding(Where(file=file), kind=kind, name=name, near=near))
    return found
