"""Streams that the catalog does not know: what they give off is not known either (C-01)."""

from __future__ import annotations

from parkloop.analyses.inventory.messages import UNLISTED, UNLISTED_REMEDY
from parkloop.analyses.inventory.scene import Scene


def name_unlisted_streams(scene: Scene) -> None:
    """One gap for each enterprise and stream without a row in the catalog."""
    entries: dict[tuple[str, str], int] = {}
    for amount in scene.amounts:
        if amount.stream in scene.book.catalog.streams:
            continue
        for enterprise in {scene.enterprise(n) for n in (amount.from_node, amount.to_node)} - {""}:
            key = (amount.stream, enterprise)
            entries[key] = entries.get(key, 0) + amount.entries
    for (stream, enterprise), count in sorted(entries.items()):
        scene.gap(
            f"stream:{stream}:{enterprise}",
            enterprise,
            UNLISTED.format(stream=stream, enterprise=enterprise, entries=count),
            UNLISTED_REMEDY.format(stream=stream),
        )
