"""Brings the tables up to date: as their owner, then the application's grants."""

from __future__ import annotations

from importlib.resources import files

from django.core.management import call_command
from django.db import connections


def migrate(verbosity: int = 0) -> None:
    """Apply what is missing; run again after a kill it goes on where it was."""
    call_command(
        "migrate", database="owner", verbosity=verbosity, interactive=False, skip_checks=True
    )
    call_command("createcachetable", database="owner", verbosity=verbosity)
    grant()


def grant() -> None:
    sql = files("parkloop_web.database").joinpath("grants.sql").read_text("utf-8")
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
