"""The mutations of a server's jobs: its status words, their order, cancelling, results and accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientwright.json_types import is_dict
from clientwright.sandbox.accounts import ACCOUNTS, WORKING_ACCOUNT
from clientwright.sandbox.job_phase import JobPhase
from clientwright.sandbox.status_vocabulary import StatusVocabulary
from clientwright.specs.model import Service
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation

_GOOD_TOKEN = next(
    token for token, account in ACCOUNTS.by_token.items() if account is WORKING_ACCOUNT
).encode()
READ_OPERATIONS = ("status", "result")


def _replace_word(operation: str, when: str, word: str) -> Callable[[InterceptedCall], None]:
    """Return another status word in the answers of an operation that have a certain one."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() == when:
            call.body["status"] = word

    return edit_answer


def _replace_word_after(
    operation: str, when: str, word: str, times: int = 1
) -> Callable[[InterceptedCall], None]:
    """Return another status word once an operation has returned a certain one `looks` times for a job."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() == when:
            key = f"{operation}:{when}:{call.request_id}"
            call.memory[key] = call.memory.get(key, 0) + 1
            if call.memory[key] > times:
                call.body["status"] = word

    return edit_answer


def _set_field(
    operation: str, words: tuple[str, ...], field: str, value: Any
) -> Callable[[InterceptedCall], None]:
    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() in words:
            call.body[field] = value

    return edit_answer


def _drop_field(operation: str, word: str, field: str) -> Callable[[InterceptedCall], None]:
    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() == word:
            call.body.pop(field, None)

    return edit_answer


def _replace_outcome(outcome: str, **words: str) -> Callable[[InterceptedCall], None]:
    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "cancel" and is_dict(call.body) and "outcome" in call.body:
            call.body["outcome"] = outcome
            call.body["status"] = words.get("status", call.body["status"])

    return edit_answer


def _ignore_cancel(status: str, outcome: str) -> Callable[[InterceptedCall], None]:
    """Answer a cancel as if it took effect, and do nothing."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "cancel":
            body = {"request_id": call.request_id, "status": status, "outcome": outcome}
            call.status, call.body = 202, body

    return edit_request


def _replace_id(*operations: str) -> Callable[[InterceptedCall], None]:
    def edit_answer(call: InterceptedCall) -> None:
        if call.operation in operations and call.status_word():
            call.body["request_id"] = "another-request"

    return edit_answer


def _replace_code(code: int, other: int) -> Callable[[InterceptedCall], None]:
    def edit_answer(call: InterceptedCall) -> None:
        if is_dict(call.body) and call.body.get("error_code") == code:
            call.body["error_code"] = other

    return edit_answer


def _find_unknown(status: str) -> Callable[[InterceptedCall], None]:
    """Answer for an unknown request as for a waiting job."""

    def edit_answer(call: InterceptedCall) -> None:
        if is_dict(call.body) and call.body.get("error_code") == 404001:
            call.status = 200
            call.body = {"request_id": call.request_id, "status": status}

    return edit_answer


def _accept_token(
    service: Service, *operations: str, only_known: bool = False, only_absent: bool = False
) -> Callable[[InterceptedCall], None]:
    """Treat a call as one of the working account."""
    auth = service.document["auth"]
    header, scheme = str(auth["header"]).lower().encode(), str(auth["scheme"]).encode()

    def edit_request(call: InterceptedCall) -> None:
        token = call.headers.get(header, b"").rpartition(b" ")[2]
        known = token.decode() in ACCOUNTS.by_token
        wanted = known if only_known else not token if only_absent else not known and bool(token)
        if call.operation in operations and wanted:
            call.headers[header] = scheme + b" " + _GOOD_TOKEN

    return edit_request


def _accept_any_model(call: InterceptedCall) -> None:
    """Treat every model id as the first one submitted."""
    if call.operation == "submit":
        call.path = call.memory.setdefault("model", call.path)


_ALL_OPERATIONS = ("submit", "status", "result", "cancel")
_AN_OUTPUT = {"video": "https://x.example/a.mp4"}


def job_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return every mutation of a service's jobs."""
    return (
        *_word_mutations(service),
        *_queue_mutations(service),
        *_output_mutations(service),
        *_cancel_mutations(service),
        *_account_mutations(service),
    )


