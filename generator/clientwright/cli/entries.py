"""What a sync says: the entries of a catalogue, and what became of the specs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright.cli import repairs, show
from clientwright.problems import Location

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_result import EndpointChange, SyncResult

_MARKS = {"added": ("+", "green"), "changed": ("~", None), "retired": ("-", "red"), "returned": ("+", "green")}  # fmt: skip
_EDITS = 6
"""How many edits of an endpoint are shown; --json has all."""


def document(synced: SyncResult, written: Collection[Path]) -> dict[str, object]:
    """Give all of it for a machine; `written` are the files that are written."""
    return {
        "entries": synced.entries,
        "unchanged": synced.unchanged,
        "changes": [_change_as_json(change, change.path in written) for change in synced.changes],
        "repairs": dict(synced.repairs),
        "repaired": [
            {"model_id": one.model_id, **repairs.as_json(one.repair)} for one in synced.repaired
        ],
        "problems": [
            {"model_id": trouble.model_id, **trouble.problem.as_json()}
            for trouble in synced.troubles
        ],
    }


def _change_as_json(change: EndpointChange, written: bool) -> dict[str, object]:
    return {
        "model_id": change.endpoint.id,
        "change": str(change.kind),
        "path": str(change.path),
        "written": written,
        "edits": [
            {"pointer": edit.pointer, "before": _plain(edit.before), "after": _plain(edit.after)}
            for edit in change.edits
        ],
    }


def tell(synced: SyncResult, dry_run: bool) -> None:
    """Print each change with its edits, the problems, the counts."""
    for change in synced.changes:
        mark(change)
        _edits(change)
    repaired(synced)
    troubles(synced)
    show.line(counts(synced, dry_run), bold=True)


def mark(change: EndpointChange) -> None:
    """Print what became of an endpoint."""
    sign, colour = _MARKS[change.kind]
    show.line(f"{sign} {change.endpoint.id} {change.kind}", fg=colour)


def repaired(synced: SyncResult) -> None:
    """Print the repairs that changes bring: those that choose a reading one by one, the others as counts."""
    changed = {str(change.endpoint.id) for change in synced.changes}
    new = [one for one in synced.repaired if one.model_id in changed and not one.known]
    chosen = [one for one in new if one.repair.code in repairs.CHOOSING]
    if chosen:
        show.line("Repairs that choose one of several readings; look whether it is the right one:")
        repairs.table([replace(one.repair, place=Location(one.model_id)) for one in chosen])
    rest = Counter(one.repair.code for one in new if one.repair.code not in repairs.CHOOSING)
    if rest:
        said = ", ".join(f"{count} {code}" for code, count in rest.most_common())
        show.line(f"Other repairs: {said} (--json lists each)")


def troubles(synced: SyncResult) -> None:
    """Print the problems, each under its endpoint."""
    for id, found in groupby(synced.troubles, key=lambda trouble: trouble.model_id):
        if id:
            show.line(f"{id}:", bold=True)
        show.problems([trouble.problem for trouble in found])


def counts(synced: SyncResult, dry_run: bool) -> str:
    """Count what a sync found."""
    kinds = [str(change.kind) for change in synced.changes]
    became = ", ".join(f"{kinds.count(kind)} {kind}" for kind in _MARKS)
    repaired = show.plural(sum(synced.repairs.values()), "repair")
    found = show.counted(trouble.problem for trouble in synced.troubles)
    tail = "; nothing was written" if dry_run else ""
    entries = f"{synced.entries} {'entry' if synced.entries == 1 else 'entries'}"
    return f"{entries}: {became}, {synced.unchanged} unchanged; {repaired}; {found}{tail}"


def _edits(change: EndpointChange) -> None:
    for edit in change.edits[:_EDITS]:
        show.line(f"    {edit.pointer}: {_short(edit.before)} -> {_short(edit.after)}")
    if len(change.edits) > _EDITS:
        show.line(f"    … and {len(change.edits) - _EDITS} more")


def _plain(value: object) -> object:
    from clientwright.normalize.repair_result import ABSENT

    return None if value is ABSENT else value


def _short(value: object) -> str:
    from clientwright.normalize.repair_result import ABSENT
    from clientwright.problems import quote_value

    return str(value) if value is ABSENT else quote_value(value)
