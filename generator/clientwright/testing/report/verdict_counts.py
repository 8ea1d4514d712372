"""Numbers of a report: verdicts by endpoint, target and state, and shared reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientwright.testing.promises import Report, Target, Verdict, VerdictState

SERVICE_TITLE = "the service"
"""The title for promises that belong to no single endpoint."""


@dataclass(frozen=True, slots=True)
class VerdictCountRow:
    """The verdicts of one endpoint and target, counted by state."""

    endpoint: str
    target: Target
    counts: Mapping[VerdictState, int]


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Verdicts that are not proved for the same reason."""

    state: VerdictState
    text: str
    verdicts: tuple[Verdict, ...]


def count_rows(report: Report) -> tuple[VerdictCountRow, ...]:
    """Return the counts by endpoint and target; endpoints first, the service last."""
    found: dict[tuple[str, Target], Counter[VerdictState]] = {}
    for verdict in sorted(report.verdicts, key=_order):
        key = (verdict.promise.endpoint, verdict.target)
        found.setdefault(key, Counter())[verdict.state] += 1
    return tuple(
        VerdictCountRow(endpoint, target, {state: counts[state] for state in VerdictState})
        for (endpoint, target), counts in found.items()
    )


def reason_groups(report: Report) -> tuple[ReasonGroup, ...]:
    """Return the verdicts that are neither proved nor broken, grouped by state and reason."""
    found: dict[tuple[VerdictState, str], list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.state not in (VerdictState.PROVED, VerdictState.BROKEN):
            text = verdict.reason or "no reason is given"
            found.setdefault((verdict.state, text), []).append(verdict)
    states = list(VerdictState)
    ordered = sorted(found.items(), key=lambda item: states.index(item[0][0]))
    return tuple(ReasonGroup(state, text, tuple(those)) for (state, text), those in ordered)


def state_totals(verdicts: Iterable[Verdict]) -> dict[VerdictState, int]:
    """Return the number of verdicts in every state."""
    counts = Counter(verdict.state for verdict in verdicts)
    return {state: counts[state] for state in VerdictState}


def short_names(endpoints: Iterable[str]) -> dict[str, str]:
    """Return for each endpoint the shortest suffix of its id that no other has."""
    known = sorted(set(endpoints))
    return {id: _short_name(id, known) if id else SERVICE_TITLE for id in known}


def summarize(report: Report) -> str:
    """Return a summary of a run in one sentence."""
    counts = state_totals(report.verdicts)
    parts = [f"{counts[state]:,} {state}" for state in VerdictState if counts[state]]
    examples = sum(verdict.examples for verdict in report.verdicts)
    states = ", ".join(parts) or "nothing was tried"
    tail = f"{plural(examples, 'example')}, {plural(report.submits, 'submit')}"
    promises = len({verdict.promise.id for verdict in report.verdicts})
    totals = f"{plural(promises, 'promise')}, {plural(len(report.verdicts), 'verdict')}"
    return f"{totals}: {states}; {tail}, seed {report.effort.seed}"


def describe_early_end(report: Report) -> str:
    """Return how much of a run was done when it ended early and why, or an empty string.

    It is a sentence without its full stop.
    """
    if report.is_complete:
        return ""
    reason = f"stopped: {report.stopped.rstrip('.')}" if report.stopped else "interrupted"
    return f"{report.tried:,} of {plural(len(report.verdicts), 'verdict')} tried, {reason}"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 example`, `2,000 examples`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _order(verdict: Verdict) -> tuple[bool, str, int]:
    endpoint = verdict.promise.endpoint
    return not endpoint, endpoint, list(Target).index(verdict.target)


def _short_name(id: str, known: list[str]) -> str:
    segments = id.split("/")
    endings = ("/".join(segments[n:]) for n in range(len(segments) - 1, -1, -1))
    return next(
        (end for end in endings if sum(f"/{one}".endswith(f"/{end}") for one in known) == 1), id
    )
