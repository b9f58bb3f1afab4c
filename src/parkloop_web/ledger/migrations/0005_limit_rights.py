"""Limits: read by the enterprise and who oversees it, entered by operator and board; audited."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import MANDATED, OVERSEEN, OWN, either, protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_limits"), ("parks", "0004_rights_once_a_query")]
    operations = [
        protect(
            "ledger_statedlimit",
            read=either(OWN, MANDATED, OVERSEEN),
            insert=OVERSEEN,
            update=OVERSEEN,
        ),
        audited("ledger_statedlimit", without=("evidence",)),
    ]
