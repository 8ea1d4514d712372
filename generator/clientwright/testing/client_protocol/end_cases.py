"""How a job ends: with its output, the provider's reason, a cancellation, or an answer about another job."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.testing.client_protocol.answer_builder import FAILURE_REASON, AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    ProtocolCase,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID, ServerScript

OTHER_REQUEST_IDS: Mapping[str, Any] = {
    "another": "another-request",
    "another-case": REQUEST_ID.upper(),
    "longer": f"{REQUEST_ID}0",
    "empty": "",
    "null": None,
    "number": 1,
    "list": [REQUEST_ID],
    "object": {"id": REQUEST_ID},
}
"""What an answer may have in place of the request id of its job."""


def end_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the end of a job."""
    finished = (words.status("finished"),)
    yield ProtocolCase(
        "success",
        "A job that succeeded gives its output.",
        "/result",
        ServerScript(status=finished, result=(words.success(),)),
        "the output",
        succeeded,
    )
    yield ProtocolCase(
        "failure",
        "A job that finished and failed is a failure, in the provider's words.",
        "/result",
        ServerScript(status=finished, result=(words.failure(),)),
        "JobFailed with the reason",
        lambda played: raised(played, "JobFailed") and FAILURE_REASON in str(played.error),
    )
    yield ProtocolCase(
        "cancelled",
        "A cancelled job raises JobCancelled.",
        "/status",
        ServerScript(status=(words.status("cancelled"),), result=(words.result("cancelled"),)),
        "JobCancelled",
        lambda played: raised(played, "JobCancelled"),
    )
    yield ProtocolCase(
        "finished-is-not-success",
        "Finished on /status is no success until /result says so.",
        "/status",
        ServerScript(status=finished, result=(words.result("running"),) * 2 + (words.failure(),)),
        "JobFailed after more polls",
        lambda played: raised(played, "JobFailed") and played.calls.get("result") == 3,
    )
    yield ProtocolCase(
        "error-in-200",
        "An error code in an answer of 200 is an error.",
        "/errors",
        ServerScript(status=finished, result=((200, {"error_code": 404001}),)),
        "NotFound",
        lambda played: raised(played, "NotFound"),
        "M",
    )


def identity_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that an answer about another job is never taken for one about this job."""
    finished = (words.status("finished"),)
    cancelled = words.word_for("status", "cancelled")
    outcome = words.service.document["cancel"]["outcomes"][0]
    for name, other in OTHER_REQUEST_IDS.items():
        answer = words.with_word("status", cancelled, outcome=outcome, request_id=other)
        success = words.success(request_id=other)
        for operation, script in (
            ("status", ServerScript(status=(answer,))),
            ("result", ServerScript(status=finished, result=(success,))),
            ("cancel", ServerScript(cancel=(answer,))),
        ):
            yield ProtocolCase(
                f"{operation}-of-{name}-request",
                f"An answer to {operation} whose request id is {json.dumps(other)} is an error.",
                f"/operations/{operation}",
                script,
                f"UnexpectedAnswer about {REQUEST_ID}",
                lambda played: raised(played, "UnexpectedAnswer") and names_request(played),
            )
