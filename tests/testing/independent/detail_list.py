"""A server that says what is wrong in a `detail` list, as FastAPI does, and whose jobs all fail."""

from __future__ import annotations

import uuid
from typing import Any

from testing.independent.documents import Place, documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, Answer, Call


class DetailList:
    """Jobs by UUID: the account, and the answers that are left until it has failed."""

    def __init__(self) -> None:
        self.inputs = documented_inputs()
        self.owner: dict[str, str] = {}
        self.left: dict[str, int | None] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        route, _, rest = call.path.strip("/").partition("/")
        if call.authorization not in ACCOUNTS:
            return Answer(401, {"detail": "Not authenticated"})
        if route == "models":
            return self._submit(rest, call)
        name, _, operation = rest.partition("/")
        if name not in self.owner:
            return Answer(404, {"detail": "Not Found", "code": 404001})
        if self.owner[name] != ACCOUNTS[call.authorization]:
            return Answer(403, {"detail": ["Forbidden"], "code": "403001"})
        return Answer(202 if operation == "cancel" else 200, self._about(name, operation))

    def _submit(self, model: str, call: Call) -> Answer:
        if model not in self.inputs:
            return Answer(404, {"detail": "Not Found", "code": 400001})
        try:
            given = read_object(call.body)
        except ValueError:
            return Answer(422, {"detail": [_detail((), "is no JSON object")]})
        wrong = wrong_places(self.inputs[model], given)
        if wrong:
            return Answer(422, {"detail": [_detail(at, text) for at, text in wrong.items()]})
        name = str(uuid.uuid4())
        self.owner[name], self.left[name] = ACCOUNTS[call.authorization], 6
        return Answer(200, {"request_id": name, "status": "in_queue", "cancel_url": None})

    def _about(self, name: str, operation: str) -> dict[str, Any]:
        left, found = self.left[name], {"request_id": name}
        if operation == "cancel":
            if left is not None and left > 3:
                self.left[name] = None
            gone = self.left[name] is None  # a second cancel finds the job cancelled as well
            return {**found, "outcome": "cancelled" if gone else "not_cancellable"}
        if left is None:
            return {**found, "status": "cancelled", "queue_position": None, "output": None}
        self.left[name] = max(0, left - 1)
        if left > 3:
            ahead = {"queue_position": left - 4} if operation == "status" else {}
            return {**found, "status": "in_queue", **ahead}
        if left or operation == "status":
            return {**found, "status": "in_progress" if left else "completed"}
        error = {"error": "The model ran out of memory.", "error_code": 500001}
        return {**found, "status": "failed", "output": None, **error}


def _detail(at: Place, text: str) -> dict[str, Any]:
    return {"loc": ["body", *at], "msg": text, "type": "value_error", "input": None}
