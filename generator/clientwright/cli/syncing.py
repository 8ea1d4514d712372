"""`clientwright sync`: specs brought up to date with the provider's catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, show
from clientwright.cli.progress import steps
from clientwright.errors import Blocked, UsageError

if TYPE_CHECKING:
    from clientwright.evolve.sync.syncing import Known
    from clientwright.evolve.sync.values import Change, Synced
    from clientwright.pages.values import Source

_MARKS = {"added": ("+", "green"), "changed": ("~", None), "retired": ("-", "red"), "returned": ("+", "green")}  # fmt: skip
_EDITS = 6
"""How many edits of an endpoint are shown; --json has all."""


@click.command(
    "sync",
    epilog=options.examples(
        "clientwright sync --catalogue models.json",
        "clientwright sync --live --dry-run",
        "clientwright sync --catalogue page-1.json --catalogue page-2.json",
    ),
)
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="FILE",
    help="A saved answer of GET /v1/models?include_schema=true; several times for several pages of one.",
)
@click.option(
    "--live", is_flag=True, help="Ask the provider's API, with the token from the environment."
)
@options.specs
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; end with exit code 1 if anything would change."
)
@click.option(
    "--anew", is_flag=True, help="Read entries again that say what they said at the last sync."
)
@options.as_json
def command(
    *,
    catalogues: tuple[str, ...],
    live: bool,
    specs: Path,
    dry_run: bool,
    anew: bool,
    as_json: bool,
) -> None:
    """Bring the specs up to date with the provider's catalogue.

    New endpoints get a spec, changed ones a new schema, price and words; words, rules
    and notes of people stay. What the catalogue no longer lists is kept as retired
    until you delete its file. One bad entry costs no other endpoint.
    """
    if live == bool(catalogues):
        raise UsageError("give the catalogue: --catalogue FILE, or --live")
    from clientwright.evolve.sync import standing
    from clientwright.evolve.sync.syncing import stopped
    from clientwright.evolve.sync.values import Synced, Trouble

    try:
        have = standing.known(specs)
        sources = _live(have) if live else _saved(catalogues)
        synced = standing.sync_sources(sources, have, write=not dry_run, anew=anew)
    except Blocked as blocked:
        if not as_json:
            raise
        synced = Synced(troubles=tuple(Trouble("", problem) for problem in blocked.problems))
    (_print_json if as_json else _print)(synced, dry_run)
    if stopped(synced) or (dry_run and synced.changes):
        click.get_current_context().exit(1)


def _live(have: Known) -> list[Source]:
    from clientwright.evolve.sync import live

    with live.opened(have.service) as desk, steps("Fetching") as told:
        return live.fetch(desk, told)


def _saved(names: tuple[str, ...]) -> list[Source]:
    from clientwright.evolve.sync.values import LIMIT
    from clientwright.pages.source import load

    return [load(name, limit=LIMIT) for name in names]


def _print_json(synced: Synced, dry_run: bool) -> None:
    show.document(
        {
            "entries": synced.entries,
            "unchanged": synced.unchanged,
            "changes": [_change_as_json(change, dry_run) for change in synced.changes],
            "repairs": dict(synced.repairs),
            "problems": [
                {"model_id": trouble.model_id, **trouble.problem.as_json()}
                for trouble in synced.troubles
            ],
        }
    )


def _change_as_json(change: Change, dry_run: bool) -> dict[str, object]:
    return {
        "model_id": change.endpoint.id,
        "change": str(change.kind),
        "path": str(change.path),
        "written": not dry_run,
        "edits": [
            {"pointer": edit.pointer, "before": _plain(edit.before), "after": _plain(edit.after)}
            for edit in change.edits
        ],
    }


def _print(synced: Synced, dry_run: bool) -> None:
    for change in synced.changes:
        _print_change(change)
    for trouble in synced.troubles:
        if trouble.model_id:
            show.line(f"{trouble.model_id}:", bold=True)
        show.problems([trouble.problem])
    kinds = [str(change.kind) for change in synced.changes]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in _MARKS)
    repaired = show.plural(sum(synced.repairs.values()), "repair")
    found = show.counted(trouble.problem for trouble in synced.troubles)
    tail = "; nothing was written" if dry_run else ""
    entries = f"{synced.entries} {'entry' if synced.entries == 1 else 'entries'}"
    show.line(
        f"{entries}: {counts}, {synced.unchanged} unchanged; {repaired}; {found}{tail}", bold=True
    )


def _print_change(change: Change) -> None:
    mark, colour = _MARKS[change.kind]
    show.line(f"{mark} {change.endpoint.id} {change.kind}", fg=colour)
    for edit in change.edits[:_EDITS]:
        show.line(f"    {edit.pointer}: {_short(edit.before)} -> {_short(edit.after)}")
    if len(change.edits) > _EDITS:
        show.line(f"    … and {len(change.edits) - _EDITS} more")


def _plain(value: object) -> object:
    from clientwright.dialect.values import ABSENT

    return None if value is ABSENT else value


def _short(value: object) -> str:
    from clientwright.dialect.values import ABSENT
    from clientwright.problems import shown

    return str(value) if value is ABSENT else shown(value)
