"""What stands in the rail: a name, where it leads, who sees it. A page adds its own line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity


class Group(Enum):
    """Headings of the rail, in their order."""

    WORK = Text("Công việc", "Work")
    DATA = Text("Số liệu", "Data")
    RESULTS = Text("Kết quả", "Results")
    TOGETHER = Text("Phối hợp", "Together")
    PEOPLE = Text("Quản trị", "Administration")


@dataclass(frozen=True, slots=True)
class Item:
    """``of_place``: the address needs the code of the place that the person is at.

    ``icon`` is a name in components/icons.html, ``key`` the letter that opens the page after "g".
    What has a ``short`` name also stands at the bottom of a phone's screen.
    """

    name: Text
    url: str
    seen_by: Callable[[Identity], bool]
    of_place: bool = False
    group: Group = Group.WORK
    icon: str = "page"
    key: str = ""
    short: Text | None = None


def everyone(identity: Identity) -> bool:
    return not identity.is_nobody


def overseers(identity: Identity) -> bool:
    return identity.is_board or identity.is_operator


def placed(identity: Identity) -> bool:
    return bool(identity.held) or bool(identity.mandated)


ITEMS: Final = (
    Item(
        Text("Trang chính", "Home"),
        "home",
        everyone,
        icon="home",
        key="h",
        short=Text("Chính", "Home"),
    ),
    Item(
        Text("Chờ duyệt", "Queue"),
        "queue",
        overseers,
        icon="inbox",
        key="q",
        short=Text("Chờ duyệt", "Queue"),
    ),
    Item(
        Text("Các tháng", "Months"),
        "heat",
        placed,
        of_place=True,
        group=Group.DATA,
        icon="months",
        key="m",
        short=Text("Các tháng", "Months"),
    ),
    Item(
        Text("Thay đổi sau duyệt", "Changed since approval"),
        "changed-months",
        overseers,
        of_place=True,
        group=Group.DATA,
        icon="change",
        key="c",
    ),
    Item(
        Text("Cân bằng và phát thải", "Balances and emissions"),
        "place",
        placed,
        of_place=True,
        group=Group.RESULTS,
        icon="flows",
        key="f",
        short=Text("Kết quả", "Results"),
    ),
)


def items_of(identity: Identity) -> tuple[Item, ...]:
    """What one sees, group by group."""
    order = list(Group)
    seen = (item for item in ITEMS if item.seen_by(identity))
    return tuple(sorted(seen, key=lambda item: order.index(item.group)))


def groups_of(items: tuple[Item, ...]) -> Iterator[tuple[Group, tuple[Item, ...]]]:
    """The items under their headings."""
    for group, members in groupby(items, key=lambda item: item.group):
        yield group, tuple(members)
