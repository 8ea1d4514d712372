"""A server that says as little as the documents allow: no links, no positions, no messages."""

from __future__ import annotations

from threading import Lock
from typing import Any

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call

LOOKS = 4
"""How many looks a job waits, and then runs."""


class Bare:
    """Jobs by number, each with its account and how often it was looked at; None once cancelled."""

    def __init__(self) -> None:
        self.lock, self.inputs = Lock(), documented_inputs()
        self.jobs: list[tuple[str, int | None]] = []

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        who = ACCOUNTS.get(call.authorization)
        if who is None:
            return Answer(403, {})
        with self.lock:
            if call.path.startswith("/models/"):
                return self._submit(call.path.removeprefix("/models/"), call.body, who)
            number, _, view = call.path.removeprefix("/requests/").partition("/")
            if not number.isdecimal() or int(number) >= len(self.jobs):
                return Answer(400, {"error_code": 404001})
            if self.jobs[int(number)][0] != who:
                return Answer(400, {"error_code": 403001})
            return self._about(int(number), view)

    def _submit(self, model: str, body: bytes, who: str) -> Answer:
        if model not in self.inputs:
            return Answer(400, {"error_code": 400001})
        try:
            wrong = wrong_places(self.inputs[model], read_object(body))
        except ValueError:
            return Answer(400, b"")
        if wrong:
            return Answer(400, {})
        self.jobs.append((who, 0))
        return Answer(200, {"request_id": str(len(self.jobs) - 1)})

    def _about(self, number: int, view: str) -> Answer:
        who, looks = self.jobs[number]
        found: dict[str, Any] = {"request_id": str(number)}
        if view == "cancel":
            if looks is not None and looks < LOOKS:
                self.jobs[number] = who, None
                return Answer(202, found | {"status": "cancelled", "outcome": "cancelled"})
            return Answer(202, found | {"status": "in_queue", "outcome": "not_cancellable"})
        if looks is None:
            return Answer(200, found | {"status": "cancelled"})
        self.jobs[number] = who, looks + 1
        if looks < 2 * LOOKS:
            return Answer(200, found | {"status": ("in_queue", "in_progress")[looks // LOOKS]})
        if view == "status":
            return Answer(200, found | {"status": "completed"})
        video = "https://a.runcomfy.com/v"
        return Answer(200, found | {"status": "succeeded", "output": {"video": video}})
