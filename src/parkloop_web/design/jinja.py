"""The Jinja environment of the site: words in the language of the request, numbers in its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from parkloop.reports.numbers import number as number_words
from parkloop.reports.numbers import unit_words
from parkloop.texts import Language, Text


def environment(**options: Any) -> Environment:
    """Called by Django with its options; unknown names in templates are errors."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["loader"] = ChoiceLoader(
        [options["loader"], PackageLoader("parkloop.reports", "templates")]
    )
    made = Environment(**options)  # Django passes autoescape=True
    made.globals |= {"say": say, "url": url, "static": static, "query": query}
    made.globals["providers"] = providers
    made.filters |= {
        "spoken": spoken,
        "number": number,
        "day": day,
        "month": month,
        "moment": moment,
        "percent": percent,
        "unit": unit,
    }
    return made


def language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "vi"


def say(vi: str, en: str, **values: object) -> str:
    """A sentence in the language of the request; named places are filled."""
    words = vi if language() == "vi" else en
    return words.format(**values) if values else words


def spoken(text: Text) -> str:
    """A text of the core in the language of the request."""
    return text.in_language(language())


def url(name: str, /, **values: object) -> str:
    return reverse(name, kwargs=values or None)


def providers() -> list[dict[str, str]]:
    """Identity providers by which one may come in: their names, and where the button leads."""
    apps = (
        getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", ())
    )
    return [
        {
            "name": app["name"],
            "address": reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}),
        }
        for app in apps
    ]


def query(current: Mapping[str, str], **changes: object) -> str:
    """The query of an address with some values changed; None takes one out."""
    kept = dict(current.items())
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = str(value)
    return f"?{urlencode(kept)}" if kept else "?"


def number(value: float | None, digits: int = 6) -> str:
    """'1.234,5' or '1,234.5'; a dash where nothing is known."""
    return "—" if value is None else number_words(value, digits).in_language(language())


def percent(share: float | None) -> str:
    return "—" if share is None else f"{number(round(100 * share, 1), 4)} %"


def unit(name: str) -> str:
    """A unit as people write it: m³, t CO₂e."""
    return unit_words(name).in_language(language())


def day(value: date | datetime | str | None) -> str:
    """'05/03/2025' or '5 Mar 2025', in the zone's own time; a day may be written in ISO form."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}" if language() == "vi" else f"{local.day} {local:%b %Y}"


def month(value: date) -> str:
    """'03/2025' or 'Mar 2025'."""
    return f"{value:%m/%Y}" if language() == "vi" else f"{value:%b %Y}"


def moment(value: datetime | None) -> str:
    """Day and time to the minute, in the zone's own time."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    return f"{local:%H:%M} {day(local)}" if language() == "vi" else f"{day(local)}, {local:%H:%M}"
