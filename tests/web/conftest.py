"""A real PostgreSQL for the tests of the site: one server per session, one database per worker.

The server is the embedded one. Its template database is migrated once; each worker clones it.
Tests connect as the application's role, so row-level security is in force in all of them.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from parkloop_web.database.migrating import migrate
from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster
from tests.web.lock import only_one
from tests.web.people import small_zone

TEMPLATE = "parkloop_template"
# A browser that tests drive leaves its event loop running in this thread, and Django then refuses
# the database. Tests ask it one at a time all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def cluster(worker_id, django_db_blocker):
    """The running server, shared by all workers; the last to leave stops it."""
    shared = _shared_folder(worker_id)
    with only_one(shared / "lock"):
        server = Cluster(shared / "cluster")
        server.start()
        users = shared / "users"
        users.mkdir(exist_ok=True)
        (users / worker_id).touch()
        with django_db_blocker.unblock():
            _make_template(server, shared / "migrated")
    yield server
    with only_one(shared / "lock"):
        (users / worker_id).unlink()
        if not any(users.iterdir()):
            server.stop()
            shutil.rmtree(shared, ignore_errors=True)


def _shared_folder(worker_id) -> Path:
    """A short path, because the path of a socket must be short."""
    if worker_id == "master":
        return Path(tempfile.mkdtemp(prefix="plt-"))
    run = os.environ["PYTEST_XDIST_TESTRUNUID"][:12]
    folder = Path(tempfile.gettempdir()) / f"plt-{run}"
    folder.mkdir(exist_ok=True)
    return folder


def _make_template(server: Cluster, mark: Path) -> None:
    if mark.exists():
        return
    server.make_database(TEMPLATE)
    _point_at(server, TEMPLATE)
    migrate()
    connections.close_all()
    mark.touch()


def _point_at(server: Cluster, database: str) -> None:
    for alias, role in (("default", APPLICATION), ("owner", OWNER)):
        connections[alias].close()
        settings.DATABASES[alias] |= {
            "NAME": database,
            "USER": role,
            "PASSWORD": "",
            "HOST": str(server.sockets),
            "PORT": "",
        }
        connections[alias].settings_dict.update(settings.DATABASES[alias])


@pytest.fixture(scope="session")
def django_db_setup(cluster, worker_id, django_db_blocker):
    """This worker's own database, cloned from the migrated one."""
    name = f"parkloop_{worker_id}"
    with django_db_blocker.unblock():
        cluster.make_database(name, template=TEMPLATE)
        _point_at(cluster, name)
        yield
        connections.close_all()
        cluster.drop_database(name)


@pytest.fixture
def people(db):
    """The small zone of tests/web/people.py, in a transaction that is rolled back."""
    return small_zone()
