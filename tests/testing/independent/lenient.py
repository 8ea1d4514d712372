"""A server that takes whatever the documents leave open; its jobs advance with each look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from testing.independent.documents import documented_inputs, read_object, wrong_places
from testing.independent.loopback import ACCOUNTS, OTHER_TOKEN, TOKEN, Answer, Call, serve

__all__ = ["LIVES", "OTHER_TOKEN", "TOKEN", "Lenient", "Refusal", "independent"]
HOME = "https://model-api.runcomfy.net/v1/requests"  # links name the public host, as behind a proxy
WAIT = ["in_queue", "in_queue", "in_queue", "in_progress", "in_progress"]
LIVES = {"polls": [*WAIT, "succeeded"], "instant": ["succeeded"], "failing": [*WAIT, "failed"]}
OUTPUT = {"videos": ["https://media.runcomfy.net/cliff.mp4"], "seed": 7}
ON_STATUS = {"succeeded": "completed", "failed": "completed"}


class Refusal(Exception):
    """A refusal: a status and a message, with an error code if one is documented."""


def _links(name: str, *views: str) -> dict[str, Any]:
    return {"request_id": name} | {f"{view}_url": f"{HOME}/{name}/{view}" for view in views}


class Lenient:
    """The jobs of all accounts: whose each is, what was asked, and the states that are left of it."""

    def __init__(self, pace: str = "polls", *, accounts: int = 2) -> None:
        self.life, self.inputs, self.lock = LIVES[pace], documented_inputs(), Lock()
        self.accounts = dict([*ACCOUNTS.items()][:accounts])
        self.owners: dict[str, str] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        self.states: dict[str, list[str]] = {}

    def answer(self, call: Call) -> Answer:
        """Return the answer to a call."""
        try:
            with self.lock:
                return self.perform(call)
        except Refusal as refusal:
            return Answer(*refusal.args)

    def perform(self, call: Call) -> Answer:
        """Perform a call of a known account, or raise a refusal."""
        account = self.account(call)
        match [call.method, *call.path.strip("/").split("/")]:
            case ["POST", "models", *model]:
                return self.submit("/".join(model), call.body, account)
            case [method, "requests", name, view]:
                self.find(name, account)
                if (method, view) == ("POST", "cancel"):
                    return Answer(202, self.cancel(name))
                if method == "GET" and view in ("status", "result"):
                    return Answer(200, getattr(self, view)(name, self.look(name)))
        raise Refusal(404, {"message": "There is nothing here."})

    def account(self, call: Call) -> str:
        """Return whose call it is."""
        if call.authorization not in self.accounts:
            raise Refusal(401, {"code": 400004, "message": "This token is not known."})
        return self.accounts[call.authorization]

    def find(self, name: str, account: str) -> None:
        """Raise a refusal if there is no such request, or if it is another account's."""
        if name not in self.owners:
            raise Refusal(404, {"code": 404001, "message": "There is no such request."})
        if self.owners[name] != account:
            raise Refusal(403, {"code": 403001, "message": "This request is not yours."})

    def submit(self, model: str, body: bytes, account: str) -> Answer:
        """Accept a good input as a job."""
        if model not in self.inputs:
            raise Refusal(404, {"code": 400001, "message": "There is no such model."})
        name, asked = f"run-{len(self.owners)}", self.read(body)
        self.judge(model, asked)
        self.owners[name], self.asked[name], self.states[name] = account, asked, [*self.life]
        return Answer(200, _links(name, "status", "result", "cancel"))

    def read(self, body: bytes) -> dict[str, Any]:
        """Return the input in a body."""
        try:
            return read_object(body)
        except ValueError:
            raise Refusal(400, {"message": "The body is not a JSON object."}) from None

    def judge(self, model: str, asked: dict[str, Any]) -> None:
        """Raise a refusal if an input is wrong."""
        wrong = wrong_places(self.inputs[model], asked)
        if wrong:
            text = ", ".join(f"{'.'.join(map(str, at))} {why}" for at, why in sorted(wrong.items()))
            raise Refusal(422, {"code": 422001, "message": text})

    def look(self, name: str) -> str:
        """Return the state of a job, which then advances."""
        states = self.states[name]
        return states.pop(0) if states[1:] else states[0]

    def status(self, name: str, state: str) -> dict[str, Any]:
        """Return a status: a waiting job has a position."""
        ahead = {"queue_position": self.states[name].count("in_queue")}
        found = {"status": ON_STATUS.get(state, state)} | (ahead if state == "in_queue" else {})
        return _links(name, "status", "result") | found

    def result(self, name: str, state: str) -> dict[str, Any]:
        """Return a result: how the job ended, with what, and what was asked."""
        output = {"output": OUTPUT, "input": self.asked[name]}
        ends: dict[str, Any] = {"succeeded": output, "failed": {"error": "Out of memory."}}
        return {"request_id": name, "status": state, **ends.get(state, {})}

    def cancel(self, name: str) -> dict[str, Any]:
        """Cancel a job that waits, and return the outcome."""
        waits = self.states[name][0] == "in_queue"
        if waits:
            self.states[name] = ["cancelled"]
        state = self.states[name][0]
        outcome = "cancelled" if waits else "not_cancellable"
        return {"request_id": name, "status": ON_STATUS.get(state, state), "outcome": outcome}


@contextmanager
def independent(pace: str = "polls", other: bool = True) -> Iterator[str]:
    """Run the server on a free loopback port; yield its base URL."""
    with serve(Lenient(pace, accounts=1 + other)) as url:
        yield url
