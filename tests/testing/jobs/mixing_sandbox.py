"""Sandboxes that spell words in another way, or mix up several jobs, and the promises that each breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientwright.sandbox import job_view
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.job_view import JobView
from clientwright.sandbox.stored_job import StoredJob
from testing.jobs.faulty_sandbox import (
    Patch,
    SandboxFault,
    changed_body,
    changed_words,
)

SPELLING_FAULTS: dict[str, SandboxFault] = {
    "an alias on status": SandboxFault(
        changed_words("status", in_queue="pending"), ("jobs/status-spelling",)
    ),
    "capitals on status": SandboxFault(
        changed_words("status", in_progress="IN_PROGRESS"), ("jobs/status-spelling",)
    ),
    "a blank behind a status": SandboxFault(
        changed_words("status", completed="completed "), ("jobs/status-spelling",)
    ),
    "an alias on result": SandboxFault(
        changed_words("result", in_queue="queued"), ("jobs/result-spelling",)
    ),
    "a capital on result": SandboxFault(
        changed_words("result", succeeded="Succeeded"), ("jobs/result-spelling",)
    ),
    "a tab before a result": SandboxFault(
        changed_words("result", succeeded="\tsucceeded"), ("jobs/result-spelling",)
    ),
    **{
        f"an outcome spelled {word!r}": SandboxFault(
            changed_body(
                "cancelled",
                lambda _, b, word=word: {
                    **b,
                    "outcome": word if b["outcome"] == "cancelled" else b["outcome"],
                },
            ),
            ("jobs/cancel-spelling",),
        )
        for word in ("canceled", "CANCELLED", "Cancelled", "cancelled ")
    },
}
"""Faults of spelling by description."""


def _remember(patch: Patch) -> list[StoredJob]:
    """Let a sandbox keep its jobs in a list."""
    kept: list[StoredJob] = []
    usual = JobStore.add

    def add(self: JobStore, job: StoredJob) -> None:
        kept.append(job)
        usual(self, job)

    patch.setattr(JobStore, "add", add)
    return kept


def _links_lead_to_first(patch: Patch) -> None:
    jobs, usual = _remember(patch), JobView._urls

    def urls(self: JobView, *operations: str) -> dict[str, str]:
        found = usual(self, *operations)
        first = jobs[0].request_id
        return {k: v.replace(self.job.request_id, first) for k, v in found.items()}

    patch.setattr(JobView, "_urls", urls)


def _outputs_of_neighbours(patch: Patch) -> None:
    """Let each job show the output of the job before it."""
    jobs, usual = _remember(patch), job_view.sample_output

    def output(job: StoredJob, *args: Any) -> dict[str, Any]:
        at = [one.request_id for one in jobs].index(job.request_id)
        return usual(jobs[max(0, at - 1)], *args)

    patch.setattr(job_view, "sample_output", output)


def _texts_of_neighbours(patch: Patch) -> None:
    """Let each job show its own output, and beside it the input of the job before it."""
    jobs, usual = _remember(patch), job_view.sample_output

    def output(job: StoredJob, *args: Any) -> dict[str, Any]:
        return {**usual(job, *args), "of": job.request_id, "asked": _before(job, jobs).payload}

    patch.setattr(job_view, "sample_output", output)


def _ids_of_neighbours(patch: Patch) -> None:
    """Let each job show its own output, and beside it the id of the job before it."""
    jobs, usual = _remember(patch), job_view.sample_output

    def output(job: StoredJob, *args: Any) -> dict[str, Any]:
        return {
            **usual(job, *args),
            "files": [f"{one.request_id}.png" for one in (job, _before(job, jobs))],
        }

    patch.setattr(job_view, "sample_output", output)


def _neighbours_in_queue(patch: Patch) -> None:
    """Let each result name the job before it outside of its output, as the place in a queue does."""
    jobs = _remember(patch)
    changed_body(
        "result",
        lambda view, body: {
            **body,
            "own": view.job.request_id,
            "behind": _before(view.job, jobs).request_id,
        },
    )(patch)


def _echo(of: Callable[[StoredJob, list[StoredJob]], StoredJob]) -> Callable[[Patch], None]:
    """Let results echo the input of some job."""

    def apply(patch: Patch) -> None:
        jobs = _remember(patch)
        changed_body("result", lambda view, body: {**body, "input": of(view.job, jobs).payload})(
            patch
        )

    return apply


def _cancel_all(patch: Patch) -> None:
    jobs, usual = _remember(patch), JobStore.cancel

    def cancel(self: JobStore, request_id: str, now: float, _: object = None) -> bool:
        for one in jobs:
            if one.request_id != request_id:
                usual(self, one.request_id, now)
        return usual(self, request_id, now)

    patch.setattr(JobStore, "cancel", cancel)


def _forget_old_jobs(patch: Patch) -> None:
    jobs, usual = _remember(patch), JobStore.find

    def find(self: JobStore, request_id: str) -> StoredJob | None:
        old = [one.request_id for one in jobs[:-10]]
        return None if request_id in old else usual(self, request_id)

    patch.setattr(JobStore, "find", find)


def _before(job: StoredJob, jobs: list[StoredJob]) -> StoredJob:
    return jobs[max(0, [one.request_id for one in jobs].index(job.request_id) - 1)]


CROWD_FAULTS: dict[str, SandboxFault] = {
    "links lead to the first job": SandboxFault(
        _links_lead_to_first,
        ("jobs/links-lead-to-own-request", "jobs/many/links-lead-to-own-request"),
    ),
    "outputs of neighbours": SandboxFault(
        _outputs_of_neighbours,
        ("jobs/output-of-own-request", "jobs/many/output-of-own-request"),
    ),
    "echoes of neighbours": SandboxFault(
        _echo(_before), ("jobs/output-of-own-request", "jobs/many/output-of-own-request")
    ),
    "own outputs with texts of neighbours": SandboxFault(
        _texts_of_neighbours,
        ("jobs/output-of-own-request", "jobs/many/output-of-own-request"),
    ),
    "own outputs with ids of neighbours": SandboxFault(
        _ids_of_neighbours,
        ("jobs/output-of-own-request", "jobs/many/output-of-own-request"),
    ),
    "a cancel ends all jobs": SandboxFault(
        _cancel_all, ("jobs/cancel-ends-no-other", "jobs/many/cancel-ends-no-other")
    ),
    "only ten jobs are known": SandboxFault(_forget_old_jobs, ("jobs/many/answered-at-any-time",)),
}
"""Faults of several jobs by description."""


def _constant_output(patch: Patch) -> None:
    output = {"video": "https://media.runcomfy.net/sample-output-0001.mp4"}
    patch.setattr(job_view, "sample_output", lambda *_: output)


def _no_links(patch: Patch) -> None:
    patch.setattr(JobView, "_urls", lambda self, *operations: {})


def _links_elsewhere(patch: Patch) -> None:
    links = {
        "status_url": "https://x.example/jobs",
        "result_url": "not a link",
        "cancel_url": "//[",
    }
    patch.setattr(JobView, "_urls", lambda self, *operations: links)


def _slow_lock(patch: Patch) -> None:
    """Answer calls in another order than they came."""
    import asyncio

    usual, calls = Handlers.status, [0]

    async def status(self: Handlers, request: Any) -> Any:
        calls[0] += 1
        await asyncio.sleep(0.01 if calls[0] % 3 else 0.0)
        return await usual(self, request)

    patch.setattr(Handlers, "status", status)


CONFORMING_CROWDS: dict[str, Callable[[Patch], None]] = {
    "one output for all": _constant_output,
    "no links": _no_links,
    "links elsewhere": _links_elsewhere,
    "echoes of the input": _echo(lambda job, _: job),
    "the job before it in the queue": _neighbours_in_queue,
    "answers in another order": _slow_lock,
}
"""Changes of several jobs that no document forbids."""
