"""What a comparison says: each change with its verdict and witness, and what to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from clientwright.cli import show

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import Change, SpecDiff

LONGEST = 600
"""How many characters of a witness are shown; --json has all."""
MANY = 3
"""From how many changes on that mean nothing, of one kind at one endpoint, they are only counted."""
_COLOURS = {"breaking": "red", "warning": "yellow", "compatible": "green", "none": None}


def tell(found: SpecDiff) -> None:
    """Print each change under its endpoint, what to change in code, the verdict."""
    from clientwright.evolution.diff.reports import changelog_lines, version_bump

    for name, changes in groupby(found.changes, key=lambda change: change.endpoint):
        if name:
            show.line(name, bold=True)
        _tell(list(changes))
    todo = list(changelog_lines.caller_actions(found))
    for line in ["", "What to change in calling code:", *todo] if todo else []:
        show.line(line)
    counts = [f"{len(found.of(verdict))} {verdict}" for verdict in type(found.verdict)]
    show.line(f"verdict {found.verdict}: {', '.join(counts)}", bold=True)
    show.line(version_bump.version_sentence(found))


def _tell(changes: Sequence[Change]) -> None:
    """Print the changes of one endpoint; of one kind that means nothing to those who call, many are counted."""
    quiet = Counter(change.kind for change in changes if str(change.verdict) == "none")
    for change in changes:
        if str(change.verdict) != "none" or quiet[change.kind] < MANY:
            _change(change)
    for kind, count in quiet.items():
        if count >= MANY:
            show.line(f"  none {kind} in {count} places (--json lists each)")


def _change(change: Change) -> None:
    where = f" {change.pointer}" if change.pointer else ""
    show.line(f"  {change.verdict} {change.kind}{where}", fg=_COLOURS[str(change.verdict)])
    show.line(f"    {change.message}")
    if change.witness:
        show.line(f"    witness: {_short(change.witness.value)}")
        show.line(f"    refused: {change.witness.why}")


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    cut = f"… ({len(text)} characters; --json has all)"
    return text if len(text) <= LONGEST else text[:LONGEST] + cut
