"""A cassette with its spec, as a target of contract trials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.cassette_model import Cassette, Interaction
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.operation_call import identify_call
from clientwright.testing.targets.client_target import ClientTarget


def to_exchange(one: Interaction) -> Exchange:
    """Return a recorded interaction as an exchange."""
    call, answer = one.call, one.answer
    path = f"{call.path}?{call.query}" if call.query else call.path
    return Exchange(
        call.method,
        path,
        call.who,
        call.body or None,
        answer.status,
        answer.content_type,
        answer.body.decode("utf-8", "replace"),
        sent_type=call.content_type,
    )


@dataclass(frozen=True)
class CassetteTarget:
    """A cassette with the spec of its endpoint, and the generated client if there is one."""

    specs: Specs
    endpoint: Endpoint
    cassette: Cassette
    client: ClientTarget | None = None

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """All recorded calls."""
        return [to_exchange(one) for one in self.cassette.interactions]

    @cached_property
    def endpoint_submits(self) -> list[Exchange]:
        """The submits to this endpoint."""
        calls = [(one, identify_call(self.specs.service, one)) for one in self.exchanges]
        own = ("submit", str(self.endpoint.id))
        return [one for one, call in calls if call and (call.operation, call.subject) == own]

    @cached_property
    def input_decisions(self) -> list[Exchange]:
        """The submits that the server accepted, or refused because of their input."""
        facts = self.specs.service.document
        refuses = {error["code"] for error in facts["errors"] if error["is"] == "refused"}
        return [
            one
            for one in self.endpoint_submits
            if one.accepted or one.error_code in refuses or _refused_by_status(one)
        ]

    @property
    def follows_job(self) -> bool:
        """Return whether a job was submitted and its own account polled it."""
        mine = [one for one in self.exchanges if one.who == "mine"]
        return any(one.accepted for one in self.endpoint_submits) and len(mine) > 1

    @property
    def has_client(self) -> bool:
        """Return whether a generated client of the endpoint is known."""
        return self.client is not None and self.client.has_endpoint(str(self.endpoint.id))


def _refused_by_status(one: Exchange) -> bool:
    """Return whether HTTP alone shows that the input was refused (400 has too many meanings)."""
    return one.status == 422 and not isinstance(one.error_code, int)
