"""Options that several commands share, with one wording."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

specs = click.option(
    "--specs",
    type=click.Path(file_okay=False, path_type=Path),
    default="specs",
    show_default=True,
    metavar="DIR",
    help="The folder of specs.",
)
specs_or_packaged = click.option(
    "--specs",
    type=click.Path(file_okay=False, path_type=Path),
    default="specs",
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


def reject_empty(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the option's value; reject an empty one on the command line.

    An unset variable in a script must not silently become the default.

    Raises:
        BadParameter: the value on the command line is empty.
    """
    given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
    if given and not value.strip():
        raise click.BadParameter("is empty; is a variable of your script not set?", ctx, param)
    return value


def format_examples(*lines: str) -> str:
    """Return an epilog of examples, one per line."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
