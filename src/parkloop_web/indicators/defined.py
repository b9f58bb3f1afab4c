"""Indicators, agencies and areas that a board has defined: from what a record or release keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from parkloop.catalog.indicators import (
    Agency,
    Area,
    IndicatorBook,
    IndicatorDefinition,
    Transfer,
)
from parkloop.texts import Text

Contents = Mapping[str, Mapping[str, Any]]
#: The list that indicators of boards stand in.
OWN = "own"


def with_own(
    book: IndicatorBook, indicators: Contents, agencies: Contents, areas: Contents
) -> IndicatorBook:
    """A book that also knows these definitions, by id."""
    own_areas = {code: area_of(code, each) for code, each in areas.items()}
    return replace(
        book,
        indicators=dict(book.indicators) | {c: indicator_of(c, e) for c, e in indicators.items()},
        agencies=dict(book.agencies) | {c: agency_of(c, e) for c, e in agencies.items()},
        areas=dict(book.areas) | own_areas,
        crosswalk=(*book.crosswalk, *(line for c, e in areas.items() for line in parts_of(c, e))),
    )


def indicator_of(code: str, content: Mapping[str, Any]) -> IndicatorDefinition:
    """The definition of an indicator of one's own."""
    vi, en = content.get("definition_vi", ""), content.get("definition_en", "")
    return IndicatorDefinition(
        id=code,
        name=Text(content["name_vi"], content["name_en"]),
        unit=content["unit"],
        set=OWN,
        direction=int(content.get("direction", 1)),
        definition=Text(vi or en, en or vi) if vi or en else None,
        formula=content.get("formula", ""),
        frequency=content.get("frequency", "A"),
        disaggregations=_words(content.get("disaggregations", "")),
        lead=content.get("lead", ""),
        additive=content.get("additive", ""),
        source=content.get("source", ""),
        confidence="B",
        note=content.get("note", ""),
    )


def agency_of(code: str, content: Mapping[str, Any]) -> Agency:
    """An agency; one that has ended names its successor."""
    return Agency(
        id=code,
        name=Text(content["name_vi"], content["name_en"]),
        valid_from=_day(content.get("valid_from")),
        valid_to=_day(content.get("valid_to")),
        successor=content.get("successor", ""),
        source=content.get("source", ""),
    )


def area_of(code: str, content: Mapping[str, Any]) -> Area:
    """An area as it was from a day until a day."""
    return Area(
        id=code,
        kind=content["kind"],
        name=Text(content["name_vi"], content["name_en"]),
        parent=content.get("parent", ""),
        valid_from=_day(content.get("valid_from")),
        valid_to=_day(content.get("valid_to")),
        source=content.get("source", ""),
    )


def parts_of(code: str, content: Mapping[str, Any]) -> Iterable[Transfer]:
    """The lines of the crosswalk by which an area came to be."""
    day = _day(content.get("valid_from")) or date.min
    for part in content.get("parts", ()):
        yield Transfer(
            old=part["old"],
            new=code,
            share=float(part["share"]),
            basis=part.get("basis", ""),
            day=day,
            source=content.get("source", ""),
        )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
