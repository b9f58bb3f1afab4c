"""Every address of the site. A page module brings its own list; tests/web/isolation.py says who may
open each."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from parkloop_web.pages import entering, gallery, home, months, palette, places

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *home.urlpatterns,
    *entering.urlpatterns,
    *places.urlpatterns,
    *months.urlpatterns,
    *palette.urlpatterns,
    *gallery.urlpatterns,
]

handler400 = "parkloop_web.pages.errors.bad_request"
handler403 = "parkloop_web.pages.errors.forbidden"
handler404 = "parkloop_web.pages.errors.not_found"
handler500 = "parkloop_web.pages.errors.broken"
