"""Output of `vendor` and `generate`: the files that were, or would be, written or removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientwright.cli import printer
from clientwright.codegen.lock_file import LOCK_NAME
from clientwright.codegen.problems import StaleFile
from clientwright.evolution.vendor.problems import CopyStale
from clientwright.problems import Problem, Severity

if TYPE_CHECKING:
    from clientwright.codegen.package_build import BuildResult
    from clientwright.evolution.vendor.vendor_client import VendorOptions

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


def print_files(changed: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """List files; removed ones start with `-`."""
    for path in changed:
        printer.print_line(f"  {path}")
    for path in removed:
        printer.print_line(f"- {path}")


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
