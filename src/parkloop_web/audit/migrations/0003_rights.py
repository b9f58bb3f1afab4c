"""Who may read events."""

from django.db import migrations

from parkloop_web.database.rls import MANDATED, OVERSEEN, OWN, either, protect

#: What those who oversee an enterprise may read of its history.
SHARED = (
    "table_name = ANY ('{ledger_submission,ledger_step,ledger_extension,parks_node,"
    "parks_enterprise,accounts_membership,accounts_mandate}')"
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain"), ("parks", "0002_rights")]
    operations = [
        protect(
            "audit_event",
            read=either(OWN, MANDATED, "user_id = parkloop_user()", f"({OVERSEEN} AND {SHARED})"),
        ),
    ]
