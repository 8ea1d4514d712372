"""Output of `clientwright record`: the plan, the cost and the result of each scenario."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from clientwright.cli import prices, printer
from clientwright.problems import Problem

if TYPE_CHECKING:
    from clientwright.testing.cassettes.ledger import Ledger
    from clientwright.testing.cassettes.recorder import RecordingResult
    from clientwright.testing.cassettes.recording_plan import PlannedScenario

_OUTCOME_PREFIXES = {
    "written": "",
    "unchanged": "unchanged",
    "skipped": "skipped: ",
    "failed": "failed: ",
}
_GROUPED_CODES = {"stale-cassette": "stale", "missing-cassette": "not recorded"}
_COLOURS = {"failed": "red", "skipped": "yellow"}


def describe_cost(planned: Sequence[PlannedScenario], base_url: str) -> str:
    """Return a sentence on what a recording against the provider costs, as far as that is known."""
    from clientwright.testing.cassettes.recording_plan import count_submits

    jobs, risks = count_submits(planned)
    endpoints = {one.endpoint.id: one.endpoint for one in planned if not one.skip_reason}.values()
    more = f"; {printer.pluralize(risks, 'more submit')} should be rejected and then cost nothing"
    return (
        f"This submits {printer.pluralize(jobs, 'job')} to {base_url}, each billed to your account"
        f"{more if risks else ''}. {prices.describe_prices(endpoints)}"
    )


def _print_recording(one: RecordingResult) -> None:
    note = f"  {_OUTCOME_PREFIXES[one.status]}{one.reason}".rstrip()
    bad = one.status == "failed"
    printer.print_line(f"{one.path}{note}", fg=_COLOURS.get(one.status), err=bad)


def print_open_jobs(done: Sequence[RecordingResult], ledger: Ledger) -> None:
    """Print first the jobs that no file records, since they may still run and be billed."""
    reported = [id for one in done for id in one.request_ids]
    for one in done:
        for id in one.request_ids:
            printer.print_line(
                f"{one.path.stem}: this job was submitted, and may go on: {id}", err=True
            )
    for id in ledger.unreported(reported):
        printer.print_line(f"this job was submitted, and may go on: {id}", err=True)


def print_recordings(done: Sequence[RecordingResult], as_json: bool) -> None:
    """Print the recordings, or the one JSON document."""
    if as_json:
        printer.print_json({"cassettes": [one.as_json() for one in done]})
        return
    for one in done:
        _print_recording(one)
    counts = ", ".join(
        f"{sum(o.status == kind for o in done)} {kind}" for kind in _OUTCOME_PREFIXES
    )
    printer.print_line(counts, bold=True)


def print_recording_plan(
    planned: Sequence[PlannedScenario], as_json: bool, base_url: str, media: Mapping[str, str]
) -> None:
    """Print the scenarios that would be recorded; `base_url` is the provider's, empty for a sandbox."""
    from clientwright.testing.cassettes.recording_plan import count_submits, needed_media

    jobs, risks = count_submits(planned)
    kinds = sorted({*needed_media(planned), *media}) if base_url else []
    if as_json:
        rows = [_as_json(one) for one in planned]
        counts = {"scenarios": rows, "jobs": jobs, "submits_to_refuse": risks}
        live = {"base_url": base_url, "media": {kind: media.get(kind) for kind in kinds}}
        printer.print_json({**counts, **(live if base_url else {})})
        return
    for one in planned:
        note = f"skipped: {one.skip_reason}" if one.skip_reason else one.scenario.sentence
        printer.print_line(f"{one.endpoint.id} {one.scenario.name}: {note}")
    if base_url:
        printer.print_line(f"Jobs would be submitted to {base_url}.")
    if kinds:
        texts = (
            f"{kind}={media[kind]}" if kind in media else f"{kind} (still needs --media {kind}=URL)"
            for kind in kinds
        )
        printer.print_line(f"Media: {', '.join(texts)}")
    free = "" if base_url else " (none is billed: the sandbox is free)"
    printer.print_line(
        f"{printer.pluralize(jobs, 'job')} and {printer.pluralize(risks, 'submit')} to be rejected{free}",
        bold=True,
    )


def _as_json(one: PlannedScenario) -> dict[str, Any]:
    scenario = one.scenario
    return {
        "endpoint": str(one.endpoint.id),
        "scenario": scenario.name,
        "sentence": scenario.sentence,
        "jobs": scenario.jobs,
        "skipped": one.skip_reason,
    }


def print_cassette_problems(found: Sequence[Problem]) -> None:
    """Print problems of cassettes, grouping stale or missing ones by endpoint."""
    groups = dict[tuple[str, ...], list[Problem]]()
    for problem in found:
        about = (getattr(problem, name, "") for name in ("endpoint", "against"))
        own = () if problem.code in _GROUPED_CODES else (str(problem.location),)
        groups.setdefault((problem.code, *about, *own), []).append(problem)
    for (code, endpoint, against, *_), problems in groups.items():
        if len(problems) == 1:
            printer.print_problems(problems)
        else:
            _print_problem_group(code, endpoint, against, problems)


def _print_problem_group(
    code: str, endpoint: str, against: str, problems: Sequence[Problem]
) -> None:
    from clientwright.testing.cassettes.problems import format_option

    names = ", ".join(str(getattr(problem, "scenario", "")) for problem in problems)
    live = " --live" if against == "live" else ""
    options = f"{live}{format_option(problems[0].location.file)}"
    kind = click.style(f"{problems[0].severity} {code}", fg="red")
    text = (
        f"{len(problems)} scenarios are {_GROUPED_CODES[code]}: {names}. "
        f"Record them: clientwright record{options} --endpoint {shlex.quote(endpoint)}"
    )
    click.echo(
        f"{click.style(printer.escape_unsafe(endpoint), bold=True)}: {kind}: {printer.escape_unsafe(printer.with_own_options(text))}"
    )
