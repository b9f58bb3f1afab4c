"""Rows of the catalog's ``pairs`` and ``routes`` as typed facts about exchanges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from parkloop.catalog.exchange_facts import (
    ExchangeFacts,
    HeatLevel,
    HeatPipe,
    LegalNote,
    Named,
    Pair,
    Train,
    TreatmentUnit,
    WasteCode,
    WaterClass,
    WaterLimit,
)
from parkloop.texts import Text

Row = Mapping[str, str]
T = TypeVar("T")


def exchange_facts(rows: Callable[[str], Iterable[Row]]) -> ExchangeFacts:
    """Everything about exchanges; ``rows`` gives the rows of a file of the catalog."""

    def table(file: str, make: Callable[[Row], T], key: str = "id") -> dict[str, T]:
        return {row[key]: make(row) for row in rows(file)}

    limits: dict[str, tuple[WaterLimit, ...]] = {}
    for row in rows("routes/water_limits.csv"):
        name = row["water_class"]
        limits[name] = (*limits.get(name, ()), _limit(row))
    return ExchangeFacts(
        pairs=table("pairs/pairs.csv", _pair),
        waste_codes=table("pairs/waste_codes.csv", _waste_code, "code"),
        waste_chapters=table("pairs/waste_chapters.csv", lambda r: _named(r, "chapter"), "chapter"),
        industries=table("pairs/industries.csv", lambda r: _named(r, "division"), "division"),
        legal_notes=table("pairs/legal_notes.csv", _legal_note),
        treatment_units=table("routes/routes.csv", _unit),
        trains=table("routes/trains.csv", _train),
        water_classes=table(
            "routes/water_classes.csv", lambda r: _water_class(r, limits.get(r["id"], ()))
        ),
        heat_levels=table("routes/heat_levels.csv", _heat_level),
        heat_pipes=table("routes/heat_pipes.csv", _heat_pipe),
    )


def _pair(row: Row) -> Pair:
    return Pair(
        id=row["id"],
        kind=row["kind"],
        source_sector=_text(row, "source_sector"),
        source_nace=row["source_nace"],
        by_product=_text(row, "by_product"),
        keywords=_list(row["keywords"]),
        phase=row["phase"],
        waste_code=row["waste_code"],
        waste=row["waste"],
        hazardous=_flag(row["hazardous"]),
        receiving_sector=_text(row, "receiving_sector"),
        receiving_nace=row["receiving_nace"],
        replaces=_text(row, "replaces"),
        ratio_low=float(row["ratio_low"]),
        ratio_typical=float(row["ratio_typ"]),
        ratio_high=float(row["ratio_high"]),
        ratio_unit=row["ratio_unit"],
        treatment=_text(row, "treatment"),
        constraints=_text(row, "constraints"),
        modes=_list(row["modes"]),
        range_km=_number(row["range_km"]),
        relevance=row["relevance"],
        source=row["source"],
        reference=row["reference"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _waste_code(row: Row) -> WasteCode:
    return WasteCode(
        code=row["code"],
        chapter=row["chapter"],
        hazardous=_flag(row["hazardous"]),
        vn_code=row["vn_code"],
        vn_class=row["vn_class"],
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _named(row: Row, key: str) -> Named:
    return Named(
        row[key], _text(row, "name"), row["source"], row["confidence"], _flag(row["verified"])
    )


def _legal_note(row: Row) -> LegalNote:
    name, _, value = row["applies_to"].partition(":")
    return LegalNote(
        id=row["id"],
        field=name,
        value=value,
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        note=_text(row, "note"),
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _unit(row: Row) -> TreatmentUnit:
    return TreatmentUnit(
        id=row["id"],
        name=_text(row, "name"),
        energy=_number(row["energy"]),
        recovery=_number(row["recovery"]),
        removal={
            name: float(share)
            for name, _, share in (part.partition("=") for part in _list(row["removal"]))
        },
        capital=_number(row["capital"]),
        capital_flow=_number(row["capital_flow_m3_h"]),
        capital_exponent=_number(row["capital_exponent"]),
        capital_unit=row["capital_unit"],
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _train(row: Row) -> Train:
    return Train(
        id=row["id"],
        name=_text(row, "name"),
        from_class=row["from_class"],
        to_class=row["to_class"],
        units=_list(row["units"]),
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _limit(row: Row) -> WaterLimit:
    return WaterLimit(
        row["parameter"],
        float(row["strict"]),
        float(row["loose"]),
        row["unit"],
        row["confidence"],
        _flag(row["verified"]),
    )


def _water_class(row: Row, limits: tuple[WaterLimit, ...]) -> WaterClass:
    return WaterClass(
        id=row["id"],
        order=int(row["order"]),
        name=_text(row, "name"),
        use=_text(row, "use"),
        limits=limits,
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _heat_level(row: Row) -> HeatLevel:
    return HeatLevel(
        id=row["id"],
        name=_text(row, "name"),
        kind=row["kind"],
        low=float(row["low_c"]),
        high=float(row["high_c"]),
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _heat_pipe(row: Row) -> HeatPipe:
    return HeatPipe(
        id=row["id"],
        nominal=float(row["nominal_mm"]),
        capacity=float(row["capacity_kw"]),
        loss=float(row["loss_kw_m"]),
        cost=float(row["cost"]),
        cost_unit=row["cost_unit"],
        source=row["source"],
        confidence=row["confidence"],
        verified=_flag(row["verified"]),
    )


def _text(row: Row, stem: str) -> Text:
    return Text(row[f"{stem}_vi"], row[f"{stem}_en"])


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _number(text: str) -> float | None:
    return float(text) if text else None


def _flag(text: str) -> bool:
    return text == "true"
