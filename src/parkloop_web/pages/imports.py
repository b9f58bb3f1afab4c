"""The import wizard: file → sheet and columns → check and mend → compare → accept; and undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkloop.errors import InputRefused, ParkloopError, RequestError
from parkloop.io.intake.fields import FIELDS
from parkloop.ledger.changes import Mode
from parkloop.texts import Text
from parkloop_web.accounts.middleware import Asked
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.intake import (
    LIMITS,
    MODE_WORDS,
    add_repairs,
    examine,
    receive_upload,
    returned,
    same_file_before,
)
from parkloop_web.ledger.intake_checking import check_of, is_checked_now, is_large
from parkloop_web.ledger.intake_kept import spoken, with_severity
from parkloop_web.ledger.intake_mapping import FIELD_CHOICES, mapping_given
from parkloop_web.ledger.intake_repairing import ROWS_SHOWN, repairs_given
from parkloop_web.ledger.intake_taking import keep_check
from parkloop_web.ledger.models import SavedMapping, Upload
from parkloop_web.ledger.tasks import import_of, start_check, start_import
from parkloop_web.ledger.undo import UNDO_FOR, plan_of, undo, until
from parkloop_web.pages.choices import LISTED, choices
from parkloop_web.pages.common import language, page, tell, warn
from parkloop_web.parks.models import Node
from parkloop_web.parks.rights import Need, at

STEPS = (
    ("imports", Text("Tệp", "File")),
    ("import-mapping", Text("Trang và cột", "Sheet and columns")),
    ("import-check", Text("Kiểm tra", "Check")),
    ("import-compare", Text("So sánh", "Compare")),
    ("import", Text("Nhận", "Accept")),
)
_SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@at(Need.READ, "enterprise")
def imports(request: Asked, node: Node) -> HttpResponse:
    """Files of an enterprise, and the field for a new one."""
    if request.method == "POST":
        return _received(request, node)
    return _list(request, node)


def _list(
    request: Asked, node: Node, refused: ParkloopError | None = None, status: int = 200
) -> HttpResponse:
    own = Upload.objects.filter(enterprise=node).exclude(state=Upload.State.DISCARDED)
    uploads = list(own.select_related("by").defer("content", "record", "repairs").order_by("-at"))
    now = timezone.now()
    undoable = {u.pk for u in uploads if (last := until(u)) and now <= last}
    return page(
        request,
        "imports/list.html",
        {
            "node": node,
            "steps": STEPS,
            "uploads": uploads[:100],
            "undoable": undoable,
            "refused": refused,
            "senders": SavedMapping.objects.filter(enterprise=node).exclude(sender=""),
            "may_edit": node.pk in request.identity.editable,
            "most": LIMITS.file_bytes // 1_000_000,
        },
        status=status,
    )


def _received(request: Asked, node: Node) -> HttpResponse:
    if node.pk not in request.identity.editable:
        return HttpResponse(status=403)
    given = request.FILES.get("file")
    if given is None or not given.size:
        missing = Text("Hãy chọn một tệp .xlsx hoặc .csv.", "Choose an .xlsx or .csv file.")
        return _list(request, node, RequestError(missing), 422)
    if given.size > LIMITS.file_bytes:
        large = Text("Tệp lớn hơn 25 MB.", "The file is larger than 25 MB.")
        return _list(request, node, RequestError(large), 422)
    try:
        upload = receive_upload(
            request.identity.person, node, given.name or "", given.read(), at=timezone.now()
        )
        upload.sender = request.POST.get("sender", "").strip()[:200]
        upload.save(update_fields=["sender"])
        return _checked(request, _whole(upload), "import-mapping")
    except ParkloopError as refused:
        return _list(request, node, refused, 422)


def _whole(upload: Upload) -> Upload:
    return Upload.objects.select_related(
        "enterprise", "enterprise__zone", "enterprise__park", "by"
    ).get(pk=upload.pk)


def _upload(node: Node, number: int) -> Upload:
    found = (
        Upload.objects.filter(enterprise=node, pk=number)
        .select_related("enterprise", "enterprise__zone", "enterprise__park", "by")
        .first()
    )
    if found is None or found.state == Upload.State.DISCARDED:
        raise Http404
    return found


def _step(
    request: Asked,
    upload: Upload,
    name: str,
    more: dict[str, Any],
    status: int = 200,
    template: str = "",
) -> HttpResponse:
    check = upload.record.get("check", {})
    return page(
        request,
        template or f"imports/{name.removeprefix('import-')}.html",
        {
            "node": upload.enterprise,
            "upload": upload,
            "check": check,
            "counts": upload.counts,
            "steps": STEPS,
            "step": name,
            "severities": check.get("severities", {}),
            "spoken_of": spoken,
            "may_edit": upload.enterprise_id in request.identity.editable,
            **more,
        },
        status=status,
    )


def _open(upload: Upload) -> Upload:
    """An upload that can still be worked on; what is in the ledger is looked at, not changed."""
    if upload.state not in (Upload.State.RECEIVED, Upload.State.CHECKED):
        raise Http404
    return upload


def _waited_for(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the check: while that runs, one is sent to the page that waits for it."""

    @wraps(view)
    def checked(request: Asked, node: Node, upload: int) -> HttpResponse:
        if is_checked_now(_open(_upload(node, upload))):
            return redirect("import", code=node.code, upload=upload)
        return view(request, node, upload)

    return checked


