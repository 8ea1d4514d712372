"""Options that several commands share, with one wording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from clientwright.errors import UsageError, describe_missing

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SERVICE = "clientwright.service"
"""The key of the chosen service in the data of a click context."""


def chosen_service(ctx: click.Context) -> str:
    """Return the service that the user chose with `--service`, else ""."""
    found: str = ctx.meta.get(_SERVICE, "")
    return found


def _keep_service(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_SERVICE] = value


def _folder_of_service(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """Return the folder of specs; with `--service`, that of the service.

    Raises:
        UsageError: it has no such service.
    """
    name = chosen_service(ctx)
    if not name or ctx.resilient_parsing:
        return value
    from clientwright.specs.service_files import service_folder

    return service_folder(value, name)


def _folder_of_service_or_packaged(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """Return the folder of specs; with `--service`, that of the service, which may be shipped with clientwright."""
    name, given = chosen_service(ctx), ctx.get_parameter_source("specs")
    if name and given is ParameterSource.DEFAULT and not ctx.resilient_parsing:
        from clientwright.specs.bundled_data import data_folder
        from clientwright.specs.service_files import find_service_files

        own, packed = (
            {file.parent.name for file in find_service_files(folder)}
            for folder in (value, data_folder())
        )
        if name in packed - own:
            return data_folder() / name
    return _folder_of_service(ctx, param, value)


def complete_service_name(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return shell completions of a service's name."""
    from click.shell_completion import CompletionItem

    from clientwright.specs.bundled_data import data_folder
    from clientwright.specs.service_files import find_service_files

    root = Path(ctx.params.get("specs") or "specs")
    found = {file.parent.name for at in (root, data_folder()) for file in find_service_files(at)}
    return [CompletionItem(name) for name in sorted(found) if name.startswith(incomplete)]


service = click.option(
    "--service",
    metavar="NAME",
    is_eager=True,
    expose_value=False,
    callback=_keep_service,
    shell_complete=complete_service_name,
    help="The service, if the folder has several.",
)
specs = click.option(
    "--specs",
    type=click.Path(file_okay=False, path_type=Path),
    default="specs",
    show_default=True,
    callback=_folder_of_service,
    metavar="DIR",
    help="The folder of specs.",
)
specs_or_packaged = click.option(
    "--specs",
    type=click.Path(file_okay=False, path_type=Path),
    default="specs",
    callback=_folder_of_service_or_packaged,
    metavar="DIR",
    help="The folder of specs.  [default: specs, else those shipped with clientwright]",
)
out = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="generated",
    show_default=True,
    metavar="DIR",
    help="The folder that contains the package.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")

live = click.option(
    "--live",
    is_flag=True,
    help="Fetch the catalogue from the provider's API, with the token from the environment (the default). "
    "The base URL is the service's, unless the variable it names is set (RUNCOMFY_MODEL_API_BASE for RunComfy).",
)

whole = click.option(
    "--whole",
    is_flag=True,
    help="Retire endpoints that are not listed even if the catalogue may be incomplete.",
)


def require_existing(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """Return the option's value.

    Raises:
        UsageError: there is no such file or folder.
    """
    if value is not None and not value.exists() and not ctx.resilient_parsing:
        raise UsageError(describe_missing(value, f"check what {param.opts[0]} names"))
    return value


def choose_one(argument: Path | None, option: Path, name: str) -> Path:
    """Return the argument if it was given, else the option that it is another way to give.

    Raises:
        UsageError: both were given.
    """
    context = click.get_current_context()
    given = context.get_parameter_source(name) is not ParameterSource.DEFAULT
    if argument is not None and given:
        raise UsageError(f"{argument} and --{name} {option} cannot be combined: choose one")
    return option if argument is None else argument


def reject_unclear(ctx: click.Context, command: click.Command, args: Sequence[str]) -> None:
    """Reject an empty value of any option or argument on a command's line, and a second value of an option.

    An unset variable in a script must not silently become the default or the current folder, and of
    two values none must win silently.

    Raises:
        BadParameter: one is empty, or an option that takes one value is given twice.
    """
    try:
        given, _, params = command.make_parser(ctx).parse_args(list(args))
    except click.UsageError:
        return  # the command itself tells what is wrong, in words of its own
    for param in dict.fromkeys(params):
        found = given.get(param.name or "")
        values = found if isinstance(found, (list, tuple)) else (found,)
        if any(isinstance(value, str) and not value.strip() for value in values):
            raise click.BadParameter("is empty; is a variable of your script not set?", ctx, param)
        takes_one = isinstance(param, click.Option) and not (
            param.multiple or param.is_flag or param.count
        )
        if takes_one and params.count(param) > 1:
            raise click.BadParameter("is given twice; leave one of the two out.", ctx, param)


def format_examples(*lines: str) -> str:
    """Return an epilog of examples, one per line."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


_MARKS = {"service.json": "specs", "clientwright.lock": "a generated package"}
"""Files that only such a folder has, and what it is."""


def reject_occupied(path: Path, advice: str) -> None:
    """Check that a file or folder is not, at any depth, among specs or in a generated package.

    Raises:
        UsageError: it is.
    """
    at = path.resolve()
    for folder in (at, *at.parents):
        for mark, what in _MARKS.items():
            if (folder / mark).is_file():
                raise UsageError(f"{path} is in a folder of {what}: {advice}")


def take_one(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> str:
    """Return the value of an option, or an empty string; a second value would be tested by nobody."""
    if len(values) > 1:
        raise click.UsageError(f"{param.opts[0]} takes one value: run the command for each.", ctx)
    return values[0] if values else ""


def take_one_folder(
    ctx: click.Context, param: click.Parameter, values: tuple[Path, ...]
) -> Path | None:
    """Return the folder of an option, which has to exist, or None."""
    take_one(ctx, param, tuple(map(str, values)))
    return require_existing(ctx, param, values[0] if values else None)
