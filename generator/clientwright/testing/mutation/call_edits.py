"""Edits of a server's calls and answers, of which the mutations of its jobs are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.sandbox.accounts import ACCOUNTS, WORKING_ACCOUNT
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import CancelAnswer, DocumentedError
from clientwright.testing.mutation.server_mutation import InterceptedCall
from clientwright.testing.wire_answers import WireAnswer, body_with_value, value_in_body

Edit = Callable[[InterceptedCall], None]
_GOOD_TOKEN = next(
    token for token, account in ACCOUNTS.by_token.items() if account is WORKING_ACCOUNT
).encode()
_MARK = b"x-mutant-mark"


def replace_word(operation: str, when: str, word: str) -> Edit:
    """Return another word in the answers of an operation that show a stage by a certain one."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.word == when:
            call.put(call.wire.word_field(operation), word)

    return edit_answer


def replace_word_after(operation: str, when: str, word: str, times: int = 1) -> Edit:
    """Return another word once an operation has returned a certain one `times` times for a job."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.word == when:
            key = f"{operation}:{when}:{call.request_id}"
            call.memory[key] = call.memory.get(key, 0) + 1
            if call.memory[key] > times:
                call.put(call.wire.word_field(operation), word)

    return edit_answer


def set_value(operation: str, words: tuple[str, ...], name: str, value: Any) -> Edit:
    """Set a value in the answers of an operation that have one of some words; `MISSING` leaves it out."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.word in words:
            call.put(name, value)

    return edit_answer


def set_status(operation: str, words: tuple[str, ...], http: int) -> Edit:
    """Give the answers of an operation that have one of some words another HTTP status."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == operation and call.word in words:
            call.status = http

    return edit_answer


def edit_success(edit: Edit) -> Edit:
    """Make an edit in the results of jobs that have succeeded, where these are the model's own answers."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "result" and 200 <= call.status < 300:
            edit(call)

    return edit_answer


def answer_cancel(known: CancelAnswer, word: str | None = None, stage: str = "") -> Edit:
    """Answer each cancel that is no refusal as if it meant something, with another word if one is given.

    `stage` is the word of a stage that the answer shows, too, where it shows one.
    """

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "cancel" and _is_documented(call):
            call.put("outcome", known.word if word is None else word)
            if stage and call.value("status") is not MISSING:
                call.put("status", stage)
            call.status = known.http or call.status

    return edit_answer


def _is_documented(call: InterceptedCall) -> bool:
    word = call.value("outcome")
    found = call.wire.cancel_answer(call.answer, word if isinstance(word, str) else "")
    return found is not None and found.means != "not-found"


def ignore_cancel(known: CancelAnswer) -> Edit:
    """Answer a cancel as if it took effect, and do nothing."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "cancel":
            shown = {"request_id": call.request_id, "status": call.wire.word("status", "cancelled")}
            values = {**shown, "outcome": known.word} if known.word else shown
            call.answer = call.wire.answer("cancel", values, phase="cancelled", http=known.http)

    return edit_request


def replace_id(*operations: str) -> Edit:
    """Answer some operations about another request."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation in operations and call.succeeded and call.word:
            call.put("request_id", "another-request")

    return edit_answer


def replace_error(
    error: DocumentedError, code: int | str | None, http: int, *operations: str
) -> Edit:
    """Answer some operations, or all, with another error; one without a code is known by its HTTP status."""

    def edit_answer(call: InterceptedCall) -> None:
        if is_error(call, error) and (not operations or call.operation in operations):
            if error.code is None:
                call.status = http
            else:
                refused = call.wire.refusal(call.status, code)
                merged = {**call.body, **refused.body} if is_dict(call.body) else refused.body
                headers = {**call.answer_headers, **refused.headers}
                call.answer = WireAnswer(call.status, merged, headers)

    return edit_answer


def is_error(call: InterceptedCall, error: DocumentedError) -> bool:
    """Return whether an answer has a documented error."""
    if error.code is not None:
        return call.wire.code_of(call.answer) == error.code
    return call.status == error.http


def find_unknown(error: DocumentedError, waiting: str) -> Edit:
    """Answer for an unknown request as for a waiting job."""

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation not in ("", "submit") and is_error(call, error):
            values = {"request_id": call.request_id, "status": waiting}
            http = 200 if call.operation != "status" else 0
            call.answer = call.wire.answer(call.operation, values, phase="waiting", http=http)

    return edit_answer


def accept_token(
    service: Service, *operations: str, only_known: bool = False, only_absent: bool = False
) -> Edit:
    """Treat a call as one of the working account."""
    auth = service.document["auth"]
    header, scheme = str(auth["header"]).lower().encode(), str(auth["scheme"]).encode()

    def edit_request(call: InterceptedCall) -> None:
        token = call.headers.get(header, b"").rpartition(b" ")[2]
        known = token.decode() in ACCOUNTS.by_token
        wanted = known if only_known else not token if only_absent else not known and bool(token)
        if call.operation in operations and wanted:
            call.headers[header] = (scheme + b" " + _GOOD_TOKEN).strip()

    return edit_request


def mark_others(accept: Edit) -> Edit:
    """Mark the calls that `accept` treats as those of the working account."""

    def edit_request(call: InterceptedCall) -> None:
        before = dict(call.headers)
        accept(call)
        if call.headers != before:
            call.headers[_MARK] = b"yes"

    return edit_request


def refuse_marked(error: DocumentedError) -> Edit:
    """Answer the calls that were marked with an error, whatever they did."""

    def edit_answer(call: InterceptedCall) -> None:
        if _MARK in call.headers:
            call.answer = call.wire.refusal(error.http, error.code)

    return edit_answer


def accept_any_model(call: InterceptedCall) -> None:
    """Treat every model as the first one submitted, wherever a call names it."""
    if call.operation != "submit":
        return
    call.path = call.memory.setdefault("model", call.path)
    for pointer, text in call.wire.facts.operations["submit"].constants.items():
        try:
            body = json.loads(call.request_body)
        except ValueError:
            return
        if "{model_id}" in text:
            first = call.memory.setdefault(pointer, value_in_body(body, pointer))
            call.request_body = json.dumps(body_with_value(body, pointer, first)).encode()
