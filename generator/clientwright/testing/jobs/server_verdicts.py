"""Verdicts about a server."""

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
