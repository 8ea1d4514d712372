"""The text of a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.evolution.diff.reports import changelog_lines, version_bump
from clientwright.evolution.diff.reports.markdown_escape import escape_markdown, truncate_markdown

__all__ = ["escape_markdown", "pull_request_text"]

MAX_WITNESS_LENGTH = 4000
"""Longer witnesses are cut: a pull request is read by people."""
MAX_TEXT_LENGTH = 60_000
"""The most characters that a pull request's text may have on the usual host, with room to spare."""


def pull_request_text(diff: SpecDiff) -> str:
    """Give the text: verdict, version, what was changed with its witnesses, what to change in code."""
    text = "\n".join(_lines(diff)).rstrip() + "\n"
    return truncate_markdown(text, MAX_TEXT_LENGTH, "… (cut; `clientwright diff` shows all)")


def _lines(diff: SpecDiff) -> Iterator[str]:
    yield f"## Verdict: {diff.compatibility}"
    yield ""
    yield version_bump.version_sentence(diff)
    yield ""
    yield from map(escape_markdown, changelog_lines.change_lines(diff))
    actions = list(changelog_lines.caller_actions(diff))
    if actions:
        yield from ("### What to change in calling code", "", *map(escape_markdown, actions), "")
    shown = [(c, c.witness) for c in diff.with_compatibility(Compatibility.BREAKING) if c.witness]
    if shown:
        yield from ("### Witnesses", "")
        for change, witness in shown:
            yield from _witness(change, witness)
    unchanged = len(diff.with_compatibility(Compatibility.UNCHANGED))
    if unchanged:
        yield f"{unchanged} more change{'s' * (unchanged > 1)} in words, notes or repairs: the contract is the same there."


def _witness(change: Change, witness: Witness) -> Iterator[str]:
    data = json.dumps(witness.value, indent=2, ensure_ascii=True)
    data = data if len(data) <= MAX_WITNESS_LENGTH else data[:MAX_WITNESS_LENGTH] + "…"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", data)), default=0))
    yield escape_markdown(f"{changelog_lines.endpoint_label(change)}: {change.message}")
    yield ""
    yield f"{fence}json"
    yield data
    yield fence
    yield escape_markdown(f"Refused by the other side: {witness.reason}")
    yield ""
