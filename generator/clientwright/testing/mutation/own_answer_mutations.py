"""The mutations of a server whose results are the models' own answers: how they tell the end of a job."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.testing.mutation.call_edits import edit_success
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import body_with_value


def own_answer_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations; none where a word tells the end."""
    if not wire.facts.ends_by_http:
        return
    yield ServerMutation(
        "success-becomes-failure",
        "The result of a succeeded job is a failure later.",
        on_answer=edit_success(_fail_later),
    )
    yield ServerMutation(
        "result-forgotten",
        "The result of a finished job is not found.",
        on_answer=edit_success(_forget),
    )
    if wire.facts.own_answer_header:
        yield ServerMutation(
            "result-of-a-gateway",
            "The result of a finished job is always the failure of a gateway.",
            on_answer=edit_success(_fail_on_the_way),
        )
    if wire.facts.failed_at:
        yield ServerMutation(
            "failure-told-of-success",
            "The status of a succeeded job tells a failure.",
            on_answer=_tell_failure,
        )
    yield ServerMutation(
        "cancelled-comes-back",
        "A cancelled job has the result of a succeeded one.",
        on_answer=_succeed,
    )


def _fail_later(call: InterceptedCall) -> None:
    key = f"succeeded:{call.request_id}"
    if key in call.memory:
        headers = {**call.answer_headers}
        if name := call.wire.facts.own_answer_header.lower():
            headers[name] = "later"
        call.answer = call.wire.refusal(422)
        call.answer_headers = headers
    call.memory[key] = True


def _forget(call: InterceptedCall) -> None:
    call.answer = call.wire.refusal(404)


def _fail_on_the_way(call: InterceptedCall) -> None:
    call.answer = call.wire.refusal(502)


def _tell_failure(call: InterceptedCall) -> None:
    finished = call.wire.word("status", "succeeded")
    if call.operation == "status" and call.word == finished:
        at = call.wire.facts.failed_at[0]
        call.body = body_with_value(call.body, at, "It failed.")


def _succeed(call: InterceptedCall) -> None:
    """Answer for the result of a job that was cancelled as for one that succeeded."""
    cancelled: set[str] = call.memory.setdefault("cancelled", set())
    if call.operation == "cancel":
        word = call.value("outcome")
        found = call.wire.cancel_answer(call.answer, word if isinstance(word, str) else "")
        if found is not None and found.means == "cancelled":
            cancelled.add(call.request_id)
    if call.operation == "result" and call.request_id in cancelled and call.status >= 400:
        call.answer = call.wire.answer("result", {"output": {}}, http=200)
