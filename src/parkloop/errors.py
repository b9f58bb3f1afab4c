"""What can go wrong, sorted by what the caller can do about it.

Problems in *data* are findings (see ``findings.py``) and are returned, all at once.
Exceptions are for calls that cannot mean anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkloop.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parkloop.findings import Finding


class ParkloopError(Exception):
    """Base of all errors; carries its sentence in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UnitError(ParkloopError):
    """A unit is not in the closed list, or two units do not measure the same thing."""


class FactError(ParkloopError):
    """The catalog holds no fact, or several, for what was asked; names the candidates."""

    def __init__(self, text: Text, candidates: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.candidates = tuple(candidates)


class InputRefused(ParkloopError):
    """Input was refused as a whole; carries every finding that led to it."""

    def __init__(self, text: Text, findings: Sequence[Finding] = ()) -> None:
        super().__init__(text)
        self.findings = tuple(findings)


class RequestError(ParkloopError):
    """The request names something that does not exist or asks for the impossible."""
