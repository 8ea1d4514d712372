"""`clientwright lint`: list every problem of the specs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from clientwright import endpoint_names
from clientwright.cli import options, printer
from clientwright.problems import Problem, Severity


@click.command(
    "lint",
    epilog=options.format_examples(
        "clientwright lint", "clientwright lint --notes", "clientwright lint --strict --json"
    ),
)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@options.specs
@options.service
@options.as_json
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--notes", is_flag=True, help="Also show notes, which are otherwise only counted.")
def command(folder: Path | None, specs: Path, as_json: bool, strict: bool, notes: bool) -> None:
    """Check the specs and list every problem at once.

    FOLDER is another way to give --specs. Errors block `generate`; warnings need a look; notes state what follows from
    the documents, such as a bound that can never be reached.
    Exits with 1 if there is an error.
    """
    from clientwright.lint.lint_folder import lint_folder
    from clientwright.proposals.never_given_values import check_service_values

    specs = options.choose_one(folder, specs, "specs")
    found = lint_folder(specs, check_service_values)
    if as_json:
        printer.print_json(_lint_as_json(found))
    else:
        printer.print_folded_problems(p for p in found if notes or p.severity is not Severity.INFO)
        folded = "" if notes else _hidden_notes(found)
        printer.print_line(
            f"{printer.describe_problem_counts(found, len(endpoint_names.list_endpoint_ids(specs)))}{folded}",
            bold=True,
        )
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in bad for problem in found):
        click.get_current_context().exit(1)


def _hidden_notes(found: tuple[Problem, ...]) -> str:
    """Return the kinds of notes that are not shown: ` (never-reached 2, retired 1; --notes shows them)`."""
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
