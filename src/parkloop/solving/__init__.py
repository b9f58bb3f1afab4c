"""The only door to the optimiser: linear and mixed-integer models as arrays.

A model is built as arrays (``Builder``), handed to HiGHS in one call (``solve``), and every answer
is checked again without the solver (``verification``). Choices: docs/decisions/0401-solving.md.
"""

from parkloop.solving.diagnosis import Conflict
from parkloop.solving.highs import Session, optimal_face, solve, solve_in_order
from parkloop.solving.model import INFINITY, Block, Builder, Ints, Labels, Model, Objective
from parkloop.solving.outcome import Outcome, SolveOptions, Status
from parkloop.solving.verification import Verification, verify

__all__ = [
    "INFINITY",
    "Block",
    "Builder",
    "Conflict",
    "Ints",
    "Labels",
    "Model",
    "Objective",
    "Outcome",
    "Session",
    "SolveOptions",
    "Status",
    "Verification",
    "optimal_face",
    "solve",
    "solve_in_order",
    "verify",
]
