"""A report as one HTML page that needs nothing else: no script, no font, no picture, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import jinja2

from clientwright.contract.promises import Finding, Promise, State, Verdict
from clientwright.contract.report import counts, payloads, text
from clientwright.contract.report.told import Told
from clientwright.problems import escape_unprintable

MARKS = {
    State.PROVED: "✓",
    State.BROKEN: "✗",
    State.DOMINATED: "≺",
    State.UNOBSERVABLE: "∅",
    State.NOT_TRIED: "–",
}
MEANINGS = {
    State.PROVED: "held in every example",
    State.BROKEN: "a smallest case shows that it is not kept",
    State.DOMINATED: "what breaks it breaks another promise too; seen, never counted as proof",
    State.UNOBSERVABLE: "nothing that a judge shows could tell",
    State.NOT_TRIED: "left out of this run, for the reason beside it",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a finding and its answer; empty where the finding has said the same."""

    line: str
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One judge's verdict on a promise, as the page shows it."""

    verdict: Verdict
    kind: str
    mark: str
    accepted: str
    payload: str
    calls: tuple[Call, ...]
    again: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise with what its judges found; `open` where it must be looked at."""

    promise: Promise
    rows: tuple[Row, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The promises of one endpoint, or of the service."""

    title: str
    entries: tuple[Entry, ...]
    rows: tuple[counts.Row, ...]


def render(told: Told) -> str:
    """Write the page; the same run gives the same bytes."""
    report = told.report
    template = _environment().get_template("page.html.jinja")
    return template.render(
        report=report,
        told=told,
        summary=counts.summary(report),
        totals=counts.totals(report.verdicts),
        sections=list(_sections(told)),
        states=[(state, slug(state), MARKS[state], MEANINGS[state]) for state in State],
        names=counts.names(note.endpoint for note in report.notes),
    )


def slug(state: State) -> str:
    """Give a state's name as a class of the page."""
    return str(state).replace(" ", "-")


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("clientwright.contract.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Escape what a page cannot show or what hides in it; jinja2 then escapes what means something in HTML."""
    return escape_unprintable(str(value)) if isinstance(value, str) else value


def _sections(told: Told) -> Iterator[Section]:
    report = told.report
    rows = counts.rows(report)
    ordered = sorted(report.verdicts, key=lambda v: (not v.promise.endpoint, v.promise.endpoint))
    for endpoint, group in groupby(ordered, key=lambda verdict: verdict.promise.endpoint):
        own = tuple(row for row in rows if row.endpoint == endpoint)
        yield Section(endpoint or counts.SERVICE, tuple(_entries(list(group), told)), own)


def _entries(verdicts: Sequence[Verdict], told: Told) -> Iterator[Entry]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    for group in groups.values():
        bad = any(v.state is State.BROKEN and not told.reason(v) for v in group)
        yield Entry(group[0].promise, tuple(_row(verdict, told) for verdict in group), bad)


def _row(verdict: Verdict, told: Told) -> Row:
    finding = verdict.finding
    return Row(
        verdict=verdict,
        kind=slug(verdict.state),
        mark=MARKS[verdict.state],
        accepted=told.reason(verdict),
        payload=payloads.shown(finding.payload) if finding else "",
        calls=tuple(_calls(finding, told)) if finding else (),
        again=told.setting.again(verdict, told.report),
    )


def _calls(finding: Finding, told: Told) -> Iterator[Call]:
    for exchange in finding.exchanges:
        yield Call(text.call(exchange, told.setting), text.answer(exchange, finding))
