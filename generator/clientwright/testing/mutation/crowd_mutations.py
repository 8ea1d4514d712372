"""The mutations of a server that mixes up several jobs, some only when there are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.io.json_types import is_dict
from clientwright.sandbox.stored_job import JobPhase
from clientwright.sandbox.wire_format import StatusVocabulary
from clientwright.specs.model import Service
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation

MANY = 8
"""From so many jobs on a server has the faults of many: more than the other trials submit."""

_Edit = Callable[[InterceptedCall], None]
_READS = ("status", "result")


def crowd_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield every mutation of a service's several jobs."""
    for prefix, sentence, least in (("", "", 0), ("many-", "Of many jobs: ", MANY)):
        for name, fault, edit in (
            ("links-mixed-up", "links lead to the first job", _link_first(service)),
            ("outputs-mixed-up", "results have the output of the first", _return_first_output),
            ("all-cancelled", "a cancel ends all that wait", _cancel_all(service)),
        ):
            text = f"{sentence}{fault}." if sentence else f"{fault.capitalize()}."
            yield ServerMutation(f"{prefix}{name}", text, on_answer=_from(least, edit))
        yield ServerMutation(
            f"{prefix}started-again",
            f"{sentence}A submit lets the others wait again.",
            on_answer=_from(0, _start_again(service, least)),
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
        on_answer=_from(MANY, _wait_as_throttled(service)),
    )


def _ids(call: InterceptedCall) -> list[str]:
    """Return the ids of the jobs that the server has accepted, the oldest first."""
    ids: list[str] = call.memory.setdefault("ids", [])
    return ids


def _note_id(call: InterceptedCall) -> None:
    if call.operation == "submit" and is_dict(call.body) and "request_id" in call.body:
        _ids(call).append(str(call.body["request_id"]))


def _from(least: int, edit: _Edit) -> _Edit:
    """Return an edit of answers that is made once a server has had so many jobs."""

    def edit_answer(call: InterceptedCall) -> None:
        _note_id(call)
        if len(_ids(call)) > least and is_dict(call.body):
            edit(call)

    return edit_answer


def _link_first(service: Service) -> _Edit:
    def edit_answer(call: InterceptedCall) -> None:
        for name in ("status", "result", "cancel"):
            path = str(service.document["operations"][name]["path"])
            if f"{name}_url" in call.body:
                call.body[f"{name}_url"] = path.replace("{request_id}", _ids(call)[0])

    return edit_answer


def _return_first_output(call: InterceptedCall) -> None:
    if call.operation == "result" and call.body.get("output"):
        call.body["output"] = call.memory.setdefault("output", call.body["output"])


def _cancel_all(service: Service) -> _Edit:
    waiting = {
        name: StatusVocabulary.for_operation(service, name).word(JobPhase.WAITING)
        for name in _READS
    }
    cancelled = {
        name: StatusVocabulary.for_operation(service, name).word(JobPhase.CANCELLED)
        for name in _READS
    }
    outcome = service.document["cancel"]["outcomes"][0]

    def edit_answer(call: InterceptedCall) -> None:
        ended: set[str] = call.memory.setdefault("ended", set())
        if call.operation == "cancel" and call.body.get("outcome") == outcome:
            ended.update(_ids(call))
        name = call.operation
        if name in _READS and call.request_id in ended and call.body.get("status") == waiting[name]:
            call.body["status"] = cancelled[name]
            call.body.pop("queue_position", None)

    return edit_answer


def _start_again(service: Service, least: int) -> _Edit:
    status = StatusVocabulary.for_operation(service, "status")
    begun = (status.word(JobPhase.RUNNING), status.word(JobPhase.SUCCEEDED))

    def edit_answer(call: InterceptedCall) -> None:
        seen: set[str] = call.memory.setdefault("begun", set())
        again: set[str] = call.memory.setdefault("again", set())
        if call.operation == "submit" and len(_ids(call)) > least:
            again.update(seen)
        elif call.operation == "status" and call.status_word() in begun:
            seen.add(call.request_id)
            if call.request_id in again:
                call.body["status"] = status.word(JobPhase.WAITING)

    return edit_answer


def _forget_oldest(call: InterceptedCall) -> None:
    ids = _ids(call)
    if call.request_id in ids[:-MANY]:
        call.status, call.body = 404, {"error_code": 404001}


def _share_id(call: InterceptedCall) -> None:
    ids = _ids(call)
    if call.operation == "submit" and len(ids) % 2:
        call.body["request_id"] = ids[-2]


def _wait_as_throttled(service: Service) -> _Edit:
    word = StatusVocabulary.for_operation(service, "status").word(JobPhase.WAITING)

    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "status" and call.body.get("status") == word:
            call.body["status"] = "throttled"

    return edit_answer
