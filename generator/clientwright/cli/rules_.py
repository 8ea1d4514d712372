"""`clientwright rules`: list the rules and unsettled sentences of the specs; add or remove a rule, dismiss a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from clientwright import endpoint_names
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.command_group import CommandContext
from clientwright.cli.rules_add import add
from clientwright.cli.rules_dismiss import dismiss
from clientwright.cli.rules_remove import remove
from clientwright.cli.specs_source import find_specs_root
from clientwright.cli.standard_streams import require_stdout
from clientwright.problems import nearest_name

if TYPE_CHECKING:
    from clientwright.cli.rules_view import ListedRules
    from clientwright.problems import Problem

_LIST = "list"


class RulesGroup(click.Group):
    """A group whose first command, `list`, may be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before the arguments that start with no command."""
        first = args[0] if args else ""
        near = nearest_name(first, self.commands) if first.isalpha() else ""
        if near and first not in self.commands and not ctx.resilient_parsing:
            ctx.fail(f"No such command {first!r}. Did you mean {near!r}?")
        is_help = first in ctx.help_option_names
        if first not in self.commands and not is_help and not (ctx.resilient_parsing and not args):
            args = [_LIST, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; fail on empty values."""
        found, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            command.context_class = CommandContext
            with click.Context(command, info_name=found, parent=ctx) as called:
                options.reject_unclear(called, command, rest)
        return found, command, rest

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, and the endpoints that can be listed."""
        listing = self.commands[_LIST]
        names = endpoint_completion.complete_endpoint_name(ctx, listing.params[0], incomplete)
        return [*super().shell_complete(ctx, incomplete), *names]


@click.group(
    "rules",
    cls=RulesGroup,
    epilog=options.format_examples(
        "clientwright rules",
        "clientwright rules 'kling/*' --json",
        "clientwright rules add text-to-video at-most-one-of negative_prompt shot_type",
        "clientwright rules dismiss text-to-video 2 --reason 'Advice, not a rule.'",
    ),
)
def command() -> None:
    """List the rules of the specs and the sentences that may be rules; add or remove a rule, dismiss a sentence.

    Without a command, the rules are listed: `clientwright rules [ENDPOINT]...`.
    """


@command.command(_LIST)
@click.argument(
    "endpoints",
    nargs=-1,
    metavar="[ENDPOINT]...",
    shell_complete=endpoint_completion.complete_endpoint_name,
)
@options.specs_or_packaged
@options.service
@click.option("--unsettled", is_flag=True, help="Only show sentences that nobody has settled.")
@options.as_json
def list_command(endpoints: tuple[str, ...], specs: Path, unsettled: bool, as_json: bool) -> None:
    """List every rule with where it came from, and every sentence that states a rule or sounds like one.

    An ENDPOINT is a model id, its ending, or a pattern such as 'kling/*'; without one, all are listed.
    Sentences have numbers, which `add --settles` and `dismiss` take; rules have others, for `remove`.
    Exits with 1 if a spec cannot be read.
    """
    from clientwright.cli import rules_view
    from clientwright.problems import has_errors

    root = find_specs_root(click.get_current_context(), specs)
    listed, problems = _load(root, endpoints)
    if as_json:
        printer.print_json(rules_view.rules_as_json(listed, problems))
    else:
        require_stdout()
        rules_view.print_rules(listed, unsettled)
        printer.print_problems(problems, err=True)
    if has_errors(problems):
        click.get_current_context().exit(1)


def _load(root: Path, names: Sequence[str]) -> tuple[list[ListedRules], tuple[Problem, ...]]:
    """Return the rules of the named endpoints, by default of all, and the problems of those that cannot be read."""
    from clientwright import locations
    from clientwright.cli import rules_view
    from clientwright.lint import FIRST_CHECK
    from clientwright.specs import spec_files

    loaded = spec_files.load_specs(root)
    chosen = endpoint_names.select_endpoint_ids(root, names) if names else ()
    endpoints = [e for specs in loaded.services for e in (*specs.endpoints, *specs.retired)]
    asked = [one for one in endpoints if not names or str(one.id) in chosen]
    broken = {one.id: tuple(FIRST_CHECK(one)) for one in asked}
    known = {str(one.id) for one in endpoints}
    missing = [id for id in chosen if id not in known]
    problems = [problem for found in broken.values() for problem in found]
    problems += loaded.problems if missing or not names else []
    listed = [rules_view.list_rules(one) for one in asked if not broken[one.id]]
    return listed, locations.add_lines(problems)


command.add_command(add)
command.add_command(dismiss)
command.add_command(remove)
