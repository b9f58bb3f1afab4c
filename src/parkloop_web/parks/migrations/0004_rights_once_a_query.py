"""The functions of rights ask each other once a query, no longer once a row."""

from django.db import migrations

from parkloop_web.database.rls import sql_file


class Migration(migrations.Migration):
    dependencies = [("parks", "0003_plots")]
    operations = [sql_file("parkloop_web.parks", "rights.sql")]
