"""How a job ends: with its output in whatever shape, the provider's reason, a cancellation, or another job's answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.testing.client_protocol.protocol_case import (
    FAILURE_REASON,
    AnswerBuilder,
    IsKept,
    ProtocolCase,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_outputs import OUTPUT_URL
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    ScriptResult,
    ServerScript,
)

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
        untried=words.outputs.untried,
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


def output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about outputs that the specs do not describe."""
    for name, output, has_url in words.outputs.other_shapes():
        found = words.success(output=output)
        yield ProtocolCase(
            f"output-of-another-shape-{name}",
            f"An output of another shape ({name}) is delivered as it is, with its URLs, on the error.",
            "/output",
            ServerScript(status=(words.status("finished"),), result=(found,)),
            "OutputUnreadable whose result has the answer" + (" and its URL" if has_url else ""),
            _is_delivered_raw(found[1], has_url),
        )
    yield from _late_output_cases(words)


def _late_output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    finished = (words.status("finished"),)
    for name, bare in (
        ("missing", words.result("succeeded")),
        ("null", words.result("succeeded", output=None)),
    ):
        yield ProtocolCase(
            f"{name}-output-is-looked-for-again",
            f"A job that succeeded, but whose output is {name}, is looked at again.",
            "/result",
            ServerScript(status=finished, result=(bare, bare, words.success())),
            "the output, after three looks at /result",
            lambda played: succeeded(played) and played.calls.get("result") == 3,
        )
        yield ProtocolCase(
            f"{name}-output-that-lasts-ends",
            f"A job that succeeded, but whose output stays {name}, is an error with the answer.",
            "/result",
            ServerScript(status=finished, result=(bare,)),
            "OutputUnreadable with the answer, after 20 to 90 seconds",
            _ends_with(bare[1]),
        )


def _is_delivered_raw(answer: Any, has_url: bool) -> IsKept:
    """Return a check that the error has the unchanged answer, and the URL of the output if it has one."""

    def is_kept(played: ScriptResult) -> bool:
        result = getattr(played.error, "result", None)
        found = [tuple(getattr(one, "urls", ())) for one in (played.error, result)]
        return (
            raised(played, "OutputUnreadable")
            and names_request(played)
            and getattr(result, "output", "") is None
            and getattr(result, "raw", None) == answer
            and (not has_url or all(OUTPUT_URL in urls for urls in found))
        )

    return is_kept


def _ends_with(answer: Any) -> IsKept:
    is_delivered = _is_delivered_raw(answer, False)
    return lambda played: is_delivered(played) and 20 <= played.seconds <= 90
