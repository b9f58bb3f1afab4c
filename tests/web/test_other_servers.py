"""A PostgreSQL of one's own: Debian's, over TCP with passwords, older than the embedded one."""

import re
import secrets
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster, Programs
from tests.web.site import command, data_folder, served

#: The newest that the system has; tools/ensure_postgresql.sh installs it where it can.
PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@dataclass
class Server:
    """Its version and the two addresses that the site is given."""

    version: int
    application: str
    owner: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.application, "DATABASE_OWNER_URL": self.owner}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module", params=PLACES[-1:], ids=lambda place: place.parts[-3])
def server(request):
    """Made as its administrator would: two roles with passwords, extensions, TCP on loopback."""
    folder = Path(tempfile.mkdtemp(prefix="pld-"))
    cluster = Cluster(folder / "pg", Programs(request.param.parent))
    cluster.start()
    cluster.make_database("parkloop")
    words = {role: secrets.token_urlsafe(16) for role in (OWNER, APPLICATION)}
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        for role, word in words.items():
            connection.execute(f"ALTER ROLE {role} PASSWORD '{word}'")
        version = connection.info.server_version // 10_000
    cluster.stop()
    with (cluster.data / "pg_hba.conf").open("a") as rules:
        rules.write("host parkloop all 127.0.0.1/32 scram-sha-256\n")
    port = free_port()
    cluster._run(
        "pg_ctl", "start", "-w", "-s", "-l", str(cluster.data / "server.log"),
        "-o", f"-c listen_addresses=127.0.0.1 -p {port} -k {cluster.sockets}",
    )  # fmt: skip
    address = {
        role: f"postgresql://{role}:{word}@127.0.0.1:{port}/parkloop"
        for role, word in words.items()
    }
    yield Server(version, address[APPLICATION], address[OWNER])
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


def emptied(server):
    """As new: any test of this file may be the first that a worker runs."""
    with psycopg.connect(server.owner, autocommit=True) as connection:
        connection.execute("DROP OWNED BY CURRENT_USER CASCADE")
        connection.execute("CREATE SCHEMA IF NOT EXISTS public")


def test_it_serves_is_well_and_its_backup_fills_the_embedded_one(server):
    emptied(server)
    with data_folder() as folder:
        file = folder.parent / "backup.tar"
        more = server.environment
        with served(folder, "--administrator", "first@test.invalid", **more) as site:
            assert site.get(site.links[0])[0] == 200
            assert not (folder / "database").exists(), "no server of our own beside it"
            well = command("doctor", "--data", str(folder), **more)
            assert well.returncode == 0, well.stdout + well.stderr
            saved = command("backup", str(file), "--data", str(folder), **more)
            assert saved.returncode == 0, saved.stdout + saved.stderr
        with data_folder() as embedded:
            filled = command("restore", str(file), "--data", str(embedded))
            assert "every table equals the backup" in filled.stdout, filled.stderr
        again = command("restore", str(file), "--data", str(folder), **more)
        assert "holds data already" in again.stderr


def test_a_backup_of_the_embedded_one_fills_it(server):
    with data_folder() as folder:
        file = folder.parent / "backup.tar"
        with served(folder, "--administrator", "first@test.invalid"):
            assert command("backup", str(file), "--data", str(folder)).returncode == 0
        emptied(server)
        with data_folder() as other:
            filled = command("restore", str(file), "--data", str(other), **server.environment)
            assert "every table equals the backup" in filled.stdout, filled.stdout + filled.stderr


def test_one_role_for_both_is_named_by_the_doctor(server):
    emptied(server)
    with data_folder() as folder:
        with served(folder, "--administrator", "first@test.invalid", **server.environment):
            pass
        same = {"DATABASE_URL": server.owner, "DATABASE_OWNER_URL": server.owner}
        done = command("doctor", "--data", str(folder), **same)
        assert done.returncode == 1
        assert re.search(r"OPS-05.*\n.*too mighty: owner of tables", done.stdout), done.stdout


def test_a_wrong_password_is_named_with_the_commands_that_make_roles(server):
    with data_folder() as folder:
        folder.mkdir()
        wrong = server.application.replace(f"{APPLICATION}:", f"{APPLICATION}:x")
        more = {"DATABASE_URL": wrong, "DATABASE_OWNER_URL": server.owner}
        done = command("doctor", "--data", str(folder), **more)
        assert done.returncode == 1
        assert "OPS-01" in done.stdout
        assert "CREATE ROLE parkloop_app LOGIN PASSWORD" in done.stdout


def test_one_address_alone_is_refused():
    with data_folder() as folder:
        done = command("doctor", "--data", str(folder), DATABASE_URL="postgresql://x@/y")
        assert "needs two addresses" in done.stderr
