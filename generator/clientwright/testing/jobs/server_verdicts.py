"""Verdicts about a server, made in one place."""

from __future__ import annotations

from collections.abc import Iterable

from clientwright.testing.promises import (
    Finding,
    Promise,
    Target,
    TrialResult,
    Verdict,
    VerdictState,
)


def proved_verdict(promise: Promise, times: int = 1) -> Verdict:
    """Say that a promise was kept, so many times."""
    return Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=times)


def broken_verdict(promise: Promise, finding: Finding, times: int = 1) -> Verdict:
    """Say that a promise was broken, at the latest in so many tries."""
    return Verdict(promise, Target.SERVER, VerdictState.BROKEN, examples=times, finding=finding)


def untried_verdict(promise: Promise, reason: str) -> Verdict:
    """Say that a promise never came up, and why."""
    return Verdict(promise, Target.SERVER, VerdictState.NOT_TRIED, reason)


def untried_outcome(promises: Iterable[Promise], reason: str) -> TrialResult:
    """Say that nothing was tried, and why."""
    return TrialResult(tuple(untried_verdict(promise, reason) for promise in promises))
