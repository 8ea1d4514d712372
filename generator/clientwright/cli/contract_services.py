"""The services that a run of `clientwright contract` judges, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from clientwright import endpoint_names
from clientwright.cli import printer
from clientwright.cli.command_group import print_own_error
from clientwright.errors import ClientwrightError, UsageError
from clientwright.specs.service_files import find_service_files

_OF_ONE_SERVICE = (
    *("server", "client", "cassettes", "only"),
    *("as_json", "json_file", "junit", "html", "baseline"),
)
"""Options whose value is about one service, or that write one report."""

ServicePart = tuple[Path, tuple[str, ...]]
"""The folder of a service, and the ids of its endpoints that are chosen; none means all."""


def split_by_service(root: Path, names: Sequence[str]) -> list[ServicePart]:
    """Return each service of a specs folder that is meant: those of the named endpoints, else all.

    Raises:
        UsageError: a name means no endpoint, or several.
    """
    chosen = endpoint_names.select_endpoint_ids(root, names)
    folders = [file.parent for file in find_service_files(root)]
    if len(folders) < 2:
        return [(root, chosen)]
    own = {folder: {*endpoint_names.list_endpoint_ids(folder)} for folder in folders}
    parts = [(folder, tuple(id for id in chosen if id in own[folder])) for folder in folders]
    return [part for part in parts if part[1] or not chosen]


def require_one(context: click.Context, parts: Sequence[ServicePart]) -> None:
    """Check that a run of several services has no option that is about one.

    Raises:
        UsageError: it has one; the message names the services.
    """
    for param in context.command.params if len(parts) > 1 else ():
        source = context.get_parameter_source(param.name or "")
        if param.name in _OF_ONE_SERVICE and source is not ParameterSource.DEFAULT:
            known = [folder.name for folder, _ in parts]
            raise UsageError(
                f"{param.opts[0]} is about one service, and several are meant ({', '.join(known)}); "
                f"choose one, for example --service {known[0]}"
            )


def judge_services(
    context: click.Context,
    parts: Sequence[ServicePart],
    judge: Callable[[Path, tuple[str, ...]], int],
) -> int:
    """Judge each service, and return the worst exit code; one that cannot be judged costs the others nothing."""
    if len(parts) == 1:
        return judge(*parts[0])
    codes: dict[str, int] = {}
    for folder, chosen in parts:
        if codes:
            printer.print_line("")
        printer.print_line(folder.name, bold=True)
        try:
            codes[folder.name] = judge(folder, chosen)
        except ClientwrightError as error:
            print_own_error(error)
            codes[folder.name] = error.exit_code
    if not context.params["dry_run"]:
        _print_summary(codes)
    return max(codes.values())


def _print_summary(codes: Mapping[str, int]) -> None:
    """Print which services have findings, by their exit codes."""
    good = [name for name, code in codes.items() if not code]
    bad = [name for name, code in codes.items() if code]
    lists = (("without findings", good), ("with findings", bad))
    told = [f"{text}: {', '.join(found)}" for text, found in lists if found]
    printer.print_line("")
    printer.print_line(f"{printer.pluralize(len(codes), 'service')}, {'; '.join(told)}", bold=True)
