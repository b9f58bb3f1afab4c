"""Kills during jobs: is anything that was committed lost, is anything there twice?

    python benchmarks/crash.py [--quick] [--kills 200]

A worker writes rows in jobs of one transaction each, on an embedded server of its own. SIGKILL hits
the worker, or worker and database together, at moments drawn from a fixed seed. Afterwards every
job must be done and every row there exactly once. The limit is 0 lost and 0 doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster

ROOT = Path(__file__).parents[1]
SEED = 20250101
ROWS = 150
#: Every so many kills the database goes too.
DATABASE_EVERY = 3
ASK = """
import django
django.setup()
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.migrating import migrate
from parkloop_web.database.rls import acting_as
from tests.web.sample_jobs import write_slowly
migrate()
user = User.objects.create_user("a@test.invalid")
with acting_as(user.pk):
    for number in range({jobs}):
        write_slowly.start(user, Text("a", "b"), mark=f"m{{number}}", rows={rows}, pause_s=0.02)
"""


def environment(server: Cluster) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": server.url(APPLICATION, "crash"),
        "DATABASE_OWNER_URL": server.url(OWNER, "crash"),
        "DJANGO_SETTINGS_MODULE": "tests.web.job_settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PARKLOOP_DATA": str(server.folder.parent / "data"),
    }


@contextmanager
def own_server() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="plk-"))
    server = Cluster(folder / "cluster")
    server.start()
    server.make_database("crash")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def start_worker(server: Cluster) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "parkloop_web.server.worker"],
        env=environment(server), cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def count(server: Cluster, query: str) -> int:
    with psycopg.connect(server.url("postgres", "crash")) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def wait_for_a_start(server: Cluster) -> None:
    """A kill is to hit a job, on slow machines too."""
    query = "SELECT coalesce(sum(starts), 0) FROM jobs_job"
    before, end = count(server, query), time.monotonic() + 30
    while count(server, query) == before and time.monotonic() < end:
        time.sleep(0.05)


def one_kill(server: Cluster, worker: subprocess.Popen[bytes], *, both: bool) -> float:
    """Seconds from the kill until the database answers again."""
    began = time.perf_counter()
    if both:
        pid = server.process_id()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    worker.kill()
    worker.wait()
    server.start()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="6 kills")
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    kills = 6 if options.quick else options.kills
    jobs = 2 * kills  # two at a time, so that none of the kills finds nothing to do
    chance = random.Random(SEED)
    restarts: list[float] = []
    with own_server() as server:
        asked = ASK.format(jobs=jobs, rows=ROWS)
        subprocess.run([sys.executable, "-c", asked], env=environment(server), cwd=ROOT, check=True)
        for number in range(kills):
            worker = start_worker(server)
            wait_for_a_start(server)
            # A job takes three seconds and more: some kills come before its end, some after.
            time.sleep(chance.uniform(0.0, 5.0))
            both = number % DATABASE_EVERY == DATABASE_EVERY - 1
            seconds = one_kill(server, worker, both=both)
            if both:
                restarts.append(seconds)
        worker = start_worker(server)
        while count(server, "SELECT count(*) FROM jobs_job WHERE state <> 'done'"):
            time.sleep(0.5)
            if worker.poll() is not None:
                worker = start_worker(server)
        worker.terminate()
        worker.wait()
        wanted = jobs * ROWS
        rows = "FROM ledger_notice WHERE kind LIKE 'm%'"
        there = count(server, f"SELECT count(*) {rows}")
        apart = count(server, f"SELECT count(DISTINCT (kind, text_en)) {rows}")
        begun = count(server, "SELECT count(*) FROM jobs_job WHERE starts > 1")
    print(
        f"{kills} kills, {len(restarts)} of them of worker and database; {jobs} jobs × {ROWS} rows"
    )
    print(f"jobs that had to begin anew: {begun}")
    print(f"rows lost: {wanted - apart} (limit 0), doubled: {there - apart} (limit 0)")
    print(f"database back after its kill: {max(restarts):.2f} s at most")
    sys.exit(0 if wanted == apart == there else 1)


if __name__ == "__main__":
    main()
