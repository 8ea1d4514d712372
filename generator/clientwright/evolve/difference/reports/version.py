"""Which part of the package's version should rise."""

from __future__ import annotations

from clientwright.evolve.difference.values import Difference, Verdict

_PARTS = {
    Verdict.BREAKING: "major",
    Verdict.WARNING: "minor",
    Verdict.COMPATIBLE: "minor",
    Verdict.NONE: "patch",
}


def part(found: Difference) -> str:
    """Give `major`, `minor`, `patch`, or `none` where nothing was changed."""
    return _PARTS[found.verdict] if found.changes else "none"


def sentence(found: Difference) -> str:
    """Propose a version step, and say what it rests on."""
    if not found.changes:
        return "No release is needed: nothing was changed."
    tail = {
        Verdict.BREAKING: "calls that worked are refused, or answers hold what they did not hold",
        Verdict.WARNING: "if one of the warnings concerns you, major",
        Verdict.COMPATIBLE: "whatever worked still works",
        Verdict.NONE: "the contract is the same",
    }
    return f"Version: {part(found)} ({tail[found.verdict]})."
