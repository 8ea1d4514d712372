"""A server whose errors are objects inside the answer, and whose jobs run side by side in a pool of two."""

from __future__ import annotations

from threading import Lock
from typing import Any, NoReturn

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call

SEATS, TICKS, EVERY = 2, 4, 4
"""How many jobs run at once, how many calls each of them takes, and after how many one may begin."""


class Failure(Exception):
    """An error: HTTP status, code, message."""


class NestedErrors:
    """Each call is a tick of the clock for all jobs; of those that wait, the newest begins first."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.queue: list[str] = []
        self.running: dict[str, int] = {}
        self.ended: dict[str, str] = {}
        self.lock, self.clock = Lock(), 0

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        with self.lock:
            self._tick()
            try:
                return self._route(call)
            except Failure as failure:
                status, code, message = failure.args
                error = {"error": {"code": code, "message": message, "type": "invalid_request"}}
                return Answer(status, error | ({"code": code} if code >= 400000 else {}))

    def _tick(self) -> None:
        for name in [*self.running]:
            self.running[name] -= 1
            if not self.running[name]:
                self.ended[name] = "succeeded"
                del self.running[name]
        self.clock += 1
        if self.queue and len(self.running) < SEATS and self.clock % EVERY == 0:
            self.running[self.queue.pop()] = TICKS

    def _route(self, call: Call) -> Answer:
        owner = ACCOUNTS.get(call.authorization) or _fail(401, 401001, "Invalid token.")
        kind, *rest = call.path.removeprefix("/").split("/")
        if kind == "models":
            return self._submit("/".join(rest), call.body, owner)
        name, view = rest if len(rest) == 2 else _fail(404, 404, "No such page.")
        if name not in self.owners:
            _fail(404, 404001, "No such request.")
        if self.owners[name] != owner:
            _fail(403, 403001, "No access.")
        return Answer(202 if view == "cancel" else 200, getattr(self, f"_{view}")(name))

    def _submit(self, model: str, body: bytes, owner: str) -> Answer:
        inputs = documented_inputs().get(model) or _fail(404, 400001, "No such model.")
        try:
            wrong = wrong_places(inputs, read_object(body))
        except ValueError:
            _fail(400, 400, "Malformed.")
        if wrong:
            _fail(400, 422, f"{len(wrong)} wrong")
        name = f"req-{len(self.owners):04d}-{owner}"
        self.owners[name] = owner
        self.queue.append(name)
        return Answer(200, {"request_id": name, "queue": len(self.queue)})

    def _state(self, name: str) -> str:
        running = "in_progress" if name in self.running else "in_queue"
        return self.ended.get(name, running)

    def _status(self, name: str) -> dict[str, Any]:
        state = self._state(name)
        found = {"request_id": name, "status": "completed" if state == "succeeded" else state}
        return found | (
            {"queue_position": len(self.queue) - 1 - self.queue.index(name)}
            if state == "in_queue"
            else {}
        )

    def _result(self, name: str) -> dict[str, Any]:
        state = self._state(name)
        output = {"audios": ["https://a.runcomfy.net/b.mp3"], "videos": None}
        return {"status": state} | ({"output": output} if state == "succeeded" else {})

    def _cancel(self, name: str) -> dict[str, Any]:
        if name in self.queue:
            self.queue.remove(name)
            self.ended[name] = "cancelled"
            return {"request_id": name, "outcome": "cancelled"}
        return {"request_id": name, "outcome": "not_cancellable"}


def _fail(status: int, code: int, message: str) -> NoReturn:
    raise Failure(status, code, message)
