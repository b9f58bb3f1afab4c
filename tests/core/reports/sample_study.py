"""A small zone with invented names: two parks, loops, gaps, a neighbour's unknown steam.

Ledger, catalog and analyses are the real ones, so the reports are tested on what they will meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

from parkloop.io.catalog_files import load_catalog
from parkloop.ledger.columns import as_entries, stated
from parkloop.ledger.entries import Entry, Evidence, Flow, Notation, Status
from parkloop.ledger.ledger import Ledger, Snapshot
from parkloop.ledger.park import Node, NodeKind, Park
from parkloop.periods import month
from parkloop.studies import Study, StudyParameters, run_study
from parkloop.texts import Text, same_in_both

RECORDED = datetime(2026, 2, 1, tzinfo=UTC)
YEARS = (2024, 2025)
#: Months in which one tenant reported nothing.
SILENT = {(2025, 4), (2025, 5)}

Tenants = Mapping[str, tuple[tuple[str, str, str, float], ...]]
#: Id, names and size of the tenants of each park.
TENANTS: Tenants = {
    "a": (
        ("a-steel-1", "Thép Demo 1", "Demo Steel 1", 9.0),
        ("a-steel-2", "Thép Demo 2", "Demo Steel 2", 4.2),
        ("a-food-1", "Thực phẩm Demo 1", "Demo Food 1", 2.1),
        ("a-textile-1", "Dệt nhuộm Demo 1", "Demo Textile 1", 1.6),
        ("a-board-1", "Tấm thạch cao Demo 1", "Demo Board 1", 0.7),
        ("a-quiet-1", "Nhựa Demo 1 =A1", "Demo Plastics 1 <b>", 0.25),
    ),
    "b": (
        ("b-electronics-1", "Điện tử Demo 1", "Demo Electronics 1", 3.4),
        ("b-electronics-2", "Điện tử Demo 2", "Demo Electronics 2", 1.3),
        ("b-cars-1", "Ô tô Demo 1", "Demo Cars 1", 2.2),
        ("b-glass-1", "Thủy tinh Demo 1", "Demo Glass 1", 1.9),
    ),
}


def _outside() -> list[Node]:
    return [
        Node("grid", NodeKind.GRID, Text("Lưới điện quốc gia", "National grid")),
        Node("fuel-market", NodeKind.MARKET, Text("Thị trường nhiên liệu", "Fuel market")),
        Node("market", NodeKind.MARKET, Text("Thị trường hàng hóa", "Goods market")),
        Node("water-company", NodeKind.MARKET, Text("Công ty cấp nước", "Water company")),
        Node("river", NodeKind.WATER_BODY, Text("Sông", "River")),
        Node(
            "landfill",
            NodeKind.LANDFILL,
            Text("Bãi chôn lấp", "Landfill"),
            activity="landfill.managed-anaerobic",
        ),
        Node(
            "neighbour", NodeKind.PARTNER, Text("Nhà máy hơi lân cận", "Neighbouring steam plant")
        ),
    ]


def _inside(letter: str, tenants: Tenants) -> list[Node]:
    park, operator = f"park-{letter}", f"{letter}-operator"
    upper = letter.upper()
    nodes = [
        Node(park, NodeKind.PARK, Text(f"KCN Demo {upper}", f"Demo park {upper}"), parent="zone"),
        Node(
            operator,
            NodeKind.ENTERPRISE,
            Text(f"Công ty hạ tầng Demo {upper}", f"Demo Utilities {upper}"),
            parent=park,
            operator=True,
        ),
        Node(
            f"{letter}-boiler",
            NodeKind.GENERATOR,
            Text("Lò hơi trung tâm", "Central boiler"),
            parent=operator,
            activity="stationary.manufacturing",
        ),
        Node(
            f"{letter}-wwtp",
            NodeKind.TREATMENT,
            Text("Trạm xử lý nước thải", "Wastewater plant"),
            parent=operator,
            activity="wastewater.aerobic-well-managed",
        ),
        Node(f"{letter}-power", NodeKind.NETWORK, Text("Lưới điện KCN", "Park grid"), parent=park),
        Node(f"{letter}-water", NodeKind.NETWORK, Text("Mạng nước", "Water network"), parent=park),
        Node(f"{letter}-common", NodeKind.COMMON, Text("Khu chung", "Common areas"), parent=park),
        Node(f"{letter}-loss", NodeKind.LOSS, Text("Tổn thất", "Losses"), parent=park),
    ]
    nodes += [
        Node(
            tenant,
            NodeKind.ENTERPRISE,
            Text(vi, en),
            parent=park,
            activity="stationary.manufacturing",
        )
        for tenant, vi, en, _ in tenants[letter]
    ]
    return nodes


def sample_park(tenants: Tenants = TENANTS) -> Park:
    return Park(
        name=Text("Khu kinh tế Demo", "Demo zone"),
        nodes=(
            Node("zone", NodeKind.ZONE, Text("Khu kinh tế Demo", "Demo zone")),
            *_outside(),
            *(node for letter in tenants for node in _inside(letter, tenants)),
        ),
        source=Text("Số liệu hư cấu", "Invented figures"),
        fictional=True,
    )


class _Sheet:
    """Numbers rows as a spreadsheet does."""

    def __init__(self) -> None:
        self.row = 4

    def flow(
        self, stream: str, ends: str, when: tuple[int, int], amount: float | None, unit: str, **more
    ) -> Flow:
        self.row += 1
        source, target = ends.split(">")
        more.setdefault("status", Status.MEASURED)
        return Flow(
            stream,
            source,
            target,
            month(*when),
            None if amount is None else round(amount, 3),
            unit,
            evidence=Evidence(f"{when[0]}-{ends.split('>')[1]}.xlsx", "Flows", self.row),
            **more,
        )


def _season(number: int, year: int) -> float:
    wave = 1 + 0.14 * math.sin((number - 3) / 12 * 2 * math.pi)
    return wave * (0.62 if number == 2 else 1.0) * (1.0 if year == 2024 else 0.94)


def _tenant_flows(
    sheet: _Sheet, letter: str, tenants: Tenants, when: tuple[int, int]
) -> Iterator[Flow]:
    year, number = when
    for index, (tenant, _, _, size) in enumerate(tenants[letter]):
        level = size * _season(number, year)
        estimated = tenant == "a-textile-1" and when in {(2025, 6), (2025, 7)}
        if tenant == "a-quiet-1" and when in SILENT:
            continue
        yield sheet.flow(
            "electricity",
            f"{letter}-power>{tenant}",
            when,
            level * 310,
            "MWh",
            series=f"meter-{tenant}",
            status=Status.ESTIMATED if estimated else Status.MEASURED,
            uncertainty=0.1 if estimated else 0.02,
        )
        yield sheet.flow(
            "diesel",
            f"fuel-market>{tenant}",
            when,
            level * 1800,
            "l",
            status=Status.BILLED,
            uncertainty=0.03,
        )
        yield sheet.flow("tap-water", f"{letter}-water>{tenant}", when, level * 900, "m3")
        yield sheet.flow(
            "wastewater-industrial", f"{tenant}>{letter}-wwtp", when, level * 700, "m3"
        )
        if index % 2 == 0:
            yield sheet.flow("steam", f"{letter}-boiler>{tenant}", when, level * 160, "t")
        if index == 0:
            yield sheet.flow(
                "natural-gas", f"fuel-market>{tenant}", when, level * 9000, "m3", uncertainty=0.05
            )


def _park_flows(
    sheet: _Sheet, letter: str, tenants: Tenants, when: tuple[int, int]
) -> Iterator[Flow]:
    year, number = when
    there = [t for t in tenants[letter] if t[0] != "a-quiet-1" or when not in SILENT]
    level = sum(t[3] for t in there) * _season(number, year)
    steam = sum(t[3] for t in there[::2]) * _season(number, year)
    yield sheet.flow(
        "electricity",
        f"grid>{letter}-power",
        when,
        level * 310 * 1.05,
        "MWh",
        series=f"main-{letter}",
    )
    yield sheet.flow("electricity", f"{letter}-power>{letter}-common", when, level * 9, "MWh")
    yield sheet.flow("electricity", f"{letter}-power>{letter}-loss", when, level * 5, "MWh")
    yield sheet.flow("natural-gas", f"fuel-market>{letter}-boiler", when, steam * 12800, "m3")
    yield sheet.flow("hot-water", f"{letter}-operator>{letter}-boiler", when, steam * 6, "MWh")
    yield sheet.flow("tap-water", f"water-company>{letter}-water", when, level * 930, "m3")
    yield sheet.flow("treated-wastewater", f"{letter}-wwtp>river", when, level * 560, "m3")
    yield sheet.flow("reclaimed-water", f"{letter}-wwtp>{letter}-water", when, level * 130, "m3")


def _others(sheet: _Sheet, when: tuple[int, int]) -> Iterator[Flow]:
    yield sheet.flow("fly-ash", "a-steel-1>a-board-1", when, 240, "t")
    yield sheet.flow("fly-ash", "a-board-1>a-steel-1", when, 12, "t")
    yield sheet.flow("metal-scrap", "market>a-steel-1", when, 5400, "t")
    yield sheet.flow("steel-product", "a-steel-1>market", when, 4700, "t")
    yield sheet.flow(
        "steam",
        "neighbour>a-food-1",
        when,
        None,
        "t",
        notation=Notation.CONFIDENTIAL,
        status=Status.BILLED,
    )


def flows(tenants: Tenants = TENANTS) -> list[Flow]:
    sheet = _Sheet()
    found: list[Flow] = []
    for when in ((year, number) for year in YEARS for number in range(1, 13)):
        for letter in tenants:
            found += _tenant_flows(sheet, letter, tenants, when)
            found += _park_flows(sheet, letter, tenants, when)
        if tenants is TENANTS:
            found += _others(sheet, when)
    return found


def snapshot_of(park: Park, entries: Iterable[Entry]) -> Snapshot:
    rows = as_entries(
        stated(entries), import_id="import-1", recorded_at=RECORDED, recorded_by="Demo"
    )
    return Ledger.empty(park).append(rows).snapshot()


PARAMETERS = StudyParameters(fallbacks=("grid-latest-published",), draws=2_000)


@cache
def sample_study() -> Study:
    """Two parks, ten tenants, two years."""
    return run_study("sample", snapshot_of(sample_park(), flows()), load_catalog(), PARAMETERS)


@cache
def large_study() -> Study:
    """Four parks of ten tenants each, as large as the demo zone."""
    tenants = {
        letter: tuple(
            (f"{letter}-{n}", f"Doanh nghiệp Demo {n}", f"Demo Works {n}", 1.0 + n)
            for n in range(1, 11)
        )
        for letter in "abcd"
    }
    snapshot = snapshot_of(sample_park(tenants), flows(tenants))
    return run_study("large", snapshot, load_catalog(), PARAMETERS)


@cache
def exchange_study() -> Study:
    """A published network: exchanges with and without quantities, nothing to count emissions by."""
    park = Park(
        name=Text("Mạng trao đổi thử", "Test network"),
        nodes=(
            Node("network", NodeKind.PARK, Text("Mạng trao đổi thử", "Test network")),
            *(
                Node(name, NodeKind.ENTERPRISE, same_in_both(name.title()), parent="network")
                for name in ("station", "refinery", "board")
            ),
            Node("farms", NodeKind.PARTNER, Text("Trang trại", "Farms")),
        ),
        region="DK",
        source=Text("Một cuốn sách", "A book"),
    )
    sheet = _Sheet()
    year = (1994, 1)
    entries = [
        sheet.flow("fly-ash", "station>board", year, 135_000, "t"),
        sheet.flow("fgd-gypsum", "station>board", year, 200_000, "t"),
        sheet.flow("sludge-fertiliser", "refinery>farms", year, 1_000, "t"),
        sheet.flow(
            "hot-water", "station>refinery", year, None, "MWh", notation=Notation.NOT_ESTIMATED
        ),
    ]
    return run_study("exchanges", snapshot_of(park, entries), load_catalog(), StudyParameters())
