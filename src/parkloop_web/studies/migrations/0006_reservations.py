"""What must be said beside the figures of a study; like these, it is not kept in the audit."""

from django.db import migrations, models

from parkloop_web.audit.triggers import audited

_TABLE = "studies_study"
_BEFORE = audited(_TABLE, without=("summary",))


class Migration(migrations.Migration):
    dependencies = [("studies", "0005_longer_names")]

    operations = [
        migrations.AddField("study", "reservations", models.JSONField(default=dict)),
        migrations.RunSQL(_BEFORE.reverse_sql, _BEFORE.sql),
        audited(_TABLE, without=("summary", "reservations")),
    ]
