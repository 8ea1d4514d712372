"""What `vendor` prints: files written, files that would be, and what is wrong with copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clientwright.cli import show
from clientwright.evolve.vendor.problems import CopyStale
from clientwright.problems import Problem, Severity

if TYPE_CHECKING:
    from clientwright.emit.standing import Generated
    from clientwright.evolve.vendor.checking import Checked
    from clientwright.evolve.vendor.vendoring import Manner


def told(done: Generated, manner: Manner, as_json: bool) -> int:
    """Print what was written, or would be; give the exit code: 1 where a dry run would be stopped."""
    changed = tuple(_would(done)) if manner.dry else done.changed
    stops = [p for p in done.problems if manner.dry and not manner.force and not _is_stale(p)]
    if as_json:
        show.document(
            {
                "package": str(done.package),
                "dry_run": manner.dry,
                "changed": list(changed),
                "problems": show.as_json([*_worth_saying(done)]),
            }
        )
        return int(bool(stops))
    show.problems(_worth_saying(done))
    for path in changed:
        show.line(f"  {path}")
    verb = "would change" if manner.dry else "written"
    said = f"{show.plural(len(changed), 'file')} {verb}" if changed else "nothing to change"
    show.line(f"{done.package}: {said}", bold=True)
    return int(bool(stops))


def checked(found: Sequence[Checked], as_json: bool) -> int:
    """Print what is wrong with each copy; give the exit code."""
    if as_json:
        show.document({"packages": [_as_json(one) for one in found]})
    for one in () if as_json else found:
        show.problems(one.problems)
        said = show.plural(len(one.problems), "problem") if one.problems else "current"
        show.line(f"{one.package}: {said}{_how(one)}", bold=True)
    return int(any(one.problems for one in found))


def _how(one: Checked) -> str:
    """Say what a copy was held to, where it was held to anything."""
    if not one.generator:
        return ""
    alone = f"its lock; no specs of {one.package.absolute().name!r} are at hand"
    by = "its lock and the specs" if one.by_specs else alone
    return f" (held to {by}; clientwright {one.generator} wrote it)"


def _as_json(one: Checked) -> dict[str, object]:
    return {
        "package": str(one.package),
        "generator": one.generator,
        "by_specs": one.by_specs,
        "problems": show.as_json(one.problems),
    }


def _would(done: Generated) -> Iterator[str]:
    """Give the files that a dry run would write or take away."""
    root = f"{done.package.as_posix()}/"
    yield from (p.place.file.replace("\\", "/").removeprefix(root) for p in done.problems)


def _worth_saying(done: Generated) -> Iterator[Problem]:
    yield from (p for p in done.problems if p.severity is not Severity.INFO and not _is_stale(p))


def _is_stale(problem: Problem) -> bool:
    return isinstance(problem, CopyStale)
