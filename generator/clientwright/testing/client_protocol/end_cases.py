"""How a job ends: with its output in whatever shape, the provider's reason, a cancellation, or another job's answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    IsKept,
    ProtocolCase,
    failed,
    looked,
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
    yield ProtocolCase(
        "success",
        "A job that succeeded gives its output.",
        words.result_pointer,
        words.script(words.success()),
        "the output",
        succeeded,
        untried=words.outputs.untried,
    )
    yield ProtocolCase(
        "failure",
        "A job that finished and failed is a failure, in the provider's words.",
        words.result_pointer,
        words.script(words.failure(), end="failed"),
        "JobFailed with the reason",
        failed,
    )
    if "cancelled" in words.words("status").values():
        result = words.status if words.facts.ends_by_http else words.result
        yield ProtocolCase(
            "cancelled",
            "A cancelled job raises JobCancelled.",
            "/status",
            words.script(result("cancelled"), end="cancelled"),
            "JobCancelled",
            lambda played: raised(played, "JobCancelled"),
        )
    if words.two_words:
        yield ProtocolCase(
            "finished-is-not-success",
            "Finished on /status is no success until /result says so.",
            "/status",
            words.script(*(words.result("running"),) * 2, words.failure()),
            "JobFailed after more polls",
            lambda played: raised(played, "JobFailed") and played.calls.get("result") == 3,
        )
    yield from _coded_success_cases(words)


def _coded_success_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promise that a code of an answer with HTTP status 200 is an error, where it may be one."""
    of_requests = (one for one in words.facts.errors if one.kind == "not-found" and one.code)
    error = next((one for one in of_requests if one.http == 404), None)
    if error is not None and words.facts.codes_in_success_at:
        yield ProtocolCase(
            "error-in-200",
            "An error code in an answer of 200 is an error.",
            "/errors",
            words.script(words.coded_success(error.code)),
            "NotFound",
            lambda played: raised(played, "NotFound"),
            "M",
        )


def identity_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that an answer about another job is never taken for one about this job."""
    for name, other in OTHER_REQUEST_IDS.items():
        for operation, script in _answers_about(words, other):
            yield ProtocolCase(
                f"{operation}-of-{name}-request",
                f"An answer to {operation} whose request id is {json.dumps(other)} is an error.",
                f"/operations/{operation}",
                script,
                f"UnexpectedAnswer about {REQUEST_ID}",
                lambda played: raised(played, "UnexpectedAnswer") and names_request(played),
            )


def _answers_about(words: AnswerBuilder, other: Any) -> Iterator[tuple[str, ServerScript]]:
    """Yield each operation whose answers name their request, with one about another job."""
    if words.names_request("status"):
        answer = words.status("cancelled" if words.two_words else "running", request_id=other)
        yield "status", ServerScript(status=(answer,))
    if words.names_request("result") and not words.facts.one_call:
        yield "result", words.script(words.success(request_id=other))
    if words.names_request("cancel"):
        yield "cancel", ServerScript(cancel=(words.cancelled(request_id=other),))


def output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about outputs that the specs do not describe."""
    for name, output, has_url in words.outputs.other_shapes():
        found = words.success(output=output)
        yield ProtocolCase(
            f"output-of-another-shape-{name}",
            f"An output of another shape ({name}) is delivered as it is, with its URLs, on the error.",
            "/output",
            words.script(found),
            "OutputUnreadable whose result has the answer" + (" and its URL" if has_url else ""),
            _is_delivered_raw(found[1], has_url),
        )
    if words.may_lack_output:
        yield from _late_output_cases(words)


def _late_output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    answers = {"missing": words.result("succeeded")}
    if not words.may_be_null:
        answers["null"] = words.result("succeeded", output=None)
    for name, bare in answers.items():
        yield ProtocolCase(
            f"{name}-output-is-looked-for-again",
            f"A job that succeeded, but whose output is {name}, is looked at again.",
            words.result_pointer,
            words.script(bare, bare, words.success()),
            f"the output, after three looks at {words.result_path}",
            looked(words, 3, 3),
        )
        yield ProtocolCase(
            f"{name}-output-that-lasts-ends",
            f"A job that succeeded, but whose output stays {name}, is an error with the answer.",
            words.result_pointer,
            words.script(bare),
            "OutputUnreadable with the answer, after 20 to 90 seconds",
            _ends_with(bare[1]),
        )


def _is_delivered_raw(answer: Any, has_url: bool) -> IsKept:
    """Return a check that the error has the unchanged answer, and the URL of the output if it has one.

    An answer that is no object is in one, under an empty key.
    """

    def is_kept(played: ScriptResult) -> bool:
        result = getattr(played.error, "result", None)
        found = [tuple(getattr(one, "urls", ())) for one in (played.error, result)]
        return (
            raised(played, "OutputUnreadable")
            and names_request(played)
            and getattr(result, "output", "") is None
            and getattr(result, "raw", None) in (answer, {"": answer})
            and (not has_url or all(OUTPUT_URL in urls for urls in found))
        )

    return is_kept


def _ends_with(answer: Any) -> IsKept:
    is_delivered = _is_delivered_raw(answer, False)
    return lambda played: is_delivered(played) and 20 <= played.seconds <= 90
