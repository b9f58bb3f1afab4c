"""From a JSON document to data sets; every problem is a finding, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from parkloop.findings import Finding, Where, has_errors
from parkloop.pact import fields, rules
from parkloop.pact.fields import Field
from parkloop.pact.model import DataSet, read_moment
from parkloop.pact.versions import from_v2
from parkloop.provenance import Plain

_WANTED = {
    "uuid": "UUID",
    "version": "3.0.0",
    "moment": "2025-12-31T23:59:59Z",
    "text": "text",
    "name": "text, not empty",
    "urn": "urn:…:…",
    "decimal": 'a number as text, "1.25"',
    "flag": "true, false",
    "country": "VN",
    "subdivision": "VN-HP",
    "set": "AR5, AR6",
    "object": "{…}",
}
_PATTERNS = {
    "uuid": fields.UUID,
    "version": fields.VERSION,
    "urn": fields.URN,
    "decimal": fields.DECIMAL,
    "country": r"^[A-Z]{2}$",
    "subdivision": r"^[A-Z]{2}-[A-Z0-9]{1,3}$",
    "set": r"^AR\d+$",
    "name": r"^(?s:.+)$",
}


@dataclass(frozen=True)
class Read:
    """Data sets that have their form, and the findings on all of them."""

    sets: tuple[DataSet, ...]
    findings: tuple[Finding, ...]


def read_data_sets(document: object, file: str = "") -> Read:
    """One data set, a list, or an answer of a host ({"data": …}), versions 2 and 3."""
    found: list[DataSet] = []
    findings: list[Finding] = []
    for number, one in enumerate(_each(document), start=1):
        where = Where(file=file, row=number)
        if not isinstance(one, dict):
            findings.append(rules.NOT_A_SET.finding(where, problem=type(one).__name__))
            continue
        data_set, problems = read_data_set(one, where)
        findings += problems
        if data_set is not None:
            found.append(data_set)
    if not found and not findings:
        findings.append(rules.NOT_A_SET.finding(Where(file=file), problem="[]"))
    return Read(tuple(found), tuple(findings))


def _each(document: object) -> Iterable[object]:
    if isinstance(document, dict) and "data" in document and "pcf" not in document:
        return _each(document["data"])
    return document if isinstance(document, list) else [document]


def read_data_set(
    document: Mapping[str, Plain], where: Where
) -> tuple[DataSet | None, list[Finding]]:
    """The data set of a document, or None with what is wrong with its form."""
    version = document.get("specVersion")
    if not isinstance(version, str):
        return None, [rules.MISSING.finding(where, field="specVersion")]
    if not version.startswith(("2.", "3.")):
        return None, [rules.UNKNOWN_VERSION.finding(where, version=version)]
    whole = from_v2(document) if version.startswith("2.") else dict(document)
    findings = list(_form_findings(whole, where))
    if has_errors(findings):
        return None, findings
    return DataSet(whole, version), findings


def _form_findings(document: Mapping[str, Plain], where: Where) -> Iterator[Finding]:
    yield from _of(document, fields.DATA_SET, where, "")
    carbon = document.get("pcf")
    if isinstance(carbon, dict):
        yield from _of(carbon, fields.CARBON, where, "pcf.")
        quality = carbon.get("dqi")
        if isinstance(quality, dict):
            yield from _of(quality, fields.QUALITY, where, "pcf.dqi.")


def _of(
    document: Mapping[str, Plain], known: Iterable[Field], where: Where, prefix: str
) -> Iterator[Finding]:
    for field in known:
        value = document.get(field.name)
        name = prefix + field.name
        place = Where(file=where.file, row=where.row, field=name)
        if value is None:
            if field.required:
                yield rules.MISSING.finding(place, field=name)
            continue
        values = value if field.many else [value]
        if not isinstance(values, list) or not values:
            yield rules.WRONG_FORM.finding(place, field=name, value=value, wanted="[…]")
            continue
        for one in values:
            yield from _value_findings(one, field, name, place)


def _value_findings(value: Plain, field: Field, name: str, place: Where) -> Iterator[Finding]:
    if not _fits(value, field):
        wanted = " | ".join(field.choices) or _WANTED[field.form]
        yield rules.WRONG_FORM.finding(place, field=name, value=value, wanted=wanted)
    elif field.form == "decimal" and not _has_sign(Decimal(str(value)), field.sign):
        yield rules.WRONG_SIGN.finding(place, field=name, value=value, sign=field.sign)


def _fits(value: Plain, field: Field) -> bool:
    if field.form == "flag":
        return isinstance(value, bool)
    if field.form == "object":
        return isinstance(value, dict)
    if not isinstance(value, str):
        return False
    if field.form == "choice":
        return value in field.choices
    if field.form == "moment":
        return read_moment(value) is not None
    pattern = _PATTERNS.get(field.form)
    return pattern is None or re.match(pattern, value) is not None


def _has_sign(value: Decimal, sign: str) -> bool:
    return {
        fields.NOT_NEGATIVE: value >= 0,
        fields.NOT_POSITIVE: value <= 0,
        fields.POSITIVE: value > 0,
        fields.ANY: True,
    }[sign]
