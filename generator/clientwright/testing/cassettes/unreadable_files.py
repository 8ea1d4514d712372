"""What a folder of recordings holds that is not checked: named once, and counted where it is much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from clientwright.problems import Location, Problem, Severity, escape_unprintable
from clientwright.testing.promises import (
    Finding,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)

_MAX_FILES = 20
"""So many files of one kind of problem have a trial each; more are one trial."""

_MAX_NAMED = 3

FileProblems = tuple[Path, Sequence[Problem]]
"""A file and what is wrong with it."""


def unreadable_trials(folder: Path, found: Iterable[FileProblems]) -> Iterator[Trial]:
    """Yield the trials of what is not checked: errors are broken promises, the rest is not tried."""
    errors: dict[str, list[FileProblems]] = {}
    others: dict[str, list[Problem]] = {}
    for path, problems in found:
        bad = [one for one in problems if one.severity is Severity.ERROR]
        if bad:
            errors.setdefault(bad[0].code, []).append((path, bad))
        for one in problems:
            if one.severity is not Severity.ERROR:
                others.setdefault(one.code, []).append(one)
    for code, files in errors.items():
        yield from _error_trials(folder, code, files)
    for code, problems in others.items():
        yield _untried_trial(code, problems)


def _error_trials(folder: Path, code: str, files: Sequence[FileProblems]) -> Iterator[Trial]:
    if len(files) > _MAX_FILES:
        problems = [problem for _, bad in files for problem in bad]
        seen = f"{len(files):,} files, {describe_problems(problems)}"
        yield _error_trial(f"cassettes/{code}", files[0][1][0].location, seen)
        return
    for path, bad in files:
        name = escape_unprintable(_relative(folder, path))
        place = bad[0].location
        seen = describe_problems(bad).removeprefix(f"{place}: ")
        yield _error_trial(f"cassettes/{name}/readable", place, seen)


def _error_trial(id: str, place: Location, seen: str) -> Trial:
    promise = Promise(id, PromiseGroup.CASSETTES, "The cassette can be read.", place)
    finding = Finding("a recording that can be read", seen)
    verdict = Verdict(promise, Target.CASSETTE, VerdictState.BROKEN, "", 1, finding)
    return Trial((promise,), Target.CASSETTE, lambda effort: TrialResult((verdict,)))


def _untried_trial(code: str, problems: Sequence[Problem]) -> Trial:
    sentence = "Every file in the folder is a recording of the service."
    place = problems[0].location
    promise = Promise(f"cassettes/{code}", PromiseGroup.CASSETTES, sentence, place)
    verdict = Verdict(promise, Target.CASSETTE, VerdictState.NOT_TRIED, describe_problems(problems))
    return Trial((promise,), Target.CASSETTE, lambda effort: TrialResult((verdict,)))


def describe_problems(problems: Collection[Problem]) -> str:
    """Return the first problems, each with its place and code, and how many there are besides."""
    shown = [*problems][:_MAX_NAMED]
    more = len(problems) - len(shown)
    texts = [f"{one.location}: {one.code}: {one.found()} {one.advice()}" for one in shown]
    return " ".join([*texts, f"... and {more:,} more."] if more else texts)


def _relative(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
