"""The decision about an input that its job makes: the service takes any input, and its result has the refusal."""

from __future__ import annotations

import math
from dataclasses import dataclass

from clientwright.io.json_types import Schema
from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.decision import Decision, failure_cause
from clientwright.testing.targets.named_fields import named_fields
from clientwright.testing.targets.server_target import ServerTarget

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_CANCELLED = "jobs are cancelled here before they run, and an input is checked by its job"
_NO_END = "the job of the input, which checks it, was not seen to end"


@dataclass(frozen=True, slots=True)
class JobDecision:
    """Follows accepted jobs to their end; `schema` is that of the input, to resolve named fields."""

    server: ServerTarget
    schema: Schema

    def read(self, submitted: Exchange) -> Decision:
        """Return the decision of a job, or that there is none."""
        reason = _CANCELLED if self.server.cancel_after_submit else ""
        if reason or not self._wait_for_end(submitted.request_id):
            told = submitted.summary()
            return Decision(True, told, exchanges=(submitted,), undecided=reason or _NO_END)
        result = self.server.result(submitted.request_id)
        exchanges = (submitted, result)
        if 200 <= result.status < 300:
            return Decision(True, result.summary(), exchanges=exchanges)
        if self._is_refusal(result):
            fields = named_fields(result.body, self.schema, self.server.wire.facts.fields_at)
            return Decision(False, result.summary(), named_fields=fields, exchanges=exchanges)
        if not result.failure and result.status < 500:
            return Decision(True, result.summary(), exchanges=exchanges, undecided=_NO_END)
        what = "it gave no answer" if result.failure else "it failed"
        return Decision(
            False,
            result.failure or result.summary(),
            malfunction=what,
            exchanges=exchanges,
            cause=failure_cause(result),
        )

    def _is_refusal(self, result: Exchange) -> bool:
        """Return whether a result refuses the input, and does not tell another end of the job."""
        if result.failure or not 400 <= result.status < 500:
            return False
        errors = self.server.wire.facts.errors
        kinds = {one.kind for one in errors if one.code == result.error_code is not None}
        kinds = kinds or {one.kind for one in errors if one.http == result.status}
        return not kinds or "refused" in kinds

    def _wait_for_end(self, request_id: str) -> bool:
        """Wait until a job has ended, at first as long as jobs usually take; once one has not, for none."""
        ledger, waited = self.server.ledger, 0.0
        pause = ledger.usual_seconds
        while pause != math.inf:
            if pause:
                self.server.sleep(pause)
                waited += pause
            if self.server.wire.has_ended(self.server.status(request_id).answer):
                ledger.usual_seconds = min(waited, ledger.usual_seconds or waited)
                return True
            late = waited >= self.server.patience
            pause = math.inf if late else min(_LONGEST_PAUSE, max(_FIRST_PAUSE, waited))
        ledger.usual_seconds = pause
        return False
