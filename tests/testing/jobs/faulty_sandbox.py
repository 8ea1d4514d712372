"""Sandboxes with one fault each, and the promises that each fault breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest

from clientwright.sandbox import handlers, stored_job
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.http_responses import Answer, CallRefused
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.job_view import JobView
from clientwright.sandbox.refusal_format import RefusalFormat
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.stored_job import JobPhase, StoredJob
from testing.jobs.support import OUTPUT

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class SandboxFault:
    """A fault, and the ids of the promises it must break."""

    apply: Callable[[Patch], None]
    breaks: tuple[str, ...]


def changed_body(
    name: str, change: Callable[[JobView, dict[str, Any]], Mapping[str, Any]]
) -> Callable[[Patch], None]:
    """Return a patch that changes the body of what a view answers."""
    usual = getattr(JobView, name)

    def changed(self: JobView, *args: Any) -> Answer:
        answer: Answer = usual(self, *args)
        return replace(answer, body=dict(change(self, answer.body)))

    return lambda patch: patch.setattr(JobView, name, changed)


def changed_words(name: str, **other: str) -> Callable[[Patch], None]:
    """Return a patch that changes the status words of a view."""
    return changed_body(
        name, lambda _, body: {**body, "status": other.get(body["status"], body["status"])}
    )


def _stage(view: JobView) -> JobPhase:
    return stored_job.phase_of(view.job, view.now)


def _cancels(change: Callable[[JobStore, str, float, StoredJob], bool]) -> Callable[[Patch], None]:
    def cancel(self: JobStore, request_id: str, now: float, _: object = None) -> bool:
        job = self.find(request_id)
        assert job is not None
        return change(self, request_id, now, job)

    return lambda patch: patch.setattr(JobStore, "cancel", cancel)


def _cancel_running(patch: Patch) -> None:
    now_too = (JobPhase.WAITING, JobPhase.RUNNING)
    patch.setattr(
        stored_job, "cancellable", lambda job, now, _: stored_job.phase_of(job, now) in now_too
    )


def _cancel_late(patch: Patch) -> None:
    """Cancel the job, but answer that it was too late."""
    usual = JobStore.cancel

    def cancel(self: JobStore, request_id: str, now: float, _: object = None) -> bool:
        usual(self, request_id, now)
        return False

    patch.setattr(JobStore, "cancel", cancel)


def _wakes_up(patch: Patch) -> None:
    """Let a cancelled job resume after a while."""
    usual = stored_job.phase_of

    def stage(job: StoredJob, now: float) -> JobPhase:
        awake = job.cancelled_at is not None and now > job.cancelled_at + 5
        return usual(replace(job, cancelled_at=None) if awake else job, now)

    patch.setattr(stored_job, "phase_of", stage)


def _goes_back(after: float, back: float) -> Callable[[Patch], None]:
    usual = stored_job.phase_of

    def stage(job: StoredJob, now: float) -> JobPhase:
        return usual(job, now - back if now > job.created_at + after else now)

    return lambda patch: patch.setattr(stored_job, "phase_of", stage)


def _result_lags(patch: Patch) -> None:
    """Let /result show the end of a job later than /status."""
    usual = JobView.result

    def result(self: JobView) -> Answer:
        return usual(replace(self, now=self.now - 3))

    patch.setattr(JobView, "result", result)


def _refuses_unfinished(patch: Patch) -> None:
    usual = JobView.result

    def result(self: JobView) -> Answer:
        if not _stage(self).is_final:
            raise CallRefused(self.wire.refusals.refusal(Reason.UNKNOWN_REQUEST))
        return usual(self)

    patch.setattr(JobView, "result", result)


def _reason(reason: Reason, other: Reason) -> Callable[[Patch], None]:
    """Return a patch that refuses for another reason."""
    usual = RefusalFormat.refusal

    def refusal(self: RefusalFormat, why: Reason, *args: Any, **more: Any) -> Answer:
        return usual(self, other if why is reason else why, *args, **more)

    return lambda patch: patch.setattr(RefusalFormat, "refusal", refusal)


def _everybody(patch: Patch) -> None:
    """Let every account read and cancel every job."""

    def job(self: Handlers, request: Any) -> StoredJob:
        self._caller(request)
        found = self.jobs.find(request.path_params["request_id"])
        if found is None:
            raise CallRefused(self.wire.refusals.refusal(Reason.UNKNOWN_REQUEST))
        return found

    patch.setattr(Handlers, "_job", job)


def _anybody(patch: Patch) -> None:
    """Accept every token, and none, as the valid one."""
    good = ACCOUNTS.by_token["sandbox-token"]
    patch.setattr(Handlers, "_caller", lambda self, request: good)


def _cancels_before_looking(patch: Patch) -> None:
    """Cancel the job before checking whose it is."""
    usual = Handlers.cancel

    async def cancel(self: Handlers, request: Any) -> Any:
        self.jobs.cancel(request.path_params["request_id"], self.clock())
        return await usual(self, request)

    patch.setattr(Handlers, "cancel", cancel)


def _one_id(patch: Patch) -> None:
    """Give every job of a server the id of the first."""
    usual = JobStore.add

    def add(self: JobStore, job: StoredJob) -> None:
        if self.find(job.request_id) is None:
            usual(self, job)

    patch.setattr(JobStore, "add", add)
    patch.setattr(handlers, "new_request_id", lambda: "the-one")


def _no_word_for_refusals(patch: Patch) -> None:
    patch.setattr(RefusalFormat, "refusal", lambda self, *_, **more: self.uncoded(404, "no"))


_NUMBERS = count()
QUEUE_POSITION = ("jobs/queue-position",)
SANDBOX_FAULTS: dict[str, SandboxFault] = {
    "a foreign word on status": SandboxFault(
        changed_words("status", completed="done"), ("jobs/status-vocabulary",)
    ),
    "the words of result on status": SandboxFault(
        changed_words("status", completed="succeeded"), ("jobs/status-vocabulary",)
    ),
    "the words of status on result": SandboxFault(
        changed_words("result", succeeded="completed"), ("jobs/result-vocabulary",)
    ),
    "a foreign outcome": SandboxFault(
        changed_body("cancelled", lambda _, body: {**body, "outcome": "ok"}),
        ("jobs/cancel-outcomes",),
    ),
    "a place while running": SandboxFault(
        changed_body("status", lambda _, body: {"queue_position": 1, **body}), QUEUE_POSITION
    ),
    "a place in words": SandboxFault(
        changed_body(
            "status",
            lambda _, b: {**b, **({"queue_position": "1"} if "queue_position" in b else {})},
        ),
        QUEUE_POSITION,
    ),
    "output while running": SandboxFault(
        changed_body("result", lambda _, body: {**body, "output": OUTPUT}),
        ("jobs/output-only-when-succeeded",),
    ),
    "no output": SandboxFault(
        changed_body("result", lambda _, body: {**body, "output": None}),
        ("jobs/succeeded-has-output",),
    ),
    **{
        f"an output that is empty: {empty!r}": SandboxFault(
            changed_body(
                "result",
                lambda _, b, empty=empty: {**b, **({"output": empty} if "output" in b else {})},
            ),
            ("jobs/succeeded-has-output",),
        )
        for empty in ({}, [], "")
    },
    "an output of numbers": SandboxFault(
        changed_body(
            "result", lambda _, b: {**b, **({"output": {"video": 5}} if "output" in b else {})}
        ),
        ("jobs/output-type",),
    ),
    "another id": SandboxFault(
        changed_body("status", lambda _, b: {**b, "request_id": "x"}), ("jobs/request-id-stays",)
    ),
    "an id with spaces": SandboxFault(
        lambda patch: patch.setattr(handlers, "new_request_id", lambda: f"a b {next(_NUMBERS)}"),
        ("jobs/request-id-pattern",),
    ),
    "one id for all": SandboxFault(_one_id, ("jobs/own-request-id",)),
    "cancel does nothing": SandboxFault(_cancels(lambda *_: True), ("jobs/cancel-is-real",)),
    "cancel never works": SandboxFault(
        _cancels(lambda *_: False), ("jobs/queued-can-be-cancelled",)
    ),
    "cancel while running": SandboxFault(_cancel_running, ("jobs/cancelled-only-from-the-queue",)),
    "cancel works and denies it": SandboxFault(
        _cancel_late, ("jobs/not-cancellable-changes-nothing",)
    ),
    "cancel wears off": SandboxFault(_wakes_up, ("jobs/cancel-is-real", "jobs/terminal-stays")),
    "back to the queue": SandboxFault(_goes_back(8, 8), ("jobs/forward-only",)),
    "back from the end": SandboxFault(_goes_back(17, 8), ("jobs/terminal-stays",)),
    "the result lags behind": SandboxFault(_result_lags, ("jobs/status-then-result",)),
    "no result before the end": SandboxFault(_refuses_unfinished, ("jobs/answered-at-any-time",)),
    "another code for unknown requests": SandboxFault(
        _reason(Reason.UNKNOWN_REQUEST, Reason.INVALID_MODEL),
        tuple(f"errors/unknown-request/{name}" for name in ("status", "result", "cancel")),
    ),
    "another code for unknown models": SandboxFault(
        _reason(Reason.INVALID_MODEL, Reason.INVALID_INPUT), ("errors/unknown-model",)
    ),
    "another code for other accounts": SandboxFault(
        _reason(Reason.FOREIGN_REQUEST, Reason.UNKNOWN_REQUEST),
        tuple(f"errors/other-account/{name}" for name in ("status", "result", "cancel")),
    ),
    "no codes at all": SandboxFault(
        _no_word_for_refusals, ("errors/unknown-request/status", "errors/other-account/result")
    ),
    "every account is let in": SandboxFault(
        _everybody, tuple(f"errors/other-account/{name}" for name in ("status", "result", "cancel"))
    ),
    "every token is good": SandboxFault(
        _anybody,
        tuple(
            f"errors/{kind}/{name}"
            for kind in ("wrong-token", "no-token")
            for name in ("status", "result", "cancel", "submit")
        ),
    ),
    "refused, and cancelled": SandboxFault(
        _cancels_before_looking, ("errors/other-account/cancel",)
    ),
    "a code about something else for tokens": SandboxFault(
        _reason(Reason.INVALID_TOKEN, Reason.INSUFFICIENT_BALANCE),
        ("errors/wrong-token/status", "errors/no-token/submit"),
    ),
}
"""All faults by description."""
