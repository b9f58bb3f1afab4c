"""The register as a spreadsheet: read with every problem at once, compared, then taken in whole.

Columns (first row; Vietnamese names are understood too): code, kind (park, enterprise, site),
parent (code), name_vi, name_en, industry, tax_code, licence, country, operating_since, area_ha,
contact_email.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where, has_errors, in_order
from parkloop.io.intake.spreadsheet import Table, read_tables
from parkloop.texts import Text
from parkloop_web.database.rls import because
from parkloop_web.parks.models import Enterprise, Node

COLUMNS: Final = {
    "code": ("code", "mã", "ma"),
    "kind": ("kind", "loại", "loai"),
    "parent": ("parent", "thuộc", "thuoc", "trực thuộc"),
    "name_vi": ("name_vi", "tên", "ten", "tên tiếng việt"),
    "name_en": ("name_en", "name", "tên tiếng anh"),
    "industry": ("industry", "ngành", "nganh", "mã ngành"),
    "tax_code": ("tax_code", "mã số thuế", "mst"),
    "licence": ("licence", "giấy phép", "số giấy chứng nhận đầu tư"),
    "country": ("country", "quốc gia", "nước"),
    "operating_since": ("operating_since", "hoạt động từ"),
    "area_ha": ("area_ha", "diện tích (ha)", "diện tích"),
    "contact_email": ("contact_email", "email", "thư điện tử"),
}
_KINDS: Final = {
    "park": "park",
    "khu công nghiệp": "park",
    "kcn": "park",
    "enterprise": "enterprise",
    "doanh nghiệp": "enterprise",
    "site": "site",
    "cơ sở": "site",
}
_PARENT_KIND: Final = {"park": "zone", "enterprise": "park", "site": "enterprise"}
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")

NO_HEADER = Rule(
    "REG-01",
    Severity.ERROR,
    Text(
        "Không thấy dòng tiêu đề có các cột “code” và “kind”.",
        "There is no header row with the columns “code” and “kind”.",
    ),
    Text(
        "Hãy đặt tên cột ở một dòng: code, kind, parent, name_vi, name_en …",
        "Put the names of the columns into one row: code, kind, parent, name_vi, name_en …",
    ),
)
BAD_CODE = Rule(
    "REG-02",
    Severity.ERROR,
    Text(
        "Mã “{code}” không dùng được: chỉ gồm chữ thường không dấu, số và gạch ngang.",
        "The code “{code}” cannot be used: small letters, digits and dashes only.",
    ),
    Text("Hãy sửa mã; mã không đổi về sau.", "Change the code; it stays for good."),
)
TWICE = Rule(
    "REG-03",
    Severity.ERROR,
    Text(
        "Mã “{code}” đã có ở dòng {before}.",
        "The code “{code}” stands in row {before} already.",
    ),
    Text("Hãy bỏ một trong hai dòng.", "Take one of the two rows out."),
)
UNKNOWN_KIND = Rule(
    "REG-04",
    Severity.ERROR,
    Text("Loại “{kind}” không có.", "There is no kind “{kind}”."),
    Text(
        "Hãy dùng park (khu công nghiệp), enterprise (doanh nghiệp) hoặc site (cơ sở).",
        "Use park, enterprise or site.",
    ),
)
WRONG_PARENT = Rule(
    "REG-05",
    Severity.ERROR,
    Text(
        "“{code}” thuộc “{parent}”, nhưng {kind} phải thuộc một {wanted} có trong tệp hoặc sổ.",
        "“{code}” belongs to “{parent}”; a {kind} belongs to a {wanted} of the file or register.",
    ),
    Text("Hãy sửa cột “parent”.", "Correct the column “parent”."),
)
NO_NAME = Rule(
    "REG-06",
    Severity.ERROR,
    Text("“{code}” không có tên.", "“{code}” has no name."),
    Text("Hãy ghi “name_vi” hoặc “name_en”.", "Give “name_vi” or “name_en”."),
)
BAD_VALUE = Rule(
    "REG-07",
    Severity.ERROR,
    Text("“{value}” không phải là {wanted_vi}.", "“{value}” is not {wanted_en}."),
    Text("Hãy sửa ô này hoặc để trống.", "Correct the cell or leave it empty."),
)
OTHER_KIND = Rule(
    "REG-08",
    Severity.ERROR,
    Text(
        "“{code}” đã có trong sổ đăng ký là {before}, không thể thành {kind}.",
        "“{code}” is in the register as {before} and cannot become {kind}.",
    ),
    Text("Hãy dùng mã khác.", "Use another code."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet as a node of the register."""

    row: int
    code: str
    kind: str
    parent: str
    name: Text
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterPlan:
    """What taking a sheet in would do; ``findings`` with errors mean that nothing is written."""

    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    same: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_taken_in(self) -> bool:
        return not has_errors(self.findings) and bool(self.new or self.changed or self.same)


