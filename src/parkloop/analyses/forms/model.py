"""A filled form: every box with its value, how it was filled, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parkloop.catalog.rulebook import Form, FormField
from parkloop.periods import Period
from parkloop.provenance import Plain
from parkloop.texts import Text

VERSION = "1"


@dataclass(frozen=True, slots=True)
class FormParameters:
    """Which form, for whom, filed in which year N: the figures are those of N−1.

    ``population`` serves the indicators that are shares of the park's enterprises.
    """

    form: str
    subject: str
    year: int
    population: str = ""

    def as_dict(self) -> dict[str, Plain]:
        return {
            "form": self.form,
            "population": self.population,
            "subject": self.subject,
            "year": self.year,
        }


@dataclass(frozen=True, slots=True)
class Box:
    """One field of a form. ``value`` is a number, words, yes or no; None: missing.

    ``partial`` names fields (or enterprises) that are missing from a sum.
    """

    field: FormField
    value: float | str | bool | None
    unit: str
    entries: int
    partial: tuple[str, ...]
    refused_by_portal: bool
    figure: str
    how: Text

    @property
    def missing(self) -> bool:
        return self.value is None or self.value == ""


@dataclass(frozen=True)
class FilledForm:
    """A form with its boxes in order."""

    form: Form
    subject: str
    subject_name: Text
    year: int
    period: Period
    boxes: Mapping[str, Box]

    @property
    def missing(self) -> tuple[Box, ...]:
        """Boxes that are empty, those that must be filled first."""
        empty = [box for box in self.boxes.values() if box.missing]
        return tuple(sorted(empty, key=lambda box: not box.field.required))
