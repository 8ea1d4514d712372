"""The description of a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.reports import changelog_lines, version_bump
from clientwright.evolution.diff.reports.markdown_escape import escape_markdown, truncate_markdown

__all__ = ["escape_markdown", "pull_request_text"]

MAX_WITNESS_LENGTH = 600
"""Longest witness, in characters; longer ones are cut, because people read pull requests."""
MAX_TEXT_LENGTH = 60_000
"""Longest description, in characters: below what GitHub accepts."""


def pull_request_text(diff: SpecDiff) -> str:
    """Return the description: verdict, version, and each change once, with what to do and its witness."""
    text = "\n".join(_lines(diff)).rstrip() + "\n"
    return truncate_markdown(text, MAX_TEXT_LENGTH, "… (cut; `clientwright diff` shows all)")


def _lines(diff: SpecDiff) -> Iterator[str]:
    yield f"## Verdict: {diff.compatibility}"
    yield ""
    yield version_bump.version_sentence(diff)
    yield ""
    for verdict, heading in changelog_lines.HEADINGS.items():
        items = dict.fromkeys(
            "\n".join(_item(change)) for change in diff.with_compatibility(verdict)
        )
        if items:
            yield from (f"**{heading}**", "", *items, "")
    unchanged = len(diff.with_compatibility(Compatibility.UNCHANGED))
    if unchanged:
        yield f"{unchanged} more change{'s' * (unchanged > 1)} in texts, notes or repairs; the contract is the same there."


def _item(change: Change) -> Iterator[str]:
    """Yield a change as a list item, with what to do about it and a witness below it."""
    yield escape_markdown(f"- {changelog_lines.endpoint_label(change)}: {change.message}")
    if change.compatibility not in (Compatibility.BREAKING, Compatibility.WARNING):
        return
    if change.advice:
        yield escape_markdown(f"  - {change.advice}")
    if change.witness:
        yield _witness_line(change, change.witness)


def _witness_line(change: Change, witness: Witness) -> str:
    """Return a witness on one line, as code, with what the two versions make of it."""
    data = json.dumps(witness.value, ensure_ascii=True)
    data = data if len(data) <= MAX_WITNESS_LENGTH else data[:MAX_WITNESS_LENGTH] + "…"
    data = data.replace("<", "\\u003c")
    fence = "`" * (1 + max(map(len, re.findall("`+", data)), default=0))
    is_request = change.pointer.startswith(("/input", "/rules"))
    meaning = "Accepted before, rejected now" if is_request else "Possible now, ruled out before"
    reason = escape_markdown(f"({witness.reason})")
    return f"  - {meaning}: {fence}{data}{fence} {reason}"
