"""`clientwright sync`: bring the specs up to date with the provider's catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, printer, repairs_view
from clientwright.cli.specs_source import read_catalogue_sources
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import Location

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_result import EndpointChange, SyncResult


@click.command(
    "sync",
    epilog=options.format_examples(
        "clientwright sync --dry-run",
        "clientwright sync --catalogue models.json",
        "clientwright sync page-1.json page-2.json",
        "clientwright sync --service fal --live",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="FILE",
    help="A saved response of the catalogue (for RunComfy of GET /v1/models?include_schema=true), or a folder of them; repeat it for each page.",
)
@options.live
@options.specs
@options.known_service
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; exit with 1 if anything would change."
)
@click.option(
    "--anew",
    is_flag=True,
    help="Also read entries again that have not changed since the last sync.",
)
@options.whole
@options.as_json
def command(
    *,
    files: tuple[str, ...],
    catalogues: tuple[str, ...],
    live: bool,
    specs: Path,
    service: str,
    dry_run: bool,
    anew: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Bring the specs up to date with the provider's catalogue.

    New endpoints get a spec; changed ones get the new schema, price and descriptions.
    Texts, rules and notes that people wrote are kept. Endpoints that the catalogue no
    longer lists are kept as retired until you delete their files. One bad entry does
    not affect other endpoints. A FILE is another way to give --catalogue.
    """
    catalogues = (*catalogues, *files)
    if live and catalogues:
        raise UsageError("--live and --catalogue cannot be combined: choose one")
    from clientwright.evolution.sync import specs_folder
    from clientwright.evolution.sync.sync_plan import has_blocking_problems
    from clientwright.evolution.sync.sync_result import EndpointProblem, SyncResult

    try:
        have = specs_folder.read_specs_folder(specs, service)
        found = read_catalogue_sources(catalogues, have)
        synced = specs_folder.sync_specs_folder(
            found, have, write=not dry_run, anew=anew, whole=whole, live=not catalogues
        )
    except ProblemsError as blocked:
        if not as_json:
            raise
        synced = SyncResult(
            endpoint_problems=tuple(EndpointProblem("", problem) for problem in blocked.problems)
        )
    if as_json:
        written = () if dry_run else [change.path for change in synced.changes]
        printer.print_json(sync_as_json(synced, written))
    else:
        print_sync(synced, dry_run)
    if has_blocking_problems(synced) or (dry_run and synced.changes):
        click.get_current_context().exit(1)


_CHANGE_SIGNS = {"added": ("+", "green"), "changed": ("~", None), "retired": ("-", "red"), "returned": ("+", "green")}  # fmt: skip
_MAX_EDITS = 6
"""Maximum number of edits shown per endpoint; --json lists all."""


def sync_as_json(synced: SyncResult, written: Collection[Path]) -> dict[str, object]:
    """Return a sync as a JSON document; `written` are the files that were written."""
    return {
        "entries": synced.entry_count,
        "unchanged": synced.unchanged_count,
        "changes": [_change_as_json(change, change.path in written) for change in synced.changes],
        "repairs": dict(synced.repair_counts),
        "repaired": [
            {"model_id": one.model_id, **repairs_view.repair_as_json(one.repair)}
            for one in synced.entry_repairs
        ],
        "problems": [
            {"model_id": entry.model_id, **entry.problem.as_json()}
            for entry in synced.endpoint_problems
        ],
    }


def _change_as_json(change: EndpointChange, written: bool) -> dict[str, object]:
    return {
        "model_id": change.endpoint.id,
        "change": str(change.kind),
        "path": str(change.path),
        "written": written,
        "edits": [
            {
                "pointer": edit.pointer,
                "before": _json_value(edit.before),
                "after": _json_value(edit.after),
            }
            for edit in change.edits
        ],
    }


def print_sync(synced: SyncResult, dry_run: bool) -> None:
    """Print each change with its edits, then the problems and counts."""
    for change in synced.changes:
        print_change(change)
        _print_edits(change)
    print_new_repairs(synced)
    print_entry_problems(synced)
    printer.print_line(describe_counts(synced, dry_run), bold=True)


def print_change(change: EndpointChange) -> None:
    """Print how an endpoint changed."""
    sign, colour = _CHANGE_SIGNS[change.kind]
    printer.print_line(f"{sign} {change.endpoint.id} {change.kind}", fg=colour)


def print_new_repairs(synced: SyncResult) -> None:
    """Print the repairs of changed endpoints: ambiguous ones in full, the others as counts."""
    changed = {str(change.endpoint.id) for change in synced.changes}
    new = [one for one in synced.entry_repairs if one.model_id in changed and not one.known]
    chosen = [one for one in new if one.repair.code in repairs_view.AMBIGUOUS_REPAIRS]
    if chosen:
        printer.print_line(
            "Repairs that chose one of several readings; check that it is the right one:"
        )
        repairs_view.print_repairs(
            [replace(one.repair, location=Location(one.model_id)) for one in chosen]
        )
    rest = Counter(
        one.repair.code for one in new if one.repair.code not in repairs_view.AMBIGUOUS_REPAIRS
    )
    if rest:
        listed = ", ".join(f"{count} {code}" for code, count in rest.most_common())
        printer.print_line(f"Other repairs: {listed} (--json lists each)")


def print_entry_problems(synced: SyncResult) -> None:
    """Print the problems, grouped by endpoint."""
    for id, found in groupby(synced.endpoint_problems, key=lambda entry: entry.model_id):
        if id:
            printer.print_line(f"{id}:", bold=True)
        printer.print_problems([entry.problem for entry in found])


def describe_counts(synced: SyncResult, dry_run: bool) -> str:
    """Return a summary line of a sync."""
    kinds = [str(change.kind) for change in synced.changes]
    changes = ", ".join(f"{kinds.count(kind)} {kind}" for kind in _CHANGE_SIGNS)
    repaired = printer.pluralize(sum(synced.repair_counts.values()), "repair")
    found = printer.describe_problem_counts(entry.problem for entry in synced.endpoint_problems)
    tail = "; nothing was written" if dry_run else ""
    entries = f"{synced.entry_count} {'entry' if synced.entry_count == 1 else 'entries'}"
    return f"{entries}: {changes}, {synced.unchanged_count} unchanged; {repaired}; {found}{tail}"


def _print_edits(change: EndpointChange) -> None:
    for edit in change.edits[:_MAX_EDITS]:
        printer.print_line(
            f"    {edit.pointer}: {_format_value(edit.before)} -> {_format_value(edit.after)}"
        )
    if len(change.edits) > _MAX_EDITS:
        printer.print_line(f"    … and {len(change.edits) - _MAX_EDITS} more")


def _json_value(value: object) -> object:
    from clientwright.normalize.repair_result import ABSENT

    return None if value is ABSENT else value


def _format_value(value: object) -> str:
    from clientwright.normalize.repair_result import ABSENT
    from clientwright.problems import quote_value

    return str(value) if value is ABSENT else quote_value(value)
