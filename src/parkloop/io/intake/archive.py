"""Checks the archive of an .xlsx part by part, unpacking it only into a counter.

The directory of the archive is believed in nothing: each part is unpacked by its compressed
bytes, so that a part that claims to be small cannot be large.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from parkloop.findings import Finding, Where
from parkloop.io.intake import guard_rules as rules
from parkloop.io.intake.guard_rules import Limits
from parkloop.io.intake.sheet_scan import SheetScan
from parkloop.io.intake.wording import finding_of
from parkloop.texts import Text

_PIECE = 1 << 20
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_XML = (".xml", ".rels", ".vml")
_KEPT = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_KEPT_BYTES = 1 << 20
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY|doctype|entity)")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_OUTSIDE = re.compile(r"^xl/(externalLinks/|connections\.xml|queryTables/)", re.IGNORECASE)
_MACRO = re.compile(r"vbaProject|^xl/macrosheets/|^xl/dialogsheets/", re.IGNORECASE)


class _Bomb(Exception):
    """Unpacking stopped: more came out than may come out."""


@dataclass
class _Seen:
    """What the parts have shown so far."""

    unpacked: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)
    sheets: dict[str, SheetScan] = field(default_factory=dict)
    entities: list[str] = field(default_factory=list)


def check_archive(path: Path, limits: Limits) -> Iterator[Finding]:
    """Every reason not to read this archive as a workbook."""
    where = Where(file=path.name)
    wrong = _directory_finding(path, where, limits)
    if wrong:
        yield wrong
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        yield rules.DAMAGED.finding(where, problem=problem)
        return
    findings = list(_name_findings(parts, path, where, limits))
    yield from findings
    if findings:
        return
    seen = _Seen()
    try:
        with path.open("rb") as handle:
            for part in parts:
                _unpack(handle, part, seen, limits)
    except _Bomb as bomb:
        yield _bomb(where, *bomb.args)
        return
    except (zlib.error, struct.error, ValueError) as problem:
        yield rules.DAMAGED.finding(where, problem=problem)
        return
    yield from _content_findings(seen, where, limits)


def _directory_finding(path: Path, where: Where, limits: Limits) -> Finding | None:
    """The archive must end with one plain directory that accounts for the whole file.

    Comments, a second directory or bytes before the first part would let two readers see two
    different archives; nothing that writes workbooks makes them.
    """
    size = path.stat().st_size
    with path.open("rb") as handle:
        handle.seek(max(0, size - _END.size))
        end = handle.read()
    if len(end) != _END.size or not end.startswith(b"PK\x05\x06"):
        return rules.DAMAGED.finding(where, problem="zip: end of central directory")
    _, _, _, _, parts, directory, offset, _ = _END.unpack(end)
    if parts > limits.parts or directory > limits.directory_bytes:
        return _bomb(where, f"{parts} × part", parts)
    if offset + directory + _END.size != size:
        return rules.DAMAGED.finding(where, problem="zip: directory does not fit the file")
    return None


def _name_findings(
    parts: list[zipfile.ZipInfo], path: Path, where: Where, limits: Limits
) -> Iterator[Finding]:
    names = [part.filename for part in parts]
    unsafe = [name for name in names if _UNSAFE.search(name)]
    yield from (rules.UNSAFE_NAME.finding(where, part=name) for name in unsafe)
    if any(part.flag_bits & 1 for part in parts):
        yield rules.ENCRYPTED.finding(where)
    other = _other_archive(set(names), path)
    if other and not unsafe:
        yield finding_of(rules.OTHER_ARCHIVE, where, content=other)
    if len(parts) > limits.parts or len(set(names)) < len(names):
        yield _bomb(where, f"{len(names)} parts, {len(set(names))} names", len(names))
    if sum(part.compress_size for part in parts) > path.stat().st_size:
        yield _bomb(where, "overlapping parts", len(names))
    macros = [name for name in names if _MACRO.search(name)]
    if macros:
        yield rules.MACROS.finding(where, part=macros[0])
    links = [name for name in names if _OUTSIDE.search(name)]
    if links:
        yield rules.EXTERNAL_LINK.finding(where, part=links[0])


def _other_archive(names: set[str], path: Path) -> Text | None:
    if "xl/workbook.bin" in names:
        return Text("sổ tính nhị phân (.xlsb)", "a binary workbook (.xlsb)")
    if "mimetype" in names:
        return Text("tài liệu OpenDocument (.ods, .odt)", "an OpenDocument file (.ods, .odt)")
    if any(name.startswith("word/") for name in names):
        return Text("tài liệu Word", "a Word document")
    if any(name.startswith("ppt/") for name in names):
        return Text("bài trình chiếu", "a presentation")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        return Text("một tệp nén khác", "some other archive")
    return None


def _unpack(handle: BinaryIO, part: zipfile.ZipInfo, seen: _Seen, limits: Limits) -> None:
    """Feed the unpacked bytes of one part to the scans, counting what really comes out."""
    scan = _PartScan(part.filename, seen)
    produced = 0
    for piece in _pieces(handle, part):
        produced += len(piece)
        seen.unpacked += len(piece)
        if seen.unpacked > limits.unpacked_bytes:
            raise _Bomb(f"> {limits.unpacked_bytes // 1_000_000} MB", part.filename)
        if produced > limits.ratio_from_bytes and produced > limits.ratio * part.compress_size:
            raise _Bomb(f"1 : {produced // max(1, part.compress_size)}", part.filename)
        scan.feed(piece)
    if produced != part.file_size:
        raise ValueError(f"{part.filename}: {produced} ≠ {part.file_size}")
    scan.close()


def _pieces(handle: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    handle.seek(part.header_offset)
    header = _LOCAL.unpack(handle.read(_LOCAL.size))
    if header[0] != b"PK\x03\x04" or part.compress_type not in (0, 8):
        raise ValueError(f"zip: {part.filename}")
    handle.seek(header[-2] + header[-1], 1)
    left = part.compress_size
    unpacker = zlib.decompressobj(-15) if part.compress_type == 8 else None
    while left > 0:
        packed = handle.read(min(left, 1 << 16))
        if not packed:
            raise ValueError(f"zip: {part.filename}")
        left -= len(packed)
        if unpacker is None:
            yield packed
            continue
        while packed:
            yield unpacker.decompress(packed, _PIECE)
            packed = unpacker.unconsumed_tail
    if unpacker is not None:
        yield unpacker.flush()


class _PartScan:
    """Looks at one part: its declaration, and its cells when it is a worksheet."""

    def __init__(self, name: str, seen: _Seen) -> None:
        self.name = name
        self.seen = seen
        self.is_xml = name.lower().endswith(_XML)
        self.head = b""
        self.tail = b""
        self.sheet: SheetScan | None = None
        self.suspicious = False

    def feed(self, piece: bytes) -> None:
        if not self.is_xml:
            return
        if len(self.head) < 4096:
            self._look_at_head(piece)
        if _DOCTYPE.search(self.tail + piece):
            self.suspicious = True
        self.tail = piece[-16:]
        if self.name in _KEPT:
            kept = self.seen.kept.get(self.name, b"") + piece
            self.seen.kept[self.name] = kept[:_KEPT_BYTES]
        if self.sheet is not None:
            self.sheet.feed(piece)

    def _look_at_head(self, piece: bytes) -> None:
        fresh = not self.head
        self.head += piece[:4096]
        encoding = _ENCODING.search(self.head)
        if b"\0" in self.head or (encoding and encoding.group(1).lower() not in _PLAIN_ENCODINGS):
            self.suspicious = True
        if self.sheet is None and re.search(rb"<(?:\w{1,20}:)?worksheet[\s>]", self.head):
            self.sheet = SheetScan()
            self.seen.sheets[self.name] = self.sheet
            if not fresh:
                self.sheet.feed(self.head[: -len(piece[:4096])])

    def close(self) -> None:
        if self.suspicious:
            self.seen.entities.append(self.name)
        if self.sheet is not None:
            self.sheet.close()


def _content_findings(seen: _Seen, where: Where, limits: Limits) -> Iterator[Finding]:
    yield from (rules.ENTITIES.finding(where, part=name) for name in seen.entities)
    if b"macroEnabled" in seen.kept.get("[Content_Types].xml", b""):
        yield rules.MACROS.finding(where, part="macroEnabled")
    titles = _sheet_titles(seen.kept)
    for name, scan in seen.sheets.items():
        sheet = Where(file=where.file, sheet=titles.get(name, Path(name).stem))
        yield from scan.findings(sheet, limits)


def _sheet_titles(kept: dict[str, bytes]) -> dict[str, str]:
    """Part name → title of the sheet, as far as the workbook tells."""
    targets = {
        tag.get("Id", ""): tag.get("Target", "")
        for tag in _tags(kept.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
    }
    titles = {}
    for tag in _tags(kept.get("xl/workbook.xml", b""), "sheet"):
        relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
        target = targets.get(relation, "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        titles[part] = tag.get("name", "")
    return titles


def _tags(part: bytes, name: str) -> Iterator[dict[str, str]]:
    text = part.decode("utf-8", "replace")
    for tag in re.finditer(rf"<(?:\w{{1,20}}:)?{name}\s([^>]*)>", text):
        yield {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(tag.group(1))}


def _bomb(where: Where, what: str, part: object) -> Finding:
    return rules.BOMB.finding(where, what=f"{what} ({part})")
