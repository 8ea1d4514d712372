"""`clientwright diff`: list the changes between two sets of specs and whether they break callers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import diff_view, endpoint_names, options, printer
from clientwright.errors import UsageError

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import SpecDiff


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
def command(
    *,
    old: str,
    new: str,
    fail_on: str | None,
    as_json: bool,
    markdown: bool,
    github: bool,
    endpoints: tuple[str, ...],
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
    found = _compare_specs(old, new, endpoints)
    if as_json:
        printer.print_json(found.as_json())
    elif markdown:
        _print_markdown(found)
    elif github:
        _print_annotations(found)
    else:
        diff_view.print_diff(found)
    if found.problems:
        printer.print_problems(found.problems, err=True)
        printer.print_line(printer.describe_problem_counts(found.problems), err=True)
    bad = {"breaking": ("breaking",), "warning": ("breaking", "warning")}.get(fail_on or "", ())
    if found.compatibility in bad or found.problems:
        click.get_current_context().exit(1)


def _compare_specs(old: str, new: str, endpoints: tuple[str, ...]) -> SpecDiff:
    from clientwright.evolution.diff.source_pair import read_source_pair

    both = read_source_pair(old, new)
    if endpoints:
        both = both.restrict_to(
            {endpoint_names.resolve_endpoint_id(name, both.ids) for name in endpoints}
        )
    return both.diff()


def _print_markdown(found: SpecDiff) -> None:
    from clientwright.evolution.diff.github_report import pull_request_text

    click.echo(pull_request_text(found), nl=False)


def _print_annotations(found: SpecDiff) -> None:
    from clientwright.evolution.diff.github_report import annotation_lines

    checkout = os.environ.get("GITHUB_WORKSPACE")
    for line in annotation_lines(found, Path(checkout) if checkout else None):
        click.echo(line)
