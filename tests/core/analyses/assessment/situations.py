"""Reads a situation as a domain expert writes it into a park and its ledger.

park:   {property: value}      value: a number in the property's unit, yes, partly, no, words
                               valid / expired / since 2017 for a document
                               {years: [2023, 2024], values: [0, 1]} for several years
firms:  {count: 20, property: 4 yes 16 no, employees: 20 at 251}   in the order of the firms
links:  [{operating: yes, contract: valid, members: [1, 2], iso: iso-14001}]
flows:  [[stream, from, to, quantity, unit]]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from parkloop.catalog.catalog import Catalog
from parkloop.ledger.entries import Entry, Flow, Observation, Status
from parkloop.ledger.ledger import Snapshot
from parkloop.ledger.park import Node
from parkloop.periods import Period, parse
from tests.core.small_park import node, park, snapshot

CASES = Path(__file__).with_name("cases")
STATES = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_PARTS = re.compile(r"(\d+) (?:at )?([\w.-]+)")


def case_files() -> list[Path]:
    return sorted(CASES.glob("*.yaml"))


def read_cases(path: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    raw = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for case in raw["cases"]:
        yield case.get("scheme", raw.get("scheme")), case.get("year", raw["year"]), _plain(case)


def _plain(raw: Any) -> Any:
    """YAML reads yes and no as truth values; here they are words."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, dict):
        return {key: _plain(value) for key, value in raw.items()}
    return [_plain(value) for value in raw] if isinstance(raw, list) else raw


def situation(case: Mapping[str, Any], year: int, catalog: Catalog) -> Snapshot:
    """The park and the ledger of a case."""
    firms = dict(case.get("firms", {}))
    count = int(firms.pop("count", 0)) or _count(firms)
    members = max((m for link in case.get("links", []) for m in link["members"]), default=0)
    names = [f"firm-{number}" for number in range(1, max(count, members) + 1)]
    nodes = [node("zone", "zone"), node("park", "park", "zone")]
    nodes += [node(name, "enterprise", "park") for name in names]
    nodes += [node("plant", "treatment", "park")]
    entries = [
        *_at_park(case.get("park", {}), year, catalog),
        *_at_firms(firms, names, year, catalog),
        *_links(case.get("links", []), year),
        *_flows(case.get("flows", []), year),
    ]
    return snapshot(_park(nodes), entries)


def _park(nodes: list[Node]) -> Any:
    return park(*nodes)


def _count(firms: Mapping[str, Any]) -> int:
    words = [value for value in firms.values() if isinstance(value, str)]
    sizes = [sum(int(number) for number, _ in _PARTS.findall(value)) for value in words]
    return max(sizes, default=1 if firms else 0)


def _at_park(park_: Mapping[str, Any], year: int, catalog: Catalog) -> Iterator[Entry]:
    for name, value in park_.items():
        if name == "not-applicable":
            for criterion, reason in value.items():
                yield Observation(name, "park", parse(str(year)), text=reason, reference=criterion)
        else:
            yield from observations(name, "park", value, year, catalog)


def _at_firms(
    firms: Mapping[str, Any], names: list[str], year: int, catalog: Catalog
) -> Iterator[Entry]:
    for name, value in firms.items():
        if isinstance(value, Mapping):
            for firm in names:
                yield from observations(name, firm, value, year, catalog)
            continue
        answers = [word for number, word in _PARTS.findall(value) for _ in range(int(number))]
        for firm, answer in zip(names, answers, strict=False):
            yield from observations(name, firm, _number(answer), year, catalog)


def _number(word: str) -> float | str:
    return float(word) if re.fullmatch(r"[\d.]+", word) else word


def observations(
    name: str, where: str, value: Any, year: int, catalog: Catalog, reference: str = ""
) -> Iterator[Observation]:
    """Statements on one property at one node."""
    known = catalog.rulebook.properties[name]
    period = parse(str(year))
    if isinstance(value, Mapping):
        for one, number in zip(value["years"], value["values"], strict=True):
            unit = known.unit or "1"
            yield Observation(name, where, parse(str(one)), float(number), unit)
    elif known.kind == "document":
        yield Observation(name, where, _validity(value, year), text="No. 1", reference=reference)
    elif known.kind == "state":
        number = STATES[value] if value in STATES else float(value)
        yield Observation(name, where, period, number, "1", reference=reference)
    elif known.kind == "text":
        yield Observation(name, where, period, text=str(value), reference=reference)
    else:
        yield Observation(name, where, period, float(value), known.unit or "1")


def _validity(word: str, year: int) -> Period:
    if word.startswith("since "):
        return parse(f"{word[6:]}-01-01/{year + 5}-01-01")
    if word == "expired":
        return parse(f"{year - 2}-01-01/{year}-07-01")
    return parse(f"{year}-01-01/{year + 2}-01-01")


def _links(links: list[dict[str, Any]], year: int) -> Iterator[Entry]:
    period = parse(str(year))
    for number, link in enumerate(links, start=1):
        name = f"link-{number}"
        if "operating" in link:
            state = STATES[link["operating"]]
            yield Observation("link-operating", "park", period, state, "1", reference=name)
        if "contract" in link:
            validity = _validity(link["contract"], year)
            yield Observation("link-contract", "park", validity, text="HĐ", reference=name)
        for member in link["members"]:
            firm = f"firm-{member}"
            yield Observation("link-member", firm, period, 1.0, "1", reference=name)
            if link.get("iso") and member not in link.get("without-iso", []):
                yield Observation(link["iso"], firm, _validity("valid", year), text=f"ISO {firm}")


def _flows(flows: list[list[Any]], year: int) -> Iterator[Entry]:
    for stream, source, target, quantity, unit in flows:
        yield Flow(stream, source, target, parse(str(year)), float(quantity), unit, Status.MEASURED)
