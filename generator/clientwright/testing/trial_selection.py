"""The trials that a pattern selects, and the jobs that they submit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from clientwright.errors import UsageError
from clientwright.problems import escape_unprintable, nearest_name, quote_value
from clientwright.testing.promises import Effort, PromiseGroup, Report, Target, Trial


def select_trials(trials: Sequence[Trial], pattern: str) -> list[Trial]:
    """Return the trials with a promise whose id matches the pattern; all trials if it is empty.

    Raises:
        UsageError: no promise matches; the message names the nearest id.
    """
    if not pattern:
        return list(trials)
    found = [
        trial for trial in trials if any(matches_pattern(one.id, pattern) for one in trial.promises)
    ]
    if not found:
        close = nearest_name(pattern, {one.id for trial in trials for one in trial.promises})
        hint = f" Did you mean {quote_value(close, 200)}?" if close else ""
        ways = f"Use a pattern such as --only '*{escape_unprintable(pattern)[:40]}*'; --dry-run lists all ids."
        raise UsageError(
            f"--only: there is no promise named {quote_value(pattern, 200)}.{hint} {ways}"
        )
    return found


def filter_report(report: Report, pattern: str) -> Report:
    """Return the report with only the verdicts whose promise matches the pattern."""
    kept = (v for v in report.verdicts if not pattern or matches_pattern(v.promise.id, pattern))
    return replace(report, verdicts=tuple(kept))


def matches_pattern(id: str, pattern: str) -> bool:
    """Return whether an id equals a pattern or matches it as file names do."""
    return id == pattern or fnmatchcase(id, pattern)


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
