"""What stands in the rail: a name, where it leads, who sees it. A page adds its own line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import groupby
from typing import Final

from django.urls import reverse

from parkloop.texts import Text
from parkloop_web.accounts.identity import Identity
from parkloop_web.accounts.models import BOARD, TENANTS
from parkloop_web.parks.models import Node


class Group(Enum):
    """Headings of the rail, in their order."""

    WORK = Text("Công việc", "Work")
    DATA = Text("Số liệu", "Data")
    RESULTS = Text("Kết quả", "Results")
    TOGETHER = Text("Phối hợp", "Together")
    PEOPLE = Text("Quản trị", "Administration")


class Of(StrEnum):
    """Whose code the address needs: the place one is at, the enterprise whose data one keeps, the
    zone one governs."""

    NOTHING = "nothing"
    PLACE = "place"
    DESK = "desk"
    ZONE = "zone"


#: The codes that addresses of the rail are filled with.
Spots = Mapping[Of, str]


@dataclass(frozen=True, slots=True)
class Item:
    """``icon`` is a name in components/icons.html, ``key`` the letter that opens the page after
    "g". What has a ``short`` name also stands at the bottom of a phone's screen. ``covers`` are
    names of other addresses that belong to it.
    """

    name: Text
    url: str
    seen_by: Callable[[Identity], bool]
    of: Of = Of.NOTHING
    group: Group = Group.WORK
    icon: str = "page"
    key: str = ""
    short: Text | None = None
    covers: tuple[str, ...] = ()

    def address(self, spots: Spots) -> str:
        """Where it leads; '' when the person has no such spot."""
        if self.of is Of.NOTHING:
            return reverse(self.url)
        code = spots.get(self.of, "")
        return reverse(self.url, kwargs={"code": code}) if code else ""


def anybody(identity: Identity) -> bool:
    return True


def everyone(identity: Identity) -> bool:
    return not identity.is_nobody


def board(identity: Identity) -> bool:
    return identity.is_board


def operators(identity: Identity) -> bool:
    return identity.is_operator


def overseers(identity: Identity) -> bool:
    return identity.is_board or identity.is_operator


def tenants(identity: Identity) -> bool:
    return identity.is_tenant or identity.is_expert


def data_keepers(identity: Identity) -> bool:
    """Who has a desk: an enterprise of one's own, or a mandate to look into one."""
    return bool(identity.own or identity.mandated)


def editors(identity: Identity) -> bool:
    return bool(identity.editable)


def placed(identity: Identity) -> bool:
    return bool(identity.held) or bool(identity.mandated)


