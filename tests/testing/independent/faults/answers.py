"""Faults in what a submit and a status are answered: keys, types, words, links."""

from __future__ import annotations

from typing import Any

from testing.independent.faults.planting import (
    Change,
    Fault,
    answers,
    renamed,
    where,
    with_values,
    without,
)
from testing.independent.faults.wrong_values import OF_TEXT
from testing.independent.lenient import HOME
from testing.independent.loopback import Answer

HTML = Answer(200, b"<html><body>Welcome</body></html>", "text/html")


def in_state(state: str, change: Change) -> Change:
    """Change only the answers about a job in some state."""
    return where(lambda value: value["status"] == state, change)


def with_word(state: str, word: Any) -> Change:
    """Take another word for a state."""
    return in_state(state, with_values(status=word))


def _wrapped(value: Any) -> Any:
    return {"data": value}


def _link(view: str, url: str) -> Change:
    return with_values(**{f"{view}_url": url})


SUBMIT = (
    Fault(
        "submit without a request id", OF_TEXT + "minimal", answers("submit", without("request_id"))
    ),
    Fault(
        "request id under another name",
        OF_TEXT + "minimal",
        answers("submit", renamed("request_id", "id")),
    ),
    Fault(
        "request id is null", OF_TEXT + "minimal", answers("submit", with_values(request_id=None))
    ),
    Fault(
        "request id is a number", OF_TEXT + "minimal", answers("submit", with_values(request_id=17))
    ),
    Fault(
        "request id is empty", OF_TEXT + "minimal", answers("submit", with_values(request_id=""))
    ),
    Fault("request id in an object", OF_TEXT + "minimal", answers("submit", _wrapped)),
    Fault("submit answered with a list", OF_TEXT + "minimal", answers("submit", lambda v: [v])),
    Fault("submit answered with HTML", OF_TEXT + "minimal", answers("submit", lambda _: HTML)),
    Fault(
        "submit answered with nothing",
        OF_TEXT + "minimal",
        answers("submit", lambda _: Answer(204, b"")),
    ),
    Fault("submit redirected", OF_TEXT + "minimal", answers("submit", lambda v: Answer(303, v))),
    Fault(
        "error code in a good answer",
        OF_TEXT + "minimal",
        answers("submit", with_values(error_code=500001)),
    ),
    Fault(
        "blank in a request id",
        "jobs/request-id-pattern",
        answers("submit", lambda v: v | {"request_id": "run 1"}),
    ),
    Fault(
        "dot in a request id",
        "jobs/request-id-pattern",
        answers("submit", lambda v: v | {"request_id": v["request_id"] + ".0"}),
    ),
    Fault(
        "request id of 129 characters",
        "jobs/request-id-pattern",
        answers("submit", with_values(request_id="a" * 129)),
    ),
    Fault(
        "one request id for all",
        "jobs/own-request-id",
        answers("submit", with_values(request_id="run-0")),
    ),
    Fault(
        "submit links to another request",
        "jobs/links-lead-to-own-request",
        answers("submit", _link("status", f"{HOME}/run-x/status")),
    ),
    Fault(
        "submit's links are swapped",
        "jobs/links-name-their-operation",
        answers(
            "submit", lambda v: v | {"status_url": v["result_url"], "result_url": v["status_url"]}
        ),
    ),
    Fault(
        "status links to another request",
        "jobs/links-lead-to-own-request",
        answers("status", _link("result", f"{HOME}/run-x/result")),
    ),
    Fault(
        "submit's link is a number", "jobs/links-are-text", answers("submit", _link("cancel", 7))
    ),
)
STATUS = (
    Fault(
        "status about another request",
        "jobs/request-id-stays",
        answers("status", with_values(request_id="run-x")),
    ),
    Fault(
        "result about another request",
        "jobs/request-id-stays",
        answers("result", with_values(request_id="run-x")),
    ),
    Fault(
        "cancel about another request",
        "jobs/request-id-stays",
        answers("cancel", with_values(request_id="run-x")),
    ),
    Fault(
        "result's request id is a number",
        "jobs/request-id-stays",
        answers("result", with_values(request_id=7)),
    ),
    Fault(
        "status without a status", "jobs/status-vocabulary", answers("status", without("status"))
    ),
    Fault(
        "status under another name",
        "jobs/status-vocabulary",
        answers("status", renamed("status", "state")),
    ),
    Fault("status in an object", "jobs/status-vocabulary", answers("status", _wrapped)),
    Fault("status is null", "jobs/status-vocabulary", answers("status", with_values(status=None))),
    Fault("status is a number", "jobs/status-vocabulary", answers("status", with_values(status=2))),
    Fault(
        "status answered with a list", "jobs/status-vocabulary", answers("status", lambda v: [v])
    ),
    Fault("status answered with HTML", "jobs/status-vocabulary", answers("status", lambda _: HTML)),
    Fault(
        "status answered with nothing",
        "jobs/status-vocabulary",
        answers("status", lambda _: Answer(204, b"")),
    ),
    Fault(
        "status says running",
        "jobs/status-vocabulary",
        answers("status", with_word("in_progress", "running")),
    ),
    Fault(
        "status says paused",
        "jobs/status-vocabulary",
        answers("status", with_word("in_queue", "paused")),
    ),
    Fault(
        "status says succeeded",
        "jobs/status-vocabulary",
        answers("status", with_word("completed", "succeeded")),
    ),
    Fault(
        "status says finished",
        "jobs/status-vocabulary",
        answers("status", with_word("completed", "finished")),
    ),
    Fault(
        "status says queued",
        "jobs/status-spelling",
        answers("status", with_word("in_queue", "queued")),
    ),
    Fault(
        "status says pending",
        "jobs/status-spelling",
        answers("status", with_word("in_queue", "pending")),
    ),
    Fault(
        "status says processing",
        "jobs/status-spelling",
        answers("status", with_word("in_progress", "processing")),
    ),
    Fault(
        "status says canceled",
        "jobs/status-spelling",
        answers("status", with_word("cancelled", "canceled")),
    ),
    Fault(
        "status in capitals",
        "jobs/status-spelling",
        answers("status", lambda v: v | {"status": v["status"].upper()}),
    ),
    Fault(
        "position below 0",
        "jobs/queue-position",
        answers("status", in_state("in_queue", with_values(queue_position=-1))),
    ),
    Fault(
        "position in a text",
        "jobs/queue-position",
        answers("status", in_state("in_queue", with_values(queue_position="1"))),
    ),
    Fault(
        "position with a fraction",
        "jobs/queue-position",
        answers("status", in_state("in_queue", with_values(queue_position=0.5))),
    ),
    Fault(
        "position is true",
        "jobs/queue-position",
        answers("status", in_state("in_queue", with_values(queue_position=True))),
    ),
    Fault(
        "position of a running job",
        "jobs/queue-position",
        answers("status", in_state("in_progress", with_values(queue_position=0))),
    ),
    Fault(
        "position of a finished job",
        "jobs/queue-position",
        answers("status", in_state("completed", with_values(queue_position=0))),
    ),
    Fault(
        "position of a cancelled job",
        "jobs/queue-position",
        answers("status", in_state("cancelled", with_values(queue_position=0))),
    ),
)
FAULTS = (*SUBMIT, *STATUS)
