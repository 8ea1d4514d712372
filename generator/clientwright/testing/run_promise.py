"""One promise tried: examples made and looked at, until one shows that it is not kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.testing.payloads.example_search import search_examples, shrink_example
from clientwright.testing.payloads.generation.choice_sources import PayloadChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
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
from clientwright.testing.refusal_causes import RefusalCauses
from clientwright.testing.targets.decision import Decision

TRIED_STATES = (VerdictState.PROVED, VerdictState.DOMINATED)


@dataclass(frozen=True)
class Counterexample:
    """What a look at one example showed: what was expected, seen, by which payload."""

    expected: str
    decision: Decision
    payload: Any
    good: bool = False
    """Whether the payload is a good one, refused."""


@dataclass(frozen=True)
class PromiseCheck:
    """How a promise is tried; `state` and `reason` are what it comes to where nothing is found.

    Only what can be proved, or is dominated, is tried at all.
    """

    build: Callable[[PayloadChoiceSource], Any]
    look: Callable[[Any], Counterexample | None]
    state: VerdictState = VerdictState.PROVED
    reason: str = ""
    causes: RefusalCauses = field(default_factory=RefusalCauses)


def build_trial(
    promise: Promise,
    judge: Target,
    ready: Callable[[], PromiseCheck],
    times: Callable[[Effort], int],
    *,
    per_example: int = 1,
) -> Trial:
    """Make the trial of a promise; what it takes to be ready is done when it runs, not when it is planned."""

    def run(effort: Effort) -> TrialResult:
        try:
            return TrialResult((_check_promise(promise, judge, ready(), effort, times(effort)),))
        except GenerationError as error:
            return TrialResult(
                (Verdict(promise, judge, VerdictState.NOT_TRIED, generation_failure_reason(error)),)
            )

    def submits(effort: Effort) -> int:
        return times(effort) * per_example if judge is Target.SERVER else 0

    return Trial((promise,), judge, run, submits)


def generation_failure_reason(error: GenerationError) -> str:
    """Say why a promise is not tried for which no payload can be made."""
    return f"no payload can be made: {error}"


def fixed_trial(promise: Promise, judge: Target, state: VerdictState, reason: str) -> Trial:
    """Make the trial of a promise of which all is known."""
    verdict = Verdict(promise, judge, state, reason)
    return Trial((promise,), judge, lambda effort: TrialResult((verdict,)))


def broken_verdict(
    promise: Promise, judge: Target, count: int, case: Counterexample, effort: Effort
) -> Verdict:
    """Give the verdict of a promise that a case shows to be broken."""
    decision = case.decision
    seen = (
        f"{decision.trouble}: {decision.said}" if decision.trouble else _describe_decision(decision)
    )
    payload = MISSING if case.payload is None else case.payload
    finding = Finding(case.expected, seen, payload, decision.exchanges, effort.seed)
    return Verdict(promise, judge, VerdictState.BROKEN, examples=count, finding=finding)


def _check_promise(
    promise: Promise, judge: Target, how: PromiseCheck, effort: Effort, times: int
) -> Verdict:
    if how.state not in TRIED_STATES:
        return Verdict(promise, judge, how.state, how.reason)
    first = replace(effort, shrink=False)
    count, found = search_examples(how.build, how.look, first, promise.id, times)
    if found is None:
        return Verdict(promise, judge, how.state, how.reason, count)
    decision = found.what.decision
    refused = found.what.good and not decision.trouble
    if told := how.causes.told_by(decision) if refused else "":
        reason = f"a good input is refused for it, as {told} tells"
        return Verdict(promise, judge, VerdictState.NOT_TRIED, reason, count)
    answered = not any(exchange.failure for exchange in decision.exchanges)
    if effort.shrink and answered:
        found = shrink_example(how.build, how.look, effort) or found
    if found.what.good:
        how.causes.add(found.what.decision, promise.id)
    return broken_verdict(promise, judge, count, found.what, effort)


def _describe_decision(decision: Decision) -> str:
    return f"{'accepted' if decision.accepted else 'refused'}: {decision.said}"
