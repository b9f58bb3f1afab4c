"""Answers are seen by who asked; tokens are recognised by their hash."""

from django.db import migrations

from parkloop_web.database.rls import protect, sql_file

MINE = "user_id = parkloop_user()"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("parks", "0002_rights")]
    operations = [
        protect("api_answer", read=MINE, insert=MINE, delete=MINE),
        sql_file("parkloop_web.api", "token.sql"),
    ]
