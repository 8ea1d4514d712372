"""What `vendor` and `generate` print of the files that were written or removed, or would be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clientwright.cli import show
from clientwright.codegen.problems import StaleFile
from clientwright.evolution.vendor.problems import CopyStale
from clientwright.problems import Problem, Severity

if TYPE_CHECKING:
    from clientwright.codegen.package_build import BuildResult
    from clientwright.evolution.vendor.vendor_client import VendorOptions


def told(done: BuildResult, manner: VendorOptions, as_json: bool) -> int:
    """Print what was written, or would be; give the exit code: 1 where a dry run has something to do."""
    changed = tuple(_would(done, removed=False)) if manner.dry else done.changed
    removed = tuple(_would(done, removed=True)) if manner.dry else done.removed
    waits = int(manner.dry and bool(changed or removed or done.problems))
    if as_json:
        show.document(
            {
                "package": str(done.package),
                "dry_run": manner.dry,
                "changed": list(changed),
                "removed": list(removed),
                "problems": show.as_json([*_worth_saying(done)]),
            }
        )
        return waits
    show.problems(_worth_saying(done))
    files(changed, removed)
    verbs = ("would be written", "would be removed") if manner.dry else ("written", "removed")
    show.line(f"{done.package}: {counted(changed, removed, verbs)}", bold=True)
    return waits


def files(changed: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """List files, those that are removed with a `-`."""
    for path in changed:
        show.line(f"  {path}")
    for path in removed:
        show.line(f"- {path}")


def counted(
    changed: tuple[str, ...],
    removed: tuple[str, ...],
    verbs: tuple[str, str] = ("written", "removed"),
) -> str:
    """Count files: `8 files written, 2 removed`."""
    told = ((changed, verbs[0]), (removed, verbs[1]))
    parts = [(len(paths), verb) for paths, verb in told if paths]
    if not parts:
        return "nothing to change"
    (first, verb), *rest = parts
    return ", ".join(
        (f"{show.plural(first, 'file')} {verb}", *(f"{many} {verb}" for many, verb in rest))
    )


def _would(done: BuildResult, *, removed: bool) -> Iterator[str]:
    """Give the files that a dry run would write, or would take away."""
    root = f"{done.package.as_posix()}/"
    for problem in done.problems:
        goes = isinstance(problem, (CopyStale, StaleFile)) and problem.becomes == "removed"
        if goes is removed:
            yield problem.place.file.replace("\\", "/").removeprefix(root)


def _worth_saying(done: BuildResult) -> Iterator[Problem]:
    yield from (
        problem
        for problem in done.problems
        if problem.severity is not Severity.INFO and not isinstance(problem, CopyStale)
    )
