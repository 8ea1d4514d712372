"""The summary of a run: a table of counts, the reasons for what is not proved, open questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from clientwright.problems import escape_unprintable
from clientwright.testing.promises import Note, Report, Verdict, VerdictState
from clientwright.testing.report import verdict_counts

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_MAX_IDS = 3
_MAX_REASONS = 6
_MAX_NOTE_LENGTH = 160
_MIN_NAME_WIDTH = 13


def count_table(report: Report) -> Table | None:
    """Return a table of promise counts by endpoint and target, or None for a report without verdicts."""
    # Imported here: a report as JSON, JUnit or HTML does not need rich.
    from rich.table import Table
    from rich.text import Text

    rows = verdict_counts.count_rows(report)
    if not rows:
        return None
    names = verdict_counts.short_names(row.endpoint for row in rows)
    # Without a box, the table is plain ASCII. Only endpoint names fold on a narrow terminal.
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("endpoint", overflow="fold", min_width=_MIN_NAME_WIDTH)
    table.add_column("target", no_wrap=True)
    for state in VerdictState:
        table.add_column(str(state), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            Text(escape_unprintable(names[row.endpoint])),
            str(row.target),
            *(_count_cell(row.counts[state]) for state in VerdictState),
            style="red" if row.counts[VerdictState.BROKEN] else "",
        )
    return table


def _count_cell(count: int) -> Text:
    from rich.text import Text

    return Text(str(count), style="" if count else "dim")


def omission_lines(report: Report) -> Iterator[StyledLine]:
    """Yield a line that counts what a short report omits."""
    totals = verdict_counts.state_totals(report.verdicts)
    omitted = [
        f"{totals[one]} {one}"
        for one in (VerdictState.DOMINATED, VerdictState.UNOBSERVABLE)
        if totals[one]
    ]
    omitted += (
        [f"{verdict_counts.plural(len(report.notes), 'answer')} to open questions"]
        if report.notes
        else []
    )
    if omitted:
        yield StyledLine(f"{', '.join(omitted)}: --verbose shows why, and what was seen.")
        yield StyledLine()


def reason_lines(
    report: Report, states: Sequence[VerdictState] | None = None
) -> Iterator[StyledLine]:
    """Yield what is not proved, grouped by reason; `states` selects some states."""
    for state, group in groupby(
        verdict_counts.reason_groups(report), key=lambda reason: reason.state
    ):
        known = list(group)
        if states is not None and state not in states:
            continue
        yield StyledLine(f"{str(state).capitalize()}, and why", bold=True)
        for reason in known[:_MAX_REASONS]:
            yield StyledLine(f"  {reason.text}")
            yield StyledLine(f"    {_verdict_ids(reason.verdicts)}", "cyan")
        yield from _omitted_reasons(known[_MAX_REASONS:])
        yield StyledLine()


def _omitted_reasons(reasons: Sequence[verdict_counts.ReasonGroup]) -> Iterator[StyledLine]:
    if reasons:
        promises = verdict_counts.plural(sum(len(reason.verdicts) for reason in reasons), "verdict")
        why = verdict_counts.plural(len(reasons), "reason")
        yield StyledLine(f"  and {promises} more for {why} more, all in --html and --json")


def _verdict_ids(verdicts: Sequence[Verdict]) -> str:
    return short_list([f"{verdict.promise.id} [{verdict.target}]" for verdict in verdicts])


def short_list(names: Sequence[str]) -> str:
    """Return the first of some names, and how many there are besides."""
    more = [f"and {len(names) - _MAX_IDS:,} more"] if len(names) > _MAX_IDS else []
    return ", ".join([*names[:_MAX_IDS], *more])


def open_questions(notes: Sequence[Note]) -> Iterator[StyledLine]:
    """Yield what was observed where the documents promise nothing."""
    if notes:
        yield StyledLine("Left open by the documents, and what was seen", bold=True)
        yield from (StyledLine(f"  {text}") for text in format_notes(notes))
        yield StyledLine()


def format_notes(notes: Sequence[Note]) -> Iterator[str]:
    """Yield a line for each different note, with all endpoints that showed it."""
    names = verdict_counts.short_names(note.endpoint for note in notes)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for note in notes:
        same = groups.setdefault((note.question, note.seen, str(note.target)), [])
        same.append(names[note.endpoint])
    for (question, seen, target), endpoints in groups.items():
        short = seen if len(seen) <= _MAX_NOTE_LENGTH else f"{seen[:_MAX_NOTE_LENGTH]}…"
        yield f"{question} → {short} ({', '.join(dict.fromkeys(endpoints))}; {target})"


@dataclass(frozen=True, slots=True)
class StyledLine:
    """A line of text; `colour` is the name of a colour, or empty."""

    text: str = ""
    colour: str = ""
    bold: bool = False
