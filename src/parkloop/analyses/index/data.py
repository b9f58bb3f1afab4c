"""The table an index is built from: units, indicators, values; a missing value is NaN (C-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from parkloop.errors import RequestError
from parkloop.provenance import Plain, content_hash
from parkloop.texts import Text

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class IndexData:
    """Observations of units: one row per unit (and period), one column per indicator.

    ``columns`` are indicators and denominators in their own units; ``values[row, column]`` is NaN
    where nothing was observed, and ``reasons`` may say why (a status code: O missing, Q
    suppressed, M cannot exist). ``groups`` maps a name of a grouping to the group of each row.
    A row that is not ``published`` is scored and ranked like the others, but its score is not
    shown in public tables.
    """

    units: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array
    names: Mapping[str, Text] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    sources: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    unpublished: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.units), len(self.columns)):
            raise RequestError(
                Text(
                    f"Bảng có {self.values.shape} ô nhưng {len(self.units)} đơn vị và "
                    f"{len(self.columns)} cột.",
                    f"The table has {self.values.shape} cells but {len(self.units)} units and "
                    f"{len(self.columns)} columns.",
                )
            )
        if np.isinf(self.values).any():
            raise RequestError(
                Text("Bảng có giá trị vô hạn.", "The table holds an infinite value.")
            )
        if len(set(self.rows)) < len(self.rows):
            raise RequestError(
                Text("Có đơn vị đứng hai lần trong bảng.", "A unit stands in the table twice.")
            )
        # A copy that nobody can write to: the hash speaks of these very numbers.
        values = self.values.astype(np.float64)
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Name of each row: the unit, with its period where there are periods."""
        if not self.periods:
            return self.units
        return tuple(f"{u}@{p}" for u, p in zip(self.units, self.periods, strict=True))

    @cached_property
    def hash(self) -> str:
        """Hash over the content; takes the place of a ledger's hash in the provenance (C-08)."""
        return content_hash(self._statement())

    def column(self, name: str) -> Array:
        return self.values[:, self.columns.index(name)]

    def take(self, rows: Sequence[int]) -> IndexData:
        """The same table with fewer rows, in the order given."""
        kept = list(rows)
        return IndexData(
            units=tuple(self.units[row] for row in kept),
            columns=self.columns,
            values=self.values[kept],
            names=self.names,
            periods=tuple(self.periods[row] for row in kept) if self.periods else (),
            groups={name: tuple(of[row] for row in kept) for name, of in self.groups.items()},
            reasons=self.reasons,
            sources=self.sources,
            unpublished=self.unpublished,
        )

    def key(self, row: int, column: str) -> tuple[str, str, str]:
        """Unit, period and column: where ``reasons`` and ``sources`` keep what they know."""
        return self.units[row], self.periods[row] if self.periods else "", column

    def _statement(self) -> dict[str, Plain]:
        rows: list[Plain] = []
        order = sorted(range(len(self.units)), key=lambda row: self.rows[row])
        by_name = sorted(range(len(self.columns)), key=lambda column: self.columns[column])
        for row in order:
            cells = self.values[row, by_name].tolist()
            groups: dict[str, Plain] = {name: of[row] for name, of in self.groups.items()}
            rows.append(
                {
                    "cells": [None if value != value else value for value in cells],
                    "groups": groups,
                    "row": self.rows[row],
                }
            )
        return {
            "columns": [self.columns[column] for column in by_name],
            "reasons": {"|".join(key): value for key, value in self.reasons.items()},
            "rows": rows,
            "unpublished": [*sorted(self.unpublished)],
        }
