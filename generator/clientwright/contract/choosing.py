"""Trials by the promises that they hold: only those that a pattern names, and what each would cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from clientwright.contract.promises import Effort, Group, Judge, Report, Trial
from clientwright.errors import UsageError
from clientwright.problems import escape_unprintable, nearest_name, quote_value


def chosen(trials: Sequence[Trial], pattern: str) -> list[Trial]:
    """Give the trials that hold a promise of that id, or of an id that fits the pattern; all without one.

    Raises:
        UsageError: no promise is meant; the nearest is named.
    """
    if not pattern:
        return list(trials)
    found = [trial for trial in trials if any(fits(one.id, pattern) for one in trial.promises)]
    if not found:
        close = nearest_name(pattern, {one.id for trial in trials for one in trial.promises})
        hint = f" Did you mean {quote_value(close, 200)}?" if close else ""
        ways = f"A pattern may say less, as --only '*{escape_unprintable(pattern)[:40]}*'; --dry-run lists all ids."
        raise UsageError(f"--only: no promise is called {quote_value(pattern, 200)}.{hint} {ways}")
    return found


def narrowed(report: Report, pattern: str) -> Report:
    """Leave out of a report what was tried besides."""
    kept = (v for v in report.verdicts if not pattern or fits(v.promise.id, pattern))
    return replace(report, verdicts=tuple(kept))


def fits(id: str, pattern: str) -> bool:
    """Tell whether an id is meant: it is the pattern itself, or fits it as file names do."""
    return id == pattern or fnmatchcase(id, pattern)


def submits(trials: Iterable[Trial], effort: Effort) -> int:
    """Give the most jobs that trials would submit."""
    return sum(trial.submits(effort) for trial in trials)


def taken(trials: Iterable[Trial], effort: Effort) -> int:
    """Give about how many of those jobs a correct server takes: half of what shows a refusal is its good twin."""
    halves = (Group.REFUSES,)
    none = (Group.BODIES,)
    found = 0
    for trial in trials:
        group = trial.promises[0].group
        share = 0.0 if group in none else 0.5 if group in halves else 1.0
        found += int(trial.submits(effort) * share)
    return found


def known(trials: Iterable[Trial]) -> dict[Judge, set[str]]:
    """Give the promises that each judge is held to."""
    found: dict[Judge, set[str]] = {}
    for trial in trials:
        found.setdefault(trial.judge, set()).update(one.id for one in trial.promises)
    return found
