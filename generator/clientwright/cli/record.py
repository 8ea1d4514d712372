"""`clientwright record`: record scenarios as cassettes, against the sandbox or the provider."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from clientwright import endpoint_names
from clientwright.cli import (
    endpoint_completion,
    options,
    printer,
    record_files,
    record_view,
)
from clientwright.cli import (
    options as occupied_folders,
)
from clientwright.cli.command_group import EXIT_INTERRUPTED
from clientwright.cli.console import track_items
from clientwright.errors import UsageError

if TYPE_CHECKING:
    from clientwright.specs.model import Service, Specs
    from clientwright.testing.cassettes.recorder import RecordingResult
    from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
    from clientwright.testing.cassettes.recording_plan import PlannedScenario


@click.command(
    "record",
    epilog=options.format_examples(
        "clientwright record",
        "clientwright record --check",
        "clientwright record --endpoint image-to-video --only 'error-*'",
        "clientwright record --format vcr --into tests/vcr",
        "clientwright record --live --only minimal-job --media image=https://example.com/cat.png",
    ),
)
@options.specs
@options.service
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default="tests/cassettes",
    show_default=True,
    metavar="DIR",
    help="The folder of cassettes.",
)
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    shell_complete=endpoint_completion.complete_endpoint_name,
    metavar="NAME",
    help="Only this endpoint, by its id or the end of it; can be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="SCENARIO",
    help="Only this scenario or pattern; can be repeated.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(tuple(record_files.SUFFIXES)),
    default="clientwright",
    show_default=True,
    help="The format of the files; plain vcrpy and pytest-recording replay those of vcr.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    callback=options.require_existing,
    help="Record nothing: write the cassettes of this folder again, in the format.",
)
@click.option("--live", is_flag=True, help="Record against the provider; jobs may be billed.")
@click.option(
    "--media", multiple=True, metavar="KIND=URL", help="A media URL that the provider can fetch."
)
@click.option("--yes", is_flag=True, help="Do not ask before submitting jobs that may be billed.")
@click.option(
    "--hide-prompts",
    is_flag=True,
    help="Keep prompts, and responses that repeat them, out of the files.",
)
@click.option("--dry-run", is_flag=True, help="List what would be recorded, and do nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a cassette is stale.")
@options.as_json
def command(
    *,
    specs: Path,
    into: Path,
    endpoints: tuple[str, ...],
    only: tuple[str, ...],
    format_name: str,
    source: Path | None,
    live: bool,
    media: tuple[str, ...],
    yes: bool,
    hide_prompts: bool,
    dry_run: bool,
    check: bool,
    as_json: bool,
) -> None:
    """Record real traffic of every scenario as cassettes, which tests replay offline.

    Without --live, the API is a sandbox on this machine: no token, no cost, and the
    same files every time. A file is not rewritten if only its date would change.
    """
    from clientwright.io import atomic_files
    from clientwright.lint.lint_folder import load_linted_service
    from clientwright.testing.cassettes.cassette_files import cassette_path
    from clientwright.testing.cassettes.media_urls import parse_media_options
    from clientwright.testing.cassettes.recording_plan import find_recordable, plan_scenarios

    if source:
        _reject_other_options(click.get_current_context())
    suffix = record_files.SUFFIXES[format_name]
    found = load_linted_service(specs)
    ids = [
        endpoint_names.resolve_endpoint_id(name, [str(one.id) for one in found.endpoints])
        for name in endpoints
    ]
    if check:
        if ids or only:
            raise UsageError("--check checks all cassettes: leave out --endpoint and --only")
        record_files.check(found, into, suffix, as_json)
        return
    _reject_occupied(into, found.service)
    if source:
        record_files.convert(found, source, into, suffix, as_json)
        return
    urls = parse_media_options(media)
    if media and not live:
        raise UsageError("--media needs --live: the sandbox fetches no media")
    recordable = find_recordable(found, ids)
    printer.print_problems(recordable.problems, err=True)
    planned = plan_scenarios(found, recordable, only, live=live)
    if dry_run:
        base_url = _read_base_url(found.service) if live else ""
        record_view.print_recording_plan(planned, as_json, base_url, urls)
        return
    service = found.service
    to_record = [one for one in planned if not one.skip_reason]
    atomic_files.require_writable(
        cassette_path(into, service, one.endpoint, one.scenario.name, suffix) for one in to_record
    )
    environment = (
        _open_live_environment(found, planned, urls, yes)
        if live
        else _open_sandbox_environment(found)
    )
    _record(environment, planned, into, suffix=suffix, hide_prompts=hide_prompts, as_json=as_json)


def _reject_occupied(into: Path, service: Service) -> None:
    """Raise UsageError if cassettes would be among specs or in a generated package."""
    occupied_folders.reject_occupied(
        into / service.name, "name another folder for cassettes with --into"
    )


_CONVERTING_OPTIONS = ("specs", "source", "into", "format_name", "as_json")


def _reject_other_options(context: click.Context) -> None:
    """Reject options that a conversion would ignore: it records nothing."""
    for param in context.command.params:
        given = context.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        if given and param.name not in _CONVERTING_OPTIONS:
            raise click.UsageError(f"--from and {param.opts[0]} cannot be combined.")


def _open_sandbox_environment(specs: Specs) -> AbstractContextManager[RecordingEnvironment]:
    from clientwright.testing.cassettes.recording_environment import sandbox_environment

    return sandbox_environment(specs)


def _open_live_environment(
    specs: Specs, planned: Sequence[PlannedScenario], media: dict[str, str], yes: bool
) -> AbstractContextManager[RecordingEnvironment]:
    """Return a recording environment for the provider, once the user has agreed to the cost."""
    from clientwright.testing.cassettes.recording_environment import live_environment
    from clientwright.testing.cassettes.recording_plan import require_media

    token = _read_token(specs.service)
    base_url = _read_base_url(specs.service)
    require_media(planned, media)
    _confirm_cost(record_view.describe_cost(planned, base_url), yes)
    return live_environment(specs, base_url, token, media)


def _read_base_url(service: Service) -> str:
    from clientwright.testing.targets.server_access import is_local, parse_base_url

    variable = str(service.document["base_url_variable"])
    found = parse_base_url(
        os.environ.get(variable, "").strip() or service.document["base_url"], service
    )
    if not found.startswith("https:") and not is_local(found):
        raise UsageError(f"{variable}: {found} would send the token unencrypted; use an https URL")
    return found


def _read_token(service: Service) -> str:
    names = [str(name) for name in service.document["token_variables"]]
    token = next((found for name in names if (found := os.environ.get(name, "").strip())), "")
    if not token:
        raise UsageError(f"--live needs a token: set {' or '.join(names)}")
    if not all("!" <= character <= "~" for character in token):
        raise UsageError(
            "the token cannot be sent in a header: it contains spaces or other invalid characters"
        )
    return token


def is_interactive() -> bool:
    """Return whether stdin is a terminal, so that the user can be asked."""
    return sys.stdin.isatty()


def _confirm_cost(cost: str, yes: bool) -> None:
    printer.print_line(cost, err=True)
    if yes:
        return
    if not is_interactive():
        raise UsageError(
            "cannot ask for confirmation without a terminal: add --yes, or try --dry-run first"
        )
    if not click.confirm("Go on?", err=True):
        raise UsageError("nothing was recorded")


def _record(
    opened: AbstractContextManager[RecordingEnvironment],
    planned: Sequence[PlannedScenario],
    into: Path,
    *,
    suffix: str,
    hide_prompts: bool,
    as_json: bool,
) -> None:
    """Record the planned scenarios; report those that are done even if an error stops the rest."""
    from clientwright.testing.cassettes.ledger import Ledger
    from clientwright.testing.cassettes.recorder import record_all

    done: list[RecordingResult] = []
    today = date.today().isoformat()
    names = [one.scenario.name for one in planned]
    ledger = Ledger()
    try:
        with opened as environment, track_items(names, "recording") as walk:
            ledger = environment.ledger
            results = record_all(
                environment, planned, into, today, hide_prompts=hide_prompts, suffix=suffix
            )
            for _, one in zip(walk, results, strict=False):
                done.append(one)
    finally:
        record_view.print_open_jobs(done, ledger)
        if done:
            record_view.print_recordings(done, as_json)
    click.get_current_context().exit(max(map(_exit_code, done), default=0))


def _exit_code(one: RecordingResult) -> int:
    if one.ends_run:
        return EXIT_INTERRUPTED if one.interrupted else UsageError.exit_code
    return int(one.status == "failed")
