"""Sandboxes with a change that no document forbids; none of them is a finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from clientwright.sandbox import http_responses
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.job_view import JobView
from testing.jobs.faulty_sandbox import Patch, changed_body
from testing.jobs.support import SERVICE


def _later(patch: Patch) -> None:
    def status(_: JobView) -> dict[str, Any]:
        raise http_responses.uncoded_refusal(503, "later", {"Retry-After": "2"})

    patch.setattr(JobView, "status", status)


def _bare_refusal(patch: Patch) -> None:
    """Refuse tokens by HTTP status alone."""
    usual = Handlers._caller

    def caller(self: Handlers, request: Any) -> Any:
        try:
            return usual(self, request)
        except http_responses.CallRefused:
            raise http_responses.uncoded_refusal(401, "no") from None

    patch.setattr(Handlers, "_caller", caller)


def _fails_at_times(patch: Patch) -> None:
    """Crash at every third result call of a job."""
    usual, times = JobView.result, defaultdict[str, Iterator[int]](count)

    def result(self: JobView, *args: Any, **more: Any) -> dict[str, Any]:
        if next(times[self.job.request_id]) % 3 == 0:
            raise http_responses.coded_refusal(SERVICE, http_responses.SERVER_ERROR)
        return usual(self, *args, **more)

    patch.setattr(JobView, "result", result)


def _all_in_200(patch: Patch) -> None:
    """Report errors with HTTP 200 and their code."""
    for code in list(http_responses._HTTP_STATUS):
        patch.setitem(http_responses._HTTP_STATUS, code, 200)


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
