"""Balances of energy, water and mass per node and park, ready to be drawn."""

from parkloop.analyses.balances.analysis import balances
from parkloop.analyses.balances.model import (
    BalanceRow,
    Balances,
    BalanceState,
    Sankey,
    SankeyLink,
)
from parkloop.analyses.balances.parameters import BalanceParameters

__all__ = [
    "BalanceParameters",
    "BalanceRow",
    "BalanceState",
    "Balances",
    "Sankey",
    "SankeyLink",
    "balances",
]
