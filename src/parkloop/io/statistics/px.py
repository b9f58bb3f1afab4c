"""PX files (PX-Axis): the tables of statistics offices that publish with PX-Web.

Written after the description of the format by Statistics Sweden (AXIS-VERSION 2013): keywords with
an optional language in brackets and a subkey in parentheses, values in quotation marks, DATA last.
Missing cells are one to six dots, a dash is a true zero, and DATASYMBOL words are only how they are
shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from parkloop.errors import InputRefused
from parkloop.findings import Where
from parkloop.io.statistics.raw import Raw, column_of, split_extra
from parkloop.io.statistics.rules import RULES
from parkloop.texts import Text

MOST_BYTES = 200_000_000
MOST_CELLS = 5_000_000
_HEAD = re.compile(
    r'\s*([A-Z][A-Z0-9-]*)(?:\[([a-zA-Z-]+)\])?(?:\(((?:"[^"]*"(?:\s*,\s*)?)+)\))?\s*=\s*'
)
_QUOTED = re.compile(r'"([^"]*)"')
_CELL = re.compile(r'"[^"]*"|[^\s,;\t"]+')


@dataclass(frozen=True)
class PxTable:
    """A PX file: variables in the order of its cells, their values and codes, its cells."""

    title: str
    units: str
    source: str
    updated: str
    variables: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]]
    contents: str
    cells: tuple[str, ...]

    def rows(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Values of the variables and the cell, the last variable fastest."""
        axes = (self.values[name] for name in self.variables)
        yield from zip(product(*axes), self.cells, strict=True)


def read_px(path: Path) -> PxTable:
    """The table of a PX file; raises InputRefused where it is none."""
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, f"> {MOST_BYTES:,} bytes")
    text = _decoded(path.read_bytes())
    try:
        table = parse_px(text)
    except ValueError as problem:
        raise _refused(path, str(problem)) from problem
    return table


def parse_px(text: str) -> PxTable:
    """The table in the text of a PX file; raises ValueError with what is wrong."""
    keywords, data = _keywords(text)
    language = _first(keywords, "LANGUAGE")
    variables = (*_listed(keywords, "STUB"), *_listed(keywords, "HEADING"))
    if not variables or data is None:
        raise ValueError("no STUB, HEADING or DATA")
    values = {name: _listed(keywords, "VALUES", name) for name in variables}
    empty = [name for name in variables if not values[name]]
    if empty:
        raise ValueError(f"no VALUES of {', '.join(empty)}")
    if any(key[0] == "KEYS" for key in keywords):
        cells = _keyed(data, variables, values, keywords)
    else:
        cells = tuple(cell.strip('"') for cell in _CELL.findall(data))
    count = 1
    for name in variables:
        count *= len(values[name])
    if count != len(cells) or count > MOST_CELLS:
        raise ValueError(f"{len(cells)} cells, the variables make {count}")
    return PxTable(
        title=_first(keywords, "TITLE") or _first(keywords, "DESCRIPTION"),
        units=_first(keywords, "UNITS"),
        source=_first(keywords, "SOURCE"),
        updated=_first(keywords, "LAST-UPDATED"),
        variables=variables,
        values={name: _times(keywords, name) or values[name] for name in variables},
        codes={name: _listed(keywords, "CODES", name) or values[name] for name in variables},
        contents=_first(keywords, "CONTENTS") or language,
        cells=cells,
    )


def px_rows(table: PxTable) -> list[Raw]:
    """Raw rows of the cells; variables that mean no column are further dimensions."""
    columns = {name: column_of(name) for name in table.variables}
    found = []
    for number, (values, cell) in enumerate(table.rows(), start=1):
        cells: dict[str, object] = {}
        further = []
        for name, value in zip(table.variables, values, strict=True):
            column = columns[name]
            if column:
                cells[column] = value
            elif column is None:
                further.append((name.lower(), value))
        # A dash in a PX file is nothing, counted: zero. Dots are missing.
        cells["value"] = 0.0 if cell == "-" else None if set(cell) == {"."} else float(cell)
        if table.source:
            cells["source"] = table.source
        found.append(Raw(cells, number, extra=split_extra(further)))
    return found


