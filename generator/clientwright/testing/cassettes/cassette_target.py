"""A cassette beside its spec, its calls as the oracles know them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.cassette_model import Cassette, Interaction
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.operation_call import identify_call
from clientwright.testing.targets.client_target import ClientTarget


def to_exchange(one: Interaction) -> Exchange:
    """Give a recorded call as the oracles know calls."""
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
    """A cassette beside the spec that it belongs to."""

    specs: Specs
    endpoint: Endpoint
    cassette: Cassette
    client: ClientTarget | None = None

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Every call."""
        return [to_exchange(one) for one in self.cassette.interactions]

    @cached_property
    def endpoint_submits(self) -> list[Exchange]:
        """The submits to the endpoint itself."""
        calls = [(one, identify_call(self.specs.service, one)) for one in self.exchanges]
        own = ("submit", str(self.endpoint.id))
        return [one for one, call in calls if call and (call.operation, call.subject) == own]

    @cached_property
    def input_decisions(self) -> list[Exchange]:
        """The submits whose input was taken, or refused for what it is."""
        facts = self.specs.service.document
        refuses = {error["code"] for error in facts["errors"] if error["is"] == "refused"}
        return [
            one
            for one in self.endpoint_submits
            if one.accepted or one.error_code in refuses or _refused_by_status(one)
        ]

    @property
    def follows_job(self) -> bool:
        """Tell whether a job was submitted, and asked for afterwards by its own account."""
        mine = [one for one in self.exchanges if one.who == "mine"]
        return any(one.accepted for one in self.endpoint_submits) and len(mine) > 1

    @property
    def has_client(self) -> bool:
        """Tell whether there is a generated client of the endpoint."""
        return self.client is not None and self.client.has_endpoint(str(self.endpoint.id))


def _refused_by_status(one: Exchange) -> bool:
    """Tell whether HTTP alone says that the input was refused; 400 says too many things for that."""
    return one.status == 422 and not isinstance(one.error_code, int)
