"""Output of an update: what changed, what was written, what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from clientwright.cli import diff, printer, record_view, sync
from clientwright.cli.command_group import EXIT_INTERRUPTED
from clientwright.errors import UsageError
from clientwright.problems import Problem, Severity, has_errors
from clientwright.schema.wording import show_code

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import SpecDiff
    from clientwright.evolution.sync.sync_result import SyncResult
    from clientwright.evolution.update.update_plan import UpdatePlan
    from clientwright.evolution.update.update_result import UpdateResult

_MAX_UNRESOLVED_CHARS = 4000
"""Maximum length of the unresolved items in a pull request's text, in characters."""


@dataclass(frozen=True, slots=True)
class UpdateOutcome:
    """A plan and its result; `exceeds_fail_on` if the verdict is worse than allowed."""

    plan: UpdatePlan
    result: UpdateResult
    dry_run: bool
    exceeds_fail_on: bool

    @property
    def may_write(self) -> bool:
        """Return whether anything may be written."""
        return not (self.dry_run or self.exceeds_fail_on or self.plan.is_empty)

    @property
    def difference(self) -> SpecDiff:
        """The diff of the specs."""
        return self.plan.spec_update.diff

    @property
    def unresolved(self) -> tuple[Problem, ...]:
        """What needs a person: rejected entries, specs that could not be compared,
        cassettes that cost money, and what stopped the update."""
        entries = (entry.problem for entry in self.plan.spec_update.sync_result.endpoint_problems)
        return (*entries, *self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The unresolved problems that do not belong to a catalogue entry."""
        plan = self.plan
        return (*plan.uncompared, *plan.cassettes.problems, *self.result.stop_reasons)


def update_exit_code(outcome: UpdateOutcome) -> int:
    """Return 1 if errors are unresolved or a dry run found something to do; 0 if neither."""
    stops = [one for one in outcome.result.recorded if one.ends_run]
    if stops:
        return EXIT_INTERRUPTED if any(one.interrupted for one in stops) else UsageError.exit_code
    failed = any(one.status == "failed" for one in outcome.result.recorded)
    pending = outcome.dry_run and not outcome.plan.is_empty
    return int(outcome.exceeds_fail_on or pending or failed or has_errors(outcome.unresolved))


def print_update(outcome: UpdateOutcome) -> None:
    """Print the outcome as text."""
    synced = outcome.plan.spec_update.sync_result
    for change in synced.changes:
        sync.print_change(change)
    for id in _rejected_endpoints(synced):
        printer.print_line(f"! {id} not taken over: see below", fg="red")
    if outcome.difference.changes:
        diff.print_diff(outcome.difference)
    sync.print_new_repairs(synced)
    sync.print_entry_problems(synced)
    printer.print_problems(outcome.plan.uncompared)
    record_view.print_cassette_problems(outcome.plan.cassettes.problems)
    printer.print_problems(outcome.result.stop_reasons, err=True)
    for one in outcome.result.recorded:
        if one.status == "failed":
            printer.print_line(f"{one.path}: failed: {one.reason}", fg="red", err=True)
    for line in _written_lines(outcome):
        printer.print_line(line)
    printer.print_line(_closing_line(outcome), bold=True)


def _rejected_endpoints(synced: SyncResult) -> list[str]:
    """Return the endpoints whose catalogue entries were not taken over."""
    taken = {change.endpoint.id for change in synced.changes}
    wrong = {entry.model_id for entry in synced.endpoint_problems if has_errors([entry.problem])}
    return sorted(wrong - taken - {""})


def _written_lines(outcome: UpdateOutcome) -> Iterator[str]:
    """Yield one line per location that was, or would be, written."""
    plan, done = outcome.plan, outcome.result
    planned, paths = plan.cassettes.to_record, plan.paths
    specs = len(plan.spec_update.sync_result.changes)
    if outcome.may_write:
        specs, files, note = len(done.specs), done.files, done.changelog
    else:
        files, note = (
            plan.changed_files,
            paths.changelog if plan.new_changelog is not None else None,
        )
    if specs:
        yield f"{plan.spec_update.specs.root}: {printer.pluralize(specs, 'spec')}"
    if files:
        checked = ", checked" if outcome.may_write else ""
        yield f"{plan.package}: {printer.pluralize(len(files), 'file')}{checked}"
    if planned:
        yield f"{paths.cassettes}: {_describe_cassettes(outcome)}"
    if note:
        yield f"{note}: a new entry"


def _describe_cassettes(outcome: UpdateOutcome) -> str:
    if not outcome.may_write:
        return f"{printer.pluralize(len(outcome.plan.cassettes.to_record), 'cassette')} to record"
    became = Counter(one.status for one in outcome.result.recorded)
    return ", ".join(f"{count} {kind}" for kind, count in became.items()) or "nothing recorded"


def _closing_line(outcome: UpdateOutcome) -> str:
    if outcome.plan.is_empty:
        text = "nothing to write" if outcome.unresolved else "nothing to do"
        text += f"; {_fail_on_reason(outcome)}" if outcome.exceeds_fail_on else ""
    elif outcome.exceeds_fail_on:
        text = f"nothing was written: {_fail_on_reason(outcome)}"
    elif outcome.dry_run:
        text = "nothing was written: this is a dry run"
    else:
        text = "updated" if outcome.result.complete else "stopped half way: run it again"
    return (
        f"{text}; left to you: {printer.describe_problem_counts(outcome.unresolved)}"
        if outcome.unresolved
        else text
    )


def _fail_on_reason(outcome: UpdateOutcome) -> str:
    """Return why --fail-on blocks the update."""
    if outcome.plan.uncompared:
        return "not everything could be compared"
    return f"the verdict is {outcome.difference.compatibility}"


def print_update_markdown(outcome: UpdateOutcome) -> None:
    """Print the text of a pull request."""
    from clientwright.evolution.diff import github_report

    printer.print_document(github_report.pull_request_text(outcome.difference))
    lines = [f"- {github_report.escape_markdown(line)}" for line in _unresolved_lines(outcome)]
    if lines:
        click.echo("\n### Left to you\n")
    shown = 0
    while shown < len(lines) and sum(map(len, lines[: shown + 1])) < _MAX_UNRESOLVED_CHARS:
        click.echo(lines[shown])
        shown += 1
    if shown < len(lines):
        click.echo(f"- … and {len(lines) - shown} more (`clientwright update` shows all)")


def _unresolved_lines(outcome: UpdateOutcome) -> Iterator[str]:
    """Yield one line per unresolved item."""
    for entry in outcome.plan.spec_update.sync_result.endpoint_problems:
        named = f"{show_code(entry.model_id)}: " if entry.model_id else ""
        yield named + str(entry.problem)
    yield from map(str, outcome.problems)
    for one in outcome.result.recorded:
        if one.status == "failed":
            yield f"{one.path}: not recorded: {one.reason}"


def print_update_json(outcome: UpdateOutcome) -> None:
    """Print the outcome as JSON."""
    from clientwright.evolution.diff import change_note

    plan, done = outcome.plan, outcome.result
    files, note = (
        plan.changed_files,
        plan.paths.changelog if plan.new_changelog is not None else None,
    )
    if outcome.may_write:
        files, note = done.files, done.changelog
    printer.print_json(
        {
            **outcome.difference.as_json(),
            "version": change_note.version_part(outcome.difference),
            "written": done.has_changes,
            "complete": outcome.result.complete or not outcome.may_write,
            "sync": sync.sync_as_json(plan.spec_update.sync_result, done.specs),
            "package": {"path": str(plan.package), "changed": list(files)},
            "cassettes": [one.as_json() for one in done.recorded]
            if outcome.may_write
            else _planned_cassettes(plan),
            "changelog": str(note) if note else None,
            "problems": printer.problems_as_json(outcome.problems),
        }
    )


def _planned_cassettes(plan: UpdatePlan) -> list[dict[str, str]]:
    return [
        {"endpoint": str(one.planned.endpoint.id), "scenario": one.planned.scenario.name}
        for one in plan.cassettes.to_record
    ]


def print_update_blocked(problems: Sequence[Problem], as_json: bool) -> None:
    """Print why nothing was written."""
    if as_json:
        printer.print_json({"written": False, "problems": printer.problems_as_json(problems)})
        return
    printer.print_problems((p for p in problems if p.severity is not Severity.INFO), err=True)
    printer.print_line(
        f"nothing was written: {printer.describe_problem_counts(problems)}", err=True, bold=True
    )
