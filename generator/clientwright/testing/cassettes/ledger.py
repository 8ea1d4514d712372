"""Which jobs a recording has asked for, so that none is lost from sight, whatever stops it."""

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
    """A server that also counts the submits of which nobody knows what became of them."""

    unconfirmed: int = 0

    def submit(
        self, model_id: str, payload: Any, who: str = MINE, content_type: str = "application/json"
    ) -> Exchange:
        """Ask for a job; until its answer is there, it may have been accepted."""
        self.unconfirmed += 1
        exchange = super().submit(model_id, payload, who, content_type)
        self.unconfirmed -= (
            bool(exchange.request_id) or exchange.refused or exchange.status in _NOT_STARTED
        )
        return exchange


@dataclass(slots=True)
class Ledger:
    """The jobs whose scenario has not become a file."""

    servers: list[CountingServer] = field(default_factory=list[CountingServer])

    def track(self, server: CountingServer) -> CountingServer:
        """Watch the jobs of one more scenario."""
        self.servers.append(server)
        return server

    def request_ids_from(self, start: int) -> tuple[str, ...]:
        """List the jobs of the scenarios from a place on."""
        return tuple(id for one in self.servers[start:] for id in one.accepted)

    def discard_from(self, start: int) -> None:
        """Forget the scenarios from a place on: their file is written, and holds their jobs."""
        del self.servers[start:]

    def unreported(self, reported: Sequence[str]) -> tuple[str, ...]:
        """List the jobs that nobody has been told of yet."""
        return tuple(id for id in self.request_ids_from(0) if id not in reported)
