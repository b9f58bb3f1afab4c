"""Who may see and change the register, memberships, mandates and consents."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import (
    EDITABLE,
    MANDATED,
    OVERSEEN,
    OWN,
    among,
    either,
    protect,
    sql_file,
)

GRANTABLE_PLACE = among("parkloop_grantable", "place_id")
BOARD_ZONE = among("parkloop_board_zones", "zone_id")
OPERATOR_PARK = among("parkloop_operator_parks", "park_id")
#: Kinds that the whole zone knows; what stands below a tenant's site is its own.
KNOWN_TO_ALL = (
    "kind IN ('zone', 'park', 'enterprise', 'site', 'grid', 'market', 'landfill', 'air', "
    "'water-body', 'ground', 'partner')"
)
ME = "parkloop_user()"


class Migration(migrations.Migration):
    dependencies = [
        ("parks", "0001_initial"),
        ("accounts", "0002_initial"),
        ("audit", "0002_chain"),
    ]
    operations = [
        sql_file("parkloop_web.parks", "rights.sql"),
        protect(
            "parks_node",
            read=f"{among('parkloop_zones', 'zone_id')} AND "
            + either(KNOWN_TO_ALL, among("parkloop_operators"), OWN, MANDATED, OVERSEEN),
            insert=either(BOARD_ZONE, OPERATOR_PARK, EDITABLE),
            update=either(BOARD_ZONE, OPERATOR_PARK, EDITABLE),
            delete=either(BOARD_ZONE, EDITABLE),
        ),
        protect(
            "parks_enterprise",
            read=either(OWN, MANDATED, OVERSEEN),
            insert=either(OWN, OVERSEEN),
            update=either(EDITABLE, OVERSEEN),
            delete=OVERSEEN,
        ),
        protect(
            "parks_plot",
            read=among("parkloop_parks", "park_id"),
            insert=either(OPERATOR_PARK, OVERSEEN, among("parkloop_parks", "park_id")),
            update=either(OPERATOR_PARK, among("parkloop_parks", "park_id")),
            delete=either(OPERATOR_PARK, among("parkloop_parks", "park_id")),
        ),
        protect(
            "parks_consent",
            read=either(OWN, OVERSEEN, among("parkloop_own", "partner_id")),
            insert=EDITABLE,
            update=EDITABLE,
            delete=EDITABLE,
        ),
        protect(
            "accounts_membership",
            read=either(f"user_id = {ME}", GRANTABLE_PLACE, among("parkloop_own", "place_id")),
            insert=GRANTABLE_PLACE,
            update=GRANTABLE_PLACE,
            delete=GRANTABLE_PLACE,
        ),
        protect(
            "accounts_mandate",
            read=either(f"expert_id = {ME}", OWN, among("parkloop_grantable")),
            insert=EDITABLE,
            update=EDITABLE,
            delete=EDITABLE,
        ),
        protect(
            "accounts_token",
            read=f"user_id = {ME}",
            insert=f"user_id = {ME}",
            update=f"user_id = {ME}",
            delete=f"user_id = {ME}",
        ),
        audited("parks_node"),
        audited("parks_enterprise"),
        audited("parks_plot"),
        audited("parks_consent"),
        audited("accounts_membership", place="place_id"),
        audited("accounts_mandate"),
        audited("accounts_token", place="none", without=("digest",)),
        audited("accounts_user", place="none", without=("password", "last_login")),
    ]
