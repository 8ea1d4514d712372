"""A server as a target of payloads: each is submitted, and accepted ones become jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.specs.model import Endpoint
from clientwright.testing.errors import AccountRefused
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision
from clientwright.testing.targets.refusal_fields import named_fields
from clientwright.testing.targets.server_target import ServerTarget


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
        if self.server.cancel_after_submit and done.request_id:
            self.server.cancel(done.request_id)
        return done

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Submit a payload and return the decision."""
        done = self.submit(endpoint, payload)
        refused = self.server.is_account_refusal(done)
        error = AccountRefused(self.server.base_url, done.summary()) if refused else None
        return replace(read_decision(done, self.inputs.get(endpoint, {})), abort_error=error)


def read_decision(done: Exchange, schema: Schema | None = None) -> Decision:
    """Return the decision in the answer to a submit; named fields are resolved in the input's schema."""
    exchanges = (done,)
    if done.failure:
        return Decision(False, done.summary(), malfunction="it gave no answer", exchanges=exchanges)
    if done.status >= 500:
        return Decision(False, done.summary(), malfunction="it failed", exchanges=exchanges)
    if done.accepted:
        return Decision(True, done.summary(), exchanges=exchanges)
    if done.refused:
        return Decision(
            False, done.summary(), named_fields(done.body, schema or {}), exchanges=exchanges
        )
    malfunction = "its answer neither accepts nor rejects"
    return Decision(False, done.summary(), malfunction=malfunction, exchanges=exchanges)
