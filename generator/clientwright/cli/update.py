"""`clientwright update`: take over every change of the provider in one run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, update_view
from clientwright.cli.console import track_steps
from clientwright.cli.options import reject_occupied
from clientwright.cli.specs_source import read_catalogue_sources
from clientwright.cli.update_view import UpdateOutcome
from clientwright.errors import ProblemsError, UsageError

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_plan import SpecsFolder
    from clientwright.evolution.update.output_paths import OutputPaths
    from clientwright.evolution.update.spec_update import SpecUpdate
    from clientwright.evolution.update.update_plan import UpdatePlan

RECORD, CHANGELOG = "record", "changelog"


@click.command(
    "update",
    epilog=options.format_examples(
        "clientwright update",
        "clientwright update --catalogue models.json --dry-run",
        "clientwright update --since HEAD:specs --skip record",
        "clientwright update --fail-on breaking --markdown",
    ),
)
@options.live
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="FILE",
    help="A saved response of GET /v1/models?include_schema=true instead; repeat it for each page of the catalogue.",
)
@click.option(
    "--since",
    metavar="OLD",
    help="Do not sync: use the specs as they are, compared with OLD (a folder, or a git revision such as HEAD:specs).",
)
@options.whole
@options.specs
@options.out
@click.option(
    "--cassettes",
    type=click.Path(file_okay=False, path_type=Path),
    default="tests/cassettes",
    show_default=True,
    metavar="DIR",
    help="The folder of cassettes; if it is empty, none are recorded.",
)
@click.option(
    "--changelog",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The changelog to add an entry to.  [default: CHANGELOG.md beside the service's specs]",
)
@click.option(
    "--skip",
    type=click.Choice([RECORD, CHANGELOG]),
    multiple=True,
    help="Skip this step; can be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning"]),
    help="Write nothing and exit with 1 if the verdict is this or worse.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite files of the package that were edited by hand."
)
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; exit with 1 if anything would change."
)
@options.as_json
@click.option("--markdown", is_flag=True, help="Print text for a pull request and nothing else.")
def command(
    *,
    live: bool,
    catalogues: tuple[str, ...],
    since: str | None,
    whole: bool,
    specs: Path,
    out: Path,
    cassettes: Path,
    changelog: Path | None,
    skip: tuple[str, ...],
    fail_on: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
    markdown: bool,
) -> None:
    """Take over every change of the provider.

    Reads the catalogue, compares it with the specs and renders the package. Only if
    all of that succeeds does it write specs, package, stale cassettes and a changelog
    entry. Stale cassettes are recorded again against the sandbox; those recorded
    against the provider are only listed, because they cost money. If an update is
    interrupted, run it again: it continues where it stopped.
    """
    if live + bool(catalogues) + (since is not None) > 1:
        raise UsageError("--live, --catalogue and --since cannot be combined: choose one")
    if whole and since is not None:
        raise UsageError("--whole and --since cannot be combined: --since reads no catalogue")
    if as_json and markdown:
        raise UsageError("--json and --markdown cannot be combined: choose one")
    if changelog and CHANGELOG in skip:
        raise UsageError("--changelog and --skip changelog cannot be combined: choose one")
    if RECORD not in skip:
        reject_occupied(cassettes, "name another folder with --cassettes")
    request = UpdateRequest(
        since=since,
        catalogues=catalogues,
        whole=whole,
        specs=specs,
        out=out,
        cassettes=cassettes,
        changelog=changelog,
        skip=frozenset(skip),
        fail_on=fail_on,
        force=force,
        dry_run=dry_run,
    )
    print_outcome = (
        update_view.print_update_json
        if as_json
        else update_view.print_update_markdown
        if markdown
        else update_view.print_update
    )
    try:
        code = update_view.update_exit_code(run_update(request, print_outcome))
    except UpdateBlocked as blocked:
        update_view.print_update_blocked(blocked.problems, as_json)
        code = ProblemsError.exit_code
    click.get_current_context().exit(code)


class UpdateBlocked(ProblemsError):
    """Problems found before anything was written."""


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """The options of the command line."""

    since: str | None
    catalogues: tuple[str, ...]
    whole: bool
    specs: Path
    out: Path
    cassettes: Path
    changelog: Path | None
    skip: frozenset[str]
    fail_on: str | None
    force: bool
    dry_run: bool


def run_update(
    request: UpdateRequest, print_outcome: Callable[[UpdateOutcome], None]
) -> UpdateOutcome:
    """Plan the update, apply it and print the outcome, also when it stops half way."""
    from clientwright.codegen.package_build import refuse_out_in_package
    from clientwright.codegen.package_mutex import lock_package
    from clientwright.evolution.update.apply_update import apply_update
    from clientwright.evolution.update.update_plan import plan_update
    from clientwright.evolution.update.update_result import UpdateResult
    from clientwright.specs import spec_files

    refuse_out_in_package(request.out)
    today = date.today().isoformat()
    package = request.out / spec_files.load_service(request.specs).package
    with nullcontext() if request.dry_run else lock_package(package):
        try:
            update, have = _read_change(request)
            plan = plan_update(update, _output_paths(request, update), today, force=request.force)
        except ProblemsError as blocked:
            raise UpdateBlocked(blocked.problems) from None
        done = UpdateResult()
        outcome = UpdateOutcome(
            plan, done, request.dry_run, _exceeds_fail_on(plan, request.fail_on)
        )
        try:
            if outcome.may_write:
                with track_steps("Updating") as progress:
                    apply_update(plan, have, done, today, progress, force=request.force)
        except ProblemsError as blocked:
            done.stop_reasons = blocked.problems
        finally:
            print_outcome(outcome)
    return outcome


def _read_change(request: UpdateRequest) -> tuple[SpecUpdate, SpecsFolder | None]:
    from clientwright.evolution.sync import specs_folder
    from clientwright.evolution.update import spec_update

    if request.since is not None:
        return spec_update.update_since(request.specs, request.since), None
    have = specs_folder.read_specs_folder(request.specs)
    found = read_catalogue_sources(request.catalogues, have)
    return spec_update.update_from_sync(
        have, specs_folder.sync_specs_folder(found, have, write=False, whole=request.whole)
    ), have


def _output_paths(request: UpdateRequest, update: SpecUpdate) -> OutputPaths:
    from clientwright.evolution.update import api_changelog
    from clientwright.evolution.update.output_paths import OutputPaths

    note = request.changelog or api_changelog.changelog_path(
        update.specs.root, update.specs.service
    )
    return OutputPaths(
        request.out,
        None if RECORD in request.skip else request.cassettes,
        None if CHANGELOG in request.skip else note,
        tuple(map(Path, request.catalogues)),
    )


def _exceeds_fail_on(plan: UpdatePlan, fail_on: str | None) -> bool:
    """Return whether the verdict is at least as bad as `fail_on`; uncompared specs count as worst."""
    from clientwright.evolution.diff.changes import Compatibility

    if fail_on is None:
        return False
    verdict = plan.spec_update.diff.compatibility
    return bool(plan.uncompared) or verdict.rank <= Compatibility(fail_on).rank
