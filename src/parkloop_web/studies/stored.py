"""Views of a report as data in the database, and back in a form that templates read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any, Final

from parkloop.provenance import Plain
from parkloop.texts import Text

#: Parts that stay plain: options of charts, which the page's script reads.
_AS_IT_IS: Final = frozenset({"option", "narrow"})


def as_plain(value: object) -> Any:
    """A view with everything in it as JSON; a text keeps both languages."""
    if isinstance(value, Text):
        return {"vi": value.vi, "en": value.en}
    if is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Plain] = {
            each.name: None if each.name in _AS_IT_IS else as_plain(getattr(value, each.name))
            for each in fields(value)
        }
        for derived in ("kind", "more"):
            if hasattr(value, derived):
                plain[derived] = getattr(value, derived)
        return plain
    if isinstance(value, Mapping):
        return {str(name): as_plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(part) for part in value]
    return value


def shown(plain: Any) -> Any:
    """Stored JSON as objects with attributes, texts as ``Text``."""
    if isinstance(plain, dict):
        if plain.keys() == {"vi", "en"}:
            return Text(plain["vi"], plain["en"])
        return SimpleNamespace(**{name: shown(part) for name, part in plain.items()})
    if isinstance(plain, list):
        return [shown(part) for part in plain]
    return plain
