"""How often a partner may ask, counted in the cache that all processes share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` in ``seconds``; the window begins with the first."""

    name: str
    most: int
    seconds: int


FAILED_SIGN_INS: Final = Limit("footprints-sign-in", 10, 900)
REQUESTS: Final = Limit("footprints-requests", 600, 60)
EVENTS: Final = Limit("footprints-events", 60, 60)


def count(limit: Limit, whose: str) -> bool:
    """Count one; False when it is one too many."""
    key = _key(limit, whose)
    if cache.add(key, 1, limit.seconds):
        return True
    try:
        return cache.incr(key) <= limit.most
    except ValueError:  # it ended in between
        return cache.add(key, 1, limit.seconds)


def reached(limit: Limit, whose: str) -> bool:
    """Whether the next would be one too many."""
    return int(cache.get(_key(limit, whose), 0)) >= limit.most


def _key(limit: Limit, whose: str) -> str:
    return f"{limit.name}-{hashlib.sha256(whose.encode()).hexdigest()[:32]}"
