"""Sandboxes with a change that no document forbids; none of them is a finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.http_responses import Answer, CallRefused
from clientwright.sandbox.job_view import JobView
from clientwright.sandbox.refusal_format import RefusalFormat
from clientwright.sandbox.refusal_reasons import Reason
from testing.jobs.faulty_sandbox import Patch, changed_body


def _later(patch: Patch) -> None:
    def status(self: JobView) -> Answer:
        raise CallRefused(self.wire.refusals.uncoded(503, "later", {"Retry-After": "2"}))

    patch.setattr(JobView, "status", status)


def _bare_refusal(patch: Patch) -> None:
    """Refuse tokens by HTTP status alone."""
    usual = Handlers._caller

    def caller(self: Handlers, request: Any) -> Any:
        try:
            return usual(self, request)
        except CallRefused:
            raise CallRefused(self.wire.refusals.uncoded(401, "no")) from None

    patch.setattr(Handlers, "_caller", caller)


def _fails_at_times(patch: Patch) -> None:
    """Crash at every third result call of a job."""
    usual, times = JobView.result, defaultdict[str, Iterator[int]](count)

    def result(self: JobView) -> Answer:
        if next(times[self.job.request_id]) % 3 == 0:
            raise CallRefused(self.wire.refusals.refusal(Reason.SERVER_ERROR))
        return usual(self)

    patch.setattr(JobView, "result", result)


def _all_in_200(patch: Patch) -> None:
    """Report errors with HTTP 200 and their code."""
    usual = RefusalFormat.refusal

    def refusal(self: RefusalFormat, *args: Any, **more: Any) -> Answer:
        return replace(usual(self, *args, **more), status=200)

    patch.setattr(RefusalFormat, "refusal", refusal)


CONFORMING_CHANGES: dict[str, Callable[[Patch], None]] = {
    "come back later": _later,
    "bare refusals of tokens": _bare_refusal,
    "crashes at times": _fails_at_times,
    "a bare URL as output": changed_body(
        "result", lambda _, b: {**b, **({"output": b["output"]["video"]} if "output" in b else {})}
    ),
    "null for nothing": changed_body("result", lambda _, b: {"output": None, "error": None, **b}),
    "no id in answers": changed_body(
        "status", lambda _, b: {k: b[k] for k in b if k != "request_id"}
    ),
    "errors in 200": _all_in_200,
}
"""Changes that no document forbids."""
