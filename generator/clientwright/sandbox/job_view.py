"""Answers to submit, status, result and cancel about a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.sandbox import stored_job
from clientwright.sandbox.http_responses import Answer, CallRefused, iso_timestamp
from clientwright.sandbox.job_cost import billed_units, cost_of
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.sample_output import sample_output
from clientwright.sandbox.stored_job import QUEUE_LENGTH, JobOutcome, JobPhase, StoredJob
from clientwright.sandbox.wire_format import WireFormat
from clientwright.specs.model import Endpoint
from clientwright.specs.wire_facts import COST_UNIT

_ENDS = {
    JobOutcome.UNFIT: Reason.INVALID_INPUT,
    JobOutcome.FAILED: Reason.CONTENT_REFUSED,
    JobOutcome.BROKEN: Reason.MODEL_FAILED,
    JobOutcome.TIMED_OUT: Reason.TIMED_OUT,
}
"""Why a job failed, by its outcome."""
_OF_MODEL = (JobOutcome.UNFIT, JobOutcome.FAILED)
"""Outcomes that the model decides, not the service that runs it."""
_URLS = ("status", "result", "cancel")


@dataclass(frozen=True, slots=True)
class JobView:
    """A job at a point in time; the URLs of its answers start with the base URL.

    The files of its output are at `output_origin`, or nowhere. `with_cost`: its cost is shown if it is known.
    """

    wire: WireFormat
    base_url: str
    job: StoredJob
    now: float
    output_origin: str | None = None
    endpoint: Endpoint | None = None
    with_cost: bool = False

    def submitted(self) -> Answer:
        """Return the answer to a submit: the job is waiting."""
        phase = JobPhase.WAITING
        values = {
            "request_id": self.job.request_id,
            "status": self.wire.word("status", phase),
            "queue_position": QUEUE_LENGTH,
            "created_at": iso_timestamp(self.job.created_at),
        }
        return self.wire.answer("submit", {**values, **self._urls(*_URLS)}, phase)

    def status(self) -> Answer:
        """Return the answer to a status, which is the result, too, where one call serves both."""
        if self._is_refused_as_expired and self.wire.facts.one_call:
            raise CallRefused(self.wire.refusals.refusal(Reason.EXPIRED))
        return self.wire.answer(
            "status", self._values("status"), self._phase, expired=self._is_expired
        )

    def result(self) -> Answer:
        """Return the answer to a result: the model's own, where the service replays that.

        Raises:
            CallRefused: the service shows no result yet, or no longer.
        """
        if not self.wire.shows("result", self._phase):
            raise CallRefused(self.wire.refusals.uncoded(400, "The request has not ended yet."))
        if self._is_refused_as_expired:
            raise CallRefused(self.wire.refusals.refusal(Reason.EXPIRED))
        if self.wire.facts.ends_by_http and self._phase is not JobPhase.SUCCEEDED:
            return self.wire.own_answer(self.job, self._refusal_of_job())
        answer = self.wire.answer(
            "result", self._values("result"), self._phase, expired=self._is_expired
        )
        return self.wire.own_answer(self.job, answer) if self.wire.facts.ends_by_http else answer

    def cancelled(self, done: bool) -> Answer:
        """Return the answer to a cancel, whether or not it took effect."""
        asked = self.job.cancel_asked_at is not None and self._phase is not JobPhase.CANCELLED
        means = ("requested" if asked else "cancelled") if done else "too-late"
        return self.wire.cancel_answer(means, self._values("cancel"), self._phase)

    def _values(self, operation: str) -> dict[str, Any]:
        """Return all that is known of the job, by the names of the values."""
        position = stored_job.queue_position(self.job, self.now)
        finished = stored_job.finished_at(self.job, self.now)
        return {
            "request_id": self.job.request_id,
            "status": self.wire.word("result" if operation == "result" else "status", self._phase),
            **({} if position is None else {"queue_position": position}),
            **self._final_values(),
            "created_at": iso_timestamp(self.job.created_at),
            **({} if finished is None else {"finished_at": iso_timestamp(finished)}),
            **(self._cost() if self.with_cost and finished is not None else {}),
            **self._urls(*_URLS),
        }

    @property
    def _phase(self) -> JobPhase:
        return stored_job.phase_of(self.job, self.now)

    @property
    def _is_expired(self) -> bool:
        return self.job.outcome is JobOutcome.EXPIRED and self._phase is JobPhase.SUCCEEDED

    @property
    def _is_refused_as_expired(self) -> bool:
        return self._is_expired and not self.wire.facts.expired_at

    def _cost(self) -> dict[str, Any]:
        """Return what the job costs: dollars, or the units that are billed."""
        unit = self.wire.facts.operations["result"].cost_unit
        made = cost_of if unit == COST_UNIT else billed_units
        cost = made(self.endpoint, self.job.payload, self._phase)
        return {} if cost is None else {"cost": cost}

    def _final_values(self) -> dict[str, Any]:
        match self._phase:
            case JobPhase.SUCCEEDED if self._is_expired:
                return {"output": None}
            case JobPhase.SUCCEEDED:
                service, origin = self.wire.service, self.output_origin
                return {"output": sample_output(self.job, self.endpoint, service, origin)}
            case JobPhase.FAILED:
                return self._error(_ENDS[self.job.outcome])
            case JobPhase.CANCELLED if self.wire.tells_cancelled_by_error:
                return self._error(Reason.CANCELLED)
            case _:
                return {}

    def _error(self, reason: Reason) -> dict[str, Any]:
        """Return words and the code of an end; nothing where only the result's own answer tells it."""
        error = reason.error(self.wire.facts)
        code = error.code if error else None
        words = "; ".join((reason.words, *(str(fault["msg"]) for fault in self.job.faults)))
        if code is None:
            return {} if self.wire.facts.ends_by_http else {"error": words}
        return {"error": words, "code": code}

    def _refusal_of_job(self) -> Answer:
        """Return the model's own answer about a job without an output."""
        if self._phase is JobPhase.CANCELLED:
            return self.wire.refusals.refusal(Reason.CANCELLED)
        by_model = self.job.outcome in _OF_MODEL
        return self.wire.refusals.refusal(
            _ENDS[self.job.outcome], self.job.faults, by_model=by_model
        )

    def _urls(self, *operations: str) -> dict[str, str]:
        facts = self.wire.facts.operations
        return {
            f"{name}_url": self.wire.job_url(self.base_url, name, self.job)
            for name in operations
            if name in facts
        }
