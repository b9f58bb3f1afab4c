"""Procedures as data: states, transitions, clocks, documents, who is consulted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parkloop.texts import Text


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a step may take; ``days`` None where no one who was read says it."""

    days: int | None
    unit: str
    source: str
    confidence: str
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A duration that runs for an actor from an event on, and what stops it."""

    id: str
    actor: str
    name: Text
    starts: str
    stops: tuple[str, ...]
    duration: Duration


@dataclass(frozen=True, slots=True)
class Transition:
    """An event that an actor may cause while the case is in one of some states.

    ``needs`` are documents that must be attached, ``writes`` those that are drawn up from the case
    when it happens; ``reason`` tells that words are asked for. An event that ``opens`` begins a new
    case; an ``automatic`` one follows from another case and is nobody's to choose.
    """

    event: str
    actor: str
    from_states: tuple[str, ...]
    to_state: str
    name: Text
    needs: tuple[str, ...] = ()
    reason: bool = False
    writes: tuple[str, ...] = ()
    opens: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Where a case may stand; an *end* has no way out."""

    id: str
    name: Text
    end: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case: who brings it, how many copies."""

    id: str
    name: Text
    brought_by: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """The event by which a holder reports each year; ``due`` (month, day) None: not known."""

    event: str
    due: tuple[int, int] | None
    confidence: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """A certification procedure: states, transitions, clocks, documents, who is asked.

    ``certificate`` is what the paper is called that it ends with.
    ``renewal`` is how long before the end of validity a new certificate may be asked for.
    """

    id: str
    title: Text
    certificate: Text
    subject: str
    scheme: str
    first: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    clocks: tuple[Clock, ...]
    documents: tuple[Document, ...]
    consulted: tuple[str, ...]
    decides: str
    valid_years: int
    valid_years_verified: bool
    valid_from: date | None
    valid_to: date | None
    source: str
    requires: str = ""
    code: str = ""
    renewal: Duration | None = None
    yearly_report: YearlyReport | None = None

    def state(self, state_id: str) -> State:
        return next(state for state in self.states if state.id == state_id)

    def document(self, document_id: str) -> Document:
        return next(one for one in self.documents if one.id == document_id)

    def transition(self, event: str) -> Transition:
        """The first transition of an event: its name and what it writes are the same in all."""
        return next(one for one in self.transitions if one.event == event)
