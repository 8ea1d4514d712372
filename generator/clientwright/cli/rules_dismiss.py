"""`clientwright rules dismiss`: say that a sentence is no rule, and why."""

from __future__ import annotations

from pathlib import Path

import click

from clientwright import endpoint_names
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.specs_source import require_specs


@click.command(
    "dismiss",
    epilog=options.format_examples(
        "clientwright rules dismiss text-to-video 2 3 --reason 'Advice, not a rule.'",
        "clientwright rules dismiss 'kling/*' 'Keep it short.' --reason 'Advice.'",
    ),
)
@click.argument("endpoint", shell_complete=endpoint_completion.complete_endpoint_name)
@click.argument("sentences", nargs=-1, required=True, metavar="SENTENCE...")
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why it is no rule, for the next reader."
)
@options.specs
@options.service
@click.option("--dry-run", is_flag=True, help="Show what would be dismissed, and write nothing.")
@options.as_json
def dismiss(
    *,
    endpoint: str,
    sentences: tuple[str, ...],
    reason: str,
    specs: Path,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Dismiss sentences that are no rules, so that `lint` shows them no more unless their words change.

    ENDPOINT is a model id, its ending, or a pattern. A SENTENCE is its number in `clientwright rules`, its
    words, or a part of them. If the program reads a rule from the sentence, the rule is removed,
    unless another sentence states it.
    """
    from clientwright.proposals.chosen_specs import choose_specs_to_edit
    from clientwright.proposals.settle_sentences import dismiss_sentences
    from clientwright.proposals.spec_edits import write_edits

    require_specs(click.get_current_context(), specs)
    ids = endpoint_names.select_endpoint_ids(specs, (endpoint,))
    chosen = choose_specs_to_edit(specs, ids)
    dismissed, edits = dismiss_sentences(chosen, sentences, " ".join(reason.split()))
    written = () if dry_run else write_edits(chosen, edits)
    if as_json:
        printer.print_json(
            {
                "dismissed": [
                    {
                        "id": str(one.endpoint.id),
                        "number": one.sentence.number,
                        **one.sentence.quoted.as_json(),
                        "rules_removed": list(one.rules_removed),
                    }
                    for one in dismissed
                ],
                "files": [{"path": str(e.path), "written": e.path in written} for e in edits],
            }
        )
        return
    for one in dismissed:
        printer.print_line(
            f"{one.endpoint.id} {one.sentence.number}: {one.sentence.quoted.sentence}"
        )
        for rule in one.rules_removed:
            printer.print_line(f"    removed the rule that was read from it: {rule}")
    for edit in edits:
        done = (
            "written" if edit.path in written else "nothing was written" if dry_run else "unchanged"
        )
        printer.print_line(f"{edit.path}: {done}", bold=True)
