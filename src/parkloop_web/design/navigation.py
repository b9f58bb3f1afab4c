"""What stands in the rail: a name, where it leads, who sees it. A page adds its own line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.models import TENANTS
from parkloop_web.parks.models import Node


@dataclass(frozen=True, slots=True)
class Item:
    """``of_place``: the address needs the code of the place that the person is at; ``of_desk``:
    that of the enterprise whose data the person keeps or looks into."""

    name: Text
    url: str
    seen_by: Callable[[Identity], bool]
    of_place: bool = False
    of_desk: bool = False

    def address(self, here: str, desk: str) -> str:
        """Where it leads, from the codes of the place and the desk; '' when it leads nowhere."""
        if not (self.of_place or self.of_desk):
            return reverse(self.url)
        code = desk if self.of_desk else here
        return reverse(self.url, kwargs={"code": code}) if code else ""


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


def desk_of(identity: Identity, here: str) -> str:
    """The code of the enterprise whose data one keeps: the address's own, else the first."""
    codes = [held.code for held in identity.held if held.role in TENANTS]
    if not codes and (mine := identity.editable | identity.mandated):
        found = Node.objects.filter(pk__in=mine).order_by("code").values_list("code", flat=True)
        codes = list(found)
    return here if here in codes else (codes[0] if codes else "")
