"""Every address of the site. A page module brings its own list; tests/web/isolation.py says who may
open each."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from parkloop_web.pages import entering, home, months, palette, places

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *home.urlpatterns,
    *entering.urlpatterns,
    *places.urlpatterns,
    *months.urlpatterns,
    *palette.urlpatterns,
]
