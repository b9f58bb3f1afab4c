"""One door to files of statistics, read with findings, and the folder that keeps them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from parkloop.catalog.indicators import Area, IndicatorBook
from parkloop.errors import InputRefused, RequestError
from parkloop.findings import Where
from parkloop.io.indicator_files import area_from_row
from parkloop.io.output import write_whole
from parkloop.io.statistics.meaning import Defaults, Reading, against_stored, read_rows
from parkloop.io.statistics.others import json_stat, plain_csv
from parkloop.io.statistics.px import px_rows, read_px
from parkloop.io.statistics.raw import Raw
from parkloop.io.statistics.rules import RULES
from parkloop.io.statistics.sdmx import json_rows, ml_rows, sdmx_csv, sdmx_json
from parkloop.io.statistics.structure import structure_message
from parkloop.io.statistics.tables import read_table_file
from parkloop.ledger.statistics import SCHEMA, DataPoint, Statistics
from parkloop.texts import Language, Text

MOST_BYTES = 200_000_000
OBSERVATIONS, AREAS = "observations.csv", "areas.csv"
FORMATS: Final = ("csv", "sdmx-csv", "sdmx-csv-1.0", "sdmx-json", "sdmx-structure", "json-stat")


def read_statistics(path: Path, book: IndicatorBook, defaults: Defaults) -> Reading:
    """Observations of a file, by what it is; raises InputRefused where it cannot be read at all.

    CSV and Excel (one value a row, or years as columns), PX, SDMX-CSV, SDMX-JSON, SDMX-ML.
    """
    return read_rows(path.name, _raw_rows(path, defaults), book, defaults)


def _raw_rows(path: Path, defaults: Defaults) -> list[Raw]:
    suffix = path.suffix.lower()
    if suffix == ".px":
        return px_rows(read_px(path))
    if suffix in (".json", ".xml"):
        content = _content(path)
        try:
            if suffix == ".xml":
                return ml_rows(content)
            return json_rows(content.decode("utf-8-sig"))
        except ValueError as problem:
            raise _refused(path, str(problem)) from problem
    return read_table_file(path, defaults)


def _content(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise _refused(path, f"not found, or > {MOST_BYTES:,} bytes")
    return path.read_bytes()


def _refused(path: Path, problem: str) -> InputRefused:
    return InputRefused(
        Text(f"Tệp {path.name} bị từ chối.", f"The file {path.name} is refused."),
        (RULES["OBS-01"].finding(Where(file=path.name), problem=problem[:200]),),
    )


def written(
    statistics: Statistics,
    book: IndicatorBook,
    form: str,
    now: datetime,
    language: Language = "vi",
) -> str:
    """Statistics in one of ``FORMATS``; plain CSV holds every vintage, the others the newest."""
    if form == "csv":
        return plain_csv(statistics)
    if form.startswith("sdmx-csv"):
        return sdmx_csv(statistics, book, "1.0" if form.endswith("1.0") else "2.0")
    if form == "sdmx-json":
        return sdmx_json(statistics, book, now)
    if form == "sdmx-structure":
        return structure_message(statistics.latest().points(), book, now, language)
    if form == "json-stat":
        return json_stat(statistics, book, now, language)
    raise RequestError(
        Text(
            f"Không có định dạng “{form}”; có: {', '.join(FORMATS)}.",
            f"No format “{form}”; there are: {', '.join(FORMATS)}.",
        )
    )


@dataclass(frozen=True)
class StatisticsFolder:
    """A folder with ``observations.csv`` (all vintages) and, where needed, ``areas.csv``."""

    folder: Path

    def statistics(self) -> Statistics:
        path = self.folder / OBSERVATIONS
        if not path.is_file():
            return Statistics.empty()
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return Statistics.of(_point(row) for row in csv.DictReader(handle))

    def areas(self) -> tuple[Area, ...]:
        path = self.folder / AREAS
        if not path.is_file():
            return ()
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return tuple(area_from_row(row) for row in csv.DictReader(handle))

    def declare(self, areas: Iterable[Area]) -> None:
        """Add areas that the folder does not know yet."""
        known = {area.id: area for area in self.areas()}
        known = {area.id: area for area in areas} | known
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("id", "kind", "name_vi", "name_en", "parent", "source"))
        writer.writerows(
            (a.id, a.kind, a.name.vi, a.name.en, a.parent, a.source) for a in known.values()
        )
        write_whole(self.folder / AREAS, out.getvalue())

    def preview(self, path: Path, book: IndicatorBook, defaults: Defaults) -> Reading:
        """What a file would add, with every problem; nothing is written."""
        return against_stored(self.statistics(), read_statistics(path, book, defaults), path.name)

    def add(self, reading: Reading) -> tuple[int, int]:
        """Append what is new; returns how many rows were new and how many were there already."""
        before = self.statistics()
        after = before.append(reading.statistics)
        write_whole(self.folder / OBSERVATIONS, plain_csv(after))
        new = len(after) - len(before)
        return new, len(reading.statistics) - new


def _point(row: dict[str, str]) -> DataPoint:
    cells = {name: row.get(name) or "" for name in SCHEMA if name != "value"}
    text = row.get("value") or ""
    return DataPoint(value=float(text) if text else None, **cells)
