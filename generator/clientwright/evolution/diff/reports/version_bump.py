"""The suggested version bump of the generated package."""

from __future__ import annotations

from clientwright.evolution.diff.changes import Compatibility, SpecDiff

_PARTS = {
    Compatibility.BREAKING: "major",
    Compatibility.WARNING: "minor",
    Compatibility.COMPATIBLE: "minor",
    Compatibility.UNCHANGED: "patch",
}


def version_part(diff: SpecDiff) -> str:
    """Return `major`, `minor` or `patch`; `none` if nothing was changed."""
    return _PARTS[diff.compatibility] if diff.changes else "none"


def version_sentence(diff: SpecDiff) -> str:
    """Return the suggested version bump with its reason."""
    if not diff.changes:
        return "No release is needed: nothing was changed."
    reasons = {
        Compatibility.BREAKING: "Calls that used to work are now rejected, or responses contain values your code has never seen",
        Compatibility.WARNING: "If one of the warnings affects you, make it a major one",
        Compatibility.COMPATIBLE: "Whatever worked still works",
        Compatibility.UNCHANGED: "The contract is the same",
    }
    return f"Suggested version bump: {version_part(diff)}. {reasons[diff.compatibility]}."
