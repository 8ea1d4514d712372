"""`clientwright sync`: bring the specs up to date with the provider's catalogue."""

from __future__ import annotations

from pathlib import Path

import click

from clientwright.cli import options, printer, sync_view
from clientwright.cli.specs_source import read_catalogue_sources
from clientwright.errors import ProblemsError, UsageError


@click.command(
    "sync",
    epilog=options.format_examples(
        "clientwright sync --dry-run",
        "clientwright sync --catalogue models.json",
        "clientwright sync page-1.json page-2.json",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="FILE",
    help="A saved response of GET /v1/models?include_schema=true; repeat it for each page of the catalogue.",
)
@options.live
@options.specs
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
        have = specs_folder.read_specs_folder(specs)
        found = read_catalogue_sources(catalogues, have)
        synced = specs_folder.sync_specs_folder(
            found, have, write=not dry_run, anew=anew, whole=whole
        )
    except ProblemsError as blocked:
        if not as_json:
            raise
        synced = SyncResult(
            endpoint_problems=tuple(EndpointProblem("", problem) for problem in blocked.problems)
        )
    if as_json:
        written = () if dry_run else [change.path for change in synced.changes]
        printer.print_json(sync_view.sync_as_json(synced, written))
    else:
        sync_view.print_sync(synced, dry_run)
    if has_blocking_problems(synced) or (dry_run and synced.changes):
        click.get_current_context().exit(1)
