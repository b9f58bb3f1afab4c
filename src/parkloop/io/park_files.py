"""Reads and writes the definition of a park (``park.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

from parkloop.errors import InputRefused
from parkloop.findings import Finding, Rule, Severity, Where, has_errors, in_order
from parkloop.ledger.park import Node, NodeKind, Park, check_park
from parkloop.periods import DEFAULT_ZONE
from parkloop.provenance import canonical_json
from parkloop.texts import Text

NOT_YAML = Rule(
    "PARK-04",
    Severity.ERROR,
    Text("Không đọc được tệp: {problem}.", "The file cannot be read: {problem}."),
    Text(
        "Tệp phải là YAML với các mục name và nodes; xem docs/guides/first-park.md.",
        "The file must be YAML with name and nodes; see docs/guides/first-park.md.",
    ),
)
BAD_NODE = Rule(
    "PARK-05",
    Severity.ERROR,
    Text(
        "Nút “{node}”: trường {field} thiếu hoặc sai (“{value}”).",
        "The node “{node}”: the field {field} is missing or wrong (“{value}”).",
    ),
    Text(
        "Mỗi nút cần id, kind ({kinds}) và name: {{vi, en}}; zone là múi giờ như Asia/Ho_Chi_Minh.",
        "Every node needs id, kind ({kinds}) and name: {{vi, en}}; zone is one like "
        "Asia/Ho_Chi_Minh.",
    ),
)
DEFAULT_REGION = "VN"
_KINDS = ", ".join(kind.value for kind in NodeKind)


def read_park(path: Path) -> Park:
    """The park in a file; raises InputRefused with every finding."""
    raw = _load(path)
    findings = list(_shape_findings(raw, path.name))
    nodes = () if findings else tuple(_node(item) for item in raw["nodes"])
    findings += check_park(nodes, path.name)
    if has_errors(findings):
        raise _refused(path, findings)
    return Park(
        name=_text(raw["name"]),
        nodes=nodes,
        zone=raw.get("zone", DEFAULT_ZONE),
        region=raw.get("region", DEFAULT_REGION),
        source=_text(raw["source"]) if raw.get("source") else None,
        fictional=bool(raw.get("fictional", False)),
    )


def write_park(park: Park, path: Path) -> None:
    raw: dict[str, Any] = {
        "name": dict(park.name.as_dict()),
        "zone": park.zone,
        "region": park.region,
        "fictional": park.fictional,
        "nodes": [
            {name: value for name, value in node.as_dict().items() if value} for node in park.nodes
        ],
    }
    if park.source:
        raw["source"] = dict(park.source.as_dict())
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _load(path: Path) -> Mapping[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        finding = NOT_YAML.finding(Where(file=path.name), problem=_short(problem))
        raise _refused(path, [finding]) from problem
    if not isinstance(raw, dict) or not isinstance(raw.get("nodes"), list):
        raise _refused(path, [NOT_YAML.finding(Where(file=path.name), problem="name, nodes?")])
    return raw


def _short(problem: Exception) -> str:
    return str(problem).splitlines()[0]


def _refused(path: Path, findings: list[Finding]) -> InputRefused:
    return InputRefused(
        Text(
            f"{path.name}: định nghĩa khu công nghiệp chưa dùng được.",
            f"{path.name}: the park's definition cannot be used yet.",
        ),
        in_order(findings),
    )


def _shape_findings(raw: Mapping[str, Any], file: str) -> Iterator[Finding]:
    for field in ("name", "source"):
        if not _is_text(raw.get(field)) and (field == "name" or raw.get(field)):
            yield _bad(file, "park", field, raw.get(field))
    zone, region = raw.get("zone", DEFAULT_ZONE), raw.get("region", DEFAULT_REGION)
    if not (isinstance(zone, str) and zone in available_timezones()):
        yield _bad(file, "park", "zone", zone)
    if not (isinstance(region, str) and region):
        yield _bad(file, "park", "region", region)
    for number, item in enumerate(raw["nodes"], start=1):
        if not isinstance(item, dict) or not item.get("id"):
            yield _bad(file, f"#{number}", "id", item)
            continue
        if item.get("kind") not in _KINDS.split(", "):
            yield _bad(file, item["id"], "kind", item.get("kind"))
        if not _is_text(item.get("name")):
            yield _bad(file, item["id"], "name", item.get("name"))
        if not _is_plain(item.get("attributes") or {}):
            yield _bad(file, item["id"], "attributes", item["attributes"])


def _bad(file: str, node: str, field: str, value: object) -> Finding:
    return BAD_NODE.finding(
        Where(file=file, node=str(node), field=field),
        node=node,
        field=field,
        value="" if value is None else value,
        kinds=_KINDS,
    )


def _is_text(value: object) -> bool:
    words: list[object] = [value]
    if isinstance(value, dict):
        words = [value.get("vi"), value.get("en")]
    return all(isinstance(word, str) and word.strip() for word in words)


def _is_plain(value: object) -> bool:
    """Whether a hash can be taken of it; YAML also knows dates and sets."""
    try:
        canonical_json(value)
    except (TypeError, ValueError):
        return False
    return isinstance(value, dict)


def _text(value: str | Mapping[str, str]) -> Text:
    return Text(value, value) if isinstance(value, str) else Text(value["vi"], value["en"])


def _node(item: Mapping[str, Any]) -> Node:
    return Node(
        id=str(item["id"]),
        kind=NodeKind(item["kind"]),
        name=_text(item["name"]),
        parent=str(item.get("parent") or ""),
        activity=str(item.get("activity") or ""),
        industry=str(item.get("industry") or ""),
        operator=bool(item.get("operator", False)),
        attributes=dict(item.get("attributes") or {}),
    )
