"""The entry of a change note, in the words of those who call."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.values import Change, Difference, Verdict

_HEADS = {
    Verdict.BREAKING: "Breaking",
    Verdict.WARNING: "To look at",
    Verdict.COMPATIBLE: "New or wider",
}


def entry(found: Difference) -> Iterator[str]:
    """Give the lines of an entry; what changes nothing for a caller is left out."""
    for verdict, head in _HEADS.items():
        changes = found.of(verdict)
        if changes:
            yield f"**{head}**"
            yield ""
            yield from dict.fromkeys(f"- {named(change)}: {change.message}" for change in changes)
            yield ""


def named(change: Change) -> str:
    """Name the endpoint of a change, or the service."""
    return f"`{change.endpoint}`" if change.endpoint else "the service"


def to_do(found: Difference) -> Iterator[str]:
    """Give what to change in calling code, each once."""
    concerned = (c for c in found.changes if c.verdict in (Verdict.BREAKING, Verdict.WARNING))
    yield from dict.fromkeys(f"- {named(c)}: {c.advice}" for c in concerned if c.advice)
