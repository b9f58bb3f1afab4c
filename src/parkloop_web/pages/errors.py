"""Pages for what went wrong: what happened, what to do next, a number to ask about."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from parkloop.texts import Text
from parkloop_web.pages.common import language

#: Status → title, what to do, whether trying again may help.
_WORDS: Final[dict[int, tuple[Text, Text, bool]]] = {
    400: (
        Text("Yêu cầu này không đọc được", "This request cannot be read"),
        Text(
            "Địa chỉ hoặc biểu mẫu thiếu một phần. Hãy quay lại trang trước và làm lại từ đó.",
            "The address or the form lacks a part. Go back to the page before and start there.",
        ),
        False,
    ),
    403: (
        Text("Vai trò của bạn không cho phép việc này", "Your role does not allow this"),
        Text(
            "Bạn xem được nơi này nhưng không có quyền làm việc vừa chọn. Quản trị viên của nơi "
            "đó giao vai trò.",
            "You may see this place, but not do what you chose. The administrator of that place "
            "gives roles.",
        ),
        False,
    ),
    404: (
        Text("Không có trang này", "There is no such page"),
        Text(
            "Có thể địa chỉ đã cũ, hoặc nơi này không thuộc phần bạn được xem. Dùng Ctrl K để tìm.",
            "The address may be old, or the place is not among those you may see. Ctrl K finds "
            "what you can open.",
        ),
        False,
    ),
    409: (
        Text("Người khác vừa thay đổi chỗ này", "Somebody else has just changed this"),
        Text(
            "Việc của bạn chưa được ghi. Hãy mở lại trang, xem giá trị mới, rồi quyết định.",
            "What you did was not saved. Open the page again, look at the new value, then decide.",
        ),
        True,
    ),
    500: (
        Text("Có lỗi ở phía chúng tôi", "Something broke on our side"),
        Text(
            "Việc vừa làm chưa được lưu; dữ liệu đã lưu trước đó còn nguyên. Hãy thử lại sau ít "
            "phút.",
            "What you just did is not saved; what was saved before is untouched. Try again in a "
            "few minutes.",
        ),
        True,
    ),
}
_EXPIRED: Final = Text(
    "Trang đã mở quá lâu hoặc cookie bị chặn, nên biểu mẫu không còn dùng được. Hãy mở lại trang "
    "rồi gửi lần nữa.",
    "The page was open for too long, or cookies are blocked, so its form no longer counts. Open "
    "the page again and send it once more.",
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return framed(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return framed(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """The transaction of the request is lost by now, so nothing may be asked of the database."""
    return _plain(request, 500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was too old, or another site sent it."""
    return framed(request, 403, _EXPIRED, retry=True)


def framed(
    request: HttpRequest, status: int, words: Text | None = None, *, retry: bool | None = None
) -> HttpResponse:
    """An error inside the frame of the site, so that one can go on from there."""
    context = _context(request, status, words)
    if retry is not None:
        context["retry"] = retry
    return render(request, "errors/error.html", context, status=status)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    context = _context(request, status) | {"language": language()}
    return HttpResponse(get_template("errors/broken.html").render(context), status=status)


def _context(request: HttpRequest, status: int, words: Text | None = None) -> dict[str, object]:
    title, usual, retry = _WORDS[status]
    spoken = language()
    return {
        "detail": "",
        "number": getattr(request, "request_id", "")[:12],
        "retry": retry,
        "status": status,
        "title": title.in_language(spoken),
        "words": (words or usual).in_language(spoken),
    }
