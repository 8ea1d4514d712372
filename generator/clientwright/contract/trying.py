"""One promise tried: examples made and looked at, until one shows that it is not kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.contract.causes import Causes
from clientwright.contract.examples import search, smaller
from clientwright.contract.judges.decision import Decision
from clientwright.contract.making.draws import Choices
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.promises import (
    Effort,
    Finding,
    Judge,
    Outcome,
    Promise,
    State,
    Trial,
    Verdict,
)
from clientwright.rules.json_edit import MISSING

TRIED = (State.PROVED, State.DOMINATED)


@dataclass(frozen=True)
class Case:
    """What a look at one example showed: what was expected, seen, by which payload."""

    expected: str
    decision: Decision
    payload: Any
    good: bool = False
    """Whether the payload is a good one, refused."""


@dataclass(frozen=True)
class Trying:
    """How a promise is tried; `state` and `reason` are what it comes to where nothing is found.

    Only what can be proved, or is dominated, is tried at all.
    """

    build: Callable[[Choices], Any]
    look: Callable[[Any], Case | None]
    state: State = State.PROVED
    reason: str = ""
    causes: Causes = field(default_factory=Causes)


def trial(
    promise: Promise,
    judge: Judge,
    ready: Callable[[], Trying],
    times: Callable[[Effort], int],
    *,
    per_example: int = 1,
) -> Trial:
    """Make the trial of a promise; what it takes to be ready is done when it runs, not when it is planned."""

    def run(effort: Effort) -> Outcome:
        try:
            return Outcome((_tried(promise, judge, ready(), effort, times(effort)),))
        except NoStrategy as error:
            return Outcome((Verdict(promise, judge, State.NOT_TRIED, unmade(error)),))

    def submits(effort: Effort) -> int:
        return times(effort) * per_example if judge is Judge.SERVER else 0

    return Trial((promise,), judge, run, submits)


def unmade(error: NoStrategy) -> str:
    """Say why a promise is not tried for which no payload can be made."""
    return f"no payload can be made: {error}"


def settled(promise: Promise, judge: Judge, state: State, reason: str) -> Trial:
    """Make the trial of a promise of which all is known."""
    verdict = Verdict(promise, judge, state, reason)
    return Trial((promise,), judge, lambda effort: Outcome((verdict,)))


def broken(promise: Promise, judge: Judge, count: int, case: Case, effort: Effort) -> Verdict:
    """Give the verdict of a promise that a case shows to be broken."""
    decision = case.decision
    seen = f"{decision.trouble}: {decision.said}" if decision.trouble else _seen(decision)
    payload = MISSING if case.payload is None else case.payload
    finding = Finding(case.expected, seen, payload, decision.exchanges, effort.seed)
    return Verdict(promise, judge, State.BROKEN, examples=count, finding=finding)


def _tried(promise: Promise, judge: Judge, how: Trying, effort: Effort, times: int) -> Verdict:
    if how.state not in TRIED:
        return Verdict(promise, judge, how.state, how.reason)
    first = replace(effort, shrink=False)
    count, found = search(how.build, how.look, first, promise.id, times)
    if found is None:
        return Verdict(promise, judge, how.state, how.reason, count)
    decision = found.what.decision
    refused = found.what.good and not decision.trouble
    if told := how.causes.told_by(decision) if refused else "":
        reason = f"a good input is refused for it, as {told} tells"
        return Verdict(promise, judge, State.NOT_TRIED, reason, count)
    answered = not any(exchange.failure for exchange in decision.exchanges)
    if effort.shrink and answered:
        found = smaller(how.build, how.look, effort) or found
    if found.what.good:
        how.causes.add(found.what.decision, promise.id)
    return broken(promise, judge, count, found.what, effort)


def _seen(decision: Decision) -> str:
    return f"{'accepted' if decision.accepted else 'refused'}: {decision.said}"
