"""The paths that an update writes, checked before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen.render_package import RenderedPackage
from clientwright.codegen.write_package import refuse_obstacles
from clientwright.errors import UsageError
from clientwright.evolution.sync.sync_result import SyncResult
from clientwright.io.atomic_files import require_writable
from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class OutputPaths:
    """Where an update writes; `cassettes` and `changelog` are None if it does not write them.

    `sources` are the files that it reads.
    """

    out: Path
    cassettes: Path | None
    changelog: Path | None
    sources: tuple[Path, ...] = ()

    def package(self, service: Service) -> Path:
        """Return the folder of a service's package."""
        return self.out / service.package


def check_separate(paths: OutputPaths, root: Path, service: Service) -> None:
    """Check that no output is inside another, or is a file that is read.

    Raises:
        UsageError: the note is data or in the package, or cassettes are among specs or in the package.
    """
    if paths.changelog:
        _check_changelog(paths.changelog, paths, service)
    if paths.cassettes:
        resolved = (paths.cassettes / service.name).resolve()
        if resolved == (root / service.name).resolve():
            raise UsageError(f"{paths.cassettes} contains specs; name another folder for cassettes")
        if resolved == paths.package(service).resolve():
            raise UsageError(
                f"{paths.cassettes} contains the package; name another folder for cassettes"
            )


def _check_changelog(note: Path, paths: OutputPaths, service: Service) -> None:
    resolved = note.resolve()
    if note.is_symlink():
        raise UsageError(f"{note} is a link; name the file itself with --changelog")
    if note.suffix.lower() == ".json" or resolved in {source.resolve() for source in paths.sources}:
        raise UsageError(f"{note} is read as data; name a text file with --changelog")
    if paths.package(service).resolve() in resolved.parents:
        raise UsageError(
            f"{note} is in the package, which contains only generated files; "
            "name another file with --changelog"
        )


def check_writable(
    paths: OutputPaths,
    service: Service,
    synced: SyncResult,
    rendered: RenderedPackage | None,
    writes_changelog: bool,
) -> None:
    """Check, as far as possible beforehand, that everything can be written.

    Raises:
        UsageError: something cannot be written.
    """
    require_writable(_files_to_write(paths, synced, writes_changelog))
    if rendered is not None:
        package = paths.package(service)
        _check_parent_writable(package)
        refuse_obstacles(package, rendered.tree)


def _files_to_write(
    paths: OutputPaths, synced: SyncResult, writes_changelog: bool
) -> Iterator[Path]:
    yield from (change.path for change in synced.changes)
    if writes_changelog and paths.changelog:
        yield paths.changelog


def _check_parent_writable(package: Path) -> None:
    """Check that the folder in which the package is swapped can be written."""
    folder = next(_existing_folders(package.absolute().parents))
    if not folder.is_dir():
        raise UsageError(f"{package} cannot be written: {folder} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{package} cannot be written: {folder} is not writable")


def _existing_folders(folders: Iterable[Path]) -> Iterator[Path]:
    return (folder for folder in folders if folder.exists())
