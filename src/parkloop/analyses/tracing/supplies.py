"""Emissions that come in over the fence: purchased energy and goods, as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parkloop.analyses.inventory.activity import Amount
from parkloop.analyses.inventory.model import Line, Memo, Term
from parkloop.analyses.inventory.scene import Scene
from parkloop.errors import FactError, UnitError
from parkloop.texts import Text

_GASES = ("CO2", "CH4", "N2O", "CO2e")
_STATED = Text("do người tính nêu, không có nguồn trong danh mục", "as stated, without a source")


@dataclass
class Supplies:
    """What suppliers outside emit per unit that they deliver.

    Factors of energy are those of the inventory's scope 2 lines (location-based), so that both
    views use the same fact.
    """

    scene: Scene
    lines: Sequence[Line]
    stated: Mapping[str, float]

    def __post_init__(self) -> None:
        self._factors: dict[tuple[str, str, str], dict[str, Line]] = {}
        for line in self.lines:
            if line.basis == "location" and self.scene.outside(line.supplier):
                key = (line.supplier, line.stream, line.amount_unit)
                self._factors.setdefault(key, {}).setdefault(_gas(line), line)

    def energy(self, flow: Amount, node: str) -> list[Line]:
        """Lines of energy that came in from outside [kg]; none where no factor is known."""
        known = self._factors.get((flow.from_node, flow.stream, flow.unit), {})
        return [
            self._line(flow, node, gas, _facts(pattern), "supply")
            for gas, pattern in sorted(known.items())
            if gas != "CO2_bio"
        ]

    def goods(self, flow: Amount, node: str) -> list[Line]:
        """Lines of goods bought outside [kg]: by facts of the kind ``upstream``, else as stated."""
        found = list(self._upstream(flow))
        if not found and flow.stream in self.stated:
            found = [("CO2e", stated_term("EF", self.stated[flow.stream], flow.unit, _STATED))]
        return [self._line(flow, node, gas, (term,), "upstream") for gas, term in found]

    def _upstream(self, flow: Amount) -> Iterator[tuple[str, Term]]:
        for gas in _GASES:
            try:
                yield (
                    gas,
                    self.scene.book.term(
                        "EF",
                        "upstream",
                        f"kg/{flow.unit}",
                        stream=flow.stream,
                        gas=gas,
                        supplier=flow.from_node,
                    ),
                )
            except (FactError, UnitError):
                continue

    def _line(
        self, flow: Amount, node: str, gas: str, terms: tuple[Term, ...], category: str
    ) -> Line:
        return self.scene.line(
            flow,
            node,
            scope=2 if category == "supply" else 3,
            category=category,
            gas=gas,
            terms=terms,
            activity="use",
            supplier=flow.from_node,
            tag="traced",
        )


def stated_term(symbol: str, value: float, unit: str, reason: Text) -> Term:
    """Emissions per ledger unit that a person stated [kg CO2e]; exact, without a fact."""
    return Term(symbol, "", "", 1, value, f"kg/{unit}", 1.0, reason)


def _gas(line: Line) -> str:
    return "CO2_bio" if line.memo is Memo.BIOGENIC else line.gas


def _facts(line: Line) -> tuple[Term, ...]:
    """The factor alone: shares of a network's mix belong to the line, not to the supplier."""
    return tuple(term for term in line.terms if term.fact)
