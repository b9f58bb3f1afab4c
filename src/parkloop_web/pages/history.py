"""Who changed what, when and why, in sentences; newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.accounts.models import User
from parkloop_web.audit.models import Event
from parkloop_web.pages.common import page
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

PER_PAGE = 60
_TABLES = {
    "accounts_mandate": Text("ủy quyền chuyên gia", "a mandate of an expert"),
    "accounts_membership": Text("vai trò", "a role"),
    "ledger_comment": Text("ý kiến", "a comment"),
    "ledger_entry": Text("dòng số liệu", "entries"),
    "ledger_evidence": Text("tệp chứng cứ", "a file of evidence"),
    "ledger_evidenceof": Text("chỗ dùng chứng cứ", "what evidence belongs to"),
    "ledger_extension": Text("gia hạn", "an extension"),
    "ledger_savedmapping": Text("cách đọc cột", "how columns are read"),
    "ledger_step": Text("bước của tháng", "a step of a month"),
    "ledger_submission": Text("tháng", "a month"),
    "ledger_upload": Text("lần nhập", "an import"),
    "parks_consent": Text("sự đồng ý", "a consent"),
    "parks_enterprise": Text("sổ đăng ký", "the register"),
    "parks_node": Text("nơi chốn", "a place"),
    "parks_plot": Text("lô đất", "a plot"),
    "studies_study": Text("lần tính", "a study"),
}
_ACTS = {
    "insert": Text("thêm", "added"),
    "update": Text("sửa", "changed"),
    "delete": Text("xóa", "removed"),
}
#: Columns that say nothing to people.
_SILENT = frozenset({"id", "search", "changed_at", "risk", "risk_score", "round"})


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words, and what of it changed: column, old, new."""

    at: datetime
    who: str
    said: Text
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    number: int | None


@require_GET
@at(Need.READ, "zone", "park", "enterprise")
def history(request: Asked, node: Node) -> HttpResponse:
    """Events of a place that one may see; ``before`` leads to older ones."""
    events = Event.objects.order_by("-id")
    if node.kind == "enterprise":
        events = events.filter(enterprise_id=node.pk)
    elif node.kind == "park":
        events = events.filter(
            enterprise_id__in=list(
                Node.objects.filter(park=node, kind="enterprise").values_list("pk", flat=True)
            )
        )
    if (before := request.GET.get("before", "")).isdigit():
        events = events.filter(pk__lt=int(before))
    shown = list(events[: PER_PAGE + 1])
    names = dict(
        User.objects.filter(pk__in={e.user_id for e in shown if e.user_id}).values_list(
            "pk", "name"
        )
    )
    return page(
        request,
        "history/history.html",
        {
            "node": node,
            "lines": [_line(event, names) for event in shown[:PER_PAGE]],
            "older": shown[PER_PAGE - 1].pk if len(shown) > PER_PAGE else None,
        },
    )


def _line(event: Event, names: dict[int, str]) -> Line:
    what = _TABLES.get(event.table, Text(event.table, event.table))
    act = _ACTS[event.act]
    said = Text(f"{act.vi} {what.vi}", f"{act.en} {what.en}")
    if event.table == "ledger_entry" and event.after:
        said = _entries(event.after)
    return Line(
        at=event.at,
        who=names.get(event.user_id or 0, "") or "—",
        said=said,
        changes=_changes(event.before, event.after),
        reason=event.reason,
        number=event.sequence,
    )


def _entries(after: dict[str, Any]) -> Text:
    n, c, v = after.get("new", 0), after.get("corrected", 0), after.get("voided", 0)
    return Text(
        f"ghi sổ {n} dòng mới, {c} dòng sửa, {v} dòng rút lại",
        f"recorded {n} new entries, corrected {c}, took {v} back",
    )


def _changes(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[tuple[str, str, str], ...]:
    """Columns whose value changed; of what was added or removed nothing is listed."""
    if not before or not after:
        return ()
    return tuple(
        (name, _short(before.get(name)), _short(after[name]))
        for name in sorted(after)
        if name not in _SILENT and before.get(name) != after[name]
    )


def _short(value: object) -> str:
    text = "—" if value in (None, "") else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


urlpatterns = [path("p/<str:code>/history/", history, name="history")]
