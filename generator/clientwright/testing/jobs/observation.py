"""The operation of a call, and what its answer shows about a job in the interval in which it was true.

Calls may overlap. An answer was true at some moment between sending the call and receiving the
answer. The order of two answers is only known if one arrived before the other call was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.state_machine import (
    CANCELLED,
    STAGE_FIELDS,
    JobStage,
    JobStages,
    JobStateMachine,
)


@dataclass(frozen=True, slots=True)
class OperationCall:
    """An operation and its subject: a model id for a submit, otherwise a request id."""

    operation: str
    subject: str


def identify_call(service: Service, exchange: Exchange) -> OperationCall | None:
    """Return the operation of an exchange, or None if it is none of the service's."""
    path = exchange.path.partition("?")[0]
    for name, facts in service.document["operations"].items():
        if exchange.method.upper() != facts["method"]:
            continue
        if found := _pattern(facts["path"]).fullmatch(path):
            return OperationCall(name, unquote(found[1]))
    return None


@lru_cache(maxsize=256)
def _pattern(path: str) -> re.Pattern[str]:
    """Return a pattern for a path; a model id may contain slashes, a request id may not."""
    before, name, after = re.split(r"\{(\w+)\}", path)
    subject = "(.+)" if name == "model_id" else "([^/]*)"
    return re.compile(re.escape(before) + subject + re.escape(after))


NO_STAGES = frozenset[JobStage]()


@dataclass(frozen=True, slots=True)
class Observation:
    """An exchange about a job; `sent_at` and `answered_at` are moments of the oracle's counter.

    `ok` means that the operation answered without an error; `stages` are the job's possible stages
    by this answer alone. `outages` is how many calls had got no answer by then.
    """

    exchange: Exchange
    operation: str
    subject: str
    sent_at: int
    answered_at: int
    ok: bool
    stages: JobStages
    outages: int = 0

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
