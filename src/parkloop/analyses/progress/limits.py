"""Thresholds of the status rules, read from the catalog by name."""

from __future__ import annotations

from parkloop.catalog.catalog import Catalog
from parkloop.catalog.facts import Fact
from parkloop.errors import FactError
from parkloop.texts import Text

KIND = "progress_limit"


class Limits:
    """The facts of kind ``progress_limit``; remembers which of them were asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._facts = {fact.id: fact for fact in catalog.of_kind(KIND)}
        self.used: dict[str, Fact] = {}

    def __call__(self, name: str) -> float:
        """The threshold [unit of the fact]; raises FactError where the catalog has none."""
        fact = self.fact(name)
        return fact.value

    def fact(self, name: str) -> Fact:
        key = f"progress.{name}"
        if key not in self._facts:
            raise FactError(
                Text(
                    f"Danh mục không có ngưỡng “{key}”.",
                    f"The catalog has no threshold “{key}”.",
                ),
                sorted(self._facts),
            )
        self.used[key] = self._facts[key]
        return self._facts[key]
