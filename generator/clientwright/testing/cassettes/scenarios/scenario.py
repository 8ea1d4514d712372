"""A scenario, and the run that records it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import DocumentedError
from clientwright.testing.cassettes.errors import ScenarioDiverged
from clientwright.testing.cassettes.ledger import CountingServer
from clientwright.testing.cassettes.media_urls import with_media_urls
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import StageReader
from clientwright.testing.jobs.state_machine import ENDED, JobStage, JobStages
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.server_target import MINE
from clientwright.testing.wire_answers import WireAnswer

_TRANSIENT_STATUSES = frozenset({0, 429, 500, 502, 503, 504})
"""HTTP statuses after which a read is retried; 0 means no answer."""

MAX_TRIES = 5
"""How often a read is tried."""


def is_transient(wire: ServiceWire, answer: WireAnswer) -> bool:
    """Return whether a read is retried after an answer; one that is the model's own is its job's end."""
    return answer.status in _TRANSIENT_STATUSES and not wire.is_own_answer(answer)


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One run of a scenario against a server.

    `wait` sleeps between two polls, and `max_polls` limits the polls of a job. `media` are URLs
    by kind for a server that fetches its media, None for one that does not. `ended` are the stages
    that the last poll of each job left open.
    """

    service: Service
    endpoint: Endpoint
    server: CountingServer
    wait: Callable[[], None]
    max_polls: int
    media: Mapping[str, str] | None = None
    ended: dict[str, JobStages] = field(default_factory=dict[str, JobStages])
    reader: StageReader = field(init=False)

    def __post_init__(self) -> None:
        """Read the service's words."""
        object.__setattr__(self, "reader", StageReader.from_service(self.service))

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

    def expect_refusal(self, exchange: Exchange, *errors: DocumentedError) -> None:
        """Check that a call was refused with one of the documented errors, or with a cancel of nothing.

        If none of them is documented for sure (H), any refusal will do.

        Raises:
            ScenarioDiverged: it was not.
        """
        named = any(is_error(exchange, one) for one in errors)
        sure = any(one.sure == "H" for one in errors)
        of_none = self._means(exchange) == "not-found"
        expected = " or ".join(map(error_name, errors))
        met = of_none or (exchange.refused and (named or not sure))
        self.expect(met, f"a rejection with {expected}", exchange)

    def _means(self, exchange: Exchange) -> str:
        cancel = exchange.operation == "cancel"
        return self.reader.read("cancel", exchange.answer).means if cancel else ""

    def expect_refused_inputs(self, payloads: Sequence[Any], *errors: DocumentedError) -> None:
        """Submit inputs, each of which must be refused: at once, or by its job where the model judges inputs.

        Raises:
            ScenarioDiverged: one is not.
        """
        accepted: list[str] = []
        for payload in payloads:
            exchange = self.server.submit(self.endpoint.id, payload)
            if exchange.accepted and self.reader.wire.facts.refuses_in_result:
                accepted.append(exchange.request_id)
            else:
                self.expect_refusal(exchange, *errors)
        for request_id in accepted:
            self.poll_until(request_id)
            self.expect_refusal(self.read_result(request_id), *errors)

    def read_with_retries(self, read: Callable[[str], Exchange], request_id: str) -> Exchange:
        """Read the status or result of a job; retry after a transient answer (gateway, rate limit)."""
        for _ in range(MAX_TRIES - 1):
            exchange = read(request_id)
            if not is_transient(self.reader.wire, exchange.answer):
                return exchange
            self.wait()
        return read(request_id)

    def read_result(self, request_id: str) -> Exchange:
        """Read the result of a job; where status and result are one call, that."""
        return self.read_with_retries(self.server.result, request_id)

    def poll_until(
        self,
        request_id: str,
        until: JobStages = ENDED,
        each: Callable[[str], object] = lambda request_id: None,
    ) -> JobStages:
        """Poll the status until it shows one of some stages or that the job has ended; return what it shows.

        `each` is called with the request id after every poll.

        Raises:
            ScenarioDiverged: a poll failed, or the job did not get there in time.
        """
        for _ in range(self.max_polls):
            exchange = self.read_with_retries(self.server.status, request_id)
            reading = self.reader.read("status", exchange.answer)
            self.expect(reading.ok, "the status of a job", exchange)
            each(request_id)
            if reading.stages and (reading.stages <= until or reading.stages <= ENDED):
                self.ended[request_id] = reading.stages & ENDED
                return reading.stages
            self.wait()
        raise ScenarioDiverged("the end of a job", f"{self.max_polls} polls without it")

    def expect_result(self, request_id: str, stage: JobStage) -> Exchange:
        """Fetch and return a result, which must show a stage.

        Raises:
            ScenarioDiverged: it shows another.
        """
        exchange = self.read_result(request_id)
        operation = "status" if self.reader.wire.facts.one_call else "result"
        ended = self.ended.get(request_id, ENDED) or ENDED
        shown = self.reader.read(operation, exchange.answer, ended).stages
        self.expect(shown == {stage}, f"a result that is {stage}", exchange)
        return exchange

    def cancel(self, request_id: str, *, effective: bool) -> None:
        """Cancel a job; `effective` is what is expected: that it is cancelled, or asked to stop.

        Raises:
            ScenarioDiverged: it was answered otherwise.
        """
        answer = self.server.cancel(request_id, MINE)
        if self.reader.wire.facts.cancel_by_status:
            self.expect(answer.status < 300 or not effective, "the status of a job", answer)
            return
        wanted = ("cancelled", "requested") if effective else ("too-late",)
        words = " or ".join(wanted)
        self.expect(self._means(answer) in wanted, f"a cancel that is {words}", answer)

    def expect(self, condition: bool, expected: str, actual: Exchange) -> None:
        """Stop the scenario if a condition is false.

        Raises:
            ScenarioDiverged: the condition is false.
        """
        if not condition:
            raise ScenarioDiverged(expected, actual.summary())


def is_error(exchange: Exchange, error: DocumentedError) -> bool:
    """Return whether an answer has a documented error: its code, or its HTTP status where it has none."""
    if error.code is None:
        return exchange.status == error.http
    return exchange.error_code == error.code


def error_name(error: DocumentedError) -> str:
    """Return what an error is called: its code, or its HTTP status."""
    return f"HTTP {error.http}" if error.code is None else str(error.code)


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
