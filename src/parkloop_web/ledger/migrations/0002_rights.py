"""Who may see and add entries; the current versions; the workflow of months; audit."""

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

#: Overseers see what was recorded up to the last submission of that month.
SUBMITTED = (
    f"({OVERSEEN} AND EXISTS (SELECT FROM ledger_submission s "
    "WHERE s.enterprise_id = {t}.enterprise_id AND s.month = {t}.month "
    "AND s.seen_until >= {t}.recorded_at))"
)
#: Both ends of a flow know of it.
PARTY = "parties && (SELECT parkloop_own())::bigint[]"
#: What goes into the networks of one's park: without it nobody knows what the power came from.
#: Deliveries to other tenants have two parties and stay hidden.
UTILITY = (
    f"({among('parkloop_utilities')} AND parties <@ ARRAY[enterprise_id] "
    "AND ledger_was_submitted(enterprise_id, month, recorded_at))"
)
SEEN_BY_ALL_INVOLVED = either(OWN, MANDATED, OVERSEEN)
WITH_THE_ENTERPRISE = either(OWN, MANDATED)
ME = "user_id = parkloop_user()"


def private(table: str) -> migrations.RunSQL:
    """Rows that only the enterprise and its experts see."""
    return protect(
        table, read=WITH_THE_ENTERPRISE, insert=EDITABLE, update=EDITABLE, delete=EDITABLE
    )


def workflow(table: str) -> migrations.RunSQL:
    """Rows that the enterprise and those who oversee it share."""
    written = either(EDITABLE, OVERSEEN)
    return protect(table, read=SEEN_BY_ALL_INVOLVED, insert=written, update=written, delete="false")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("parks", "0002_rights")]
    operations = [
        sql_file("parkloop_web.ledger", "entries.sql"),
        protect(
            "ledger_entry",
            read=either(
                OWN,
                MANDATED,
                PARTY,
                SUBMITTED.format(t="ledger_entry"),
                UTILITY,
            ),
            insert=f"{EDITABLE} AND ledger_month_open(enterprise_id, month)",
        ),
        # What is current is decided by its entry's own policy where the two are joined.
        protect("ledger_current", read="EXISTS (SELECT FROM ledger_entry e WHERE e.id = entry_id)"),
        private("ledger_upload"),
        private("ledger_savedmapping"),
        workflow("ledger_submission"),
        workflow("ledger_step"),
        workflow("ledger_comment"),
        workflow("ledger_evidenceof"),
        protect(
            "ledger_evidence",
            read=either(
                OWN,
                MANDATED,
                f"({OVERSEEN} AND EXISTS (SELECT FROM ledger_evidenceof u "
                "WHERE u.evidence_id = ledger_evidence.id))",
            ),
            insert=EDITABLE,
            update=EDITABLE,
        ),
        protect(
            "ledger_deadline",
            read=among("parkloop_zones", "zone_id"),
            insert=among("parkloop_board_zones", "zone_id"),
            update=among("parkloop_board_zones", "zone_id"),
        ),
        protect(
            "ledger_extension",
            read=SEEN_BY_ALL_INVOLVED,
            insert=OVERSEEN,
            update=OVERSEEN,
            delete=OVERSEEN,
        ),
        protect(
            "ledger_notice",
            read=ME,
            # Whoever acts on an enterprise may tell the people concerned.
            insert=either(ME, OWN, OVERSEEN, MANDATED),
            update=ME,
            delete=ME,
        ),
        audited("ledger_upload", without=("content", "mapping", "record")),
        audited("ledger_submission"),
        audited("ledger_step"),
        audited("ledger_comment"),
        audited("ledger_evidence", without=("content",)),
        audited("ledger_evidenceof"),
        audited("ledger_deadline", place="none"),
        audited("ledger_extension"),
        audited("ledger_savedmapping", without=("mapping",)),
    ]
