"""Many waits on one client share the polls that it may make in a second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.client_under_test import ClientUnderTest
from clientwright.testing.client_protocol.live_case import LiveCase
from clientwright.testing.client_protocol.scripted_server import (
    client_service,
    http_response,
    runtime_module,
)

WAITS, SECONDS, WINDOW, POLLS_PER_SECOND = 200, 120.0, 5.0, 10
ANSWER_SECONDS = 0.05
MOST_POLLS = 10_000
"""A client that polls more often counts as one without any pause."""


def crowd_cases() -> Iterator[LiveCase]:
    """Yield the promises about many waits of one client."""
    yield LiveCase(
        "many-waits-share-a-pace",
        f"{WAITS} waits of one client poll at most {POLLS_PER_SECOND} times a second in all, "
        "and each of them polls.",
        "/operations/status",
        f"{WAITS} jobs polled, at most {POLLS_PER_SECOND} times a second",
        lambda tested: SimulatedWaits(tested).report(),
    )
    yield LiveCase(
        "one-wait-keeps-its-pace",
        "The pace of one wait alone is not that of many: its second poll comes within three seconds.",
        "/operations/status",
        "2 polls within 3 seconds",
        lambda tested: SimulatedWaits(tested, count=1, seconds=3.0).first_polls(),
    )


@dataclass
class SimulatedWaits:
    """Some waits on one protocol of a client; time passes only when all of them wait."""

    tested: ClientUnderTest
    count: int = WAITS
    seconds: float = SECONDS
    now: float = 0.0
    polls: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    def report(self) -> str:
        """Run the waits; return how many jobs were polled, and how often in the busiest seconds."""
        self._run()
        jobs = len({path for _, path in self.polls})
        times = [at for at, _ in self.polls]
        busiest = max(sum(at <= other < at + WINDOW for other in times) for at in times)
        per_second = busiest / WINDOW
        allowed = per_second <= POLLS_PER_SECOND * 1.3
        often = f"at most {POLLS_PER_SECOND}" if allowed else f"{per_second:g}"
        return f"{jobs} jobs polled, {often} times a second"

    def first_polls(self) -> str:
        """Run the waits; return how many of the first two polls were made."""
        self._run()
        return f"{min(len(self.polls), 2)} polls within {self.seconds:g} seconds"

    def _run(self) -> None:
        client = self.tested.client
        protocols, service = runtime_module(client, "job_protocol"), client_service(client)
        handles = runtime_module(client, "job_handle")
        protocol = protocols.JobProtocol(
            service, now=lambda: self.now, wall=lambda: self.now, jitter=lambda: 0.5
        )
        queue: list[tuple[float, int, Any, Any]] = []
        for n in range(self.count):
            job = handles.JobHandle(service, f"request-{n}", None, self.tested.endpoint)
            heappush(queue, (0.0, n, protocol.wait(job, None), None))
        turn = self.count
        while queue and queue[0][0] <= self.seconds and len(self.polls) < MOST_POLLS:
            self.now, _, flow, given = heappop(queue)
            wanted = flow.send(given)
            pause, answer = self._perform(protocols, wanted)
            turn += 1
            heappush(queue, (self.now + pause, turn, flow, answer))

    def _perform(self, protocols: Any, wanted: Any) -> tuple[float, Any]:
        if isinstance(wanted, protocols.Sleep):
            return max(wanted.seconds, 0.0), None
        self.polls.append((self.now, wanted.path))
        steps = wanted.path.partition("?")[0].split("/")
        id = next(part for part in steps if part.startswith("request-"))
        words = AnswerBuilder(self.tested.service, id)
        return ANSWER_SECONDS, http_response(self.tested.client, words.status("running"))
