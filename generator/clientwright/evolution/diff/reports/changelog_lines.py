"""The entry of a change note, in the words of those who call."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import Change, Compatibility, SpecDiff

_HEADINGS = {
    Compatibility.BREAKING: "Breaking",
    Compatibility.WARNING: "To look at",
    Compatibility.COMPATIBLE: "New or wider",
}


def change_lines(diff: SpecDiff) -> Iterator[str]:
    """Give the lines of an entry; what changes nothing for a caller is left out."""
    for verdict, head in _HEADINGS.items():
        changes = diff.with_compatibility(verdict)
        if changes:
            yield f"**{head}**"
            yield ""
            yield from dict.fromkeys(
                f"- {endpoint_label(change)}: {change.message}" for change in changes
            )
            yield ""


def endpoint_label(change: Change) -> str:
    """Name the endpoint of a change, or the service."""
    return f"`{change.endpoint}`" if change.endpoint else "the service"


def caller_actions(diff: SpecDiff) -> Iterator[str]:
    """Give what to change in calling code, each once."""
    concerned = (
        c
        for c in diff.changes
        if c.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)
    )
    yield from dict.fromkeys(f"- {endpoint_label(c)}: {c.advice}" for c in concerned if c.advice)
