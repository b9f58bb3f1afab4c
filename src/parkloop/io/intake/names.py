"""Finds the stream, node, activity or word that a person means by its id or any of its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from parkloop.catalog.catalog import Catalog
from parkloop.io.intake import vocabulary
from parkloop.io.intake.words import plain, tidy
from parkloop.ledger.park import Park
from parkloop.texts import Language, Text

#: Between name and id in the drop-downs: 'Điện — electricity'.
DASH = " — "
#: Suggestions cost time; a file of nonsense gets them for its first so many words.
MOST_SUGGESTIONS = 400


@dataclass(frozen=True, slots=True)
class Match:
    """What a word means: one id, or several candidates, or a near one."""

    id: str = ""
    candidates: tuple[str, ...] = ()
    near: str = ""


@dataclass
class NameIndex:
    """Ids by every name they go under."""

    names: Mapping[str, Text]
    _by_words: dict[str, set[str]] = field(default_factory=dict)
    _by_plain: dict[str, set[str]] = field(default_factory=dict)
    _suggested: int = 0

    @classmethod
    def of(cls, names: Mapping[str, Text], others: Mapping[str, Iterable[str]]) -> NameIndex:
        index = cls(names)
        for key, name in names.items():
            for words in (key, name.vi, name.en, *others.get(key, ())):
                index._by_words.setdefault(tidy(words).casefold(), set()).add(key)
                index._by_plain.setdefault(plain(words), set()).add(key)
        index._by_plain.pop("", None)
        return index

    def find(self, written: object) -> Match:
        """The id meant; names with accents go before names without."""
        text = tidy(written)
        after_dash = text.rpartition(DASH.strip())[2].strip()
        for exact in (text, after_dash):
            if exact in self.names:
                return Match(exact)
        found = self._by_words.get(text.casefold()) or self._by_plain.get(plain(text)) or set()
        if len(found) == 1:
            return Match(next(iter(found)))
        if found:
            return Match(candidates=tuple(sorted(found)))
        return Match(near=self._near(text))

    def _near(self, text: str) -> str:
        self._suggested += 1
        if self._suggested > MOST_SUGGESTIONS:
            return ""
        words = plain(text)[:80]
        close = get_close_matches(words, self._by_plain, n=1, cutoff=0.7)
        if not close:
            close = [key for key in self._by_plain if len(key) > 3 and f" {key} " in f" {words} "]
            close.sort(key=lambda key: (-len(key), key))
        return min(self._by_plain[close[0]]) if close else ""

    def label(self, key: str, language: Language = "vi") -> str:
        """'Điện — electricity', as in the drop-downs."""
        return label(self.names[key], key, language) if key in self.names else key

    def words(self, key: str) -> Text:
        return Text(self.label(key), self.label(key, "en"))


def label(name: Text, key: str, language: Language) -> str:
    """'Điện — electricity'; only the id where the name is the same word."""
    words = " ".join(name.in_language(language).split())
    return key if words.casefold() == key.casefold() else f"{words}{DASH}{key}"


@dataclass(frozen=True)
class Names:
    """Every closed list that a cell may point into."""

    streams: NameIndex
    nodes: NameIndex
    activities: NameIndex
    statuses: NameIndex
    notations: NameIndex
    measures: NameIndex
    kinds: NameIndex

    def of_field(self, field_id: str) -> NameIndex | None:
        return {
            "stream": self.streams,
            "from_node": self.nodes,
            "to_node": self.nodes,
            "node": self.nodes,
            "activity": self.activities,
            "status": self.statuses,
            "notation": self.notations,
            "kind": self.kinds,
        }.get(field_id)


def names_of(
    park: Park, catalog: Catalog, words: Mapping[str, Mapping[str, str]] | None = None
) -> Names:
    """All names of a park and catalog; ``words`` are a sender's own, by field, spelling → id."""
    own = {name: _turned(spellings) for name, spellings in (words or {}).items()}
    aliases = {key: stream.aliases for key, stream in catalog.streams.items()}
    return Names(
        streams=NameIndex.of(
            {key: stream.name for key, stream in catalog.streams.items()},
            _joined(aliases, own.get("stream", {})),
        ),
        nodes=NameIndex.of({node.id: node.name for node in park.nodes}, own.get("node", {})),
        activities=NameIndex.of(
            {key: activity.name for key, activity in catalog.activities.items()},
            own.get("activity", {}),
        ),
        statuses=_closed("status", vocabulary.STATUSES, own),
        notations=_closed("notation", vocabulary.NOTATIONS, own),
        measures=_closed("property", vocabulary.MEASURES, own),
        kinds=_closed("kind", vocabulary.KINDS, own),
    )


def _closed(
    name: str, names: Mapping[str, Text], own: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> NameIndex:
    return NameIndex.of(names, _joined(vocabulary.SYNONYMS[name], own.get(name, {})))


def _turned(spellings: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """id → spellings."""
    found: dict[str, tuple[str, ...]] = {}
    for spelling, key in spellings.items():
        found[key] = (*found.get(key, ()), spelling)
    return found


def _joined(
    first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {key: (*first.get(key, ()), *second.get(key, ())) for key in {*first, *second}}
