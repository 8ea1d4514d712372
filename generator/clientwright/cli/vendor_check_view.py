"""What `vendor --check` and `generate --check --brief` print: a line for each file, and at the end what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientwright.cli import printer
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
"""What the specs of now would do to a file, and the word for it."""

_STATUS_ORDER = ("edited", "gone", "stale", "new", "dropped")


def print_vendor_checks(found: Sequence[CopyCheck], *, diffs: bool) -> None:
    """Print what is wrong with each copy; differences of edited files, with `diffs` of all."""
    for one in found:
        said = print_file_problems(one.problems, diffs=diffs)
        printer.print_line(f"{one.package}: {said}{_describe_check_basis(one)}", bold=True)


def print_file_problems(problems: Sequence[Problem], *, diffs: bool = False) -> str:
    """Print a line for each file, and once what to do; give what is wrong in a few words."""
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
        printer.print_problem_line(problem, word)
        if diffs or word == "edited":
            printer.print_unified_diff(getattr(problem, "diff", ""))
    for said in _advice(files, others):
        printer.print_line(said)
    return _summary(files, others)


def print_vendor_checks_json(found: Sequence[CopyCheck]) -> None:
    """Print all of it for a machine."""
    printer.print_json({"packages": [_as_json(one) for one in found]})


def _status_word(problem: Problem) -> str:
    """Say in a word what is wrong with a file; nothing where a word does not do."""
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
    """Say once for each kind what to do; a run that a lost endpoint would stop is not advised."""
    stopped = any(isinstance(problem, EndpointLost) for problem in others)
    kinds = {type(problem): problem for problem in files}
    for kind, problem in kinds.items():
        if not (stopped and kind is CopyStale):
            yield f"{problem.code}: {problem.advice()}"


def _summary(files: Sequence[Problem], others: Sequence[Problem]) -> str:
    counts = Counter(map(_status_word, files))
    parts = [f"{counts[word]} {word}" for word in _STATUS_ORDER if counts[word]]
    more = [printer.pluralize(len(others), "problem")] if others else []
    return ", ".join((*more, *parts)) or "current"


def _describe_check_basis(one: CopyCheck) -> str:
    """Say what a copy was held to, where it was held to anything."""
    if not one.generator:
        return ""
    alone = f"its lock; no specs of {one.package.absolute().name!r} are at hand"
    by = "its lock and the specs" if one.compared_with_specs else alone
    return f" (held to {by}; clientwright {one.generator} wrote it)"


def _as_json(one: CopyCheck) -> dict[str, object]:
    return {
        "package": str(one.package),
        "generator": one.generator,
        "by_specs": one.compared_with_specs,
        "problems": printer.problems_as_json(one.problems),
    }
