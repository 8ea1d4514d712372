"""A run at a glance: a table of all promises, what is not proved and why, what the documents leave open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from clientwright.contract.promises import Note, Report, State, Verdict
from clientwright.contract.report import counts
from clientwright.contract.report.line import Line

_MOST_IDS = 3
_MOST_REASONS = 6
_LONGEST_NOTE = 160
_HEADS = ("endpoint", "judge", *State)


def table(report: Report) -> Iterator[Line]:
    """Count promises by endpoint and judge."""
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


def untold(report: Report) -> Iterator[Line]:
    """Count what a short report leaves out."""
    totals = counts.totals(report.verdicts)
    told = [f"{totals[one]} {one}" for one in (State.DOMINATED, State.UNOBSERVABLE) if totals[one]]
    told += [f"{len(report.notes)} answers to open questions"] if report.notes else []
    if told:
        yield Line(f"{', '.join(told)}: --verbose tells why, and what was seen.")
        yield Line()


def reasons(report: Report, states: Sequence[State] | None = None) -> Iterator[Line]:
    """Tell what is not proved, by reason; more than a few reasons are counted. `states` tells those alone."""
    for state, group in groupby(counts.reasons(report), key=lambda reason: reason.state):
        known = list(group)
        if states is not None and state not in states:
            continue
        yield Line(f"{str(state).capitalize()}, and why", bold=True)
        for reason in known[:_MOST_REASONS]:
            yield Line(f"  {reason.text}")
            yield Line(f"    {_ids(reason.verdicts)}", "cyan")
        yield from _left(known[_MOST_REASONS:])
        yield Line()


def _left(those: Sequence[counts.Reason]) -> Iterator[Line]:
    if those:
        promises = counts.plural(sum(len(reason.verdicts) for reason in those), "verdict")
        why = counts.plural(len(those), "reason")
        yield Line(f"  and {promises} more for {why} more, which --html and --json tell")


def _ids(verdicts: Sequence[Verdict]) -> str:
    names = [f"{verdict.promise.id} [{verdict.judge}]" for verdict in verdicts]
    more = [f"and {len(names) - _MOST_IDS:,} more"] if len(names) > _MOST_IDS else []
    return ", ".join([*names[:_MOST_IDS], *more])


def open_questions(notes: Sequence[Note]) -> Iterator[Line]:
    """Tell what was seen where the documents promise nothing."""
    if notes:
        yield Line("Left open by the documents, and what was seen", bold=True)
        yield from (Line(f"  {said}") for said in noted(notes))
        yield Line()


def noted(notes: Sequence[Note]) -> Iterator[str]:
    """Tell what was seen where nothing is promised; what several endpoints showed is told once."""
    names = counts.names(note.endpoint for note in notes)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for note in notes:
        same = groups.setdefault((note.question, note.seen, str(note.judge)), [])
        same.append(names[note.endpoint])
    for (question, seen, judge), those in groups.items():
        short = seen if len(seen) <= _LONGEST_NOTE else f"{seen[:_LONGEST_NOTE]}…"
        yield f"{question} → {short} ({', '.join(dict.fromkeys(those))}; {judge})"
