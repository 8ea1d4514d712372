"""Faults that show only when there are several jobs: each answer is about its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testing.independent.faults.planting import Fault, Plant, answers, around
from testing.independent.lenient import HOME, Lenient, Refusal

GONE = Refusal(404, {"code": 404001, "message": "There is no such request."})


def _forgets(forgotten: Callable[[Lenient, str], bool]) -> Plant:
    """Forget some requests, which are then unknown."""

    def find(service: Lenient, find: Callable[..., None], name: str, account: str) -> None:
        find(name, account)
        if forgotten(service, name):
            raise GONE

    return around("find", find)


def _about(which: Callable[[Lenient, str], str]) -> Plant:
    """Look at another job than the one that was asked about."""
    return around("look", lambda service, look, name: look(which(service, name)))


def _newest(service: Lenient, name: str) -> str:
    return [*service.owners][-1]


def _neighbour(service: Lenient, name: str) -> str:
    """Return the other job of a pair, if it is there."""
    number = int(name.partition("-")[2])
    other = f"run-{number - 1 if number % 2 else number + 1}"
    return other if other in service.owners else name


def _waiting(service: Lenient, name: str) -> list[str]:
    return [
        one for one, states in service.states.items() if one != name and states[0] == "in_queue"
    ]


def _cancels_others(service: Lenient, cancel: Callable[[str], Any], name: str) -> Any:
    for other in _waiting(service, name):
        service.states[other] = ["cancelled"]
    return cancel(name)


def _cancels_neighbour(service: Lenient, cancel: Callable[[str], Any], name: str) -> Any:
    return cancel(_neighbour(service, name)) | {"request_id": name}


def _cancels_newest(service: Lenient, cancel: Callable[[str], Any], name: str) -> Any:
    return cancel(_newest(service, name)) | {"request_id": name}


def _result_of(which: Callable[[Lenient, str], str]) -> Plant:
    """Give a job the result of another."""

    def result(service: Lenient, result: Callable[..., Any], name: str, state: str) -> Any:
        return result(which(service, name), state) | {"request_id": name}

    return around("result", result)


def _starts_others_again(service: Lenient, submit: Callable[..., Any], *args: Any) -> Any:
    for other in service.states:
        service.states[other] = [*service.life]
    return submit(*args)


FAULTS = (
    Fault(
        "only the newest job is known",
        "jobs/answered-at-any-time",
        _forgets(lambda s, n: n != _newest(s, n)),
    ),
    Fault(
        "every second job is lost",
        "jobs/answered-at-any-time",
        _forgets(lambda s, n: n[-1] in "13579"),
    ),
    Fault(
        "a new job starts the others again",
        "jobs/forward-only",
        around("submit", _starts_others_again),
    ),
    Fault("answers are about the newest job", "jobs/cancel-is-real", _about(_newest)),
    Fault("two jobs are mixed up", "jobs/cancel-is-real", _about(_neighbour)),
    Fault("outputs of two jobs are swapped", "jobs/*output-of-own-request", _result_of(_neighbour)),
    Fault("output is that of the newest job", "jobs/*output-of-own-request", _result_of(_newest)),
    Fault(
        "a cancel ends all jobs that wait",
        "jobs/*cancel-ends-no-other",
        around("cancel", _cancels_others),
    ),
    Fault("a cancel ends another job", "jobs/*cancel*", around("cancel", _cancels_neighbour)),
    Fault("a cancel ends the newest job", "jobs/*cancel-*", around("cancel", _cancels_newest)),
    Fault(
        "result links to the first job",
        "jobs/*links-lead-to-own-request",
        answers("submit", lambda v: v | {"result_url": f"{HOME}/run-0/result"}),
    ),
)
