"""The operation of a call, and what its answer shows about a job in the interval in which it was true.

Calls may overlap. An answer was true at some moment between sending the call and receiving the
answer. The order of two answers is only known if one arrived before the other call was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import AnswerReading
from clientwright.testing.jobs.state_machine import CANCELLED, JobStages
from clientwright.testing.service_wire import ServiceWire


@dataclass(frozen=True, slots=True)
class OperationCall:
    """An operation and its subject: a model id for a submit, otherwise a request id."""

    operation: str
    subject: str


def identify_call(service: Service, exchange: Exchange) -> OperationCall | None:
    """Return the operation of an exchange, or None if it is none of the service's.

    A call that asks for status and result at once is a status.
    """
    found = ServiceWire.of(service).identify(exchange.method, exchange.path)
    return OperationCall(*found) if found else None


@dataclass(frozen=True, slots=True)
class Observation:
    """An exchange about a job; `sent_at` and `answered_at` are moments of the oracle's counter.

    `ok` means that the operation answered without an error; `stages` are the job's possible stages
    by this answer alone, and `means` is what the answer to a cancel means. `judged` is false where the
    documents leave the answer open. `outages` is how many calls had got no answer by then.
    """

    exchange: Exchange
    operation: str
    subject: str
    sent_at: int
    answered_at: int
    ok: bool
    stages: JobStages
    means: str = ""
    judged: bool = True
    outages: int = 0

    def precedes(self, other: Observation) -> bool:
        """Return whether this was answered before the other was sent."""
        return self.answered_at < other.sent_at

    def field(self, name: str) -> Any:
        """Return a value of the answer by its name, or `MISSING`."""
        return self.exchange.wire.value(self.operation, name, self.exchange.answer)

    def name_of(self, name: str) -> str:
        """Return what the service calls a value of the answer."""
        return self.exchange.wire.name_of(self.operation, name)

    @property
    def word(self) -> Any:
        """The word by which the answer shows the job's stage, or `MISSING`."""
        return self.field(self.exchange.wire.word_field(self.operation))

    @property
    def described_word(self) -> str:
        """The word of the answer, or its HTTP status where it has none."""
        return f"HTTP {self.exchange.status}" if self.word is MISSING else str(self.word)

    @property
    def has_result(self) -> bool:
        """Whether this is the answer that has a job's output."""
        one_call = self.exchange.wire.facts.one_call
        return self.operation == ("status" if one_call else "result")

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
        """Return whether this is a cancel whose effect is unknown, or is yet to come."""
        unknown = bool(self.exchange.failure) or self.exchange.status >= 500
        later = self.means == "requested" or (self.exchange.wire.facts.cancel_by_status and self.ok)
        return self.operation == "cancel" and (unknown or later)


def observe(
    call: OperationCall, exchange: Exchange, reading: AnswerReading, span: tuple[int, int]
) -> Observation:
    """Return what an exchange shows, as its answer is read; `span` is when it was sent and answered."""
    ok, stages = reading.ok, reading.stages
    one = Observation(exchange, call.operation, call.subject, *span, ok, stages)
    return replace(one, means=reading.means, judged=reading.judged)
