"""What stands on disk against what would be written: stale, edited by hand, foreign, or without a true lock."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.problems import (
    EditedByHand,
    ForeignFile,
    LockBroken,
    LockMissing,
    StaleFile,
)
from clientwright.codegen.render_package import RenderedPackage
from clientwright.problems import Location, Problem, quote_value


def obsolete_files(rendered: RenderedPackage, old: LockFile | None) -> tuple[str, ...]:
    """List the files that an earlier run wrote and this one would not."""
    return tuple(sorted(set(old.files if old else ()) - set(rendered.tree)))


def drift_problems(
    package: Path, tree: Mapping[str, str], old: LockFile | None, gone: Sequence[str]
) -> Iterator[Problem]:
    """Give a problem for every file that is not what it should be; the lock itself does not count."""
    by_hand = {
        problem.location.file: problem for problem in edited_file_problems(package, tree, old, gone)
    }
    yield from by_hand.values()
    for path in [*sorted(set(tree) - {locks.LOCK_NAME}), *gone]:
        place = Location(str(package / path))
        diff = _diff(package, path, tree.get(path, ""))
        stands = (package / path).exists()
        if place.file not in by_hand and (diff or stands != (path in tree)):
            yield StaleFile(place, diff, _effect_of_writing(stands, path in tree))


def _effect_of_writing(stands: bool, wanted: bool) -> str:
    """Say what writing does to a file."""
    if not wanted:
        return "removed"
    return "changed" if stands else "new"


def lock_problems(
    package: Path, rendered: RenderedPackage, old: LockFile | None
) -> Iterator[Problem]:
    """Give a problem for a lock that is gone, or names other files than its own specs give."""
    if old is None:
        tree = rendered.tree
        if any(text and _read(package / path) == text for path, text in tree.items()):
            yield LockMissing(Location(str(package)))
    elif old.has_same_inputs(rendered.lock) and (
        odd := sorted(set(old.files) ^ set(rendered.lock.files))
    ):
        yield LockBroken(
            Location(str(package / locks.LOCK_NAME)),
            f"it was changed by hand at {quote_value(odd[0])}",
        )


def edited_file_problems(
    package: Path, tree: Mapping[str, str], old: LockFile | None, gone: Sequence[str]
) -> Iterator[Problem]:
    """Give a problem for every file whose present content would be lost: not ours, and not what is written."""
    known: Mapping[str, str] = old.files if old else {}
    for path in [*sorted(set(tree) - {locks.LOCK_NAME}), *gone]:
        now = _read(package / path)
        if now is None or now == tree.get(path):
            continue
        place = Location(str(package / path))
        if path not in known:
            yield ForeignFile(place)
        elif locks.text_digest(now) != known[path]:
            yield EditedByHand(place, _diff(package, path, tree.get(path, "")))


def _read(path: Path) -> str | None:
    """Give what stands at a path: a file's text, nothing for what is no file, None where nothing stands."""
    if not path.exists():
        return None
    with suppress(FileNotFoundError):
        data = path.read_bytes() if path.is_file() else b""
        return locks.unix_newlines(data.decode("utf-8", "surrogateescape"))
    return None


def _diff(package: Path, path: str, wanted: str) -> str:
    now = (_read(package / path) or "").splitlines(keepends=True)
    lines = difflib.unified_diff(
        now, wanted.splitlines(keepends=True), f"{path} (on disk)", f"{path} (from the specs)"
    )
    return "".join(lines)
