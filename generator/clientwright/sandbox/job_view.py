"""Response bodies of submit, status, result and cancel for a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.sandbox import stored_job
from clientwright.sandbox.http_responses import iso_timestamp
from clientwright.sandbox.job_cost import cost_of
from clientwright.sandbox.sample_output import sample_output
from clientwright.sandbox.stored_job import JobPhase, StoredJob
from clientwright.specs.model import Endpoint, Service

FINISHED_MEANING = "finished"
"""Meaning of a value that shows that a job has ended, but not how."""


@dataclass(frozen=True, slots=True)
class StatusVocabulary:
    """One vocabulary: the status value of each meaning."""

    words: Mapping[str, str]

    @classmethod
    def for_operation(cls, service: Service, operation: str) -> StatusVocabulary:
        """Return the vocabulary of an operation (`status` or `result`)."""
        values: Mapping[str, str] = service.document[operation]["values"]
        return cls({means: word for word, means in values.items()})

    def word(self, phase: JobPhase) -> str:
        """Return the status value of a phase."""
        return self.words.get(phase) or self.words[FINISHED_MEANING]


@dataclass(frozen=True, slots=True)
class JobView:
    """A job at a point in time, in the service's vocabulary; its URLs start with the base URL.

    The files of its output are at `output_origin`, or nowhere.
    """

    service: Service
    base_url: str
    job: StoredJob
    now: float
    output_origin: str | None = None

    def submitted(self) -> dict[str, Any]:
        """Return the body of a submit's answer."""
        return {"request_id": self.job.request_id, **self._urls("status", "result", "cancel")}

    def status(self) -> dict[str, Any]:
        """Return the body of /status, with the queue position."""
        body = {"request_id": self.job.request_id, "status": self._status_word("status")}
        position = stored_job.queue_position(self.job, self.now)
        queued = {} if position is None else {"queue_position": position}
        return {**body, **queued, **self._urls("status", "result")}

    def result(self, endpoint: Endpoint | None, *, with_cost: bool = False) -> dict[str, Any]:
        """Return the body of /result, with output or error once there is one."""
        body = {"request_id": self.job.request_id, "status": self._status_word("result")}
        finished = stored_job.finished_at(self.job, self.now)
        times = {"created_at": iso_timestamp(self.job.created_at)}
        if finished is not None:
            times["finished_at"] = iso_timestamp(finished)
        cost = self._cost(endpoint) if with_cost and finished is not None else {}
        return {**body, **self._final_fields(endpoint), **times, **cost}

    def cancelled(self, done: bool) -> dict[str, Any]:
        """Return the body of a cancel's answer, whether or not it took effect."""
        effective, ineffective = self.service.document["cancel"]["outcomes"]
        outcome = effective if done else ineffective
        status = self._status_word("status")
        return {"request_id": self.job.request_id, "status": status, "outcome": outcome}

    def _cost(self, endpoint: Endpoint | None) -> dict[str, Any]:
        phase = stored_job.phase_of(self.job, self.now)
        cost = cost_of(endpoint, self.job.payload, phase)
        return {} if cost is None else {"cost": cost}

    def _final_fields(self, endpoint: Endpoint | None) -> dict[str, Any]:
        match stored_job.phase_of(self.job, self.now):
            case JobPhase.SUCCEEDED:
                return {
                    "output": sample_output(self.job, endpoint, self.service, self.output_origin)
                }
            case JobPhase.FAILED:
                return {"error": "The sandbox lets every job of this account fail."}
            case _:
                return {}

    def _status_word(self, operation: str) -> str:
        phase = stored_job.phase_of(self.job, self.now)
        return StatusVocabulary.for_operation(self.service, operation).word(phase)

    def _urls(self, *operations: str) -> dict[str, str]:
        facts = self.service.document["operations"]
        paths = {name: str(facts[name]["path"]) for name in operations}
        return {
            f"{name}_url": self.base_url + path.replace("{request_id}", self.job.request_id)
            for name, path in paths.items()
        }
