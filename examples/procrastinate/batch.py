"""Defer tasks, put those of a dead worker back, and show what became of them; see README.md.

python batch.py defer COUNT | retry [SECONDS] | retry-failed | show
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable

from tasks import api, app, buy


async def defer(count: str) -> None:
    """Defer tasks that buy videos."""
    for n in range(int(count)):
        await buy.defer_async(prompt=f"A lighthouse at dawn, take {n + 1}")


async def retry(seconds: str = "30") -> None:
    """Put the tasks of workers back that have given no sign of life for some seconds."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=float(seconds)):
        await manager.retry_job(job)
        print(f"task {job.id} ({job.task_name}) is back in the queue")


async def retry_failed() -> None:
    """Put failed tasks back, after what they failed of is settled."""
    for job in await app.job_manager.list_jobs_async(status="failed"):
        await app.job_manager.retry_job(job)


async def show() -> None:
    """Print how many tasks are in which state, and what the journal does not know."""
    jobs = await app.job_manager.list_jobs_async()
    for (task, status), count in sorted(Counter((j.task_name, j.status) for j in jobs).items()):
        print(f"{task}: {count} {status}")
    for entry in await api.journal.pending():
        if entry.state == "unknown":
            print(f"unknown: {entry}")


async def main() -> None:
    """Do what the command line says."""
    command, *arguments = sys.argv[1:] or ["show"]
    commands: dict[str, Callable[..., Awaitable[None]]] = {
        "defer": defer,
        "retry": retry,
        "retry-failed": retry_failed,
        "show": show,
    }
    async with app.open_async(), api:
        await commands[command](*arguments)


asyncio.run(main())
