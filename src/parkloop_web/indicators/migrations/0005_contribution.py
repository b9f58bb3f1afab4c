"""Only the board knows which firms stand behind the figures of a park."""

import django.db.models.deletion
from django.db import migrations, models

from parkloop_web.database.rls import among, protect

BOARD = among("parkloop_board_zones", "zone_id")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_variation"), ("studies", "0005_longer_names")]
    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=200)),
                ("area", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=20)),
                ("firms", models.JSONField(default=dict)),
                ("parts", models.JSONField(default=list)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parks.node",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["zone", "indicator"], name="indicators__zone_id_behind_idx"
                    )
                ]
            },
        ),
        protect("indicators_contribution", read=BOARD, insert=BOARD),
    ]
