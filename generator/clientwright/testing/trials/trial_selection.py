"""The trials that a pattern selects, and the jobs that they submit."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from clientwright.errors import UsageError
from clientwright.problems import nearest_name, quote_value
from clientwright.testing.promises import Effort, PromiseGroup, Report, Target, Trial


def select_trials(trials: Sequence[Trial], pattern: str) -> list[Trial]:
    """Return the trials with a promise whose id matches the pattern; all trials if it is empty.

    Raises:
        UsageError: no promise matches; the message has a pattern that does, if one is similar.
    """
    if not pattern:
        return list(trials)
    found = [
        trial for trial in trials if any(matches_pattern(one.id, pattern) for one in trial.promises)
    ]
    if not found:
        better = suggest_pattern(pattern, {one.id for trial in trials for one in trial.promises})
        hint = f" Did you mean --only {shlex.quote(better)}?" if better else ""
        raise UsageError(
            f"--only: there is no promise named {quote_value(pattern, 200)}.{hint} "
            "--dry-run lists all ids."
        )
    return found


def suggest_pattern(wrong: str, ids: Collection[str]) -> str:
    """Return a pattern similar to one that matches none of the ids, or "" if none is similar."""
    found = (
        pattern
        for pattern in _similar_patterns(wrong, sorted(ids))
        if any(matches_pattern(id, pattern) for id in ids)
    )
    return next(found, "")


def _similar_patterns(wrong: str, ids: Sequence[str]) -> Iterator[str]:
    """Yield candidates, best first: in another case, with open ends, without a misspelling."""
    lower = wrong.lower()
    yield from (id for id in ids if id.lower() == lower)
    yield f"*{wrong.strip('*')}*"
    for id in ids:
        start = id.lower().find(lower)
        if start >= 0:
            yield f"*{glob.escape(id[start : start + len(wrong)])}*"
    by_lower = {id.lower(): id for id in reversed(ids)}
    yield by_lower.get(nearest_name(lower, by_lower), "")
    ends = {end.lower(): end for id in ids for end in _ends(id)}
    close = ends.get(nearest_name(lower.strip("*").lstrip("/:"), ends), "")
    yield f"*{glob.escape(close)}" if close else ""


def _ends(id: str) -> Iterator[str]:
    """Yield what follows each separator of an id."""
    yield from (id[n + 1 :] for n, char in enumerate(id) if char in "/:")


def filter_report(report: Report, patterns: Sequence[str]) -> Report:
    """Return the report with only the verdicts whose promise matches one of the patterns, if any.

    If the server kept them all from being tried, that is what ended the run: nothing is proved.
    """
    kept = (v for v in report.verdicts if not patterns or matches_any(v.promise.id, patterns))
    found = replace(report, verdicts=tuple(kept))
    return (
        found
        if found.tried or found.interrupted
        else replace(found, stopped=found.stopped or found.hindrance)
    )


def matches_pattern(id: str, pattern: str) -> bool:
    """Return whether an id equals a pattern or matches it as file names do."""
    return id == pattern or fnmatchcase(id, pattern)


def matches_any(id: str, patterns: Iterable[str]) -> bool:
    """Return whether an id matches one of several patterns."""
    return any(matches_pattern(id, pattern) for pattern in patterns)


def total_max_submits(trials: Iterable[Trial], effort: Effort) -> int:
    """Return the most jobs that trials submit."""
    return sum(trial.max_submits(effort) for trial in trials)


def estimate_accepted_jobs(trials: Iterable[Trial], effort: Effort) -> int:
    """Estimate how many of those jobs a correct server accepts: of each violation, only its valid twin."""
    halves = (PromiseGroup.REFUSES,)
    none = (PromiseGroup.BODIES,)
    found = 0
    for trial in trials:
        group = trial.promises[0].group
        share = 0.0 if group in none else 0.5 if group in halves else 1.0
        found += int(trial.max_submits(effort) * share)
    return found


def promise_ids_by_target(trials: Iterable[Trial]) -> dict[Target, set[str]]:
    """Return the ids of the promises of each target."""
    found: dict[Target, set[str]] = {}
    for trial in trials:
        found.setdefault(trial.target, set()).update(one.id for one in trial.promises)
    return found
