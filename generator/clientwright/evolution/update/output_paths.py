"""The paths that an update writes, checked before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clientwright.atomic_files import require_writable
from clientwright.codegen.render_package import RenderedPackage
from clientwright.codegen.write_package import refuse_obstacles
from clientwright.errors import UsageError
from clientwright.evolution.sync.sync_result import SyncResult
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
        return self.out / service.name


def check_separate(places: OutputPaths, root: Path, service: Service) -> None:
    """Check that no output is inside another, or is a file that is read.

    Raises:
        UsageError: the note is data or in the package, or cassettes are among specs or in the package.
    """
    if places.changelog:
        _check_changelog(places.changelog, places, service)
    if places.cassettes:
        at = (places.cassettes / service.name).resolve()
        if at == (root / service.name).resolve():
            raise UsageError(
                f"{places.cassettes}: contains specs; name another folder for cassettes"
            )
        if at == places.package(service).resolve():
            raise UsageError(
                f"{places.cassettes}: contains the package; name another folder for cassettes"
            )


def _check_changelog(note: Path, places: OutputPaths, service: Service) -> None:
    at = note.resolve()
    if note.is_symlink():
        raise UsageError(f"{note}: is a link; name the file itself with --changelog")
    if note.suffix.lower() == ".json" or at in {source.resolve() for source in places.sources}:
        raise UsageError(f"{note}: is read as data; name a text file with --changelog")
    if places.package(service).resolve() in at.parents:
        raise UsageError(
            f"{note}: is in the package, which contains only generated files; "
            "name another file with --changelog"
        )


def check_writable(
    places: OutputPaths,
    service: Service,
    synced: SyncResult,
    rendered: RenderedPackage | None,
    noted: bool,
) -> None:
    """Check, as far as possible beforehand, that everything can be written.

    Raises:
        UsageError: something cannot be written.
    """
    require_writable(_files_to_write(places, synced, noted))
    if rendered is not None:
        package = places.package(service)
        _check_parent_writable(package)
        refuse_obstacles(package, rendered.tree)


def _files_to_write(places: OutputPaths, synced: SyncResult, noted: bool) -> Iterator[Path]:
    yield from (change.path for change in synced.changes)
    if noted and places.changelog:
        yield places.changelog


def _check_parent_writable(package: Path) -> None:
    """Check that the folder in which the package is swapped can be written."""
    folder = next(_existing_folders(package.absolute().parents))
    if not folder.is_dir():
        raise UsageError(f"{package}: cannot be written: {folder} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{package}: cannot be written: {folder} is not writable")


def _existing_folders(folders: Iterable[Path]) -> Iterator[Path]:
    return (folder for folder in folders if folder.exists())
