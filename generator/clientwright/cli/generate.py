"""`clientwright generate`: write the package, or with --check show how it differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import (
    options,
    printer,
    vendor_view,
)
from clientwright.errors import ProblemsError
from clientwright.problems import Problem, Severity, distinct_problems, has_errors

if TYPE_CHECKING:
    from clientwright.codegen.build_result import BuildResult


@click.command(
    "generate",
    epilog=options.format_examples(
        "clientwright generate",
        "clientwright generate --check",
        "clientwright generate --check --brief",
        "clientwright generate --out src/vendored --http httpx2",
    ),
)
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@options.specs
@options.out
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; show files that are stale or edited by hand, and exit with 1 if there are any.",
)
@click.option(
    "--brief",
    is_flag=True,
    help="Count the files instead of listing them; with --check: one line per file, and diffs of edited files only.",
)
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--http",
    type=click.Choice(["httpx", "httpx2"]),
    help="The HTTP library of the package.  [default: as before, at first httpx]",
)
@options.as_json
def command(
    *,
    services: tuple[str, ...],
    specs: Path,
    out: Path,
    check: bool,
    brief: bool,
    force: bool,
    http: str | None,
    as_json: bool,
) -> None:
    """Write the Python package that the specs describe.

    Writes the package of every service, or of each SERVICE. Files whose content is current are not touched. Files that were edited by hand
    are not overwritten without --force. An endpoint whose spec has an error stays as it is in the package, and a
    package whose service has one as it is; the others are written, and the exit code is 1.
    """
    from clientwright.codegen.build_result import read_build_note

    note = None if check else read_build_note(specs, out, services, http)
    try:
        packages = None if force or note is None else note.current_packages()
        if packages is None:
            from clientwright import pipeline

            packages = pipeline.generate(
                specs, out, services=services, http=http, check=check, force=force
            )
            if note is not None:
                note.keep(packages)
    except ProblemsError as blocked:
        if not as_json:
            raise
        packages, stopped = (), blocked.problems
    else:
        stopped = ()
    _print_json(packages, stopped) if as_json else _print_packages(packages, check, brief)
    if stopped or any(
        has_errors(package.problems) or package.broken or package.blocked for package in packages
    ):
        click.get_current_context().exit(1)


def _print_json(packages: Sequence[BuildResult], stopped: Sequence[Problem]) -> None:
    """Print the results; the outer `problems` are those that blocked every package."""
    done = [
        {
            "package": str(package.package),
            "changed": list(package.changed),
            "removed": list(package.removed),
            "broken": list(package.broken),
            "kept": list(package.kept),
            "problems": printer.problems_as_json(
                [*package.blocked, *_spec_errors(package), *package.problems]
            ),
        }
        for package in packages
    ]
    printer.print_json({"packages": done, "problems": printer.problems_as_json(stopped)})


def _print_packages(packages: Sequence[BuildResult], check: bool, brief: bool) -> None:
    for package in packages:
        if package.blocked:
            printer.print_problems(package.blocked, err=True)
            text = f"{package.package}: not written; these errors stop only this package"
            printer.print_line(text, err=True, bold=True)
            continue
        printer.print_problems(_spec_errors(package), err=True)
        for id in package.broken:
            printer.print_line(_describe_broken(id, kept=id in package.kept), err=True)
        _print_package_check(package, brief) if check else _print_written(package, brief)


def _spec_errors(package: BuildResult) -> list[Problem]:
    """Return the errors of the specs that could not be generated, each once."""
    return [*distinct_problems(one for found in package.broken.values() for one in found)]


def _describe_broken(id: str, *, kept: bool) -> str:
    """Return what became of an endpoint whose spec has errors."""
    if kept:
        return f"{id}: the package keeps the module that it has, until the spec is mended"
    return f"{id}: not in the package, until the spec is mended"


def _print_package_check(package: BuildResult, brief: bool) -> None:
    if brief:
        printer.print_line(
            f"{package.package}: {vendor_view.print_file_problems(package.problems)}",
            bold=True,
        )
        return
    printer.print_problems(package.problems)
    wrong = f"{printer.pluralize(len(package.problems), 'file')} out of date or edited"
    printer.print_line(f"{package.package}: {wrong if package.problems else 'current'}", bold=True)


def _print_written(package: BuildResult, brief: bool) -> None:
    printer.print_problems(p for p in package.problems if p.severity is Severity.ERROR)
    warnings = sum(p.severity is Severity.WARNING for p in package.problems)
    if warnings:
        text = f"{printer.pluralize(warnings, 'warning')} of the specs: 'clientwright lint' shows them."
        printer.print_line(printer.with_own_options(text), err=True, fg="yellow")
    if not brief:
        vendor_view.print_files(package.changed, package.removed, most=vendor_view.MOST_LISTED)
    printer.print_line(
        f"{package.package}: {vendor_view.describe_file_counts(package.changed, package.removed)}",
        bold=True,
    )
