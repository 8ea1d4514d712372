"""A report for a terminal: findings by promise, a table, what is not proved and why, open questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clientwright.contract.exchanges import Exchange
from clientwright.contract.promises import Finding, Note, Report, State, Verdict
from clientwright.contract.report import counts, curl, payloads
from clientwright.contract.report.told import Setting, Told

_MOST_CALLS = 8
_MOST_IDS = 3
_HEADS = ("endpoint", "judge", *State)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and how it looks where there is colour: a colour's name or nothing, bold or not."""

    text: str = ""
    colour: str = ""
    bold: bool = False


def lines(told: Told) -> Iterator[Line]:
    """Tell a whole run."""
    report = told.report
    yield from findings(told)
    yield from _accepted(told)
    yield from _table(report)
    yield from _reasons(report)
    yield from _notes(report.notes)
    if report.interrupted:
        yield Line("Interrupted: what was not run by then is not in this report.", "yellow", True)
    yield Line(counts.summary(report), "red" if told.findings else "green", True)


def findings(told: Told) -> Iterator[Line]:
    """Tell what was broken, grouped by promise."""
    for verdicts in _by_promise(told.findings):
        promise = verdicts[0].promise
        yield Line(f"{promise.id}: broken", "red", True)
        yield Line(f"  {promise.sentence}")
        yield Line(f"  {promise.place}", "cyan")
        for verdict in verdicts:
            yield Line(f"  {verdict.judge}:", bold=True)
            yield from (Line(f"    {text}") for text in evidence(verdict, told))
        yield Line()


def evidence(verdict: Verdict, told: Told) -> Iterator[str]:
    """Tell one finding: the smallest payload, expected and seen, the calls, the command that repeats it."""
    finding = verdict.finding or Finding("that the promise is kept", verdict.reason or "it is not")
    payload = payloads.shown(finding.payload)
    if payload:
        yield f"payload   {payload}"
    yield f"expected  {finding.expected}"
    yield f"seen      {finding.seen}"
    yield from _calls(finding.exchanges, told.setting)
    yield f"again     {told.setting.again(verdict, told.report)}"


def _calls(exchanges: Sequence[Exchange], setting: Setting) -> Iterator[str]:
    for exchange in exchanges[:_MOST_CALLS]:
        yield f"call      {call(exchange, setting)}"
        yield f"answer    {exchange.told()}"
    if len(exchanges) > _MOST_CALLS:
        left = len(exchanges) - _MOST_CALLS
        yield f"          and {counts.plural(left, 'call')} more, which --json tells"


def call(exchange: Exchange, setting: Setting) -> str:
    """Give a call as a line for a shell, or say how long the body is that fits no line."""
    size = len(exchange.sent or b"")
    too_long = (
        f"{exchange.method} {exchange.path} with a body of {size:,} bytes, too long for a line"
    )
    return curl.line(exchange, setting) or too_long


def _accepted(told: Told) -> Iterator[Line]:
    known = [verdict for verdict in told.report.broken if told.reason(verdict)]
    if known:
        yield Line("Accepted by the baseline", bold=True)
        for verdict in known:
            yield Line(
                f"  {verdict.promise.id} [{verdict.judge}]: {told.reason(verdict)}", "yellow"
            )
        yield Line()


def _table(report: Report) -> Iterator[Line]:
    rows = counts.rows(report)
    if not rows:
        return
    names = counts.names(row.endpoint for row in rows)
    cells = [
        (names[row.endpoint], str(row.judge), *(str(row.counts[state]) for state in State))
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(_HEADS, *cells, strict=True)]
    yield Line(_row(_HEADS, widths), bold=True)
    for row, texts in zip(rows, cells, strict=True):
        yield Line(_row(texts, widths), "red" if row.counts[State.BROKEN] else "")
    yield Line()


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = [*zip(cells, widths, strict=True)]
    left = [cell.ljust(width) for cell, width in pairs[:2]]
    right = [cell.rjust(width) for cell, width in pairs[2:]]
    return "  ".join([*left, *right]).rstrip()


def _reasons(report: Report) -> Iterator[Line]:
    for state, group in groupby(counts.reasons(report), key=lambda reason: reason.state):
        yield Line(f"{str(state).capitalize()}, and why", bold=True)
        for reason in group:
            yield Line(f"  {reason.text}")
            yield Line(f"    {_ids(reason.verdicts)}", "cyan")
        yield Line()


def _ids(verdicts: Sequence[Verdict]) -> str:
    names = [f"{verdict.promise.id} [{verdict.judge}]" for verdict in verdicts]
    more = [f"and {len(names) - _MOST_IDS:,} more"] if len(names) > _MOST_IDS else []
    return ", ".join([*names[:_MOST_IDS], *more])


def _notes(notes: Sequence[Note]) -> Iterator[Line]:
    if notes:
        yield Line("Left open by the documents, and what was seen", bold=True)
        names = counts.names(note.endpoint for note in notes)
        for note in notes:
            yield Line(f"  {note.question} {note.seen} ({names[note.endpoint]}, {note.judge})")
        yield Line()


def _by_promise(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    """Give verdicts by promise, promises in the order in which they first come."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise.id, []).append(verdict)
    yield from groups.values()
