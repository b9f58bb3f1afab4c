"""Who may see stored runs; what is published is for everybody."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import MANDATED, OWN, among, either, protect

OF_ENTERPRISE = f"(enterprise_id IS NOT NULL AND {either(OWN, MANDATED)})"
OF_PLACE = (
    "(enterprise_id IS NULL AND "
    + either(
        among("parkloop_operator_parks", "place_id"),
        among("parkloop_board_zones", "(SELECT n.zone_id FROM parks_node n WHERE n.id = place_id)"),
    )
    + ")"
)
SEEN = either(OF_ENTERPRISE, OF_PLACE)


def of_study(table: str) -> migrations.RunSQL:
    """Rows of a study follow the study."""
    same = f"EXISTS (SELECT FROM studies_study s WHERE s.id = {table}.study_id)"
    return protect(table, read=same, insert=same)


class Migration(migrations.Migration):
    dependencies = [("studies", "0001_initial"), ("ledger", "0002_rights")]
    operations = [
        protect("studies_study", read=SEEN, insert=SEEN, update=SEEN),
        of_study("studies_studyview"),
        protect(
            "studies_publication",
            read="true",
            insert=among("parkloop_board_zones", "zone_id"),
            update=among("parkloop_board_zones", "zone_id"),
        ),
        audited("studies_study", without=("summary",)),
        audited("studies_publication", place="zone_id"),
    ]
