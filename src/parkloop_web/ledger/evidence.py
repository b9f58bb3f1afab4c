"""Files that show where a value comes from: looked at before they are kept, served as downloads.

What a file is, is decided by its first bytes and never by its name. Nothing that a browser runs
(HTML, SVG, scripts) is taken; what is taken is shown in place only if it is a picture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db.models import Exists, OuterRef

from parkloop.errors import InputRefused, RequestError
from parkloop.io.intake.words import plain
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import because
from parkloop_web.ledger.intake import safe_name
from parkloop_web.ledger.models import Entry, Evidence, EvidenceOf
from parkloop_web.parks.models import Node

MOST_BYTES: Final = 25_000_000
_ABOUT: Final = re.compile(r"key/[0-9a-f]{32}|month/[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken, by how it begins; ``shown``: a browser may show it in place."""

    media_type: str
    ending: str
    begins: bytes
    shown: bool = False


_KINDS: Final = (
    Kind("application/pdf", "pdf", b"%PDF-"),
    Kind("image/png", "png", b"\x89PNG\r\n\x1a\n", shown=True),
    Kind("image/jpeg", "jpg", b"\xff\xd8\xff", shown=True),
    Kind("image/webp", "webp", b"RIFF", shown=True),
    Kind("application/zip", "zip", b"PK\x03\x04"),
)
_TEXT: Final = Kind("text/plain", "txt", b"")
_OFFICE: Final = {
    b"xl/": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", b""),
    b"word/": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", b""
    ),
}
_MARKUP: Final = re.compile(
    rb"<\s*(!doctype|html|svg|script|\?xml|head|body|iframe|object|embed|a\s|img\s|meta|style)",
    re.IGNORECASE,
)
_BY_TYPE: Final = {kind.media_type: kind for kind in (*_KINDS, _TEXT, *_OFFICE.values())}
NOT_TAKEN: Final = Text(
    "Không nhận loại tệp này. Minh chứng có thể là PDF, ảnh (PNG, JPEG, WebP), Excel, Word hoặc "
    "văn bản thuần.",
    "This kind of file is not taken. Evidence may be a PDF, a picture (PNG, JPEG, WebP), Excel, "
    "Word or plain text.",
)


def kind_of(content: bytes) -> Kind | None:
    """What a file is by what stands in it; None for what is not taken."""
    for kind in _KINDS:
        if content.startswith(kind.begins):
            if kind.ending == "webp":
                return kind if content[8:12] == b"WEBP" else None
            return _office(content) if kind.ending == "zip" else kind
    return _TEXT if _is_plain_text(content) else None


def _office(content: bytes) -> Kind | None:
    """A workbook or document; an archive of anything else is not taken."""
    if b"[Content_Types].xml" not in content[:4096]:
        return None
    return next((kind for part, kind in _OFFICE.items() if part in content), None)


def _is_plain_text(content: bytes) -> bool:
    if not content or b"\0" in content or _MARKUP.search(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def add_evidence(
    person: User,
    enterprise: Node,
    about: str,
    file_name: str,
    content: bytes,
    *,
    at: datetime,
    valid_until: date | None = None,
) -> Evidence:
    """Keep a file for a value or a month of an enterprise; raises InputRefused in words."""
    require_about(enterprise, about)
    if len(content) > MOST_BYTES:
        raise InputRefused(
            Text("Tệp lớn hơn 25 MB; hãy thu nhỏ.", "The file is larger than 25 MB; make it less.")
        )
    kind = kind_of(content)
    if kind is None:
        raise InputRefused(NOT_TAKEN)
    evidence = Evidence.objects.create(
        enterprise=enterprise,
        by=person,
        at=at,
        file_name=safe_name(file_name),
        media_type=kind.media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        valid_until=valid_until,
    )
    EvidenceOf.objects.create(evidence=evidence, enterprise=enterprise, about=about)
    return evidence


def require_about(enterprise: Node, about: str) -> None:
    """Refuse what speaks of nothing that the asker sees of this enterprise."""
    if _ABOUT.fullmatch(about) is None:
        raise _nothing(about)
    if about.startswith("key/"):
        key = about.removeprefix("key/")
        if not Entry.objects.filter(enterprise=enterprise, key=key).exists():
            raise _nothing(about)


def _nothing(about: str) -> RequestError:
    return RequestError(
        Text(f"Không có số liệu hay tháng “{about}”.", f"There is no value or month “{about}”.")
    )


def withdraw(evidence: Evidence, *, reason: str, at: datetime) -> None:
    """Take a file back: it stays in the audit, and is no longer served."""
    if not reason.strip():
        raise RequestError(
            Text(
                "Rút minh chứng cần lý do: tệp nhầm, tệp của việc khác…",
                "Withdrawing evidence needs a reason: a wrong file, of another matter …",
            )
        )
    because(reason)
    evidence.withdrawn_at = at
    evidence.save(update_fields=["withdrawn_at"])


def evidence_of(enterprise: Node, about: str) -> list[Evidence]:
    """Files of a value or month that have not been withdrawn, the newest first, without content."""
    use = EvidenceOf.objects.filter(evidence=OuterRef("pk"), enterprise=enterprise, about=about)
    return list(
        Evidence.objects.filter(Exists(use), enterprise=enterprise, withdrawn_at=None)
        .select_related("by")
        .defer("content")
        .order_by("-at", "-pk")
    )


def served_name(evidence: Evidence) -> str:
    """A name of our own making: number, plain words of the sender's name, ending by content."""
    stem = plain(evidence.file_name.rpartition(".")[0] or evidence.file_name)
    words = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60]
    ending = _BY_TYPE[evidence.media_type].ending
    return f"evidence-{evidence.pk}{'-' if words else ''}{words}.{ending}"


def may_be_shown(evidence: Evidence) -> bool:
    """Whether a browser may show it in place: pictures alone."""
    return _BY_TYPE[evidence.media_type].shown
