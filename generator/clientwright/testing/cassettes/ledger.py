"""The jobs that a recording has submitted, so that no request id is lost when it stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.server_target import MINE, ServerTarget

LOST_ANSWER = (
    "the answer to a submit was lost: a job may be running and may be billed; look in your account"
)

_NOT_STARTED = (429, 503)


@dataclass
class CountingServer(ServerTarget):
    """A server target that counts submits whose outcome is unknown."""

    unconfirmed: int = 0

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Submit a job. Until its answer arrives, it counts as possibly accepted."""
        self.unconfirmed += 1
        exchange = super().submit(model_id, payload, who, content_type)
        self.unconfirmed -= (
            bool(exchange.request_id) or exchange.refused or exchange.status in _NOT_STARTED
        )
        return exchange


@dataclass(slots=True)
class Ledger:
    """The jobs of scenarios that are not written to a file."""

    servers: list[CountingServer] = field(default_factory=list[CountingServer])

    def track(self, server: CountingServer) -> CountingServer:
        """Add the server of one more scenario, and return it."""
        self.servers.append(server)
        return server

    def request_ids_from(self, start: int) -> tuple[str, ...]:
        """Return the request ids of the scenarios from a position on."""
        return tuple(id for one in self.servers[start:] for id in one.accepted)

    def discard_from(self, start: int) -> None:
        """Forget the scenarios from a position on, because their cassette is written."""
        del self.servers[start:]

    def unreported(self, reported: Sequence[str]) -> tuple[str, ...]:
        """Return the request ids that have not been reported yet."""
        return tuple(id for id in self.request_ids_from(0) if id not in reported)
