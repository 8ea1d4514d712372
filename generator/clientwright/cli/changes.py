"""What a comparison says: each change with its verdict and witness, and what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientwright.cli import show

if TYPE_CHECKING:
    from clientwright.evolve.difference.values import Change, Difference

LONGEST = 600
"""How many characters of a witness are shown; --json has all."""
_COLOURS = {"breaking": "red", "warning": "yellow", "compatible": "green", "none": None}


def tell(found: Difference) -> None:
    """Print each change under its endpoint, what to change in code, the verdict."""
    from clientwright.evolve.difference.reports import changelog, version

    name = ""
    for change in found.changes:
        if change.endpoint != name:
            name = change.endpoint
            show.line(name, bold=True)
        _change(change)
    todo = list(changelog.to_do(found))
    for line in ["", "What to change in calling code:", *todo] if todo else []:
        show.line(line)
    counts = [f"{len(found.of(verdict))} {verdict}" for verdict in type(found.verdict)]
    show.line(f"verdict {found.verdict}: {', '.join(counts)}", bold=True)
    show.line(version.sentence(found))


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
