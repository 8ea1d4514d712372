"""`clientwright record`: scenarios become cassettes, against the sandbox or the provider."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import cassettes, finding, options, show
from clientwright.cli.program import INTERRUPTED
from clientwright.cli.progress import watched
from clientwright.errors import UsageError
from clientwright.problems import has_errors

if TYPE_CHECKING:
    from clientwright.contract.cassettes.planning import Planned
    from clientwright.contract.cassettes.series import Done
    from clientwright.contract.cassettes.studio import Studio
    from clientwright.specs.model import Service, Specs


@click.command(
    "record",
    epilog=options.examples(
        "clientwright record",
        "clientwright record --check",
        "clientwright record --endpoint image-to-video --only 'error-*'",
        "clientwright record --live --only minimal-job --media image=https://example.com/cat.png",
    ),
)
@options.specs
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
    shell_complete=finding.complete,
    metavar="NAME",
    help="Only this endpoint, by its id or the end of it; can be repeated.",
)
@click.option(
    "--only", multiple=True, metavar="SCENARIO", help="Only this scenario, or pattern; repeatable."
)
@click.option("--live", is_flag=True, help="Record what the provider does; jobs may be billed.")
@click.option(
    "--media", multiple=True, metavar="KIND=URL", help="A medium that the provider can fetch."
)
@click.option("--yes", is_flag=True, help="Do not ask before jobs that may be billed.")
@click.option(
    "--hide-prompts", is_flag=True, help="Keep prompts and their echoes out of the files."
)
@click.option("--dry-run", is_flag=True, help="List what would be recorded, and do nothing.")
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if a cassette is stale.")
@options.as_json
def command(
    *,
    specs: Path,
    into: Path,
    endpoints: tuple[str, ...],
    only: tuple[str, ...],
    live: bool,
    media: tuple[str, ...],
    yes: bool,
    hide_prompts: bool,
    dry_run: bool,
    check: bool,
    as_json: bool,
) -> None:
    """Record cassettes: real traffic of every scenario, to replay in tests without a network.

    Without --live the API is the sandbox of the specs, on this machine: no token,
    no cost, and the same files every time. A file whose content stays the same,
    but for its date, is not touched.
    """
    from clientwright import atomic_files, pipeline
    from clientwright.contract.cassettes.folder import path_of
    from clientwright.contract.cassettes.media import chosen
    from clientwright.contract.cassettes.planning import plan
    from clientwright.contract.cassettes.repertoire import repertoire

    found = pipeline.load_single_service(specs)
    ids = [finding.find(name, [str(one.id) for one in found.endpoints]) for name in endpoints]
    if check:
        _check(found, into, ids, only, as_json)
        return
    show.problems(repertoire(found, ids).problems, err=True)
    planned = plan(found, ids, only, live=live)
    if dry_run:
        cassettes.tell_plan(planned, live, as_json)
        return
    service = found.service
    wanted = [one for one in planned if not one.skipped]
    atomic_files.require_writable(
        path_of(into, service, one.endpoint, one.scenario.name) for one in wanted
    )
    urls = chosen(media)
    if media and not live:
        raise UsageError("--media is for --live: the sandbox fetches nothing")
    studio = _live(found, planned, urls, yes) if live else _sandbox(found)
    _record(studio, planned, into, hide_prompts, as_json)


def _sandbox(specs: Specs) -> AbstractContextManager[Studio]:
    from clientwright.contract.cassettes.studio import against_sandbox

    return against_sandbox(specs)


def _live(
    specs: Specs, planned: Sequence[Planned], media: dict[str, str], yes: bool
) -> AbstractContextManager[Studio]:
    """Open the way to the provider, once its user has agreed to the cost."""
    from clientwright.contract.cassettes.planning import provided
    from clientwright.contract.cassettes.studio import against_live

    token = _token(specs.service)
    base_url = _base_url(specs.service)
    provided(planned, media)
    _agree(cassettes.cost(planned, base_url), yes)
    return against_live(specs, base_url, token, media)


def _base_url(service: Service) -> str:
    from clientwright.contract.addresses import base_url, is_here

    variable = str(service.facts["base_url_variable"])
    found = base_url(os.environ.get(variable, "").strip() or service.facts["base_url"], service)
    if not found.startswith("https:") and not is_here(found):
        raise UsageError(
            f"{variable}: {found} would carry the token unencrypted; give an https URL"
        )
    return found


def _token(service: Service) -> str:
    names = [str(name) for name in service.facts["token_variables"]]
    token = next((found for name in names if (found := os.environ.get(name, "").strip())), "")
    if not token:
        raise UsageError(f"--live needs a token: set {' or '.join(names)}")
    if not all("!" <= character <= "~" for character in token):
        raise UsageError("the token cannot stand in a header: it holds spaces or other characters")
    return token


def asks() -> bool:
    """Tell whether there is somebody to ask."""
    return sys.stdin.isatty()


def _agree(cost: str, yes: bool) -> None:
    show.line(cost, err=True)
    if yes:
        return
    if not asks():
        raise UsageError("nobody can be asked here: give --yes to agree, or --dry-run to look")
    if not click.confirm("Go on?", err=True):
        raise UsageError("nothing was recorded")


def _record(
    opened: AbstractContextManager[Studio],
    planned: Sequence[Planned],
    into: Path,
    hide_prompts: bool,
    as_json: bool,
) -> None:
    """Record what was planned; what was done is told even where something stops the rest."""
    from clientwright.contract.cassettes.ledger import Ledger
    from clientwright.contract.cassettes.series import series

    done: list[Done] = []
    today = date.today().isoformat()
    names = [one.scenario.name for one in planned]
    ledger = Ledger()
    try:
        with opened as studio, watched(names, "recording") as walk:
            ledger = studio.ledger
            made = series(studio, planned, into, today, hide_prompts=hide_prompts)
            for _, one in zip(walk, made, strict=False):
                done.append(one)
    finally:
        cassettes.tell_jobs(done, ledger)
        if done:
            cassettes.tell(done, as_json)
    click.get_current_context().exit(max(map(_exit_code, done), default=0))


def _exit_code(one: Done) -> int:
    if one.stops:
        return INTERRUPTED if one.interrupted else UsageError.exit_code
    return int(one.became == "failed")


def _check(
    specs: Specs, into: Path, ids: Sequence[str], only: Sequence[str], as_json: bool
) -> None:
    from clientwright.contract.cassettes import stale

    if ids or only:
        raise UsageError("--check looks at all cassettes: leave out --endpoint and --only")
    found = stale.check(into, specs)
    if as_json:
        show.document({"problems": show.as_json(found)})
    else:
        cassettes.tell_faults(found)
        show.line(f"{into}: {show.counted(found) if found else 'current'}", bold=True)
    if has_errors(found):
        click.get_current_context().exit(1)