@require_http_methods(["GET", "POST"])
@at(Need.EDIT, "enterprise")
@_waited_for
def mapping(request: Asked, node: Node, upload: int) -> HttpResponse:
    """Which sheets are read, what each column means, what holds for the whole file."""
    found = _open(_upload(node, upload))
    if request.method == "POST":
        try:
            found.mapping = mapping_given(found, request.POST)
        except RequestError as problem:
            return _mapping_page(request, found, problem.text)
        found.save(update_fields=["mapping"])
        return _checked_again(request, found, "import-check")
    return _mapping_page(request, found)


def _mapping_page(request: Asked, upload: Upload, problem: Text | None = None) -> HttpResponse:
    sender = upload.mapping.get("sender", {})
    return _step(
        request,
        upload,
        "import-mapping",
        {
            "problem": problem,
            "fields": [(name, FIELDS[name].name) for name in FIELD_CHOICES],
            "chosen": upload.mapping.get("sheets"),
            "constants": sender.get("constants", {}),
            "decimal": sender.get("decimal", ""),
            "year": sender.get("year") or "",
            "columns": sender.get("columns", {}),
            "before": same_file_before(upload),
        },
        status=422 if problem else 200,
    )


def _checked(request: Asked, upload: Upload, then: str) -> HttpResponse:
    """Check a small file now and go on; a large one as a job, for which the page waits."""
    if is_large(upload):
        start_check(upload, request.identity.person, then)
        return redirect("import", code=upload.enterprise.code, upload=upload.pk)
    keep_check(upload, request.identity.person, timezone.now())
    return redirect(then, code=upload.enterprise.code, upload=upload.pk)


def _checked_again(request: Asked, upload: Upload, then: str) -> HttpResponse:
    try:
        return _checked(request, upload, then)
    except InputRefused as refused:
        warn(request, refused.text)
        return redirect(then, code=upload.enterprise.code, upload=upload.pk)


@require_http_methods(["GET", "POST"])
@at(Need.EDIT, "enterprise")
@_waited_for
def check(request: Asked, node: Node, upload: int) -> HttpResponse:
    """Every finding, and the bad rows to be mended in place."""
    found = _open(_upload(node, upload))
    if request.method == "POST":
        count = add_repairs(found, repairs_given(found, request.POST, language()))
        answer = _checked_again(request, found, "import-check")
        _tell_mended(request, found, count)
        return answer
    severity = request.GET.get("severity", "")
    kept = found.record["check"]
    first = _number(request.GET.get("from", "0"))
    listed = list(with_severity(kept, severity))
    return _step(
        request,
        found,
        "import-check",
        {
            "findings": listed[first : first + _SHOWN],
            "first": first,
            "found": len(listed),
            "shown_at_once": _SHOWN,
            "severity": severity,
            "rows": kept["rows"][:ROWS_SHOWN],
            "all_findings": kept["findings"],
            "lists": LISTED,
            "choices": choices(node, language()) if kept["rows"] else {},
        },
    )


