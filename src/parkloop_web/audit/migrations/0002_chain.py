"""The functions that write events and chain them."""

from django.db import migrations

from parkloop_web.database.rls import sql_file


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [sql_file("parkloop_web.audit", "chain.sql")]
