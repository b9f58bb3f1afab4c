"""What must be said beside the figures of a study."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studies", "0005_longer_names")]

    operations = [
        migrations.AddField("study", "reservations", models.JSONField(default=dict)),
    ]
