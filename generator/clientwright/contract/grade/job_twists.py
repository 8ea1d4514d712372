"""Servers that get the life of a job wrong: words, order, cancelling, results, and whose requests are whose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientwright.contract.grade.twists import Call, Twist
from clientwright.json_types import is_dict
from clientwright.sandbox.accounts import ACCOUNTS, WORKING_ACCOUNT

_GOOD = next(
    token for token, account in ACCOUNTS.by_token.items() if account is WORKING_ACCOUNT
).encode()
_AUTH = b"authorization"
READS = ("status", "result")


def _saying(operation: str, when: str, word: str) -> Callable[[Call], None]:
    """Say another word in an operation's answer where a certain one stands."""

    def answered(call: Call) -> None:
        if call.operation == operation and call.word() == when:
            call.body["status"] = word

    return answered


def _after(operation: str, when: str, word: str, looks: int = 1) -> Callable[[Call], None]:
    """Say another word once a certain one was said so often about the same job."""

    def answered(call: Call) -> None:
        if call.operation == operation and call.word() == when:
            key = f"{operation}:{when}:{call.request_id}"
            call.memory[key] = call.memory.get(key, 0) + 1
            if call.memory[key] > looks:
                call.body["status"] = word

    return answered


def _with(operation: str, words: tuple[str, ...], field: str, value: Any) -> Callable[[Call], None]:
    def answered(call: Call) -> None:
        if call.operation == operation and call.word() in words:
            call.body[field] = value

    return answered


def _without(operation: str, word: str, field: str) -> Callable[[Call], None]:
    def answered(call: Call) -> None:
        if call.operation == operation and call.word() == word:
            call.body.pop(field, None)

    return answered


def _cancel_answers(outcome: str, **words: str) -> Callable[[Call], None]:
    def answered(call: Call) -> None:
        if call.operation == "cancel" and is_dict(call.body) and "outcome" in call.body:
            call.body["outcome"] = outcome
            call.body["status"] = words.get("status", call.body["status"])

    return answered


def _cancel_forgotten(call: Call) -> None:
    """Answer a cancel as if it was done, and do nothing."""
    if call.operation == "cancel":
        body = {"request_id": call.request_id, "status": "cancelled", "outcome": "cancelled"}
        call.status, call.body = 202, body


def _other_id(call: Call) -> None:
    if call.operation in READS and call.word():
        call.body["request_id"] = "another-request"


def _coded(code: int, other: int) -> Callable[[Call], None]:
    def answered(call: Call) -> None:
        if is_dict(call.body) and call.body.get("error_code") == code:
            call.body["error_code"] = other

    return answered


def _nobody_is_known(call: Call) -> None:
    if is_dict(call.body) and call.body.get("error_code") == 404001:
        call.status = 200
        call.body = {"request_id": call.request_id, "status": "in_queue"}


def _let_in(
    *operations: str, only_known: bool = False, only_absent: bool = False
) -> Callable[[Call], None]:
    """Take a call for one of the account that works."""

    def sent(call: Call) -> None:
        token = call.headers.get(_AUTH, b"").rpartition(b" ")[2]
        known = token.decode() in ACCOUNTS.by_token
        wanted = known if only_known else not token if only_absent else not known and bool(token)
        if call.operation in operations and wanted:
            call.headers[_AUTH] = b"Bearer " + _GOOD

    return sent


def _any_model(call: Call) -> None:
    """Take every model id for the one that was asked for first."""
    if call.operation == "submit":
        call.path = call.memory.setdefault("model", call.path)


