"""A server as a target of payloads: each is submitted, and accepted ones become jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.errors import ClientwrightError
from clientwright.io.json_types import Schema
from clientwright.specs.model import Endpoint
from clientwright.testing.errors import AccountRefused, CallRateLimited
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import (
    Decision,
    failure_cause,
    unclear_cause,
)
from clientwright.testing.targets.job_decision import JobDecision
from clientwright.testing.targets.named_fields import named_fields
from clientwright.testing.targets.server_target import ServerTarget

_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class SubmitTarget:
    """Submits each payload as a job; `inputs` maps model ids to input schemas, to resolve named fields."""

    server: ServerTarget
    target: Target = Target.SERVER
    inputs: Mapping[str, Schema] = field(default_factory=dict[str, Schema])

    @classmethod
    def for_endpoints(cls, server: ServerTarget, endpoints: Iterable[Endpoint]) -> SubmitTarget:
        """Return a server as the target of these endpoints' payloads."""
        return cls(server, inputs={str(one.id): dict(one.input) for one in endpoints})

    def has_endpoint(self, endpoint: str) -> bool:
        """Return True: the server itself must answer for an unknown endpoint."""
        return True

    def submit(
        self, endpoint: str, payload: Any, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a payload; where jobs cost money, cancel it if it was accepted."""
        done = self.server.submit(endpoint, payload, content_type=content_type)
        can_cancel = "cancel" in self.server.wire.facts.operations
        if self.server.cancel_after_submit and can_cancel and done.request_id:
            self.server.cancel(done.request_id)
        return done

    def decide(
        self, endpoint: str, payload: Any, content_type: str = "application/json"
    ) -> Decision:
        """Submit a payload and return the decision, which may be that of its job."""
        done = self.submit(endpoint, payload, content_type)
        schema = self.inputs.get(endpoint, {})
        if done.accepted and self.server.wire.facts.refuses_in_result:
            return JobDecision(self.server, schema).read(done)
        return replace(read_decision(done, schema), abort_error=self._abort_error(done))

    def _abort_error(self, done: Exchange) -> ClientwrightError | None:
        """Return the error if an answer says nothing of the payload, and no other answer will."""
        if self.server.is_account_refusal(done):
            return AccountRefused(self.server.base_url, done.summary())
        if done.status == _TOO_MANY_REQUESTS:
            return CallRateLimited(self.server.base_url, done.summary())
        return None


def read_decision(done: Exchange, schema: Schema | None = None) -> Decision:
    """Return the decision in the answer to a submit; named fields are resolved in the input's schema."""
    exchanges = (done,)
    if done.failure:
        return Decision(
            False,
            done.failure,
            malfunction="it gave no answer",
            exchanges=exchanges,
            cause=failure_cause(done),
        )
    if done.status >= 500:
        return Decision(
            False,
            done.summary(),
            malfunction="it failed",
            exchanges=exchanges,
            cause=failure_cause(done),
        )
    if done.accepted:
        return Decision(True, done.summary(), exchanges=exchanges)
    if done.refused:
        named = named_fields(done.body, schema or {}, done.wire.facts.fields_at)
        return Decision(False, done.summary(), named, exchanges=exchanges)
    cause = unclear_cause(done)
    malfunction = f"its answer neither accepts nor rejects ({cause})"
    return Decision(
        False, done.summary(), malfunction=malfunction, exchanges=exchanges, cause=cause
    )
