"""Jobs that a trial submits and watches: every call goes to the server and to the job's oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs.oracle import Oracle
from clientwright.contract.jobs.patience import Patience
from clientwright.contract.jobs.table import ENDED, Stage, Stages
from clientwright.contract.judges.server import MINE, Server
from clientwright.specs.model import Endpoint

_ATTEMPTS, _RETRY_AFTER = 3, 0.1
_SPEECHLESS = 6
"""Looks in a row that tell nothing, before a wait is given up."""

NOTHING: Stages = frozenset[Stage]()
LATER = (429, 503)
"""HTTP statuses that ask to come back later: no answer to the question."""


@dataclass(slots=True)
class Watched:
    """One job of a trial, and the last answers that were no answers."""

    server: Server
    patience: Patience
    submitted: Exchange
    oracle: Oracle
    unanswered: list[Exchange] = field(default_factory=list[Exchange])

    def ask(self, operation: str, who: str = MINE) -> Stages:
        """Ask for status, result or cancel, again if the server fails; give what the job can be, by the answer."""
        for _ in range(_ATTEMPTS):
            asked = self.oracle.asks()
            exchange = read(self.server, operation, self.submitted.request_id, who)
            one = self.oracle.sees(exchange, asked)
            if not (exchange.failure or exchange.status >= 500):
                break
            if self.patience.over:
                return NOTHING
            self.server.sleep(_RETRY_AFTER)
        if one is None or not (one.good or exchange.failure or exchange.status in LATER):
            self.unanswered.append(exchange)
        return one.stages if one else NOTHING

    def wait(self, wanted: Stages) -> int | None:
        """Look at status and result in turn until the job is what is wanted.

        Gives how many pauses that took; None where it ended otherwise, patience did, or
        the answers tell nothing.
        """
        silent = 0
        for looks in range(10_000):
            now = self.ask(("status", "result")[looks % 2])
            if now and now <= wanted:
                return looks
            silent = 0 if now else silent + 1
            if (now and now <= ENDED) or silent > _SPEECHLESS or not self.patience.pause(looks):
                return None
        return None

    def watch(self, looks: int, first: int = 0) -> None:
        """Look at status and result for as many pauses, beginning with the `first`, whatever they say."""
        for nth in range(first, first + looks):
            if not self.patience.pause(nth):
                return
            self.ask(("status", "result")[nth % 2])


@dataclass(slots=True)
class Desk:
    """Where a trial submits its jobs; `looks` is how many pauses a whole job took, once one has ended.

    `stopped` says what ended the scripts before their time.
    """

    server: Server
    endpoint: Endpoint
    payload: Any
    patience: Patience
    looks: int | None = None
    stopped: str = ""
    submits: list[Exchange] = field(default_factory=list[Exchange])
    jobs: list[Watched] = field(default_factory=list[Watched])

    @property
    def silent(self) -> bool:
        """Tell whether the last call about a job, or its submit, was not answered at all."""
        return bool(self.jobs) and bool(self.jobs[-1].oracle.history[-1].exchange.failure)

    def submit(self) -> Watched | None:
        """Submit the job; None where it was not taken."""
        oracle = Oracle(self.server.service, self.endpoint.output)
        exchange = self.server.submit(str(self.endpoint.id), self.payload)
        self.submits.append(exchange)
        oracle.sees(exchange)
        job = Watched(self.server, self.patience, exchange, oracle)
        self.jobs.append(job)
        return job if exchange.accepted else None


def read(server: Server, operation: str, request_id: str, who: str = MINE) -> Exchange:
    """Make a call about a request: status, result or cancel."""
    calls = {"status": server.status, "result": server.result, "cancel": server.cancel}
    return calls[operation](request_id, who)