def plan_register(file: Path, zone: Node) -> RegisterPlan:
    """Read a sheet and compare it with the register; raises InputRefused for a hostile file."""
    try:
        rows = list(_rows(file))
    except InputRefused as refused:
        return RegisterPlan((), (), (), tuple(refused.findings))
    known = {node.code: node for node in Node.objects.filter(zone=zone)}
    if not rows:
        return RegisterPlan((), (), (), (NO_HEADER.finding(Where(file=file.name)),))
    findings: list[Finding] = []
    lines: dict[str, Line] = {}
    for number, cells in rows:
        line, problems = _line(file.name, number, cells, lines)
        findings += problems
        if line is not None:
            lines[line.code] = line
    findings += [f for line in lines.values() for f in _placed(file.name, line, lines, known, zone)]
    new, changed, same = _compared(lines.values(), known)
    return RegisterPlan(new, changed, same, in_order(findings))


@transaction.atomic
def take_in(plan: RegisterPlan, zone: Node, reason: str) -> None:
    """Write what is new and changed, parents first."""
    because(reason)
    by_code = {node.code: node for node in Node.objects.filter(zone=zone)}
    order = {"park": 0, "enterprise": 1, "site": 2}
    for line in sorted((*plan.new, *plan.changed), key=lambda one: (order[one.kind], one.row)):
        node = by_code.get(line.code) or Node(zone=zone, code=line.code, kind=line.kind)
        node.parent = by_code[line.parent or zone.code]
        node.name_vi, node.name_en = line.name.vi, line.name.en
        node.industry = line.values.get("industry", node.industry)
        if "area_ha" in line.values:
            node.attributes = {**node.attributes, "area_ha": float(line.values["area_ha"])}
        node.save()
        by_code[line.code] = node
        if line.kind == "enterprise":
            _register(node, line)


def _register(node: Node, line: Line) -> None:
    given = {
        name: line.values[name]
        for name in ("tax_code", "licence", "country", "contact_email", "operating_since")
        if name in line.values
    }
    Enterprise.objects.update_or_create(
        enterprise=node, defaults={"legal_name": line.name.vi, **given}
    )


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers with their cells by column, below the first row that names code and kind."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    for table in read_tables(file):
        header: dict[int, str] = {}
        for number, cells in _cells(table):
            if not header:
                named = {at: known.get(text.strip().lower(), "") for at, text in cells.items()}
                if {"code", "kind"} <= set(named.values()):
                    header = named
                continue
            row = {header[at]: text.strip() for at, text in cells.items() if header.get(at)}
            if any(row.values()):
                yield number, row


