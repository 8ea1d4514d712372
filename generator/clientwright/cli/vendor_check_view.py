"""Output of `vendor --check` and `generate --check --brief`: one line per file, then what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientwright.cli import printer
from clientwright.cli.advice import with_own_options
from clientwright.cli.specs_source import describe_packaged
from clientwright.codegen.problems import EditedByHand, StaleFile
from clientwright.evolution.vendor.problems import (
    CopyEdited,
    CopyIncomplete,
    CopyStale,
    EndpointLost,
)
from clientwright.problems import Problem

if TYPE_CHECKING:
    from clientwright.evolution.vendor.verify_copies import CopyCheck

_STATUS_WORDS = {"changed": "stale", "new": "new", "removed": "dropped"}
"""What generating now would do to a file, and the word for it."""

_STATUS_ORDER = ("edited", "gone", "stale", "new", "dropped")

_STATUS_PHRASES = {
    "edited": "changed by hand",
    "gone": "missing",
    "stale": "out of date",
    "new": "a new file",
    "dropped": "no longer generated",
}
"""What follows the code of a problem in its line."""


def print_vendor_checks(found: Sequence[CopyCheck], *, diffs: bool) -> None:
    """Print the problems of each copy; diffs of edited files, with `diffs` of stale ones too."""
    for one in found:
        text = print_file_problems(one.problems, diffs=diffs)
        printer.print_line(f"{one.package}: {text}{_describe_check_basis(one)}", bold=True)


def print_file_problems(problems: Sequence[Problem], *, diffs: bool = False) -> str:
    """Print one line per file and each advice once; return a short summary."""
    others = [problem for problem in problems if not _status_word(problem)]
    files = sorted(
        filter(_status_word, problems),
        key=lambda problem: _STATUS_ORDER.index(_status_word(problem)),
    )
    printer.print_problems(
        sorted(others, key=lambda problem: not isinstance(problem, EndpointLost))
    )
    for problem in files:
        word = _status_word(problem)
        printer.print_problem_line(problem, _STATUS_PHRASES[word])
        if diffs or word == "edited":
            printer.print_unified_diff(getattr(problem, "diff", ""))
    for text in _advice(files, others):
        printer.print_line(text)
    return _summary(files, others)


def print_vendor_checks_json(found: Sequence[CopyCheck]) -> None:
    """Print the checks as JSON."""
    printer.print_json({"packages": [_as_json(one) for one in found]})


def _status_word(problem: Problem) -> str:
    """Return the word for a file's problem; empty if the problem needs a sentence."""
    match problem:
        case CopyEdited() | EditedByHand():
            return "edited"
        case CopyIncomplete():
            return "gone"
        case CopyStale() | StaleFile():
            return _STATUS_WORDS[problem.becomes]
        case _:
            return ""


def _advice(files: Sequence[Problem], others: Sequence[Problem]) -> Iterator[str]:
    """Yield each kind's advice once; not the advice to vendor again if a lost endpoint would stop that."""
    stopped = any(isinstance(problem, EndpointLost) for problem in others)
    kinds = {type(problem): problem for problem in files}
    for kind, problem in kinds.items():
        if not (stopped and kind is CopyStale):
            yield f"{problem.code}: {with_own_options(problem.advice())}"


def _summary(files: Sequence[Problem], others: Sequence[Problem]) -> str:
    counts = Counter(map(_status_word, files))
    parts = [f"{counts[word]} {word}" for word in _STATUS_ORDER if counts[word]]
    more = [printer.pluralize(len(others), "problem")] if others else []
    return ", ".join((*more, *parts)) or "current"


def _describe_check_basis(one: CopyCheck) -> str:
    """Return what a copy was checked against; empty if it was not checked."""
    if not one.generator:
        return ""
    alone = f"its lock; no specs of {one.package.absolute().name!r} were found"
    specs = describe_packaged() if one.packaged else "the specs"
    by = f"its lock and {specs}" if one.compared_with_specs else alone
    return f" (checked against {by}; written by clientwright {one.generator})"


def _as_json(one: CopyCheck) -> dict[str, object]:
    return {
        "package": str(one.package),
        "generator": one.generator,
        "by_specs": one.compared_with_specs,
        "packaged": one.packaged,
        "problems": printer.problems_as_json(one.problems),
    }
