"""Likeness of short texts in Vietnamese and English: n-grams of letters without accents.

A text is lower case without accents, cut into words; each word, with a blank at both ends, gives
its runs of three to five letters. A run counts more the fewer texts hold it (tf-idf), and the
likeness is the cosine of two such vectors, 0 to 1. Salton and Buckley (1988),
doi:10.1016/0306-4573(88)90021-0.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Lengths of the runs of letters that are compared.
SHORTEST, LONGEST = 3, 5
_WORDS = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Lower case, without accents, words divided by one blank: 'Tro bay' and 'tro bảy' meet."""
    lowered = text.lower().replace("đ", "d")
    letters = unicodedata.normalize("NFD", lowered)
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(bare))


@lru_cache(maxsize=65_536)
def runs(text: str) -> Mapping[str, int]:
    """Runs of letters of a plain text with how often each stands in it."""
    counted: Counter[str] = Counter()
    for word in text.split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            counted.update(padded[at : at + length] for at in range(len(padded) - length + 1))
    return counted


@dataclass(frozen=True)
class Corpus:
    """Texts with the weights of their runs; asked for likeness with any other text."""

    weights: Mapping[str, float]
    postings: Mapping[str, tuple[tuple[int, float], ...]]
    size: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Corpus:
        """A corpus of texts; a run that nothing holds weighs like one that a single text holds."""
        counted = [runs(plain(text)) for text in texts]
        held: Counter[str] = Counter(run for one in counted for run in one)
        weights = {run: _weight(len(texts), count) for run, count in held.items()}
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, one in enumerate(counted):
            for run, value in _vector(one, weights, len(texts)).items():
                postings.setdefault(run, []).append((place, value))
        return cls(weights, {run: tuple(found) for run, found in postings.items()}, len(texts))

    def likeness(self, text: str) -> list[float]:
        """Cosine of the text with each text of the corpus, in their order."""
        found = [0.0] * self.size
        vector = _vector(runs(plain(text)), self.weights, self.size)
        for run, value in vector.items():
            for place, other in self.postings.get(run, ()):
                found[place] += value * other
        return found

    def between(self, one: str, other: str) -> float:
        """Cosine of two texts with the weights of this corpus."""
        a = _vector(runs(plain(one)), self.weights, self.size)
        b = _vector(runs(plain(other)), self.weights, self.size)
        small, large = sorted((a, b), key=len)
        return sum(value * large[run] for run, value in small.items() if run in large)


def _weight(texts: int, holding: int) -> float:
    """ln((1 + N) / (1 + n)) + 1."""
    return math.log((1 + texts) / (1 + holding)) + 1


def _vector(
    counted: Mapping[str, int], weights: Mapping[str, float], size: int
) -> dict[str, float]:
    unseen = _weight(size, 0)
    raw = {run: (1 + math.log(n)) * weights.get(run, unseen) for run, n in counted.items()}
    length = math.sqrt(sum(value * value for value in raw.values()))
    return {run: value / length for run, value in raw.items()} if length else {}


def best(corpus_values: Sequence[float], groups: Iterable[Sequence[int]]) -> list[float]:
    """Of each group of places the largest value."""
    return [max((corpus_values[place] for place in group), default=0.0) for group in groups]
