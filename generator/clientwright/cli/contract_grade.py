"""`clientwright contract --grade`: count the mutants of server and client that the harness detects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from clientwright.cli import console, printer
from clientwright.lint.lint_folder import load_linted_service
from clientwright.testing.mutation.mutation_score import MutantFate, MutationScore
from clientwright.testing.mutation.score_harness import score_harness
from clientwright.testing.promises import Target


def run_grading(
    root: Path, endpoints: tuple[str, ...], as_json: bool, json_file: Path | None = None
) -> int:
    """Score the harness with mutants of the specs in `root` and return the exit code."""
    specs = load_linted_service(root, endpoints)
    kept = tuple(one for one in specs.endpoints if one.id in endpoints or not endpoints)
    with console.track_steps("Grading") as progress_callback:
        found = score_harness(replace(specs, endpoints=kept), progress=progress_callback)
    if as_json:
        printer.print_json(score_as_json(found))
    else:
        _print_score(found)
    if json_file:
        printer.write_report(json_file, f"{json.dumps(score_as_json(found), indent=2)}\n")
    return 0 if found.perfect else 1


def score_as_json(found: MutationScore) -> dict[str, object]:
    """Return a score as a JSON document."""
    return {
        "format": "clientwright-contract-grade",
        "version": 1,
        "percent": found.percent,
        **{str(fate): found.count(fate) for fate in MutantFate},
        "false_alarms": list(found.false_alarms),
        "mutants": [asdict(one) for one in found.mutants],
    }


def _print_score(found: MutationScore) -> None:
    for fate, colour in (
        (MutantFate.UNOBSERVABLE, None),
        (MutantFate.INAPPLICABLE, None),
        (MutantFate.SURVIVED, "red"),
    ):
        mutants = [one for one in found.mutants if one.fate is fate]
        if mutants:
            printer.print_line(f"{str(fate).capitalize()} mutants", bold=True)
        for one in mutants:
            printer.print_line(f"  {one.name}: {one.sentence}", fg=colour)
            printer.print_line(f"    {one.by or 'no promise noticed it'}")
    for alarm in found.false_alarms:
        printer.print_line(f"False alarm: {alarm} is broken by the unchanged sandbox", fg="red")
    for line in _count_lines(found):
        printer.print_line(line)
    killed, survived = found.count(MutantFate.KILLED), found.count(MutantFate.SURVIVED)
    summary = (
        f"{killed:,} of {killed + survived:,} observable mutants noticed: {found.percent:.1f} %"
    )
    printer.print_line(summary, fg="green" if found.perfect else "red", bold=True)


def _count_lines(found: MutationScore) -> Iterator[str]:
    """Yield one line per target with its mutants counted by fate."""
    for target in Target:
        own = [one for one in found.mutants if one.target is target]
        if own:
            parts = (f"{sum(one.fate is fate for one in own):,} {fate}" for fate in MutantFate)
            yield f"{target}: {printer.pluralize(len(own), 'mutant')}, {', '.join(parts)}"
