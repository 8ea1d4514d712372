"""The places in which an update writes, looked at before anything is written: none is in another's way."""

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
    """Where an update writes; `cassettes` is None where nothing is to be recorded, `note` where nothing is noted.

    `sources` are the files that it reads.
    """

    out: Path
    cassettes: Path | None
    changelog: Path | None
    sources: tuple[Path, ...] = ()

    def package(self, service: Service) -> Path:
        """Give the folder of a service's package."""
        return self.out / service.name


def check_separate(places: OutputPaths, root: Path, service: Service) -> None:
    """Make sure that each place holds what it is for, and nothing else.

    Raises:
        UsageError: a note would stand in what another tool reads, cassettes among specs or in a package.
    """
    if places.changelog:
        _check_changelog(places.changelog, places, service)
    if places.cassettes:
        at = (places.cassettes / service.name).resolve()
        if at == (root / service.name).resolve():
            raise UsageError(f"{places.cassettes}: specs stand here; name a folder of cassettes")
        if at == places.package(service).resolve():
            raise UsageError(
                f"{places.cassettes}: the package stands here; name a folder of cassettes"
            )


def _check_changelog(note: Path, places: OutputPaths, service: Service) -> None:
    at = note.resolve()
    if note.is_symlink():
        raise UsageError(f"{note}: is a link; name the file itself with --changelog")
    if note.suffix.lower() == ".json" or at in {source.resolve() for source in places.sources}:
        raise UsageError(f"{note}: is read as data; name a text with --changelog")
    if places.package(service).resolve() in at.parents:
        raise UsageError(
            f"{note}: stands in the package, which holds only what is generated; "
            "name another file with --changelog"
        )


def check_writable(
    places: OutputPaths,
    service: Service,
    synced: SyncResult,
    rendered: RenderedPackage | None,
    noted: bool,
) -> None:
    """Make sure, as far as can be seen beforehand, that everything can be written.

    Raises:
        UsageError: something cannot.
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
    """Look whether the folder in which a package trades places can be written."""
    folder = next(_existing_folders(package.absolute().parents))
    if not folder.is_dir():
        raise UsageError(f"{package}: cannot be written: {folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{package}: cannot be written: {folder} may not be written to")


def _existing_folders(folders: Iterable[Path]) -> Iterator[Path]:
    return (folder for folder in folders if folder.exists())
