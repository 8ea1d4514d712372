"""A report as one HTML page without scripts, fonts, images or network access."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import jinja2

from clientwright.problems import escape_unprintable
from clientwright.testing.promises import Report, VerdictState
from clientwright.testing.report import promise_views, summary_table, verdict_counts
from clientwright.testing.report.coverage_matrix import CoverageMatrix, build_matrix
from clientwright.testing.report.promise_views import STATE_MARKS, PromiseView, state_class
from clientwright.testing.report.range_bars import PointKind, RangeBar, range_bars
from clientwright.testing.report.report_context import ReportContext
from clientwright.testing.report.stage_diagram import MOVE_MEANINGS, move_rows, stage_diagrams

_HELD_STATES = {VerdictState.PROVED, VerdictState.DOMINATED}
STATE_MEANINGS = {
    VerdictState.PROVED: "kept in every example",
    VerdictState.BROKEN: "a case that breaks it is shown, the smallest that was found",
    VerdictState.DOMINATED: "whatever breaks it also breaks another promise, so it is never counted as proof",
    VerdictState.UNOBSERVABLE: "no target shows anything that could break it",
    VerdictState.NOT_TRIED: "not part of this run, for the reason given",
}
MAX_FINDINGS = 100
"""The most findings with their evidence; of the others the page has only the sentence."""
MAX_OPEN_FINDINGS = 10
"""The most findings that are unfolded from the start."""
MAX_LISTED = 5_000
"""The most promises that are listed one by one; on a longer page only those that are not proved."""
MAX_OPEN_SECTIONS = 3
"""The most endpoints, the service among them, that are unfolded from the start."""
_MAX_REASONS = 100


@dataclass(frozen=True, slots=True)
class HeadlineView:
    """The result of a run: its text, its colour (a class of a state), and a word for the title."""

    text: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """An endpoint or the service: its verdicts by state, matrix, bars and promises."""

    anchor: str
    title: str
    file: str
    totals: Mapping[VerdictState, int]
    targets: tuple[verdict_counts.VerdictCountRow, ...]
    matrix: CoverageMatrix
    bars: tuple[RangeBar, ...]
    entries: tuple[PromiseView, ...]
    unlisted: int


def render(context: ReportContext) -> str:
    """Return the page; the same run gives the same bytes."""
    report = context.report
    entries = {key: list(group) for key, group in _entries(context)}
    every = [one for group in entries.values() for one in group]
    findings = [one for one in every if one.open]
    sections = list(_sections(context, entries))
    template = _environment().get_template("page.html.jinja")
    return template.render(
        report=report,
        context=context,
        summary=verdict_counts.summarize(report),
        totals=verdict_counts.state_totals(report.verdicts),
        headline=headline(context),
        early_end=verdict_counts.describe_early_end(report),
        findings=[
            (one, promise_views.verdict_views(one, context)) for one in findings[:MAX_FINDINGS]
        ],
        more_findings=findings[MAX_FINDINGS:],
        unfolded_findings=MAX_OPEN_FINDINGS,
        anchors=promise_views.finding_anchors(every, context),
        sections=sections,
        overview=sorted(sections, key=lambda section: -section.totals[VerdictState.BROKEN]),
        unfold=len(entries) <= MAX_OPEN_SECTIONS,
        states=[
            (state, state_class(state), STATE_MARKS[state], STATE_MEANINGS[state])
            for state in VerdictState
        ],
        state_class=state_class,
        marks=STATE_MARKS,
        point_kinds=PointKind,
        diagrams=stage_diagrams(report.moves),
        move_rows=move_rows,
        move_meanings=MOVE_MEANINGS,
        reasons=list(_reasons(report)),
        notes=list(summary_table.format_notes(report.notes)),
        names=verdict_counts.short_names(verdict.promise.endpoint for verdict in report.verdicts),
        short_list=summary_table.short_list,
        plural=verdict_counts.plural,
    )


def headline(context: ReportContext) -> HeadlineView:
    """Return the result of a run, which promises no more than was tried."""
    report = context.report
    if count := len({verdict.promise.id for verdict in context.findings}):
        are = "promise is" if count == 1 else "promises are"
        number = verdict_counts.plural(context.finding_count, "finding")
        findings = f" ({number})" if context.shared_faults else ""
        return HeadlineView(f"{count:,} {are} broken{findings}", "broken", "Broken")
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


@cache
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
        yield endpoint, promise_views.promise_views(list(group), context)


def _reasons(
    report: Report,
) -> Iterator[tuple[VerdictState, str, int, list[verdict_counts.ReasonGroup], int]]:
    """Yield, by state: its class, the number of verdicts, the most common reasons, how many more."""
    known = verdict_counts.reason_groups(report)
    for state, group in groupby(known, key=lambda reason: reason.state):
        found = sorted(group, key=lambda reason: -len(reason.verdicts))
        count = sum(len(reason.verdicts) for reason in found)
        more = max(0, len(found) - _MAX_REASONS)
        yield state, state_class(state), count, found[:_MAX_REASONS], more


def _sections(
    context: ReportContext, entries: Mapping[str, Sequence[PromiseView]]
) -> Iterator[SectionView]:
    rows = verdict_counts.count_rows(context.report)
    is_long = sum(map(len, entries.values())) > MAX_LISTED
    room = MAX_LISTED
    for n, (endpoint, group) in enumerate(entries.items(), 1):
        verdicts = [verdict for one in group for verdict in one.verdicts]
        listed = [one for one in group if not (is_long and one.is_proved)][:room]
        room -= len(listed)
        yield SectionView(
            f"e{n}",
            endpoint or verdict_counts.SERVICE_TITLE,
            group[0].promise.place.file,
            verdict_counts.state_totals(verdicts),
            tuple(row for row in rows if row.endpoint == endpoint),
            build_matrix(verdicts),
            tuple(range_bars(one for one in context.report.ranges if one.endpoint == endpoint)),
            tuple(listed),
            len(group) - len(listed),
        )
