"""Everything an update would do, found out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clientwright import disk
from clientwright.emit.standing import Prepared, no_specs, prepare, unforced
from clientwright.evolve.update import history
from clientwright.evolve.update.prospect import Prospect
from clientwright.evolve.update.values import Tapes
from clientwright.spec.values import Specs


@dataclass(frozen=True, slots=True)
class Places:
    """Where an update writes; `cassettes` is None where nothing is to be recorded, `note` where nothing is noted."""

    out: Path
    cassettes: Path | None
    note: Path | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an update is about to do.

    `files` are those of the package that would be written or taken away, `noted` is the change
    note as it is to be, None where it stays.
    """

    prospect: Prospect
    places: Places
    prepared: Prepared
    files: tuple[str, ...]
    tapes: Tapes
    noted: str | None

    @property
    def package(self) -> Path:
        """The folder of the generated package."""
        return self.places.out / self.prospect.specs.service.name

    @property
    def is_nothing(self) -> bool:
        """Tell whether everything stands as it should already."""
        changes = self.prospect.synced.changes
        return not (changes or self.files or self.tapes.planned or self.noted is not None)


def foresee(prospect: Prospect, places: Places, date: str, *, force: bool = False) -> Foreseen:
    """Read and render what an update needs; `date` is the day of its entry in the change note.

    Raises:
        Blocked: a spec has errors, or a file of the package was edited by hand and `force` was not said.
        UsageError: a place cannot be written.
        SourceError: the change note cannot be read.
    """
    specs = prospect.specs
    package = places.out / specs.service.name
    no_specs(package, specs.service.path.parent)
    prepared = prepare(specs, package, force=force)
    if prepared.rendered is not None:
        unforced(package, prepared.rendered, prepared.old, force=force)
    taped = _tapes(places.cassettes, specs) if places.cassettes else Tapes()
    noted = _noted(prospect, places.note, date) if places.note else None
    return Foreseen(prospect, places, prepared, _files(package, prepared), taped, noted)


def _files(package: Path, prepared: Prepared) -> tuple[str, ...]:
    rendered, old = prepared.rendered, prepared.old
    if rendered is None:
        return ()
    gone = set(old.files if old else ()) - set(rendered.tree)
    written = {p for p, text in rendered.tree.items() if not _says(package / p, text)}
    return tuple(sorted(gone | written))


def _tapes(folder: Path, specs: Specs) -> Tapes:
    """Look at cassettes where there are any; without, the harness is not even loaded."""
    if not (folder / specs.service.name).is_dir():
        return Tapes()
    from clientwright.evolve.update.taping import tapes

    return tapes(folder, specs)


def _noted(prospect: Prospect, note: Path, date: str) -> str | None:
    text = disk.read_text(note) if note.exists() else ""
    grown = history.grown(
        text, history.entry(prospect.difference, date), prospect.specs.service.title
    )
    return grown if grown != text else None


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
