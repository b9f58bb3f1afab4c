"""Reminders of months that are due or late."""

from django.db import migrations

from parkloop_web.database.rls import sql_file


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_rights")]
    operations = [sql_file("parkloop_web.ledger", "reminders.sql")]
