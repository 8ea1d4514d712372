"""`clientwright update`: everything that a change of the provider asks for, in one go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, update_view
from clientwright.cli.catalogue_sources import read_catalogue_sources
from clientwright.cli.progress import track_steps
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
    help="A saved answer of GET /v1/models?include_schema=true instead; several times for several pages of one.",
)
@click.option(
    "--since",
    metavar="OLD",
    help="Sync nothing: take the specs as they are, changed since OLD (a git revision such as HEAD:specs, a folder).",
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
    help="The folder of cassettes; where it holds none, none are recorded.",
)
@click.option(
    "--changelog",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The change note that gets an entry.  [default: CHANGELOG.md beside the service's specs]",
)
@click.option(
    "--skip",
    type=click.Choice([RECORD, CHANGELOG]),
    multiple=True,
    help="Leave this step out; can be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning"]),
    help="Write nothing, and end with exit code 1, where the verdict is this, or worse.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite files of the package that were edited by hand."
)
@click.option(
    "--dry-run", is_flag=True, help="Write nothing; end with exit code 1 if anything would change."
)
@options.as_json
@click.option(
    "--markdown", is_flag=True, help="Print the text of a pull request, and nothing else."
)
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
    """Take over everything that the provider changed.

    Reads the catalogue, compares, renders, and writes only when all of that went well:
    specs, package, stale cassettes, an entry of the change note.
    Cassettes that go stale are recorded again against the sandbox; those that were
    recorded against the provider are paid for, so they are only named. Whatever
    stops an update, run it again: it goes on where it was.
    """
    if live + bool(catalogues) + (since is not None) > 1:
        raise UsageError("--live, --catalogue and --since are three ways to ask: give one of them")
    if whole and since is not None:
        raise UsageError("--whole is about a catalogue, and --since reads none: give one of them")
    if as_json and markdown:
        raise UsageError("--json and --markdown each print all there is: give one of them")
    if changelog and CHANGELOG in skip:
        raise UsageError(
            "--changelog names the file that --skip changelog leaves alone: give one of them"
        )
    wish = UpdateRequest(
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
    say = (
        update_view.print_update_json
        if as_json
        else update_view.print_update_markdown
        if markdown
        else update_view.print_update
    )
    try:
        code = update_view.update_exit_code(run_update(wish, say))
    except UpdateBlocked as blocked:
        update_view.print_update_blocked(blocked.problems, as_json)
        code = ProblemsError.exit_code
    click.get_current_context().exit(code)


class UpdateBlocked(ProblemsError):
    """Problems that were found before anything was written."""


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """What was asked for on the command line."""

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


def run_update(wish: UpdateRequest, say: Callable[[UpdateOutcome], None]) -> UpdateOutcome:
    """Find out what is to do, do it, and say it; where it stops in the middle, say what is done."""
    from clientwright.codegen.package_mutex import lock_package
    from clientwright.evolution.update.apply_update import apply_update
    from clientwright.evolution.update.update_plan import plan_update
    from clientwright.evolution.update.update_result import UpdateResult
    from clientwright.specs import spec_files

    today = date.today().isoformat()
    package = wish.out / spec_files.load_service(wish.specs).name
    with nullcontext() if wish.dry_run else lock_package(package):
        try:
            prospect, have = _read_change(wish)
            foreseen = plan_update(prospect, _output_paths(wish, prospect), today, force=wish.force)
        except ProblemsError as blocked:
            raise UpdateBlocked(blocked.problems) from None
        done = UpdateResult()
        outcome = UpdateOutcome(
            foreseen, done, wish.dry_run, _exceeds_fail_on(foreseen, wish.fail_on)
        )
        try:
            if outcome.may_write:
                with track_steps("Updating") as told:
                    apply_update(foreseen, have, done, today, told, force=wish.force)
        except ProblemsError as blocked:
            done.stop_reasons = blocked.problems
        finally:
            say(outcome)
    return outcome


def _read_change(wish: UpdateRequest) -> tuple[SpecUpdate, SpecsFolder | None]:
    from clientwright.evolution.sync import specs_folder
    from clientwright.evolution.update import spec_update

    if wish.since is not None:
        return spec_update.update_since(wish.specs, wish.since), None
    have = specs_folder.read_specs_folder(wish.specs)
    found = read_catalogue_sources(wish.catalogues, have)
    return spec_update.update_from_sync(
        have, specs_folder.sync_specs_folder(found, have, write=False, whole=wish.whole)
    ), have


def _output_paths(wish: UpdateRequest, prospect: SpecUpdate) -> OutputPaths:
    from clientwright.evolution.update import api_changelog
    from clientwright.evolution.update.output_paths import OutputPaths

    note = wish.changelog or api_changelog.changelog_path(wish.specs, prospect.specs.service)
    return OutputPaths(
        wish.out,
        None if RECORD in wish.skip else wish.cassettes,
        None if CHANGELOG in wish.skip else note,
        tuple(map(Path, wish.catalogues)),
    )


def _exceeds_fail_on(foreseen: UpdatePlan, fail_on: str | None) -> bool:
    """Tell whether the verdict is as bad as that, or may be: what was not compared can be anything."""
    from clientwright.evolution.diff.model.changes import Compatibility

    if fail_on is None:
        return False
    verdict = foreseen.spec_update.diff.compatibility
    return bool(foreseen.uncompared) or verdict.rank <= Compatibility(fail_on).rank
