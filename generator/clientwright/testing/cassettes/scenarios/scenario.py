"""A scenario, and the run that records it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.errors import ScenarioDiverged
from clientwright.testing.cassettes.ledger import CountingServer
from clientwright.testing.cassettes.media_urls import with_media_urls
from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.server_target import MINE

TRANSIENT_STATUSES = frozenset({0, 429, 500, 502, 503, 504})
"""HTTP statuses after which a read is retried; 0 means no answer."""

MAX_TRIES = 5
"""How often a read is tried."""

FINAL_MEANINGS = frozenset({"finished", "cancelled"})
"""The meanings of status words that are final."""


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One run of a scenario against a server.

    `wait` sleeps between two polls, and `max_polls` limits the polls of a job. `media` are URLs
    by kind for a server that fetches its media, None for one that does not.
    """

    service: Service
    endpoint: Endpoint
    server: CountingServer
    wait: Callable[[], None]
    max_polls: int
    media: Mapping[str, str] | None = None

    def submit(self, payload: Any) -> str:
        """Submit a job that must be accepted, and return its request id.

        Raises:
            ScenarioDiverged: it was refused, or the URL of a medium is missing.
        """
        if self.media is not None:
            payload = with_media_urls(payload, self.endpoint, self.media)
        exchange = self.server.submit(self.endpoint.id, payload)
        self.expect(exchange.accepted, "an accepted job", exchange)
        return exchange.request_id

    def expect_refusal(self, exchange: Exchange, code: int) -> None:
        """Check that a call was refused with a documented code.

        If the code is not documented for sure (H), any refusal will do.

        Raises:
            ScenarioDiverged: it was not.
        """
        confidence = {error["code"]: error["sure"] for error in self.service.document["errors"]}
        expected_code = exchange.error_code == code or confidence.get(code) != "H"
        self.expect(exchange.refused and expected_code, f"a rejection with {code}", exchange)

    def status_meaning(self, exchange: Exchange, operation: str) -> str:
        """Return the meaning of an answer's status word, empty if the word is unknown."""
        word = str(exchange.body_field("status")).lower()
        aliases: dict[str, str] = self.service.document["aliases"]["values"]
        values: dict[str, str] = self.service.document[operation]["values"]
        return values.get(aliases.get(word, word), "")

    def read_with_retries(self, read: Callable[[str], Exchange], request_id: str) -> Exchange:
        """Read the status or result of a job; retry after a transient answer (gateway, rate limit)."""
        for _ in range(MAX_TRIES - 1):
            exchange = read(request_id)
            if exchange.status not in TRANSIENT_STATUSES:
                return exchange
            self.wait()
        return read(request_id)

    def poll_until(
        self,
        request_id: str,
        until: Collection[str] = FINAL_MEANINGS,
        each: Callable[[str], object] = lambda request_id: None,
    ) -> str:
        """Poll the status until it has one of some meanings or is final; return its meaning.

        `each` is called with the request id after every poll.

        Raises:
            ScenarioDiverged: a poll failed, or the job did not get there in time.
        """
        for _ in range(self.max_polls):
            exchange = self.read_with_retries(self.server.status, request_id)
            self.expect(
                exchange.status == 200 and exchange.error_code is None,
                "the status of a job",
                exchange,
            )
            each(request_id)
            meaning = self.status_meaning(exchange, "status")
            if meaning in until or meaning in FINAL_MEANINGS:
                return meaning
            self.wait()
        raise ScenarioDiverged("the end of a job", f"{self.max_polls} polls without it")

    def expect_result(self, request_id: str, meaning: str) -> None:
        """Fetch a result that must have a meaning.

        Raises:
            ScenarioDiverged: it has another.
        """
        exchange = self.read_with_retries(self.server.result, request_id)
        self.expect(
            self.status_meaning(exchange, "result") == meaning,
            f"a result that is {meaning}",
            exchange,
        )

    def cancel(self, request_id: str, *, effective: bool) -> None:
        """Cancel a job; `effective` is the outcome that is expected.

        Raises:
            ScenarioDiverged: it had the other outcome.
        """
        outcomes = self.service.document["cancel"]["outcomes"]
        wanted = outcomes[0] if effective else outcomes[1]
        answer = self.server.cancel(request_id, MINE)
        self.expect(
            str(answer.body_field("outcome")).lower() == wanted, f"the outcome {wanted}", answer
        )

    def expect(self, condition: bool, expected: str, actual: Exchange) -> None:
        """Stop the scenario if a condition is false.

        Raises:
            ScenarioDiverged: the condition is false.
        """
        if not condition:
            raise ScenarioDiverged(expected, actual.summary())


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is recorded under one name.

    `account` is the sandbox account, `jobs` the number of jobs that would be billed live, and
    `expected_refusals` the number of submits that must be refused. `not_live_reason` is why it
    cannot be recorded against the provider, `never_reason` why it cannot be recorded at all.
    """

    name: str
    sentence: str
    play: Callable[[ScenarioRun], None]
    account: str = "sandbox"
    jobs: int = 0
    expected_refusals: int = 0
    not_live_reason: str = ""
    never_reason: str = ""
    payload: Any = None
    """The payload of its jobs; its media are what a provider would fetch."""
    is_job_life: bool = False
    """Whether it is the whole life of one job, which a generated client can replay."""

    def skip_reason(self, live: bool) -> str:
        """Return why the scenario is not recorded, or an empty string."""
        return self.never_reason or (self.not_live_reason if live else "")
