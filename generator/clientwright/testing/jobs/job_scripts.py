"""The scripts of a lifecycle trial: together they try every promise about jobs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from clientwright.testing.jobs.job_driver import JobDriver
from clientwright.testing.jobs.state_machine import ENDED, JobStage

RUNNING = frozenset({JobStage.RUNNING})
_EXTRA_POLLS = 3

JobScript = Callable[[JobDriver], None]


def run_to_end(driver: JobDriver) -> None:
    """Follow a job to its end, cancel it twice, and keep polling for some time."""
    if job := driver.submit():
        job.call_stages("status")
        job.call_stages("result")
        driver.polls = job.wait_for(ENDED)
        if driver.polls is not None:
            for operation in ("status", "result", "cancel", "status", "cancel", "result"):
                job.call_stages(operation)
            job.poll(_EXTRA_POLLS, first=driver.polls)


def cancel_at_once(driver: JobDriver) -> None:
    """Cancel a job at once, twice, and poll for as long as a whole job takes."""
    if job := driver.submit():
        for operation in ("cancel", "status", "result", "cancel"):
            job.call_stages(operation)
        job.poll((driver.polls or 0) + _EXTRA_POLLS)


def cancel_while_running(driver: JobDriver) -> None:
    """Wait until a job runs, cancel it, and follow it to its end."""
    if (
        not driver.budget.exhausted
        and (job := driver.submit())
        and job.wait_for(RUNNING) is not None
    ):
        for operation in ("cancel", "status", "result"):
            job.call_stages(operation)
        if job.wait_for(ENDED) is not None:
            job.call_stages("result")


def run_two_jobs(driver: JobDriver) -> None:
    """Call two jobs concurrently, cancel one, and follow both to their end."""
    first, second = driver.submit(), driver.submit()
    if first is None or second is None:
        return
    calls = [(first, "status"), (second, "result"), (first, "cancel"), (second, "status")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: one[0].call_stages(one[1]), [*calls, (first, "result"), *calls]))
    for job in (second, first):
        if job.wait_for(ENDED) is not None:
            job.call_stages("status")
            job.call_stages("result")


JOB_SCRIPTS: tuple[JobScript, ...] = (
    run_to_end,
    cancel_at_once,
    cancel_while_running,
    run_two_jobs,
)
"""All scripts in the order they run; the first measures how long a job takes."""

SCRIPT_SUBMITS = 5
"""How many jobs all scripts submit together."""
