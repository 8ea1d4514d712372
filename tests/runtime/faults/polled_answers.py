"""Faults in the answers that a wait polls: none of them ends a wait that can still succeed."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

from runtime.byte_server import ServerAction, late, reply, send, send_and_close
from runtime.faults import lost_answers
from runtime.faults.fault import (
    COMPLETED,
    DONE,
    ID,
    QUEUED,
    Answer,
    Fault,
    Located,
    Outcome,
    poll_fault,
)

SHORT = {"timeout": 2.0}
RUNNING = reply({"request_id": ID, "status": "in_progress"})
REFUSALS = {401: "AuthenticationError", 403: "PermissionDenied"}
REDIRECTS = (301, 302, 303, 307, 308)


def answer(word: object, **more: object) -> ServerAction:
    """Answer about the job with a status."""
    return reply({"request_id": ID, "status": word, **more})


def redirect(code: int) -> Located:
    """Redirect to another server."""
    return Located(lambda home, abroad: reply(b"", code, f"Location: {abroad}/steal"))


def result_fault(name: str, *results: Answer, got: tuple[str, ...] = ("Success",)) -> Fault:
    """Return a fault in the answers to the result while a caller waits; by default the wait succeeds."""
    return Fault(name, {"result": results}, got, call="wait")


def repeated_looks(outcome: Outcome) -> bool:
    """Whether the status was read again."""
    return outcome.count("status") + outcome.count("result") > 2


def busy(form: str | None, status: int = 429, *more: str) -> ServerAction:
    """Ask to come later."""
    return reply({}, status, *([] if form is None else [f"Retry-After: {form}"]), *more)


def busy_until(offset: float, clock: float) -> ServerAction:
    """Ask to come at a time by a clock that is wrong by some seconds."""
    now = time.time() + clock
    return busy(formatdate(now + offset, usegmt=True), 429, f"Date: {formatdate(now, usegmt=True)}")


ONCE = {
    **lost_answers.BROKEN,
    **lost_answers.UNREADABLE,
    **lost_answers.SERVER_ERRORS,
    "404": reply({"error_code": 404001}, 404),
    "404-html": lost_answers.html(404),
    "401": reply({}, 401),
    "403": reply({}, 403),
    "unknown-word": answer("frobbing"),
    "running-after-completed": COMPLETED,
    **{f"{code}": redirect(code) for code in REDIRECTS},
}
"""Answers after which one more look finds the job."""

RETRY_AFTER = ("0", "1", "-5", "NaN", "inf", "soon", "", "60", "3600", "86400", "1e300")
LOOKED_AT = [
    *(
        poll_fault(
            f"poll-retry-after-{form or 'empty'}-with-{status}",
            busy(form, status),
            COMPLETED,
            options=SHORT,
        )
        for form in RETRY_AFTER
        for status in (429, 503)
    ),
    poll_fault("poll-retry-after-date", busy_until(1, 0), COMPLETED, options={"timeout": 20}),
    poll_fault(
        "poll-retry-after-date-clock-ahead", busy_until(1, 3600), COMPLETED, options={"timeout": 20}
    ),
    poll_fault(
        "poll-retry-after-date-clock-behind",
        busy_until(1, -3600),
        COMPLETED,
        options={"timeout": 20},
    ),
    poll_fault("poll-retry-after-date-far-off", busy_until(5000, 0), COMPLETED, options=SHORT),
]
"""Forms of `Retry-After`: however long, one last look at the end of the wait finds the job."""

TWICE = [
    poll_fault(f"poll-{code}-twice", reply({}, code), reply({}, code), COMPLETED)
    for code in REFUSALS
] + [
    poll_fault("poll-302-twice", redirect(302), redirect(302), COMPLETED),
    poll_fault("poll-404-four-times", *[reply({}, 404)] * 4, COMPLETED),
    poll_fault(
        "poll-401-302-401-with-answers-between",
        reply({}, 401),
        QUEUED,
        redirect(302),
        QUEUED,
        reply({}, 401),
        COMPLETED,
    ),
]
FOR_EVER = [
    *(
        poll_fault(
            f"poll-{code}-always",
            reply({}, code),
            got=(kind,),
            check=lambda o: o.count("status") == 3,
        )
        for code, kind in REFUSALS.items()
    ),
    *(
        poll_fault(
            f"poll-{code}-always",
            redirect(code),
            got=("UnexpectedAnswer",),
            check=lambda o: o.count("status") == 3,
        )
        for code in REDIRECTS
    ),
    poll_fault("poll-404-always", reply({}, 404), got=("NotFound", "JobTimedOut"), options=SHORT),
    poll_fault("poll-400-always", reply({"message": "no"}, 400), got=("RequestRefused",)),
    poll_fault("poll-500-always", reply({}, 500), got=("JobTimedOut",), options=SHORT),
    poll_fault("poll-429-always", busy("0"), got=("JobTimedOut",), options=SHORT),
    poll_fault(
        "poll-closed-always",
        lost_answers.BROKEN["close-before-headers"],
        got=("JobTimedOut",),
        options=SHORT,
    ),
]
ODD = {
    "about-another-id": reply({"request_id": "job-2", "status": "completed"}),
    "about-null": reply({"request_id": None, "status": "completed"}),
    "about-a-list": reply({"request_id": [ID], "status": "completed"}),
    "without-status": reply({"request_id": ID}),
    "status-a-number": answer(7),
    "status-null": answer(None),
    "status-a-list": answer(["completed"]),
    "list": reply([{"request_id": ID, "status": "completed"}]),
    "gzip-bomb": lost_answers.bomb(64),
    **lost_answers.OTHER_ENCODINGS,
}
SHAPES = [
    *(poll_fault(f"status-{name}", act, got=("UnexpectedAnswer",)) for name, act in ODD.items()),
    *(result_fault(f"result-{name}", act, got=("UnexpectedAnswer",)) for name, act in ODD.items()),
]
ZERO = [
    poll_fault("wait-0-finished", COMPLETED, options={"timeout": 0}),
    poll_fault("wait-0-slow-answers", late(0.3, COMPLETED), options={"timeout": 0}),
    poll_fault(
        "wait-0-running",
        RUNNING,
        got=("JobTimedOut",),
        options={"timeout": 0},
        check=lambda o: o.count("status") == 1,
    ),
]


def whole(data: object) -> bytes:
    """Return an answer as bytes, after which the connection stays open."""
    body = json.dumps(data).encode()
    return lost_answers.HEAD + lost_answers.LENGTH % len(body) + body


STALE = whole({"request_id": "job-0", "status": "failed"})
EXTRA_BYTES = (
    [
        poll_fault(
            f"status-then-{name}",
            send(whole({"status": "completed"}) + extra),
            got=(
                "Success",
                "UnexpectedAnswer",
            ),  # the HTTP library may keep bytes for the next read
        )
        for name, extra in {
            "another-answer": STALE,
            "two-answers": STALE + STALE,
            "noise": bytes(range(256)),
            "line-breaks": b"\r\n\r\n",
            "half-an-answer": STALE[:60],
            "goodbye": b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
        }.items()
    ]
    + [
        Fault(
            "submit-then-another-answer",
            {"submit": (send(whole({"request_id": ID}) + STALE),)},
            ("Success", "UnexpectedAnswer"),
            call="wait",
        ),
        poll_fault(
            "204-with-a-body",
            send(b"HTTP/1.1 204 No Content\r\n\r\n" + STALE),
            COMPLETED,
            got=("Success", "UnexpectedAnswer"),
        ),
        poll_fault(
            "304-with-a-body",
            send(b"HTTP/1.1 304 Not Modified\r\n\r\n" + STALE),
            COMPLETED,
            got=("Success", "UnexpectedAnswer"),
        ),
        poll_fault("closed-after-each-answer", send_and_close(whole({"status": "completed"}))),
    ]
)
"""Bytes beyond an answer: they are never taken for the answer about this job."""
SLOW = [
    poll_fault(f"poll-{name}", act, COMPLETED, timeout=1.0)
    for name, act in lost_answers.SLOW.items()
]
STRESS = [
    poll_fault(
        "stress-retry-after-60-capped",
        busy("86400"),
        COMPLETED,
        options={"timeout": 120},
        stress=True,
    ),
    poll_fault(
        "stress-404-for-a-minute",
        reply({}, 404),
        got=("NotFound",),
        options={"timeout": 120},
        stress=True,
    ),
    poll_fault("stress-gzip-bomb", lost_answers.bomb(256), got=("UnexpectedAnswer",), stress=True),
]
FAULTS = [
    *(poll_fault(f"poll-{name}-once", act, COMPLETED) for name, act in ONCE.items()),
    *(
        result_fault(f"result-{name}-once", act, DONE)
        for name, act in ONCE.items()
        if name not in {"unknown-word", "running-after-completed", "code-of-a-failure-with-200"}
    ),
    *LOOKED_AT,
    *TWICE,
    *FOR_EVER,
    *SHAPES,
    *ZERO,
    *EXTRA_BYTES,
    *SLOW,
    *STRESS,
]
