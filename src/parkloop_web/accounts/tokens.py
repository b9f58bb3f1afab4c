"""Tokens by which other systems act for a person: made once, kept as a hash, ended by date."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from parkloop.texts import Text
from parkloop_web.accounts.models import Token, User

PREFIX: Final = "plp_"
LONGEST: Final = timedelta(days=365)
SCOPES: Final = {
    "register:read": Text("đọc sổ đăng ký", "read the register"),
    "entries:read": Text("đọc dòng số liệu", "read entries"),
    "entries:write": Text("ghi dòng số liệu", "write entries"),
    "imports:write": Text("nhập tệp", "import files"),
    "months:write": Text("gửi, duyệt, trả lại tháng", "submit, approve, return months"),
    "studies:read": Text("đọc kết quả", "read results"),
    "studies:write": Text("yêu cầu tính", "ask for studies"),
    "footprints:read": Text("đọc dấu vết các-bon", "read footprints"),
    "footprints:write": Text("công bố dấu vết các-bon", "publish footprints"),
    "statistics:read": Text(
        "đọc số liệu thống kê, chỉ số, kế hoạch", "read statistics, indices and plans"
    ),
    "statistics:write": Text(
        "nhập số liệu thống kê, ghi phương pháp và kế hoạch",
        "import statistics, keep methods and plans",
    ),
}


def make_token(user: User, name: str, scopes: list[str], at: datetime, until: datetime) -> str:
    """The secret of a new token, which is shown once."""
    secret = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        user=user,
        name=name,
        digest=digest(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=at,
        expires_at=min(until, at + LONGEST),
    )
    return secret


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
