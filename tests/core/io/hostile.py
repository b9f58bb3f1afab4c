"""Makes the files that must be refused, one function each, in the folder of a test."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{workbook}"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/></Relationships>'
)
_WORKBOOK = (
    '<?xml version="1.0"?><workbook '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Số liệu" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def parts(rows: str = "", *, macro_type: bool = False) -> dict[str, str | bytes]:
    """The parts of the smallest workbook, with rows as raw XML."""
    return {
        "[Content_Types].xml": _CONTENT_TYPES.format(workbook=_MACRO if macro_type else _PLAIN),
        "_rels/.rels": _RELS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="UTF-8"?>'
        + _SHEET.format(rows=rows),
    }


def book(path: Path, content: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return path


def ratio_bomb(path: Path, megabytes: int = 100) -> Path:
    """A sheet of a hundred kilobytes that unpacks into a hundred megabytes."""
    content = parts()
    sheet = content.pop("xl/worksheets/sheet1.xml")
    book(path, content)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as part,
    ):
        part.write(str(sheet).encode())
        for _ in range(megabytes):
            part.write(b" " * 1_000_000)
    return path


def lying_bomb(path: Path) -> Path:
    """The directory says that the sheet is small; its packed bytes say otherwise."""
    data = bytearray(ratio_bomb(path, 8).read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = data.replace(struct.pack("<L", size), struct.pack("<L", 100))
    path.write_bytes(data)
    return path


def overlapping_bomb(path: Path, copies: int = 500) -> Path:
    """Many names in the directory that all point to the same packed bytes."""
    book(path, {**parts(), "xl/media/a.bin": bytes(range(256)) * 400})
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", data, end + 16)[0]
    directory = data[start:end]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    more = [last.replace(b"a.bin", b"%05d" % number) for number in range(copies)]
    directory += b"".join(more)
    count = struct.unpack_from("<H", data, end + 10)[0] + copies
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    path.write_bytes(data[:start] + directory + tail)
    return path


def many_parts(path: Path, count: int = 3_000) -> Path:
    return book(path, {**parts(), **{f"xl/media/{number}.bin": b"" for number in range(count)}})


def entities(path: Path) -> Path:
    """The billion laughs, in a worksheet."""
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">'
        for n in range(9)
    )
    content = parts()
    content["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE lolz [{laughs}]>' + _SHEET.format(rows="")
    )
    return book(path, content)


def utf16_sheet(path: Path) -> Path:
    """A declaration in another encoding, where a search for bytes would not find it."""
    content = parts()
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []>{_SHEET.format(rows="")}'
    content["xl/worksheets/sheet1.xml"] = text.encode("utf-16")
    return book(path, content)


def blank_rows(path: Path, rows: int = 1_000_000) -> Path:
    return book(path, parts("".join(f'<row r="{n}"/>' for n in range(1, rows + 1))))


def far_cell(path: Path, row: int, column: str) -> Path:
    """One value far out: a table built around it would fill the memory."""
    cell = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    return book(path, parts(cell))


def hidden_cell(path: Path) -> Path:
    """A reference behind a '>' in another attribute, where a careless search does not see it."""
    row = '<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>'
    return book(path, parts(row))


def formulas(path: Path, count: int) -> Path:
    cells = "".join(
        f'<row r="{n}"><c r="C{n}"><f>1+1</f><v>2</v></c></row>' for n in range(1, count + 1)
    )
    return book(path, parts(cells))


def error_values(path: Path) -> Path:
    return book(path, parts('<row r="4"><c r="B4" t="e"><v>#N/A</v></c></row>'))


def with_part(path: Path, name: str, content: bytes = b"x", *, macro_type: bool = False) -> Path:
    return book(path, {**parts(macro_type=macro_type), name: content})


def ole(path: Path, stream: str) -> Path:
    """An OLE container whose directory names one stream."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    path.write_bytes(header + stream.encode("utf-16-le") + b"\0" * 2000)
    return path


def zip_with_comment(path: Path) -> Path:
    book(path, parts())
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\x05\x06" + b"\0" * 18
    return path


def zip_with_prefix(path: Path) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts().items():
            archive.writestr(name, part)
    # A copy of the first bytes in front: the archive still opens in many programs.
    path.write_bytes(out.getvalue()[:64] + out.getvalue())
    return path
