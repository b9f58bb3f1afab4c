"""Every address of the site. A page module brings its own list; tests/web/isolation.py says who may
open each."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from parkloop_web.pages import (
    comments,
    entering,
    entry,
    evidence,
    exports,
    history,
    home,
    imports,
    months,
    palette,
    people,
    places,
    publishing,
    register,
    tokens,
    values,
    year,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *home.urlpatterns,
    *entering.urlpatterns,
    *places.urlpatterns,
    *months.urlpatterns,
    *year.urlpatterns,
    *imports.urlpatterns,
    *entry.urlpatterns,
    *values.urlpatterns,
    *evidence.urlpatterns,
    *comments.urlpatterns,
    *exports.urlpatterns,
    *register.urlpatterns,
    *people.urlpatterns,
    *history.urlpatterns,
    *tokens.urlpatterns,
    *publishing.urlpatterns,
    *palette.urlpatterns,
]
