"""The baseline: known findings that are accepted for a reason, until a date, and not a day longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clientwright import atomic_files
from clientwright.errors import ProblemsError
from clientwright.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.specs import json_text
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

_ENTRY_KEYS = ("promise", "target", "reason", "until")
_OLD_TARGET_KEY = "judge"
"""What baselines called the target before version 2 of the report; still read."""


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One accepted finding, where it stands, and until when it is accepted (that day included)."""

    place: Location
    promise: str
    target: Target
    reason: str
    until: date

    @property
    def key(self) -> FindingKey:
        """What the finding is called."""
        return self.promise, self.target


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries that could be read, and what is wrong with the rest."""

    entries: tuple[BaselineEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """What a baseline says of a run: the findings that it accepts, each with its reason, and its own faults."""

    accepted: Mapping[FindingKey, str]
    problems: tuple[Problem, ...]


def load_baseline(path: Path) -> Baseline:
    """Read a baseline, with every problem of its form at once.

    Raises:
        SourceError: the file cannot be read.
    """
    place = Location(str(path))
    try:
        data: Any = json_text.parse_json(atomic_files.read_text(path), place)
    except ProblemsError as blocked:
        return Baseline((), blocked.problems)
    if not is_list(data):
        return Baseline((), (NotABaseline(place, "it is no list"),))
    found = [_entry(item, place.at(f"/{n}")) for n, item in enumerate(data)]
    entries = tuple(one for one in found if isinstance(one, BaselineEntry))
    return Baseline(entries, tuple(one for one in found if isinstance(one, Problem)))


def apply_baseline(
    baseline: Baseline, report: Report, known: Mapping[Target, Iterable[str]], today: date
) -> BaselineResult:
    """Hold a baseline against a run.

    `known` names, for each target of the run, the promises that the specs hold it to,
    also those that were not run: entries about other judges are left alone.
    """
    valid = [entry for entry in baseline.entries if entry.until >= today]
    broken = {finding_key(verdict) for verdict in report.broken}
    accepted = {
        entry.key: f"{entry.reason} (until {entry.until})" for entry in valid if entry.key in broken
    }
    faults = [*_duplicate_problems(baseline), *_entry_problems(baseline, report, known, today)]
    return BaselineResult(accepted, (*baseline.problems, *faults))


def _entry_problems(
    baseline: Baseline, report: Report, known: Mapping[Target, Iterable[str]], today: date
) -> Iterator[Problem]:
    proved = {
        finding_key(verdict) for verdict in report.verdicts if verdict.state is VerdictState.PROVED
    }
    for entry in baseline.entries:
        names = tuple(known.get(entry.target, (entry.promise,)))
        if entry.promise not in names:
            yield UnknownPromise(entry.place, entry.promise, entry.target, names)
        elif entry.key in proved:
            yield BaselineUnneeded(entry.place, entry.promise, entry.target)
        elif entry.until < today:
            yield BaselineExpired(entry.place, entry.promise, entry.until.isoformat())


def _duplicate_problems(baseline: Baseline) -> Iterator[Problem]:
    seen: set[FindingKey] = set()
    for entry in baseline.entries:
        if entry.key in seen:
            yield AcceptedTwice(entry.place, entry.promise, entry.target)
        seen.add(entry.key)


def _entry(item: object, place: Location) -> BaselineEntry | Problem:
    if not is_dict(item):
        return NotABaseline(place, "an entry is no object")
    if _OLD_TARGET_KEY in item and "target" not in item:
        item = {**item, "target": item[_OLD_TARGET_KEY]}
        del item[_OLD_TARGET_KEY]
    wrong = [name for name in item if name not in _ENTRY_KEYS]
    absent = [name for name in _ENTRY_KEYS if not isinstance(item.get(name, ""), str)]
    if wrong or absent:
        said = f"{wrong[0]!a} is no part of an entry" if wrong else f"{absent[0]} is no text"
        return NotABaseline(place, said)
    return _parse_entry(item, place)


def _parse_entry(item: Mapping[str, str], place: Location) -> BaselineEntry | Problem:
    promise, target = item.get("promise", ""), item.get("target", "")
    if not promise or target not in list(Target):
        said = (
            "an entry names no promise" if not promise else f"target is one of {', '.join(Target)}"
        )
        return NotABaseline(place, said)
    if not item.get("reason", "").strip():
        return BaselineWithoutReason(place, promise)
    until = _parse_date(item.get("until", ""))
    if until is None:
        return NotABaseline(place, "until is no date (YYYY-MM-DD)")
    return BaselineEntry(place, promise, Target(target), item["reason"], until)


def _parse_date(text: str) -> date | None:
    """Read a date in the one form of it that a baseline has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
