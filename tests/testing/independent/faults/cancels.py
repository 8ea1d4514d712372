"""Faults in what a cancel does to its job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testing.independent.faults.jobs import NOT_NOW, from_second
from testing.independent.faults.planting import Fault, Plant, answers, around, where
from testing.independent.lenient import WAIT, Lenient
from testing.independent.loopback import Answer

AfterCancel = Callable[[Lenient, str], None]


def _cancel(answered: Callable[[Lenient, str], bool] | None, after: AfterCancel) -> Plant:
    """Let a cancel do something more; `answered` tells which are answered with cancelled, if not the usual."""

    def changed(service: Lenient, cancel: Callable[[str], Any], name: str) -> Any:
        wanted = None if answered is None else answered(service, name)
        found = cancel(name)
        after(service, name)
        words = {True: "cancelled", False: "not_cancellable"}
        return found if wanted is None else found | {"outcome": words[wanted]}

    return around("cancel", changed)


def _put(*states: str) -> AfterCancel:
    return lambda service, name: service.states.update({name: [*states]})


def _is_in(*states: str) -> Callable[[Lenient, str], bool]:
    return lambda service, name: service.states[name][0] in states


def _leave(service: Lenient, name: str) -> None:
    """Do nothing."""


def _not_at_all(answer: str) -> Plant:
    """Answer a cancel, and do nothing."""

    def changed(service: Lenient, _: Any, name: str) -> Any:
        return {"request_id": name, "status": "in_queue", "outcome": answer}

    return around("cancel", changed)


FAULTS = (
    Fault(
        "cancel of a running job refused",
        "jobs/answered-at-any-time",
        answers(
            "cancel",
            where(lambda v: v["outcome"] == "not_cancellable", lambda _: Answer(409, NOT_NOW)),
        ),
    ),
    Fault(
        "second cancel refused",
        "jobs/answered-at-any-time",
        from_second("cancel", lambda _: True, lambda _: Answer(409, NOT_NOW)),
    ),
    Fault(
        "second cancel fails",
        "jobs/answered-at-any-time",
        from_second("cancel", lambda _: True, lambda _: Answer(500, NOT_NOW)),
    ),
    Fault("cancelled in word only", "jobs/cancel-is-real", _not_at_all("cancelled")),
    Fault(
        "cancelled job runs",
        "jobs/cancel-is-real",
        _cancel(
            None,
            lambda s, n: (
                _put("in_progress", "in_progress", "succeeded")(s, n)
                if s.states[n] == ["cancelled"]
                else None
            ),
        ),
    ),
    Fault(
        "cancelled job comes back",
        "jobs/cancel-is-real",
        _cancel(
            None,
            lambda s, n: (
                _put("cancelled", "cancelled", "in_queue", "in_progress", "succeeded")(s, n)
                if s.states[n] == ["cancelled"]
                else None
            ),
        ),
    ),
    Fault(
        "cancelled job fails",
        "jobs/cancel-is-real",
        _cancel(None, lambda s, n: _put("failed")(s, n) if s.states[n] == ["cancelled"] else None),
    ),
    Fault(
        "waiting job not cancelled", "jobs/queued-can-be-cancelled", _not_at_all("not_cancellable")
    ),
    Fault(
        "cancelled, and says it is not",
        "jobs/not-cancellable-changes-nothing",
        _cancel(lambda s, n: False, _leave),
    ),
    Fault(
        "running job cancelled",
        "jobs/cancelled-only-from-the-queue",
        _cancel(
            _is_in("in_queue", "in_progress"),
            lambda s, n: _put("cancelled")(s, n) if s.states[n][0] == "in_progress" else None,
        ),
    ),
    Fault(
        "finished job cancelled",
        "jobs/cancelled-only-from-the-queue",
        _cancel(
            _is_in("in_queue", "succeeded"),
            lambda s, n: _put("cancelled")(s, n) if s.states[n][0] == "succeeded" else None,
        ),
    ),
    Fault(
        "running job ends by a cancel",
        "jobs/not-cancellable-changes-nothing",
        _cancel(
            None, lambda s, n: _put("cancelled")(s, n) if s.states[n][0] == "in_progress" else None
        ),
    ),
    Fault(
        "finished job ends by a cancel",
        "jobs/not-cancellable-changes-nothing",
        _cancel(
            None, lambda s, n: _put("cancelled")(s, n) if s.states[n][0] == "succeeded" else None
        ),
    ),
    Fault(
        "cancel of a running job sends it back",
        "jobs/forward-only",
        _cancel(
            None,
            lambda s, n: (
                _put(*WAIT, "succeeded")(s, n) if s.states[n][0] == "in_progress" else None
            ),
        ),
    ),
    Fault(
        "cancel says cancelled for a finished job",
        "jobs/cancel-is-real",
        _cancel(_is_in("in_queue", "succeeded"), _leave),
    ),
)
