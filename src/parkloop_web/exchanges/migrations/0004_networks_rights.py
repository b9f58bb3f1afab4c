"""Who may see plans of exchanges and networks: those who lead the place; an enterprise its own part
once the place has shown it."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import MANDATED, OWN, among, either, protect


def led_by(column: str) -> str:
    """The place of the column is operated or governed by whoever asks."""
    zone = f"(SELECT n.zone_id FROM parks_node n WHERE n.id = {column})"
    return either(among("parkloop_operator_parks", column), among("parkloop_board_zones", zone))


LED = led_by("place_id")
OF_RUN = "EXISTS (SELECT FROM exchanges_networkrun r WHERE r.id = run_id)"


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0003_networks")]
    operations = [
        protect("exchanges_planrow", read=LED, insert=LED, update=LED),
        protect("exchanges_networkrun", read=LED, insert=LED, update=LED),
        protect("exchanges_networkview", read=OF_RUN, insert=OF_RUN, delete=OF_RUN),
        protect(
            "exchanges_networkpart",
            read=either(OF_RUN, f"(shown_at IS NOT NULL AND {either(OWN, MANDATED)})"),
            insert=OF_RUN,
            update=OF_RUN,
            delete=OF_RUN,
        ),
        audited("exchanges_planrow", place="place_id"),
        audited("exchanges_networkrun", place="place_id", without=("plan", "summary")),
        audited("exchanges_networkpart", without=("content", "charts", "explanations", "places")),
    ]
