"""A server as a target of payloads: what it takes becomes a job, what it refuses does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.specs.json_text import Schema
from clientwright.specs.model import Endpoint
from clientwright.testing.exchanges import Exchange
from clientwright.testing.problems import AccountRefused
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision
from clientwright.testing.targets.refusal_fields import named_fields
from clientwright.testing.targets.server_target import ServerTarget


@dataclass(frozen=True, slots=True)
class SubmitTarget:
    """Submits each payload as a job; `inputs` are the schemas, by model id, in which named fields are found."""

    server: ServerTarget
    target: Target = Target.SERVER
    inputs: Mapping[str, Schema] = field(default_factory=dict[str, Schema])

    @classmethod
    def for_endpoints(cls, server: ServerTarget, endpoints: Iterable[Endpoint]) -> SubmitTarget:
        """Give a server as the target of these endpoints' payloads."""
        return cls(server, inputs={str(one.id): dict(one.input) for one in endpoints})

    def has_endpoint(self, endpoint: str) -> bool:
        """Say yes: that an endpoint is unknown is for the server to say."""
        return True

    def submit(
        self, endpoint: str, payload: Any, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a payload; where jobs are paid for, cancel what was taken."""
        done = self.server.submit(endpoint, payload, content_type=content_type)
        if self.server.cancel_after_submit and done.request_id:
            self.server.cancel(done.request_id)
        return done

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Submit a payload, and read the answer."""
        done = self.submit(endpoint, payload)
        refused = self.server.is_account_refusal(done)
        stop = AccountRefused(self.server.base_url, done.summary()) if refused else None
        return replace(read_decision(done, self.inputs.get(endpoint, {})), abort_error=stop)


def read_decision(done: Exchange, schema: Schema | None = None) -> Decision:
    """Read the answer to a submit; the fields that it names are those of the input's schema."""
    seen = (done,)
    if done.failure:
        return Decision(False, done.summary(), malfunction="it gave no answer", exchanges=seen)
    if done.status >= 500:
        return Decision(False, done.summary(), malfunction="it failed", exchanges=seen)
    if done.accepted:
        return Decision(True, done.summary(), exchanges=seen)
    if done.refused:
        return Decision(
            False, done.summary(), named_fields(done.body, schema or {}), exchanges=seen
        )
    trouble = "its answer neither takes nor refuses"
    return Decision(False, done.summary(), malfunction=trouble, exchanges=seen)
