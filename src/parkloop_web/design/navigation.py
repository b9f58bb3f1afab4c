"""What stands in the rail: a name, where it leads, who sees it. A page adds its own line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity


@dataclass(frozen=True, slots=True)
class Item:
    """``of_place``: the address needs the code of the place that the person is at; ``of_zone``:
    that of the zone one governs."""

    name: Text
    url: str
    seen_by: Callable[[Identity], bool]
    of_place: bool = False
    of_zone: bool = False


def everyone(identity: Identity) -> bool:
    return not identity.is_nobody


def overseers(identity: Identity) -> bool:
    return identity.is_board or identity.is_operator


def tenants(identity: Identity) -> bool:
    return identity.is_tenant or identity.is_expert


def operators(identity: Identity) -> bool:
    return identity.is_operator


def placed(identity: Identity) -> bool:
    return bool(identity.held) or bool(identity.mandated)


def anybody(identity: Identity) -> bool:
    return True


def board(identity: Identity) -> bool:
    return identity.is_board


ITEMS: Final = (
    Item(Text("Trang chính", "Home"), "home", everyone),
    Item(Text("Số liệu", "Figures"), "place", placed, of_place=True),
    Item(Text("Các tháng", "Months"), "heat", placed, of_place=True),
    Item(Text("Dấu vết các-bon", "Footprints"), "footprints", tenants, of_place=True),
    Item(Text("Các-bon trong dòng", "Carbon in streams"), "carried", operators, of_place=True),
    Item(Text("Chờ duyệt", "Queue"), "queue", overseers),
    Item(Text("Trao đổi cộng sinh", "Exchanges"), "exchanges", placed, of_place=True),
    Item(Text("Hồ sơ trao đổi", "Exchange cases"), "cases", placed, of_place=True),
    Item(Text("Mục tiêu nhiệt", "Heat targets"), "heat-targets", placed),
    Item(
        Text("Thay đổi sau duyệt", "Changed since approval"),
        "changed-months",
        overseers,
        of_place=True,
    ),
    Item(Text("Số liệu thống kê", "Statistics"), "statistics", board, of_zone=True),
    Item(Text("Chỉ số tổng hợp", "Indices"), "zone-indexes", board, of_zone=True),
    Item(Text("Kế hoạch", "Plans"), "zone-plans", board, of_zone=True),
    Item(Text("Dữ liệu mở", "Open data"), "indicators", anybody),
)


def items_of(identity: Identity) -> tuple[Item, ...]:
    return tuple(item for item in ITEMS if item.seen_by(identity))
