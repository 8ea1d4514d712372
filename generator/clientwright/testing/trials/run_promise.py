"""The trial of one promise: examples are made and checked until one breaks it for a cause not yet reported."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.schema.choice_sources import PayloadChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.testing.errors import ServerEndsRun
from clientwright.testing.payloads.example_search import (
    FoundExample,
    search_examples,
    shrink_example,
)
from clientwright.testing.promises import (
    Effort,
    Finding,
    Promise,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.decision import Decision, is_dropped
from clientwright.testing.trials.tried_ranges import RangeLog

_NUMBERS = re.compile(r"\d+")
_STATUS = re.compile(r"^HTTP \d+ ")


@dataclass(frozen=True, slots=True)
class RefusalCause:
    """Why a valid input was refused: the fields it names, else the message without numbers."""

    fields: frozenset[str]
    message: str

    @staticmethod
    def from_decision(decision: Decision) -> RefusalCause:
        """Create the cause from a decision."""
        fields = frozenset(".".join(map(_mask_index, steps)) for steps in decision.named_fields)
        words = "" if fields else _NUMBERS.sub("#", _STATUS.sub("", decision.message))
        return RefusalCause(fields, words)

    def explains(self, other: RefusalCause) -> bool:
        """Return whether another refusal has this cause, perhaps with others."""
        if self.fields:
            return self.fields <= other.fields
        return not other.fields and self.message == other.message


@dataclass(frozen=True, slots=True)
class RefusalCauses:
    """The causes that a run has found for one target, each with the id of the promise that reports it.

    `crashes` are the causes of malfunctions that a finding shows already, so that no other is shrunk.
    """

    reported: list[tuple[RefusalCause, str]] = field(default_factory=list[tuple[RefusalCause, str]])
    crashes: set[str] = field(default_factory=set[str])

    def reported_by(self, decision: Decision) -> str:
        """Return the id of the promise that already reports this refusal, or an empty string."""
        cause = RefusalCause.from_decision(decision)
        return next((id for one, id in self.reported if one.explains(cause)), "")

    def add(self, decision: Decision, id: str) -> None:
        """Add the cause of a refusal, reported by a promise."""
        self.reported.append((RefusalCause.from_decision(decision), id))


class NoDecision(GenerationError):
    """A target has taken a payload, and has not decided about it."""


def require_decision(decision: Decision) -> Decision:
    """Return a decision.

    Raises:
        NoDecision: the target has not yet decided, so that nothing is tried.
    """
    if decision.undecided:
        raise NoDecision("", decision.undecided)
    return decision


def _mask_index(step: str) -> str:
    return "#" if step.isdecimal() else step


TRIED_STATES = (VerdictState.PROVED, VerdictState.DOMINATED)


@dataclass(frozen=True)
class Counterexample:
    """An example that breaks a promise: the expected behaviour, the decision, the payload."""

    expected: str
    decision: Decision
    payload: Any
    payload_is_valid: bool = False
    """Whether the payload is valid, so that its refusal is the fault."""


@dataclass(frozen=True)
class PromiseCheck:
    """How a promise is checked; `state_if_kept` and `reason` are its outcome if nothing is found.

    Only a promise that can be proved or dominated is tried at all.
    """

    make_example: Callable[[PayloadChoiceSource], Any]
    find_counterexample: Callable[[Any], Counterexample | None]
    state_if_kept: VerdictState = VerdictState.PROVED
    reason: str = ""
    causes: RefusalCauses = field(default_factory=RefusalCauses)
    made: MutableMapping[str, Any] | None = None
    """The examples that were made for other targets, if they are kept."""
    tried: RangeLog | None = None
    """The values that the check gave to the target, if it writes them down."""


def build_trial(
    promise: Promise,
    target: Target,
    ready: Callable[[], PromiseCheck],
    times: Callable[[Effort], int],
    *,
    per_example: int = 1,
) -> Trial:
    """Return the trial of a promise; `ready` is called when it runs, not when it is planned."""

    def run(effort: Effort) -> TrialResult:
        try:
            check = ready()
            verdict = _check_promise(promise, target, check, effort, times(effort))
            is_broken = verdict.state is VerdictState.BROKEN
            ranges = check.tried.take_ranges(is_broken=is_broken) if check.tried else ()
            return TrialResult((verdict,), ranges=ranges)
        except GenerationError as error:
            return TrialResult(
                (
                    Verdict(
                        promise, target, VerdictState.NOT_TRIED, generation_failure_reason(error)
                    ),
                )
            )

    def submits(effort: Effort) -> int:
        return times(effort) * per_example if target is Target.SERVER else 0

    return Trial((promise,), target, run, submits)


def generation_failure_reason(error: GenerationError) -> str:
    """Return why a promise is not tried if no payload can be generated for it."""
    return str(error) if isinstance(error, NoDecision) else f"no payload can be made: {error}"


def fixed_trial(promise: Promise, target: Target, state: VerdictState, reason: str) -> Trial:
    """Return the trial of a promise whose verdict is already known."""
    verdict = Verdict(promise, target, state, reason)
    return Trial((promise,), target, lambda effort: TrialResult((verdict,)))


def broken_verdict(
    promise: Promise,
    target: Target,
    count: int,
    case: Counterexample,
    effort: Effort,
    *,
    is_smallest: bool = False,
) -> Verdict:
    """Return the verdict of a promise that a counterexample breaks; `is_smallest` if it was shrunk."""
    decision = case.decision
    payload = MISSING if case.payload is None else case.payload
    finding = Finding(
        case.expected,
        decision.described,
        payload,
        decision.exchanges,
        effort.seed,
        decision.cause,
        is_smallest,
    )
    return Verdict(promise, target, VerdictState.BROKEN, examples=count, finding=finding)


def _check_promise(
    promise: Promise, target: Target, how: PromiseCheck, effort: Effort, times: int
) -> Verdict:
    if how.state_if_kept not in TRIED_STATES:
        return Verdict(promise, target, how.state_if_kept, how.reason)
    first = replace(effort, shrink=False)
    count, found = search_examples(
        how.make_example, how.find_counterexample, first, promise.id, times, made=how.made
    )
    if found is None:
        return Verdict(promise, target, how.state_if_kept, how.reason, count)
    decision = found.result.decision
    refused = found.result.payload_is_valid and not decision.malfunction
    if reporter := how.causes.reported_by(decision) if refused else "":
        reason = f"a valid input is rejected for a cause that {reporter} reports"
        return Verdict(promise, target, VerdictState.NOT_TRIED, reason, count)
    first_found = found
    if effort.shrink and decision.cause not in how.causes.crashes:
        found = _shrink(how, found, effort)
    how.causes.crashes.update(filter(None, (decision.cause, found.result.decision.cause)))
    if found.result.payload_is_valid:
        how.causes.add(found.result.decision, promise.id)
    is_smallest = found is not first_found
    return broken_verdict(promise, target, count, found.result, effort, is_smallest=is_smallest)


def _shrink(
    how: PromiseCheck, found: FoundExample[Any, Counterexample], effort: Effort
) -> FoundExample[Any, Counterexample]:
    """Return the smallest example, or the one that was found.

    It stays as it is if the target gave no answer and was slow about it, if it fails at times only
    (the same example does not fail again), or if the server ends the run meanwhile.
    """
    decision = found.result.decision
    unanswered = any(exchange.failure for exchange in decision.exchanges)
    if unanswered and not _is_dropped(decision):
        return found
    check = _DroppedCalls(how.find_counterexample) if unanswered else how.find_counterexample
    try:
        if decision.malfunction and check(found.example) is None:
            return found
        return shrink_example(how.make_example, check, effort) or found
    except ServerEndsRun:
        return found


_DROPPED_TRIES, _QUICK_SECONDS = 200, 1.0
"""How many examples are tried to shrink one that is not answered, and how long none may take."""


def _is_dropped(decision: Decision) -> bool:
    """Return whether each call without an answer ended because its connection was closed."""
    return all(is_dropped(one) for one in decision.exchanges if one.failure)


@dataclass(slots=True)
class _DroppedCalls:
    """A check of examples that a server drops; it finds nothing more after many tries, or a slow one."""

    find_counterexample: Callable[[Any], Counterexample | None]
    tries: int = _DROPPED_TRIES

    def __call__(self, example: Any) -> Counterexample | None:
        if self.tries <= 0:
            return None
        self.tries -= 1
        begun = time.monotonic()
        case = self.find_counterexample(example)
        slow = time.monotonic() - begun > _QUICK_SECONDS
        if slow or (case is not None and not _is_dropped(case.decision)):
            self.tries = 0
        return case
