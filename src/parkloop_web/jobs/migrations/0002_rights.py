"""A job is its asker's."""

from django.db import migrations

from parkloop_web.database.rls import protect

MINE = "asked_by_id = parkloop_user()"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("audit", "0002_chain")]
    operations = [protect("jobs_job", read=MINE, insert=MINE, update=MINE)]
