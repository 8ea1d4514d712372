"""The promises of a client about jobs, each with the script of answers that checks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.testing.client_protocol.answer_builder import (
    FAILURE_REASON,
    OUTPUT_URL,
    AnswerBuilder,
)
from clientwright.testing.client_protocol.scripted_server import (
    LOST,
    REQUEST_ID,
    UNSENT,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

WAIT_SECONDS = 600.0
ACCEPTED_SUBMIT: ScriptedAnswer = (200, {"request_id": REQUEST_ID})


@dataclass(frozen=True, slots=True)
class ProtocolCase:
    """A promise, the pointer of its source in `service.json`, and the script that checks it.

    `is_kept` returns whether the result of the script keeps the promise; `expected` describes it.
    """

    name: str
    sentence: str
    pointer: str
    script: ServerScript
    expected: str
    is_kept: Callable[[ScriptResult], bool]
    sure: str = "H"


def protocol_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that follow from a service.json."""
    yield from _end_cases(words)
    yield from _identity_cases(words)
    yield from _waiting_cases(words)
    yield from _submit_cases(words)
    yield from _error_code_cases(words)


def _end_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    finished = (words.status("finished"),)
    yield ProtocolCase(
        "success",
        "A job that succeeded gives its output.",
        "/result",
        ServerScript(status=finished, result=(words.success(),)),
        "the output",
        _succeeded,
    )
    yield ProtocolCase(
        "failure",
        "A job that finished and failed is a failure, in the provider's words.",
        "/result",
        ServerScript(status=finished, result=(words.failure(),)),
        "JobFailed with the reason",
        lambda played: _raised(played, "JobFailed") and FAILURE_REASON in str(played.error),
    )
    yield ProtocolCase(
        "cancelled",
        "A cancelled job raises JobCancelled.",
        "/status",
        ServerScript(status=(words.status("cancelled"),), result=(words.result("cancelled"),)),
        "JobCancelled",
        lambda played: _raised(played, "JobCancelled"),
    )
    yield ProtocolCase(
        "finished-is-not-success",
        "Finished on /status is no success until /result says so.",
        "/status",
        ServerScript(status=finished, result=(words.result("running"),) * 2 + (words.failure(),)),
        "JobFailed after more polls",
        lambda played: _raised(played, "JobFailed") and played.calls.get("result") == 3,
    )
    yield ProtocolCase(
        "timeout-keeps-the-request",
        "When waiting ends before the job does, the error has the request id.",
        "/status",
        ServerScript(status=(words.status("running"),)),
        f"JobTimedOut about {REQUEST_ID}",
        lambda played: _raised(played, "JobTimedOut") and _names_request(played),
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


def _identity_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
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
                lambda played: _raised(played, "UnexpectedAnswer") and _names_request(played),
            )


def _waiting_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    end = words.status("finished")
    done = (words.success(),)
    yield ProtocolCase(
        "unknown-status-waits",
        "An undocumented status never ends the waiting.",
        "/status/values",
        ServerScript(status=(words.with_word("status", "reticulating"),) * 2 + (end,), result=done),
        "the output, after three polls",
        lambda played: _succeeded(played) and played.calls.get("status") == 3,
    )
    aliases: dict[str, str] = words.service.document["aliases"]["values"]
    for alias, word in aliases.items():
        means = words.service.document["status"]["values"].get(word)
        answer = words.with_word("status", alias.upper())
        is_end = means == "cancelled"
        yield ProtocolCase(
            f"alias-{alias}",
            f"{alias!r}, in any case, is understood as {word!r}.",
            f"/aliases/values/{alias}",
            ServerScript(status=(answer, end), result=done),
            "JobCancelled" if is_end else "the output",
            (lambda played: _raised(played, "JobCancelled")) if is_end else _succeeded,
            "L",
        )
    yield ProtocolCase(
        "reads-again",
        "A poll whose answer is lost, or that fails, is repeated.",
        "/operations/status",
        ServerScript(status=(LOST, (502, "<html>"), end), result=(LOST, *done)),
        "the output",
        _succeeded,
    )


def _submit_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    ends = {"status": (words.status("finished"),), "result": (words.success(),)}
    for name, sentence, lost in (
        ("lost", "A submit whose answer is lost is not repeated: it may have been accepted.", LOST),
        ("failed", "A submit that fails with 500 is not repeated.", (500, {})),
        ("garbled", "A submit answered with a gateway's page is not repeated.", (502, "<html>")),
        ("without-id", "A submit answered without a request id is not repeated.", (200, {})),
    ):
        yield ProtocolCase(
            f"submit-{name}-is-not-repeated",
            sentence,
            "/operations/submit",
            ServerScript(submit=(lost, ACCEPTED_SUBMIT), **ends),
            "SubmitUnknown after one submit",
            lambda played: _raised(played, "SubmitUnknown") and played.calls.get("submit") == 1,
        )
    for name, sentence, first in (
        ("unsent", "A submit that certainly was not sent is repeated.", UNSENT),
        ("refused-for-now", "A submit refused with 429 is repeated later.", (429, {})),
    ):
        yield ProtocolCase(
            f"submit-{name}-is-repeated",
            sentence,
            "/operations/submit",
            ServerScript(submit=(first, ACCEPTED_SUBMIT), **ends),
            "the output, after two submits",
            lambda played: _succeeded(played) and played.calls.get("submit") == 2,
        )


_ERROR_CLASSES = {
    "authentication": "AuthenticationError",
    "balance": "InsufficientBalance",
    "permission": "PermissionDenied",
    "not-found": "NotFound",
    "refused": "InputRefused",
}


def _error_code_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the exception that each documented code must raise, whatever the HTTP status."""
    for n, fact in enumerate(words.service.document["errors"]):
        name = _ERROR_CLASSES.get(fact["is"])
        if name:
            refused = (400, {"error_code": fact["code"], "error_message": fact["means"]})
            yield ProtocolCase(
                f"code-{fact['code']}",
                f"The code {fact['code']} raises {name}.",
                f"/errors/{n}",
                ServerScript(submit=(refused,)),
                f"{name} after one submit",
                _refused_with(name),
                fact["sure"],
            )
    finished = (words.status("finished"),)
    yield ProtocolCase(
        "error-in-200",
        "An error code in an answer of 200 is an error.",
        "/errors",
        ServerScript(status=finished, result=((200, {"error_code": 404001}),)),
        "NotFound",
        lambda played: _raised(played, "NotFound"),
        "M",
    )


def _refused_with(name: str) -> Callable[[ScriptResult], bool]:
    return lambda played: _raised(played, name) and played.calls.get("submit") == 1


def _raised(played: ScriptResult, name: str) -> bool:
    return played.error is not None and type(played.error).__name__ == name


def _names_request(played: ScriptResult) -> bool:
    return getattr(played.error, "request_id", None) == REQUEST_ID


def _succeeded(played: ScriptResult) -> bool:
    output = getattr(played.value, "output", None)
    return played.error is None and OUTPUT_URL in tuple(getattr(output, "urls", ()))
