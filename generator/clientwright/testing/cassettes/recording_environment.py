"""Where scenarios are recorded: the sandbox with a manual clock, or the provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.cassette_model import LIVE, SANDBOX
from clientwright.testing.cassettes.ledger import CountingServer, Ledger
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.server_target import (
    MINE,
    OTHER,
    UNKNOWN_BEARER,
    WRONG,
    ServerTarget,
    called_names,
)

CLOCK_START = 1_767_225_600.0
"""The sandbox's time at the start of every scenario, in epoch seconds: 2026-01-01T00:00Z."""

SANDBOX_PACE, POLL_INTERVAL = JobTiming(4.0, 4.0), 2.0
"""How long a recorded job waits and runs, and the interval between two polls, in seconds."""

_LIVE_INTERVAL, _LIVE_MAX_POLLS = 5.0, 360


class RecordingClock:
    """A clock that only moves when `advance` is called."""

    def __init__(self) -> None:
        """Start at `CLOCK_START`."""
        self.now = CLOCK_START

    def __call__(self) -> float:
        """Return the time in epoch seconds."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.now += seconds


@dataclass(frozen=True, slots=True)
class RecordingEnvironment:
    """A server to record against; `tokens_of` returns the tokens for a scenario."""

    against: str
    specs: Specs
    base_url: str
    http: httpx.Client
    tokens_of: Callable[[Scenario], Mapping[str, str]]
    reset: Callable[[], None]
    sleep: Callable[[float], None]
    poll_interval: float
    max_polls: int
    media: Mapping[str, str] | None = None
    ledger: Ledger = field(default_factory=Ledger)

    def start_run(self, scenario: Scenario, endpoint: Endpoint) -> ScenarioRun:
        """Reset the server and return a run of a scenario."""
        self.reset()
        tokens = self.tokens_of(scenario)
        server = self.ledger.track(
            CountingServer(
                self.specs.service,
                self.base_url,
                tokens,
                self.http,
                self.sleep,
                models=called_names(self.specs),
            )
        )
        polling = (lambda: self.sleep(self.poll_interval), self.max_polls)
        return ScenarioRun(self.specs.service, endpoint, server, *polling, self.media)

    def make_redactor(
        self, scenario: Scenario, endpoint: Endpoint, hide_prompts: bool
    ) -> TrafficRedactor:
        """Return the redactor for the traffic of a scenario of an endpoint."""
        wire, id = ServiceWire.of(self.specs.service), str(endpoint.id)
        paths = [wire.route(name, model_id=id)[1] for name in wire.facts.operations]
        who = {token: name for name, token in self.tokens_of(scenario).items()}
        return TrafficRedactor(
            frozenset(path.partition("?")[0].split("/")[1] for path in paths),
            {**who, UNKNOWN_BEARER: WRONG},
            hide_prompts,
            stable_ids=self.against == SANDBOX,
            auth_header=str(self.specs.service.document["auth"]["header"]),
            id_pattern=str(self.specs.service.document["request_id"]["pattern"]),
            wire=wire,
            input_schema=endpoint.input,
        )


@contextmanager
def sandbox_environment(specs: Specs) -> Generator[RecordingEnvironment]:
    """Run a sandbox with a manual clock until the block ends; recordings are deterministic."""
    clock = RecordingClock()
    tokens = {account.name: token for token, account in ACCOUNTS.by_token.items()}

    def tokens_of(scenario: Scenario) -> Mapping[str, str]:
        return {MINE: tokens[scenario.account], OTHER: tokens["other"]}

    def reset() -> None:
        clock.now = CLOCK_START

    with (
        run_sandbox(specs, pace=SANDBOX_PACE, clock=clock, serve_outputs=False) as sandbox,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        settings = (tokens_of, reset, clock.advance, POLL_INTERVAL, 20)
        yield RecordingEnvironment(SANDBOX, specs, sandbox.base_url, http, *settings)


@contextmanager
def live_environment(
    specs: Specs,
    base_url: str,
    token: str,
    media: Mapping[str, str],
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[RecordingEnvironment]:
    """Record against the provider. Jobs may be billed; `media` are URLs by kind for it to fetch.

    Raises:
        ServerUnreachable: no API answers at the base URL.
    """
    base_url = base_url.rstrip("/")
    with httpx.Client(timeout=60) as http:
        ServerTarget(specs.service, base_url, {MINE: token}, http).probe()
        settings = (
            lambda _: {MINE: token},
            lambda: None,
            sleep,
            _LIVE_INTERVAL,
            _LIVE_MAX_POLLS,
            media,
        )
        yield RecordingEnvironment(LIVE, specs, base_url, http, *settings)
