"""What an update says: what changed, what was done about it, what is left to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from clientwright.cli import diff_view, printer, record_view, sync_view
from clientwright.cli.command_group import EXIT_INTERRUPTED
from clientwright.errors import UsageError
from clientwright.problems import Problem, has_errors

if TYPE_CHECKING:
    from clientwright.evolution.diff.changes import SpecDiff
    from clientwright.evolution.sync.sync_result import SyncResult
    from clientwright.evolution.update.update_plan import UpdatePlan
    from clientwright.evolution.update.update_result import UpdateResult

_MAX_UNRESOLVED_CHARS = 4000
"""How many characters of what is left to a person go into a pull request's text."""


@dataclass(frozen=True, slots=True)
class UpdateOutcome:
    """What was foreseen and what is done; `held_back` where the verdict is worse than was allowed."""

    foreseen: UpdatePlan
    done: UpdateResult
    dry_run: bool
    held_back: bool

    @property
    def writes(self) -> bool:
        """Tell whether anything may be written."""
        return not (self.dry_run or self.held_back or self.foreseen.is_nothing)

    @property
    def difference(self) -> SpecDiff:
        """What it means for those who call."""
        return self.foreseen.prospect.difference

    @property
    def left(self) -> tuple[Problem, ...]:
        """What is left to a person: entries that could not be taken, specs that could
        not be compared, cassettes that nobody records by himself, what stopped it."""
        troubles = (trouble.problem for trouble in self.foreseen.prospect.synced.troubles)
        return (*troubles, *self.problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of them that no entry of the catalogue has."""
        foreseen = self.foreseen
        return (*foreseen.uncompared, *foreseen.tapes.problems, *self.done.stopped)


def update_exit_code(outcome: UpdateOutcome) -> int:
    """Give 1 where an error is left to a person, or (in a dry run) something to do."""
    stops = [one for one in outcome.done.recorded if one.stops]
    if stops:
        return EXIT_INTERRUPTED if any(one.interrupted for one in stops) else UsageError.exit_code
    failed = any(one.became == "failed" for one in outcome.done.recorded)
    waits = outcome.dry_run and not outcome.foreseen.is_nothing
    return int(outcome.held_back or waits or failed or has_errors(outcome.left))


def print_update(outcome: UpdateOutcome) -> None:
    """Print it for a person."""
    synced = outcome.foreseen.prospect.synced
    for change in synced.changes:
        sync_view.print_change(change)
    for id in _rejected_endpoints(synced):
        printer.print_line(f"! {id} not taken over: see below", fg="red")
    if outcome.difference.changes:
        diff_view.print_diff(outcome.difference)
    sync_view.print_new_repairs(synced)
    sync_view.print_entry_problems(synced)
    printer.print_problems(outcome.foreseen.uncompared)
    record_view.print_cassette_problems(outcome.foreseen.tapes.problems)
    printer.print_problems(outcome.done.stopped, err=True)
    for one in outcome.done.recorded:
        if one.became == "failed":
            printer.print_line(f"{one.path}: failed: {one.reason}", fg="red", err=True)
    for line in _written_lines(outcome):
        printer.print_line(line)
    printer.print_line(_closing_line(outcome), bold=True)


def _rejected_endpoints(synced: SyncResult) -> list[str]:
    """Name the endpoints of the catalogue whose news stand in no spec."""
    taken = {change.endpoint.id for change in synced.changes}
    wrong = {trouble.model_id for trouble in synced.troubles if has_errors([trouble.problem])}
    return sorted(wrong - taken - {""})


def _written_lines(outcome: UpdateOutcome) -> Iterator[str]:
    """Give a line for each place in which something was, or would be, written."""
    foreseen, done = outcome.foreseen, outcome.done
    planned, places = foreseen.tapes.planned, foreseen.places
    specs = len(foreseen.prospect.synced.changes)
    if outcome.writes:
        specs, files, note = len(done.specs), done.files, done.note
    else:
        files, note = foreseen.files, places.note if foreseen.noted is not None else None
    if specs:
        yield f"{foreseen.prospect.specs.root}: {printer.pluralize(specs, 'spec')}"
    if files:
        checked = ", checked" if outcome.writes else ""
        yield f"{foreseen.package}: {printer.pluralize(len(files), 'file')}{checked}"
    if planned:
        yield f"{places.cassettes}: {_describe_cassettes(outcome)}"
    if note:
        yield f"{note}: a new entry"


def _describe_cassettes(outcome: UpdateOutcome) -> str:
    if not outcome.writes:
        return f"{printer.pluralize(len(outcome.foreseen.tapes.planned), 'cassette')} to record"
    became = Counter(one.became for one in outcome.done.recorded)
    return ", ".join(f"{count} {kind}" for kind, count in became.items()) or "nothing recorded"


def _closing_line(outcome: UpdateOutcome) -> str:
    if outcome.foreseen.is_nothing:
        said = "nothing to write" if outcome.left else "nothing to do"
        said += f"; {_fail_on_reason(outcome)}" if outcome.held_back else ""
    elif outcome.held_back:
        said = f"nothing was written: {_fail_on_reason(outcome)}"
    elif outcome.dry_run:
        said = "nothing was written: this is a dry run"
    else:
        said = "updated" if outcome.done.complete else "stopped half way: run it again"
    return (
        f"{said}; left to you: {printer.describe_problem_counts(outcome.left)}"
        if outcome.left
        else said
    )


def _fail_on_reason(outcome: UpdateOutcome) -> str:
    """Say why --fail-on holds an update back."""
    if outcome.foreseen.uncompared:
        return "not everything could be compared"
    return f"the verdict is {outcome.difference.verdict}"


def print_update_markdown(outcome: UpdateOutcome) -> None:
    """Print the text of a pull request."""
    from clientwright.evolution.diff.reports import pull_request

    click.echo(pull_request.pull_request_text(outcome.difference), nl=False)
    lines = [f"- {pull_request.escape_markdown(line)}" for line in _unresolved_lines(outcome)]
    if lines:
        click.echo("\n### What is left to a person\n")
    shown = 0
    while shown < len(lines) and sum(map(len, lines[: shown + 1])) < _MAX_UNRESOLVED_CHARS:
        click.echo(lines[shown])
        shown += 1
    if shown < len(lines):
        click.echo(f"- … and {len(lines) - shown} more (`clientwright update` shows all)")


def _unresolved_lines(outcome: UpdateOutcome) -> Iterator[str]:
    """Give a line for each thing that is left to a person."""
    for trouble in outcome.foreseen.prospect.synced.troubles:
        named = f"`{trouble.model_id}`: " if trouble.model_id else ""
        yield named + str(trouble.problem)
    yield from map(str, outcome.problems)
    for one in outcome.done.recorded:
        if one.became == "failed":
            yield f"{one.path}: was not recorded: {one.reason}"


def print_update_json(outcome: UpdateOutcome) -> None:
    """Print it for a machine."""
    from clientwright.evolution.diff.reports import version_bump

    foreseen, done = outcome.foreseen, outcome.done
    files, note = foreseen.files, foreseen.places.note if foreseen.noted is not None else None
    if outcome.writes:
        files, note = done.files, done.note
    printer.print_json(
        {
            **outcome.difference.as_json(),
            "version": version_bump.version_part(outcome.difference),
            "written": done.is_anything,
            "complete": outcome.done.complete or not outcome.writes,
            "sync": sync_view.sync_as_json(foreseen.prospect.synced, done.specs),
            "package": {"path": str(foreseen.package), "changed": list(files)},
            "cassettes": [one.as_json() for one in done.recorded]
            if outcome.writes
            else _planned_cassettes(foreseen),
            "changelog": str(note) if note else None,
            "problems": printer.problems_as_json(outcome.problems),
        }
    )


def _planned_cassettes(foreseen: UpdatePlan) -> list[dict[str, str]]:
    return [
        {"endpoint": str(one.planned.endpoint.id), "scenario": one.planned.scenario.name}
        for one in foreseen.tapes.planned
    ]


def print_update_blocked(problems: Sequence[Problem], as_json: bool) -> None:
    """Print why nothing was done."""
    if as_json:
        printer.print_json({"written": False, "problems": printer.problems_as_json(problems)})
        return
    printer.print_problems(problems, err=True)
    printer.print_line(
        f"nothing was written: {printer.describe_problem_counts(problems)}", err=True, bold=True
    )
