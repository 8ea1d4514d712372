"""Print a diff: each change with its verdict and witness, and what to change in calling code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from clientwright.cli import printer

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import Change, SpecDiff

MAX_WITNESS_CHARS = 600
"""Maximum length of a printed witness, in characters; --json prints it in full."""
COLLAPSE_FROM = 3
"""Number of harmless changes of one kind at one endpoint from which they are only counted."""
_COLOURS = {"breaking": "red", "warning": "yellow", "compatible": "green", "none": None}


def print_diff(found: SpecDiff) -> None:
    """Print each change under its endpoint, what to change in code, and the verdict."""
    from clientwright.evolution.diff import change_note

    for name, changes in groupby(found.changes, key=lambda change: change.endpoint):
        if name:
            printer.print_line(name, bold=True)
        _print_endpoint_changes(list(changes))
    todo = list(change_note.caller_actions(found))
    for line in ["", "What to change in calling code:", *todo] if todo else []:
        printer.print_line(line)
    counts = [
        f"{len(found.with_compatibility(verdict))} {verdict}"
        for verdict in type(found.compatibility)
    ]
    printer.print_line(f"verdict {found.compatibility}: {', '.join(counts)}", bold=True)
    printer.print_line(change_note.version_sentence(found))


def _print_endpoint_changes(changes: Sequence[Change]) -> None:
    """Print the changes of one endpoint; many harmless ones of one kind become a count."""
    quiet = Counter(change.kind for change in changes if str(change.compatibility) == "none")
    for change in changes:
        if str(change.compatibility) != "none" or quiet[change.kind] < COLLAPSE_FROM:
            _print_change(change)
    for kind, count in quiet.items():
        if count >= COLLAPSE_FROM:
            printer.print_line(f"  none {kind} in {count} places (--json lists each)")


def _print_change(change: Change) -> None:
    where = f" {change.pointer}" if change.pointer else ""
    printer.print_line(
        f"  {change.compatibility} {change.kind}{where}", fg=_COLOURS[str(change.compatibility)]
    )
    printer.print_line(f"    {change.message}")
    if change.witness:
        printer.print_line(f"    witness: {_format_witness(change.witness.value)}")
        printer.print_line(f"    rejected: {change.witness.reason}")


def _format_witness(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    cut = f"… ({len(text)} characters; --json has all)"
    return text if len(text) <= MAX_WITNESS_CHARS else text[:MAX_WITNESS_CHARS] + cut
