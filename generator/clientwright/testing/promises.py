"""What is promised, what became of it: plain values that travel from the specs to a report.

Promise ── a documented sentence with its place in the specs
Trial   ── a promise held against one target; running it gives a
Verdict ── proved, broken, dominated, unobservable or not tried, with the
Finding ── the smallest case that breaks it
Note    ── what was seen where the documents promise nothing
Report  ── all of it, of one run
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clientwright.problems import Location
from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange


class PromiseGroup(StrEnum):
    """What a promise is about."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    BODIES = "bodies"
    OPEN = "open"
    JOBS = "jobs"
    ERRORS = "errors"
    CASSETTES = "cassettes"


class Target(StrEnum):
    """Who is held to a promise."""

    CLIENT = "client"
    SERVER = "server"
    CASSETTE = "cassette"


class VerdictState(StrEnum):
    """What became of a promise.

    `DOMINATED`: what breaks it always breaks another promise too; seen, never counted as proof.
    `UNOBSERVABLE`: nothing that a target shows could tell whether it is kept.
    """

    PROVED = "proved"
    BROKEN = "broken"
    DOMINATED = "dominated"
    UNOBSERVABLE = "unobservable"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Promise:
    """One documented sentence that a target can be held to.

    `id` is stable across runs and machines (`image-to-video/duration/minimum`);
    `endpoint` is the model id, empty for what the whole service promises; `sure` is
    the confidence of the source (H, M, L), as in `service.json`.
    """

    id: str
    group: PromiseGroup
    sentence: str
    place: Location
    endpoint: str = ""
    sure: str = "H"


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: the seed that a run can be replayed with, examples of valid input for each endpoint.

    Every other promise gets `few` examples. `shrink` looks for the smallest case of a
    finding, which submits more; `surrogates` lets halves of surrogate pairs into texts.
    """

    seed: int = 0
    examples: int = 100
    shrink: bool = True
    surrogates: bool = False

    @property
    def reduced_examples(self) -> int:
        """How many examples a promise gets that is about one thing."""
        return max(1, self.examples // 20)


@dataclass(frozen=True, slots=True)
class Finding:
    """A promise that was broken: the smallest case, what the promise expects, what was seen.

    `payload` is JSON data or raw `bytes`, `MISSING` where no payload matters; `exchanges`
    are the calls that show it, in their order (none for a client's refusal).
    """

    expected: str
    seen: str
    payload: Any = MISSING
    exchanges: tuple[Exchange, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one promise with one target; `reason` says why it is not proved, or what was not tried."""

    promise: Promise
    target: Target
    state: VerdictState
    reason: str = ""
    examples: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What was seen where the documents leave a question open: no promise, so no finding."""

    question: str
    seen: str
    target: Target
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a trial gives: a verdict for each promise it held, and what it noted on the way."""

    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One or more promises held against one target, not yet run.

    `submits` is the most jobs it would submit with an effort; a trial never raises for
    what the target does wrong, only for what stops the whole run.
    """

    promises: tuple[Promise, ...]
    target: Target
    run: Callable[[Effort], TrialResult]
    max_submits: Callable[[Effort], int] = lambda effort: 0


@dataclass(frozen=True, slots=True)
class Report:
    """One run: `subjects` names what was judged (`http://127.0.0.1:9000/v1`, `runcomfy`).

    `interrupted` by a person, or `stopped` by what it says; the rest is then not tried.
    """

    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()
    effort: Effort = field(default_factory=Effort)
    subjects: tuple[str, ...] = ()
    interrupted: bool = False
    submits: int = 0
    stopped: str = ""

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """The verdicts that are findings."""
        return tuple(verdict for verdict in self.verdicts if verdict.state is VerdictState.BROKEN)
