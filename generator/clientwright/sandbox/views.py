"""What a job looks like from outside: the bodies of submit, status, result and cancel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.sandbox import life
from clientwright.sandbox.answers import iso
from clientwright.sandbox.job import Job
from clientwright.sandbox.life import Stage
from clientwright.sandbox.outputs import output
from clientwright.sandbox.vocabulary import Vocabulary
from clientwright.specs.model import Endpoint, Service

COST = 0.0
"""What a job of the sandbox costs."""


@dataclass(frozen=True, slots=True)
class View:
    """A job at a moment, as the service's words have it; `base` is the base URL of the server."""

    service: Service
    base: str
    job: Job
    now: float

    def submitted(self) -> dict[str, Any]:
        """Give the answer to the submit of the job."""
        return {"request_id": self.job.request_id, **self._urls("status", "result", "cancel")}

    def status(self) -> dict[str, Any]:
        """Give the answer of /status: its own vocabulary, and the place in the queue."""
        body = {"request_id": self.job.request_id, "status": self._word("status")}
        place = life.queue_position(self.job, self.now)
        queued = {} if place is None else {"queue_position": place}
        return {**body, **queued, **self._urls("status", "result")}

    def result(self, endpoint: Endpoint | None, *, with_cost: bool = False) -> dict[str, Any]:
        """Give the answer of /result: output or error once there is one, the stage at any time."""
        body = {"request_id": self.job.request_id, "status": self._word("result")}
        finished = life.finished_at(self.job, self.now)
        times = {"created_at": iso(self.job.created_at)}
        if finished is not None:
            times["finished_at"] = iso(finished)
        cost = {"cost": COST} if with_cost and finished is not None else {}
        return {**body, **self._end(endpoint), **times, **cost}

    def cancelled(self, done: bool) -> dict[str, Any]:
        """Give the answer of a cancel that did, or did not, take effect."""
        effective, ineffective = self.service.facts["cancel"]["outcomes"]
        outcome = effective if done else ineffective
        status = self._word("status")
        return {"request_id": self.job.request_id, "status": status, "outcome": outcome}

    def _end(self, endpoint: Endpoint | None) -> dict[str, Any]:
        match life.stage(self.job, self.now):
            case Stage.SUCCEEDED:
                return {"output": output(self.job, endpoint, self.service)}
            case Stage.FAILED:
                return {"error": "The sandbox lets every job of this account fail."}
            case _:
                return {}

    def _word(self, operation: str) -> str:
        stage = life.stage(self.job, self.now)
        return Vocabulary.of(self.service, operation).word(stage)

    def _urls(self, *operations: str) -> dict[str, str]:
        facts = self.service.facts["operations"]
        paths = {name: str(facts[name]["path"]) for name in operations}
        return {
            f"{name}_url": self.base + path.replace("{request_id}", self.job.request_id)
            for name, path in paths.items()
        }
