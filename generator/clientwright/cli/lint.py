"""`clientwright lint`: every problem of the specs at once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from clientwright.cli import endpoint_names, options, printer
from clientwright.problems import Problem, Severity


@click.command(
    "lint",
    epilog=options.format_examples(
        "clientwright lint", "clientwright lint --notes", "clientwright lint --strict --json"
    ),
)
@options.specs
@options.as_json
@click.option("--strict", is_flag=True, help="End with exit code 1 on warnings too.")
@click.option("--notes", is_flag=True, help="Show the notes, too, which the last line only counts.")
def command(specs: Path, as_json: bool, strict: bool, notes: bool) -> None:
    """Look for mistakes in the specs, and show all of them at once.

    Errors block `generate`; warnings are findings to look at; notes say what
    follows from the documents, such as a bound that can never be reached.
    Ends with exit code 1 when there is an error.
    """
    from clientwright import pipeline

    found = pipeline.lint(specs)
    if as_json:
        printer.print_json(_lint_as_json(found))
    else:
        printer.print_problems(p for p in found if notes or p.severity is not Severity.INFO)
        folded = "" if notes else _hidden_notes(found)
        printer.print_line(
            f"{printer.describe_problem_counts(found, len(endpoint_names.list_endpoint_ids(specs)))}{folded}",
            bold=True,
        )
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in bad for problem in found):
        click.get_current_context().exit(1)


def _hidden_notes(found: tuple[Problem, ...]) -> str:
    """Say which kinds of notes are not shown: ` (never-reached 2, retired 1; --notes shows them)`."""
    kinds = Counter(problem.code for problem in found if problem.severity is Severity.INFO)
    listed = ", ".join(f"{code} {count}" for code, count in sorted(kinds.items()))
    return f" ({listed}; --notes shows them)" if listed else ""


def _lint_as_json(found: tuple[Problem, ...]) -> dict[str, object]:
    counts = Counter(problem.severity for problem in found)
    return {
        "problems": printer.problems_as_json(found),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.INFO],
    }
