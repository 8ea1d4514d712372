"""The mutations of a server that mixes up several jobs, some only when there are many."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.jobs.job_links import OPERATIONS_BY_LINK
from clientwright.testing.mutation.call_edits import Edit
from clientwright.testing.mutation.link_mutations import ANY_MODEL
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.service_wire import ServiceWire

MANY = 8
"""From so many jobs on a server has the faults of many: more than the other trials submit."""


def crowd_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield every mutation of a service's several jobs."""
    wire = ServiceWire.of(service)
    for prefix, sentence, least in (("", "", 0), ("many-", "Of many jobs: ", MANY)):
        for name, fault, edit in _mixing_edits(wire):
            text = f"{sentence}{fault}." if sentence else f"{fault.capitalize()}."
            yield ServerMutation(f"{prefix}{name}", text, on_answer=_from(least, edit))
        if least and wire.facts.ends_by_http:
            continue  # a run may begin again there, and of many jobs none is submitted after an end
        yield ServerMutation(
            f"{prefix}started-again",
            f"{sentence}A submit lets the others wait again.",
            on_answer=_from(0, _start_again(wire, least)),
        )
    yield ServerMutation(
        "many-forgotten", f"Only the latest {MANY} jobs are known.", _forget_oldest, _note_id
    )
    yield ServerMutation(
        "many-ids-shared",
        "Of many jobs: two share a request id.",
        on_answer=_from(MANY, _share_id),
    )
    yield ServerMutation(
        "many-words",
        "Of many jobs: each waits as 'throttled'.",
        on_answer=_from(MANY, _wait_as_throttled),
    )


def _mixing_edits(wire: ServiceWire) -> Iterator[tuple[str, str, Edit]]:
    """Yield a name, a sentence and an edit of answers for each way to mix up jobs that can be seen."""
    operations = wire.facts.operations
    if any(wire.has_field(one, name) for one in operations for name in OPERATIONS_BY_LINK):
        yield "links-mixed-up", "links lead to the first job", _link_first
    yield "outputs-mixed-up", "results have the output of the first", _return_first_output
    if "cancel" in operations and _shows_cancelled(wire):
        yield "all-cancelled", "a cancel ends all that wait", _cancel_all


def _shows_cancelled(wire: ServiceWire) -> bool:
    """Return whether a status can show that a job is cancelled: by a word, or by a code."""
    return wire.word("status", "cancelled") != wire.word("status", "succeeded") or (
        _cancel_code(wire) is not None and bool(wire.facts.failed_at)
    )


def _cancel_code(wire: ServiceWire) -> int | str | None:
    """Return the code of a cancelled job, that of a user's cancel where there are several."""
    found = [
        one.code for one in wire.facts.errors if one.kind == "cancelled" and one.code is not None
    ]
    return found[-1] if found else None


def _ids(call: InterceptedCall) -> list[str]:
    """Return the ids of the jobs that the server has accepted, the oldest first."""
    ids: list[str] = call.memory.setdefault("ids", [])
    return ids


def _note_id(call: InterceptedCall) -> None:
    if call.operation == "submit" and call.succeeded:
        found = call.value("request_id")
        if isinstance(found, str):
            _ids(call).append(found)


def _from(least: int, edit: Edit) -> Edit:
    """Return an edit of answers that is made once a server has had so many jobs."""

    def edit_answer(call: InterceptedCall) -> None:
        _note_id(call)
        if len(_ids(call)) > least and call.operation:
            edit(call)

    return edit_answer


def _link_first(call: InterceptedCall) -> None:
    for name in call.wire.links(call.operation, call.answer):
        operation, first = OPERATIONS_BY_LINK[name], _ids(call)[0]
        _, path = call.wire.route(operation, model_id=ANY_MODEL, request_id=first)
        call.answer = call.wire.with_link(call.operation, name, path, call.answer)


def _return_first_output(call: InterceptedCall) -> None:
    wire = call.wire
    operation = "status" if wire.facts.one_call else "result"
    if call.operation != operation or not call.succeeded:
        return
    output, succeeded = call.value("output"), wire.word("result", "succeeded")
    has_ended = wire.facts.ends_by_http or call.word == succeeded
    if has_ended and output not in (MISSING, None):
        call.put("output", call.memory.setdefault("output", output))


def _cancel_all(call: InterceptedCall) -> None:
    wire, ended = call.wire, call.memory.setdefault("ended", set[str]())
    if call.operation == "cancel" and _has_cancelled(call):
        ended.update(_ids(call))
    name = call.operation
    if name not in ("status", "result") or call.request_id not in ended:
        return
    if call.word and call.word == wire.word(name, "waiting"):
        call.put(wire.word_field(name), wire.word(name, "cancelled"))
        call.put("queue_position", MISSING)
        if wire.facts.failed_at:
            call.put("code", _cancel_code(wire))
        call.status = wire.facts.operations[name].http_in("cancelled")


def _has_cancelled(call: InterceptedCall) -> bool:
    if call.wire.facts.cancel_by_status:
        return call.word == call.wire.word("status", "cancelled")
    found = call.wire.cancel_answer(call.answer, call.word)
    return found is not None and found.means == "cancelled"


def _start_again(wire: ServiceWire, least: int) -> Edit:
    waiting, running = wire.word("status", "waiting"), wire.word("status", "running")
    begun = (running, wire.word("status", "succeeded"))

    def edit_answer(call: InterceptedCall) -> None:
        seen: set[str] = call.memory.setdefault("begun", set())
        again: set[str] = call.memory.setdefault("again", set())
        if call.operation == "submit" and len(_ids(call)) > least:
            again.update(seen)
        elif call.operation == "status" and call.word in begun:
            seen.add(call.request_id)
            if call.request_id in again:
                call.put("status", waiting)
                call.status = wire.facts.operations["status"].http_in("waiting")

    return edit_answer


def _forget_oldest(call: InterceptedCall) -> None:
    if call.request_id in _ids(call)[:-MANY]:
        missing = (one for one in call.wire.facts.errors if one.is_of_request)
        error = next(missing, None)
        call.answer = call.wire.refusal(error.http if error else 404, error.code if error else None)


def _share_id(call: InterceptedCall) -> None:
    ids = _ids(call)
    if call.operation == "submit" and call.succeeded and len(ids) % 2:
        call.put("request_id", ids[-2])


def _wait_as_throttled(call: InterceptedCall) -> None:
    if call.operation == "status" and call.word == call.wire.word("status", "waiting"):
        call.put("status", "throttled")
