"""The ASEM case as data and method, read from tests/golden/data/asem."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from parkloop.analyses.index.data import Array, IndexData
from parkloop.analyses.index.method import (
    Imputation,
    IndexMethod,
    Indicator,
    Node,
    Normalisation,
    Treatment,
)
from parkloop.texts import same_in_both

FOLDER = Path(__file__).parent / "data" / "asem"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float:
    return float(cell) if cell not in ("", "NA") else float("nan")


def table(name: str, columns: list[str] | tuple[str, ...], key: str = "uCode") -> Array:
    """Rows in the order of the key, so that tables of different order can be compared."""
    ordered = sorted(rows(name), key=lambda row: row[key])
    return np.array([[number(row[column]) for column in columns] for row in ordered])


def asem_data() -> IndexData:
    raw = sorted(rows("a1_input"), key=lambda row: row["uCode"])
    meta = [row for row in rows("a0_metadata") if row["Type"] in ("Indicator", "Denominator")]
    columns = tuple(row["iCode"] for row in meta)
    return IndexData(
        units=tuple(row["uCode"] for row in raw),
        columns=columns,
        values=table("a1_input", columns),
        names={row["uCode"]: same_in_both(row["uName"]) for row in raw},
        groups={"region": tuple(row["EurAsia_group"] for row in raw)},
    )


def asem_method() -> IndexMethod:
    meta = rows("a0_metadata")
    return IndexMethod(
        id="asem",
        version="2018",
        title=same_in_both("ASEM Sustainable Connectivity"),
        indicators=tuple(
            Indicator(
                id=row["iCode"],
                name=same_in_both(row["iName"]),
                parent=row["Parent"],
                unit=row["Unit"],
                direction=int(row["Direction"]),
                weight=float(row["Weight"]),
                denominator=row["Denominator"],
                target=number(row["Target"]) if row["Target"] else None,
            )
            for row in meta
            if row["Type"] == "Indicator"
        ),
        nodes=tuple(
            Node(row["iCode"], same_in_both(row["iName"]), row["Parent"], float(row["Weight"]))
            for row in meta
            if row["Type"] == "Aggregate"
        ),
        imputation=Imputation("group-mean", "region"),
        least_available=0.9,
        screen_first=False,
        treatment=Treatment("winsorise"),
        normalisation=Normalisation("min-max", 0, 100),
    )
