"""Faults in the life of jobs: moves that no job makes, and jobs that are lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from testing.independent.faults.planting import (
    Change,
    Fault,
    Plant,
    answers,
    around,
    both,
    life,
    where,
)
from testing.independent.lenient import WAIT, Lenient
from testing.independent.loopback import Answer

NOT_NOW = {"message": "Not now."}


def _looks_like(view: str, words: dict[str, str]) -> Plant:
    """Show other states on one of the two views."""

    def shown(_: Lenient, show: Callable[[str, str], Any], name: str, state: str) -> Any:
        return show(name, words.get(state, state))

    return around(view, shown)


def _refused(status: int, *states: str) -> Change:
    """Refuse to tell about jobs in some states."""
    return where(lambda value: value["status"] in states, lambda _: Answer(status, NOT_NOW))


def from_second(operation: str, wanted: Callable[[Any], bool], change: Change) -> Plant:
    """Change the second and later of the wanted answers about a job."""

    def plant(service: Lenient) -> None:
        seen: Counter[str] = Counter()

        def second(value: Any) -> bool:
            seen[value["request_id"]] += wanted(value)
            return wanted(value) and seen[value["request_id"]] > 1

        answers(operation, where(second, change))(service)

    return plant


def _has_ended(value: Any) -> bool:
    return value["status"] in ("completed", "succeeded", "failed")


LONG = life("in_queue", *["in_progress"] * 20, "succeeded")
MOVES = (
    Fault(
        "running job waits again",
        "jobs/forward-only",
        life("in_queue", "in_progress", "in_queue", "in_queue", "in_progress", "succeeded"),
    ),
    Fault(
        "finished job runs again",
        "jobs/terminal-stays",
        life(*WAIT, "succeeded", "succeeded", "in_progress", "in_progress", "succeeded"),
    ),
    Fault(
        "finished job waits again",
        "jobs/terminal-stays",
        life(
            *WAIT,
            "succeeded",
            "succeeded",
            "in_queue",
            "in_queue",
            "in_queue",
            "in_queue",
            "in_queue",
        ),
    ),
    Fault(
        "success becomes a failure",
        "jobs/terminal-stays",
        life(*WAIT, *["succeeded"] * 4, "failed"),
    ),
    Fault(
        "failure becomes a success",
        "jobs/terminal-stays",
        life(*WAIT, *["failed"] * 4, "succeeded"),
    ),
    Fault(
        "finished job is cancelled later",
        "jobs/terminal-stays",
        life(*WAIT, *["succeeded"] * 4, "cancelled"),
    ),
    Fault(
        "running job is cancelled by itself",
        "jobs/cancelled-only-from-the-queue",
        life("in_queue", "in_progress", "in_progress", "cancelled"),
    ),
    Fault(
        "status and result differ on waiting",
        "jobs/forward-only",
        both(LONG, _looks_like("result", {"in_progress": "in_queue"})),
    ),
    Fault(
        "status says completed too early",
        "jobs/status-then-result",
        both(LONG, _looks_like("status", {"in_progress": "succeeded"})),
    ),
    Fault(
        "result says cancelled for a success",
        "jobs/status-then-result",
        _looks_like("result", {"succeeded": "cancelled"}),
    ),
    Fault(
        "result never ends",
        "jobs/status-then-result",
        _looks_like("result", {"succeeded": "in_progress"}),
    ),
    Fault(
        "result still waits while the job runs",
        "jobs/forward-only",
        _looks_like("result", {"in_progress": "in_queue", "succeeded": "in_queue"}),
    ),
)
LOST = (
    Fault(
        "result refused until the end",
        "jobs/answered-at-any-time",
        answers("result", _refused(409, "in_queue", "in_progress")),
    ),
    Fault(
        "result unknown while it waits",
        "jobs/answered-at-any-time",
        answers("result", _refused(404, "in_queue")),
    ),
    Fault(
        "result of a failed job refused",
        "jobs/answered-at-any-time",
        both(life(*WAIT, "failed"), answers("result", _refused(422, "failed"))),
    ),
    Fault(
        "result of a cancelled job refused",
        "jobs/answered-at-any-time",
        answers("result", _refused(410, "cancelled")),
    ),
    Fault(
        "status of a cancelled job refused",
        "jobs/answered-at-any-time",
        answers("status", _refused(404, "cancelled")),
    ),
    Fault(
        "status of a finished job refused",
        "jobs/answered-at-any-time",
        answers("status", _refused(404, "completed")),
    ),
    Fault(
        "result answered once",
        "jobs/answered-at-any-time",
        from_second("result", _has_ended, lambda _: Answer(410, NOT_NOW)),
    ),
    Fault(
        "output given once",
        "jobs/succeeded-has-output",
        from_second("result", _has_ended, lambda v: v | {"output": None}),
    ),
    Fault(
        "failing status of a running job",
        "jobs/answered-at-any-time",
        both(LONG, answers("status", _refused(500, "in_progress"))),
    ),
    Fault(
        "failing result of a finished job",
        "jobs/answered-at-any-time",
        answers("result", _refused(500, "succeeded")),
    ),
)
FAULTS = (*MOVES, *LOST)
