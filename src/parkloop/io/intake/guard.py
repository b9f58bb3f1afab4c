"""Looks at a file before anything reads it, and refuses by name what should not be read.

Memory stays bounded whatever the file claims: sizes are counted while unpacking, never believed.
Nothing is written to disk and no name inside an archive is ever used as a path.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

from parkloop.errors import InputRefused
from parkloop.findings import Finding, Where, in_order
from parkloop.io.intake import guard_rules as rules
from parkloop.io.intake.archive import check_archive
from parkloop.io.intake.guard_rules import DEFAULT_LIMITS, Limits
from parkloop.io.intake.wording import finding_of
from parkloop.texts import Text

_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_KNOWN: tuple[tuple[bytes, Text], ...] = (
    (b"\x89PNG", Text("một ảnh PNG", "a PNG picture")),
    (b"\xff\xd8\xff", Text("một ảnh JPEG", "a JPEG picture")),
    (b"GIF8", Text("một ảnh GIF", "a GIF picture")),
    (b"%PDF", Text("một tệp PDF", "a PDF document")),
    (b"{\\rtf", Text("một tệp RTF", "an RTF document")),
    (b"Rar!", Text("một tệp nén RAR", "a RAR archive")),
    (b"7z\xbc\xaf", Text("một tệp nén 7z", "a 7z archive")),
    (b"\x1f\x8b", Text("một tệp nén gzip", "a gzip archive")),
    (b"MZ", Text("một chương trình Windows", "a Windows program")),
    (b"\x7fELF", Text("một chương trình Linux", "a Linux program")),
    (b"PK\x05\x06", Text("một tệp nén rỗng", "an empty archive")),
)
_HTML = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body", b"<div")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileKind(StrEnum):
    """What the importer can read."""

    WORKBOOK = "xlsx"
    SEPARATED = "csv"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is, and why it may not be read; ``kind`` is None when it is neither."""

    kind: FileKind | None
    findings: tuple[Finding, ...]


def admit_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> FileKind:
    """The kind of a file that may be read; raises InputRefused with every reason if not."""
    inspection = check_file(path, limits)
    if inspection.findings or inspection.kind is None:
        raise InputRefused(
            Text(f"Tệp {path.name} bị từ chối.", f"The file {path.name} is refused."),
            in_order(inspection.findings),
        )
    return inspection.kind


def check_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> Inspection:
    """Look at the first bytes, the archive and its parts, or the text; memory is bounded."""
    where = Where(file=path.name)
    if not path.is_file() or path.stat().st_size == 0:
        return Inspection(None, (rules.EMPTY.finding(where),))
    size = path.stat().st_size
    if size > limits.file_bytes:
        finding = rules.TOO_LARGE.finding(
            where, size=_megabytes(size), limit=_megabytes(limits.file_bytes)
        )
        return Inspection(None, (finding,))
    with path.open("rb") as handle:
        head = handle.read(4096)
    if head.startswith(_OLE):
        return Inspection(None, (_ole_finding(path, where),))
    known = _known_content(head)
    if known:
        return Inspection(None, (_mismatch(where, known),))
    if head.startswith(_ZIP):
        return _inspect_archive(path, where, limits)
    return _inspect_text(path, where, limits)


def _inspect_archive(path: Path, where: Where, limits: Limits) -> Inspection:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        archive = Text("một tệp nén hoặc sổ tính Excel", "an archive or Excel workbook")
        return Inspection(None, (_mismatch(where, archive),))
    return Inspection(FileKind.WORKBOOK, tuple(check_archive(path, limits)))


def _inspect_text(path: Path, where: Where, limits: Limits) -> Inspection:
    if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
        plain = Text("văn bản thuần", "plain text")
        return Inspection(None, (_mismatch(where, plain),))
    return Inspection(FileKind.SEPARATED, tuple(_text_findings(path, where, limits)))


def _mismatch(where: Where, content: Text) -> Finding:
    suffix = Path(where.file).suffix.lower() or "—"
    return finding_of(rules.WRONG_CONTENT, where, content=content, suffix=suffix)


def _known_content(head: bytes) -> Text | None:
    for magic, content in _KNOWN:
        if head.startswith(magic):
            return content
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if start.startswith(_HTML):
        return Text("một trang web (HTML)", "a web page (HTML)")
    if start.startswith(b"<?xml") or start.startswith(b"<!doctype"):
        return Text("một tệp XML", "an XML file")
    return None


def _ole_finding(path: Path, where: Where) -> Finding:
    if _holds(path, "EncryptedPackage".encode("utf-16-le")):
        return rules.ENCRYPTED.finding(where)
    if _holds(path, "WordDocument".encode("utf-16-le")):
        return _mismatch(where, Text("một tài liệu Word", "a Word document"))
    return rules.OLD_EXCEL.finding(where)


def _holds(path: Path, wanted: bytes) -> bool:
    tail = b""
    for chunk in _chunks(path):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            yield chunk


def text_encoding(path: Path) -> str:
    """'utf-16' when the file says so in its first bytes, otherwise UTF-8."""
    with path.open("rb") as handle:
        return "utf-16" if handle.read(2) in _UTF16 else "utf-8-sig"


def _text_findings(path: Path, where: Where, limits: Limits) -> Iterator[Finding]:
    decoder = codecs.getincrementaldecoder(text_encoding(path))()
    lines = filled = position = 0
    open_line = ""
    for chunk in chain(_chunks(path), (b"",)):
        try:
            text = open_line + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as problem:
            yield rules.WRONG_ENCODING.finding(where, position=position + problem.start + 1)
            return
        position += len(chunk)
        if "\0" in text:
            yield rules.WRONG_ENCODING.finding(where, position=position)
            return
        *whole, open_line = text.split("\n")
        lines += len(whole)
        filled += sum(1 for line in whole if line.strip(' ,;\t\r"'))
        if len(open_line) > limits.line_length:
            yield rules.DAMAGED.finding(where, problem=f"> {limits.line_length} characters")
            return
    yield from rules.row_findings(where, lines + bool(open_line), filled, limits)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
