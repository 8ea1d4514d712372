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
out = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="generated",
    show_default=True,
    metavar="DIR",
    help="The folder in which the package stands, or is to stand.",
)
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for machines, and nothing else."
)

live = click.option(
    "--live",
    is_flag=True,
    help="Ask the provider's API for its catalogue, with the token from the environment (the default). "
    "The base URL is the service's, or that of the variable it names (for RunComfy RUNCOMFY_MODEL_API_BASE).",
)

whole = click.option(
    "--whole",
    is_flag=True,
    help="Retire what is not listed, also where the answer leaves doubt that it is whole.",
)


def reject_empty(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Refuse an option that was given without a word: a script's variable that is not set must not become a default.

    Raises:
        BadParameter: it is empty, and stands on the command line.
    """
    given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
    if given and not value.strip():
        raise click.BadParameter("is empty; is a variable of your script not set?", ctx, param)
    return value


def format_examples(*lines: str) -> str:
    """Write an epilog of examples, each on its own line."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
