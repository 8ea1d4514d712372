"""A contract run from the command line: who is judged, what it may cost, whether that is wanted."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from clientwright import pipeline
from clientwright.cli import prices, printer, progress
from clientwright.errors import UsageError
from clientwright.specs.model import Specs
from clientwright.testing import runner, trial_plan, trial_selection
from clientwright.testing.promises import Effort, Report, Target, Trial
from clientwright.testing.report.report_context import RerunSettings, with_lines
from clientwright.testing.run_targets import RunTargets, TargetOptions, open_targets


@dataclass(frozen=True, slots=True)
class ContractRequest:
    """What the command line asks for; `sure` where nobody needs to be asked before jobs are submitted."""

    root: Path
    target_options: TargetOptions
    endpoints: tuple[str, ...]
    only: str
    effort: Effort
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ContractRun:
    """A run, how to try its findings again, and what each target could have been held to."""

    report: Report
    setting: RerunSettings
    known_promises: Mapping[Target, set[str]]


def plan_trials(wanted: ContractRequest) -> list[Trial]:
    """Give the trials of a run without opening a connection."""
    specs = pipeline.load_single_service(wanted.root)
    with open_targets(specs, wanted.target_options) as subjects:
        return trial_selection.select_trials(_build_trials(specs, subjects, wanted), wanted.only)


def run_contract(wanted: ContractRequest) -> ContractRun:
    """Run the trials.

    Raises:
        UsageError: something is not usable as given, or nobody wants jobs to be billed.
        Unreachable: no API answers at the URL.
    """
    specs = pipeline.load_single_service(wanted.root)
    with open_targets(specs, wanted.target_options) as subjects:
        _warn_if_client_stale(subjects, specs)
        effort = replace(wanted.effort, shrink=not subjects.is_remote)
        all_trials = _build_trials(specs, subjects, wanted)
        trials = trial_selection.select_trials(all_trials, wanted.only)
        submits, taken = (
            trial_selection.total_max_submits(trials, effort),
            trial_selection.estimate_accepted_jobs(trials, effort),
        )
        about = {promise.endpoint for trial in trials for promise in trial.promises}
        paid = prices.describe_prices([one for one in specs.endpoints if one.id in about])
        _confirm_submits(subjects, submits, taken, paid, wanted.confirmed)
        if subjects.server:
            subjects.server.probe()
        with progress.track_steps("Trying") as told:
            report = runner.run_trials(trials, effort, subjects=subjects.names, progress=told)
        _print_accepted_jobs(subjects)
    submitted = subjects.server.submitted if subjects.server else 0
    report = replace(with_lines(report), submits=submitted)
    narrowed = trial_selection.filter_report(report, wanted.only)
    known = {} if wanted.endpoints else trial_selection.promise_ids_by_target(all_trials)
    return ContractRun(narrowed, subjects.setting, known)


def _build_trials(specs: Specs, subjects: RunTargets, wanted: ContractRequest) -> Sequence[Trial]:
    kept = tuple(one for one in specs.endpoints if one.id in wanted.endpoints)
    part = replace(specs, endpoints=kept) if wanted.endpoints else specs
    return trial_plan.plan_trials(
        part, client=subjects.client, server=subjects.server, cassettes=subjects.cassettes
    )


def _print_accepted_jobs(subjects: RunTargets) -> None:
    """Name every job that another machine took: somebody may have to pay for it."""
    ids = subjects.server.accepted if subjects.server and subjects.is_remote else []
    if ids:
        printer.print_line(
            f"{printer.pluralize(len(ids), 'job')} taken there: {' '.join(ids)}", err=True
        )


def _warn_if_client_stale(subjects: RunTargets, specs: Specs) -> None:
    """Say first that a client was generated from other specs: its findings are no news then."""
    stale = subjects.client.changed_specs(specs) if subjects.client else ""
    if stale:
        said = f"{subjects.names[0]} is not what the specs give for {stale}"
        printer.print_line(f"{said}: run 'clientwright generate' first.", err=True, fg="yellow")


def _confirm_submits(subjects: RunTargets, submits: int, taken: int, paid: str, sure: bool) -> None:
    """Ask before another machine is given jobs, saying how many; what cannot answer has to say --yes."""
    if not subjects.is_remote or sure:
        return
    url = subjects.setting.base_url
    said = f"{url} is not this machine. Up to {submits:,} submits would be made there"
    owed = f"some {taken:,} of them good inputs, which a correct server takes: each may be billed"
    printer.print_line(f"{said}, {owed}, and is cancelled at once. {paid}", err=True)
    if url.startswith("http:"):
        printer.print_line("The URL is plain http: others can read the token on its way.", err=True)
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: add --yes, or look first with --dry-run")
    if not click.confirm("Go on?", err=True):
        raise UsageError("nothing was sent; --dry-run lists what would be")
