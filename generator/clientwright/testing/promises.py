"""The values of a run, from promises to the report.

Promise ── a documented sentence and its location in the specs
Trial   ── a check of one or more promises against a target; running it gives a
Verdict ── proved, broken, dominated, unobservable or not tried; if broken, with a
Finding ── a case that breaks the promise, the smallest if it was shrunk
Note    ── what a target did where the specs promise nothing
TriedRange ── the values of one number, length or count that a target was given
StageMove ── a move of jobs from one stage to another, and how many jobs were seen to make it
Report  ── everything of one run
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clientwright.problems import Location
from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange

INTERRUPTED_REASON = "the run was interrupted before it"
"""Why a promise is not tried after an interruption."""


class PromiseGroup(StrEnum):
    """The subject of a promise."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    BODIES = "bodies"
    OPEN = "open"
    JOBS = "jobs"
    ERRORS = "errors"
    CASSETTES = "cassettes"


class Target(StrEnum):
    """A system under test."""

    CLIENT = "client"
    SERVER = "server"
    CASSETTE = "cassette"


class VerdictState(StrEnum):
    """The outcome of a promise for a target.

    `DOMINATED`: whatever breaks it also breaks another promise; tried, but never proof.
    `UNOBSERVABLE`: nothing that a target does could show whether it is kept.
    """

    PROVED = "proved"
    BROKEN = "broken"
    DOMINATED = "dominated"
    UNOBSERVABLE = "unobservable"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Promise:
    """One documented sentence that a target must keep.

    `id` is stable across runs and machines (`image-to-video/duration/minimum`);
    `endpoint` is the model id, empty for promises of the whole service; `sure` is
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
    """How hard to try; `seed` makes a run repeatable, `examples` is per endpoint for valid input.

    Every other promise gets `reduced_examples`. `shrink` searches the smallest case of a
    finding, which submits more; `surrogates` allows lone surrogates in text.
    """

    seed: int = 0
    examples: int = 100
    shrink: bool = True
    surrogates: bool = False

    @property
    def reduced_examples(self) -> int:
        """The number of examples for a promise about a single constraint."""
        return max(1, self.examples // 20)


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: a case that breaks it, the expected and the observed behaviour.

    `payload` is JSON data or raw `bytes`, `MISSING` if no payload matters; `exchanges`
    are the calls that show it, in order (none for a refusal by a client). `cause` names the fault
    behind it if that is known, such as the place where a client crashes: promises of one target
    that are broken by the same cause are one finding in the report. `is_smallest` means that the
    payload was shrunk.
    """

    expected: str
    seen: str
    payload: Any = MISSING
    exchanges: tuple[Exchange, ...] = ()
    seed: int = 0
    cause: str = ""
    is_smallest: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one promise for one target; `reason` explains any state but proved and broken."""

    promise: Promise
    target: Target
    state: VerdictState
    reason: str = ""
    examples: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a target did where the specs leave a question open: no promise, so no finding."""

    question: str
    seen: str
    target: Target
    endpoint: str = ""


class Quantity(StrEnum):
    """What of a field has a range: its value, or how many characters, items or fields it has."""

    VALUE = "value"
    LENGTH = "length"
    ITEMS = "items"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class TriedPoint:
    """A value that a target was given, and the number of its answers.

    `accepted` and `refused` count answers as documented, `wrong` those that break a promise about
    the field.
    """

    value: int | float
    accepted: int = 0
    refused: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class TriedRange:
    """The values of one number, length or count that a target was given, in ascending order.

    `pointer` is the field's schema in the endpoint's spec. A bound is None if there is none. Of
    many values only some are kept; `omitted` is the number of the others.
    """

    endpoint: str
    target: Target
    field: str
    pointer: str
    quantity: Quantity
    low: int | float | None = None
    high: int | float | None = None
    excludes_low: bool = False
    excludes_high: bool = False
    points: tuple[TriedPoint, ...] = ()
    omitted: int = 0


class MoveKind(StrEnum):
    """What the documents say of a move.

    `SKIPPED`: possible, but stages between the two were not seen.
    """

    DIRECT = "direct"
    SKIPPED = "skipped"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class StageMove:
    """A move of jobs from one stage to another; `before` is empty for the first stage after a submit.

    `jobs` counts the times that it was seen; 0 for a documented move that was not.
    """

    target: Target
    before: str
    after: str
    kind: MoveKind
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The result of a trial: a verdict for each of its promises, its notes, and what was tried.

    `hindrance` is what of the server kept the trial from trying all; it `ends_run` if nothing else
    can be tried either.
    """

    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()
    ranges: tuple[TriedRange, ...] = ()
    moves: tuple[StageMove, ...] = ()
    hindrance: str = ""
    ends_run: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One or more promises to check against one target, not yet run.

    `max_submits` returns the most jobs it submits with an effort. A trial never raises for
    a fault of the target, only for an error that stops the whole run.
    """

    promises: tuple[Promise, ...]
    target: Target
    run: Callable[[Effort], TrialResult]
    max_submits: Callable[[Effort], int] = lambda effort: 0


@dataclass(frozen=True, slots=True)
class Report:
    """One run; `subjects` names what was tested (`http://127.0.0.1:9000/v1`, `runcomfy`).

    `interrupted` by a person, or `stopped` by the error in it; the remaining promises are then
    not tried. `hindrance` is what of the server kept some trial from trying all.
    """

    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()
    effort: Effort = field(default_factory=Effort)
    subjects: tuple[str, ...] = ()
    interrupted: bool = False
    submits: int = 0
    stopped: str = ""
    ranges: tuple[TriedRange, ...] = ()
    moves: tuple[StageMove, ...] = ()
    hindrance: str = ""

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """The verdicts of broken promises."""
        return tuple(verdict for verdict in self.verdicts if verdict.state is VerdictState.BROKEN)

    @property
    def is_complete(self) -> bool:
        """Whether nothing ended the run early."""
        return not (self.interrupted or self.stopped)

    @property
    def tried(self) -> int:
        """The number of verdicts that are not "not tried", for whatever reason."""
        return sum(verdict.state is not VerdictState.NOT_TRIED for verdict in self.verdicts)