_ALL = ("submit", "status", "result", "cancel")
TWISTS: tuple[Twist, ...] = (
    Twist(
        "foreign-status",
        "A job waits as 'paused'.",
        answered=_saying("status", "in_queue", "paused"),
    ),
    Twist(
        "foreign-running",
        "A job runs as 'busy'.",
        answered=_saying("status", "in_progress", "busy"),
    ),
    Twist("foreign-result", "A result is 'done'.", answered=_saying("result", "succeeded", "done")),
    Twist(
        "succeeded-on-status",
        "/status says succeeded.",
        answered=_saying("status", "completed", "succeeded"),
    ),
    Twist(
        "completed-on-result",
        "/result says completed.",
        answered=_saying("result", "succeeded", "completed"),
    ),
    Twist(
        "back-to-queue",
        "A running job goes back into the queue.",
        answered=_after("status", "in_progress", "in_queue"),
    ),
    Twist(
        "back-to-running",
        "A completed job runs again.",
        answered=_after("status", "completed", "in_progress"),
    ),
    Twist(
        "unfinished-result",
        "/result says in_progress after /status said completed.",
        answered=_saying("result", "succeeded", "in_progress"),
    ),
    Twist(
        "success-becomes-failure",
        "A succeeded job fails later.",
        answered=_after("result", "succeeded", "failed"),
    ),
    Twist(
        "cancelled-comes-back",
        "A cancelled job is completed later.",
        answered=_after("status", "cancelled", "completed", 0),
    ),
    Twist(
        "place-while-running",
        "A running job has a place in the queue.",
        answered=_with("status", ("in_progress", "completed"), "queue_position", 1),
    ),
    Twist(
        "place-as-text",
        "The place in the queue is text.",
        answered=_with("status", ("in_queue",), "queue_position", "first"),
    ),
    Twist(
        "place-below-zero",
        "The place in the queue is below zero.",
        answered=_with("status", ("in_queue",), "queue_position", -1),
    ),
    Twist(
        "early-output",
        "An unfinished job has an output.",
        answered=_with(
            "result", ("in_queue", "in_progress"), "output", {"video": "https://x.example/a.mp4"}
        ),
    ),
    Twist(
        "output-of-cancelled",
        "A cancelled job has an output.",
        answered=_with("result", ("cancelled",), "output", {"video": "https://x.example/a.mp4"}),
    ),
    Twist(
        "no-output",
        "A succeeded job has no output.",
        answered=_without("result", "succeeded", "output"),
    ),
    Twist(
        "output-of-another-type",
        "The output is a number.",
        answered=_with("result", ("succeeded",), "output", 5),
    ),
    Twist(
        "output-field-of-another-type",
        "The output's video is a number.",
        answered=_with("result", ("succeeded",), "output", {"video": 5}),
    ),
    Twist(
        "cancels-while-running",
        "A cancel of any job says cancelled.",
        answered=_cancel_answers("cancelled"),
    ),
    Twist("cancel-forgotten", "A cancel says cancelled, and the job goes on.", _cancel_forgotten),
    Twist(
        "cancel-denied",
        "A cancel says not_cancellable, and cancels.",
        answered=_cancel_answers("not_cancellable", status="in_queue"),
    ),
    Twist("foreign-outcome", "A cancel answers 'done'.", answered=_cancel_answers("done")),
    Twist("another-request", "Answers name another request.", answered=_other_id),
    Twist("unknown-request-found", "Unknown requests are in the queue.", answered=_nobody_is_known),
    Twist(
        "unknown-request-miscoded",
        "Unknown requests have another code.",
        answered=_coded(404001, 400001),
    ),
    Twist("wrong-token-let-in", "Any token will do.", _let_in(*_ALL)),
    Twist("no-token-let-in", "No token will do.", _let_in(*_ALL, only_absent=True)),
    Twist(
        "wrong-token-miscoded", "A wrong token has another code.", answered=_coded(400004, 404001)
    ),
    Twist(
        "others-status-shown", "Everybody's status is shown.", _let_in("status", only_known=True)
    ),
    Twist(
        "others-result-shown", "Everybody's result is shown.", _let_in("result", only_known=True)
    ),
    Twist(
        "others-job-cancelled",
        "Everybody's job can be cancelled.",
        _let_in("cancel", only_known=True),
    ),
    Twist(
        "others-request-miscoded",
        "Another account's request has another code.",
        answered=_coded(403001, 400002),
    ),
    Twist("any-model", "Every model id is known.", _any_model),
    Twist(
        "unknown-model-miscoded",
        "An unknown model has another code.",
        answered=_coded(400001, 400002),
    ),
)
"""Every way to get jobs wrong."""
