"""A server whose jobs take time and whose answers come late, each at its own time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call

WAITS, RUNS = 0.06, 0.06
"""Seconds."""
LATE = 0.03
"""The most seconds by which an answer comes late."""


@dataclass
class Job:
    """When a job was submitted, by whom, and when it was cancelled."""

    account: str
    begun: float
    cancelled: bool = False

    def stage(self, now: float) -> str:
        """Return the state at a time."""
        if self.cancelled:
            return "cancelled"
        age = now - self.begun
        return "in_queue" if age < WAITS else "in_progress" if age < WAITS + RUNS else "succeeded"


class Slow:
    """Every twentieth submit and most looks at a job are answered late."""

    def __init__(self) -> None:
        self.inputs, self.chance, self.numbers = documented_inputs(), Random(0), count()
        self.jobs: dict[str, Job] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call, some time after it was true."""
        number = next(self.numbers)
        answer = self._answer(call, f"job_{number}")
        if call.method == "GET" or number % 20 == 0:
            time.sleep(self.chance.choice((0, 0.1, 0.3, 1)) * LATE)
        return answer

    def _answer(self, call: Call, name: str) -> Answer:
        account = ACCOUNTS.get(call.authorization, "")
        if not account:
            return _error(401, 401001, "The token is not accepted.")
        folder, _, rest = call.path.removeprefix("/").partition("/")
        if folder == "models":
            return self._submit(rest, call.body, account, name)
        name, _, view = rest.partition("/")
        job = self.jobs.get(name)
        if job is None:
            return _error(404, 404001, "The request is missing, deleted or expired.")
        if job.account != account:
            return _error(403, 403001, "The request belongs to another account.")
        return self._cancel(name, job) if view == "cancel" else _view(name, job, view)

    def _submit(self, model: str, body: bytes, account: str, name: str) -> Answer:
        if model not in self.inputs:
            return _error(404, 400001, "The model id is invalid.")
        try:
            wrong = wrong_places(self.inputs[model], read_object(body))
        except ValueError:
            return _error(400, 422001, "The input is no object.")
        if wrong:
            return _error(422, 422001, "The input does not fit.")
        self.jobs[name] = Job(account, time.monotonic())
        return Answer(200, {"request_id": name})

    def _cancel(self, name: str, job: Job) -> Answer:
        word = job.stage(time.monotonic())
        job.cancelled = job.cancelled or word == "in_queue"
        outcome = "cancelled" if job.cancelled else "not_cancellable"  # again, too: it is cancelled
        return Answer(202, {"request_id": name, "status": word, "outcome": outcome})


def _view(name: str, job: Job, view: str) -> Answer:
    word, found = job.stage(time.monotonic()), {"request_id": name}
    if view == "status":
        return Answer(200, found | {"status": "completed" if word == "succeeded" else word})
    done: dict[str, Any] = {"output": {"images": ["https://x.runcomfy.net/1.png"]}}
    return Answer(200, found | {"status": word} | (done if word == "succeeded" else {}))


def _error(status: int, code: int, text: str) -> Answer:
    return Answer(status, {"error_code": code, "error_message": text})
