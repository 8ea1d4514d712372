"""A server that answers everything with HTTP 200, errors too; it echoes inputs and adds keys of its own."""

from __future__ import annotations

from typing import Any

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call


class KnownError(Exception):
    """An error: a code and what it says."""


class AlwaysOk:
    """Jobs that run at once and end after a few looks, so that none can be cancelled."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        try:
            return Answer(200, self._perform(call), "application/json;charset=UTF-8")
        except KnownError as error:
            code, message = error.args
            return Answer(200, {"error_code": code, "message": message, "data": None})

    def _perform(self, call: Call) -> dict[str, Any]:
        account = ACCOUNTS.get(call.authorization)
        if not account:
            raise KnownError(400004, "Token expired.")
        if call.path.startswith("/models/"):
            return self._submit(call.path.removeprefix("/models/"), call.body, account)
        name, _, view = call.path.removeprefix("/requests/").partition("/")
        if name not in self.jobs:
            raise KnownError(404001, "Request expired.")
        job = self.jobs[name]
        if job["account"] != account:
            raise KnownError(403001, "Not your request.")
        return {"request_id": name, "region": "eu", **self._about(job, view)}

    def _submit(self, model: str, body: bytes, account: str) -> dict[str, Any]:
        if model not in documented_inputs():
            raise KnownError(400001, "Unknown model.")
        try:
            given = read_object(body)
        except ValueError:
            raise KnownError(422001, "Send an object.") from None
        wrong = wrong_places(documented_inputs()[model], given)
        if wrong:
            raise KnownError(422001, {str(at): why for at, why in wrong.items()})
        name = f"R-{len(self.jobs) + 1}"
        self.jobs[name] = {"account": account, "looks": 0, "input": given}
        return {"request_id": name, "code": 0, "message": "ok"}

    def _about(self, job: dict[str, Any], view: str) -> dict[str, Any]:
        if view == "cancel":
            return {"outcome": "not_cancellable", "status": "in_progress"}
        job["looks"] += 1
        ended = job["looks"] > 5
        if view == "status":
            return {
                "status": "completed" if ended else "in_progress",
                "progress": job["looks"] * 15,
            }
        found = {"status": "succeeded" if ended else "in_progress", "input": job["input"]}
        cost = {"cost": {"usd": 0.1}, "output": {"image": "https://a.runcomfy.net/i.png", "n": 1}}
        return found | (cost if ended else {})
