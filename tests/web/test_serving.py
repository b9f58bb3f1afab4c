"""`parkloop serve` as people run it: one command, and everything comes back after a kill."""

import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from parkloop_web.server.cluster import APPLICATION, OWNER
from parkloop_web.server.lifeline import STARTED_BY
from parkloop_web.server.supervise import Child, answers, keep_running
from tests.web.site import command, data_folder, python_of, served


@pytest.fixture(scope="module")
def site():
    with data_folder() as folder, served(folder, "--administrator", "first@test.invalid") as site:
        site.get("/accounts/login/")  # at once: what is announced answers
        yield site


def test_the_first_run_prints_one_link_and_no_password(site):
    assert len(site.links) == 1
    assert "password" not in site.said.lower()


def test_the_link_opens_the_site_for_the_first_administrator(site):
    status, _, page = site.get(site.links[0])
    assert status == 200
    assert "Admin" in page


@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/enter/nothing/", "/no-such-page/", "/accounts/2fa/"]
)
def test_every_answer_carries_the_policy(site, path):
    _, headers, page = site.get(path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert policy.count("unsafe-inline") == 1
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "no-store" in headers["cache-control"]
    assert "strict-transport-security" not in headers
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
    assert all('type="application/json"' in attributes for attributes in scripts)
    assert not re.search(r"\son\w+\s*=", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_static_files_have_their_hash_in_the_name_and_may_be_kept(site):
    _, _, page = site.get("/accounts/login/")
    names = re.findall(r'"(/static/[^"]+)"', page)
    assert names
    for name in names:
        status, headers, _ = site.get(name)
        assert status == 200, name
        assert re.search(r"\.[0-9a-f]{12}\.", name)
        assert "immutable" in headers["cache-control"]


def test_the_embedded_database_is_reached_by_this_account_only(site):
    cluster = site.cluster
    settings = (cluster.data / "postgresql.auto.conf").read_text("utf-8")
    assert "listen_addresses = ''" in settings
    rules = (cluster.data / "pg_hba.conf").read_text("utf-8").split()
    assert rules == ["local", "all", "all", "peer", "map=parkloop"]
    assert (site.folder / "secret-key").stat().st_mode & 0o077 == 0
    with psycopg.connect(cluster.url(APPLICATION, "parkloop")) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (x int)")


def test_a_second_server_for_the_same_folder_is_refused(site):
    second = command("serve", "--data", str(site.folder), "--port", "0")
    assert second.returncode != 0
    assert "Another parkloop serve is running" in second.stderr + second.stdout


def test_doctor_finds_nothing_wrong_while_it_serves(site):
    done = command("doctor", "--data", str(site.folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OPS-13" in done.stdout
    assert "error" not in done.stdout


def test_link_of_a_new_person_is_refused_with_advice(site):
    done = command("link", "nobody@test.invalid", "--data", str(site.folder))
    assert "There is no account with the address nobody@test.invalid." in done.stdout + done.stderr
    known = command("link", "first@test.invalid", "--data", str(site.folder))
    assert re.fullmatch(r"http://localhost:\d+/enter/[\w-]{43}/\n", known.stdout)


def killed(site, part):
    pids = site.children(part)
    assert pids, part
    for pid in pids[:1]:
        os.kill(pid, signal.SIGKILL)
    return pids[0]


@pytest.mark.parametrize("part", ["parkloop_web.server.web", "parkloop_web.server.worker"])
def test_what_dies_is_started_again(site, part):
    dead = killed(site, part)
    end = time.monotonic() + 60
    while not set(site.children(part)) - {dead}:
        assert time.monotonic() < end
        time.sleep(0.2)
    site.wait_until_it_answers()


def test_a_killed_database_comes_back_with_what_was_committed(site):
    url = site.cluster.url(OWNER, "parkloop")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    pid = site.cluster.process_id()
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 60
    while site.cluster.process_id() in (pid, None) or not site.cluster.runs():
        assert time.monotonic() < end, site.said
        time.sleep(0.2)
    site.wait_until_it_answers()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        connection.execute("DROP TABLE kept")


def test_ctrl_c_ends_everything_and_the_next_start_prints_no_link():
    with data_folder() as folder:
        with served(folder) as first:
            assert first.end() == 0
            assert first.children("parkloop_web.server") == []
            assert not first.cluster.runs()
        with served(folder) as again:
            assert again.links == []


def test_what_is_announced_answers_and_only_then():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert not answers("127.0.0.1", port, secure=False)
    assert not answers("127.0.0.1", port, secure=False)
    assert not answers("127.0.0.1", port, secure=True)
    with data_folder() as folder, served(folder) as site:
        place = int(site.address.rpartition(":")[2])
        assert any(answers("0.0.0.0", place, secure=False) for _ in range(20))
        assert not answers("127.0.0.1", place, secure=True)


def test_who_held_the_port_takes_those_who_answered_along(site):
    every = site.children("parkloop_web.server.web")
    (holder,) = [pid for pid in every if parent_of(pid) == site.process.pid]
    assert len(every) > 1
    os.kill(holder, signal.SIGKILL)
    end = time.monotonic() + 30
    while set(every) & set(site.children("parkloop_web.server.web")):
        assert time.monotonic() < end, "one that answered outlives who started it"
        time.sleep(0.2)


def parent_of(pid):
    return int(re.search(r"^PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)[1])


def test_a_killed_supervisor_leaves_nothing_serving():
    with data_folder() as folder:
        with served(folder) as site:
            site.end(signal.SIGKILL)
            end = time.monotonic() + 30
            while site.children("parkloop_web.server"):
                assert time.monotonic() < end
                time.sleep(0.2)
        with served(folder) as again:
            assert again.get()[0] == 200


def test_a_process_whose_starter_was_gone_before_it_looked_ends():
    code = (
        "import time; from parkloop_web.server.lifeline import end_with_parent; "
        "end_with_parent(); time.sleep(60)"
    )
    nobody = os.environ | {STARTED_BY: "999999999"}
    done = subprocess.run([sys.executable, "-c", code], env=nobody, timeout=30, check=False)
    assert done.returncode == -signal.SIGTERM


def kept_running(database_dies):
    """A child that dies at once, until we are asked to end at the twelfth look."""
    looks, told = [], []

    def look_after():
        looks.append(None)
        if len(looks) == 12:
            os.kill(os.getpid(), signal.SIGTERM)
        return database_dies

    code = keep_running(
        [Child("worker", ("/bin/true",))],
        {},
        look_after=look_after,
        tell=told.append,
        ready=lambda: False,
        announce=lambda: told.append("announced"),
    )
    return code, told


def test_what_keeps_dying_ends_everything_by_name():
    assert kept_running(database_dies=False) == (1, ["worker"])


def test_what_dies_with_the_database_is_not_held_against_it():
    assert kept_running(database_dies=True) == (0, [])


#: Beside ourselves an account without rights, where we are root and it can run Python.
ACCOUNTS = ["nobody"] if os.geteuid() == 0 and python_of("nobody") else [None]


@pytest.mark.parametrize("user", ACCOUNTS)
def test_an_ordinary_user_serves_as_well_as_root(user):
    with data_folder(user) as folder, served(folder, user=user) as site:
        assert site.get("/accounts/login/")[0] == 200
        account = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
        assert (site.folder / "database").stat().st_uid == account.pw_uid
