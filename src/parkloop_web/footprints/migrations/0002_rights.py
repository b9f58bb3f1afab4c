"""Who may see and change what is exchanged: the enterprise, its experts, and the partner's system."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import EDITABLE, MANDATED, OWN, either, protect, sql_file

INSIDE = either(OWN, MANDATED)
PARTNER = "partner_id = parkloop_partner()"


class Migration(migrations.Migration):
    dependencies = [("footprints", "0001_initial"), ("parks", "0002_rights")]
    operations = [
        sql_file("parkloop_web.footprints", "partners.sql"),
        protect(
            "footprints_partner",
            read=either(INSIDE, "id = parkloop_partner()"),
            insert=EDITABLE,
            update=EDITABLE,
        ),
        protect(
            "footprints_stated", read=INSIDE, insert=EDITABLE, update=EDITABLE, delete=EDITABLE
        ),
        protect(
            "footprints_issued",
            read=either(INSIDE, "id = ANY ((SELECT parkloop_released())::bigint[])"),
            insert=EDITABLE,
            update=EDITABLE,
        ),
        protect(
            "footprints_release", read=either(INSIDE, PARTNER), insert=EDITABLE, update=EDITABLE
        ),
        # Written by whoever receives; nobody changes or deletes one.
        protect("footprints_receipt", read=either(INSIDE, PARTNER), insert=PARTNER),
        protect(
            "footprints_message",
            read=either(INSIDE, PARTNER),
            insert=PARTNER,
            update=either(EDITABLE, PARTNER),
        ),
        protect("footprints_supplied", read=INSIDE, insert=EDITABLE, update=EDITABLE),
        audited("footprints_partner", without=("secret", "host_secret")),
        audited("footprints_stated"),
        audited("footprints_issued", without=("document",)),
        audited("footprints_release"),
        audited("footprints_receipt"),
        audited("footprints_message", without=("data",)),
        audited("footprints_supplied", without=("document",)),
    ]
