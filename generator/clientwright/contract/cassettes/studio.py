"""Against what is recorded: the sandbox, with time that stands still, or the provider."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from clientwright.contract.cassettes.ledger import CountedServer, Ledger
from clientwright.contract.cassettes.scenarios import Scenario, Take
from clientwright.contract.cassettes.scrub.traffic import Cleaner
from clientwright.contract.cassettes.values import LIVE, SANDBOX
from clientwright.contract.judges.server import MINE, NOBODYS, OTHER, WRONG, Server
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.job_timing import JobTiming
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Endpoint, Specs

START = 1_767_225_600.0
"""When every recording against the sandbox begins, by the sandbox's clock: 2026-01-01, midnight UTC."""

PACE, STEP = JobTiming(4.0, 4.0), 2.0
"""How long a recorded job waits and runs, and how much time passes between two polls."""

_LIVE_STEP, _LIVE_POLLS = 5.0, 360


class Clock:
    """Time that only a recording moves."""

    def __init__(self) -> None:
        """Begin at the start."""
        self.now = START

    def __call__(self) -> float:
        """Give the time."""
        return self.now

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass(frozen=True, slots=True)
class Studio:
    """Where scenarios are recorded; `tokens_of` gives the tokens under which a scenario plays."""

    against: str
    specs: Specs
    base_url: str
    http: httpx.Client
    tokens_of: Callable[[Scenario], Mapping[str, str]]
    begin: Callable[[], None]
    sleep: Callable[[float], None]
    step: float
    polls: int
    media: Mapping[str, str] | None = None
    ledger: Ledger = field(default_factory=Ledger)

    def take(self, scenario: Scenario, endpoint: Endpoint) -> Take:
        """Begin a recording."""
        self.begin()
        tokens = self.tokens_of(scenario)
        server = self.ledger.begin(
            CountedServer(self.specs.service, self.base_url, tokens, self.http, self.sleep)
        )
        pace = (lambda: self.sleep(self.step), self.polls)
        return Take(self.specs.service, endpoint, server, *pace, self.media)

    def cleaner(self, scenario: Scenario, hide_prompts: bool) -> Cleaner:
        """Say how the traffic of a scenario becomes a cassette."""
        paths = [str(facts["path"]) for facts in self.specs.service.facts["operations"].values()]
        who = {token: name for name, token in self.tokens_of(scenario).items()}
        return Cleaner(
            frozenset(path.split("/")[1] for path in paths),
            {**who, NOBODYS: WRONG},
            hide_prompts,
            rename=self.against == SANDBOX,
            auth=str(self.specs.service.facts["auth"]["header"]),
        )


@contextmanager
def against_sandbox(specs: Specs) -> Generator[Studio]:
    """Run a sandbox of one's own while the block lasts: offline, and the same every time."""
    clock = Clock()
    tokens = {account.name: token for token, account in ACCOUNTS.by_token.items()}

    def tokens_of(scenario: Scenario) -> Mapping[str, str]:
        return {MINE: tokens[scenario.account], OTHER: tokens["other"]}

    def begin() -> None:
        clock.now = START

    with (
        run_sandbox(specs, pace=PACE, clock=clock) as sandbox,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        played = (tokens_of, begin, clock.move, STEP, 20)
        yield Studio(SANDBOX, specs, sandbox.base_url, http, *played)


@contextmanager
def against_live(
    specs: Specs,
    base_url: str,
    token: str,
    media: Mapping[str, str],
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[Studio]:
    """Record what the provider does; each job may be billed. `media` are URLs that it can fetch, by kind.

    Raises:
        Unreachable: nothing answers there.
    """
    base_url = base_url.rstrip("/")
    with httpx.Client(timeout=60) as http:
        Server(specs.service, base_url, {MINE: token}, http).probe()
        played = (lambda _: {MINE: token}, lambda: None, sleep, _LIVE_STEP, _LIVE_POLLS, media)
        yield Studio(LIVE, specs, base_url, http, *played)