_Keywords = dict[tuple[str, str], tuple[str, ...]]


def _keywords(text: str) -> tuple[_Keywords, str | None]:
    """Keyword and subkey to values; further languages are left out. DATA comes apart."""
    found: _Keywords = {}
    place = 0
    while match := _HEAD.match(text, place):
        word, language, subkey = match[1], match[2], (match[3] or "").strip('"')
        if word == "DATA":
            return found, text[match.end() :].rsplit(";", maxsplit=1)[0]
        end = _end(text, match.end())
        if not language:
            body = text[match.end() : end]
            quoted = _QUOTED.findall(body)
            found[(word, subkey)] = _joined(body, quoted) if quoted else (body.strip(),)
        place = end + 1
    return found, None


def _end(text: str, start: int) -> int:
    """Place of the semicolon that ends a keyword, outside quotation marks."""
    inside = False
    for place in range(start, len(text)):
        if text[place] == '"':
            inside = not inside
        elif text[place] == ";" and not inside:
            return place
    raise ValueError("a keyword without its semicolon")


def _joined(body: str, quoted: Sequence[str]) -> tuple[str, ...]:
    """Values between commas; long texts are cut into several quotations without a comma."""
    pieces = re.split(r'"[^"]*"', body)
    found = [quoted[0]]
    for between, value in zip(pieces[1:], quoted[1:], strict=False):
        if "," in between:
            found.append(value)
        else:
            found[-1] += value
    return tuple(found)


def _first(keywords: _Keywords, word: str) -> str:
    own = keywords.get((word, ""))
    if own:
        return own[0]
    return next((values[0] for key, values in keywords.items() if key[0] == word), "")


def _listed(keywords: _Keywords, word: str, subkey: str = "") -> tuple[str, ...]:
    return keywords.get((word, subkey), ())


def _times(keywords: _Keywords, name: str) -> tuple[str, ...]:
    """Periods from TIMEVAL, which are clean where the values are words ('Prel. 2024')."""
    stated = _listed(keywords, "TIMEVAL", name)
    # A range such as TLIST(A1,"2010"-"2020") names only its ends; the values say the rest.
    return stated if len(stated) == len(_listed(keywords, "VALUES", name)) else ()


def _keyed(
    data: str, variables: Sequence[str], values: Mapping[str, tuple[str, ...]], keywords: _Keywords
) -> tuple[str, ...]:
    """Cells of a file with KEYS: each line names its stub; lines of zeros are left out."""
    stub = _listed(keywords, "STUB")
    width = 1
    for name in variables[len(stub) :]:
        width *= len(values[name])
    names = {
        name: _listed(keywords, "CODES", name)
        if _first_of(keywords, "KEYS", name) == "CODES"
        else values[name]
        for name in stub
    }
    rows: dict[tuple[str, ...], list[str]] = {}
    for line in data.splitlines():
        parts = [part.strip('"') for part in _CELL.findall(line)]
        if parts:
            rows[tuple(parts[: len(stub)])] = parts[len(stub) :]
    cells: list[str] = []
    for key in product(*(names[name] for name in stub)):
        cells += rows.get(key, ["0"] * width)
    return tuple(cells)


def _first_of(keywords: _Keywords, word: str, subkey: str) -> str:
    return next(iter(_listed(keywords, word, subkey)), "")


def _decoded(content: bytes) -> str:
    """UTF-8 where it is, else the code page the file names (most are Windows-1252)."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        page = re.search(rb'CODEPAGE="([^"]+)"', content[:2000])
        name = page[1].decode("ascii", "replace").lower() if page else "windows-1252"
        try:
            return content.decode(name, errors="replace")
        except LookupError:
            return content.decode("windows-1252", errors="replace")


def _refused(path: Path, problem: str) -> InputRefused:
    return InputRefused(
        Text(f"Tệp {path.name} bị từ chối.", f"The file {path.name} is refused."),
        (RULES["OBS-01"].finding(Where(file=path.name), problem=f"PX: {problem}"),),
    )
