"""Balances of energy, water and mass per node and park, ready to be drawn."""

from parkloop.analyses.balances.model import (
    BalanceRow,
    Balances,
    BalanceState,
    Sankey,
    SankeyLink,
)

__all__ = ["BalanceRow", "BalanceState", "Balances", "Sankey", "SankeyLink"]
