"""A report as one HTML page without scripts, fonts, images or network access."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import jinja2

from clientwright.problems import escape_unprintable
from clientwright.testing.promises import Finding, Promise, Verdict, VerdictState
from clientwright.testing.report import terminal, verdict_counts
from clientwright.testing.report.report_context import ReportContext

STATE_MARKS = {
    VerdictState.PROVED: "✓",
    VerdictState.BROKEN: "✗",
    VerdictState.DOMINATED: "≺",
    VerdictState.UNOBSERVABLE: "∅",
    VerdictState.NOT_TRIED: "–",
}
_HELD_STATES = {VerdictState.PROVED, VerdictState.DOMINATED}
STATE_MEANINGS = {
    VerdictState.PROVED: "kept in every example",
    VerdictState.BROKEN: "the smallest case that breaks it is shown",
    VerdictState.DOMINATED: "whatever breaks it also breaks another promise, so it is never counted as proof",
    VerdictState.UNOBSERVABLE: "no target shows anything that could break it",
    VerdictState.NOT_TRIED: "not part of this run, for the reason given",
}


@dataclass(frozen=True, slots=True)
class CallView:
    """A call of a finding and its answer; the answer is empty if the finding already shows it."""

    line: str
    answer: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict on a promise for one target, as the page shows it.

    `fault` is what breaks other promises too; the example of a fault has their ids.
    """

    verdict: Verdict
    kind: str
    mark: str
    accepted: str
    payload: str
    calls: tuple[CallView, ...]
    rerun_command: str
    fault: str = ""
    also_broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise with its verdicts; `open` if it needs attention: not if another one shows its fault."""

    promise: Promise
    rows: tuple[VerdictView, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class HeadlineView:
    """The result of a run: its text, its colour (a class of a state), and a word for the title."""

    text: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """The promises of one endpoint, or of the service, without those that are findings."""

    title: str
    entries: tuple[PromiseView, ...]
    rows: tuple[verdict_counts.VerdictCountRow, ...]


def render(context: ReportContext) -> str:
    """Return the page; the same run gives the same bytes."""
    report = context.report
    entries = {key: tuple(group) for key, group in _entries(context)}
    findings = [one for group in entries.values() for one in group if one.open]
    template = _environment().get_template("page.html.jinja")
    return template.render(
        report=report,
        context=context,
        summary=verdict_counts.summarize(report),
        totals=verdict_counts.state_totals(report.verdicts),
        headline=headline(context),
        early_end=verdict_counts.describe_early_end(report),
        findings=findings,
        sections=list(_sections(context, entries)),
        states=[
            (state, state_class(state), STATE_MARKS[state], STATE_MEANINGS[state])
            for state in VerdictState
        ],
        names=verdict_counts.short_names(note.endpoint for note in report.notes),
    )


def headline(context: ReportContext) -> HeadlineView:
    """Return the result of a run, which promises no more than was tried."""
    report = context.report
    if count := len({verdict.promise.id for verdict in context.findings}):
        are = "promise is" if count == 1 else "promises are"
        number = verdict_counts.plural(context.finding_count, "finding")
        findings = f" ({number})" if context.shared_faults else ""
        return HeadlineView(f"{count} {are} broken{findings}", "broken", "Broken")
    rules: dict[str, set[VerdictState]] = {}
    for verdict in report.verdicts:
        rules.setdefault(verdict.promise.id, set()).add(verdict.state)
    tried = sum(not _HELD_STATES.isdisjoint(states) for states in rules.values())
    if not report.is_complete:
        held = f"{tried:,} {'rule holds' if tried == 1 else 'rules hold'} so far"
        return HeadlineView(f"Incomplete: {held}", "dominated", "Incomplete")
    if accepted := len(report.broken):
        known = "finding is" if accepted == 1 else "findings are"
        return HeadlineView(
            f"No new finding; {accepted} known {known} accepted", "dominated", "Accepted"
        )
    if not tried:
        return HeadlineView("Nothing was tried", "not-tried", "Nothing tried")
    rest = any(VerdictState.NOT_TRIED in states for states in rules.values())
    if tried == 1:
        text = (
            "The one documented rule that was tried holds" if rest else "The documented rule holds"
        )
    else:
        text = f"All {tried:,} documented rules {'that were tried ' if rest else ''}hold"
    return HeadlineView(text, "proved", "Kept")


def state_class(state: VerdictState) -> str:
    """Return the CSS class of a state."""
    return str(state).replace(" ", "-")


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("clientwright.testing.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_escape_invisible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _escape_invisible(value: object) -> object:
    """Escape characters that a page cannot show; jinja2 then escapes HTML."""
    return escape_unprintable(str(value)) if isinstance(value, str) else value


def _entries(context: ReportContext) -> Iterator[tuple[str, Iterator[PromiseView]]]:
    """Yield the promises of each endpoint; the service, which has no id, is last."""
    ordered = sorted(
        context.report.verdicts, key=lambda v: (not v.promise.endpoint, v.promise.endpoint)
    )
    for endpoint, group in groupby(ordered, key=lambda verdict: verdict.promise.endpoint):
        yield endpoint, _promise_views(list(group), context)


def _sections(
    context: ReportContext, entries: Mapping[str, Sequence[PromiseView]]
) -> Iterator[SectionView]:
    rows = verdict_counts.count_rows(context.report)
    for endpoint, group in entries.items():
        yield SectionView(
            endpoint or verdict_counts.SERVICE_TITLE,
            tuple(one for one in group if not one.open),
            tuple(row for row in rows if row.endpoint == endpoint),
        )


def _promise_views(verdicts: Sequence[Verdict], context: ReportContext) -> Iterator[PromiseView]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    for group in groups.values():
        is_open = any(_needs_attention(verdict, context) for verdict in group)
        yield PromiseView(
            group[0].promise, tuple(_verdict_view(verdict, context) for verdict in group), is_open
        )


def _needs_attention(verdict: Verdict, context: ReportContext) -> bool:
    fault = context.fault_of(verdict)
    is_finding = verdict.state is VerdictState.BROKEN and not context.acceptance_reason(verdict)
    return is_finding and (fault is None or fault.example is verdict)


def _verdict_view(verdict: Verdict, context: ReportContext) -> VerdictView:
    finding, fault = verdict.finding, context.fault_of(verdict)
    is_example = fault is not None and fault.example is verdict
    return VerdictView(
        verdict=verdict,
        kind=state_class(verdict.state),
        mark=STATE_MARKS[verdict.state],
        accepted=context.acceptance_reason(verdict),
        payload=terminal.format_payload(finding.payload) if finding else "",
        calls=tuple(_calls(finding, context)) if finding else (),
        rerun_command=context.rerun.rerun_command(verdict, context.report),
        fault=terminal.fault_line(verdict, context),
        also_broken=fault.promise_ids[1:] if fault and is_example else (),
    )


def _calls(finding: Finding, context: ReportContext) -> Iterator[CallView]:
    for exchange in finding.exchanges:
        yield CallView(
            terminal.format_call(exchange, context.rerun), terminal.format_answer(exchange, finding)
        )
