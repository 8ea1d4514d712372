"""Which part of the package's version should rise."""

from __future__ import annotations

from clientwright.evolution.diff.model.changes import Compatibility, SpecDiff

_PARTS = {
    Compatibility.BREAKING: "major",
    Compatibility.WARNING: "minor",
    Compatibility.COMPATIBLE: "minor",
    Compatibility.UNCHANGED: "patch",
}


def version_part(found: SpecDiff) -> str:
    """Give `major`, `minor`, `patch`, or `none` where nothing was changed."""
    return _PARTS[found.compatibility] if found.changes else "none"


def version_sentence(found: SpecDiff) -> str:
    """Propose a version step, and say what it rests on."""
    if not found.changes:
        return "No release is needed: nothing was changed."
    tail = {
        Compatibility.BREAKING: "calls that worked are refused, or answers hold what they did not hold",
        Compatibility.WARNING: "if one of the warnings concerns you, major",
        Compatibility.COMPATIBLE: "whatever worked still works",
        Compatibility.UNCHANGED: "the contract is the same",
    }
    return f"Version: {version_part(found)} ({tail[found.compatibility]})."
