"""Verdicts about a server, made in one place."""

from __future__ import annotations

from collections.abc import Iterable

from clientwright.contract.promises import Finding, Judge, Outcome, Promise, State, Verdict


def proved(promise: Promise, times: int = 1) -> Verdict:
    """Say that a promise was kept, so many times."""
    return Verdict(promise, Judge.SERVER, State.PROVED, examples=times)


def broken(promise: Promise, finding: Finding, times: int = 1) -> Verdict:
    """Say that a promise was broken, at the latest in so many tries."""
    return Verdict(promise, Judge.SERVER, State.BROKEN, examples=times, finding=finding)


def untried(promise: Promise, reason: str) -> Verdict:
    """Say that a promise never came up, and why."""
    return Verdict(promise, Judge.SERVER, State.NOT_TRIED, reason)


def nothing_tried(promises: Iterable[Promise], reason: str) -> Outcome:
    """Say that nothing was tried, and why."""
    return Outcome(tuple(untried(promise, reason) for promise in promises))
