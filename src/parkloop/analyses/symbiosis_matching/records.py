"""What the rows of a table of offers and needs added by hand mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from parkloop.analyses.symbiosis_matching.model import Kind, Need, Offer
from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where
from parkloop.numerals import finite
from parkloop.quantities import is_unit
from parkloop.texts import Text

NEEDED: Final = ("side", "owner", "name", "kind")

WRONG_WORD = Rule(
    "MAT-01",
    Severity.ERROR,
    Text(
        "Dòng “{name}”: {field} ghi “{value}”, cần một trong: {known}.",
        "Row “{name}”: the {field} is “{value}”; one of these is needed: {known}.",
    ),
    Text("Hãy dùng một trong các từ đó.", "Use one of those words."),
)
WRONG_NUMBER = Rule(
    "MAT-02",
    Severity.ERROR,
    Text(
        "Dòng “{name}”: {field} ghi “{value}”, cần một số.",
        "Row “{name}”: the {field} is “{value}”; a number is needed.",
    ),
    Text("Viết số không có dấu phân cách hàng nghìn.", "Write a number without a thousands sign."),
)
WRONG_UNIT = Rule(
    "MAT-03",
    Severity.ERROR,
    Text(
        "Dòng “{name}”: đơn vị “{value}” không có trong danh sách.",
        "Row “{name}”: the unit “{value}” is not in the list.",
    ),
    Text("Ví dụ: t, m3, MWh, kW.", "For example t, m3, MWh, kW."),
)

_MONTH = "month_"


def sides_by_hand(
    rows: Iterable[tuple[int, Mapping[str, str]]], file: str = ""
) -> tuple[tuple[Offer, ...], tuple[Need, ...]]:
    """Offers and needs from rows; raises InputRefused with every finding.

    Columns: side (offer, need), owner, name, kind, and, where known, name_en, quantity, unit,
    temperature_c, water_class, waste_code, stream, words, month_YYYY-MM.
    """
    findings: list[Finding] = []
    offers, needs = list[Offer](), list[Need]()
    for number, cells in rows:
        before = len(findings)
        where = Where(file=file, row=number)
        side = _word(cells, "side", ("offer", "need"), where, findings)
        kind = _word(cells, "kind", tuple(kind.value for kind in Kind), where, findings)
        numbers = {
            name: _number(cells, name, where, findings)
            for name in ("quantity", "temperature_c", *_months(cells))
        }
        unit = cells.get("unit", "")
        if unit and not is_unit(unit):
            findings.append(WRONG_UNIT.finding(where, name=cells["name"], value=unit))
        if len(findings) > before:
            continue
        make, kept = (Offer, offers) if side == "offer" else (Need, needs)
        english = cells.get("name_en", "") or cells["name"]
        found = make(
            id=f"{side}:{cells['owner']}/by-hand-{number}",
            owner=cells["owner"],
            name=Text(cells["name"], english),
            kind=Kind(kind),
            stream=cells.get("stream", ""),
            quantity=numbers["quantity"],
            unit=unit,
            months={n.removeprefix(_MONTH): v for n in _months(cells) if (v := numbers[n])},
            temperature=numbers["temperature_c"],
            water_class=cells.get("water_class", ""),
            waste_code=cells.get("waste_code", ""),
            words=tuple(w.strip() for w in cells.get("words", "").split(";") if w.strip()),
        )
        kept.append(found)  # type: ignore[arg-type]
    if findings:
        raise InputRefused(
            Text(
                f"Bảng cung và cầu chưa dùng được: {len(findings)} lỗi.",
                f"The table of offers and needs cannot be used yet: {len(findings)} problems.",
            ),
            findings,
        )
    return tuple(offers), tuple(needs)


def _months(cells: Mapping[str, str]) -> list[str]:
    return [name for name in cells if name.startswith(_MONTH)]


def _word(
    cells: Mapping[str, str],
    field: str,
    known: tuple[str, ...],
    where: Where,
    findings: list[Finding],
) -> str:
    value = cells.get(field, "")
    if value not in known:
        findings.append(
            WRONG_WORD.finding(
                where, name=cells.get("name", ""), field=field, value=value, known=", ".join(known)
            )
        )
    return value


def _number(
    cells: Mapping[str, str], field: str, where: Where, findings: list[Finding]
) -> float | None:
    text = cells.get(field, "")
    if not text:
        return None
    value = finite(text)
    if value is not None:
        return value
    findings.append(
        WRONG_NUMBER.finding(where, name=cells.get("name", ""), field=field, value=text)
    )
    return None
