"""A server whose errors are problem details (RFC 9457); each job takes another course."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, cycle, repeat
from threading import RLock
from typing import Any

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call

COURSES = (  # how many looks a job waits and runs, and how it ends
    (2, 2, "succeeded"),
    (5, 0, "failed"),
    (0, 0, "succeeded"),
    (0, 4, "succeeded"),
    (9, 1, "succeeded"),
    (0, 0, "failed"),
)
FILE = "https://out.runcomfy.com/a.mp4"
OUTPUTS: tuple[Any, ...] = ({"video": FILE}, FILE, [FILE], {"videos": [], "audio": FILE})


class ProblemDetails:
    """Jobs by number: their account, and the words that they are still to answer."""

    def __init__(self) -> None:
        self.courses, self.outputs, self.lock = cycle(COURSES), cycle(OUTPUTS), RLock()
        self.inputs, self.jobs = documented_inputs(), dict[str, tuple[str, list[str]]]()
        self.words: dict[str, Iterator[str]] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        with self.lock:
            account = ACCOUNTS.get(call.authorization)
            if account is None:
                return _problem(401, 400004, "Unauthorized")
            if call.path.startswith("/models/"):
                return self._submit(call, account)
            _, _, name, view = call.path.split("/")
            if name not in self.jobs:
                return _problem(404, 404001, "Not Found")
            if self.jobs[name][0] != account:
                return _problem(403, 403001, "Forbidden")
            return self._about(name, view)

    def _submit(self, call: Call, account: str) -> Answer:
        inputs = self.inputs.get(call.path.removeprefix("/models/"))
        if inputs is None:
            return _problem(404, 400001, "Not Found")
        try:
            wrong = wrong_places(inputs, read_object(call.body))
        except ValueError:
            return _problem(400, 400000, "Bad Request")
        if wrong:
            points = [
                {"pointer": "/".join(("#", *map(str, at))), "detail": wrong[at]} for at in wrong
            ]
            return _problem(422, 422001, "Unprocessable Content", errors=points)
        name = f"{len(self.jobs):032x}"
        waits, runs, end = next(self.courses)
        self.jobs[name] = account, ["in_queue"]
        words = chain(repeat("in_queue", waits), repeat("in_progress", runs), repeat(end))
        self.words[name] = words
        self._advance(name)
        return Answer(200, {"request_id": name, "status_url": f"/v1/requests/{name}/status"})

    def _advance(self, name: str) -> str:
        """Return the word of a job, and go on to the next."""
        now, self.jobs[name][1][0] = self.jobs[name][1][0], next(self.words[name])
        return now

    def _about(self, name: str, view: str) -> Answer:
        found: dict[str, Any] = {"request_id": name, "took": None}
        if view == "cancel":
            waits = self.jobs[name][1][0] == "in_queue"
            if waits:
                self.jobs[name][1][0], self.words[name] = "cancelled", repeat("cancelled")
            return Answer(202, found | {"outcome": "cancelled" if waits else "not_cancellable"})
        word = self._advance(name)
        ended = word in ("succeeded", "failed")
        if view == "status":
            return Answer(200, found | {"status": "completed" if ended else word})
        if word == "failed":
            return Answer(200, found | {"status": word, "error": {"message": "Unsafe prompt."}})
        ends = {"output": next(self.outputs)} if word == "succeeded" else {}
        return Answer(200, found | {"status": word, **ends}, "application/json; charset=utf-8")


def _problem(status: int, code: int, title: str, **more: Any) -> Answer:
    value = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return Answer(status, value, "application/problem+json")
