"""Output of a contract run: terminal lines, report files and the exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright import locations
from clientwright.cli import printer
from clientwright.cli.console import make_console, print_table
from clientwright.cli.contract_run import ContractRequest, ContractRun, untried_run
from clientwright.cli.options import reject_occupied
from clientwright.errors import ClientwrightError, ProblemsError, UsageError
from clientwright.io import atomic_files
from clientwright.testing.errors import EXIT_STOPPED, reason_of
from clientwright.testing.promises import Effort, Trial
from clientwright.testing.report import html_page, json_report, junit, terminal
from clientwright.testing.report.baseline import Baseline, apply_baseline, load_baseline
from clientwright.testing.report.report_context import ReportContext
from clientwright.testing.report.summary_table import StyledLine
from clientwright.testing.trials import trial_selection

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Report files besides the terminal; with `prints_json`, stdout is the JSON document only."""

    prints_json: bool = False
    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None

    def __bool__(self) -> bool:
        """Return whether a report is asked for besides the terminal's."""
        return self.prints_json or any((self.json, self.junit, self.html))


def check_report_files(files: ReportFiles, baseline: Path | None) -> None:
    """Check before a run that its reports can be written, and overwrite nothing else.

    Raises:
        UsageError: two of them are one file, one is the baseline, or it cannot be written.
    """
    wanted = {"--json-file": files.json, "--junit": files.junit, "--html": files.html}
    taken = {baseline.resolve(): "--baseline"} if baseline else {}
    for option, path in wanted.items():
        if path is None or atomic_files.is_special(path):
            continue
        if str(path) == "-":
            advice = "--json prints the report" if option == "--json-file" else "/dev/stdout"
            raise UsageError(f"{option} takes the name of a file, not '-'; to print: {advice}")
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            raise UsageError(f"{path}: {other} and {option} name the same file; choose another")
        reject_occupied(path, f"name another file with {option}")
        atomic_files.require_writable([path])


def read_baseline_option(path: Path | None) -> Baseline:
    """Return the baseline at `path`, or an empty one without a path.

    Raises:
        ProblemsError: it is not a valid baseline.
        SourceError: it cannot be read.
    """
    found = load_baseline(path) if path else Baseline()
    if found.problems:
        raise ProblemsError(locations.add_lines(found.problems))
    return found


def output_report(
    run: ContractRun, baseline: Baseline, files: ReportFiles, *, verbose: bool = False
) -> int:
    """Print and write a report; return the exit code of a run that no signal ended."""
    baselined = apply_baseline(baseline, run.report, run.known_promises, date.today())
    context = ReportContext(run.report, run.setting, baselined.accepted, run.origin)
    problems = locations.add_lines(baselined.problems)
    if not files.prints_json:
        for part in terminal.report_parts(context, verbose=verbose):
            if isinstance(part, StyledLine):
                printer.print_line(part.text, fg=part.colour or None, bold=part.bold)
            else:
                _print_table(part)
    printer.print_problems(problems, err=files.prints_json)
    _write_report_files(context, files)
    if run.report.stopped:
        return EXIT_STOPPED
    return 1 if context.findings or problems else 0


def report_nothing_tried(
    request: ContractRequest, error: BaseException, submits: int, files: ReportFiles
) -> None:
    """Write the report files of a run that a signal or its server ended before anything was tried.

    The terminal has the reason only. A run that cannot be planned has no report.
    """
    stopped = ""
    if isinstance(error, ClientwrightError):
        if error.exit_code != EXIT_STOPPED:
            return
        stopped = reason_of(error)
    try:
        run = untried_run(request, stopped, submits)
    except ClientwrightError:
        return
    _write_report_files(ReportContext(run.report, run.setting, {}, run.origin), files)


def _print_table(table: Table) -> None:
    """Print a table; below 80 columns its rows wrap rather than lose numbers."""
    console = make_console(wide=True)
    console.width = max(console.width, 80)
    print_table(console, table)


def output_dry_run(trials: Sequence[Trial], effort: Effort, files: ReportFiles) -> None:
    """List the trials and how many jobs they would submit."""
    total = trial_selection.total_max_submits(trials, effort)
    if files.junit or files.html:
        raise UsageError("--dry-run writes no report: combine it with --json or --json-file only")
    if files.prints_json or files.json:
        listed = [
            {
                "promises": [promise.id for promise in trial.promises],
                "target": str(trial.target),
                "submits": trial.max_submits(effort),
            }
            for trial in trials
        ]
        planned = {
            "trials": listed,
            "submits": total,
            "taken": trial_selection.estimate_accepted_jobs(trials, effort),
        }
        if files.json:
            printer.write_report(files.json, f"{json.dumps(planned, indent=2)}\n")
        if files.prints_json:
            printer.print_json(planned)
            return
    printer.print_line("submits  target  promises", bold=True)
    for trial in trials:
        ids = ", ".join(promise.id for promise in trial.promises)
        printer.print_line(f"{trial.max_submits(effort):>7,}  {trial.target}  {ids}")
    tail = f"at most {printer.pluralize(total, 'submit')}; nothing was run"
    printer.print_line(f"{printer.pluralize(len(trials), 'trial')}, {tail}", bold=True)


def _write_report_files(context: ReportContext, files: ReportFiles) -> None:
    """Write each requested file atomically."""
    wanted: tuple[tuple[Path | None, Callable[[ReportContext], str]], ...] = (
        (files.json, json_report.dumps),
        (files.junit, junit.dumps),
        (files.html, html_page.render),
    )
    for path, dumps in wanted:
        if path:
            printer.write_report(path, dumps(context))
    if files.prints_json:
        printer.print_document(json_report.dumps(context))
