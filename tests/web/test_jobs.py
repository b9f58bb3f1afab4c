"""Jobs: rights, progress, refusals. What kills do to them is in test_crashes.py."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from parkloop.texts import Text
from parkloop_web.database.rls import acting_as
from parkloop_web.jobs.models import Job
from parkloop_web.ledger.models import Notice
from tests.web.sample_jobs import break_down, failures, refuse, write_slowly

NAME = Text("Nhập tệp a.xlsx", "Import of a.xlsx")


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
def test_a_job_started_by_a_job_is_queued_by_the_transaction_that_starts_it(tenant):
    """In a worker the queue has a connection of its own, which commits for itself."""
    of_the_worker = InMemoryConnector()
    with app.replace_connector(of_the_worker):
        started = begun(write_slowly, tenant, mark="inner", rows=1, pause_s=0)
    assert of_the_worker.jobs == {}
    queued = ProcrastinateJob.objects.filter(args__job_id=started.pk)
    assert [job.status for job in queued] == ["todo"]


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