def administrators(identity: Identity) -> bool:
    return any(role.value.endswith("-admin") for role in identity.roles)


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
        Text("Việc của năm", "My year"),
        "year-now",
        data_keepers,
        of=Of.DESK,
        icon="months",
        key="y",
        short=Text("Việc", "Year"),
        covers=("year",),
    ),
    Item(Text("Thông báo", "Notices"), "notices", everyone, icon="bell", key="n"),
    Item(
        Text("Nhập bảng", "Sheet"),
        "entry-now",
        data_keepers,
        of=Of.DESK,
        group=Group.DATA,
        icon="grid",
        key="s",
        short=Text("Nhập", "Sheet"),
        covers=("entry",),
    ),
    Item(
        Text("Nhập tệp", "Import"),
        "imports",
        data_keepers,
        of=Of.DESK,
        group=Group.DATA,
        icon="upload",
        key="i",
    ),
    Item(
        Text("Xuất tệp", "Export"),
        "exports",
        data_keepers,
        of=Of.DESK,
        group=Group.DATA,
        icon="download",
        key="x",
    ),
    Item(
        Text("Các tháng", "Months"),
        "heat",
        placed,
        of=Of.PLACE,
        group=Group.DATA,
        icon="months",
        key="m",
        short=Text("Các tháng", "Months"),
    ),
    Item(
        Text("Thay đổi sau duyệt", "Changed since approval"),
        "changed-months",
        overseers,
        of=Of.PLACE,
        group=Group.DATA,
        icon="change",
        key="c",
    ),
    Item(Text("Bản đồ", "Map"), "land", overseers, of=Of.PLACE, group=Group.DATA, icon="map"),
    Item(
        Text("Giới hạn", "Limits"), "limits", placed, of=Of.PLACE, group=Group.DATA, icon="target"
    ),
    Item(
        Text("Lịch sử", "History"), "history", placed, of=Of.PLACE, group=Group.DATA, icon="clock"
    ),
    Item(
        Text("Cân bằng và phát thải", "Balances and emissions"),
        "place",
        placed,
        of=Of.PLACE,
        group=Group.RESULTS,
        icon="flows",
        key="f",
        short=Text("Kết quả", "Results"),
    ),
    Item(
        Text("So với tương tự", "Against peers"),
        "peers",
        data_keepers,
        of=Of.DESK,
        group=Group.RESULTS,
        icon="chart",
    ),
    Item(
        Text("Dấu vết các-bon", "Footprints"),
        "footprints",
        tenants,
        of=Of.PLACE,
        group=Group.RESULTS,
        icon="leaf",
    ),
    Item(
        Text("Các-bon trong dòng", "Carbon in streams"),
        "carried",
        operators,
        of=Of.PLACE,
        group=Group.RESULTS,
        icon="layers",
    ),
    Item(
        Text("Số liệu thống kê", "Statistics"),
        "statistics",
        board,
        of=Of.ZONE,
        group=Group.RESULTS,
        icon="chart",
    ),
    Item(
        Text("Chỉ số tổng hợp", "Indices"),
        "zone-indexes",
        board,
        of=Of.ZONE,
        group=Group.RESULTS,
        icon="layers",
    ),
    Item(
        Text("Kế hoạch", "Plans"),
        "zone-plans",
        board,
        of=Of.ZONE,
        group=Group.RESULTS,
        icon="target",
    ),
    Item(
        Text("Trao đổi cộng sinh", "Exchanges"),
        "exchanges",
        placed,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="loop",
        key="e",
    ),
    Item(
        Text("Mạng trao đổi", "Networks"),
        "networks",
        placed,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="flows",
        covers=("network", "network-part", "exchange-plan"),
    ),
    Item(
        Text("Hồ sơ trao đổi", "Exchange cases"),
        "cases",
        placed,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="file",
    ),
    Item(
        Text("Mục tiêu nhiệt", "Heat targets"),
        "heat-targets",
        placed,
        group=Group.TOGETHER,
        icon="heat",
    ),
    Item(
        Text("Mục tiêu nước", "Water targets"),
        "place-water",
        overseers,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="flows",
        covers=("water-targets",),
    ),
    Item(
        Text("Mục tiêu nước", "Water targets"),
        "water-targets",
        tenants,
        group=Group.TOGETHER,
        icon="flows",
    ),
    Item(
        Text("Đánh giá", "Assessment"),
        "assessment",
        placed,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="check",
        covers=("assessment-facts", "assessment-links", "assessment-whatif", "criterion"),
    ),
    Item(
        Text("Biểu mẫu năm", "Yearly forms"),
        "yearly-forms",
        placed,
        of=Of.PLACE,
        group=Group.TOGETHER,
        icon="page",
        covers=("yearly-form-box",),
    ),
    Item(
        Text("Hồ sơ chứng nhận", "Certification cases"),
        "certification",
        everyone,
        group=Group.TOGETHER,
        icon="shield",
    ),
    Item(
        Text("Giấy chứng nhận", "Certificates"),
        "certificates",
        anybody,
        group=Group.TOGETHER,
        icon="file",
    ),
    Item(
        Text("Sổ đăng ký", "Register"),
        "register",
        everyone,
        group=Group.TOGETHER,
        icon="list",
        key="r",
    ),
    Item(
        Text("Ai được xem gì", "Who may see what"),
        "partners",
        editors,
        of=Of.DESK,
        group=Group.TOGETHER,
        icon="shield",
    ),
    Item(
        Text("Công bố", "Publish"), "publish", board, of=Of.ZONE, group=Group.TOGETHER, icon="globe"
    ),
    Item(
        Text("Số liệu công khai", "Public figures"),
        "portal",
        anybody,
        group=Group.TOGETHER,
        icon="globe",
    ),
    Item(
        Text("Dữ liệu mở", "Open data"), "indicators", anybody, group=Group.TOGETHER, icon="chart"
    ),
    Item(
        Text("Người và quyền", "People and rights"),
        "people",
        administrators,
        of=Of.PLACE,
        group=Group.PEOPLE,
        icon="people",
        key="p",
    ),
    Item(Text("Mã truy cập", "Tokens"), "tokens", everyone, group=Group.PEOPLE, icon="keyhole"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An item with its address for one person at one place."""

    item: Item
    address: str


def links_of(identity: Identity, spots: Spots) -> tuple[Link, ...]:
    """What one sees and where it leads, group by group."""
    order = list(Group)
    seen = sorted(
        (item for item in ITEMS if item.seen_by(identity)),
        key=lambda item: order.index(item.group),
    )
    return tuple(Link(item, address) for item in seen if (address := item.address(spots)))


def groups_of(links: tuple[Link, ...]) -> Iterator[tuple[Group, tuple[Link, ...]]]:
    """The links under their headings."""
    for group, members in groupby(links, key=lambda link: link.item.group):
        yield group, tuple(members)


def spots_of(identity: Identity, here: str = "") -> Spots:
    """The codes for the links of a person who is at a place (``here``: of the address)."""
    place = here or (identity.held[0].code if identity.held else "")
    desk = desk_of(identity, place)
    zone = next((held.code for held in identity.held if held.role in BOARD), "")
    return {Of.PLACE: place or desk, Of.DESK: desk, Of.ZONE: zone}


def desk_of(identity: Identity, here: str) -> str:
    """The code of the enterprise whose data one keeps: the address's own, else the first."""
    codes = [held.code for held in identity.held if held.role in TENANTS]
    if not codes and (mine := identity.editable | identity.mandated):
        found = Node.objects.filter(pk__in=mine).order_by("code").values_list("code", flat=True)
        codes = list(found)
    return here if here in codes else (codes[0] if codes else "")
