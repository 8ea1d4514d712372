"""Edits of a server's calls and answers, of which the mutations of its jobs are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.sandbox.accounts import ACCOUNTS, WORKING_ACCOUNT
from clientwright.specs.model import Service
from clientwright.testing.mutation.server_mutation import InterceptedCall

_GOOD_TOKEN = next(
    token for token, account in ACCOUNTS.by_token.items() if account is WORKING_ACCOUNT
).encode()
_MARK = b"x-mutant-mark"
READ_OPERATIONS = ("status", "result")


def replace_word(
    operation: str, when: str, word: str, field: str = "status"
) -> Callable[[InterceptedCall], None]:
    """Return another word in the answers of an operation that have a certain one in a field."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and is_dict(call.body) and call.body.get(field) == when:
            call.body[field] = word

    return edit_answer


def replace_word_after(
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


def set_field(
    operation: str, words: tuple[str, ...], field: str, value: Any
) -> Callable[[InterceptedCall], None]:
    """Set a field in the answers of an operation that have one of some words."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() in words:
            call.body[field] = value

    return edit_answer


def drop_field(operation: str, word: str, field: str) -> Callable[[InterceptedCall], None]:
    """Leave a field out of the answers of an operation that have a certain word."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.status_word() == word:
            call.body.pop(field, None)

    return edit_answer


def replace_outcome(outcome: str, **words: str) -> Callable[[InterceptedCall], None]:
    """Answer each cancel with an outcome, and with a status if one is given."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "cancel" and is_dict(call.body) and "outcome" in call.body:
            call.body["outcome"] = outcome
            call.body["status"] = words.get("status", call.body["status"])

    return edit_answer


def ignore_cancel(status: str, outcome: str) -> Callable[[InterceptedCall], None]:
    """Answer a cancel as if it took effect, and do nothing."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "cancel":
            body = {"request_id": call.request_id, "status": status, "outcome": outcome}
            call.status, call.body = 202, body

    return edit_request


def replace_id(*operations: str) -> Callable[[InterceptedCall], None]:
    """Answer some operations about another request."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation in operations and call.status_word():
            call.body["request_id"] = "another-request"

    return edit_answer


def replace_code(code: int, other: int) -> Callable[[InterceptedCall], None]:
    """Answer with another error code."""

    def edit_answer(call: InterceptedCall) -> None:
        if is_dict(call.body) and call.body.get("error_code") == code:
            call.body["error_code"] = other

    return edit_answer


def find_unknown(status: str) -> Callable[[InterceptedCall], None]:
    """Answer for an unknown request as for a waiting job."""

    def edit_answer(call: InterceptedCall) -> None:
        if is_dict(call.body) and call.body.get("error_code") == 404001:
            call.status = 200
            call.body = {"request_id": call.request_id, "status": status}

    return edit_answer


def accept_token(
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


def mark_others(
    accept: Callable[[InterceptedCall], None],
) -> Callable[[InterceptedCall], None]:
    """Mark the calls that `accept` treats as those of the working account."""

    def edit_request(call: InterceptedCall) -> None:
        before = dict(call.headers)
        accept(call)
        if call.headers != before:
            call.headers[_MARK] = b"yes"

    return edit_request


def refuse_marked(code: int) -> Callable[[InterceptedCall], None]:
    """Answer the calls that were marked with an error code, whatever they did."""

    def edit_answer(call: InterceptedCall) -> None:
        if _MARK in call.headers:
            call.status, call.body = 403, {"error_code": code}

    return edit_answer


def accept_any_model(call: InterceptedCall) -> None:
    """Treat every model id as the first one submitted."""
    if call.operation == "submit":
        call.path = call.memory.setdefault("model", call.path)
