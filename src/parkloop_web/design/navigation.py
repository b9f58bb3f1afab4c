"""What stands in the rail: a name, where it leads, who sees it. A page adds its own line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity


@dataclass(frozen=True, slots=True)
class Item:
    """``of_place``: the address needs the code of the place that the person is at; ``of_desk``:
    that of the enterprise whose data the person keeps or looks into."""

    name: Text
    url: str
    seen_by: Callable[[Identity], bool]
    of_place: bool = False
    of_desk: bool = False


def everyone(identity: Identity) -> bool:
    return not identity.is_nobody


def overseers(identity: Identity) -> bool:
    return identity.is_board or identity.is_operator


def data_keepers(identity: Identity) -> bool:
    """Who has a desk: an enterprise of one's own, or a mandate to look into one."""
    return bool(identity.own or identity.mandated)


def placed(identity: Identity) -> bool:
    return bool(identity.held) or bool(identity.mandated)


ITEMS: Final = (
    Item(Text("Trang chính", "Home"), "home", everyone),
    Item(Text("Số liệu", "Figures"), "place", placed, of_place=True),
    Item(Text("Các tháng", "Months"), "heat", placed, of_place=True),
    Item(Text("Việc của năm", "My year"), "year-now", data_keepers, of_desk=True),
    Item(Text("Nhập bảng", "Sheet"), "entry-now", data_keepers, of_desk=True),
    Item(Text("Nhập tệp", "Import"), "imports", data_keepers, of_desk=True),
    Item(Text("Xuất tệp", "Export"), "exports", data_keepers, of_desk=True),
    Item(Text("Chờ duyệt", "Queue"), "queue", overseers),
    Item(
        Text("Thay đổi sau duyệt", "Changed since approval"),
        "changed-months",
        overseers,
        of_place=True,
    ),
    Item(Text("Thông báo", "Notices"), "notices", everyone),
)


def items_of(identity: Identity) -> tuple[Item, ...]:
    return tuple(item for item in ITEMS if item.seen_by(identity))
