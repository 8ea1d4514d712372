"""A change note: its lines, what to change in calling code, and the suggested version bump."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff
from clientwright.schema.wording import show_code

HEADINGS = {
    Compatibility.BREAKING: "Breaking",
    Compatibility.WARNING: "To check",
    Compatibility.COMPATIBLE: "New or wider",
}
"""The headings of a change note; changes without one are noticed by no caller."""
_PARTS = {
    Compatibility.BREAKING: "major",
    Compatibility.WARNING: "minor",
    Compatibility.COMPATIBLE: "minor",
    Compatibility.UNCHANGED: "patch",
}


def change_lines(diff: SpecDiff) -> Iterator[str]:
    """Yield the lines of a change note; changes that no caller notices are left out."""
    for verdict, head in HEADINGS.items():
        changes = diff.with_compatibility(verdict)
        if changes:
            yield f"**{head}**"
            yield ""
            yield from dict.fromkeys(
                f"- {endpoint_label(change)}: {change.message}" for change in changes
            )
            yield ""


def endpoint_label(change: Change) -> str:
    """Return the name of a change's endpoint, or "the service"."""
    return show_code(change.endpoint) if change.endpoint else "the service"


def caller_actions(diff: SpecDiff) -> Iterator[str]:
    """Yield what to change in calling code, each item once."""
    concerned = (
        c
        for c in diff.changes
        if c.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)
    )
    yield from dict.fromkeys(f"- {endpoint_label(c)}: {c.advice}" for c in concerned if c.advice)


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
