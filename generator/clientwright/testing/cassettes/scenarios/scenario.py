"""What a scenario is, and what it has at hand while it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.ledger import CountingServer
from clientwright.testing.cassettes.media_urls import with_media_urls
from clientwright.testing.cassettes.problems import ScenarioDiverged
from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.server_target import MINE

TRANSIENT_STATUSES = frozenset({0, 429, 500, 502, 503, 504})
"""What HTTP says, beside no answer at all (0), when a read may be asked for again."""

MAX_TRIES = 5
"""How often a read is asked for."""

FINAL_MEANINGS = frozenset({"finished", "cancelled"})
"""The meanings of status words after which nothing changes."""


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One recording of a scenario: the server under the account it needs, and time that passes.

    `pause` lets time pass between two polls; `patience` is how many polls a job may run.
    `media` are URLs by kind for a server that fetches what it is given; None where none is.
    """

    service: Service
    endpoint: Endpoint
    server: CountingServer
    wait: Callable[[], None]
    max_polls: int
    media: Mapping[str, str] | None = None

    def submit(self, payload: Any) -> str:
        """Submit a job that is to be taken; gives its request id.

        Raises:
            Derailed: it was refused, or a URL of media is missing.
        """
        if self.media is not None:
            payload = with_media_urls(payload, self.endpoint, self.media)
        exchange = self.server.submit(self.endpoint.id, payload)
        self.expect(exchange.accepted, "an accepted job", exchange)
        return exchange.request_id

    def expect_refusal(self, exchange: Exchange, code: int) -> None:
        """Make sure that a call was refused with a documented code.

        Where the code itself is not sure, any refusal will do.

        Raises:
            Derailed: it was not.
        """
        confidence = {error["code"]: error["sure"] for error in self.service.document["errors"]}
        expected_code = exchange.error_code == code or confidence.get(code) != "H"
        self.expect(exchange.refused and expected_code, f"a refusal with {code}", exchange)

    def status_meaning(self, exchange: Exchange, operation: str) -> str:
        """Give what a status word of an answer means, empty for an unknown one."""
        word = str(exchange.body_field("status")).lower()
        aliases: dict[str, str] = self.service.document["aliases"]["values"]
        values: dict[str, str] = self.service.document[operation]["values"]
        return values.get(aliases.get(word, word), "")

    def read_with_retries(self, read: Callable[[str], Exchange], request_id: str) -> Exchange:
        """Read something of a job; an answer that passes (a gateway's, a limit's) is asked for again."""
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
        """Poll the status until it has one of some meanings, or ended; gives what it means then.

        `each` is called after every poll.

        Raises:
            Derailed: the job does not get so far.
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
        """Fetch a result that is to mean something.

        Raises:
            Derailed: it means something else.
        """
        exchange = self.read_with_retries(self.server.result, request_id)
        self.expect(
            self.status_meaning(exchange, "result") == meaning,
            f"a result that is {meaning}",
            exchange,
        )

    def cancel(self, request_id: str, *, effective: bool) -> None:
        """Cancel a job, with an outcome that is known before.

        Raises:
            Derailed: it had the other outcome.
        """
        outcomes = self.service.document["cancel"]["outcomes"]
        wanted = outcomes[0] if effective else outcomes[1]
        answer = self.server.cancel(request_id, MINE)
        self.expect(
            str(answer.body_field("outcome")).lower() == wanted, f"the outcome {wanted}", answer
        )

    def expect(self, condition: bool, expected: str, actual: Exchange) -> None:
        """Stop a scenario whose server does something else than it is about.

        Raises:
            Derailed: `kept` is false.
        """
        if not condition:
            raise ScenarioDiverged(expected, actual.summary())


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is recorded under one name.

    `account` names the sandbox's account, `jobs` counts the jobs that would be billed live,
    `risks` the submits that are to be refused. `not_live` says why it cannot be recorded
    against the provider, `never` why it cannot be recorded at all.
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
    """What its jobs are made from: it tells which media a provider would have to fetch."""
    is_job_life: bool = False
    """Whether it is the whole life of one job, which a generated client can live again."""

    def skip_reason(self, live: bool) -> str:
        """Say why the scenario is not recorded, or nothing."""
        return self.never_reason or (self.not_live_reason if live else "")
