"""The board of a zone keeps statistics, methods and plans; members read what is free."""

from django.db import migrations

from parkloop_web.audit.triggers import audited
from parkloop_web.database.rls import among, either, protect

BOARD = among("parkloop_board_zones", "zone_id")
MEMBERS = among("parkloop_zones", "zone_id")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("parks", "0002_rights")]
    operations = [
        # Values that are not free for publication are the board's alone.
        protect(
            "indicators_observation",
            read=either(BOARD, f"({MEMBERS} AND confidentiality = 'F')"),
            insert=BOARD,
        ),
        protect("indicators_intake", read=BOARD, insert=BOARD, update=BOARD, delete=BOARD),
        protect("indicators_record", read=MEMBERS, insert=BOARD),
        protect("indicators_judgement", read=MEMBERS, insert=BOARD),
        protect("indicators_actionreport", read=MEMBERS, insert=BOARD),
        audited("indicators_observation", place="zone_id"),
        audited("indicators_record", place="zone_id", without=("content",)),
        audited("indicators_judgement", place="zone_id"),
        audited("indicators_actionreport", place="zone_id"),
    ]
