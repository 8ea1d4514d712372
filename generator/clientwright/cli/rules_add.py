"""`clientwright rules add`: prove a proposed rule, then write it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright import endpoint_names, locations
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.specs_source import require_specs
from clientwright.cli.standard_streams import read_stdin
from clientwright.errors import ProblemsError, UsageError

if TYPE_CHECKING:
    from clientwright.proposals.chosen_specs import ChosenSpecs
    from clientwright.rules.base import Rule

_STDIN = "-"
MOST_BYTES = 256 * 1024
"""The size of the longest rule that is read from stdin."""


def _complete_kind(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the kinds of rules that start so, if no kind is given yet."""
    from clientwright.rules.kinds import KINDS

    return (
        [] if ctx.params.get(param.name or "") else [k for k in KINDS if k.startswith(incomplete)]
    )


@click.command(
    "add",
    epilog=options.format_examples(
        "clientwright rules add text-to-video at-most-one-of negative_prompt shot_type",
        "clientwright rules add text-to-video sum-at-most addends=multi_prompt[*].duration most=15",
        "clientwright rules add 'kling/*' bound-when duration maximum 5 when.field=mode when.is=fast",
        'clientwright rules add text-to-video \'{"kind": "requires", ...}\' --dry-run --json',
    ),
)
@click.argument("endpoint", shell_complete=endpoint_completion.complete_endpoint_name)
@click.argument(
    "words", nargs=-1, required=True, metavar="KIND [PART]...", shell_complete=_complete_kind
)
@click.option(
    "--settles",
    multiple=True,
    metavar="SENTENCE",
    help="A sentence that the rule stands for: its number in `clientwright rules`, or its words; repeat it for more.",
)
@options.specs
@options.service
@click.option("--dry-run", is_flag=True, help="Show the proof, and write nothing.")
@options.as_json
def add(
    *,
    endpoint: str,
    words: tuple[str, ...],
    settles: tuple[str, ...],
    specs: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write a rule, after showing what it accepts and refuses and which bounds it makes unreachable.

    ENDPOINT is a model id or its ending; a pattern such as 'kling/*' writes the rule once, into the
    service's file, for all endpoints that have its fields. A PART is `name=value`, or a value in the order
    of the kind's form; instead of KIND and PARTs, the rule may be JSON, or `-` to read JSON from stdin.
    A rule is refused if it names no field, repeats or contradicts a rule, refuses a documented example, or
    if nothing keeps or breaks it. Exits with 1 then.
    """
    from clientwright.cli import rules_view
    from clientwright.proposals import rule_proposal
    from clientwright.proposals.chosen_specs import choose_specs_to_edit
    from clientwright.proposals.spec_edits import write_edits

    require_specs(click.get_current_context(), specs)
    ids = endpoint_names.select_endpoint_ids(specs, (endpoint,))
    chosen = choose_specs_to_edit(specs, ids)
    try:
        rule = rule_proposal.settling(_read(words), chosen, settles)
    except ProblemsError as refused:
        if not as_json:
            raise
        printer.print_json(
            {"problems": printer.problems_as_json(refused.problems), "written": False}
        )
        click.get_current_context().exit(1)
    proposal = rule_proposal.propose_rule(rule, chosen, _pattern(endpoint, chosen))
    written = list[Path]()
    edits = () if proposal.problems else rule_proposal.edits_for(proposal, chosen)
    if not dry_run:
        written += write_edits(chosen, edits)
    file = str(edits[-1].path) if edits else ""
    if as_json:
        printer.print_json(rules_view.proposal_as_json(proposal, file, bool(written)))
    else:
        rules_view.print_proposal(proposal)
    if proposal.problems:
        if not as_json:
            raise ProblemsError(locations.add_lines(proposal.problems))
        click.get_current_context().exit(1)
    if not as_json:
        done = "written" if written else "nothing was written"
        for edit in edits:
            printer.print_line(f"{edit.path}: {done}", bold=True)
        if not edits:
            printer.print_line("Nothing needs to be written.", bold=True)


def _pattern(endpoint: str, chosen: ChosenSpecs) -> str:
    """Return the pattern if that is what names the endpoints."""
    named = [str(one.id) for one in chosen.endpoints]
    return endpoint if set("*?[") & set(endpoint) and named != [endpoint] else ""


def _read(words: tuple[str, ...]) -> Rule:
    """Return the rule that words, JSON or stdin state.

    Raises:
        UsageError: the words are not a rule's, or the JSON cannot be read.
        ProblemsError: it is not a rule.
    """
    from clientwright.io.json_text import parse_json
    from clientwright.problems import Location
    from clientwright.proposals.rule_proposal import PROPOSAL, read_rule
    from clientwright.proposals.rule_words import rule_from_words

    first, *rest = words
    if first != _STDIN and not first.lstrip().startswith("{"):
        return read_rule(rule_from_words(first, rest))
    if rest:
        raise UsageError(f"JSON is a whole rule: {rest[0]!r} is too much")
    text = read_stdin(MOST_BYTES) if first == _STDIN else first
    return read_rule(parse_json(text, Location(PROPOSAL)))
