"""Every address of the site. A page module brings its own list; tests/web/isolation.py says who may
open each."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from parkloop_web.footprints import host
from parkloop_web.pages import (
    carbon,
    cases,
    entering,
    exchanges,
    footprint_partners,
    footprints,
    heat,
    history,
    home,
    months,
    open_data,
    palette,
    people,
    places,
    publishing,
    register,
    tokens,
    zone_data,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("parkloop_web.accounts.signin_urls")),
    *home.urlpatterns,
    *entering.urlpatterns,
    *places.urlpatterns,
    *months.urlpatterns,
    *footprint_partners.urlpatterns,
    *footprints.urlpatterns,
    *carbon.urlpatterns,
    *host.urlpatterns,
    *open_data.urlpatterns,
    *zone_data.urlpatterns,
    *register.urlpatterns,
    *people.urlpatterns,
    *history.urlpatterns,
    *tokens.urlpatterns,
    *publishing.urlpatterns,
    *palette.urlpatterns,
    *exchanges.urlpatterns,
    *cases.urlpatterns,
    *heat.urlpatterns,
]
