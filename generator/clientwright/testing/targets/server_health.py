"""When the failures of a server end a run: it is gone, fails at everything, or answers too late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from clientwright.io.http_call import DEADLINE
from clientwright.testing.errors import ServerFailing, ServerTooLate, ServerUnreachable
from clientwright.testing.exchanges import Exchange

MAX_UNANSWERED = 3
"""Calls without an answer in a row before the server is probed."""

MAX_FAILED_SUBMITS = 25
"""Submits in a row that a server may answer with 5xx before it is probed."""

MAX_POSTPONED = 10
"""Calls in a row that a server may put off however often they are repeated."""

USUAL_SECONDS = 1.0
"""How long an answer usually takes at most: what it takes beyond that is late."""

QUICK_SECONDS, SLOW_SHARE = 0.1, 8
"""What an answer takes beyond this is slow, and a run waits so many times its patience for slow answers."""

PATIENCE = 150.0
"""How many late seconds a run waits in total by default; and eight times as many for slow answers."""

_HUNG_SHARE = 0.9

Probe = Callable[[], Exchange]


@dataclass(slots=True)
class Overtime:
    """What calls took beyond a number of seconds each; while several wait, a second counts once."""

    usual: float
    calls: int = 0
    seconds: float = 0.0
    _counted_until: float = 0.0

    def note_call(self, begun: float, ended: float) -> None:
        """Note when a call began and ended on one clock."""
        begun += self.usual
        if ended > begun:
            self.calls += 1
            self.seconds += max(0.0, ended - max(begun, self._counted_until))
            self._counted_until = max(ended, self._counted_until)


@dataclass(slots=True)
class ServerHealth:
    """What a run has seen of a server's failures; `outages` counts the calls without an answer.

    `patience` is how many late seconds it waits in total; for answers that are slow it waits longer,
    so that even a server that is never late does not take it for hours.
    """

    base_url: str
    deadline: float = DEADLINE
    patience: float = PATIENCE
    outages: int = 0
    unanswered: int = 0
    hung_submits: int = 0
    failed_submits: int = 0
    postponed: int = 0
    has_answered: bool = False
    late: Overtime = field(default_factory=lambda: Overtime(USUAL_SECONDS))
    slow: Overtime = field(default_factory=lambda: Overtime(QUICK_SECONDS))
    _lock: Lock = field(default_factory=Lock, repr=False)

    def require_time(self) -> None:
        """Check before a call that late or slow answers have not used up the time of the run.

        Raises:
            ServerTooLate: they have.
        """
        if self.late.seconds >= self.patience:
            those = "1 call was" if self.late.calls == 1 else f"{self.late.calls} calls were"
            what = f"{those} answered late or not at all"
            raise ServerTooLate(self.base_url, what, self.late.seconds)
        if self.slow.seconds >= SLOW_SHARE * self.patience:
            raise ServerTooLate(self.base_url, f"{self.slow.calls} slow answers", self.slow.seconds)

    def require_submits(self, probe: Probe) -> None:
        """Check before a submit that the server does not answer every submit with 5xx.

        `probe` submits to a model that does not exist.

        Raises:
            ServerFailing: many submits in a row failed, and so did the probe.
        """
        if self.failed_submits < MAX_FAILED_SUBMITS:
            return
        again = probe()
        if again.status >= 500:
            raise ServerFailing(self.base_url, self.failed_submits, again.summary())
        self.failed_submits = 0

    def note_call(self, begun: float, ended: float, failed: bool) -> None:
        """Note when a call began and ended on one clock, and whether it got no answer."""
        with self._lock:
            self.outages += failed
            for overtime in (self.late, self.slow):
                overtime.note_call(begun, ended)

    def note_answer(self, done: Exchange, probe: Probe, postponed: bool) -> None:
        """Note the outcome of a call; `probe` reads the status of a request that does not exist.

        Raises:
            ServerUnreachable: several calls in a row, and then the probe, got no answer; or it refuses
            connections for longer than a restart takes.
            ServerFailing: the server puts off every call.
        """
        self.postponed = self.postponed + 1 if postponed else 0
        if self.postponed >= MAX_POSTPONED:
            raise ServerFailing(self.base_url, self.postponed, done.summary())
        if not done.failure:
            self.unanswered, self.has_answered = 0, True
            return
        if postponed:
            raise ServerUnreachable(self.base_url, f"it stopped answering: {done.failure}")
        self.unanswered += 1
        if self.unanswered < MAX_UNANSWERED:
            return
        again = probe()
        if again.failure:
            raise ServerUnreachable(self.base_url, f"it stopped answering: {again.failure}")
        self.unanswered = 0

    def note_submit(self, done: Exchange, seconds: float) -> None:
        """Note the outcome of a submit.

        Raises:
            ServerUnreachable: several submits in a row hung; the rest would take hours and show the same.
        """
        self.failed_submits = self.failed_submits + 1 if done.status >= 500 else 0
        hung = bool(done.failure) and seconds >= _HUNG_SHARE * self.deadline
        self.hung_submits = self.hung_submits + 1 if hung else 0
        if self.hung_submits >= MAX_UNANSWERED:
            raise ServerUnreachable(
                self.base_url, f"{self.hung_submits} submits in a row hung: {done.failure}"
            )
