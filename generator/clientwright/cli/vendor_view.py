"""Output of `vendor` and `generate`: the files that were, or would be, written or removed, and checked copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientwright.cli import printer
from clientwright.cli.specs_source import describe_packaged
from clientwright.codegen.lock_file import LOCK_NAME
from clientwright.codegen.problems import EditedByHand, StaleFile
from clientwright.evolution.problems import CopyEdited, CopyIncomplete, CopyStale, EndpointLost
from clientwright.problems import Problem, Severity

if TYPE_CHECKING:
    from clientwright.codegen.build_result import BuildResult
    from clientwright.evolution.vendor.vendor_client import VendorOptions
    from clientwright.evolution.vendor.verify_copies import CopyCheck

MOST_LISTED = 20
"""Files that are listed by name; more are counted, and --json has them all."""


def print_vendor_result(
    done: BuildResult, options: VendorOptions, origin: str, as_json: bool
) -> int:
    """Print the result and what it was made from; return the exit code, 1 if a dry run found something to do."""
    changed = tuple(_planned_files(done, removed=False)) if options.dry else _without_lock(done)
    removed = tuple(_planned_files(done, removed=True)) if options.dry else done.removed
    exit_code = int(options.dry and bool(changed or removed or done.problems))
    if as_json:
        printer.print_json(
            {
                "package": str(done.package),
                "dry_run": options.dry,
                "origin": origin,
                "changed": list(changed),
                "removed": list(removed),
                "problems": printer.problems_as_json([*_problems_to_print(done)]),
            }
        )
        return exit_code
    printer.print_problems(_problems_to_print(done))
    if options.dry or len(changed) + len(removed) <= MOST_LISTED:
        print_files(changed, removed)
    verbs = ("would be written", "would be removed") if options.dry else ("written", "removed")
    printer.print_line(
        f"{done.package}: {describe_file_counts(changed, removed, verbs)} (from {origin})",
        bold=True,
    )
    return exit_code


def print_files(
    changed: tuple[str, ...], removed: tuple[str, ...], *, most: int | None = None
) -> None:
    """List files, no more than `most`; removed ones start with `-`."""
    lines = [*(f"  {path}" for path in changed), *(f"- {path}" for path in removed)]
    for line in lines[:most]:
        printer.print_line(line)
    if more := len(lines[most:]) if most is not None else 0:
        printer.print_line(f"  and {more} more (--json lists all)")


def describe_file_counts(
    changed: tuple[str, ...],
    removed: tuple[str, ...],
    verbs: tuple[str, str] = ("written", "removed"),
) -> str:
    """Return files counted: `8 files written, 2 removed`."""
    groups = ((changed, verbs[0]), (removed, verbs[1]))
    parts = [(len(paths), verb) for paths, verb in groups if paths]
    if not parts:
        return "nothing to change"
    (first, verb), *rest = parts
    return ", ".join(
        (f"{printer.pluralize(first, 'file')} {verb}", *(f"{many} {verb}" for many, verb in rest))
    )


def _without_lock(done: BuildResult) -> tuple[str, ...]:
    """Return the written files; the lock follows them, so it is listed only if it alone was written."""
    return tuple(path for path in done.changed if path != LOCK_NAME) or done.changed


def _planned_files(done: BuildResult, *, removed: bool) -> Iterator[str]:
    """Yield the files that a dry run would write, or those that it would remove."""
    root = f"{done.package.as_posix()}/"
    for problem in done.problems:
        goes = isinstance(problem, (CopyStale, StaleFile)) and problem.becomes == "removed"
        if goes is removed:
            yield problem.location.file.replace("\\", "/").removeprefix(root)


def _problems_to_print(done: BuildResult) -> Iterator[Problem]:
    yield from (
        problem
        for problem in done.problems
        if problem.severity is not Severity.INFO and not isinstance(problem, CopyStale)
    )


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
            yield f"{problem.code}: {printer.with_own_options(problem.advice())}"


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
