"""Backup → restore on an empty machine: every table equal, the audit chain holds, people get in."""

import json
import tarfile

import psycopg
import pytest

from parkloop_web.server.backup import checksums
from parkloop_web.server.cluster import OWNER, Cluster
from tests.web.site import Visitor, command, data_folder, served

PASSWORD = "sông Cấm chảy về đâu 7"
EMAIL = "first@test.invalid"


def tables(folder):
    cluster = Cluster(folder / "database")
    cluster.start()
    try:
        with psycopg.connect(cluster.url(OWNER, "parkloop")) as connection:
            return checksums(connection)
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def original():
    """An installation whose first administrator has come in and set a password; its backup."""
    with data_folder() as folder:
        file = folder.parent / "backup.tar"
        with served(folder, "--administrator", EMAIL) as site:
            person = Visitor(site)
            where, _ = person.send(site.links[0])
            assert where == "/accounts/password/set/"
            person.send(where, password1=PASSWORD, password2=PASSWORD)
            done = command("backup", str(file), "--data", str(folder), "--json")
            assert done.returncode == 0, done.stderr
        yield folder, file, json.loads(done.stdout)


@pytest.fixture(scope="module")
def restored(original):
    _, file, _ = original
    with data_folder() as folder:
        done = command("restore", str(file), "--data", str(folder), "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder


def test_the_file_is_for_its_owner_only_and_says_what_it_holds(original):
    _, file, manifest = original
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as packed:
        assert packed.getnames() == ["manifest.json", "database.dump", "secret-key"]
    assert manifest["tables"]["accounts_user"][0] == 1
    assert manifest["tables"]["audit_event"][0] > 0


def test_every_table_equals_the_backup(original, restored):
    *_, manifest = original
    now = tables(restored)
    assert len(now) >= 40
    assert {name: list(found) for name, found in now.items()} == manifest["tables"]


def test_people_get_in_and_the_doctor_finds_nothing(restored):
    with served(restored) as site:
        assert site.links == [], "there is somebody already"
        where, page = Visitor(site).send("/accounts/login/", login=EMAIL, password=PASSWORD)
        assert where == "/accounts/2fa/", page
        done = command("doctor", "--data", str(restored), "--json")
        assert [found["rule"] for found in json.loads(done.stdout)] == ["OPS-13"]


def test_an_installation_that_holds_something_is_not_overwritten(original):
    folder, file, _ = original
    done = command("restore", str(file), "--data", str(folder))
    assert done.returncode != 0
    assert "holds data already" in done.stderr + done.stdout


def flipped(data):
    """One bit of the dump's contents."""
    place = data.index(b"PGDMP") + 3000
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda data: data[: len(data) // 2], "is not a backup of Parkloop, or was cut off"),
        (flipped, "was changed or is damaged: database.dump"),
        (lambda data: b"hello", "is not a backup of Parkloop, or was cut off"),
    ],
    ids=["cut", "flipped", "other"],
)
def test_a_harmed_file_is_refused(original, harm, words):
    _, file, _ = original
    with data_folder() as folder:
        harmed = folder.parent / "harmed.tar"
        harmed.write_bytes(harm(file.read_bytes()))
        done = command("restore", str(harmed), "--data", str(folder))
        assert words in done.stderr + done.stdout


def test_a_tampered_audit_is_found(original):
    """Somebody with the owner's rights alters an event; the doctor names it."""
    _, file, _ = original
    with data_folder() as copy:
        assert command("restore", str(file), "--data", str(copy)).returncode == 0
        cluster = Cluster(copy / "database")
        cluster.start()
        with psycopg.connect(cluster.url("postgres", "parkloop")) as connection:
            connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            connection.execute("UPDATE audit_event SET reason = 'other' WHERE sequence = 1")
        done = command("doctor", "--data", str(copy), "--json")
        assert done.returncode == 1
        assert [found["rule"] for found in json.loads(done.stdout)] == ["OPS-07", "OPS-13"]
