"""Which part of the package's version should rise."""

from __future__ import annotations

from clientwright.evolution.diff.model.changes import Compatibility, SpecDiff

_PARTS = {
    Compatibility.BREAKING: "major",
    Compatibility.WARNING: "minor",
    Compatibility.COMPATIBLE: "minor",
    Compatibility.UNCHANGED: "patch",
}


def version_part(diff: SpecDiff) -> str:
    """Give `major`, `minor`, `patch`, or `none` where nothing was changed."""
    return _PARTS[diff.compatibility] if diff.changes else "none"


def version_sentence(diff: SpecDiff) -> str:
    """Propose a version step, and say what it rests on."""
    if not diff.changes:
        return "No release is needed: nothing was changed."
    reasons = {
        Compatibility.BREAKING: "calls that worked are refused, or answers hold what they did not hold",
        Compatibility.WARNING: "if one of the warnings concerns you, major",
        Compatibility.COMPATIBLE: "whatever worked still works",
        Compatibility.UNCHANGED: "the contract is the same",
    }
    return f"Version: {version_part(diff)} ({reasons[diff.compatibility]})."
