"""`clientwright rules remove`: remove a rule that a person wrote."""

from __future__ import annotations

from pathlib import Path

import click

from clientwright import endpoint_names
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.specs_source import require_specs


@click.command(
    "remove",
    epilog=options.format_examples(
        "clientwright rules remove text-to-video 2",
        "clientwright rules remove 'kling/*' 'At most one of image_url and video_url may be given.'",
    ),
)
@click.argument("endpoint", shell_complete=endpoint_completion.complete_endpoint_name)
@click.argument("rule")
@options.specs
@options.service
@click.option("--dry-run", is_flag=True, help="Show what would be removed, and write nothing.")
@options.as_json
def remove(*, endpoint: str, rule: str, specs: Path, dry_run: bool, as_json: bool) -> None:
    """Remove a rule that a person wrote; the sentences that it stands for are shown again.

    ENDPOINT is a model id, its ending, or a pattern. RULE is its number in `clientwright rules`, its kind
    if that is enough, its words, or a part of them. A rule that the program reads goes when the sentences
    that state it are dismissed (`rules dismiss`): the next import would bring it back otherwise. A rule
    that is written once for several endpoints is removed for all of them, by their pattern.
    """
    from clientwright.proposals.chosen_specs import choose_specs_to_edit
    from clientwright.proposals.remove_rules import remove_rules
    from clientwright.proposals.spec_edits import write_edits
    from clientwright.rules import kinds

    require_specs(click.get_current_context(), specs)
    ids = endpoint_names.select_endpoint_ids(specs, (endpoint,))
    chosen = choose_specs_to_edit(specs, ids)
    removed, edits = remove_rules(chosen, rule)
    written = () if dry_run else write_edits(chosen, edits)
    if as_json:
        printer.print_json(
            {
                "removed": [
                    {
                        "id": str(one.endpoint.id),
                        "rule": kinds.as_json(one.rule),
                        "sentence": one.rule.sentence(),
                        "unsettled": [
                            {"number": each.number, **each.quoted.as_json()}
                            for each in one.sentences
                        ],
                    }
                    for one in removed
                ],
                "files": [{"path": str(e.path), "written": e.path in written} for e in edits],
            }
        )
        return
    for one in removed:
        printer.print_line(f"{one.endpoint.id}: {one.rule.kind}: {one.rule.sentence()}")
        for each in one.sentences:
            printer.print_line(f"    to settle again: {each.number} {each.quoted.sentence}")
    for edit in edits:
        done = "written" if edit.path in written else "nothing was written"
        printer.print_line(f"{edit.path}: {done}", bold=True)
