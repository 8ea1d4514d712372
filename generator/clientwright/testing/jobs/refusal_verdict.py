"""The verdict on a call that must be refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_driver import RETRY_STATUSES
from clientwright.testing.jobs.required_refusals import RequiredRefusal
from clientwright.testing.promises import (
    Finding,
    Note,
    Promise,
    Target,
    TrialResult,
    Verdict,
    VerdictState,
)


@dataclass(frozen=True, slots=True)
class RefusalAttempt:
    """A call that must be refused; `context` are earlier calls that explain it.

    `side_effect` is an answer that shows what the refused call did all the same.
    """

    exchange: Exchange
    context: tuple[Exchange, ...] = ()
    side_effect: Exchange | None = None


def check_refusal(
    promise: Promise, refusal: RequiredRefusal, attempt: RefusalAttempt | str, seed: int
) -> Verdict:
    """Return the verdict on one call; a string as attempt is why it was not made or does not count."""
    if isinstance(attempt, str):
        return untried_verdict(promise, attempt)
    exchange = attempt.exchange
    shown = (*attempt.context, exchange)
    if exchange.failure or exchange.status in RETRY_STATUSES:
        return untried_verdict(promise, exchange.summary())
    if not refusal.is_met_by(exchange):
        finding = Finding(refusal.expected, exchange.summary(), exchanges=shown, seed=seed)
        return broken_verdict(promise, finding)
    if attempt.side_effect is not None:
        observed = f"rejected, but cancelled all the same: {attempt.side_effect.summary()}"
        shown = (*shown, attempt.side_effect)
        finding = Finding("a rejection that changes nothing", observed, exchanges=shown, seed=seed)
        return broken_verdict(promise, finding)
    return proved_verdict(promise)


def status_notes(answered: Iterable[RefusalAttempt]) -> tuple[Note, ...]:
    """Note which HTTP statuses come with error codes, which the documents leave open."""
    statuses_by_code: dict[int, set[int]] = {}
    for one in answered:
        code = one.exchange.error_code
        if isinstance(code, int):
            statuses_by_code.setdefault(code, set()).add(one.exchange.status)
    return tuple(
        Note(
            f"Which HTTP status comes with error code {code}?",
            ", ".join(map(str, sorted(statuses))),
            Target.SERVER,
        )
        for code, statuses in sorted(statuses_by_code.items())
    )


def proved_verdict(promise: Promise, times: int = 1) -> Verdict:
    """Return a verdict that a promise was kept, `times` times."""
    return Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=times)


def broken_verdict(promise: Promise, finding: Finding, times: int = 1) -> Verdict:
    """Return a verdict that a promise was broken within `times` tries."""
    return Verdict(promise, Target.SERVER, VerdictState.BROKEN, examples=times, finding=finding)


def untried_verdict(promise: Promise, reason: str) -> Verdict:
    """Return a verdict that a promise was not tried, and why."""
    return Verdict(promise, Target.SERVER, VerdictState.NOT_TRIED, reason)


def untried_outcome(promises: Iterable[Promise], reason: str) -> TrialResult:
    """Return a result in which nothing was tried, and why."""
    return TrialResult(tuple(untried_verdict(promise, reason) for promise in promises))
