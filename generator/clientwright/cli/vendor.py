"""`clientwright vendor`: copy part of a client into another project, or check such copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import (
    endpoint_completion,
    options,
    printer,
    vendor_view,
)
from clientwright.cli.specs_source import SpecsSource, choose_specs, is_specs_option_given
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import has_errors

if TYPE_CHECKING:
    from clientwright.codegen.build_result import BuildResult
    from clientwright.evolution.vendor.vendor_client import VendorOptions
    from clientwright.specs.model import Specs

_FOLDER = click.Path(path_type=Path)
_WRITE_OPTIONS = ("service", "into", "endpoints", "source", "http", "force", "dry_run")


@click.command(
    "vendor",
    epilog=options.format_examples(
        "clientwright vendor runcomfy --into src/shop/_vendor",
        "clientwright vendor runcomfy --into ../shop/src/shop/_vendor --endpoint 'kling/*'",
        "clientwright vendor runcomfy --into ../shop/src/shop/_vendor --from generated",
        "clientwright vendor --check ../shop",
    ),
)
@click.argument("service", required=False)
@click.option("--into", type=_FOLDER, metavar="DIR", help="The folder to write the package into.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="NAME",
    shell_complete=endpoint_completion.complete_endpoint_name,
    help="Only this endpoint, or those that match a pattern such as 'kling/*'; can be repeated.  "
    "[default: as before, at first all]",
)
@options.specs_or_packaged
@click.option(
    "--from",
    "source",
    type=_FOLDER,
    metavar="DIR",
    help="Copy the whole package that 'clientwright generate' wrote to DIR, without specs.",
)
@click.option(
    "--http",
    type=click.Choice(["httpx", "httpx2"]),
    help="The HTTP library of the package.  [default: as before, at first httpx]",
)
@click.option(
    "--check", type=_FOLDER, metavar="DIR", help="Write nothing; check every copy below DIR."
)
@click.option(
    "--diff",
    "diffs",
    is_flag=True,
    help="With --check: show diffs of stale files too, not only of edited ones.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Write nothing; list files that would be written or removed, and exit with 1 if there are any.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were edited by hand, and remove endpoints that the specs do not have.",
)
@options.as_json
def command(
    *,
    service: str | None,
    into: Path | None,
    endpoints: tuple[str, ...],
    specs: Path,
    source: Path | None,
    http: str | None,
    check: Path | None,
    diffs: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Copy the client of a SERVICE, or part of it, into another project.

    Without a folder of specs, the client is made from the specs shipped with clientwright.
    With --check, report for every copy below a folder which files were edited by hand
    or are missing and, if specs are found, which are stale. Exits with 1 if there are any.
    """
    context = click.get_current_context()
    if check is not None:
        _reject_write_options(context)
        from clientwright.evolution.vendor.verify_copies import verify_copies

        given = is_specs_option_given(context)
        services = _load_specs(specs) if given or any(specs.glob("*/service.json")) else ()
        found = verify_copies(check, services, () if given else _load_packaged_specs())
        if given and not any(one.compared_with_specs or one.problems for one in found):
            names = ", ".join(sorted({one.package.absolute().name for one in found}))
            raise UsageError(f"{specs} contains specs of none of the clients there: {names}")
        vendor_view.print_vendor_checks_json(found) if as_json else vendor_view.print_vendor_checks(
            found, diffs=diffs
        )
        context.exit(int(any(one.problems for one in found)))
    if diffs:
        raise click.UsageError("--diff needs --check.")
    if service is None or into is None:
        raise click.UsageError("Give a SERVICE and --into a folder, or --check a folder.")
    from clientwright.evolution.vendor.vendor_client import VendorOptions

    chosen = choose_specs(context, specs, service)
    write_options = VendorOptions(http, dry_run, force, chosen.packaged and source is None)
    try:
        done = _write_package(
            service=service,
            into=into,
            endpoints=endpoints,
            specs=chosen,
            source=source,
            write_options=write_options,
        )
    except ProblemsError as blocked:
        if not as_json:
            raise
        printer.print_json(
            {"package": None, "problems": printer.problems_as_json(blocked.problems)}
        )
        context.exit(1)
    origin = str(chosen) if source is None else str(source)
    context.exit(vendor_view.print_vendor_result(done, write_options, origin, as_json))


def _write_package(
    *,
    service: str,
    into: Path,
    endpoints: Sequence[str],
    specs: SpecsSource,
    source: Path | None,
    write_options: VendorOptions,
) -> BuildResult:
    if source is not None:
        if endpoints or write_options.http:
            raise click.UsageError(
                "--from copies the whole package; to copy part of it, leave out --from."
            )
        from clientwright.evolution.vendor.package_folders import find_package
        from clientwright.evolution.vendor.vendor_client import copy_package

        return copy_package(find_package(source, service), into, write_options)
    from clientwright.evolution.vendor.vendor_client import vendor_client

    return vendor_client(_load_service(service, specs), into, endpoints, write_options)


def _load_service(service: str, source: SpecsSource) -> Specs:
    from clientwright.specs.spec_files import select_service

    return select_service(_load_specs(source.root), service, source)


def _load_packaged_specs() -> tuple[Specs, ...]:
    from clientwright.specs import spec_files

    return spec_files.load_packaged_specs().services


def _load_specs(root: Path) -> tuple[Specs, ...]:
    from clientwright import locations
    from clientwright.specs import spec_files

    loaded = spec_files.load_specs(root)
    if has_errors(loaded.problems):
        raise ProblemsError(locations.add_lines(loaded.problems))
    return loaded.services


def _reject_write_options(context: click.Context) -> None:
    """Reject options that --check would ignore."""
    others = [
        p.opts[0]
        for p in context.command.params
        if p.name in _WRITE_OPTIONS and context.params[p.name]
    ]
    if others:
        raise click.UsageError(f"--check and {others[0]} cannot be combined.")