def _cells(table: Table) -> Iterator[tuple[int, dict[int, str]]]:
    for number, row in enumerate(table.rows, start=1):
        yield number, {at: _text(value) for at, value in enumerate(row)}


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _line(
    file: str, number: int, cells: Mapping[str, str], before: Mapping[str, Line]
) -> tuple[Line | None, list[Finding]]:
    code, kind = cells.get("code", "").lower(), _KINDS.get(cells.get("kind", "").lower(), "")
    findings = []
    if not _CODE.fullmatch(code):
        findings.append(BAD_CODE.finding(Where(file=file, row=number, field="code"), code=code))
    elif code in before:
        where = Where(file=file, row=number, field="code")
        findings.append(TWICE.finding(where, code=code, before=before[code].row))
    if not kind:
        where = Where(file=file, row=number, field="kind")
        findings.append(UNKNOWN_KIND.finding(where, kind=cells.get("kind", "")))
    vi, en = cells.get("name_vi", ""), cells.get("name_en", "")
    if not vi and not en:
        findings.append(NO_NAME.finding(Where(file=file, row=number, field="name_vi"), code=code))
    findings += _values(file, number, cells)
    if findings:
        return None, findings
    kept = {
        n: v
        for n, v in cells.items()
        if v and n not in ("code", "kind", "parent", "name_vi", "name_en")
    }
    parent = cells.get("parent", "").lower()
    return Line(number, code, kind, parent, Text(vi or en, en or vi), kept), []


def _values(file: str, number: int, cells: Mapping[str, str]) -> Iterator[Finding]:
    checks = {
        "area_ha": (_is_number, "một số", "a number"),
        "operating_since": (_is_date, "một ngày (2024-03-31)", "a date (2024-03-31)"),
        "contact_email": (lambda v: "@" in v, "địa chỉ thư điện tử", "an e-mail address"),
        "country": (lambda v: len(v) == 2, "mã nước hai chữ", "a country code of two letters"),
    }
    for name, (is_right, vi, en) in checks.items():
        if (value := cells.get(name, "")) and not is_right(value):
            where = Where(file=file, row=number, field=name)
            yield BAD_VALUE.finding(where, value=value, wanted_vi=vi, wanted_en=en)


def _is_number(value: str) -> bool:
    try:
        return float(value) >= 0
    except ValueError:
        return False


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _placed(
    file: str, line: Line, lines: Mapping[str, Line], known: Mapping[str, Node], zone: Node
) -> Iterator[Finding]:
    if line.code in known and known[line.code].kind != line.kind:
        where = Where(file=file, row=line.row, field="kind")
        yield OTHER_KIND.finding(
            where, code=line.code, before=known[line.code].kind, kind=line.kind
        )
    parent = line.parent or (zone.code if line.kind == "park" else "")
    in_file = lines[parent].kind if parent in lines else None
    kind = in_file or (known[parent].kind if parent in known else None)
    if kind != _PARENT_KIND[line.kind]:
        where = Where(file=file, row=line.row, field="parent")
        yield WRONG_PARENT.finding(
            where, code=line.code, parent=parent, kind=line.kind, wanted=_PARENT_KIND[line.kind]
        )


def _compared(
    lines: Iterable[Line], known: Mapping[str, Node]
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    new, changed, same = [], [], []
    registered = {e.enterprise_id: e for e in Enterprise.objects.all()}
    for line in lines:
        node = known.get(line.code)
        if node is None:
            new.append(line)
        elif _differs(line, node, registered.get(node.pk)):
            changed.append(line)
        else:
            same.append(line)
    return tuple(new), tuple(changed), tuple(same)


def _differs(line: Line, node: Node, registration: Enterprise | None) -> bool:
    held = {
        "industry": node.industry,
        "area_ha": _text(node.attributes.get("area_ha")),
        **(
            {
                "tax_code": registration.tax_code,
                "licence": registration.licence,
                "country": registration.country,
                "contact_email": registration.contact_email,
                "operating_since": _text(registration.operating_since),
            }
            if registration
            else {}
        ),
    }
    names = (node.name_vi, node.name_en) != (line.name.vi, line.name.en)
    moved = bool(line.parent) and node.parent is not None and node.parent.code != line.parent
    return names or moved or any(held.get(n, "") != v for n, v in line.values.items())
