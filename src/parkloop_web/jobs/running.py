"""How a piece of work becomes a job that survives kills and whose effect is there exactly once.

The effect and the mark "done" are written by one transaction, under the rights of whoever asked.
Killed before its commit, nothing of it is there and it begins anew; killed after it, the second
start sees the mark and does nothing. Asking and queueing are one transaction too. Progress is
written by a connection of its own, so that others see it before the commit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Protocol

from django.db import connection, connections
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

from parkloop.errors import ParkloopError
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.database.rls import acting_as
from parkloop_web.jobs.models import Job

#: Sent in the transaction that ends a job, with ``job``; whoever tells people listens.
finished: Final = Signal()
#: A fault of ours (not a refusal of data) is tried again so often, after so many seconds.
_TRIES: Final = 3
_AGAIN_AFTER_S: Final = 5
_EVERY_S: Final = 0.5
_LOCK: Final = 4715
_FAULT: Final = Text(
    "Lỗi của chính Parkloop; không có gì được ghi. Người vận hành thấy lý do trong nhật ký.",
    "A fault of Parkloop itself; nothing was written. Whoever runs the site sees the reason in "
    "the log.",
)
_log: Final = logging.getLogger(__name__)


class Progress(Protocol):
    """Told what is being done and how much of the whole is done (0 to 1)."""

    def __call__(self, doing: Text, done: float) -> None: ...


#: Work under the rights of its asker; arguments are what ``start`` was given.
Work = Callable[..., None]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name, its work, what to do when it has finally failed."""

    name: str
    task: Task[..., Any, Any]

    def start(
        self,
        asker: User,
        name: Text,
        *,
        subject: str = "",
        link: str = "",
        lock: str | None = None,
        **arguments: Any,
    ) -> Job:
        """Ask for the work, in the transaction of the caller: both are kept or neither.

        Needs the rights of ``asker``. While a job of the same subject waits or runs, that one is
        given back and no second is made. Jobs with the same ``lock`` run one after the other.
        """
        running = Job.objects.filter(
            kind=self.name, subject=subject, state__in=(Job.State.WAITING, Job.State.RUNNING)
        ).first()
        if subject and running is not None:
            return running
        job = Job.objects.create(
            kind=self.name,
            subject=subject,
            link=link,
            name_vi=name.vi,
            name_en=name.en,
            asked_by=asker,
        )
        queued = self.task.configure(lock=lock)
        # Inside a worker the queue's own connection is another one: it would queue at once, the
        # job would begin before its row is committed, find nothing to do and be over for good.
        queued.job_manager = JobManager(DjangoConnector(connection.alias))
        queued.defer(job_id=job.pk, user_id=asker.pk, **arguments)
        return job


@dataclass(frozen=True)
class _Job:
    """What is done, and what when it has finally failed; whether its end is told from here."""

    work: Work
    on_failure: Callable[..., None] | None
    tells: bool


def job(
    name: str,
    *,
    queue: str = "jobs",
    on_failure: Callable[..., None] | None = None,
    tells: bool = True,
) -> Callable[[Work], Kind]:
    """Make ``work(progress, **arguments)`` a kind of job.

    A ``ParkloopError`` is the answer to its asker: the job has failed, in these words. Any other
    exception is tried again. ``on_failure(fault, **arguments)`` runs in the transaction that
    notes the failure. ``tells`` False: the work itself tells its asker.
    """

    def wrap(work: Work) -> Kind:
        retry = RetryStrategy(max_attempts=_TRIES, wait=_AGAIN_AFTER_S)

        @app.task(name=name, queue=queue, retry=retry)
        def run(job_id: int, user_id: int, **arguments: Any) -> None:
            _run(_Job(work, on_failure, tells), job_id, user_id, arguments)

        return Kind(name, run)

    return wrap


def _run(what: _Job, job_id: int, user_id: int, arguments: dict[str, Any]) -> None:
    if not _begin(job_id, user_id):
        return
    try:
        with acting_as(user_id, request=f"job-{job_id}"):
            if not _alone(job_id):
                return
            with _Teller(job_id, user_id) as progress:
                what.work(progress, **arguments)
            _end(what, job_id, Job.State.DONE, done=1.0)
    except ParkloopError as refused:
        _fail(what, job_id, user_id, refused.text, arguments)
    except _Busy:
        raise
    except Exception:
        _log.exception("job %s failed", job_id)
        if _last_try(job_id, user_id):
            _fail(what, job_id, user_id, _FAULT, arguments)
        raise


def _begin(job_id: int, user_id: int) -> bool:
    """Note that it runs; False when it was done before a kill, or its person is gone."""
    with acting_as(user_id):
        found = Job.objects.filter(pk=job_id).first()
        if found is None or found.is_over:
            return False
        Job.objects.filter(pk=job_id).update(
            state=Job.State.RUNNING, started_at=timezone.now(), starts=F("starts") + 1
        )
    return True


def _alone(job_id: int) -> bool:
    """Take the job for this transaction. A worker that fell silent may wake up again while another
    does its job: whoever comes second finds it taken, or done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, job_id % 2**31])
        (taken,) = cursor.fetchone()
    if not taken:
        raise _Busy(job_id)
    return not Job.objects.get(pk=job_id).is_over


class _Busy(Exception):
    """Another worker does this job; it is tried again later."""


def _end(what: _Job, job_id: int, state: Job.State, **more: Any) -> None:
    Job.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), **more)
    if what.tells:
        finished.send(sender=Job, job=Job.objects.get(pk=job_id))


def _fail(what: _Job, job_id: int, user_id: int, fault: Text, arguments: dict[str, Any]) -> None:
    with acting_as(user_id, request=f"job-{job_id}"):
        if what.on_failure is not None:
            what.on_failure(fault, **arguments)
        _end(what, job_id, Job.State.FAILED, fault_vi=fault.vi, fault_en=fault.en)


def _last_try(job_id: int, user_id: int) -> bool:
    with acting_as(user_id):
        Job.objects.filter(pk=job_id).update(faults=F("faults") + 1)
        return Job.objects.filter(pk=job_id, faults__gte=_TRIES).exists()


class _Teller:
    """Writes progress through a thread, and so a connection, of its own; not too often."""

    def __init__(self, job_id: int, user_id: int) -> None:
        self._job_id, self._user_id = job_id, user_id
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="progress")
        self._last = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)

    def __call__(self, doing: Text, done: float) -> None:
        now = time.monotonic()
        if now - self._last >= _EVERY_S:
            self._last = now
            self._thread.submit(self._write, doing, done)

    def _write(self, doing: Text, done: float) -> None:
        with acting_as(self._user_id):
            Job.objects.filter(pk=self._job_id).update(
                doing_vi=doing.vi, doing_en=doing.en, done=min(max(done, 0.0), 1.0)
            )
