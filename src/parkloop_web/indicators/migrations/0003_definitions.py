"""Boards define agencies and areas as they define indicators."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_rights")]
    operations = [
        migrations.AlterField(
            model_name="record",
            name="kind",
            field=models.CharField(
                max_length=10,
                choices=[
                    ("indicator", "Indicator"),
                    ("agency", "Agency"),
                    ("area", "Area"),
                    ("method", "Method"),
                    ("plan", "Plan"),
                ],
            ),
        ),
    ]