def _word_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations that use another word, or the right word at the wrong time."""
    status = StatusVocabulary.for_operation(service, "status")
    result = StatusVocabulary.for_operation(service, "result")
    waiting, running = status.word(JobPhase.WAITING), status.word(JobPhase.RUNNING)
    finished, succeeded = status.word(JobPhase.SUCCEEDED), result.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "foreign-status",
            "A job waits as 'paused'.",
            on_answer=_replace_word("status", waiting, "paused"),
        ),
        ServerMutation(
            "foreign-running",
            "A job runs as 'busy'.",
            on_answer=_replace_word("status", running, "busy"),
        ),
        ServerMutation(
            "foreign-result",
            "A result is 'done'.",
            on_answer=_replace_word("result", succeeded, "done"),
        ),
        ServerMutation(
            "succeeded-on-status",
            f"/status answers {succeeded!r}.",
            on_answer=_replace_word("status", finished, succeeded),
        ),
        ServerMutation(
            "completed-on-result",
            f"/result answers {finished!r}.",
            on_answer=_replace_word("result", succeeded, finished),
        ),
        ServerMutation(
            "back-to-queue",
            "A running job goes back into the queue.",
            on_answer=_replace_word_after("status", running, waiting),
        ),
        ServerMutation(
            "back-to-running",
            "A finished job runs again.",
            on_answer=_replace_word_after("status", finished, running),
        ),
        ServerMutation(
            "unfinished-result",
            "/result answers that a finished job is running.",
            on_answer=_replace_word("result", succeeded, result.word(JobPhase.RUNNING)),
        ),
        ServerMutation(
            "success-becomes-failure",
            "A succeeded job fails later.",
            on_answer=_replace_word_after("result", succeeded, result.word(JobPhase.FAILED)),
        ),
        ServerMutation(
            "cancelled-comes-back",
            "A cancelled job finishes later.",
            on_answer=_replace_word_after("status", status.word(JobPhase.CANCELLED), finished, 0),
        ),
    )


def _queue_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of the queue position."""
    status = StatusVocabulary.for_operation(service, "status")
    waiting, running = status.word(JobPhase.WAITING), status.word(JobPhase.RUNNING)
    finished = status.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "place-while-running",
            "A running job has a queue position.",
            on_answer=_set_field("status", (running, finished), "queue_position", 1),
        ),
        ServerMutation(
            "place-as-text",
            "The queue position is text.",
            on_answer=_set_field("status", (waiting,), "queue_position", "first"),
        ),
        ServerMutation(
            "place-below-zero",
            "The queue position is below zero.",
            on_answer=_set_field("status", (waiting,), "queue_position", -1),
        ),
    )


def _output_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of a job's output."""
    result = StatusVocabulary.for_operation(service, "result")
    unfinished = (result.word(JobPhase.WAITING), result.word(JobPhase.RUNNING))
    succeeded = result.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "early-output",
            "An unfinished job has an output.",
            on_answer=_set_field("result", unfinished, "output", _AN_OUTPUT),
        ),
        ServerMutation(
            "output-of-cancelled",
            "A cancelled job has an output.",
            on_answer=_set_field(
                "result", (result.word(JobPhase.CANCELLED),), "output", _AN_OUTPUT
            ),
        ),
        ServerMutation(
            "no-output",
            "A succeeded job has no output.",
            on_answer=_drop_field("result", succeeded, "output"),
        ),
        ServerMutation(
            "output-of-another-type",
            "The output is a number.",
            on_answer=_set_field("result", (succeeded,), "output", 5),
        ),
        ServerMutation(
            "output-field-of-another-type",
            "The output's video is a number.",
            on_answer=_set_field("result", (succeeded,), "output", {"video": 5}),
        ),
    )


def _cancel_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of cancelling."""
    status = StatusVocabulary.for_operation(service, "status")
    # The first outcome in service.json means cancelled, the second that it was too late.
    cancelled, too_late = service.document["cancel"]["outcomes"][:2]
    return (
        ServerMutation(
            "cancels-while-running",
            f"A cancel of any job answers {cancelled!r}.",
            on_answer=_replace_outcome(cancelled),
        ),
        ServerMutation(
            "cancel-forgotten",
            f"A cancel answers {cancelled!r}, and the job goes on.",
            _ignore_cancel(status.word(JobPhase.CANCELLED), cancelled),
        ),
        ServerMutation(
            "cancel-denied",
            f"A cancel answers {too_late!r}, and cancels.",
            on_answer=_replace_outcome(too_late, status=status.word(JobPhase.WAITING)),
        ),
        ServerMutation(
            "foreign-outcome", "A cancel answers 'done'.", on_answer=_replace_outcome("done")
        ),
    )


def _account_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of tokens, request ids and model ids."""
    return (
        ServerMutation(
            "another-request",
            "Answers name another request.",
            on_answer=_replace_id(*READ_OPERATIONS),
        ),
        ServerMutation(
            "another-request-cancelled",
            "A cancel answers about another request.",
            on_answer=_replace_id("cancel"),
        ),
        ServerMutation(
            "unknown-request-found",
            "Unknown requests are waiting jobs.",
            on_answer=_find_unknown(
                StatusVocabulary.for_operation(service, "status").word(JobPhase.WAITING)
            ),
        ),
        ServerMutation(
            "unknown-request-miscoded",
            "Unknown requests have another code.",
            on_answer=_replace_code(404001, 400001),
        ),
        ServerMutation(
            "wrong-token-let-in", "Any token is accepted.", _accept_token(service, *_ALL_OPERATIONS)
        ),
        ServerMutation(
            "no-token-let-in",
            "A missing token is accepted.",
            _accept_token(service, *_ALL_OPERATIONS, only_absent=True),
        ),
        ServerMutation(
            "wrong-token-miscoded",
            "A wrong token has another code.",
            on_answer=_replace_code(400004, 404001),
        ),
        ServerMutation(
            "others-status-shown",
            "The status of other accounts' jobs is shown.",
            _accept_token(service, "status", only_known=True),
        ),
        ServerMutation(
            "others-result-shown",
            "The result of other accounts' jobs is shown.",
            _accept_token(service, "result", only_known=True),
        ),
        ServerMutation(
            "others-job-cancelled",
            "Other accounts' jobs can be cancelled.",
            _accept_token(service, "cancel", only_known=True),
        ),
        ServerMutation(
            "others-request-miscoded",
            "Another account's request has another code.",
            on_answer=_replace_code(403001, 400002),
        ),
        ServerMutation("any-model", "Every model id is accepted.", _accept_any_model),
        ServerMutation(
            "unknown-model-miscoded",
            "An unknown model has another code.",
            on_answer=_replace_code(400001, 400002),
        ),
    )
