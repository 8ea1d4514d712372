"""`clientwright diff`: list the changes between two sets of specs and whether they break callers."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright import endpoint_names
from clientwright.cli import options, printer
from clientwright.errors import UsageError

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import Change, SpecDiff


@click.command(
    "diff",
    epilog=options.format_examples(
        "clientwright diff HEAD~1:specs specs",
        "clientwright diff specs 'pages/*.txt' --fail-on breaking",
        "clientwright diff old/specs specs --markdown",
    ),
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning"]),
    help="Exit with 1 if the verdict is this or worse.",
)
@options.as_json
@click.option("--markdown", is_flag=True, help="Print text for a pull request and nothing else.")
@click.option("--github", is_flag=True, help="Print annotations on the lines of the new specs.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="ID",
    help="Only this endpoint; can be repeated.",
)
@options.known_service
def command(
    *,
    old: str,
    new: str,
    fail_on: str | None,
    as_json: bool,
    markdown: bool,
    github: bool,
    endpoints: tuple[str, ...],
    service: str,
) -> None:
    """Compare OLD with NEW and give each change a verdict.

    OLD and NEW are specs folders, spec files, saved pages (a file, a folder, a quoted
    pattern, an https URL), saved catalogues or git revisions such as HEAD~1:specs, in
    any mix. A request may only accept more values and a response may only contain fewer;
    every other change breaks callers. Each break comes with a witness, a value that one
    version accepts and the other rejects. Specs that cannot be read are reported; the
    rest is still compared.
    """
    if as_json + markdown + github > 1:
        raise UsageError("--json, --markdown and --github cannot be combined: choose one")
    found = _compare_specs(old, new, endpoints, service)
    if as_json:
        printer.print_json(found.as_json())
    elif markdown:
        _print_markdown(found)
    elif github:
        _print_annotations(found)
    else:
        print_diff(found)
    if found.problems:
        printer.print_problems(found.problems, err=True)
        printer.print_line(printer.describe_problem_counts(found.problems), err=True)
    bad = {"breaking": ("breaking",), "warning": ("breaking", "warning")}.get(fail_on or "", ())
    if found.compatibility in bad or found.problems:
        click.get_current_context().exit(1)


def _compare_specs(old: str, new: str, endpoints: tuple[str, ...], service: str) -> SpecDiff:
    from clientwright.evolution.diff.source_pair import read_source_pair

    both = read_source_pair(old, new, service, Path("specs"))
    if endpoints:
        both = both.restrict_to(
            {endpoint_names.resolve_endpoint_id(name, both.ids) for name in endpoints}
        )
    return both.diff()


def _print_markdown(found: SpecDiff) -> None:
    from clientwright.evolution.diff.github_report import pull_request_text

    printer.print_document(pull_request_text(found))


def _print_annotations(found: SpecDiff) -> None:
    from clientwright.evolution.diff.github_report import annotation_lines

    checkout = os.environ.get("GITHUB_WORKSPACE")
    for line in annotation_lines(found, Path(checkout) if checkout else None):
        click.echo(line)


MAX_WITNESS_CHARS = 600
"""Maximum length of a printed witness, in characters; --json prints it in full."""
COLLAPSE_FROM = 3
"""Number of harmless changes of one kind at one endpoint from which they are only counted."""
_COLOURS = {"breaking": "red", "warning": "yellow", "compatible": "green", "none": None}


def print_diff(found: SpecDiff) -> None:
    """Print each change under its endpoint, what to change in code, and the verdict."""
    from clientwright.evolution.diff import change_note

    for name, changes in groupby(found.changes, key=lambda change: change.endpoint):
        if name:
            printer.print_line(name, bold=True)
        _print_endpoint_changes(list(changes))
    todo = list(change_note.caller_actions(found))
    for line in ["", "What to change in calling code:", *todo] if todo else []:
        printer.print_line(line)
    counts = [
        f"{len(found.with_compatibility(verdict))} {verdict}"
        for verdict in type(found.compatibility)
    ]
    printer.print_line(f"verdict {found.compatibility}: {', '.join(counts)}", bold=True)
    printer.print_line(change_note.version_sentence(found))


def _print_endpoint_changes(changes: Sequence[Change]) -> None:
    """Print the changes of one endpoint; many harmless ones of one kind become a count."""
    quiet = Counter(change.kind for change in changes if str(change.compatibility) == "none")
    for change in changes:
        if str(change.compatibility) != "none" or quiet[change.kind] < COLLAPSE_FROM:
            _print_change(change)
    for kind, count in quiet.items():
        if count >= COLLAPSE_FROM:
            printer.print_line(f"  none {kind} in {count} places (--json lists each)")


def _print_change(change: Change) -> None:
    where = f" {change.pointer}" if change.pointer else ""
    printer.print_line(
        f"  {change.compatibility} {change.kind}{where}", fg=_COLOURS[str(change.compatibility)]
    )
    printer.print_line(f"    {change.message}")
    if change.witness:
        printer.print_line(f"    witness: {_format_witness(change.witness.value)}")
        printer.print_line(f"    rejected: {change.witness.reason}")


def _format_witness(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    cut = f"… ({len(text)} characters; --json has all)"
    return text if len(text) <= MAX_WITNESS_CHARS else text[:MAX_WITNESS_CHARS] + cut
