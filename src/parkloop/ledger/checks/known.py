"""Do the names mean something? Nodes, streams, activities and units of every entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import polars as pl

from parkloop.catalog.catalog import Catalog
from parkloop.findings import Finding, Rule, Severity
from parkloop.ledger.checks.parameters import CheckParameters
from parkloop.ledger.checks.tables import groups
from parkloop.ledger.checks.wording import counted, place
from parkloop.ledger.ledger import Snapshot
from parkloop.texts import Text

UNKNOWN_NODE = Rule(
    "CHK-01",
    Severity.ERROR,
    Text(
        "Định nghĩa khu không có nút “{node}” (cột {field}, {entries_vi}).",
        "The park's definition has no node “{node}” (field {field}, {entries_en}).",
    ),
    Text(
        "Sửa mã nút trong tệp, hoặc khai báo nút trong park.yaml. Gần giống: {near}.",
        "Correct the node id in the file, or declare the node in park.yaml. Close to it: {near}.",
    ),
)
UNKNOWN_STREAM = Rule(
    "CHK-02",
    Severity.ERROR,
    Text(
        "Danh mục không có dòng “{stream}” ({entries_vi}).",
        "The catalog has no stream “{stream}” ({entries_en}).",
    ),
    Text(
        "Dùng mã dòng của danh mục (parkloop catalog search). Gần giống: {near}.",
        "Use a stream id of the catalog (parkloop catalog search). Close to it: {near}.",
    ),
)
UNKNOWN_UNIT = Rule(
    "CHK-03",
    Severity.ERROR,
    Text(
        "Danh sách đơn vị không có “{unit}” ({entries_vi}).",
        "The list of units has no “{unit}” ({entries_en}).",
    ),
    Text(
        "Dùng một đơn vị trong danh sách; gần giống: {near}.",
        "Use a unit of the list; close to it: {near}.",
    ),
)
WRONG_DIMENSION = Rule(
    "CHK-04",
    Severity.ERROR,
    Text(
        "{stream} được ghi bằng “{unit}” ({dimension}; {entries_vi}), nhưng chỉ được đo bằng: "
        "{allowed}.",
        "{stream} is stated in “{unit}” ({dimension}; {entries_en}), but is measured only in: "
        "{allowed}.",
    ),
    Text(
        "Ghi lại số lượng bằng đơn vị phù hợp, ví dụ {default_unit}; nếu dòng sai thì sửa dòng.",
        "State the quantity in a fitting unit, such as {default_unit}; or correct the stream.",
    ),
)
NO_QUANTITY = Rule(
    "CHK-05",
    Severity.ERROR,
    Text(
        "{stream}: không có số lượng dùng được, cũng không có ký hiệu giải thích ({entries_vi}).",
        "{stream}: no usable quantity, and no notation key that says why ({entries_en}).",
    ),
    Text(
        "Điền số lượng, hoặc ký hiệu NO, NE, IE hay C. Ô trống không có nghĩa là số không.",
        "Fill in the quantity, or a notation key NO, NE, IE or C. An empty cell is not a zero.",
    ),
)
UNKNOWN_ACTIVITY = Rule(
    "CHK-06",
    Severity.ERROR,
    Text(
        "Danh mục không có hoạt động “{activity}” ({entries_vi}).",
        "The catalog has no activity “{activity}” ({entries_en}).",
    ),
    Text(
        "Dùng mã hoạt động của danh mục; gần giống: {near}.",
        "Use an activity id of the catalog; close to it: {near}.",
    ),
)

_QUANTIFIED = pl.col("kind") != "observation"


def check_nodes(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Every end of every entry is a node of the park (CHK-01)."""
    known = sorted(snapshot.park.by_id)
    findings = []
    for field, rows in (
        ("from_node", snapshot.flows),
        ("to_node", snapshot.entries),
    ):
        strangers = rows.filter(~pl.col(field).is_in(known))
        for shared, part in groups(strangers, field):
            near = _near(shared[field], known)
            findings.append(
                UNKNOWN_NODE.finding(
                    place(part, parameters.entries_named, field=field, node=shared[field]),
                    suggestion=near[0] if near else "",
                    node=shared[field],
                    field=field,
                    **counted(len(part)),
                    near=", ".join(near) or "—",
                )
            )
    return tuple(findings)


