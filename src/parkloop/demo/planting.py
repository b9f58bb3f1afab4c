"""What goes wrong, or is out of the ordinary, in the demo zone: planted on purpose, and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from parkloop.demo.months import period_of
from parkloop.demo.profiles import planted_profile
from parkloop.ledger.entries import Entry, Flow, Notation, Observation, Status
from parkloop.periods import DEFAULT_ZONE, Period, days, local, reporting_year

COUNTER, COUNTER_REPLACED = "counter", "counter-replaced"


@dataclass(frozen=True)
class HandedIn:
    """What one sender hands in: its first file, meter readings, and a later correction."""

    sender: str
    entries: tuple[Entry, ...]
    readings: tuple[Observation, ...] = ()
    correction: tuple[Entry, ...] = ()


def plant(sender: str, entries: Iterable[Entry]) -> HandedIn:
    """A tenant's entries with what is planted there."""
    handed = HandedIn(sender, tuple(entries))
    for name, act in _ACTS.items():
        for item in _items(planted_profile()[name]):
            if _tenant(item) == sender:
                handed = act(handed, item)
    return handed


def _items(planted: Mapping[str, Any] | list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return planted if isinstance(planted, list) else [planted]


def _tenant(item: Mapping[str, Any]) -> str:
    return str(item.get("tenant") or item["flow"]["tenant"])


def _speaks_of(entry: Entry, item: Mapping[str, Any]) -> bool:
    wanted = item["flow"]
    return isinstance(entry, Flow) and (entry.stream, entry.from_node, entry.to_node) == (
        wanted["stream"],
        wanted["from"],
        wanted["to"],
    )


def _in_months(entry: Entry, item: Mapping[str, Any]) -> bool:
    return entry.period in {period_of(str(name)) for name in item["months"]}


def _changed(
    handed: HandedIn, item: Mapping[str, Any], change: Callable[[Flow], Iterable[Entry]]
) -> tuple[Entry, ...]:
    """The entries, with ``change`` made to those the item speaks of."""
    found: list[Entry] = []
    for entry in handed.entries:
        if isinstance(entry, Flow) and _speaks_of(entry, item) and _in_months(entry, item):
            found += change(entry)
        else:
            found.append(entry)
    return tuple(found)


def _gap(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    return replace(handed, entries=_changed(handed, item, lambda flow: ()))


def _spike(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    return replace(
        handed, entries=_changed(handed, item, lambda flow: (_times(flow, item["factor"]),))
    )


def _correction(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    right = tuple(e for e in handed.entries if _speaks_of(e, item) and _in_months(e, item))
    wrong = _changed(handed, item, lambda flow: (_times(flow, item["factor"]),))
    return replace(handed, entries=wrong, correction=right)


def _notation(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    def keyed(flow: Flow) -> tuple[Flow]:
        return (
            replace(
                flow,
                quantity=None,
                notation=Notation(item["notation"]),
                note=both_languages(item["note"]),
            ),
        )

    return replace(handed, entries=_changed(handed, item, keyed))


def _estimated(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    def estimated(flow: Flow) -> tuple[Flow]:
        return (
            replace(
                flow,
                status=Status.ESTIMATED,
                uncertainty=item["uncertainty"],
                note=both_languages(item["note"]),
            ),
        )

    return replace(handed, entries=_changed(handed, item, estimated))


def _straddling(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    """Bills from the 16th to the 15th in place of calendar months, with the same total."""
    monthly = [e for e in handed.entries if isinstance(e, Flow) and _speaks_of(e, item)]
    others = tuple(e for e in handed.entries if not _speaks_of(e, item))
    bills = tuple(
        replace(
            monthly[0],
            period=period,
            quantity=round(sum(_part_of(flow, period) for flow in monthly), 1),
            status=Status.BILLED,
        )
        for period in _billing_periods(monthly, int(item["first_day"]))
    )
    return replace(handed, entries=(*others, *bills))


def _billing_periods(monthly: list[Flow], first_day: int) -> Iterator[Period]:
    first = local(monthly[0].period.start, DEFAULT_ZONE).date()
    end = local(monthly[-1].period.end, DEFAULT_ZONE).date()
    while first < end:
        month_ahead = first.replace(day=1) + timedelta(days=32 if first.day >= first_day else 0)
        last = min(date(month_ahead.year, month_ahead.month, first_day), end) - timedelta(days=1)
        yield days(first, last, DEFAULT_ZONE)
        first = last + timedelta(days=1)


def _part_of(flow: Flow, bill: Period) -> float:
    """How much of a month's quantity falls into a billing period, by days."""
    if not flow.period.overlaps(bill):
        return 0.0
    start, end = max(flow.period.start, bill.start), min(flow.period.end, bill.end)
    return (flow.quantity or 0.0) * ((end - start) / flow.period.duration)


def _meter_exchange(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    """Counter readings at the end of each month; the old meter's last and the new one's first."""
    metered = [e for e in handed.entries if isinstance(e, Flow) and _speaks_of(e, item)]
    return replace(handed, readings=tuple(_readings(metered, item)))


def _readings(metered: list[Flow], item: Mapping[str, Any]) -> Iterator[Observation]:
    """Readings [kWh] at the end of each month, from the one before the first month on."""
    counted = float(item["start"])
    yield _reading(metered[0], COUNTER, _day_before(metered[0].period.start), counted)
    for flow in metered:
        used = (flow.quantity or 0.0) * 1000
        if _in_months(flow, item):
            exchanged = _day_before(flow.period.start + flow.period.duration / 2)
            yield _reading(flow, COUNTER, exchanged, counted + round(used / 2))
            yield _reading(flow, COUNTER_REPLACED, exchanged, item["new_start"])
            counted = item["new_start"] + used - round(used / 2)
        else:
            counted += used
        yield _reading(flow, COUNTER, _day_before(flow.period.end), counted)


def _day_before(instant: datetime) -> Period:
    last = local(instant, DEFAULT_ZONE).date() - timedelta(days=1)
    return days(last, last, DEFAULT_ZONE)


def _reading(flow: Flow, what: str, when: Period, value: float) -> Observation:
    return Observation(
        property=what,
        node=flow.to_node,
        period=when,
        quantity=round(value),
        unit="kWh",
        subject=flow.stream,
        series=flow.series,
    )


def _certificates(handed: HandedIn, item: Mapping[str, Any]) -> HandedIn:
    flows = tuple(
        Flow(
            stream="rec-electricity",
            from_node="certificate-market",
            to_node=item["to"],
            period=reporting_year(int(year), DEFAULT_ZONE),
            quantity=float(amount),
            unit="MWh",
            status=Status.BILLED,
            reference=f"I-REC-DEMO-{year}",
        )
        for year, amount in sorted(item["amounts"].items())
    )
    return replace(handed, entries=(*handed.entries, *flows))


def _times(flow: Flow, factor: float) -> Flow:
    decimals = len(str(flow.quantity).partition(".")[2])
    return replace(flow, quantity=round((flow.quantity or 0.0) * factor, decimals))


def both_languages(raw: Mapping[str, str]) -> str:
    return f"{raw['vi']} / {raw['en']}"


_ACTS: dict[str, Callable[[HandedIn, Mapping[str, Any]], HandedIn]] = {
    "gap": _gap,
    "spike": _spike,
    "correction": _correction,
    "meter_exchange": _meter_exchange,
    "not_occurring": _notation,
    "confidential": _notation,
    "estimated": _estimated,
    "straddling": _straddling,
    "certificates": _certificates,
}
