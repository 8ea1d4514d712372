"""Trials in parts: those of an endpoint are planned when they are first asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from clientwright.testing.promises import Trial
from clientwright.testing.trials.trial_selection import (
    matches_any,
    matches_pattern,
    select_trials,
)

_WILDCARD = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class TrialPart:
    """The trials of one endpoint, whose promises have ids that begin with its id; or of the service, without one."""

    endpoint: str
    plan: Callable[[], Iterable[Trial]]

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """The trials, planned on first use."""
        return tuple(self.plan())

    def may_match(self, pattern: str) -> bool:
        """Return whether a promise of this part could match a pattern; the trials are not planned for it."""
        start, own = _literal_start(pattern), f"{self.endpoint}:"
        return not self.endpoint or own.startswith(start) or start.startswith(own)


PlanProgress = Callable[[int, int, str], None]
"""Called before a part is planned: the number of parts that are, the number of all, the endpoint that is next."""


def all_trials(
    parts: Sequence[TrialPart], progress: PlanProgress = lambda done, of, next: None
) -> list[Trial]:
    """Return the trials of all parts."""
    found: list[Trial] = []
    for done, part in enumerate(parts):
        progress(done, len(parts), part.endpoint)
        found += part.trials
    return found


def select_from_parts(
    parts: Sequence[TrialPart],
    patterns: Sequence[str],
    progress: PlanProgress = lambda done, of, next: None,
) -> list[Trial]:
    """Return the trials with a promise whose id matches one of the patterns; all trials without any.

    They are in the order of the parts. Parts without a match are not planned.

    Raises:
        UsageError: a pattern matches no promise; the message has one that does, if one is similar.
    """
    if not patterns:
        return all_trials(parts, progress)
    likely = all_trials([part for part in parts if any(map(part.may_match, patterns))], progress)
    for pattern in patterns:
        if not any(matches_pattern(p.id, pattern) for one in likely for p in one.promises):
            select_trials(all_trials(parts, progress), pattern)
    return [one for one in likely if any(matches_any(p.id, patterns) for p in one.promises)]


def endpoint_of_pattern(pattern: str, endpoints: Iterable[str]) -> str:
    """Return the one endpoint that all promises of a pattern belong to, or "" if there may be others."""
    start = _literal_start(pattern)
    return next((id for id in endpoints if start.startswith(f"{id}:")), "")


def _literal_start(pattern: str) -> str:
    """Return the text with which each id that equals or matches a pattern begins."""
    return _WILDCARD.split(pattern, maxsplit=1)[0]
