"""Only the board knows which firms stand behind what it has published."""

from django.db import migrations

from parkloop_web.database.rls import among, protect

OF_BOARD = among("parkloop_board_zones", "zone_id")


class Migration(migrations.Migration):
    dependencies = [("studies", "0003_basis")]
    operations = [protect("studies_basis", read=OF_BOARD, insert=OF_BOARD)]
