"""Every address of the site. A page module brings its own list; tests/web/isolation.py says who may
open each."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from parkloop_web.api import documentation
from parkloop_web.api.operations import api
from parkloop_web.footprints import host
from parkloop_web.pages import (
    account,
    agreed,
    assessments,
    carbon,
    cases,
    certification,
    comments,
    deadlines,
    entering,
    entry,
    evidence,
    exchange_plan,
    exchanges,
    exports,
    footprint_partners,
    footprints,
    gallery,
    heat,
    history,
    home,
    imports,
    land,
    limits,
    months,
    networks,
    open_data,
    open_indicators,
    palette,
    people,
    places,
    publishing,
    register,
    tokens,
    traced,
    values,
    whatif,
    year,
    zone_data,
    zone_indexes,
    zone_plans,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("parkloop_web.accounts.signin_urls")),
    *documentation.urlpatterns,
    path("api/v1/", api.urls),
    *home.urlpatterns,
    *entering.urlpatterns,
    *account.urlpatterns,
    *places.urlpatterns,
    *months.urlpatterns,
    *deadlines.urlpatterns,
    *assessments.urlpatterns,
    *whatif.urlpatterns,
    *certification.urlpatterns,
    *footprint_partners.urlpatterns,
    *footprints.urlpatterns,
    *agreed.urlpatterns,
    *traced.urlpatterns,
    *carbon.urlpatterns,
    *host.urlpatterns,
    *open_indicators.urlpatterns,
    *open_data.urlpatterns,
    *zone_data.urlpatterns,
    *zone_indexes.urlpatterns,
    *zone_plans.urlpatterns,
    *year.urlpatterns,
    *imports.urlpatterns,
    *entry.urlpatterns,
    *values.urlpatterns,
    *evidence.urlpatterns,
    *comments.urlpatterns,
    *exports.urlpatterns,
    *register.urlpatterns,
    *land.urlpatterns,
    *limits.urlpatterns,
    *people.urlpatterns,
    *history.urlpatterns,
    *tokens.urlpatterns,
    *publishing.urlpatterns,
    *palette.urlpatterns,
    *gallery.urlpatterns,
    *exchanges.urlpatterns,
    *exchange_plan.urlpatterns,
    *networks.urlpatterns,
    *cases.urlpatterns,
    *heat.urlpatterns,
]

handler400 = "parkloop_web.pages.errors.bad_request"
handler403 = "parkloop_web.pages.errors.forbidden"
handler404 = "parkloop_web.pages.errors.not_found"
handler500 = "parkloop_web.pages.errors.broken"
