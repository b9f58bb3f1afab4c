"""Migrations: none is missing, they belong to the owner, and go on after a kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from parkloop_web.database.migrating import migrate
from parkloop_web.server.backup import checksums
from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster
from tests.web.site import ROOT

#: Seconds after which a migration is killed, one kill each.
MOMENTS = (1.5, 2.5, 3.5)


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(databases=["default", "owner"])
def test_doing_them_again_changes_nothing():
    migrate()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT (app, name)) FROM django_migrations")
        every, apart = cursor.fetchone()
    assert every == apart > 30


def run_migrations(server, database):
    environment = os.environ | {
        "DATABASE_URL": server.url(APPLICATION, database),
        "DATABASE_OWNER_URL": server.url(OWNER, database),
        "DJANGO_SETTINGS_MODULE": "parkloop_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PARKLOOP_DATA": str(server.folder.parent / "data"),
    }
    code = (
        "import django; django.setup()\n"
        "from parkloop_web.database.migrating import migrate; migrate()"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd="/")


def tables(server, database):
    with psycopg.connect(server.url(OWNER, database)) as connection:
        return set(checksums(connection))


def test_killed_they_go_on_where_they_were():
    folder = Path(tempfile.mkdtemp(prefix="plm-"))
    server = Cluster(folder / "cluster")
    server.start()
    try:
        for name in ("whole", "killed"):
            server.make_database(name)
        assert run_migrations(server, "whole").wait(300) == 0
        for moment in MOMENTS:
            running = run_migrations(server, "killed")
            time.sleep(moment)
            running.send_signal(signal.SIGKILL)
            running.wait()
        assert run_migrations(server, "killed").wait(300) == 0
        assert tables(server, "killed") == tables(server, "whole")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
