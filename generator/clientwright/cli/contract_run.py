"""Run contract trials or the mutation score: open the targets, confirm the cost, run, stop on a signal."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from clientwright.cli import prices, printer, progress
from clientwright.cli.advice import with_own_options
from clientwright.errors import UsageError
from clientwright.lint.lint_folder import load_linted_service
from clientwright.specs.model import Specs
from clientwright.testing import runner, trial_plan, trial_selection
from clientwright.testing.cassettes.cassette_folder import require_cassettes
from clientwright.testing.mutation.mutation_score import MutantFate, MutationScore
from clientwright.testing.mutation.score_harness import score_harness
from clientwright.testing.promises import Effort, Report, Target, Trial
from clientwright.testing.report.report_context import RerunSettings, RunOrigin, with_lines
from clientwright.testing.run_targets import RunTargets, TargetOptions, open_targets


@dataclass(frozen=True, slots=True)
class ContractRequest:
    """What the command line asks for; if `confirmed`, jobs are submitted without asking.

    `date` is that of the report.
    """

    root: Path
    target_options: TargetOptions
    endpoints: tuple[str, ...]
    only: str
    effort: Effort
    confirmed: bool = False
    date: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class ContractRun:
    """A report, its origin, the settings that rerun its findings, and the promise ids of each target."""

    report: Report
    origin: RunOrigin
    setting: RerunSettings
    known_promises: Mapping[Target, set[str]]


def plan_trials(request: ContractRequest) -> list[Trial]:
    """Return the trials of a run without opening a connection."""
    specs = load_linted_service(request.root)
    with open_targets(specs, request.target_options) as targets:
        return trial_selection.select_trials(_build_trials(specs, targets, request), request.only)


def run_contract(request: ContractRequest) -> ContractRun:
    """Run the trials.

    Raises:
        UsageError: the arguments cannot be used, or the user declined to submit jobs.
        UnreachableError: no API responds at the URL.
    """
    specs = load_linted_service(request.root)
    with open_targets(specs, request.target_options) as targets:
        _warn_if_client_stale(targets, specs)
        effort = replace(request.effort, shrink=not targets.is_remote)
        all_trials = _build_trials(specs, targets, request)
        trials = trial_selection.select_trials(all_trials, request.only)
        submits, expected_jobs = (
            trial_selection.total_max_submits(trials, effort),
            trial_selection.estimate_accepted_jobs(trials, effort),
        )
        endpoint_ids = {promise.endpoint for trial in trials for promise in trial.promises}
        prices_text = prices.describe_prices(
            [one for one in specs.endpoints if one.id in endpoint_ids]
        )
        _confirm_submits(targets, submits, expected_jobs, prices_text, request.confirmed)
        if targets.server:
            targets.server.probe()
        with progress.track_steps("Trying") as progress_callback:
            report = runner.run_trials(
                trials, effort, subjects=targets.names, progress=progress_callback
            )
        _print_accepted_jobs(targets)
    submitted = targets.server.submitted if targets.server else 0
    report = replace(with_lines(report), submits=submitted)
    narrowed = trial_selection.filter_report(report, request.only)
    known = {} if request.endpoints else trial_selection.promise_ids_by_target(all_trials)
    return ContractRun(narrowed, RunOrigin.of_specs(specs, request.date), targets.setting, known)


def _build_trials(specs: Specs, targets: RunTargets, request: ContractRequest) -> Sequence[Trial]:
    if request.target_options.cassettes:
        require_cassettes(request.target_options.cassettes, specs, request.endpoints)
    return trial_plan.plan_trials(
        specs,
        client=targets.client,
        server=targets.server,
        cassettes=targets.cassettes,
        chosen=request.endpoints,
    )


def _print_accepted_jobs(targets: RunTargets) -> None:
    """List the jobs that a remote server accepted, since they may be billed."""
    ids = targets.server.accepted if targets.server and targets.is_remote else []
    if ids:
        printer.print_line(
            f"{printer.pluralize(len(ids), 'job')} accepted by the server: {' '.join(ids)}",
            err=True,
        )


def _warn_if_client_stale(targets: RunTargets, specs: Specs) -> None:
    """Warn before the run if the client was generated from other specs, which explains its findings."""
    stale = targets.client.changed_specs(specs) if targets.client else ""
    if stale:
        problem = f"{targets.names[0]} was generated from other specs of {stale}"
        text = with_own_options(f"{problem}: run 'clientwright generate' first.")
        printer.print_line(text, err=True, fg="yellow")


def _confirm_submits(
    targets: RunTargets, submits: int, expected_jobs: int, prices_text: str, confirmed: bool
) -> None:
    """Ask before submitting jobs to a remote server; without a terminal, require --yes."""
    if not targets.is_remote or confirmed:
        return
    url = targets.setting.base_url
    plan = f"{url} is not this machine. Up to {submits:,} submits would be made there"
    cost = (
        f"about {expected_jobs:,} with valid input. Each job that the server accepts may be billed"
    )
    printer.print_line(f"{plan}, {cost}; it is cancelled at once. {prices_text}", err=True)
    if url.startswith("http:"):
        printer.print_line("The URL is plain http: others can read the token in transit.", err=True)
    if not sys.stdin.isatty():
        raise UsageError(
            "cannot ask for confirmation without a terminal: add --yes, or try --dry-run first"
        )
    if not click.confirm("Go on?", err=True):
        raise UsageError("nothing was sent; --dry-run lists what would be sent")


def run_grading(
    root: Path, endpoints: tuple[str, ...], as_json: bool, json_file: Path | None = None
) -> int:
    """Score the harness with mutants of the specs in `root` and return the exit code."""
    specs = load_linted_service(root)
    kept = tuple(one for one in specs.endpoints if one.id in endpoints or not endpoints)
    with progress.track_steps("Grading") as progress_callback:
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
    for fate, colour in ((MutantFate.UNOBSERVABLE, None), (MutantFate.SURVIVED, "red")):
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


_FIRST_SIGNAL_CODE = 128
"""A program that a signal ends has this exit code plus the signal's number, as in shells."""


class EarlyEnd:
    """Which signal has ended a run; the first one counts.

    CI systems send SIGINT and soon afterwards SIGTERM. The second must not disturb the report,
    but a person who presses Ctrl-C again wants the end.
    """

    def __init__(self) -> None:
        """Start without a signal: Ctrl-C is the usual one."""
        self.number = int(signal.SIGINT)
        self.is_reporting = False

    @property
    def exit_code(self) -> int:
        """The exit code for the signal: 130 for Ctrl-C, 143 for SIGTERM."""
        return _FIRST_SIGNAL_CODE + self.number

    def handle_signal(self, number: int, frame: FrameType | None) -> None:
        """Interrupt the run; SIGTERM does not interrupt the writing of its report."""
        if self.is_reporting and number != signal.SIGINT:
            return
        if not self.is_reporting:
            self.number, self.is_reporting = number, True
        raise KeyboardInterrupt


@contextmanager
def termination_as_interrupt() -> Generator[EarlyEnd]:
    """Let SIGTERM raise `KeyboardInterrupt` as Ctrl-C does, until the block ends.

    If the block does not handle it, the program ends with the signal's exit code.
    """
    found = EarlyEnd()
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    handled = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        handled.append(signal.SIGINT)
    before = {number: signal.signal(number, found.handle_signal) for number in handled}
    try:
        yield found
    except KeyboardInterrupt:
        printer.print_error("interrupted")
        sys.exit(found.exit_code)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
