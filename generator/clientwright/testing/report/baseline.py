"""The baseline: known findings that are accepted for a reason until a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clientwright.errors import ProblemsError
from clientwright.io import atomic_files, json_text
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.testing.promises import Report, Target, VerdictState
from clientwright.testing.report.problems import (
    AcceptedTwice,
    BaselineExpired,
    BaselineUnneeded,
    BaselineWithoutReason,
    NotABaseline,
    UnknownPromise,
)
from clientwright.testing.report.report_context import FindingKey, finding_key
from clientwright.testing.report.shared_faults import shared_faults

_ENTRY_KEYS = ("promise", "target", "reason", "until")
_OLD_TARGET_KEY = "judge"
"""The key of the target before version 2 of the report; still read."""


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """An accepted finding, its location in the file, and the last day it is accepted."""

    location: Location
    promise: str
    target: Target
    reason: str
    until: date

    @property
    def key(self) -> FindingKey:
        """The key of the finding."""
        return self.promise, self.target


@dataclass(frozen=True, slots=True)
class Baseline:
    """The valid entries of a baseline, and the problems of the others."""

    entries: tuple[BaselineEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """The findings a baseline accepts in a run, with their reasons, and the problems of the baseline."""

    accepted: Mapping[FindingKey, str]
    problems: tuple[Problem, ...]


def load_baseline(path: Path) -> Baseline:
    """Read a baseline, and collect all problems of its form.

    Raises:
        SourceError: the file cannot be read.
    """
    location = Location(str(path))
    try:
        data: Any = json_text.parse_json(atomic_files.read_text(path), location)
    except ProblemsError as blocked:
        return Baseline((), blocked.problems)
    if not is_list(data):
        return Baseline((), (NotABaseline(location, "it is not a list"),))
    found = [_read_entry(item, location.at(f"/{n}")) for n, item in enumerate(data)]
    entries = tuple(one for one in found if isinstance(one, BaselineEntry))
    return Baseline(entries, tuple(one for one in found if isinstance(one, Problem)))


def apply_baseline(
    baseline: Baseline, report: Report, known: Mapping[Target, Iterable[str]], today: date
) -> BaselineResult:
    """Apply a baseline to a report.

    An entry accepts a finding: of a fault that breaks several promises, each entry for one accepts all.
    `known` has the ids of all promises by target, also of those that were not run. Entries about
    other targets are ignored.
    """
    valid = [entry for entry in baseline.entries if entry.until >= today]
    broken = {finding_key(verdict) for verdict in report.broken}
    accepted = {
        entry.key: f"{entry.reason} (until {entry.until})" for entry in valid if entry.key in broken
    }
    accepted |= _accepted_faults(accepted, report)
    problems = [*_duplicate_problems(baseline), *_entry_problems(baseline, report, known, today)]
    return BaselineResult(accepted, (*baseline.problems, *problems))


def _accepted_faults(accepted: Mapping[FindingKey, str], report: Report) -> dict[FindingKey, str]:
    """Return the promises that a fault breaks of which another promise's entry accepts the finding."""
    found: dict[FindingKey, str] = {}
    for fault in shared_faults(report.broken).values():
        keys = [finding_key(verdict) for verdict in fault.verdicts]
        reason = next((accepted[key] for key in keys if key in accepted), "")
        if reason:
            found |= {key: reason for key in keys if key not in accepted}
    return found


def _entry_problems(
    baseline: Baseline, report: Report, known: Mapping[Target, Iterable[str]], today: date
) -> Iterator[Problem]:
    proved = {
        finding_key(verdict) for verdict in report.verdicts if verdict.state is VerdictState.PROVED
    }
    for entry in baseline.entries:
        names = tuple(known.get(entry.target, (entry.promise,)))
        if entry.promise not in names:
            yield UnknownPromise(entry.location, entry.promise, entry.target, names)
        elif entry.key in proved:
            yield BaselineUnneeded(entry.location, entry.promise, entry.target)
        elif entry.until < today:
            yield BaselineExpired(entry.location, entry.promise, entry.until.isoformat())


def _duplicate_problems(baseline: Baseline) -> Iterator[Problem]:
    keys: set[FindingKey] = set()
    for entry in baseline.entries:
        if entry.key in keys:
            yield AcceptedTwice(entry.location, entry.promise, entry.target)
        keys.add(entry.key)


def _read_entry(item: object, location: Location) -> BaselineEntry | Problem:
    if not is_dict(item):
        return NotABaseline(location, "an entry is not an object")
    target_key = "target" if "target" in item else _OLD_TARGET_KEY
    keys = [target_key if key == "target" else key for key in _ENTRY_KEYS]
    wrong = [name for name in item if name not in keys]
    not_text = [name for name in keys if not isinstance(item.get(name, ""), str)]
    if wrong or not_text:
        reason = (
            f"{wrong[0]!a} is not part of an entry" if wrong else f"{not_text[0]} is not a text"
        )
        return NotABaseline(location, reason)
    return _parse_entry(item, target_key if target_key in item else "target", location)


def _parse_entry(
    item: Mapping[str, str], target_key: str, location: Location
) -> BaselineEntry | Problem:
    promise, target = item.get("promise", ""), item.get(target_key, "")
    if not promise or target not in list(Target):
        reason = (
            "an entry has no promise"
            if not promise
            else f"{target_key} must be one of {', '.join(Target)}"
        )
        return NotABaseline(location, reason)
    if not item.get("reason", "").strip():
        return BaselineWithoutReason(location, promise)
    until = _parse_date(item.get("until", ""))
    if until is None:
        return NotABaseline(location, "until is not a date (YYYY-MM-DD)")
    return BaselineEntry(location, promise, Target(target), item["reason"], until)


def _parse_date(text: str) -> date | None:
    """Return the date of a text in the form YYYY-MM-DD, or None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
