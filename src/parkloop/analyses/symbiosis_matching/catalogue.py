"""How well words and codes fit the rows of the catalogue of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parkloop.analyses.symbiosis_matching.texts import Corpus, plain
from parkloop.catalog.exchange_facts import Pair

#: What an equal code counts as, beside a likeness of 1: six digits, four digits, a division.
SAME_CODE, SAME_GROUP, SAME_CLASS, SAME_DIVISION = 1.0, 0.8, 1.0, 0.6


@dataclass(frozen=True)
class Catalogue:
    """The pairs with two corpora: names of by-products, and names of takers and what is replaced.

    A pair stands in a corpus once per name (Vietnamese, English, each keyword); its likeness is
    the largest.
    """

    pairs: tuple[Pair, ...]
    given: Corpus
    given_at: tuple[tuple[int, ...], ...]
    taken: Corpus
    taken_at: tuple[tuple[int, ...], ...]
    replaced: Corpus
    replaced_at: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Catalogue:
        kept = tuple(pairs)
        given, given_at = _corpus([given_names(pair) for pair in kept])
        taken, taken_at = _corpus([taken_names(pair) for pair in kept])
        replaced, replaced_at = _corpus([[p.replaces.en, p.replaces.vi] for p in kept])
        return cls(kept, given, given_at, taken, taken_at, replaced, replaced_at)

    def as_given(self, texts: Sequence[str], waste_code: str = "") -> list[float]:
        """Per pair: how well it speaks of this by-product, 0 to 1, by name or by waste code."""
        found = _best(self.given, self.given_at, texts)
        if waste_code:
            codes = [_code_fit(pair.waste_code, waste_code) for pair in self.pairs]
            found = [max(a, b) for a, b in zip(found, codes, strict=True)]
        return found

    def as_taken(self, texts: Sequence[str], industry: str = "") -> list[float]:
        """Per pair: how well it speaks of this taker, by its names or its industry code."""
        found = _best(self.taken, self.taken_at, texts)
        if industry:
            codes = [_industry_fit(pair.receiving_nace, industry) for pair in self.pairs]
            found = [max(a, b) for a, b in zip(found, codes, strict=True)]
        return found

    def as_replaced(self, texts: Sequence[str]) -> list[float]:
        """Per pair: how well what it replaces is this."""
        return _best(self.replaced, self.replaced_at, texts)

    def found(self, text: str) -> list[tuple[float, Pair]]:
        """Pairs whose name is like a text, best first; a name is 'by-product → taker'."""
        given, taken = self.as_given([text]), self.as_taken([text])
        by_product, _, taker = text.partition("→")
        if taker:
            given, taken = self.as_given([by_product]), self.as_taken([taker])
        values = [g + t for g, t in zip(given, taken, strict=True)]
        order = sorted(range(len(values)), key=lambda place: (-values[place], place))
        return [(values[place], self.pairs[place]) for place in order]


def given_names(pair: Pair) -> list[str]:
    return [pair.by_product.en, pair.by_product.vi, *pair.keywords]


def taken_names(pair: Pair) -> list[str]:
    sector, replaces = pair.receiving_sector, pair.replaces
    return [sector.en, sector.vi, replaces.en, replaces.vi]


def _corpus(names: Sequence[Sequence[str]]) -> tuple[Corpus, tuple[tuple[int, ...], ...]]:
    """A corpus of all names, each plain name once, and where those of each member stand."""
    place: dict[str, int] = {}
    at = []
    for own in names:
        at.append(tuple(place.setdefault(plain(name), len(place)) for name in own))
    return Corpus.of(list(place)), tuple(at)


def _best(corpus: Corpus, at: Sequence[Sequence[int]], texts: Sequence[str]) -> list[float]:
    found = [0.0] * len(at)
    for text in texts:
        values = corpus.likeness(text)
        for place, own in enumerate(at):
            found[place] = max(found[place], *(values[one] for one in own))
    return found


def _code_fit(known: str, asked: str) -> float:
    """Waste codes without the hazard mark: six digits, else four."""
    one, other = (code.replace("*", "").replace(" ", "") for code in (known, asked))
    if not one or not other:
        return 0.0
    if one == other:
        return SAME_CODE
    return SAME_GROUP if one[:4] == other[:4] else 0.0


def _industry_fit(known: str, asked: str) -> float:
    """Industry codes: class of four digits, else the division that NACE, ISIC and VSIC share."""
    one, other = known.replace(".", ""), asked.replace(".", "")
    if not one or not other:
        return 0.0
    if one == other[:4]:
        return SAME_CLASS
    return SAME_DIVISION if one[:2] == other[:2] else 0.0