def check_streams(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Every stream is one of the catalog (CHK-02); observations may have none."""
    named = _QUANTIFIED | (pl.col("stream") != "")
    strangers = snapshot.entries.filter(named & ~pl.col("stream").is_in(sorted(catalog.streams)))
    words = _stream_words(catalog)
    findings = []
    for shared, part in groups(strangers, "stream"):
        near = [words[word] for word in _near(shared["stream"].lower(), words)]
        findings.append(
            UNKNOWN_STREAM.finding(
                place(part, parameters.entries_named, field="stream"),
                suggestion=near[0] if near else "",
                stream=shared["stream"],
                **counted(len(part)),
                near=", ".join(dict.fromkeys(near)) or "—",
            )
        )
    return tuple(findings)


def check_activities(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Every activity that is named is one of the catalog (CHK-06)."""
    known = sorted(catalog.activities)
    strangers = snapshot.flows.filter((pl.col("activity") != "") & ~pl.col("activity").is_in(known))
    findings = []
    for shared, part in groups(strangers, "activity"):
        near = _near(shared["activity"], known)
        findings.append(
            UNKNOWN_ACTIVITY.finding(
                place(part, parameters.entries_named, field="activity"),
                suggestion=near[0] if near else "",
                activity=shared["activity"],
                **counted(len(part)),
                near=", ".join(near) or "—",
            )
        )
    return tuple(findings)


def check_units(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Every unit is of the closed list (CHK-03) and fits its stream (CHK-04)."""
    stated = snapshot.entries.filter(pl.col("quantity").is_not_null())
    strange = stated.filter((pl.col("dimension") == "") & (_QUANTIFIED | (pl.col("unit") != "")))
    return (
        *_unknown_units(strange, catalog, parameters),
        *_wrong_dimensions(stated.filter(_QUANTIFIED), catalog, parameters),
    )


def _unknown_units(
    strange: pl.DataFrame, catalog: Catalog, parameters: CheckParameters
) -> list[Finding]:
    common = sorted({stream.default_unit for stream in catalog.streams.values()})
    findings = []
    for shared, part in groups(strange, "unit"):
        near = _near(shared["unit"], common)
        findings.append(
            UNKNOWN_UNIT.finding(
                place(part, parameters.entries_named, field="unit"),
                suggestion=near[0] if near else "",
                unit=shared["unit"],
                **counted(len(part)),
                near=", ".join(near or common),
            )
        )
    return findings


def _wrong_dimensions(
    stated: pl.DataFrame, catalog: Catalog, parameters: CheckParameters
) -> list[Finding]:
    allowed = pl.DataFrame(
        [
            {"stream": stream.id, "dimension": dimension}
            for stream in catalog.streams.values()
            for dimension in stream.dimensions
        ],
        schema={"stream": pl.String, "dimension": pl.String},
    )
    wrong = stated.filter(
        (pl.col("dimension") != "") & pl.col("stream").is_in(sorted(catalog.streams))
    ).join(allowed, on=["stream", "dimension"], how="anti")
    findings = []
    for shared, part in groups(wrong, "stream", "unit", "dimension"):
        stream = catalog.streams[shared["stream"]]
        findings.append(
            WRONG_DIMENSION.finding(
                place(part, parameters.entries_named, field="unit"),
                suggestion=stream.default_unit,
                **shared,
                **counted(len(part)),
                allowed=", ".join(stream.dimensions),
                default_unit=stream.default_unit,
            )
        )
    return findings


def check_quantities(
    snapshot: Snapshot, catalog: Catalog, parameters: CheckParameters
) -> tuple[Finding, ...]:
    """Every flow and balance has a quantity or says why not (CHK-05, C-01)."""
    unknown_unit = pl.col("quantity").is_not_null() & (pl.col("dimension") == "")
    empty = snapshot.entries.filter(
        _QUANTIFIED & pl.col("amount").is_null() & (pl.col("notation") == "") & ~unknown_unit
    )
    return tuple(
        NO_QUANTITY.finding(
            place(part, parameters.entries_named, field="quantity"),
            stream=shared["stream"],
            **counted(len(part)),
        )
        for shared, part in groups(empty, "stream")
    )


def _stream_words(catalog: Catalog) -> Mapping[str, str]:
    """Every word by which a stream is known, in small letters, with the stream's id."""
    words: dict[str, str] = {}
    for key in sorted(catalog.streams, reverse=True):
        stream = catalog.streams[key]
        for word in (*stream.aliases, stream.name.vi, stream.name.en, stream.id):
            words[word.lower()] = stream.id
    return words


def _near(asked: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(asked, list(known), n=3)
