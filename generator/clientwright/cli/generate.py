"""`clientwright generate`: specs become a package, or the differences are shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, printer, vendor_check_view, vendor_view
from clientwright.errors import ProblemsError
from clientwright.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from clientwright.codegen.package_build import BuildResult


@click.command(
    "generate",
    epilog=options.format_examples(
        "clientwright generate",
        "clientwright generate --check",
        "clientwright generate --check --brief",
        "clientwright generate --out src/vendored --http httpx2",
    ),
)
@options.specs
@options.out
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; show what is stale or edited by hand, and end with exit code 1 if anything is.",
)
@click.option(
    "--brief",
    is_flag=True,
    help="With --check: a line for each file, and the differences of edited ones only.",
)
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--http",
    type=click.Choice(["httpx", "httpx2"]),
    help="The HTTP library of the package; without it, as before (at first httpx).",
)
@options.as_json
def command(
    *,
    specs: Path,
    out: Path,
    check: bool,
    brief: bool,
    force: bool,
    http: str | None,
    as_json: bool,
) -> None:
    """Write the Python package that the specs describe.

    Files that already say the same are not touched, and a file that a person has
    edited is never overwritten in silence.
    """
    from clientwright import pipeline

    if brief and not check:
        raise click.UsageError("--brief goes with --check.")
    try:
        packages = pipeline.generate(specs, out, http=http, check=check, force=force)
    except ProblemsError as blocked:
        if not as_json:
            raise
        packages, stopped = (), blocked.problems
    else:
        stopped = ()
    _print_json(packages, stopped) if as_json else _print_packages(packages, check, brief)
    if stopped or any(has_errors(package.problems) for package in packages):
        click.get_current_context().exit(1)


def _print_json(packages: Sequence[BuildResult], stopped: Sequence[Problem]) -> None:
    """Print what was done; `problems` beside the packages is what stopped all of them."""
    done = [
        {
            "package": str(package.package),
            "changed": list(package.changed),
            "removed": list(package.removed),
            "problems": printer.problems_as_json(package.problems),
        }
        for package in packages
    ]
    printer.print_json({"packages": done, "problems": printer.problems_as_json(stopped)})


def _print_packages(packages: Sequence[BuildResult], check: bool, brief: bool) -> None:
    for package in packages:
        _print_package_check(package, brief) if check else _print_written(package)


def _print_package_check(package: BuildResult, brief: bool) -> None:
    if brief:
        printer.print_line(
            f"{package.package}: {vendor_check_view.print_file_problems(package.problems)}",
            bold=True,
        )
        return
    printer.print_problems(package.problems)
    wrong = f"{printer.pluralize(len(package.problems), 'file')} not as the specs give it"
    printer.print_line(f"{package.package}: {wrong if package.problems else 'current'}", bold=True)


def _print_written(package: BuildResult) -> None:
    printer.print_problems(p for p in package.problems if p.severity is not Severity.INFO)
    vendor_view.print_files(package.changed, package.removed)
    printer.print_line(
        f"{package.package}: {vendor_view.describe_file_counts(package.changed, package.removed)}",
        bold=True,
    )
