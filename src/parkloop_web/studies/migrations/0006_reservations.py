"""What must be said beside the figures of a study; like these, it is not kept in the audit."""

from django.db import migrations, models

from parkloop_web.audit.triggers import audited, unaudited


class Migration(migrations.Migration):
    dependencies = [("studies", "0005_longer_names")]

    operations = [
        migrations.AddField("study", "reservations", models.JSONField(default=dict)),
        unaudited("studies_study", without=("summary",)),
        audited("studies_study", without=("summary", "reservations")),
    ]
