"""Compare a package on disk with its rendering: stale, edited, foreign, or without a valid lock."""

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
    OtherGenerator,
    StaleFile,
)
from clientwright.codegen.render_package import RenderedPackage
from clientwright.problems import Location, Problem, quote_value

_NO_NEWLINE = "\\ No newline at end of file"
"""What diff tools write below a last line that has no line end."""


def obsolete_files(rendered: RenderedPackage, old: LockFile | None) -> tuple[str, ...]:
    """Return the files that an earlier run wrote and this one would not."""
    return tuple(sorted(set(old.files if old else ()) - set(rendered.tree)))


def drift_problems(
    package: Path, tree: Mapping[str, str], old: LockFile | None, obsolete: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for every file that differs from its rendering; the lock is not compared."""
    by_hand = {
        problem.location.file: problem
        for problem in edited_file_problems(package, tree, old, obsolete)
    }
    yield from by_hand.values()
    for path in [*sorted(set(tree) - {locks.LOCK_NAME}), *obsolete]:
        location = Location(str(package / path))
        diff = _diff(package, path, tree.get(path, ""))
        exists = (package / path).exists()
        if location.file not in by_hand and (diff or exists != (path in tree)):
            yield StaleFile(location, diff, _effect_of_writing(exists, path in tree))


def _effect_of_writing(exists: bool, wanted: bool) -> str:
    """Return what writing does to a file: `removed`, `changed` or `new`."""
    if not wanted:
        return "removed"
    return "changed" if exists else "new"


def lock_problems(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, is_stale: bool
) -> Iterator[Problem]:
    """Yield a problem for a lock that is missing, of another generator, or lists other files than its specs produce."""
    if old is None:
        tree = rendered.tree
        if any(text and _read(package / path) == text for path, text in tree.items()):
            yield LockMissing(Location(str(package)))
    elif is_stale and old.toolchain != rendered.lock.toolchain:
        yield OtherGenerator(Location(str(package / locks.LOCK_NAME)), old.generator)
    elif old.has_same_inputs(rendered.lock) and (
        differing := sorted(set(old.files) ^ set(rendered.lock.files))
    ):
        yield LockBroken(
            Location(str(package / locks.LOCK_NAME)),
            f"it was edited by hand at {quote_value(differing[0])}",
        )


def edited_file_problems(
    package: Path, tree: Mapping[str, str], old: LockFile | None, obsolete: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for every file whose content would be lost: foreign, or edited since it was written."""
    known: Mapping[str, str] = old.files if old else {}
    if not package.exists():
        return
    for path in [*sorted(set(tree) - {locks.LOCK_NAME}), *obsolete]:
        if path in tree and locks.has_text(package / path, tree[path]):
            continue
        now = _read(package / path)
        if now is None or now == tree.get(path):
            continue
        location = Location(str(package / path))
        if path not in known:
            yield ForeignFile(location)
        elif locks.text_digest(now) != known[path]:
            yield EditedByHand(location, _diff(package, path, tree.get(path, "")))


def _read(path: Path) -> str | None:
    """Return the text of a file, an empty one if the path is not a file, or None if nothing exists there."""
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
    marked = (line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}\n" for line in lines)
    return "".join(marked)
