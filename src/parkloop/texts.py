"""Words for people, always in Vietnamese and English side by side.

Both languages live next to each other (and not in a translation file) because a message
that exists in one language only is a defect here, and the type makes that visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in Vietnamese and English."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not self.vi.strip() or not self.en.strip():
            raise ValueError(f"a text needs both languages, got vi={self.vi!r} en={self.en!r}")

    def format(self, **values: object) -> Text:
        """Fill the same named places in both languages."""
        return Text(self.vi.format(**values), self.en.format(**values))

    def in_language(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en

    def as_dict(self) -> dict[str, str]:
        return {"en": self.en, "vi": self.vi}


def same_in_both(words: str) -> Text:
    """A name that is not translated (a formula, an id, a firm)."""
    return Text(words, words)
