"""One answer about one job, with the span of time in which it was true.

Calls may overlap. An answer is true at some moment between the call and its answer,
nobody knows which: only where one call was answered before another was made is it
known which of the two moments came first.
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
    """An exchange about a job; `asked` and `answered` count the moments at which anything was sent or came.

    `good` says that the operation itself answered, no error; `stages` are what the job
    can have been, by this answer alone.
    """

    exchange: Exchange
    operation: str
    subject: str
    sent_at: int
    answered_at: int
    ok: bool
    stages: JobStages

    def precedes(self, other: Observation) -> bool:
        """Tell whether this was answered before the other was asked."""
        return self.answered_at < other.sent_at

    def field(self, name: str) -> Any:
        """Give a field of the answer, or `MISSING`."""
        return self.exchange.body_field(name)

    @property
    def shows_stage(self) -> bool:
        """Tell whether it is a /status or /result answer that says where the job is."""
        return self.operation in ("status", "result") and bool(self.stages)

    @property
    def cancelled(self) -> bool:
        """Tell whether it says that the job is cancelled."""
        return self.stages == CANCELLED

    @property
    def effect_unknown(self) -> bool:
        """Tell whether it is a cancel that nobody knows the effect of."""
        unknown = bool(self.exchange.failure) or self.exchange.status >= 500
        return self.operation == "cancel" and unknown


def observe(
    table: JobStateMachine, call: OperationCall, exchange: Exchange, span: tuple[int, int]
) -> Observation:
    """Read an exchange; `span` is when it was asked and answered.

    A 2xx answer with a top-level `error_code` is an error, unless it is the result of a
    job that failed.
    """
    operation = call.operation
    word = exchange.body_field(STAGE_FIELDS[operation]) if operation in STAGE_FIELDS else None
    meant = table.stages_of(operation, word) if operation in STAGE_FIELDS else NO_STAGES
    good = 200 <= exchange.status < 300 and (
        exchange.error_code is None or (operation == "result" and meant == {JobStage.FAILED})
    )
    return Observation(exchange, operation, call.subject, *span, good, meant if good else NO_STAGES)
