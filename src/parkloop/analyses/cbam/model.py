"""Goods of installations with their embedded emissions."""

from __future__ import annotations

from dataclasses import dataclass

from parkloop.analyses.inventory.activity import Amount
from parkloop.catalog.cbam import Default, Good
from parkloop.provenance import Plain


@dataclass(frozen=True, slots=True)
class Precursor:
    """A precursor bought outside, with its embedded emissions [t CO2e per t].

    ``basis`` is 'supplier' for a supplier's own figure, else the id of the default value.
    """

    good: str
    flow: Amount
    direct: float
    indirect: float
    basis: str

    @property
    def tonnes(self) -> float:
        """Mass used in the period [t]."""
        return self.flow.total / 1000


@dataclass(frozen=True, slots=True)
class GoodFigure:
    """One good of one installation, per tonne [t CO2e per t].

    ``direct`` and ``indirect`` are specific embedded emissions from own data; ``counted`` is
    what the mechanism counts of them. ``default`` is the value that stands in its place without
    own data, ``marked_up`` the same with the mark-up of the year. ``saved`` is ``marked_up`` less
    ``counted``. ``exported`` [t], ``obligation`` [t CO2e] and ``saved_money`` [EUR] are of the
    year; None where something is not known.
    """

    product: str
    installation: str
    good: Good
    cn: str
    made: float
    direct: float | None
    indirect: float | None
    counted: float | None
    default: Default | None
    default_counted: float | None
    markup: float | None
    marked_up: float | None
    saved: float | None
    exported: float | None
    obligation: float | None
    obligation_default: float | None
    saved_money: float | None
    gaps: tuple[str, ...]

    def as_dict(self) -> dict[str, Plain]:
        """As other systems read it."""
        return {
            "cn": self.cn,
            "counted": self.counted,
            "default": None if self.default is None else self.default.id,
            "default_counted": self.default_counted,
            "direct": self.direct,
            "exported_t": self.exported,
            "gaps": list(self.gaps),
            "good": self.good.id,
            "indirect": self.indirect,
            "indirect_counts": self.good.indirect,
            "installation": self.installation,
            "made_t": self.made,
            "marked_up": self.marked_up,
            "markup": self.markup,
            "obligation_default_t": self.obligation_default,
            "obligation_t": self.obligation,
            "product": self.product,
            "saved": self.saved,
            "saved_eur": self.saved_money,
        }


@dataclass(frozen=True)
class Cbam:
    """All goods under the mechanism that the park's installations make in one period."""

    year: int
    goods: tuple[GoodFigure, ...]
    precursors: tuple[Precursor, ...]
    price: float | None
    free_share: float | None
