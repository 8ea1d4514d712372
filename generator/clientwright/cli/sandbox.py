"""`clientwright sandbox`: serve the API on this machine, from the specs alone."""

from __future__ import annotations

from pathlib import Path

import click

from clientwright.cli import options, printer
from clientwright.cli.command_group import EXIT_INTERRUPTED
from clientwright.cli.specs_source import find_specs_root
from clientwright.io.atomic_files import write_text

DEFAULT_JOBS_FILE = Path(".clientwright/sandbox.sqlite")
"""The default database of jobs."""


@click.command(
    "sandbox",
    epilog=options.format_examples(
        "clientwright sandbox",
        "clientwright sandbox --port 9000 --speed 10",
        "clientwright sandbox --token my-own-token --jobs /tmp/jobs.sqlite",
    ),
)
@options.specs_or_packaged
@options.service
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="The port; 0 picks a free port.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--speed",
    type=float,
    default=1.0,
    show_default=True,
    metavar="N",
    help="Speed-up of jobs, which normally queue for 6 s and run for 9 s.",
)
@click.option(
    "--token",
    "tokens",
    multiple=True,
    metavar="T",
    help="An additional token to accept; can be repeated.",
)
@click.option(
    "--jobs",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_JOBS_FILE,
    show_default=True,
    metavar="FILE",
    help="The database of jobs, which survive a restart.",
)
@click.option(
    "--closed/--open",
    default=True,
    show_default=True,
    help="Reject input fields that the specs do not name, or accept them.",
)
@click.option("--quiet", is_flag=True, help="Do not log each request.")
@click.option("--allow-remote", is_flag=True, help="Allow a --host that other machines can reach.")
def command(
    *,
    specs: Path,
    port: int,
    host: str,
    speed: float,
    tokens: tuple[str, ...],
    jobs: Path,
    closed: bool,
    quiet: bool,
    allow_remote: bool,
) -> None:
    """Serve the API of the specs on this machine until Ctrl-C.

    It validates every input and queues and runs jobs for free. Every response states
    that it comes from the sandbox and not from the provider.
    """
    from clientwright.lint.lint_folder import load_linted_service
    from clientwright.sandbox.server import serve

    found = load_linted_service(find_specs_root(click.get_current_context(), specs))
    if jobs == DEFAULT_JOBS_FILE:
        _exclude_from_git(jobs.parent)
    serve(
        found,
        jobs_file=jobs,
        host=host,
        port=port,
        speed=speed,
        tokens=tokens,
        closed=closed,
        quiet=quiet,
        allow_remote=allow_remote,
        echo=printer.print_lines,
    )
    click.get_current_context().exit(EXIT_INTERRUPTED)


def _exclude_from_git(folder: Path) -> None:
    """Create the folder of jobs with a .gitignore, unless the folder exists."""
    if not folder.exists():
        write_text(folder / ".gitignore", "*\n")
