"""`clientwright vendor`: a part of a client written into another project, or the copies there checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from clientwright.cli import endpoint_names, options, printer, vendor_check_view, vendor_view
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import has_errors, nearest_name

if TYPE_CHECKING:
    from clientwright.codegen.package_build import BuildResult
    from clientwright.evolution.vendor.vendor_client import VendorOptions
    from clientwright.specs.model import Specs

_FOLDER = click.Path(path_type=Path)
_WRITE_OPTIONS = ("service", "into", "endpoints", "source", "http", "force", "dry_run")


@click.command(
    "vendor",
    epilog=options.format_examples(
        "clientwright vendor runcomfy --into ../shop/src/shop/_vendor",
        "clientwright vendor runcomfy --into ../shop/src/shop/_vendor --endpoint 'kling/*'",
        "clientwright vendor runcomfy --into ../shop/src/shop/_vendor --from generated",
        "clientwright vendor --check ../shop",
    ),
)
@click.argument("service", required=False)
@click.option("--into", type=_FOLDER, metavar="DIR", help="The folder that shall hold the package.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="NAME",
    shell_complete=endpoint_names.complete_endpoint_name,
    help="Only this endpoint, or those that a pattern such as 'kling/*' means; can be repeated. "
    "Without it, as before (at first all).",
)
@options.specs
@click.option(
    "--from",
    "source",
    type=_FOLDER,
    metavar="DIR",
    help="Copy the whole package that 'clientwright generate' wrote here, without specs.",
)
@click.option(
    "--http",
    type=click.Choice(["httpx", "httpx2"]),
    help="The HTTP library of the package; without it, as before (at first httpx).",
)
@click.option("--check", type=_FOLDER, metavar="DIR", help="Write nothing; check every copy below.")
@click.option(
    "--diff",
    "diffs",
    is_flag=True,
    help="With --check: the differences of stale files, too, not of edited ones only.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Write nothing; list what would be written or removed, and end with exit code 1 if anything would.",
)
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
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
    """Copy the client of a SERVICE, or a part of it, into another project.

    With --check, tell for every copy below a folder which files were edited by hand or are
    gone; where specs are at hand, also which are stale. Ends with exit code 1 if there is one.
    """
    context = click.get_current_context()
    if check is not None:
        _reject_write_options(context)
        from clientwright.evolution.vendor.verify_copies import verify_copies as checked

        found = checked(check, _find_specs(context, specs))
        if _specs_option_given(context) and not any(
            one.compared_with_specs or one.problems for one in found
        ):
            names = ", ".join(sorted({one.package.absolute().name for one in found}))
            raise UsageError(f"{specs}: holds specs of none of the clients there: {names}")
        vendor_check_view.print_vendor_checks_json(
            found
        ) if as_json else vendor_check_view.print_vendor_checks(found, diffs=diffs)
        context.exit(int(any(one.problems for one in found)))
    if diffs:
        raise click.UsageError("--diff goes with --check.")
    if service is None or into is None:
        raise click.UsageError("Say which SERVICE, and --into which folder; or --check a folder.")
    from clientwright.evolution.vendor.vendor_client import VendorOptions

    manner = VendorOptions(http, dry_run, force)
    try:
        done = _write_package(
            service=service,
            into=into,
            endpoints=endpoints,
            specs=specs,
            source=source,
            manner=manner,
        )
    except ProblemsError as blocked:
        if not as_json:
            raise
        printer.print_json(
            {"package": None, "problems": printer.problems_as_json(blocked.problems)}
        )
        context.exit(1)
    context.exit(vendor_view.print_vendor_result(done, manner, as_json))


def _write_package(
    *,
    service: str,
    into: Path,
    endpoints: Sequence[str],
    specs: Path,
    source: Path | None,
    manner: VendorOptions,
) -> BuildResult:
    if source is not None:
        if endpoints or manner.http:
            raise click.UsageError(
                "--from copies a package whole; for a part of it leave --from out."
            )
        from clientwright.evolution.vendor.copy_package import copy_package

        whole = source if source.absolute().name == service else source / service
        return copy_package(whole, into, manner)
    from clientwright.evolution.vendor.vendor_client import vendor_client

    return vendor_client(_load_service(service, specs), into, endpoints, manner)


def _load_service(service: str, root: Path) -> Specs:
    known = {specs.service.name: specs for specs in _load_specs(root)}
    if service not in known:
        close = nearest_name(service, known) or ", ".join(known) or "none"
        raise UsageError(f"{root}: holds no service called {service!r}; it holds: {close}")
    return known[service]


def _load_specs(root: Path) -> tuple[Specs, ...]:
    from clientwright import locations
    from clientwright.specs import spec_files

    loaded = spec_files.load_specs(root)
    if has_errors(loaded.problems):
        raise ProblemsError(locations.add_lines(loaded.problems))
    return loaded.services


def _find_specs(context: click.Context, root: Path) -> tuple[Specs, ...]:
    """Load the specs that were named, or stand in the usual place; none is well, too."""
    return (
        _load_specs(root)
        if _specs_option_given(context) or any(root.glob("*/service.json"))
        else ()
    )


def _specs_option_given(context: click.Context) -> bool:
    return context.get_parameter_source("specs") is ParameterSource.COMMANDLINE


def _reject_write_options(context: click.Context) -> None:
    """Refuse what a check has no use for."""
    others = [
        p.opts[0]
        for p in context.command.params
        if p.name in _WRITE_OPTIONS and context.params[p.name]
    ]
    if others:
        raise click.UsageError(f"--check and {others[0]} do not go together.")
