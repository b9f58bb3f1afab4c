"""Every part that pages are made of, on one page with invented samples: to look at and to test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.design.maps import Shape, drawing_of
from parkloop_web.ledger.due import Standing, months_between
from parkloop_web.ledger.overview import HeatRow
from parkloop_web.pages.common import page, say
from parkloop_web.parks.rights import signed_in

_AT: Final = datetime(2026, 3, 5, 2, 15, tzinfo=UTC)
_MONTHS: Final = months_between(date(2024, 4, 1), date(2026, 3, 1))
_FIRMS: Final = tuple(
    Text(vi, en)
    for vi, en in (
        ("Thép Demo 1", "Demo Steel 1"),
        ("Đúc Demo 1", "Demo Foundry 1"),
        ("Nghiền xi măng Demo 1", "Demo Cement Grinding 1"),
        ("Điện tử Demo 4", "Demo Electronics 4"),
        ("Chế biến thủy sản xuất khẩu Demo 2", "Demo Seafood Processing for Export 2"),
    )
)


class SampleForm(forms.Form):
    """A field of each kind; shown with its errors."""

    name = forms.CharField(max_length=100)
    month = forms.ChoiceField(choices=[("2026-01", "01/2026"), ("2026-02", "02/2026")])
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(required=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a history or a comment of a thread."""

    who: str
    words: str
    why: str = ""
    mine: bool = False
    at: datetime = _AT


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in a tree."""

    words: str
    address: str = "#main"
    here: bool = False
    open: bool = False
    members: tuple[Branch, ...] = ()


@require_GET
@signed_in
def gallery(request: Asked) -> HttpResponse:
    form = _form()
    return page(
        request,
        "gallery/gallery.html",
        {
            "form": form,
            "months": _MONTHS,
            "rows": _heat_rows(),
            "counts": _counts(),
            "standings": tuple(Standing),
            "history": _history(),
            "thread": _thread(),
            "tree": _tree(),
            "map": drawing_of(_shapes()),
            "firms": _FIRMS,
            "listed": Paginator(range(137), 20).page(3),
        },
    )


def _form() -> SampleForm:
    form = SampleForm({"name": "", "month": "2026-03", "note": ""})
    form.fields["name"].label = say(Text("Tên doanh nghiệp", "Name of the enterprise"))
    form.fields["name"].help_text = say(
        Text("Như trên giấy chứng nhận đầu tư.", "As on the investment certificate.")
    )
    form.fields["month"].label = say(Text("Tháng", "Month"))
    form.fields["note"].label = say(Text("Ghi chú", "Note"))
    form.fields["sure"].label = say(Text("Số liệu đã được đối chiếu", "The figures were compared"))
    return form


def _heat_rows() -> tuple[HeatRow, ...]:
    order = tuple(Standing)
    return tuple(
        HeatRow(
            code=f"demo-{number}",
            name=name,
            park="demo",
            operator=False,
            cells=tuple(
                order[6]
                if place < 18 - number
                else order[(place * (number + 3) + number) % len(order)]
                for place in range(len(_MONTHS))
            ),
        )
        for number, name in enumerate(_FIRMS)
    )


def _counts() -> dict[Standing, int]:
    cells = [cell for row in _heat_rows() for cell in row.cells]
    return {standing: cells.count(standing) for standing in Standing}


def _history() -> tuple[Said, ...]:
    return (
        Said(
            say(Text("Biên tập Demo", "Demo editor")),
            say(
                Text(
                    "đổi nước sạch tháng 3 từ 1.204 thành 1.240 m³",
                    "changed fresh water in March from 1,204 to 1,240 m³",
                )
            ),
            say(Text("theo hóa đơn", "as on the bill")),
        ),
        Said(
            say(Text("Công ty hạ tầng Demo", "Demo operator")),
            say(Text("duyệt tháng 3/2026", "approved March 2026")),
        ),
    )


def _thread() -> tuple[Said, ...]:
    return (
        Said(
            say(Text("Ban quản lý Demo", "Demo board")),
            say(
                Text(
                    "Điện tháng 3 cao hơn tháng 2 một phần ba. Xin gửi kèm hóa đơn.",
                    "Power in March is a third above February. Please attach the bill.",
                )
            ),
        ),
        Said(
            say(Text("Biên tập Demo", "Demo editor")),
            say(
                Text(
                    "Đã gửi kèm: lò thứ hai chạy thử từ ngày 4.",
                    "Attached: the second furnace ran its trial from the 4th on.",
                )
            ),
            mine=True,
        ),
    )


def _tree() -> tuple[Branch, ...]:
    steel = Branch(say(_FIRMS[0]), here=True)
    park = Branch(
        say(Text("KCN Demo A", "Demo park A")), open=True, members=(steel, Branch(say(_FIRMS[1])))
    )
    other = Branch(say(Text("KCN Demo B", "Demo park B")), members=(Branch(say(_FIRMS[3])),))
    return (Branch(say(Text("Khu kinh tế Demo", "Demo zone")), open=True, members=(park, other)),)


def _shapes() -> list[Shape]:
    """Six plots of nowhere: a rectangle each, in the open sea."""
    words = say(Text("lô minh họa, {a} ha", "demo plot, {a} ha"))
    shapes = []
    for number in range(6):
        west, south = 107.5 + 0.012 * (number % 3), 20.5 + 0.009 * (number // 3)
        east, north = west + 0.0105, south + 0.0075 - 0.001 * (number % 2)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        shapes.append(
            Shape(
                code=f"demo-{number}",
                name=say(_FIRMS[number % 5]) if number != 2 else f"Lô {number}",
                geometry={"type": "Polygon", "coordinates": [ring]},
                href="#map" if number != 2 else "",
                token=("products", "electricity", "context", "fresh-water", "heat", "products")[
                    number
                ],
                about=words.format(a=number + 4),
            )
        )
    return shapes


urlpatterns = [path("look/", gallery, name="gallery")]
