"""The catalog and its lookups: one fact or an error that names the candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from parkloop.catalog.cbam import CbamTables
from parkloop.catalog.exchange_facts import ExchangeFacts
from parkloop.catalog.facts import (
    Activity,
    BlendPart,
    Bounds,
    Fact,
    Fallback,
    Potential,
    Rank,
    Rating,
    Source,
    Stream,
    Threshold,
)
from parkloop.catalog.rulebook import Rulebook
from parkloop.errors import FactError
from parkloop.periods import DEFAULT_ZONE, Period
from parkloop.provenance import content_hash
from parkloop.quantities import dimension
from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Pick:
    """The fact chosen, why it was chosen, and which others were passed over."""

    fact: Fact
    reason: Text
    passed_over: tuple[str, ...] = ()
    fallback: str = ""


@dataclass(frozen=True)
class Catalog:
    """All facts, by id. ``hash`` is over content, so a changed digit is a changed catalog."""

    version: str
    sources: Mapping[str, Source]
    streams: Mapping[str, Stream]
    activities: Mapping[str, Activity]
    facts: Mapping[str, Fact]
    potentials: Mapping[tuple[str, str], Potential]
    blends: Mapping[str, tuple[BlendPart, ...]]
    ranks: Mapping[str, Rank]
    fallbacks: Mapping[str, Fallback]
    thresholds: Mapping[str, Threshold]
    bounds: tuple[Bounds, ...]
    content: str
    exchanges: ExchangeFacts = field(default_factory=ExchangeFacts)
    ratings: tuple[Rating, ...] = ()
    cbam: CbamTables = field(default_factory=CbamTables)
    rulebook: Rulebook = field(default_factory=Rulebook)

    @property
    def hash(self) -> str:
        return self.content

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], list[Fact]]:
        found: dict[tuple[str, str], list[Fact]] = {}
        for key in sorted(self.facts):
            fact = self.facts[key]
            found.setdefault((fact.kind, fact.gas), []).append(fact)
        return found

    def of_kind(self, kind: str, stream: str = "") -> tuple[Fact, ...]:
        """All facts of a kind (and stream, if named), whatever their gas, by id."""
        return self._with_stream.get((kind, stream), ())

    @cached_property
    def _with_stream(self) -> dict[tuple[str, str], tuple[Fact, ...]]:
        found: dict[tuple[str, str], tuple[Fact, ...]] = {}
        for key in sorted(self.facts):
            fact = self.facts[key]
            for index in {(fact.kind, fact.stream), (fact.kind, "")}:
                found[index] = (*found.get(index, ()), fact)
        return found

    def with_facts(self, more: Iterable[Fact], sources: Iterable[Source] = ()) -> Catalog:
        """A catalog that also knows these facts (a facility's own, or a what-if)."""
        facts = dict(self.facts) | {fact.id: fact for fact in more}
        known = dict(self.sources) | {source.id: source for source in sources}
        added = sorted(fact.id for fact in facts.values() if self.facts.get(fact.id) != fact)
        if not added:
            return replace(self, sources=known)
        overlay = [facts[key].as_dict() for key in added]
        return replace(
            self,
            facts=facts,
            sources=known,
            content=content_hash({"base": self.content, "overlay": overlay}),
        )

    def known(self, fact_id: str) -> Fact:
        """Any fact by its id, warming potentials and blend shares included; raises FactError."""
        found = self.facts.get(fact_id) or self._as_facts.get(fact_id)
        if found is None:
            raise FactError(
                Text(
                    f"Danh mục không có hệ số “{fact_id}”.",
                    f"The catalog has no fact “{fact_id}”.",
                ),
                _near(fact_id, self.facts),
            )
        return found

    @cached_property
    def _as_facts(self) -> dict[str, Fact]:
        """Potentials, blend shares and limits of criteria in the form of facts."""
        potentials = [
            Fact(
                id=p.id,
                kind="gwp",
                value=p.value,
                unit="kg/kg",
                source=p.source,
                confidence=p.confidence,
                verified=p.verified,
                rank="other",
                gas=p.gas,
                gwp_set=p.gwp_set,
                locator=p.locator,
                note=p.note,
            )
            for p in self.potentials.values()
        ]
        shares = [
            Fact(
                id=part.id,
                kind="blend",
                value=part.share,
                unit="kg/kg",
                source=part.source,
                confidence=part.confidence,
                verified=part.verified,
                rank="other",
                stream=part.blend,
                gas=part.gas,
                distribution="exact",
            )
            for parts in self.blends.values()
            for part in parts
        ]
        limits = self.rulebook.limits_as_facts()
        return {fact.id: fact for fact in (*potentials, *shares, *limits)}

    def stream(self, stream_id: str) -> Stream:
        if stream_id not in self.streams:
            raise FactError(
                Text(
                    f"Danh mục không có dòng vật chất/năng lượng “{stream_id}”.",
                    f"The catalog has no stream “{stream_id}”.",
                ),
                _near(stream_id, self.streams),
            )
        return self.streams[stream_id]

    def activity_chain(self, activity: str) -> tuple[str, ...]:
        """The activity and its parents, nearest first."""
        chain: list[str] = []
        while activity in self.activities and activity not in chain:
            chain.append(activity)
            activity = self.activities[activity].parent
        return tuple(chain)

    def category(self, activity: str) -> str:
        """The inventory category of an activity; '' when the activity is not known."""
        return self.activities[activity].category if activity in self.activities else ""

    def potential(self, gas: str, gwp_set: str) -> Potential:
        """The warming potential of a gas in one set; raises FactError when there is none."""
        if (gas, gwp_set) not in self.potentials:
            raise FactError(
                Text(
                    f"Danh mục không có tiềm năng nóng lên toàn cầu của {gas} theo {gwp_set}.",
                    f"The catalog has no warming potential of {gas} in {gwp_set}.",
                ),
                sorted(p.id for p in self.potentials.values() if p.gas == gas),
            )
        return self.potentials[(gas, gwp_set)]

    def find(
        self,
        kind: str,
        *,
        period: Period,
        stream: str = "",
        activity: str = "",
        gas: str = "",
        region: str = "VN",
        supplier: str = "",
        zone: str = DEFAULT_ZONE,
        measures: str = "",
        fallbacks: Iterable[str] = (),
    ) -> Pick:
        """The one fact of a kind that applies, best rank first, then the most specific.

        A supplier's or facility's own fact is used only for that supplier. Where a kind is
        printed per mass and per volume, ``measures`` keeps the facts of that dimension. Raises
        FactError with the candidates when none or several remain. ``fallbacks`` are the ids of
        catalog fallbacks that the person chose by name; they are tried last.
        """
        same_kind = [
            fact
            for fact in self._by_kind.get((kind, gas), [])
            if self._stream_distance(fact, stream) is not None
            and self._activity_distance(fact, activity) is not None
            and fact.region in (region, "world")
            and fact.supplier in ("", supplier)
            and (not measures or dimension(fact.unit) == measures)
        ]
        fitting = [
            fact for fact in same_kind if fact.applies(period, zone) and fact.superseded is None
        ]
        if not fitting:
            offered = self._offered(kind, stream, gas, region, period, zone)
            for fallback in offered:
                if fallback.id in set(fallbacks):
                    return Pick(
                        fact=self.facts[fallback.uses_fact],
                        reason=fallback.reason,
                        fallback=fallback.id,
                    )
            asked = _asked(kind, stream, activity, gas)
            near = same_kind or [f for f in self.of_kind(kind, stream) if stream and f.gas == gas]
            near.sort(key=lambda fact: (_days_off(fact, period), fact.id))
            raise _nothing_fits(asked, period.label(zone), near, offered)
        ordered = sorted(fitting, key=lambda f: (self._preference(f, stream, activity), f.id))
        best = [
            fact
            for fact in ordered
            if self._preference(fact, stream, activity)
            == self._preference(ordered[0], stream, activity)
        ]
        if len(best) > 1:
            raise FactError(
                Text(
                    f"Có {len(best)} hệ số cùng hạng cho {_asked(kind, stream, activity, gas)}: "
                    f"{', '.join(f.id for f in best)}. Hãy chỉ giữ một hệ số còn hiệu lực.",
                    f"{len(best)} facts of the same rank fit {_asked(kind, stream, activity, gas)}"
                    f": {', '.join(f.id for f in best)}. Keep only one of them valid.",
                ),
                [fact.id for fact in best],
            )
        return Pick(
            fact=ordered[0],
            reason=self.ranks[ordered[0].rank].reason,
            passed_over=tuple(fact.id for fact in ordered[1:]),
        )

    def _preference(self, fact: Fact, stream: str, activity: str) -> tuple[int, ...]:
        return (
            self.ranks[fact.rank].order,
            0 if fact.supplier else 1,
            self._stream_distance(fact, stream) or 0,
            self._activity_distance(fact, activity) or 0,
            1 if fact.region == "world" else 0,
        )

    def _stream_distance(self, fact: Fact, stream: str) -> int | None:
        if fact.stream == stream:
            return 0
        group = self.streams[stream].group if stream in self.streams else ""
        if group and fact.stream == f"group:{group}":
            return 1
        return 2 if not fact.stream else None

    def _activity_distance(self, fact: Fact, activity: str) -> int | None:
        chain = self.activity_chain(activity)
        if fact.activity in chain:
            return chain.index(fact.activity)
        return len(chain) + 1 if not fact.activity else None

    def _offered(
        self, kind: str, stream: str, gas: str, region: str, period: Period, zone: str
    ) -> list[Fallback]:
        """Fallbacks that stand in for what was asked; one gas never stands in for another."""
        return [
            fallback
            for fallback in self.fallbacks.values()
            if (fallback.kind, fallback.stream, fallback.region) == (kind, stream, region)
            and self.facts[fallback.uses_fact].gas == gas
            and _covers(fallback, period, zone)
        ]


def _nothing_fits(
    asked: str, label: str, near: Iterable[Fact], offered: Iterable[Fallback]
) -> FactError:
    candidates = [fact.id for fact in near]
    names = ", ".join(fallback.id for fallback in offered)
    way_vi = f" Có thể chọn phương án thay thế theo tên: {names}." if names else ""
    way_en = f" A fallback may be chosen by name: {names}." if names else ""
    known = ", ".join(candidates[:6]) or "—"
    return FactError(
        Text(
            f"Danh mục không có {asked} cho kỳ {label}. Gần nhất: {known}.{way_vi}",
            f"The catalog has no {asked} for {label}. Nearest: {known}.{way_en}",
        ),
        candidates,
    )


def _days_off(fact: Fact, period: Period) -> int:
    """How far the validity of a fact lies from a period, in days; 0 where it touches it."""
    ended = (period.start.date() - (fact.valid_to or date.max)).days
    begins = ((fact.valid_from or date.min) - period.end.date()).days
    return max(ended, begins, 0)


def _covers(fallback: Fallback, period: Period, zone: str) -> bool:
    probe = Fact(
        id="",
        kind="",
        value=0.0,
        unit="1",
        source="",
        confidence="",
        verified=False,
        rank="",
        valid_from=fallback.for_from,
        valid_to=fallback.for_to,
    )
    return probe.applies(period, zone)


def _asked(kind: str, stream: str, activity: str, gas: str) -> str:
    return " / ".join(part for part in (kind, stream, activity, gas) if part)


def _near(asked: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(asked, sorted(known), n=5)
