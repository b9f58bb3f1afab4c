"""Works jobs, and takes up those whose worker has died."""

from __future__ import annotations

import asyncio
from typing import Final, cast

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

#: A worker that has not given a sign for so long is dead [s].
SILENT: Final = 15.0
_SIGN_EVERY: Final = 4.0
_LOOK_EVERY: Final = 5.0


async def work() -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        async with working.open_async():
            taking_up = asyncio.create_task(_take_up(working))
            try:
                await working.run_worker_async(
                    concurrency=2,
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=_SIGN_EVERY,
                    stalled_worker_timeout=SILENT,
                    shutdown_graceful_timeout=8.0,
                )
            finally:
                taking_up.cancel()


async def _take_up(working: App) -> None:
    """Jobs whose worker was killed go back into the queue."""
    while True:
        for job in await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            await working.job_manager.retry_job(job)
        await asyncio.sleep(_LOOK_EVERY)
