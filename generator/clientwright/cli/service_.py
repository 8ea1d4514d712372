"""`clientwright service`: the services that are known, one of them, and the check of a service's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, printer
from clientwright.cli.command_group import SubcommandGroup

if TYPE_CHECKING:
    from clientwright.specs.model import Service


@click.group(
    "service",
    cls=SubcommandGroup,
    epilog=options.format_examples(
        "clientwright service list",
        "clientwright service show fal",
        "clientwright service check specs/myprovider/service.json",
    ),
)
def command() -> None:
    """List the services that are known, show one, or check the file of one."""


@command.command("list")
@options.specs
@options.as_json
def list_command(specs: Path, as_json: bool) -> None:
    """List the services of the specs folder, and those shipped with clientwright.

    A service of the specs folder counts in place of one that is shipped under the same name. Exits with 1
    if the file of one cannot be read; the others are listed.
    """
    from clientwright.cli.service_view import list_services, print_services, services_as_json

    known = list_services(specs)
    if as_json:
        printer.print_json(services_as_json(known))
    else:
        print_services(known)
    if any(one.problems for one in known):
        click.get_current_context().exit(1)


@command.command("show")
@click.argument("name", shell_complete=options.complete_service_name)
@options.specs
@options.as_json
def show_command(name: str, specs: Path, as_json: bool) -> None:
    """Show the calls, words and errors of the service NAME, with what its file leaves to the defaults."""
    from clientwright.cli.service_view import print_service, service_as_json

    service = _load(_named_file(name, specs))
    if as_json:
        printer.print_json(service_as_json(service))
    else:
        print_service(service)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@options.as_json
def check_command(file: Path, strict: bool, as_json: bool) -> None:
    """Check a service's file: its form, whether its facts fit together, and what it leaves open.

    FILE is a service.json, or the folder that has it. Open are the facts that are called uncertain (`sure`), and
    the keys that are left out although other providers need them; they are told once there is no error. Exits
    with 1 if there is one.
    """
    from clientwright.cli.service_view import check_as_json, print_check
    from clientwright.lint.service_check import check_service_file
    from clientwright.problems import Severity
    from clientwright.specs.service_files import SERVICE_FILE

    path = file / SERVICE_FILE if file.is_dir() else file
    found = check_service_file(path)
    print_json = printer.print_json
    print_json(check_as_json(path, found)) if as_json else print_check(path, found)
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in bad for problem in found):
        click.get_current_context().exit(1)


def _named_file(name: str, specs: Path) -> Path:
    """Return the file of a service: of the specs folder, or of those shipped with clientwright.

    Raises:
        UsageError: there is no such service.
    """
    from clientwright.errors import UsageError
    from clientwright.specs.bundled_data import bundled_service_files
    from clientwright.specs.service_files import find_service_files, unknown_service

    files = (*bundled_service_files(), *find_service_files(specs))
    known = {file.resolve().parent.name: file for file in files}
    if name not in known:
        raise UsageError(unknown_service(name, known, specs))
    return known[name]


def _load(path: Path) -> Service:
    """Return a service.

    Raises:
        ProblemsError: its file is not valid.
        SourceError: its file cannot be read.
    """
    from clientwright import locations
    from clientwright.errors import ProblemsError
    from clientwright.specs.spec_files import read_service

    try:
        return read_service(path)
    except ProblemsError as blocked:
        raise ProblemsError(locations.add_lines(blocked.problems)) from None
