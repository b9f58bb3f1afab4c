"""The three kinds of entries, as frozen records at the edge of the ledger.

Inside, entries are columns (see ``ledger.py``); records are for people, tests and forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parkloop.periods import Period


class Status(StrEnum):
    """How a value came to be known."""

    MEASURED = "measured"
    BILLED = "billed"
    CALCULATED = "calculated"
    ESTIMATED = "estimated"
    MODELLED = "modelled"
    PROPOSED = "proposed"
    PLANNED = "planned"


#: Statuses that tell what happened; the others are intentions and never enter an inventory.
HAPPENED = (
    Status.MEASURED,
    Status.BILLED,
    Status.CALCULATED,
    Status.ESTIMATED,
    Status.MODELLED,
)


class Notation(StrEnum):
    """Why a quantity is not there, after the notation keys of national inventories."""

    NOT_OCCURRING = "NO"
    NOT_ESTIMATED = "NE"
    INCLUDED_ELSEWHERE = "IE"
    CONFIDENTIAL = "C"


class Measure(StrEnum):
    """What a balance entry states about a node and a stream."""

    SUPPLY = "supply"
    DELIVERY = "delivery"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands: file, sheet and row of a spreadsheet, meter, page of a document."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A quantity of one stream that moved in a period from one node to another.

    ``uncertainty`` is the half-width of the 95 % interval as a share of the quantity.
    ``series`` names the meter or invoice series, ``reference`` tells two deliveries apart that
    are otherwise alike. With a ``notation`` there is no quantity.
    """

    stream: str
    from_node: str
    to_node: str
    period: Period
    quantity: float | None
    unit: str
    status: Status = Status.MEASURED
    activity: str = ""
    series: str = ""
    reference: str = ""
    uncertainty: float | None = None
    notation: Notation | None = None
    note: str = ""
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Observation:
    """Something seen at a node that is not a flow: a value, a state, a document.

    ``subject`` is the stream that the property belongs to, if any (the COD of a wastewater).
    """

    property: str
    node: str
    period: Period
    quantity: float | None = None
    unit: str = ""
    text: str = ""
    subject: str = ""
    status: Status = Status.MEASURED
    series: str = ""
    reference: str = ""
    uncertainty: float | None = None
    notation: Notation | None = None
    note: str = ""
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Balance:
    """Something that must be true: what a main meter counted, what a stock held at the end.

    ``supply``: all that reached the node; ``delivery``: all that left it; ``level``: what the
    stock holds at the end of the period.
    """

    measure: Measure
    stream: str
    node: str
    period: Period
    quantity: float
    unit: str
    status: Status = Status.MEASURED
    series: str = ""
    reference: str = ""
    uncertainty: float | None = None
    note: str = ""
    evidence: Evidence = Evidence()


Entry = Flow | Observation | Balance
