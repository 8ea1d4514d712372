"""Timelines of answers: each seeded fault breaks its own promise and no other."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import oracle_promises
from testing.jobs.support import (
    OUTPUT,
    SERVICE,
    broken_ids,
    make_answer,
    make_lost_answer,
    make_stage_answer,
    oracle_of,
)

WAITS, RUNS, DONE = (
    make_stage_answer("status", w) for w in ("in_queue", "in_progress", "completed")
)
GONE = make_stage_answer("status", "cancelled")
R_WAITS, R_RUNS, R_GONE = (
    make_stage_answer("result", w) for w in ("in_queue", "in_progress", "cancelled")
)
FAILED, GOOD = (
    make_stage_answer("result", "failed", error="no"),
    make_stage_answer("result", "succeeded", output=OUTPUT),
)
STOPPED, TOO_LATE = (
    make_stage_answer("cancel", "cancelled"),
    make_stage_answer("cancel", "not_cancellable"),
)
MISSING_ID = make_answer("status", {"error_code": 404001, "error_message": "x"}, 404)
CRASH = make_answer("cancel", "<html>", 502)


def _links(status: Any, result: Any) -> Exchange:
    links = {"status_url": status, "result_url": result}
    return make_answer("submit", {"request_id": "job-1", **links})


KEPT: dict[str, list[Exchange]] = {
    "a whole life": [WAITS, R_WAITS, RUNS, R_RUNS, DONE, GOOD, DONE, GOOD],
    "no time at all": [DONE, GOOD],
    "it fails": [RUNS, DONE, FAILED, FAILED, DONE],
    "waits, and is over": [WAITS, GOOD],
    "result before status": [R_RUNS, RUNS, GOOD, DONE],
    "cancelled from the queue": [WAITS, STOPPED, GONE, R_GONE, STOPPED, GONE],
    "cancelled twice, the second too late": [STOPPED, TOO_LATE, GONE, TOO_LATE, R_GONE],
    "a later state is met": [WAITS, TOO_LATE, RUNS, GOOD],
    "too late, and done": [RUNS, TOO_LATE, DONE, TOO_LATE, GOOD],
    "cancelled by someone else": [WAITS, GONE, TOO_LATE, R_GONE],
    "a lost cancel took effect": [WAITS, make_lost_answer("cancel"), TOO_LATE, GONE],
    "a cancel crashed and took effect": [WAITS, CRASH, TOO_LATE, GONE],
    "errors between": [
        WAITS,
        MISSING_ID,
        make_lost_answer("status"),
        WAITS,
        make_answer("result", "", 500),
        GOOD,
    ],
    "an error in 200": [
        RUNS,
        make_answer("status", {"error_code": 400004, "status": "in_queue"}),
        RUNS,
    ],
    "a failure with its code": [
        RUNS,
        make_stage_answer("result", "failed", error_code=500001),
        DONE,
    ],
    "a cancel's status is not trusted": [
        WAITS,
        make_stage_answer("cancel", "cancelled", status="completed"),
        GONE,
    ],
    "keys nobody knows": [
        make_stage_answer("status", "in_progress", eta=4, output={"x": 1}, code=7),
        RUNS,
    ],
    "positions": [
        make_stage_answer("status", "in_queue", queue_position=3),
        make_stage_answer("status", "in_queue", queue_position=0.0),
        make_stage_answer("status", "in_queue", queue_position=None),
        make_stage_answer("status", "in_progress", queue_position=None),
    ],
    "null is no output": [make_stage_answer("result", "in_progress", output=None)],
    "a bare URL": [make_stage_answer("result", "succeeded", output="https://a.b/c.mp4")],
    "URLs": [
        make_stage_answer("result", "succeeded", output=["https://a.b/c.mp4", "https://a.b/d.png"])
    ],
    "an open output": [
        make_stage_answer("result", "succeeded", output={**OUTPUT, "seed": 5, "image": None})
    ],
    "no id in the answer": [make_answer("status", {"status": "in_queue"})],
    "nobody's operation": [Exchange("GET", "/models", "mine", None, 200, "", "[]")],
    "a submit": [make_answer("submit", {"request_id": "job-1"}), WAITS],
    "links": [_links("https://a.b/v1/requests/job-1/status", "/requests/job-1/result")],
    "links of another form": [
        _links("https://a.b/jobs/1?view=status", "status"),
        _links("", "//["),
    ],
    "links that are null": [_links(None, None)],
    "a refused submit": [make_answer("submit", {"detail": "no"}, 422)],
}


@pytest.mark.parametrize("name", KEPT)
def test_correct_timeline_breaks_nothing(name: str) -> None:
    """A timeline that a correct server can show breaks nothing."""
    assert broken_ids(*KEPT[name]) == set()


def _position(place: Any, word: str = "in_queue") -> list[Exchange]:
    return [make_stage_answer("status", word, queue_position=place)]


def _output(output: Any) -> list[Exchange]:
    return [make_stage_answer("result", "succeeded", output=output)]


BROKEN: dict[str, tuple[str, list[Exchange]]] = {
    "back to the queue": ("forward-only", [RUNS, WAITS]),
    "back to the queue on result": ("forward-only", [R_RUNS, R_WAITS]),
    "back between the operations": ("forward-only", [RUNS, R_WAITS]),
    "completed, then in progress": ("terminal-stays", [DONE, RUNS]),
    "succeeded, then in progress": ("terminal-stays", [GOOD, R_RUNS]),
    "succeeded, then waits on status": ("terminal-stays", [GOOD, WAITS]),
    "succeeded, then failed": ("terminal-stays", [GOOD, FAILED]),
    "succeeded, then cancelled": ("terminal-stays", [GOOD, R_GONE]),
    "failed with a code, then runs": (
        "terminal-stays",
        [make_stage_answer("result", "failed", error_code=500001), RUNS],
    ),
    "cancelled, then runs": ("terminal-stays", [GONE, RUNS]),
    "cancelled, then completed": ("terminal-stays", [GONE, DONE]),
    "completed, and its result runs": ("status-then-result", [DONE, R_RUNS]),
    "completed, and its result waits": ("status-then-result", [DONE, R_WAITS]),
    "completed, and its result is cancelled": ("status-then-result", [DONE, R_GONE]),
    "cancel while running": ("cancelled-only-from-the-queue", [RUNS, STOPPED]),
    "cancel when done": ("cancelled-only-from-the-queue", [DONE, STOPPED]),
    "cancel when failed": ("cancelled-only-from-the-queue", [FAILED, STOPPED]),
    "runs, then is cancelled by nobody": ("cancelled-only-from-the-queue", [RUNS, GONE]),
    "cancel does nothing, it waits": ("cancel-is-real", [WAITS, STOPPED, WAITS]),
    "cancel does nothing, it runs": ("cancel-is-real", [STOPPED, R_RUNS]),
    "cancel does nothing, it succeeds": ("cancel-is-real", [STOPPED, GOOD]),
    "too late, yet cancelled": ("not-cancellable-changes-nothing", [WAITS, TOO_LATE, GONE]),
    "too late, then in time": ("not-cancellable-changes-nothing", [TOO_LATE, STOPPED]),
    "too late in the queue": ("queued-can-be-cancelled", [TOO_LATE, WAITS]),
    "too late in the queue, again": ("queued-can-be-cancelled", [WAITS, TOO_LATE, R_WAITS]),
    "a foreign word on status": ("status-vocabulary", [make_stage_answer("status", "done")]),
    "a word of result on status": ("status-vocabulary", [make_stage_answer("status", "succeeded")]),
    "a word of status on result": (
        "result-vocabulary",
        [make_stage_answer("result", "completed", output=OUTPUT)],
    ),
    "no word at all": ("status-vocabulary", [make_answer("status", {"request_id": "job-1"})]),
    "a number as word": ("result-vocabulary", [make_answer("result", {"status": 3})]),
    "HTML with 200": ("status-vocabulary", [make_answer("status", "<html>")]),
    "a list with 200": ("result-vocabulary", [make_answer("result", [])]),
    "a foreign outcome": ("cancel-outcomes", [make_stage_answer("cancel", "done")]),
    "no outcome": ("cancel-outcomes", [make_answer("cancel", {"status": "cancelled"})]),
    "place while running": ("queue-position", _position(1, "in_progress")),
    "place when done": ("queue-position", _position(0, "completed")),
    "place below zero": ("queue-position", _position(-1)),
    "place in words": ("queue-position", _position("1")),
    "place between": ("queue-position", _position(1.5)),
    "place without end": (
        "queue-position",
        [make_answer("status", '{"status":"in_queue","queue_position":Infinity}')],
    ),
    "place true": ("queue-position", _position(True)),
    "output while running": (
        "output-only-when-succeeded",
        [make_stage_answer("result", "in_progress", output=OUTPUT)],
    ),
    "output when failed": (
        "output-only-when-succeeded",
        [make_stage_answer("result", "failed", output=OUTPUT)],
    ),
    "output when cancelled": (
        "output-only-when-succeeded",
        [make_stage_answer("result", "cancelled", output={})],
    ),
    "no output": ("succeeded-has-output", [make_stage_answer("result", "succeeded")]),
    "null as output": ("succeeded-has-output", _output(None)),
    "a number as output": ("output-type", _output(5)),
    "words as output": ("output-type", _output("your video")),
    "a list of numbers": ("output-type", _output([1])),
    "a number for a URL": ("output-type", _output({"video": 5})),
    "words for a URL": ("output-type", _output({"video": "soon"})),
    "one for many": ("output-type", _output({"videos": "https://a.b/c.mp4"})),
    "an alias on status": ("status-spelling", [make_stage_answer("status", "pending"), RUNS]),
    "capitals on status": ("status-spelling", [WAITS, make_stage_answer("status", "COMPLETED")]),
    "a blank on result": ("result-spelling", [make_stage_answer("result", " in_progress"), GOOD]),
    "another case on result": ("result-spelling", [RUNS, make_stage_answer("result", "Failed")]),
    "an alias as outcome": ("cancel-spelling", [make_stage_answer("cancel", "canceled"), GONE]),
    "capitals as outcome": ("cancel-spelling", [make_stage_answer("cancel", "CANCELLED"), GONE]),
    "another request": (
        "request-id-stays",
        [make_answer("status", {"request_id": "x", "status": "in_queue"})],
    ),
    "a request id that is none": (
        "request-id-stays",
        [make_answer("status", {"request_id": 1, "status": "in_queue"})],
    ),
    "a number as link": ("links-are-text", [_links("/requests/job-1/status", 7)]),
    "an object as link": ("links-are-text", [_links({"href": "/requests/job-1/status"}, None)]),
    "links swapped": (
        "links-name-their-operation",
        [_links("https://a.b/v1/requests/job-1/result", "https://a.b/v1/requests/job-1/status")],
    ),
    "a link to cancel": ("links-name-their-operation", [_links("/requests/job-1/cancel", None)]),
    "no id": ("submit-names-request", [make_answer("submit", {"status": "in_queue"})]),
    "an empty id": ("submit-names-request", [make_answer("submit", {"request_id": ""})]),
    "an id with a slash": ("request-id-pattern", [make_answer("submit", {"request_id": "a/b"})]),
    "an endless id": ("request-id-pattern", [make_answer("submit", {"request_id": "a" * 129})]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_breaks_its_promise(name: str) -> None:
    """A seeded fault breaks the promise about it, and no other."""
    promise, exchanges = BROKEN[name]
    assert broken_ids(*exchanges) == {promise}


def test_every_promise_has_a_fault() -> None:
    """Every promise has a timeline that breaks it."""
    assert {f"jobs/{promise}" for promise, _ in BROKEN.values()} == {
        c.id for c in oracle_promises(SERVICE)
    }


def test_broken_promise_shows_its_exchanges() -> None:
    """A broken promise has its sentence, location, confidence, observation and exchanges."""
    (one,) = oracle_of(WAITS, RUNS, R_RUNS, WAITS).broken_promises()
    assert (one.promise.id, one.promise.sure) == ("jobs/forward-only", "H")
    assert one.promise.place == SERVICE.location("/status/values")
    assert one.observed == "/status answered in_progress, then /status answered in_queue"
    assert one.exchanges == (RUNS, WAITS)
    assert one.to_finding(7).exchanges == one.exchanges


def test_untried_promises_are_not_counted() -> None:
    """A job that took no time could not break promises about the queue, cancels or moves."""
    quick = oracle_of(make_answer("submit", {"request_id": "job-1"}), DONE, GOOD).count_tried()
    assert {"jobs/status-then-result", "jobs/output-type", "jobs/terminal-stays"} <= quick.keys()
    slow = oracle_of(WAITS, RUNS, TOO_LATE, DONE).count_tried()
    late = {"jobs/forward-only", "jobs/cancelled-only-from-the-queue"}
    late |= {"jobs/not-cancellable-changes-nothing"}
    assert late <= slow.keys()
    assert not (late | {"jobs/cancel-is-real", "jobs/queued-can-be-cancelled"}) & quick.keys()
    assert {"jobs/cancel-is-real", "jobs/queued-can-be-cancelled"} <= oracle_of(
        STOPPED, GONE
    ).count_tried().keys()
