"""One answer about one job, with the interval in which it was true.

Calls may overlap. An answer was true at some moment between sending the call and receiving the
answer. The order of two answers is only known if one arrived before the other call was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.operation_call import OperationCall
from clientwright.testing.jobs.state_machine import (
    CANCELLED,
    STAGE_FIELDS,
    JobStage,
    JobStages,
    JobStateMachine,
)

NO_STAGES = frozenset[JobStage]()


@dataclass(frozen=True, slots=True)
class Observation:
    """An exchange about a job; `sent_at` and `answered_at` are moments of the oracle's counter.

    `ok` means that the operation answered without an error; `stages` are the job's possible stages
    by this answer alone.
    """

    exchange: Exchange
    operation: str
    subject: str
    sent_at: int
    answered_at: int
    ok: bool
    stages: JobStages

    def precedes(self, other: Observation) -> bool:
        """Return whether this was answered before the other was sent."""
        return self.answered_at < other.sent_at

    def field(self, name: str) -> Any:
        """Return a field of the answer, or `MISSING`."""
        return self.exchange.body_field(name)

    @property
    def shows_stage(self) -> bool:
        """Return whether this is a /status or /result answer that shows the job's stage."""
        return self.operation in ("status", "result") and bool(self.stages)

    @property
    def cancelled(self) -> bool:
        """Return whether the answer shows that the job is cancelled."""
        return self.stages == CANCELLED

    @property
    def effect_unknown(self) -> bool:
        """Return whether this is a cancel whose effect is unknown."""
        unknown = bool(self.exchange.failure) or self.exchange.status >= 500
        return self.operation == "cancel" and unknown


def observe(
    table: JobStateMachine, call: OperationCall, exchange: Exchange, span: tuple[int, int]
) -> Observation:
    """Return what an exchange shows; `span` is when it was sent and answered.

    A 2xx answer with a top-level `error_code` is an error, unless it is the result of a failed job.
    """
    operation = call.operation
    word = exchange.body_field(STAGE_FIELDS[operation]) if operation in STAGE_FIELDS else None
    meant = table.stages_of(operation, word) if operation in STAGE_FIELDS else NO_STAGES
    good = 200 <= exchange.status < 300 and (
        exchange.error_code is None or (operation == "result" and meant == {JobStage.FAILED})
    )
    return Observation(exchange, operation, call.subject, *span, good, meant if good else NO_STAGES)
