"""Run contract trials from the command line: open the targets, confirm the cost, run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from clientwright import endpoint_names
from clientwright.cli import console, prices, printer
from clientwright.errors import ClientwrightError, UsageError
from clientwright.lint.lint_folder import load_linted_service
from clientwright.specs.model import Specs
from clientwright.testing.cassettes.cassette_trials import require_cassettes
from clientwright.testing.jobs.job_release import OpenJobs, find_open_jobs, release_jobs
from clientwright.testing.promises import Effort, Report, Target, Trial
from clientwright.testing.report.report_context import RerunSettings, RunOrigin, with_lines
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials import runner, trial_selection
from clientwright.testing.trials.run_targets import RunTargets, TargetOptions, open_targets
from clientwright.testing.trials.trial_parts import (
    TrialPart,
    all_trials,
    endpoint_of_pattern,
    select_from_parts,
)


@dataclass(frozen=True, slots=True)
class ContractRequest:
    """What the command line asks for; if `confirmed`, jobs are submitted without asking.

    `date` is that of the report. If it `has_baseline`, the ids of all promises are looked at.
    """

    root: Path
    target_options: TargetOptions
    endpoints: tuple[str, ...]
    only: tuple[str, ...]
    effort: Effort
    confirmed: bool = False
    has_baseline: bool = False
    date: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class ContractRun:
    """A report, its origin, the settings that rerun its findings, and the promise ids of each target."""

    report: Report
    origin: RunOrigin
    setting: RerunSettings
    known_promises: Mapping[Target, set[str]]


@dataclass(slots=True)
class RunProgress:
    """How far a run has come; `on_end` is called when its trials are over."""

    on_end: Callable[[], None] = lambda: None
    trials_over: bool = False
    server: ServerTarget | None = None

    @property
    def submits(self) -> int:
        """How many submits the run has made."""
        return self.server.submitted if self.server else 0

    def end_trials(self) -> None:
        """Note that the trials are over, and that their report will follow."""
        self.trials_over = True
        self.on_end()


def plan_trials(request: ContractRequest) -> list[Trial]:
    """Return the trials of a run without opening a connection."""
    request = _narrow(request)
    specs = load_linted_service(request.root, request.endpoints)
    with open_targets(specs, request.target_options) as targets:
        return _select(_plan_parts(specs, targets, request), request)


def _narrow(request: ContractRequest) -> ContractRequest:
    """Return the request with the endpoint whose promises are asked for, if it follows from their ids."""
    chosen = request.endpoints
    if request.only and not chosen and not request.has_baseline:
        known = endpoint_names.list_endpoint_ids(request.root)
        found = {endpoint_of_pattern(pattern, known) for pattern in request.only}
        chosen = () if "" in found else tuple(sorted(found))
    options = replace(request.target_options, endpoints=chosen)
    return replace(request, endpoints=chosen, target_options=options)


def untried_run(request: ContractRequest, stopped: str = "", submits: int = 0) -> ContractRun:
    """Return a run that ended before it tried anything: by an error, else by a signal.

    Raises:
        ClientwrightError: its trials cannot be planned.
    """
    request = _narrow(request)
    specs = load_linted_service(request.root, request.endpoints)
    options = replace(request.target_options, dry_run=True)
    with open_targets(specs, options) as targets:
        trials = _select(_plan_parts(specs, targets, request), request)
        effort = replace(request.effort, shrink=not targets.is_remote)
        report = runner.untried_report(trials, effort, targets.names, stopped)
    report = replace(with_lines(report), submits=submits)
    return ContractRun(report, RunOrigin.of_specs(specs, request.date), targets.setting, {})


def run_contract(request: ContractRequest, run_progress: RunProgress) -> ContractRun:
    """Run the trials, and note in `run_progress` how far they have come.

    Raises:
        UsageError: the arguments cannot be used, or the user declined to submit jobs.
        UnreachableError: no API responds at the URL.
    """
    request = _narrow(request)
    specs = load_linted_service(request.root, request.endpoints)
    with open_targets(specs, request.target_options) as targets:
        run_progress.server = targets.server
        _note_if_no_client(targets, specs)
        _warn_if_client_stale(targets, specs)
        effort = replace(request.effort, shrink=not targets.is_remote)
        parts = _plan_parts(specs, targets, request)
        trials = _select(parts, request)
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
        with console.track_steps("Trying") as progress_callback:

            def progress(done: int, of: int, next_id: str) -> None:
                progress_callback(done, of, next_id)
                if not next_id:
                    run_progress.end_trials()

            try:
                report = runner.run_trials(
                    trials, effort, subjects=targets.names, progress=progress
                )
            except ClientwrightError:
                _print_accepted_jobs(targets)
                _release_jobs(targets)
                raise
        run_progress.end_trials()
        _print_accepted_jobs(targets)
        if not report.is_complete:
            report = replace(report, notes=(*report.notes, *_release_jobs(targets).notes()))
    report = replace(with_lines(report), submits=run_progress.submits)
    narrowed = trial_selection.filter_report(report, request.only)
    known: Mapping[Target, set[str]] = {}
    if request.has_baseline and not request.endpoints:
        known = trial_selection.promise_ids_by_target(all_trials(parts))
    return ContractRun(narrowed, RunOrigin.of_specs(specs, request.date), targets.setting, known)


def _select(parts: Sequence[TrialPart], request: ContractRequest) -> list[Trial]:
    """Plan the trials that are asked for, and show how far that has come."""
    with console.track_steps("Planning") as progress:
        return select_from_parts(parts, request.only, progress)


def _plan_parts(specs: Specs, targets: RunTargets, request: ContractRequest) -> list[TrialPart]:
    if request.target_options.cassettes:
        require_cassettes(request.target_options.cassettes, specs, request.endpoints)
    return runner.plan_parts(
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


def _release_jobs(targets: RunTargets) -> OpenJobs:
    """After an early end, cancel the jobs that may still run; name and return those that are left.

    The jobs of the run's own sandbox end with it. A second Ctrl-C ends this, too.
    """
    if targets.server is None or targets.own_server:
        return OpenJobs()
    try:
        left = release_jobs(targets.server)
    except KeyboardInterrupt:
        left = find_open_jobs(targets.server)
    if left:
        text = f"These jobs neither ended nor were cancelled: {left.describe()}"
        printer.print_line(text, err=True)
    return left


def _note_if_no_client(targets: RunTargets, specs: Specs) -> None:
    """Say how to test a client, too, if none is generated and none was named."""
    if targets.own_server and targets.client is None:
        folder = shlex.quote(str(specs.root))
        text = (
            f"There is no generated client of {specs.service.name} here; it is not tested. Run "
            f"'clientwright generate --specs {folder}', or name a client with --client."
        )
        printer.print_line(text, err=True)


def _warn_if_client_stale(targets: RunTargets, specs: Specs) -> None:
    """Warn before the run if the client was generated from other specs, which explains its findings."""
    stale = targets.client.changed_specs(specs) if targets.client else ""
    if stale:
        problem = f"{targets.names[0]} was generated from other specs of {stale}"
        text = printer.with_own_options(f"{problem}: run 'clientwright generate' first.")
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
