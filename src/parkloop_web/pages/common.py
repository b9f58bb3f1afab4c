"""What pages share: rendering with a status, months in addresses, answers to acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from parkloop.texts import Language, Text
from parkloop_web.accounts.middleware import current_language


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page; a form with errors answers 422, so that it is told apart from success."""
    return render(request, template, dict(context), status=status)


def month_from(text: str) -> date:
    """'2025-03' as the first day of that month; anything else is an address that does not exist."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise Http404 from wrong


def local_today() -> date:
    return timezone.localdate()


def say(text: Text) -> str:
    """A text in the language of the request."""
    return text.in_language(language())


def language() -> Language:
    return current_language()


def tell(request: HttpRequest, text: Text) -> None:
    """A message that the next page shows."""
    messages.success(request, say(text))


def warn(request: HttpRequest, text: Text) -> None:
    messages.warning(request, say(text))
