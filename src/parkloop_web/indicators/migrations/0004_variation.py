"""What a job found out about the variants of an index is kept for the board."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from parkloop_web.database.rls import among, protect

BOARD = among("parkloop_board_zones", "zone_id")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_definitions")]
    operations = [
        migrations.CreateModel(
            name="Variation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_hash", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="indicators.record",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parks.node",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "data_hash"), name="one_variation_per_method_and_data"
                    )
                ]
            },
        ),
        protect("indicators_variation", read=BOARD, insert=BOARD),
    ]