def _tell_mended(request: Asked, upload: Upload, count: int) -> None:
    if is_checked_now(upload):
        tell(request, Text(f"Đã sửa {count} ô.", f"{count} cells mended."))
        return
    left = upload.record["check"]["severities"].get("error", 0)
    tell(
        request,
        Text(f"Đã sửa {count} ô; còn {left} lỗi.", f"{count} cells mended; {left} errors left."),
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@require_http_methods(["GET", "POST"])
@at(Need.EDIT, "enterprise")
@_waited_for
def compare(request: Asked, node: Node, upload: int) -> HttpResponse:
    """What would change, old → new; how the file is taken in, and why."""
    found = _open(_upload(node, upload))
    if request.method == "POST":
        found.mode = _mode(request.POST.get("mode", ""))
        found.partial = "partial" in request.POST
        found.reason = request.POST.get("reason", "").strip()[:1000]
        found.save(update_fields=["mode", "partial", "reason"])
        return _checked_again(request, found, "import-compare")
    return _compare_page(request, found)


def _mode(text: str) -> str:
    try:
        return Mode(text).value
    except ValueError as unknown:
        raise Http404 from unknown


def _compare_page(request: Asked, upload: Upload, problem: Text | None = None) -> HttpResponse:
    kept = upload.record["check"]
    limits = [f for f in kept["findings"] if f["rule"] in ("IMP-65", "IMP-66", "IMP-60")]
    return _step(
        request,
        upload,
        "import-compare",
        {
            "modes": MODE_WORDS,
            "problem": problem,
            "differences": kept["differences"],
            "limits": limits[:20],
            "stopped": upload.record.get("problem"),
            "needs_reason": _needs_reason(upload),
        },
        status=422 if problem else 200,
    )


def _needs_reason(upload: Upload) -> bool:
    return bool(upload.counts.get("corrected") or upload.counts.get("voided"))


@require_POST
@at(Need.EDIT, "enterprise")
@_waited_for
def accept(request: Asked, node: Node, upload: int) -> HttpResponse:
    """Take the file in, as a job; a reason is compulsory where it corrects or takes back."""
    found = _open(_upload(node, upload))
    found.reason = request.POST.get("reason", found.reason).strip()[:1000]
    if _needs_reason(found) and not found.reason:
        return _compare_page(
            request,
            found,
            Text(
                "Tệp sửa hoặc hủy số liệu đã có: hãy ghi lý do trước khi nhận.",
                "The file corrects or takes back what is there: give the reason before accepting.",
            ),
        )
    if not found.record["check"]["may_be_taken"]:
        return _compare_page(
            request,
            found,
            Text(
                "Chưa nhận được: hãy xem các lỗi còn lại.",
                "It cannot be accepted yet: look at the errors that are left.",
            ),
        )
    found.save(update_fields=["reason"])
    start_import(found, request.identity.person)
    return redirect("import", code=node.code, upload=found.pk)


@require_GET
@at(Need.READ, "enterprise")
def one(request: Asked, node: Node, upload: int) -> HttpResponse:
    """What became of a file; while it is checked or taken in, the page asks again by itself."""
    found = _upload(node, upload)
    if found.state == Upload.State.CHECKED and not _waits(found):
        if found.record.get("problem"):
            return redirect("import-compare", code=node.code, upload=found.pk)
        return redirect(found.record.get("then", "import-check"), code=node.code, upload=found.pk)
    last = until(found)
    return _step(
        request,
        found,
        "import-check" if is_checked_now(found) else "import",
        {
            "waiting": _waits(found),
            "checking": is_checked_now(found),
            "job": _job(found),
            "undo_until": last if last and timezone.now() <= last else None,
            "modes": MODE_WORDS,
            "Mode": Mode,
            "record": found.record.get("import", {}),
            "refused": found.record.get("refused"),
        },
        template="imports/import.html",
    )


def _waits(upload: Upload) -> bool:
    taken_in = bool(upload.record.get("waiting")) and upload.state == Upload.State.CHECKED
    return taken_in or is_checked_now(upload)


def _job(upload: Upload) -> Job | None:
    return check_of(upload) if is_checked_now(upload) else import_of(upload)


@require_GET
@at(Need.READ, "enterprise")
def state(request: Asked, node: Node, upload: int) -> HttpResponse:
    """How far it is, polled by the page that waits; done, that page is asked for anew."""
    found = _upload(node, upload)
    more = {"node": node, "upload": found, "job": _job(found), "checking": is_checked_now(found)}
    answer = page(request, "imports/waiting.html", more)
    if not _waits(found):
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@at(Need.READ, "enterprise")
def returned_file(request: Asked, node: Node, upload: int) -> HttpResponse:
    """The sender's own workbook back, with what is wrong coloured and the reason beside it."""
    found = _upload(node, upload)
    examined = examine(found, by=str(request.identity.person), at=timezone.now())
    content = returned(found, examined, only_bad="only-bad" in request.GET)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return download(content, f"{stem}-{'loi' if language() == 'vi' else 'errors'}.xlsx", XLSX)


@require_GET
@at(Need.READ, "enterprise")
def original(request: Asked, node: Node, upload: int) -> HttpResponse:
    """The file as it came."""
    found = _upload(node, upload)
    return download(bytes(found.content), found.file_name, "application/octet-stream")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved, never opened in place, whatever it holds."""
    answer = HttpResponse(
        content,
        content_type=media_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return answer


@require_POST
@at(Need.EDIT, "enterprise")
def discard(request: Asked, node: Node, upload: int) -> HttpResponse:
    """Give a file up before it is taken in."""
    found = _open(_upload(node, upload))
    found.state = Upload.State.DISCARDED
    found.save(update_fields=["state"])
    tell(request, Text(f"Đã bỏ tệp {found.file_name}.", f"{found.file_name} was given up."))
    return redirect("imports", code=node.code)


@require_http_methods(["GET", "POST"])
@at(Need.EDIT, "enterprise")
def take_back(request: Asked, node: Node, upload: int) -> HttpResponse:
    """What undoing an import would do; and the undoing."""
    found, now = _upload(node, upload), timezone.now()
    if request.method == "GET":
        return _undo_page(request, found)
    try:
        undo(found.pk, request.identity.person, reason=request.POST.get("reason", ""), at=now)
    except RequestError as problem:
        return _undo_page(request, found, problem.text)
    tell(
        request,
        Text(
            f"Đã hoàn tác lần nhập {found.file_name}.",
            f"The import of {found.file_name} was undone.",
        ),
    )
    return redirect("import", code=node.code, upload=found.pk)


def _undo_page(request: Asked, upload: Upload, problem: Text | None = None) -> HttpResponse:
    try:
        planned = plan_of(upload, by="", at=timezone.now(), reason="preview")
    except RequestError as impossible:
        raise Http404 from impossible
    return _step(
        request,
        upload,
        "import-undo",
        {
            "planned": planned,
            "effect": planned.plan.counts,
            "problem": problem,
            "days": UNDO_FOR.days,
        },
        status=422 if problem else 200,
    )


_ONE = "p/<str:code>/imports/<int:upload>/"
urlpatterns = [
    path("p/<str:code>/imports/", imports, name="imports"),
    path(_ONE, one, name="import"),
    path(f"{_ONE}mapping/", mapping, name="import-mapping"),
    path(f"{_ONE}check/", check, name="import-check"),
    path(f"{_ONE}compare/", compare, name="import-compare"),
    path(f"{_ONE}accept/", accept, name="import-accept"),
    path(f"{_ONE}state/", state, name="import-state"),
    path(f"{_ONE}returned.xlsx", returned_file, name="import-returned"),
    path(f"{_ONE}original", original, name="import-original"),
    path(f"{_ONE}discard/", discard, name="import-discard"),
    path(f"{_ONE}undo/", take_back, name="import-undo"),
]
