"""What is kept of a trace is for whoever may see what it was made from."""

from django.db import migrations

from parkloop_web.database.rls import MANDATED, OVERSEEN, OWN, among, either, protect

OF_ENTERPRISE = f"(enterprise_id IS NOT NULL AND NOT personal AND {either(OWN, MANDATED)})"
OF_OVERSEER = f"(personal AND asked_by_id = parkloop_user() AND {OVERSEEN})"
OF_PLACE = (
    "(enterprise_id IS NULL AND "
    + either(
        among("parkloop_operator_parks", "place_id"),
        among("parkloop_board_zones", "(SELECT n.zone_id FROM parks_node n WHERE n.id = place_id)"),
    )
    + ")"
)
SEEN = either(OF_ENTERPRISE, OF_OVERSEER, OF_PLACE)


class Migration(migrations.Migration):
    dependencies = [("footprints", "0003_kept"), ("studies", "0002_rights")]
    operations = [protect("footprints_kept", read=SEEN, insert=SEEN, update=SEEN, delete=SEEN)]
