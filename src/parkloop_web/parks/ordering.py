"""Places in the order of a Vietnamese list, by the name that the reader sees.

The embedded database has no ICU and so no Vietnamese collation; the order is that of
``parkloop.vietnamese``, made here, where a page needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.db.models import QuerySet

from parkloop.texts import Text
from parkloop.vietnamese import sort_key
from parkloop_web.accounts.middleware import current_language
from parkloop_web.parks.models import Node

Key = tuple[object, ...]
#: A park stands before its enterprises, they before their sites.
_KINDS: Final = ("zone", "park", "enterprise", "site")


def spelled(name: Text) -> str:
    """The key of a name in the language of the reader."""
    return sort_key(name.in_language(current_language()))


def by_name(nodes: Iterable[Node], first: Callable[[Node], Key] = lambda node: ()) -> list[Node]:
    """Places by name; ``first`` goes before it (kind, park)."""
    return sorted(nodes, key=lambda node: (*first(node), spelled(node.name), node.code))


def numbers_by_park(nodes: QuerySet[Node]) -> Sequence[int]:
    """Numbers of places by park, kind and name, without reading the places themselves: a page then
    takes its own."""
    rows = nodes.values_list(
        "pk", "park__name_vi", "park__name_en", "kind", "name_vi", "name_en", "code"
    )
    keyed = sorted(
        (
            spelled(Text(park_vi, park_en)) if park_vi and park_en else "",
            _KINDS.index(kind) if kind in _KINDS else len(_KINDS),
            spelled(Text(vi, en)),
            code,
            pk,
        )
        for pk, park_vi, park_en, kind, vi, en, code in rows
    )
    return [row[-1] for row in keyed]
