"""Jobs: rights, progress, refusals, and kills: the effect is there exactly once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from parkloop.texts import Text
from parkloop_web.database.rls import acting_as
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.models import Notice
from parkloop_web.server.cluster import APPLICATION, OWNER, Cluster
from tests.web.sample_jobs import break_down, failures, refuse, write_slowly
from tests.web.site import ROOT

NAME = Text("Nhập tệp a.xlsx", "Import of a.xlsx")
KILLS = 6
JOBS, ROWS = 6, 25


def run(kind, started, user, **arguments):
    """The job as the worker calls it, in this process."""
    kind.task.func(job_id=started.pk, user_id=user.pk, **arguments)


def rows_of(user, mark):
    with acting_as(user.pk):
        return Notice.objects.filter(user=user, kind=mark).count()


@pytest.fixture
def tenant(people):
    return people.users["tenant"]


def begun(kind, user, **arguments):
    with acting_as(user.pk):
        return kind.start(user, NAME, subject=arguments.pop("subject", ""), link="/x/", **arguments)


def seen(user, started):
    with acting_as(user.pk):
        return Job.objects.get(pk=started.pk)


@pytest.mark.django_db
def test_it_works_under_the_rights_of_its_asker_and_tells(tenant, people):
    more = {"mark": "t", "rows": 3, "pause_s": 0}
    started = begun(write_slowly, tenant, **more)
    assert seen(tenant, started).state == "waiting"
    with acting_as(people.users["neighbour"].pk):
        assert not Job.objects.filter(pk=started.pk).exists(), "a job is seen by its asker only"
    run(write_slowly, started, tenant, **more)
    done = seen(tenant, started)
    assert (done.state, done.done, done.starts) == ("done", 1.0, 1)
    assert rows_of(tenant, "t") == 3
    with acting_as(tenant.pk):
        notice = Notice.objects.get(user=tenant, mark=f"job-{started.pk}")
    assert (notice.text_vi, notice.text_en) == (
        "Xong: Nhập tệp a.xlsx.",
        "Done: Import of a.xlsx.",
    )
    assert notice.link == "/x/"


@pytest.mark.django_db
def test_a_second_start_of_what_is_done_does_nothing(tenant):
    more = {"mark": "t", "rows": 3, "pause_s": 0}
    started = begun(write_slowly, tenant, **more)
    run(write_slowly, started, tenant, **more)
    run(write_slowly, started, tenant, **more)
    assert rows_of(tenant, "t") == 3
    assert seen(tenant, started).starts == 1


@pytest.mark.django_db
def test_the_same_subject_is_not_worked_on_twice_at_a_time(tenant):
    more = {"mark": "t", "rows": 1, "pause_s": 0}
    first = begun(write_slowly, tenant, subject="upload/1", **more)
    assert begun(write_slowly, tenant, subject="upload/1", **more).pk == first.pk
    assert begun(write_slowly, tenant, subject="upload/2", **more).pk != first.pk


@pytest.mark.django_db
def test_a_refusal_is_the_answer_and_writes_nothing_else(tenant):
    failures.clear()
    started = begun(refuse, tenant, mark="t")
    run(refuse, started, tenant, mark="t")
    failed = seen(tenant, started)
    assert (failed.state, failed.fault_vi, failed.fault_en) == (
        "failed",
        "Tệp này không có dòng nào.",
        "This file has no rows.",
    )
    assert rows_of(tenant, "t") == 0
    assert failures == [
        (Text("Tệp này không có dòng nào.", "This file has no rows."), {"mark": "t"})
    ]
    with acting_as(tenant.pk):
        assert Notice.objects.get(user=tenant, mark=f"job-{started.pk}").text_en == (
            "Failed: Import of a.xlsx. This file has no rows."
        )


@pytest.mark.django_db
def test_a_fault_is_tried_three_times_then_its_asker_is_told(tenant):
    started = begun(break_down, tenant)
    for number in range(3):
        assert seen(tenant, started).state == ("waiting" if number == 0 else "running")
        with pytest.raises(ZeroDivisionError):
            run(break_down, started, tenant)
    failed = seen(tenant, started)
    assert failed.state == "failed"
    assert "A fault of Parkloop itself; nothing was written." in failed.fault_en


# In processes of their own


@pytest.fixture
def apart():
    """A server and a database of its own, because it is killed; people's accounts in it."""
    folder = Path(tempfile.mkdtemp(prefix="plk-"))
    server = Cluster(folder / "cluster")
    server.start()
    server.make_database("crash")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def environment(server):
    return os.environ | {
        "DATABASE_URL": server.url(APPLICATION, "crash"),
        "DATABASE_OWNER_URL": server.url(OWNER, "crash"),
        "DJANGO_SETTINGS_MODULE": "tests.web.job_settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PARKLOOP_DATA": str(server.folder.parent / "data"),
    }


def django(server, code):
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env=environment(server), capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


ASK = """
from parkloop_web.database.migrating import migrate
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop.texts import Text
from tests.web.sample_jobs import write_slowly
migrate()
user = User.objects.create_user("a@test.invalid")
with acting_as(user.pk):
    for number in range({jobs}):
        write_slowly.start(user, Text("a", "b"), mark=f"m{{number}}", rows={rows}, pause_s=0.03)
"""


def start_worker(server):
    return subprocess.Popen(
        [sys.executable, "-m", "parkloop_web.server.worker"],
        env=environment(server), cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def query(server, text):
    with psycopg.connect(server.url("postgres", "crash")) as connection:
        return connection.execute(text).fetchall()


def started(server):
    return query(server, "SELECT coalesce(sum(starts), 0)::int FROM jobs_job")[0][0]


def wait_for_a_start_beyond(server, starts):
    """A kill is to hit a job, on slow machines too; near the end none may begin any more."""
    end = time.monotonic() + 30
    while started(server) <= starts and time.monotonic() < end:
        if query(server, "SELECT count(*) FROM jobs_job WHERE state <> 'done'") == [(0,)]:
            return
        time.sleep(0.05)


def test_killed_again_and_again_nothing_is_lost_and_nothing_is_there_twice(apart):
    """SIGKILL of worker and database in turn, at moments from a fixed seed."""
    django(apart, ASK.format(jobs=JOBS, rows=ROWS))
    chance, starts = random.Random(20250101), 0
    worker = start_worker(apart)
    try:
        for number in range(KILLS):
            wait_for_a_start_beyond(apart, starts)
            starts = started(apart)
            time.sleep(chance.uniform(0.0, 0.6))
            if number % 3 == 2:
                os.kill(apart.process_id(), signal.SIGKILL)
                apart.start()
            worker.kill()
            worker.wait()
            worker = start_worker(apart)
        end = time.monotonic() + 120
        while query(apart, "SELECT count(*) FROM jobs_job WHERE state <> 'done'") != [(0,)]:
            assert time.monotonic() < end, query(
                apart, "SELECT state, starts, faults FROM jobs_job"
            )
            if worker.poll() is not None:
                worker = start_worker(apart)
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(30)
    counts = query(
        apart,
        "SELECT kind, count(*), count(DISTINCT text_en) FROM ledger_notice "
        "WHERE kind <> 'job' GROUP BY kind ORDER BY kind",
    )
    assert counts == [(f"m{number}", ROWS, ROWS) for number in range(JOBS)]
    assert query(apart, "SELECT count(*) FROM ledger_notice WHERE kind = 'job'") == [(JOBS,)]
    assert query(apart, "SELECT max(starts) > 1 FROM jobs_job") == [(True,)]
