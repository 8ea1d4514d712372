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
    payload_is_valid: bool = False
    """Whether the payload is a good one, refused."""


@dataclass(frozen=True)
class PromiseCheck:
    """How a promise is tried; `state` and `reason` are what it comes to where nothing is found.

    Only what can be proved, or is dominated, is tried at all.
    """

    make_example: Callable[[PayloadChoiceSource], Any]
    find_counterexample: Callable[[Any], Counterexample | None]
    state_if_kept: VerdictState = VerdictState.PROVED
    reason: str = ""
    causes: RefusalCauses = field(default_factory=RefusalCauses)


def build_trial(
    promise: Promise,
    target: Target,
    ready: Callable[[], PromiseCheck],
    times: Callable[[Effort], int],
    *,
    per_example: int = 1,
) -> Trial:
    """Make the trial of a promise; what it takes to be ready is done when it runs, not when it is planned."""

    def run(effort: Effort) -> TrialResult:
        try:
            return TrialResult((_check_promise(promise, target, ready(), effort, times(effort)),))
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
    """Say why a promise is not tried for which no payload can be made."""
    return f"no payload can be made: {error}"


def fixed_trial(promise: Promise, target: Target, state: VerdictState, reason: str) -> Trial:
    """Make the trial of a promise of which all is known."""
    verdict = Verdict(promise, target, state, reason)
    return Trial((promise,), target, lambda effort: TrialResult((verdict,)))


def broken_verdict(
    promise: Promise, target: Target, count: int, case: Counterexample, effort: Effort
) -> Verdict:
    """Give the verdict of a promise that a case shows to be broken."""
    decision = case.decision
    seen = (
        f"{decision.malfunction}: {decision.message}"
        if decision.malfunction
        else _describe_decision(decision)
    )
    payload = MISSING if case.payload is None else case.payload
    finding = Finding(case.expected, seen, payload, decision.exchanges, effort.seed)
    return Verdict(promise, target, VerdictState.BROKEN, examples=count, finding=finding)


def _check_promise(
    promise: Promise, target: Target, how: PromiseCheck, effort: Effort, times: int
) -> Verdict:
    if how.state_if_kept not in TRIED_STATES:
        return Verdict(promise, target, how.state_if_kept, how.reason)
    first = replace(effort, shrink=False)
    count, found = search_examples(
        how.make_example, how.find_counterexample, first, promise.id, times
    )
    if found is None:
        return Verdict(promise, target, how.state_if_kept, how.reason, count)
    decision = found.result.decision
    refused = found.result.payload_is_valid and not decision.malfunction
    if told := how.causes.reported_by(decision) if refused else "":
        reason = f"a good input is refused for it, as {told} tells"
        return Verdict(promise, target, VerdictState.NOT_TRIED, reason, count)
    answered = not any(exchange.failure for exchange in decision.exchanges)
    if effort.shrink and answered:
        found = shrink_example(how.make_example, how.find_counterexample, effort) or found
    if found.result.payload_is_valid:
        how.causes.add(found.result.decision, promise.id)
    return broken_verdict(promise, target, count, found.result, effort)


def _describe_decision(decision: Decision) -> str:
    return f"{'accepted' if decision.accepted else 'refused'}: {decision.message}"
