"""Works jobs, and takes up those whose worker has died."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Final, cast

import psycopg
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params

#: A worker that has not given a sign for so long is dead [s].
SILENT: Final = 15.0
_SIGN_EVERY: Final = 4.0
_LOOK_EVERY: Final = 5.0
#: Finished jobs leave the queue's own tables after so many hours; ours keep what people see.
_KEPT_HOURS: Final = 24 * 30
#: How long a worker waits for a database that does not answer [s].
_PATIENCE: Final = 120.0
#: Held for as long as a worker lives; the database lets go of it when the worker is killed.
_ONLY_WORKER: Final = 4714


async def work(*, wait: bool = True) -> None:
    """Until told to end; with ``wait`` False until nothing is left to do."""
    alone = await _connected()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        async with alone, working.open_async():
            if await _is_alone(alone):
                await _take_up_all(working)
            taking_up = asyncio.create_task(_take_up(working))
            try:
                await working.run_worker_async(
                    concurrency=2,
                    wait=wait,
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=_SIGN_EVERY,
                    stalled_worker_timeout=SILENT,
                    shutdown_graceful_timeout=8.0,
                )
            finally:
                taking_up.cancel()


async def _connected() -> psycopg.AsyncConnection[tuple[object, ...]]:
    """A database that was killed repairs itself before it answers; a worker that gave up at once
    would look like one that keeps dying."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
        await asyncio.sleep(0.5)


async def _is_alone(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [_ONLY_WORKER])
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def _take_up_all(working: App) -> None:
    """No other worker lives, so whatever is being done is not: it goes back at once."""
    rows = await working.connector.execute_query_all_async(
        "SELECT id FROM procrastinate_jobs WHERE status = 'doing'"
    )
    for row in rows:
        await working.job_manager.retry_job_by_id_async(
            job_id=row["id"], retry_at=datetime.now(UTC)
        )


async def _take_up(working: App) -> None:
    """Jobs of workers that have fallen silent go back into the queue; old ones leave it."""
    manager = working.job_manager
    while True:
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            await manager.retry_job(job)
        await manager.delete_old_jobs(
            nb_hours=_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await asyncio.sleep(_LOOK_EVERY)
